from kgen.cli import entry

entry()
