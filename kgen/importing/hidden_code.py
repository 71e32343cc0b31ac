"""Code in a text that is turned: kept out of the way, since marks in it stand for themselves; and blocks of it that are
none, since another program shows what they make."""

import re
from collections.abc import Callable

from kgen.importing.between import sub_spans
from kgen.importing.galleries import is_gallery
from kgen.importing.markup import Turning, box
from kgen.importing.shortcodes import gallery_alone, gallery_of
from kgen.markdown import leftovers
from kgen.markdown.leftover_kinds import HIDDEN_CLASSES
from kgen.markdown.parser import GITHUB

_STAND_IN = "\ue010{}\ue011"
_STOOD_IN = re.compile("\ue010(\\d+)\ue011")
_RAW_MARK = re.compile(r"^\{%-?\s*(?:end)?raw\s*-?%\}\n|\{%-?\s*(?:end)?raw\s*-?%\}", re.MULTILINE)
ESCAPED = re.compile(r"\{\{([<%])/\*((?:(?!\*/)[^\n]){0,500})\*/([>%])\}\}")
"""How a text in Hugo shows a shortcode as it is written."""
_OF_GALLERY = re.compile(r"[ \t]*(\w+)[ \t]*[:=][ \t]*(.*?)[ \t]*")
_SETTING = re.compile(r"(title|collapse|icon|color):(.*)")


class HiddenCode:
    """Keeps code out of the way while the rest is turned."""

    def __init__(self) -> None:
        self._kept: list[str] = []

    def kept(self, written: str) -> str:
        self._kept.append(ESCAPED.sub(r"{{\1\2\3}}", _RAW_MARK.sub("", written)))
        return _STAND_IN.format(len(self._kept) - 1)

    def kept_raw(self, mark: re.Match[str], inside: str) -> str:
        return self.kept(_as_code(inside)) if "{" in inside else inside

    def hidden(self, text: str) -> str:
        return sub_spans(text, _code_in(text), lambda written, language: self.kept(written))

    def shown(self, text: str) -> str:
        before = ""
        while before != text:  # What was kept may hold something that was kept before it.
            before, text = text, _STOOD_IN.sub(lambda found: self._kept[int(found[1])], text)
        return text


def _as_code(text: str) -> str:
    """Text in which marks of templates stand for themselves: only as code does kgen print it without a warning."""
    return f"```\n{text.strip(chr(10))}\n```" if "\n" in text else f"`{text.strip()}`"


def _code_in(text: str) -> list[tuple[int, int, str]]:
    """Where code is, in bytes, with the language of a block; an indented block is not of its writer's making."""
    found = []
    for event, span in GITHUB.events_with_range(text, merge_text=True):
        match event:
            case {"Code": _}:
                found.append((span["start"], span["end"], ""))
            case {"Start": {"CodeBlock": {"Fenced": language}}}:
                found.append((span["start"], span["end"], str(language).split(" ")[0].split(",")[0].lower()))
            case _:
                pass
    return found


def outside_blocks(text: str, change: Callable[[str], str]) -> str:
    """The text with what is in no block of code changed."""
    data = text.encode()
    out, done = [], 0
    for event, span in GITHUB.events_with_range(text):
        if isinstance(event, dict) and "CodeBlock" in str(event.get("Start", "")) and span["start"] >= done:
            out += [change(data[done : span["start"]].decode()), data[span["start"] : span["end"]].decode()]
            done = span["end"]
    return "".join((*out, change(data[done:].decode())))


def without_results(text: str, turning: Turning) -> str:
    """Without the blocks of code whose result their program would show, and with the boxes that some are."""

    def written(block: str, language: str) -> str | None:
        if language.startswith("ad-"):
            turning.turned.append(f"a box ({language.removeprefix('ad-')}) became a boxed note")
            return _admonition(language, block)
        if is_gallery(language) or language.startswith("image-layout-"):
            lines = block.strip("\n").split("\n")[1:-1]
            arguments = {found[1]: found[2] for line in lines if (found := _OF_GALLERY.fullmatch(line))}
            if not arguments:
                return gallery_of("\n".join(lines), turning)
            return gallery_alone(arguments, "", turning) or turning.take_out(block, f"a block of {language}")
        if leftovers.shows_result(language) and language.strip("{}") in HIDDEN_CLASSES:
            turning.turned.append("a block that no page showed was left out")
            return ""
        if leftovers.shows_result(language):
            return turning.take_out(block, f"a block of {language.strip('{}')}")
        return None

    return sub_spans(text, _code_in(text), written)


def _admonition(language: str, block: str) -> str:
    """A box of Obsidian's plugin Admonition, which is written as code: settings first, then the text."""
    lines = block.strip("\n").split("\n")[1:-1]
    title = ""
    while lines and (setting := _SETTING.match(lines[0])):
        title = setting[2].strip() if setting[1] == "title" else title
        lines.pop(0)
    return box(language.removeprefix("ad-"), title, "\n".join(lines))
