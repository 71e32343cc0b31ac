"""One file for each export, and EXPORTS, all of them in order."""

EXPORTS: tuple[object, ...] = ()
