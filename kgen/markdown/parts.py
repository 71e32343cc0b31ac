"""Pieces of HTML with placeholders between them."""

from itertools import groupby

from kgen.model import Parts, Placeholder


def kinds_alone(parts: Parts) -> set[str] | None:
    """The kinds of placeholders that have no words beside them; None if there are words."""
    kinds: set[str] = set()
    for part in parts:
        if isinstance(part, Placeholder):
            kinds.add(part.part)
        elif part.strip():
            return None
    return kinds


def joined(parts: Parts) -> tuple[str | Placeholder, ...]:
    """Join neighbouring strings, so that filling the placeholders later touches few pieces."""
    done: Parts = []
    for kind, group in groupby(parts, type):
        run = list(group)
        done += ["".join(map(str, run))] if kind is str else run
    return tuple(done)
