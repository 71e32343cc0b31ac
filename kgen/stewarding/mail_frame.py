"""What surrounds the words of a mail: a server's warning, a greeting, a signature, mails quoted below, addresses.

What is cut is counted, and its first words are given: a steward sees whether it was more than a frame. Sources: RFC
3676, section 4.3 (the line that begins a signature); RFC 5322.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kgen.english import count_of
from kgen.letters import ENDS

_QUOTED = re.compile(
    r"(?:On\b.{5,200}\bwrote:|.{0,80}\bwrote:|Am\b.{5,200}\bschrieb.{0,100}:|Le\b.{5,200}\ba écrit\s?:"
    r"|-{2,} ?(?:Original Message|Forwarded message|Begin forwarded message|Weitergeleitete Nachricht).*|_{10,}"
    r"|(?:From|Von|De): .+)",
    re.IGNORECASE,
)
_HEAD_LINE = re.compile(r"(?:From|Von|De|Sent|Gesendet|Envoyé|Date|Datum|To|An|À|Cc|Subject|Betreff|Objet): ?.*", re.I)
_DEVICE = re.compile(r"(?:Sent from|Get Outlook for|Von meinem|Envoyé de|Sent via|Yahoo Mail:).{0,80}", re.IGNORECASE)
_CLOSING = re.compile(
    r"(?:.{0,60}[,.;!] )??(?:(?:with |my |many |very )?(?:kind(?:est)?|best|warm(?:est)?|good)"
    r"(?: regards| wishes| to you)?|regards|yours(?: (?:sincerely|faithfully|truly))?|sincerely"
    r"|thanks?(?: you)?(?: (?:so|very) much| again)?|cheers|love|all the best|take care|cofion|diolch"
    r"|mit freundlichen grüßen|viele grüße|cordialement)(?:[\s,.!]*(?:[^\W\d_][\w'’-]* ?){0,3})[\s,.!]*",
    re.IGNORECASE,
)
_GREETING = re.compile(r"(?:dear|hello|hi|hey|good (?:morning|afternoon|evening))\b[^.!?]{0,60}[,!]?", re.IGNORECASE)
_BANNER = re.compile(
    r"\W*(?:external|caution|warning)\b.*|\W*this (?:e-?mail|message) (?:originated|was sent|came) from outside.*",
    re.IGNORECASE,
)
_DISCLAIMER = re.compile(r"confidential|intended|disclaimer|virus|registered|e-?mail and any|privileged", re.IGNORECASE)
_REACHES = re.compile(r"\d[\d ()/-]{7,}|\S@\S|\bwww\.|https?://", re.IGNORECASE)
_ITEM = re.compile(r"[-*+>#|] ?|\d{1,3}[.)] ")
_POSTSCRIPT = re.compile(r"p\.? ?s\.?\b", re.IGNORECASE)
LONGEST_OF_A_SIGNATURE = 14
"""The most words in a line of one, unless it is a disclaimer."""
MOST_LINES = 40
FEW, MANY = 25, 20
"""Words: this few above a forwarded mail are about it; this many in it can be a story."""
IN_PLACE = "…"
"""Takes the place of an address in a sentence."""


@dataclass(slots=True)
class Words:
    """The words of a mail without their frame; what was cut, in words; whether they were somebody else's."""

    text: str
    cut: list[str] = field(default_factory=list)
    is_forwarded: bool = False


def without_frame(words: str, sender: Sequence[str], *, may_be_all: bool = False, is_forward: bool = False) -> Words:
    """Take the frame off the words of a mail. `sender` holds the addresses and names of its sender; `may_be_all` is
    whether nothing else may be left, `is_forward` whether its subject says that it passes another mail on."""
    lines = words.split("\n")
    cut = list(_banners(lines))
    if may_be_all:
        lines.insert(0, "")
    quoted = _quoted_in(lines)
    lines = _without_end(lines, sender, cut)
    is_forward = is_forward or any("orwarded message" in line for line in quoted[:1]) or not _count(lines)
    if is_forward and _count(lines) < FEW and _count(quoted) >= MANY:
        inner = without_frame("\n".join(_body_of(quoted)), [*sender, *_senders_in(quoted)])
        above = [_told("the words above the mail that was forwarded", "\n".join(lines))] if _count(lines) else []
        return Words(inner.text, [*cut, *above, *inner.cut], is_forwarded=True)
    if _count(quoted):
        cut.insert(0, _told("what looks like a mail quoted below", "\n".join(quoted)))
    lines = list(_without_addresses(lines, sender, cut))
    while lines and not lines[0].strip():
        lines.pop(0)
    if len(lines) > 1 and _GREETING.fullmatch(_plain(lines[0])):
        cut.append("the greeting")
        lines.pop(0)
    return Words("\n".join(lines).strip(), cut)


def begins_with_greeting(text: str) -> bool:
    """Whether the first line of a text greets somebody, and an empty line is below it."""
    first, *others = text.strip().split("\n")
    return bool(others) and not others[0].strip() and _GREETING.fullmatch(_plain(first)) is not None


def _plain(line: str) -> str:
    """A line without the marks of Markdown at its ends."""
    return re.sub(r"\*\*|__", "", line.strip().rstrip("\\")).strip("*_ \t")


def _count(lines: Sequence[str]) -> int:
    return len(re.findall(r"[^\W\d_]{2,}", "\n".join(lines)))


def _banners(lines: list[str]) -> Iterator[str]:
    """Take away what a mail server put above a mail, and say so."""
    count = 0
    while count < len(lines) and (not lines[count].strip() or _BANNER.fullmatch(_plain(lines[count]))):
        if lines[count].strip():
            yield _told("the warning that a mail server put above it", lines[count])
        count += 1
    del lines[:count]


def _quoted_in(lines: list[str]) -> list[str]:
    """Take away the mail that is quoted in another, and return its lines. What follows `> ` lines is kept."""
    begin = next((number for number in range(len(lines)) if _begins_quotation(lines, number)), None)
    if begin is None:
        marked = [line for line in lines if line.startswith(">")]
        rest = [line for line in lines if not line.startswith(">")]
        lines[:] = rest
        return marked
    after = begin + 1
    while after < len(lines) and (lines[after].startswith(">") or not lines[after].strip()):
        after += 1
    if not any(line.startswith(">") for line in lines[begin + 1 : after]):
        after = len(lines)
    quoted = lines[begin:after]
    del lines[begin:after]
    return quoted


def _begins_quotation(lines: Sequence[str], number: int) -> bool:
    line = _plain(lines[number])
    if not _QUOTED.fullmatch(line):
        return False
    if not re.match(r"(?:From|Von|De): ", line, re.IGNORECASE):
        return True
    following = [_plain(each) for each in lines[number + 1 : number + 4]]
    return any(map(_HEAD_LINE.fullmatch, following))


def _body_of(quoted: Sequence[str]) -> list[str]:
    """A quoted mail without its marks and its head."""
    lines = [re.sub(r"^(?:> ?)+", "", line) for line in quoted]
    while lines and (
        not lines[0].strip() or _QUOTED.fullmatch(_plain(lines[0])) or _HEAD_LINE.fullmatch(_plain(lines[0]))
    ):
        lines.pop(0)
    return lines


def _senders_in(quoted: Sequence[str]) -> Iterator[str]:
    for line in quoted:
        if found := re.match(r"(?:From|Von|De): (.*)", _plain(line), re.IGNORECASE):
            yield from filter(None, (each.strip(' "<>\t') for each in re.split(r"[<>\[\]]|mailto:", found[1])))


# --- the end of a mail


def _without_end(lines: Sequence[str], sender: Sequence[str], cut: list[str]) -> list[str]:
    """The lines without the signature, however it begins; a postscript below it is kept."""
    kept = list(lines)
    while kept and (not kept[-1].strip() or _DEVICE.fullmatch(_plain(kept[-1]))):
        line = kept.pop()
        if line.strip():
            cut.append(_told("what a phone or a program wrote below", line))
    for number in range(1, len(kept)):
        what = _begins_signature(kept, number, sender)
        if what:
            below = kept[number:]
            post = next((place for place, line in enumerate(below) if _POSTSCRIPT.match(_plain(line))), len(below))
            cut.append(_told(what, "\n".join(below[:post])))
            return [*kept[:number], *below[post:]]
    return kept


def _begins_signature(lines: Sequence[str], number: int, sender: Sequence[str]) -> str:
    """What begins at a line, if that is a signature; empty where it is not."""
    if re.fullmatch(r"-- ?\\?", lines[number].strip("\t")):
        return "the signature"
    line, below = _plain(lines[number]), lines[number + 1 : number + 2 + MOST_LINES]
    if not line or not _is_signature(below):
        return ""
    if _CLOSING.fullmatch(line) and len(line.split()) <= LONGEST_OF_A_SIGNATURE:
        return "what looks like a signature"
    if _is_name_of(line, sender):
        return "what looks like a signature"
    begins_block = not lines[number - 1].strip() and any(each.strip() for each in below)
    if begins_block and not _ITEM.match(line) and _is_card([lines[number], *below]):
        return "what looks like a signature"
    return ""


def _is_signature(lines: Sequence[str]) -> bool:
    """Whether lines are short enough for a signature, except for disclaimers and what follows a `P.S.`"""
    if len(lines) > MOST_LINES:
        return False
    for line in map(_plain, lines):
        if _POSTSCRIPT.match(line):
            return True
        if len(line.split()) > LONGEST_OF_A_SIGNATURE and not _DISCLAIMER.search(line):
            return False
    return True


def _is_card(lines: Sequence[str]) -> bool:
    """Whether lines are a name and how to reach it: short, no sentences, one of them a number or an address."""
    plain = [line for line in map(_plain, lines) if line]
    is_short = all(len(line.split()) <= 8 and line[-1] not in ENDS for line in plain if not _DISCLAIMER.search(line))
    return is_short and any(map(_REACHES.search, plain))


def _is_name_of(line: str, sender: Sequence[str]) -> bool:
    """Whether a line is the sender's name, or the first part of it, perhaps with kisses."""
    said = re.sub(r"(?:\s+x+)+$", "", line.casefold()).strip(" ,.!")
    names = [each.casefold() for each in sender if "@" not in each]
    return bool(said) and any(said in (name, name.split()[0]) for name in names if name.split())


# --- addresses


def _without_addresses(lines: Sequence[str], sender: Sequence[str], cut: list[str]) -> Iterator[str]:
    """The lines without the sender's addresses: a short line goes, in a long one, only the address."""
    addresses = [each.casefold() for each in sender if "@" in each]
    gone, inside = 0, 0
    for line in lines:
        if not any(each in line.casefold() for each in addresses):
            yield line
        elif len(line.split()) <= LONGEST_OF_A_SIGNATURE:
            gone += 1
        else:
            inside += 1
            for address in addresses:
                line = re.sub(rf"<?(?:mailto:)?{re.escape(address)}>?", IN_PLACE, line, flags=re.IGNORECASE)
            yield line
    if gone:
        cut.append(f"{count_of(gone, 'line', 'lines')} with the sender's name or address")
    if inside:
        cut.append(f"the sender's address inside a sentence: {IN_PLACE} is in its place")


def _told(what: str, text: str) -> str:
    lines = [line for line in map(_plain, text.split("\n")) if line]
    begins = " ".join(lines[0].split()[:3]) if lines else ""
    begins = "…" if "@" in begins else begins
    return f"{what}: {count_of(len(lines), 'line', 'lines')}, beginning with “{begins}”"
