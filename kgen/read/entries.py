"""From the bytes of one Markdown file to an entry: front matter, prose, and what is wrong with either."""

import hashlib
import re
from bisect import bisect
from collections.abc import Iterator

from kgen import markdown
from kgen.diagnostic import errors_in
from kgen.frontmatter import StoryMeta
from kgen.markdown.limits import TooComplex
from kgen.markdown.remarks import visible
from kgen.meta import UNREADABLE, Meta
from kgen.model import Body, Detection, Diagnostic, Entry, Kind, Position, Source
from kgen.read.as_written import without_empty
from kgen.read.characters import forbidden_characters, in_lines, not_utf8, other_kind, too_long_a_line
from kgen.read.front_matter import CHECK as FRONT_MATTER, FrontMatter, split
from kgen.read.mending import has_slips, mend
from kgen.read.misplaced import is_misplaced
from kgen.read.plain_text import as_plain_text
from kgen.read.schema import CHECK as SCHEMA, Tombstone, checked_meta
from kgen.read.title_meant import HEADING, titles_meant
from kgen.read.walk import LARGEST, place_of, too_large
from kgen.safeguarding import detect_in_name, detect_in_text, detect_people, detect_receipts
from kgen.settings.slips import unfinished_merge

_HIDES = re.compile(
    r"^[ \t]*(?:- )?((?:draft|hidden|private|unlisted|withdrawn)[ \t]*(?:::?|=)[ \t]*(?:true|yes|on|1|\d{4}-\d\d)"
    r"|(?:publish(?:ed)?|public|visible)[ \t]*(?:::?|=)[ \t]*(?:false|no|off|0))[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
"""A line that hides a file, here or in another program."""
_SECOND_BLOCK = re.compile(
    r"^---[ \t]*\n(?P<fields>(?:(?:[A-Za-z_][\w-]*[ \t]*:(?:[ \t].*)?|[ \t]+\S.*|- .*|#.*|[ \t]*)\n){1,60}?)---[ \t]*$",
    re.MULTILINE,
)
_OF_A_BLOCK = re.compile(
    r"^(?:draft|consent|about_child|standpoint|sectors|topics|title|date|withdrawn)[ \t]*:", re.MULTILINE
)
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)", re.MULTILINE)


def read_entry(source: Source, path: str, site: str = "") -> Entry:
    """Read one Markdown file whose name has no fault. Never raises: what is wrong is in the entry's faults.

    `site` is the garden's own web address: what begins with it is a link within the garden.
    """
    kind, slug = place_of(source.name)
    digest = digest_of(source.data)
    text = _text(source.data, kind)
    if isinstance(text, Diagnostic):
        seen, details, people = _detected_unread(source.data, kind)
        return Entry(
            kind, slug, path, digest, UNREADABLE, faults=(text,), detections=seen, details=details, people=people
        )
    faults = forbidden_characters(text)
    text = text.replace("\x85", " ")  # Named by now, and only YAML would count a line for it.
    matter, meta, prose, line = _front_matter(text, kind)
    title, others = _names(meta, matter)
    body = markdown.parse(prose, line, site)
    faults += matter.faults
    is_read = not any(fault.check == FRONT_MATTER and fault.severity == "error" for fault in faults)
    has_text = not is_read or markdown.has_text(body)
    if isinstance(meta, Tombstone):
        body = Body()
    faults = [*faults, *_faults_of_prose(prose, line, meta, title, has_text=has_text), *body.faults]
    if not isinstance(meta, Tombstone) and errors_in(faults):
        head = text[: len(text) - len(prose)]
        meant = titles_meant(kind, title, head, prose, matter.values, faults)
        title, others = title or "".join(meant[:1]), (*others, *meant)
    made_up = meta.illustrative
    about_child = isinstance(meta, StoryMeta) and meta.about_child is True
    seen, details, people = _detected(text, prose, kind, illustrative=made_up, about_child=about_child)
    return Entry(
        kind=kind,
        slug=slug,
        path=path,
        digest=digest,
        meta=meta,
        valid=meta is not UNREADABLE and not errors_in(faults),
        title=title,
        other_names=others,
        body=body,
        positions=matter.positions,
        faults=tuple(faults),
        body_line=line,
        detections=(*seen, *detect_in_name(slug, kind, illustrative=made_up), *detect_receipts(text, slug)),
        details=details,
        people=people,
    )


def _detected(
    text: str, prose: str, kind: Kind, *, illustrative: bool, about_child: bool
) -> tuple[tuple[Detection, ...], frozenset[str], tuple[Detection, ...]]:
    """What could tell readers who somebody is: what the rules find, details that are harmless on their own, and people.

    The file is searched as it is, for anybody may read it in a public source; and as pages show it, without remarks:
    a remark may interrupt a number or a name.
    """
    seen, details = detect_in_text(text, kind, illustrative=illustrative)
    people = detect_people(text, illustrative=illustrative, about_child=about_child)
    try:
        shown = visible(prose)
    except TooComplex:  # It has no page.
        return seen, details, people
    if not shown.remarks:
        return seen, details, people
    head = text[: len(text) - len(prose)]
    as_shown = head + shown.text
    more, others = detect_in_text(as_shown, kind, illustrative=illustrative)
    somebody = detect_people(as_shown, illustrative=illustrative, about_child=about_child)

    def added(before: tuple[Detection, ...], after: tuple[Detection, ...]) -> tuple[Detection, ...]:
        known = {(each.rule, each.key) for each in before}
        new = (each for each in after if (each.rule, each.key) not in known)
        return (*before, *(each._replace(position=in_file(each.position)) for each in new))

    def in_file(position: Position | None) -> Position | None:
        offset = _offset_of(position, as_shown) if position else 0
        if position is None or offset < len(head):
            return position
        at = shown.in_source(len(as_shown[len(head) : offset].encode()))
        return Position.at(text, len(head) + len(prose.encode()[:at].decode(errors="ignore")))

    return added(seen, more), details | others, added(people, somebody)


def _offset_of(position: Position, text: str) -> int:
    before = text.split("\n", position.line - 1)[: position.line - 1]
    return sum(len(line) + 1 for line in before) + position.column - 1


_ILLUSTRATIVE = re.compile(r"^[ \t{]*(?:consent:[ \t]*\{.*)?\bwhose:[ \t]*[\"']?illustrative", re.MULTILINE)


def _detected_unread(data: bytes, kind: Kind) -> tuple[tuple[Detection, ...], frozenset[str], tuple[Detection, ...]]:
    """Likewise, in a text that is refused as a whole: with both versions of an unfinished merge in it, or in letters of
    another encoding. Who can read the repository can read it all the same."""
    text = in_lines(data.decode(errors="replace").lstrip("\ufeff")) if len(data) <= LARGEST else ""
    if not text or other_kind(data) or too_long_a_line(text):
        return (), frozenset(), ()
    return _detected(text, "", kind, illustrative=bool(_ILLUSTRATIVE.search(text)), about_child=False)


def _text(data: bytes, kind: Kind) -> str | Diagnostic:
    """The text of a file, or why it is not read."""
    if len(data) > LARGEST:
        return too_large(len(data))
    if other := other_kind(data):
        return other
    try:
        text = in_lines(data.decode().lstrip("\ufeff"))
    except UnicodeDecodeError as error:
        return not_utf8(data, error)
    if merge := unfinished_merge(text):
        return Diagnostic("error", merge.message, merge.fix, merge.position, check="text", hides=kind.folder)
    return too_long_a_line(text) or text


def _front_matter(text: str, kind: Kind) -> tuple[FrontMatter, Meta, str, int]:
    """The front matter of a file with all that is wrong with it, its model, its prose, and the line on which that
    begins.

    If something is wrong, slips of the hand are mended first: what they lead to is not a mistake of its own.
    """
    matter, prose, line = split(text)
    matter = as_plain_text(matter, kind, text[: len(text) - len(prose)])
    meta = _typed(matter, kind)
    is_wrong = not matter.ok or errors_in(matter.faults) or has_slips(text[: len(text) - len(prose)])
    if is_wrong and not is_misplaced(matter.faults) and (mended := mend(text, kind)) is not None:
        if mended.block is None:
            return FrontMatter(faults=[*mended.faults], ok=False), UNREADABLE, "", 1
        matter, prose, line = mended.values(), mended.body, mended.line
        matter = as_plain_text(matter, kind, mended.block)
        meta = _typed(matter, kind)
        matter.faults[:0] = mended.faults
    return matter, meta, prose, line


def _typed(matter: FrontMatter, kind: Kind) -> Meta:
    """The checked model of a kind's front matter, if its values could be read; faults are added there."""
    if not matter.ok:
        return UNREADABLE
    matter.values, matter.positions = without_empty(kind.meta, matter.values, matter.positions)
    meta, faults = checked_meta(kind, matter.values, matter.positions, matter.ends)
    matter.faults += faults
    return meta


def _names(meta: Meta, matter: FrontMatter) -> tuple[str, tuple[str, ...]]:
    """The title and the other names of an entry. A broken one keeps its title, so that links to it do not break too."""
    title = meta.title or matter.values.get("title") or matter.values.get("name")
    return (title if isinstance(title, str) else ""), meta.other_names


def _faults_of_prose(prose: str, line: int, meta: Meta, title: str, *, has_text: bool) -> Iterator[Diagnostic]:
    """What is wrong with prose, given its front matter. `line` is the one on which it begins."""
    if isinstance(meta, Tombstone) and prose.strip():
        message = "a withdrawn story still has text"
        yield Diagnostic(
            "error", message, "Delete everything below the second ---.", Position(line + 1, 1), check=SCHEMA
        )
    if isinstance(meta, StoryMeta) and not meta.draft and not has_text:
        fix = "Write the story below the second ---; one sentence is enough."
        yield Diagnostic("warning", "the story has no text", fix, Position(line, 1), check="no-text")
    if (heading := HEADING.match(prose)) is not None and heading["words"].strip() == title:
        number = line + prose.count("\n", 0, heading.start("words"))
        message = "the text begins with its title, which is printed above it anyway"
        yield Diagnostic("info", message, f"Delete line {number}.", Position(number, 1), check="repeated-title")
    if block := list(_second_block(prose, line)) if "---" in prose else []:
        yield from block
    elif not (isinstance(meta, Tombstone) or (isinstance(meta, StoryMeta) and meta.draft)):
        yield from _meant_to_hide(prose, line)


def _second_block(prose: str, line: int) -> Iterator[Diagnostic]:
    """A block of fields further down, as when a template was put above a finished text: a `draft: true` in it would not
    count."""
    for found in _SECOND_BLOCK.finditer(prose):
        is_code = len(_FENCE.findall(prose, 0, found.start())) % 2 == 1
        if not is_code and _OF_A_BLOCK.search(found["fields"]):
            message = "there is a second block of fields in the text, and nothing in it counts"
            fix = "Move its lines into the block at the top of the file, and delete the rest of it here."
            position = Position(line + prose.count("\n", 0, found.start()), 1)
            yield Diagnostic("error", message, fix, position, check=FRONT_MATTER)
            return


def _meant_to_hide(prose: str, line: int) -> Iterator[Diagnostic]:
    """A line that would hide the file if it were a field, as somebody writes it below the text in a hurry."""
    fences = [fence.start() for fence in _FENCE.finditer(prose)]
    for found in _HIDES.finditer(prose):
        if bisect(fences, found.start()) % 2 == 0:
            message = f"`{found[1]}` is part of the text here, and hides nothing"
            fix = "Write `draft: true` between the two --- at the top of the file, and delete this line."
            position = Position(line + prose.count("\n", 0, found.start(1)), 1)
            yield Diagnostic("error", message, fix, position, check=FRONT_MATTER)
            return


def digest_of(data: bytes) -> str:
    """By which bytes are known again: 32 hexadecimal digits. It keeps no secret."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()
