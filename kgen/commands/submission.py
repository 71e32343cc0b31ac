"""What reached the stewards, whatever way it took: a file, a form as it was posted, or a message that holds a file."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from urllib.parse import parse_qs

from kgen.read.yaml_text import NOTHING, quoted
from kgen.settings import Settings
from kgen.settings.options import FORBIDDEN
from kgen.views.form import AGREED, FILE, TEXT, UNDER_18, asked, order

LARGEST = 1024 * 1024
"""Bytes: a story of the largest size, each of them posted as %XX, and what a message puts around it."""
MOST_FIELDS = 200

Value = str | list[str]


class NotUnderstood(Exception):
    """What was sent holds no story; the text says why in plain words."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A story as the text of its file. `missing` says what its form was sent without; `as_file` is whether its lines
    are those of what was sent."""

    text: str
    as_file: bool
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody shows a receipt and asks for something: `withdraw` or `change`, and `words` of their own."""

    receipt: str
    wish: str
    words: str = field(repr=False)


def understood(data: bytes, settings: Settings) -> Sent | Request:
    """Find the story, or the wish, in what was sent. Raises NotUnderstood."""
    if _is_message(data):
        return _in_message(data, settings)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotUnderstood("It is not UTF-8 text; it may be a picture or a document. Ask for the text") from None
    return _in_text(text.replace("\r\n", "\n").replace("\r", "\n"), settings)


def _in_text(text: str, settings: Settings) -> Sent | Request:
    if text.lstrip().startswith("---\n"):
        return Sent(text.lstrip(), as_file=True)
    if fields := _form_in(text.strip()):
        return _in_form(fields, settings)
    unquoted = re.sub(r"^(?:> ?)+", "", text, flags=re.MULTILINE)
    begin = re.search(r"^---[ \t]*$", unquoted, flags=re.MULTILINE)
    if begin is None:
        raise NotUnderstood("No story begins in it: there is no line with just ---, and it is not a form that was sent")
    return Sent(unquoted[begin.start() :], as_file=False)


# --- messages


def _is_message(data: bytes) -> bool:
    return bool(re.match(rb"(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)+\r?\n", data)) and bool(
        re.search(rb"^(?:From|Subject|Content-Type|MIME-Version):", data, re.MULTILINE | re.IGNORECASE)
    )


def _in_message(data: bytes, settings: Settings) -> Sent | Request:
    """The story in an e-mail: in a text it carries, or in the message itself. Source: RFC 5322, RFC 2045."""
    for text in _texts_in(data):
        try:
            return _in_text(text, settings)
        except NotUnderstood:
            continue
    raise NotUnderstood("No story begins in this message, nor in what it carries: there is no line with just ---")


def _texts_in(data: bytes) -> list[str]:
    """The texts that a message carries, attached ones first. Raises NotUnderstood."""
    try:
        return list(_texts_of(data))
    except RecursionError:
        raise NotUnderstood("It holds messages inside messages, too many to be opened") from None
    except (LookupError, ValueError, TypeError, AttributeError):  # what Python's parser makes of some broken headers
        raise NotUnderstood("It looks like an e-mail, but its head is broken. Ask for the text itself") from None


def _texts_of(data: bytes) -> Iterator[str]:
    message = message_from_bytes(data, policy=policy.default)
    parts = [part for part in message.walk() if not part.is_multipart() and part.get_content_maintype() == "text"]
    for part in sorted(parts, key=lambda part: not part.is_attachment()):
        raw = part.get_payload(decode=True)
        if isinstance(raw, bytes):
            yield raw.decode("utf-8", errors="replace").replace("\r\n", "\n").replace("\r", "\n")


# --- forms


def _form_in(text: str) -> Mapping[str, list[str]]:
    """The fields of a form, as browsers post it or as JSON; empty where the text is no form."""
    if text.startswith("{"):
        try:
            fields = json.loads(text)
        except (ValueError, RecursionError):  # not JSON, a number of thousands of digits, or nested for ever
            return {}
        named = fields.items() if isinstance(fields, dict) else ()
        return {name: _texts(value) for name, value in named if _texts(value)}
    if not re.fullmatch(r"[\w.*%+-]+=\S*", text, re.ASCII):
        return {}
    try:
        return parse_qs(text, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise NotUnderstood(f"It has more than {MOST_FIELDS} fields, which no form of this garden has") from None


def _texts(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, str) and each]


def _in_form(fields: Mapping[str, list[str]], settings: Settings) -> Sent | Request:
    if FILE in fields:
        text = fields[FILE][0].replace("\r\n", "\n").lstrip()
        if not text.startswith("---\n"):
            raise NotUnderstood("The form that was sent holds no story: its file does not begin with a line ---")
        return Sent(text, as_file=False)
    if "receipt" in fields:
        return Request(fields["receipt"][0], fields.get("wish", [""])[0], "\n".join(fields.get("words", [])))
    if "complaint" in fields:
        raise NotUnderstood(_COMPLAINT)
    text = "\n\n".join(fields.get(TEXT, []))
    if not text.strip():
        raise NotUnderstood("The form that was sent holds no story")
    values: dict[str, Value] = {}
    for question in asked(settings):
        given = fields.get(question.name, [])
        is_list = question.control in ("several", "names", "lines")
        values[question.name] = re.split("[,\n]", "\n".join(given)) if is_list else "".join(given[:1])
    values |= {"date": settings.month, "consent.given": settings.month}
    if "yes" in fields.get(UNDER_18, []):
        values["about_child"] = "true"
    if not values["change.status"]:
        values |= {"change.what": "", "change.when": ""}
    unsaid = () if "yes" in fields.get(AGREED, []) else (_NOT_AGREED,)
    return Sent(story_file(values, text), as_file=False, missing=unsaid)


_COMPLAINT = (
    "This is not a story but a complaint about personal data. Give it to the controller today: whoever sent it has to"
    " hear within 30 days that it has arrived (docs/stewarding.md, complaints and requests)"
)
_NOT_AGREED = "whoever sent it did not tick the line that says they want it published"


# --- the file of a story; theme/assets/write/story.js writes the same bytes

_CODE = re.compile("&#(?:[xX]([0-9a-fA-F]{1,6})|([0-9]{1,7}));")
_HALF_A_SIGN = re.compile("[\ud800-\udfff]")
_SLUG = re.compile("[a-z0-9][a-z0-9-]*")
_MARKUP = re.compile(r"[-*+] |[0-9]{1,9}[.)] |#{1,6} |[>|]|```|~~~")
_RULE = re.compile(r"(?:-{2,}|={2,}|\*{3,}|_{3,})\Z")
_BEGINS_HTML = re.compile(r"(?<!\\)<(?=[A-Za-z/!?])")


def story_file(values: Mapping[str, Value], text: str) -> str:
    """The file of a story, from the values of its fields by their paths (`consent.whose`) and from what was typed."""
    return "\n".join(["---", *_front_matter(values), "---", "", f"{prose(text)}\n"])


def _front_matter(values: Mapping[str, Value]) -> Iterator[str]:
    group = ""
    for path in order():
        written = _written(values.get(path, ""))
        if not written:
            continue
        first, _, inner = path.partition(".")
        if inner and first != group:
            yield f"{first}:"
        group = first if inner else ""
        yield f"{'  ' if inner else ''}{inner or first}: {written}"


def _written(value: Value) -> str:
    if isinstance(value, str):
        return _scalar(one_line(value)) if one_line(value) else ""
    items = [_scalar(each) for each in dict.fromkeys(map(one_line, value)) if each]
    return f"[{', '.join(items)}]" if len(items) > 1 else "".join(items)


def _scalar(text: str) -> str:
    return text if _SLUG.fullmatch(text) and text not in NOTHING else quoted(text)


def one_line(text: str) -> str:
    return " ".join(_readable(text).split())


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
    """Text without signs that cannot be seen and change what is read, also where a code stands for one."""
    plain = _without(_HALF_A_SIGN.sub("", re.sub("\r\n?|\u2028|\u2029", "\n", text)))
    decoded = _CODE.sub(lambda code: "" if _is_forbidden(code) else code.group(), plain)
    return plain if decoded == plain else _readable(decoded)


def _without(text: str) -> str:
    return FORBIDDEN.sub("", text).replace("\ufeff", "")


def _is_forbidden(code: re.Match[str]) -> bool:
    number = int(code[1], 16) if code[1] else int(code[2])
    return number <= 0x10FFFF and not _without(chr(number))
