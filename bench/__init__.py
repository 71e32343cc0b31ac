"""How fast kgen is, beside the programs one would use instead. `make bench` runs it; nothing here is part of kgen."""
