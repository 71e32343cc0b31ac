"""Footnotes: the marks in the text, and the section below it."""

from kgen.markdown.parser import folded_label
from kgen.model import Parts, placeholder


class Footnotes:
    """The footnotes of one body, numbered in the order in which the text refers to them."""

    def __init__(self) -> None:
        self._texts: dict[str, Parts] = {}
        self._numbers: dict[str, int] = {}
        self._uses: dict[str, int] = {}

    def reference(self, label: str) -> Parts:
        label = folded_label(label)
        number = self._number(label)
        use = self._uses[label] = self._uses.get(label, 0) + 1
        mark = f"fn-{number}" if use == 1 else f"fn-{number}-{use}"
        return [
            *('<sup class="footnote-ref"', placeholder("id", value=f"{mark}-ref")),
            *("><a", placeholder("to", value=f"fn-{number}")),
            f' aria-label="Footnote {number}">{number}</a></sup>',
        ]

    def define(self, label: str, text: Parts) -> bool:
        """Give a footnote its text. Return whether it is the first of its name; no other is shown."""
        return self._texts.setdefault(folded_label(label), text) is text

    def section(self) -> Parts:
        """The section that holds the footnotes; empty if there are none."""
        if not self._texts:
            return []
        out: Parts = ['<section class="footnotes">\n<ol>\n']
        for label in sorted(self._texts, key=self._number):
            number = self._number(label)
            out += ["<li", placeholder("id", value=f"fn-{number}"), ">\n", *self._texts[label]]
            if label in self._uses:
                out += ['<p><a class="footnote-back"', placeholder("to", value=f"fn-{number}-ref")]
                out.append(f' aria-label="Back to footnote {number} in the text">↩</a></p>\n')
            out.append("</li>\n")
        return [*out, "</ol>\n</section>\n"]

    def _number(self, label: str) -> int:
        return self._numbers.setdefault(label, len(self._numbers) + 1)
