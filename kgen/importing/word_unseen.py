"""Words in a Word document that nobody sees: hidden, blacked out, struck out, or in the colour of what is behind.

Source of the elements: ECMA-376, Office Open XML, part 1, 17.3.2 (of runs), 17.3.5 (shading) and 17.7 (styles).
"""

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element, tostring

from kgen.importing.html_text import unseen
from kgen.importing.xml_text import read_xml

HIDDEN = "what nobody could see in the document (hidden, blacked out, in white or tiny letters)"
STRUCK = "what was struck out"
_SWITCHES = ("vanish", "strike", "dstrike")
_OFF = ("0", "false", "off", "none")
_HIGHLIGHTS = {"none": "", "black": "000000", "white": "FFFFFF"}
_WHITE = "FFFFFF"
_ON_A_BOX = "box"
"""Behind words in a text box: a shape, whose colour nobody looks up. No colour is the same."""
_TINIEST = 4
"""In half points."""
_LONGEST_CHAIN = 20
"""Styles that are based on one another."""
_Said = Mapping[str, str]


class Unseen:
    """Takes the words that nobody sees out of the texts of one document, and counts them."""

    def __init__(self, styles: bytes | None) -> None:
        """`styles` is the part of the document that defines its styles."""
        root = read_xml(styles, with_dtd=False) if styles else ()
        self._styles = {_attribute(each, "styleId"): each for each in root if _name(each) == "style"}
        defaults = (
            key
            for key, each in self._styles.items()
            if _attribute(each, "type") == "paragraph" and _attribute(each, "default") not in ("", *_OFF)
        )
        self._default = next(defaults, "")
        self._of_styles: dict[str, dict[str, str]] = {}
        self._words: dict[str, list[str]] = {HIDDEN: [], STRUCK: []}

    def without(self, text: bytes) -> bytes:
        """A text of the document without these words; the same bytes where there are none."""
        root: Element = read_xml(text, with_dtd=False)
        is_changed = False
        page = next((_attribute(each, "color") for each in root if _name(each) == "background"), "")
        waiting: list[tuple[Element, _Said, str]] = [(root, {}, _colour(page))]
        while waiting:
            element, around, behind = waiting.pop()
            name = _name(element)
            if name == "Choice":  # What is read is the other form of it, for older programs.
                continue
            if name == "p":
                self._part_words()
                own = _said(element, "pPr")
                around = self._style(own.get("pStyle", self._default))
                behind = own.get("shd") or around.get("behind") or behind
            elif name == "r":
                is_changed |= self._take_from(element, around, behind)
            elif name == "tbl":
                own = _said(element, "tblPr")
                behind = own.get("shd") or self._style(own.get("tblStyle", "")).get("in table") or behind
            elif name == "tc":
                behind = _said(element, "tcPr").get("shd") or behind
            elif name == "txbxContent":
                behind = _ON_A_BOX
            waiting += [(child, around, behind) for child in reversed(element)]
        return bytes(tostring(root, encoding="utf-8")) if is_changed else text

    @property
    def by_hand(self) -> Iterator[str]:
        """What to say of the words that were taken out."""
        for what, words in self._words.items():
            if count := len("".join(words).split()):
                yield unseen(what, count)

    def _part_words(self) -> None:
        for words in self._words.values():
            words.append(" ")

    def _take_from(self, run: Element, around: _Said, behind: str) -> bool:
        """Take the words out of a run, where they are not seen, and all else that is in it where all is hidden."""
        own = _said(run, "rPr")
        said = {**around, **self._style(own.get("rStyle", "")), **own}
        is_hidden = said.get("vanish") or _is_tiny(said) or _is_covered(said, behind)
        if not is_hidden and not said.get("strike") and not said.get("dstrike"):
            self._part_words()
            return False
        texts = [each for each in run if _name(each) in ("t", "sym")]
        self._words[HIDDEN if is_hidden else STRUCK] += [each.text or "" for each in texts]
        if said.get("vanish"):
            run.clear()
        for each in texts if not said.get("vanish") else ():
            run.remove(each)
        return bool(texts or said.get("vanish"))

    def _style(self, key: str) -> _Said:
        """What a style says of words, of what is behind a paragraph, and of what is behind the cells of a table."""
        if key in self._of_styles:
            return self._of_styles[key]
        chain: list[Element] = []
        based = key
        while based in self._styles and len(chain) < _LONGEST_CHAIN:
            chain.append(self._styles[based])
            based = next((_attribute(each, "val") for each in chain[-1] if _name(each) == "basedOn"), "")
        said: dict[str, str] = {}
        for style in reversed(chain):
            said |= _said(style, "rPr")
            if fill := _said(style, "pPr").get("shd"):
                said["behind"] = fill
            if _attribute(style, "type") == "table":
                fills = (_fill(each) for each in style.iter() if _name(each) == "shd")
                said["in table"] = next((fill for fill in fills if fill and _shade(fill) != "white"), "")
        self._of_styles[key] = said
        return said


def _is_tiny(said: _Said) -> bool:
    size = said.get("sz", "")
    return size.isdecimal() and int(size) <= _TINIEST


def _is_covered(said: _Said, behind: str) -> bool:
    """Whether words have the colour of what is behind them. Those without a colour are black on a black mark, which
    somebody put over them; in a black cell or paragraph Word shows them in white."""
    mark = said.get("highlight") or said.get("shd") or ""
    colour = said.get("color", "")
    return _shade(colour) == _shade(mark or behind or _WHITE) if colour else _shade(mark) == "black"


def _shade(colour: str) -> str:
    """A colour, or the white or black that eyes take it for."""
    try:
        parts = bytes.fromhex(colour)
    except ValueError:
        return colour
    if len(parts) != 3:
        return colour
    return "white" if min(parts) >= 0xF0 else "black" if max(parts) < 0x20 else colour


def _said(element: Element, called: str) -> dict[str, str]:
    """What the properties of an element say of how its words are seen, and which style they name."""
    said: dict[str, str] = {}
    for each in next((child for child in element if _name(child) == called), ()):
        name, value = _name(each), _attribute(each, "val")
        if name in _SWITCHES:
            said[name] = "" if value.lower() in _OFF else "on"
        elif name == "shd":
            said[name] = _fill(each)
        elif name == "color":
            said[name] = _colour(value)
        elif name == "highlight":
            said[name] = _HIGHLIGHTS.get(value, value)
        elif name in ("sz", "rStyle", "pStyle", "tblStyle"):
            said[name] = value
    return said


def _fill(shading: Element) -> str:
    """The colour of a shading; the name of its pattern, where it is one of two colours; empty for none."""
    pattern = _attribute(shading, "val")
    if pattern == "solid":
        return _colour(_attribute(shading, "color")) or "000000"
    return _colour(_attribute(shading, "fill")) if pattern in ("clear", "") else "" if pattern == "nil" else pattern


def _colour(value: str) -> str:
    return "" if value.lower() in ("auto", "none") else value.upper()


def _name(element: Element) -> str:
    """The name of an element of a text; that of any other with its namespace, but for what is a choice of two forms."""
    space, _, name = element.tag.rpartition("}")
    return name if "wordprocessingml" in space or name == "Choice" else element.tag


def _attribute(element: Element, name: str) -> str:
    return next((value for key, value in element.items() if key.rpartition("}")[2] == name), "")
