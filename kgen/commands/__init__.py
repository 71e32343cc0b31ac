"""One file for each command that is more than a line. Each `run` returns the exit code."""
