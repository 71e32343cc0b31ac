"""What is wrong with mkdocs.yml, though the garden can be built."""

from collections.abc import Iterator

from kgen.model import Diagnostic
from kgen.weave import Garden
from kgen.weave.menu import left_out


def settings(garden: Garden) -> Iterator[Diagnostic]:
    """A setting in mkdocs.yml cannot be used, is not used, or leads to nothing that is published now.

    What cannot be used stops every command: a garden is published as its stewards mean it, or not at all. What kgen
    does not use is named, so that nobody waits for it. docs/settings.md lists what mkdocs.yml may hold.

    Instead of   markdown_extensions: [admonition]
    write        nothing: kgen reads GitHub's Markdown and its callouts by itself
    """
    yield from ()  # No entry is to blame: see `problems`.


def problems(garden: Garden) -> Iterator[Diagnostic]:
    """What is said about mkdocs.yml: what was found when it was read, and what its menu leads to now."""
    yield from garden.settings.problems
    yield from left_out(garden)
