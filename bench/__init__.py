"""How fast kgen is, beside the programs one would use instead, and how well safeguarding finds what it looks for.

`make bench`, `make measure` and `make mutate` run it; nothing here is part of kgen.
"""
