"""HTML that hides the words in it: elsewhere nobody sees them, and kgen, which takes the HTML out, would print them."""

import re
from collections.abc import Sequence

from kgen.markdown.leftover_kinds import HIDDEN_CLASSES

_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?:opacity|font-size)\s*:\s*0(?:\.0*)?(?![\d.])"
    r"|(?:left|right|top|text-indent)\s*:\s*-\d{3}|clip\s*:\s*rect\(\s*[01](?:px)?[\s,]",
    re.IGNORECASE,
)
_COLOUR = re.compile(r"(?:^|[;\s])(color|background(?:-color)?)\s*:\s*([^;!]*)", re.IGNORECASE)
_NAMED_COLOURS = {
    **dict.fromkeys(("#fff", "#ffffff", "rgb(255,255,255)"), "white"),
    **dict.fromkeys(("#000", "#000000", "rgb(0,0,0)"), "black"),
}
Attributes = Sequence[tuple[str, str | None]]


def hides(tag: str, attributes: Attributes) -> bool:
    """Whether an element is not shown: by browsers, or by a program that knows one of this name."""
    is_closed = tag == "dialog" and "open" not in dict(attributes)
    return tag in HIDDEN_CLASSES or is_closed or any(attribute_hides(*each) for each in attributes)


def attribute_hides(attribute: str, value: str | None) -> bool:
    """Whether an attribute keeps an element from being seen; kgen takes it out."""
    match attribute:
        case "hidden" | "popover":
            return True
        case "style":
            return _HIDING.search(value or "") is not None or _is_unreadable(value or "")
        case "color":
            return _colour(value or "") == "white"
        case "class":
            classes = (value or "").lower().split()
            # `hidden md:block` is hidden on small windows alone.
            return not (HIDDEN_CLASSES.isdisjoint(classes) or any(":" in each for each in classes))
        case _:
            return False


def _is_unreadable(style: str) -> bool:
    """Whether colours make words invisible on the white or black that most pages have: the same as what is behind them,
    white with nothing behind them, or black behind black."""
    said = {name.lower(): _colour(value) for name, value in _COLOUR.findall(style)}
    words = said.get("color") or "black"
    behind = said.get("background-color") or said.get("background") or "white"
    return words in ("transparent", "white" if behind == "transparent" else behind)


def _colour(value: str) -> str:
    """A colour in one of its spellings; empty for one that is not said."""
    colour = re.sub(r"(?<=[(,])\s+|\s+(?=[,)])", "", value.lower()).strip().partition(" ")[0]
    return "" if colour in ("inherit", "initial", "unset", "none") else _NAMED_COLOURS.get(colour, colour)
