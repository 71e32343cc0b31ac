"""What a mail holds of a story, and nothing about its sender: no address, no signature, no mail that is quoted below.

Sources: RFC 5322 and RFC 2045.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime
from itertools import pairwise

from kgen.letters import one_line

_OF_MAILBOX = re.compile(rb"\A(?:\xef\xbb\xbf)?From [^\n]*\n")
"""The line that separates mails in a mailbox (RFC 4155)."""
_NEXT_OF_MAILBOX = re.compile(rb"(?<=\n)\r?\n(?=From [^\n]*\n)")
_HEAD = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)+\r?\n")
_NAMED = re.compile(rb"^(?:From|Subject|Content-Type|MIME-Version):", re.MULTILINE | re.IGNORECASE)
NARROWEST, WIDEST = 60, 80
"""Characters to which mail programs wrap lines: 72 is usual, and RFC 5322 asks for no more than 78."""
_ITEM = re.compile(r"[-*+>|#] ?|[0-9]{1,3}[.)] ")


MOST_PARTS = 300
LONGEST_OF_HEAD = 2_000
"""The most characters that are read of one line of a head."""
_READ = frozenset(
    ("from", "reply-to", "sender", "return-path", "subject", "date", "content-type", "content-disposition")
)


class BrokenMail(Exception):
    """A mail whose head cannot be read."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A part of a mail: the name it came with, its bytes, and the type that the mail says it has."""

    name: str
    data: bytes
    kind: str


@dataclass(frozen=True, slots=True)
class Mail:
    """The words of a mail (`is_html` says in which form), what is attached to it, its subject and its month.

    `sender` holds the sender's addresses and names, so that they can be found in the words. `is_forward` is whether
    its subject says that it passes another mail on.
    """

    words: str
    is_html: bool
    attached: Sequence[Attached]
    subject: str
    month: str
    sender: tuple[str, ...]
    is_forward: bool = False


def is_mail(data: bytes) -> bool:
    data = _OF_MAILBOX.sub(b"", data, count=1)
    return bool(_HEAD.match(data)) and bool(_NAMED.search(data))


def mails_in(data: bytes) -> list[bytes]:
    """The mails of a mailbox, each of which begins with a line `From ` and its head (RFC 4155); a mail alone is one."""
    if not _OF_MAILBOX.match(data):
        return [data]
    starts = [0]
    for gap in _NEXT_OF_MAILBOX.finditer(data):
        head = _HEAD.match(data, data.index(b"\n", gap.end()) + 1)
        if head and _NAMED.search(head.group()):
            starts.append(gap.end())
    return [data[start:end] for start, end in pairwise([*starts, len(data)])]


def opened(data: bytes) -> Mail:
    """Take a mail apart. Raises BrokenMail, and RecursionError where mails are nested without end."""
    try:
        message = message_from_bytes(_OF_MAILBOX.sub(b"", data, count=1), policy=policy.default)
        _refuse_endless(message)
        parts = [part for part in message.walk() if not part.is_multipart()]
        plain = next((part for part in parts if _is_words(part, "text/plain")), None)
        words = plain or next((part for part in parts if _is_words(part, "text/html")), None)
        attached = [
            Attached(str(part.get_filename() or ""), _bytes_of(part), part.get_content_type())
            for part in parts
            if part is not words and not _is_words(part, "text/html")
        ]
        return Mail(
            _text_of(words) if words is not None else "",
            plain is None,
            [each for each in attached if each.data],
            _subject(message),
            _month(message),
            tuple(_sender(message)),
            bool(re.match(r"\s*(?:fwd?|wg|tr)\s*:", str(message.get("Subject", "")), re.IGNORECASE)),
        )
    except (LookupError, ValueError, TypeError, AttributeError):  # What Python's parser makes of some broken heads.
        raise BrokenMail from None


def _refuse_endless(message: EmailMessage) -> None:
    """Raise BrokenMail where Python's parser, or anyone who has to read what comes of it, would not come to an end: it
    takes a minute for 40 KB of names in one line of the head."""
    for number, part in enumerate(message.walk()):
        heads = (str(value) for name, value in part.raw_items() if name.lower() in _READ)
        if number > MOST_PARTS or any(len(value) > LONGEST_OF_HEAD for value in heads):
            raise BrokenMail


def _is_words(part: EmailMessage, kind: str) -> bool:
    return part.get_content_type() == kind and not part.is_attachment()


def _bytes_of(part: EmailMessage) -> bytes:
    raw = part.get_payload(decode=True)
    return raw if isinstance(raw, bytes) else b""


def _text_of(part: EmailMessage) -> str:
    raw = _bytes_of(part)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        try:
            text = raw.decode(part.get_content_charset("utf-8"), errors="replace")
        except LookupError:
            text = raw.decode("utf-8", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _subject(message: EmailMessage) -> str:
    subject = one_line(str(message.get("Subject", "")))
    return re.sub(r"^(?:(?:re|fwd?|aw|wg|tr)\s*:\s*)+", "", subject, flags=re.IGNORECASE)


def _month(message: EmailMessage) -> str:
    try:
        return parsedate_to_datetime(str(message.get("Date", ""))).strftime("%Y-%m")
    except (ValueError, TypeError):
        return ""


def _sender(message: EmailMessage) -> Iterator[str]:
    """The addresses and names of a mail's sender, and those that are forwarded in it."""
    for each in message.walk():
        for name in ("From", "Reply-To", "Sender", "Return-Path"):
            for called, address in getaddresses([str(value) for value in each.get_all(name, [])]):
                yield from (words for words in (address.strip(), called.strip()) if len(words) > 2)


def unwrapped(words: str) -> str:
    """The words without the line breaks that a mail program put in, which nobody typed.

    A line that goes on ends in a space (RFC 3676, section 4.1). Elsewhere a program breaks a line only where the next
    word does not fit into the width that all its lines have.
    """
    return "\n".join(_with_long_lines(words.split("\n")))


def _with_long_lines(lines: Sequence[str]) -> Iterator[str]:
    width = max((len(line.rstrip()) for line in lines), default=0)
    is_wrapped = NARROWEST <= width <= WIDEST
    line = ""
    for number, next_line in enumerate(lines):
        before = lines[number - 1] if number else ""
        first = next_line.split(" ", 1)[0]
        is_flowed = before.endswith(" ") and before.strip()
        does_not_fit = is_wrapped and before.strip() and len(before.rstrip()) + 1 + len(first) > width
        if first and not _ITEM.match(next_line) and (is_flowed or does_not_fit):
            line = f"{line.rstrip()} {next_line}"
            continue
        if number:
            yield line
        line = next_line
    yield line
