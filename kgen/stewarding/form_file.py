"""The file of what a form asks: a story, a person or a question. theme/assets/write/story.js writes the same bytes."""

import re
from collections.abc import Iterator, Mapping, Sequence

from kgen.letters import cut, one_line
from kgen.markdown.remarks import in_plain_text
from kgen.read.characters import WRITTEN_AS_CODE, letter_of
from kgen.read.yaml_text import quoted, scalar
from kgen.settings.options import FORBIDDEN
from kgen.views.form import STORY_FORM, Form, order

Value = str | list[str]
LONGEST_ANSWER = 300

_HALF_A_SIGN = re.compile("[\ud800-\udfff]")
_MARKUP = re.compile(r"[-*+] |[0-9]{1,9}[.)] |#{1,6} |[>|]|```|~~~")
_RULE = re.compile(r"(?:-{2,}|={2,}|\*{3,}|_{3,})\Z")
_BEGINS_HTML = re.compile(r"(?<!\\)<(?=[A-Za-z/!?])")


def story_file(values: Mapping[str, Value], text: str, *, as_typed: bool = True, form: Form = STORY_FORM) -> str:
    """The file, from the values of its fields by their paths (`consent.whose`) and from what was typed; from Markdown
    where it was not typed."""
    return "\n".join(["---", *_front_matter(values, form), "---", "", f"{prose(text) if as_typed else text}\n"])


def with_unsettled(text: str, unsettled: Mapping[str, str]) -> str:
    """The text of a file with what speaks against publishing it, by field, in lines before all others."""
    lines = [f"{name}: {quoted(_not_hidden(words))}\n" for name, words in unsettled.items() if words.strip()]
    return "".join(("---\n", *lines, text.removeprefix("---\n")))


def _not_hidden(words: str) -> str:
    """Words of which something is left when remarks are taken out: a line that holds nothing would not count."""
    plain = one_line(in_plain_text(typed_line(words))[0]) or "something that cannot be shown"
    return cut(plain, LONGEST_ANSWER)


def _front_matter(values: Mapping[str, Value], form: Form) -> Iterator[str]:
    group = ""
    for path in order(form):
        value = written(values.get(path, ""))
        if not value:
            continue
        first, _, inner = path.partition(".")
        if inner and first != group:
            yield f"{first}:"
        group = first if inner else ""
        yield f"{'  ' if inner else ''}{inner or first}: {value}"


def written(value: str | Sequence[str]) -> str:
    """A value as it is written after the colon; empty where it holds nothing."""
    typed = map(typed_line, [value] if isinstance(value, str) else value)
    items = [scalar(each) for each in dict.fromkeys(typed) if each]
    return f"[{', '.join(items)}]" if len(items) > 1 else "".join(items)


def typed_line(text: str) -> str:
    """What somebody typed, on one line that reads as it was meant."""
    return one_line(_readable(text))


def prose(text: str) -> str:
    """What somebody typed, as Markdown that shows it as they typed it: each line break stays, no < begins HTML."""
    lines = [_BEGINS_HTML.sub(r"\\<", line.strip()) for line in _readable(text).split("\n")]
    written = "\n".join(_followed(line, after) for line, after in zip(lines, [*lines[1:], ""], strict=True))
    return re.sub("\n{3,}", "\n\n", written).strip()


def _followed(line: str, after: str) -> str:
    if line and _RULE.match(after):
        return f"{line}\n"
    return f"{line}\\" if _is_plain(line) and _is_plain(after) else line


def _is_plain(line: str) -> bool:
    return bool(line) and not _MARKUP.match(line) and not _RULE.match(line) and not line.endswith("\\")


def _readable(text: str) -> str:
    """Text without characters that cannot be seen but change what is read, even where a code stands for one."""
    plain = _without(_HALF_A_SIGN.sub("", re.sub("\r\n?|\u2028|\u2029", "\n", text)))
    decoded = WRITTEN_AS_CODE.sub(lambda code: "" if _is_forbidden(code) else code.group(), plain)
    return plain if decoded == plain else _readable(decoded)


def _without(text: str) -> str:
    return FORBIDDEN.sub("", text).replace("\ufeff", "")


def _is_forbidden(code: re.Match[str]) -> bool:
    letter = letter_of(code)
    return letter != "" and not _without(letter)
