"""kgen intake: what somebody sent becomes drafts, with a plain list of what is missing in each."""

import difflib
import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, count
from pathlib import Path

from kgen.commands.receipt import hash_of
from kgen.commands.sent_table import COLUMNS, LEFT_OUT, fields_to_choose, is_table, read_table
from kgen.commands.submission import LARGEST, NotUnderstood, Request, Sent, everything_in
from kgen.editing.whole_files import write_whole
from kgen.frontmatter import PersonMeta, StoryMeta
from kgen.importing.documents import Found
from kgen.importing.drafts import (
    FOLDER,
    folder_of,
    keep_out_of_git,
    problems_of,
    read_drafts,
    table_in,
    together,
    waiting,
)
from kgen.importing.pictures import digest_of, taken
from kgen.model import PERSON, QUESTION, STORY, Diagnostic, Entry, Kind, Picture, Source
from kgen.read import Reading, read, read_entry
from kgen.read.walk import PICTURES, fault_of_name, suggested_slug
from kgen.read.yaml_text import quoted
from kgen.settings import ConfigurationError, Settings, load
from kgen.terminal import printable
from kgen.weave import Garden, weave
from kgen.weave.name_index import fold, unbracketed

LIKE_A_SLIP = 0.85
"""How alike a new name and one of the garden must be to be taken for a slip of the pen (difflib's ratio)."""
LARGEST_SENT = 32 * 1024**2
"""Bytes of a document of Word or a mail with pictures."""
_UNNAMED = "a-story"


def run(config_file: Path, files: Sequence[Path], today: str | None = None) -> int:
    """Make drafts of what was sent, and say what is missing. Returns 1 where something could not be taken in."""
    settings = load(config_file, today=today)
    codes, unread = [], []
    for file in files:
        try:
            data = _bytes_of(file)
        except ConfigurationError as reason:
            unread.append(str(reason))
            continue
        codes.append(_run(file, data, settings))
    if unread:
        raise ConfigurationError("\n".join(unread))
    return max(codes)


def _run(file: Path, data: bytes, settings: Settings) -> int:
    try:
        found = everything_in(data, file.name, settings, _columns(data, file.name, settings))
    except NotUnderstood as reason:
        return _said(1, f"{reason}.", "Nothing was written.")
    code = 0
    for sent in found:
        reading = read(settings)
        heard = _heard(sent, reading, settings) if isinstance(sent, Request) else _taken_in(sent, reading, settings)
        code = max(code, heard)
    return code


def _said(code: int, *lines: str) -> int:
    for line in lines:
        print(printable(line))
    return code


def _bytes_of(file: Path) -> bytes:
    try:
        descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be read: {error.strerror}.") from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise ConfigurationError(f"{file} is not an ordinary file. Name the one that was sent.")
    with os.fdopen(descriptor, "rb") as opened:
        data = opened.read(LARGEST_SENT + 1)
    is_text = not data.startswith(b"PK") and b"Content-Type:" not in data[:20_000]
    most = LARGEST if is_text and not file.name.lower().endswith((".csv", ".tsv")) else LARGEST_SENT
    if len(data) > most:
        raise ConfigurationError(f"{file} is larger than {most // 1024} KB, which no story is.")
    return data


# --- columns of a table


def _columns(data: bytes, name: str, settings: Settings) -> Mapping[str, str]:
    """The fields of columns that somebody said once; asked for now where a table has others and somebody is there."""
    known = _known_columns(settings)
    text = data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
    if not is_table(text, name):
        return known
    try:
        unknown = read_table(text, settings, known).unknown
    except ValueError:
        return known
    new = {heading: _asked_for(heading, settings) for heading in unknown}
    if new:
        _keep_columns(known | {fold(heading): field for heading, field in new.items() if field}, new, settings)
    return known | {fold(heading): field for heading, field in new.items() if field}


def _known_columns(settings: Settings) -> dict[str, str]:
    fields = {field for field, _ in fields_to_choose(settings)} | {LEFT_OUT}
    found = {fold(str(name)): str(field) for name, field in table_in(settings, COLUMNS).items() if field}
    for name, field in found.items():
        if field not in fields:
            raise ConfigurationError(
                f"{FOLDER}/{COLUMNS}, {name}: there is no field {field}. Choose of: {', '.join(sorted(fields))}."
            )
    return found


def _asked_for(heading: str, settings: Settings) -> str:
    """The field of a column, from whoever is at the keyboard; empty where nobody is."""
    if not sys.stdin.isatty():
        return ""
    fields = dict(fields_to_choose(settings))
    print(printable(f"What does the column “{heading}” hold?"))
    for number, (field, label) in enumerate(fields.items(), 1):
        print(printable(f"  {number:>2}  {label} ({field})"))
    print("A number, or nothing to leave it out: ", end="", flush=True)
    answer = sys.stdin.readline(20).strip()
    return list(fields)[int(answer) - 1] if answer.isdigit() and 0 < int(answer) <= len(fields) else LEFT_OUT


def _keep_columns(known: Mapping[str, str], new: Mapping[str, str], settings: Settings) -> None:
    folder = folder_of(settings)
    if settings.source == "public":
        keep_out_of_git(settings)
    folder.mkdir(exist_ok=True)
    lines = [
        "# What the columns of a form elsewhere hold: a field (kgen schema story --text), `text` for the story itself,",
        "# or - to leave a column out. Take the same file in again after you have filled in a line.",
        *(f"{quoted(name)}: {field}" for name, field in known.items()),
        *(f"{quoted(heading)}:" for heading, field in new.items() if not field),
    ]
    write_whole(folder / COLUMNS, ("\n".join(lines) + "\n").encode())


# --- a wish of somebody who shows a receipt


def _heard(wish: Request, reading: Reading, settings: Settings) -> int:
    drafts = read_drafts(waiting(settings), settings)
    found = _with_receipt(hash_of(wish.receipt), (*reading.entries, *drafts))
    if found is None:
        return _said(
            1,
            "Somebody shows a receipt that fits nothing here.",
            "It may have been mistyped, or belong to a story that was never published. Say so if you can reach them.",
        )
    asked = [f"  {line}" for line in wish.words.splitlines()]
    if wish.wish != "withdraw":
        asked = asked or ["  (They did not say what.)"]
        return _said(0, f"Somebody shows the receipt of {found.path} and wants it changed:", *asked)
    if found.path.startswith(f"{FOLDER}/"):
        way = f"kgen decline {found.slug}"
    elif found.kind is STORY:
        way = f"kgen withdraw {found.slug}"
    else:
        way = f"Delete {found.path}. Then run kgen check: it says what still leads there."
    return _said(0, f"Somebody shows the receipt of {found.path} and takes it back.", way, *asked)


def _with_receipt(receipt_hash: str, entries: Iterable[Entry]) -> Entry | None:
    """The entry that has a receipt of this hash, if any; none where there is no hash."""
    return next((each for each in entries if receipt_hash and each.meta.receipt_hash == receipt_hash), None)


# --- a story, a person, a question


@dataclass(frozen=True, slots=True)
class _New:
    """A draft to be written: its kind, its name (`stories/a.md`) and its bytes."""

    kind: Kind
    name: str
    data: bytes


def _taken_in(sent: Sent, reading: Reading, settings: Settings) -> int:
    garden = weave(settings, reading)
    drafts = read_drafts(waiting(settings), settings)
    text, pictures, refused = _with_pictures(sent, settings)
    made = _files_of(text.encode(errors="replace"), sent.kind, garden)
    own = read_entry(Source(made[-1].name, made[-1].data), _path(made[-1]), settings.site_url)
    there = (each for each in (*reading.entries, *drafts) if each.kind is own.kind and each.digest == own.digest)
    if same := next(there, None):
        message = f"{same.path} is this {own.kind} already, word for word. Nothing was written."
        return _said(1, message, *_told_alone(sent))
    if same := _with_receipt(own.meta.receipt_hash, reading.entries):
        return _said(
            1,
            f"{same.path} has the same `ref`: this may be that {same.kind}, or a change to it. Nothing was written.",
            "Anybody can read a `ref` on the site. Ask the sender for the receipt itself (kgen receipt check) before"
            f" you change anything in {same.path}.",
            *_told_alone(sent),
        )
    of_its_kind = (each for each in drafts if each.kind is own.kind)
    if same := _with_receipt(own.meta.receipt_hash, of_its_kind):  # It was mended, and sent or opened again.
        made[-1] = replace(made[-1], name=f"{same.key}.md")
        before = folder_of(settings) / f"{same.key}.md"
        write_whole(before.with_name(f"{before.name}~"), before.read_bytes())
        print(printable(f"It has the receipt of {same.path}, and takes its place; what stood there is kept beside it."))
    problems = _problems(made, pictures, reading, settings)
    _write_all(made, pictures, settings)
    return _said(0, *_done(made, problems, sent, refused, settings), *_told_alone(sent))


def _path(new: _New) -> str:
    return f"{FOLDER}/{new.name}"


def _with_pictures(sent: Sent, settings: Settings) -> tuple[str, dict[str, bytes], list[str]]:
    """The text with the pictures that came along, each under its new name (`images/a.jpg`), and those that are none."""
    if not sent.pictures:
        return sent.text, {}, []
    there = {}
    for folder in (settings.content_dir, folder_of(settings)):
        for path in (folder / PICTURES).glob("*"):
            there[f"{PICTURES}/{path.name}"] = digest_of(path.read_bytes())
    found = Found((), files={name: partial(bytes, data) for name, data in sent.pictures.items()})
    pictures = taken(found, sent.pictures, there)
    text = sent.text
    for name, called in pictures.names.items():
        shown = f"(../images/{name})"
        text = text.replace(shown, f"(../{called})") if shown in text else f"{text.rstrip()}\n\n![](../{called})\n"
    refused = [f"“{name}”, because {why}" for name, why in pictures.refused.items()]
    known = {*pictures.names, *pictures.refused}
    refused += [f"“{name}”, which is not a picture" for name in sent.pictures if name not in known]
    for name in sent.pictures.keys() - pictures.names.keys():
        text = re.sub(rf"!\[[^\]]*\]\(\.\./images/{re.escape(name)}\)", "", text)
    return text, pictures.data, refused


def _files_of(data: bytes, kind: Kind, garden: Garden) -> list[_New]:
    """The file that was sent, last, and before it whoever and whatever it names that the garden does not have."""
    own = read_entry(Source(f"{kind.folder}/{_UNNAMED}.md", data), "")
    taken_names: set[str] = set()
    made = []
    if isinstance(own.meta, (StoryMeta, PersonMeta)):
        for other, name in dict.fromkeys(_new_names(own.meta, garden)):
            text = _begun(other, name, own.meta, garden.settings)
            made.append(_New(other, _free_name(other, name, garden, taken_names), text.encode()))
    return [*made, _New(kind, _free_name(kind, _called(own), garden, taken_names), data)]


def _called(entry: Entry) -> str:
    """The words of which a file name is made."""
    answers = entry.meta.words("answers")
    unnamed = _UNNAMED if entry.kind is STORY else str(entry.kind)
    return entry.title or (f"In answer to {unbracketed(answers[0])}" if answers else unnamed)


def _new_names(meta: StoryMeta | PersonMeta, garden: Garden) -> Iterator[tuple[Kind, str]]:
    """The names that fields hold and nothing in the garden answers to; none that may be a slip of the pen."""
    for each in garden.names.in_fields(meta):
        kind = each.kinds[0] if STORY not in each.kinds else QUESTION
        name = each.name
        if "/" not in name and not garden.names.look_up(name) and not _is_slip(name, each.kinds, garden):
            yield kind, name


def _is_slip(name: str, kinds: Sequence[Kind], garden: Garden) -> bool:
    near = garden.names.nearest(name, kinds, count=1, among=frozenset(garden.published))
    return bool(near) and difflib.SequenceMatcher(None, fold(near[0]), fold(name)).ratio() >= LIKE_A_SLIP


def _begun(kind: Kind, name: str, told: StoryMeta | PersonMeta, settings: Settings) -> str:
    """The file of somebody or something new, with what the story says of it."""
    lines = [f"{'name' if kind is PERSON else 'title'}: {quoted(name)}"]
    if kind is PERSON and isinstance(told, StoryMeta) and len(told.author) == 1:
        lines += _of_teller(told)
    if kind is QUESTION:
        lines.append(f"opened: {settings.month}")
    return "\n".join(["---", *lines, "---", ""])


def _of_teller(story: StoryMeta) -> Iterator[str]:
    yield f"standpoint: [{', '.join(map(quoted, story.standpoint))}]"
    yield f"sectors: [{', '.join(map(quoted, story.sectors))}]"
    if story.consent and story.consent.whose == "own":
        # Who tells their own story, and gives one name to show with it, agrees to that name. Nobody else has.
        # The receipt is the story's alone: it stands for one entry.
        yield from ("consent:", f"  given: {story.consent.given}")


def _free_name(kind: Kind, title: str, garden: Garden, taken_names: set[str]) -> str:
    """A name for a new draft which nothing has: the slug of a title, with a number if need be."""
    settings = garden.settings
    slug = suggested_slug(title)
    slug = str(kind) if slug == suggested_slug("") else slug
    numbered = (f"{slug[: 79 - len(str(number))]}-{number}" for number in count(2))
    for each in chain([slug, f"{slug[: 79 - len(str(kind))]}-{kind}"], numbered):
        name = f"{kind.folder}/{each}.md"
        places = (settings.content_dir / name, folder_of(settings) / name)
        is_free = name not in taken_names and not any(map(os.path.lexists, places))
        if is_free and not fault_of_name(name) and not garden.names.look_up(each, (kind,)):
            taken_names.add(name)
            return name
    raise AssertionError("numbers do not end")


def _problems(
    made: Sequence[_New], pictures: Mapping[str, bytes], reading: Reading, settings: Settings
) -> dict[str, list[Diagnostic]]:
    """What `kgen check` would say of each new draft, in the garden with all of them, by its key."""
    entries = read_drafts((Source(each.name, each.data) for each in made), settings)
    shown = (Picture(name, f"{FOLDER}/{name}", digest_of(data)) for name, data in pictures.items())
    garden = together(settings, replace(reading, pictures=(*reading.pictures, *shown)), entries, {})
    return problems_of(garden, entries)


def _write_all(made: Sequence[_New], pictures: Mapping[str, bytes], settings: Settings) -> None:
    folder = folder_of(settings)
    if settings.source == "public":
        keep_out_of_git(settings)
    files = {folder / name: data for name, data in pictures.items()}
    files |= {folder / each.name: each.data for each in made}
    for place in {path.parent for path in files}:
        if place.is_symlink():
            raise ConfigurationError(f"{FOLDER}/{place.name} is a link to somewhere else. Make it a folder.")
    for path, data in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)


# --- what is said


def _done(
    made: Sequence[_New],
    problems: Mapping[str, Sequence[Diagnostic]],
    sent: Sent,
    refused: Sequence[str],
    settings: Settings,
) -> Iterator[str]:
    *others, own = made
    key = own.name.removesuffix(".md")
    errors = [problem for problem in problems[key] if problem.severity == "error"]
    notes = [problem for problem in problems[key] if problem.severity != "error"]
    yield _path(own)
    for each in others:
        yield f"{_path(each)}  (new: say more of it there, or name another in the {own.kind})"
    if cut := [*sent.cut, *refused]:
        yield "Left out:"
        yield from (f"- {words}" for words in cut)
    if errors or sent.missing:
        yield "It waits. What is missing, or has to change:"
        yield from (f"- {words}" for words in sent.missing)
        yield from _in_lines(errors)
        ask = f" (kgen todo --letter {key.partition('/')[2]} writes to them)" if own.kind is STORY else ""
        yield f"Mend it in {_path(own)}. Ask the teller for what only they know{ask}."
    if notes:
        yield "Worth a look before it is published:"
        yield from _in_lines(notes)
    yield f"Read it as its reader would, then run `kgen accept {key.partition('/')[2]}`."
    if settings.source == "public":
        yield "This garden's repository is public: what you accept can be read by anybody once you commit it."


def _told_alone(sent: Sent) -> Iterator[str]:
    if sent.note:
        yield "For you alone. Put it into your register now: no file of this garden holds it, and it is not said again."
        yield from (f"  {line}" for line in sent.note)


def _in_lines(problems: Iterable[Diagnostic]) -> Iterator[str]:
    for problem in problems:
        where = f"line {problem.line}: " if (problem.line or 1) > 1 else ""
        yield f"- {where}{problem.message}"
        yield from (f"    {line}" for line in problem.fix.splitlines())
