"""How fast kgen is, beside the programs one would use instead, and how well safeguarding finds what it looks for.

`make bench` and `make measure` run it; nothing here is part of kgen.
"""
