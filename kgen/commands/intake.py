"""kgen intake: what somebody sent becomes files, or a plain list of what is missing."""

import difflib
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path

from kgen.checks import check
from kgen.commands.new import write_new
from kgen.commands.receipt import hash_of
from kgen.commands.submission import LARGEST, NotUnderstood, Request, Sent, understood
from kgen.frontmatter import StoryMeta
from kgen.model import PERSON, QUESTION, STORY, Diagnostic, Entry, Kind, Source
from kgen.read import Reading, read, read_entry
from kgen.read.walk import fault_of_name, suggested_slug
from kgen.read.yaml_text import quoted
from kgen.settings import ConfigurationError, Settings, load
from kgen.terminal import printable
from kgen.weave import Garden, weave
from kgen.weave.name_index import fold, unbracketed

LIKE_A_SLIP = 0.85
"""How alike a new name and one of the garden must be to be taken for a slip of the pen (difflib's ratio)."""
_UNNAMED = "a-story"


def run(config_file: Path, file: Path, today: str | None = None) -> int:
    """Make files of what was sent and say which, or say what is missing. Returns 1 where nothing could be made."""
    settings = load(config_file, today=today)
    data = _bytes_of(file)
    try:
        sent = understood(data, settings)
    except NotUnderstood as reason:
        return _said(1, f"{reason}.", "Nothing was written.")
    reading = read(settings)
    if isinstance(sent, Request):
        return _heard(sent, reading)
    return _taken_in(sent, file, reading, settings)


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
        data = opened.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise ConfigurationError(f"{file} is larger than {LARGEST // 1024} KB, which no story is.")
    return data


# --- a wish of somebody who shows a receipt


def _heard(wish: Request, reading: Reading) -> int:
    story = _with_ref(hash_of(wish.receipt), reading)
    if story is None:
        return _said(
            1,
            "Somebody shows a receipt that fits no story here.",
            "It may have been mistyped, or belong to a story that was never published. Say so if you can reach them.",
        )
    if wish.wish == "withdraw":
        return _said(0, f"Somebody shows the receipt of {story.path} and takes it back.", f"kgen withdraw {story.slug}")
    asked = [f"  {line}" for line in wish.words.splitlines()] or ["  (They did not say what.)"]
    return _said(0, f"Somebody shows the receipt of {story.path} and wants it changed:", *asked)


def _with_ref(ref: str, reading: Reading) -> Entry | None:
    return next((entry for entry in reading.entries if _ref_of(entry) == ref), None) if ref else None


def _ref_of(entry: Entry) -> str:
    return (entry.meta.consent.ref or "") if STORY.includes(entry) and entry.meta.consent else ""


# --- a story


@dataclass(frozen=True, slots=True)
class _New:
    """A file to be written: its name below content/ and its bytes."""

    kind: Kind
    name: str
    data: bytes


def _taken_in(sent: Sent, file: Path, reading: Reading, settings: Settings) -> int:
    garden = weave(settings, reading)
    made = _files_of(sent.text.encode(errors="replace"), garden)
    story = read_entry(Source(made[-1].name, made[-1].data), _path(made[-1], settings), settings.site_url)
    if same := next((each for each in reading.entries if each.kind is STORY and each.digest == story.digest), None):
        return _said(1, f"{same.path} is this story already, word for word. Nothing was written.")
    if same := _with_ref(_ref_of(story), reading):
        return _said(
            1,
            f"{same.path} has the same receipt: this is that story, or a change to it. Nothing was written.",
            f"Compare the two, and put what changed into {same.path}.",
        )
    problems = _problems(made, reading, settings)
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors or sent.missing:
        return _said(1, *_missing(sent, file, errors, story.path))
    _write_all(made, settings)
    return _said(0, *_done(made, problems, settings))


def _path(new: _New, settings: Settings) -> str:
    return f"{settings.content_name}/{new.name}"


def _files_of(data: bytes, garden: Garden) -> list[_New]:
    """The story, last, and before it whoever and whatever it names that the garden does not have."""
    story = read_entry(Source(f"{STORY.folder}/{_UNNAMED}.md", data), "")
    taken: set[str] = set()
    made = []
    if STORY.includes(story):
        for kind, name in dict.fromkeys(_new_names(story.meta, garden)):
            text = _begun(kind, name, story.meta, garden.settings)
            made.append(_New(kind, _free_name(kind, name, garden, taken), text.encode()))
    return [*made, _New(STORY, _free_name(STORY, _called(story), garden, taken), data)]


def _called(story: Entry) -> str:
    """The words of which a story's file name is made."""
    answers = story.meta.words("answers")
    return story.title or (f"In answer to {unbracketed(answers[0])}" if answers else _UNNAMED)


def _new_names(meta: StoryMeta, garden: Garden) -> Iterator[tuple[Kind, str]]:
    """The names that a story's fields hold and nothing in the garden answers to; none that may be a slip of the pen."""
    for each in garden.names.in_fields(meta):
        kind = each.kinds[0] if STORY not in each.kinds else QUESTION
        name = each.name
        if "/" not in name and not garden.names.look_up(name) and not _is_slip(name, each.kinds, garden):
            yield kind, name


def _is_slip(name: str, kinds: Sequence[Kind], garden: Garden) -> bool:
    near = garden.names.nearest(name, kinds, count=1, among=frozenset(garden.published))
    return bool(near) and difflib.SequenceMatcher(None, fold(near[0]), fold(name)).ratio() >= LIKE_A_SLIP


def _begun(kind: Kind, name: str, story: StoryMeta, settings: Settings) -> str:
    """The file of somebody or something new, with what the story says of it."""
    lines = [f"{'name' if kind is PERSON else 'title'}: {quoted(name)}"]
    if kind is PERSON and len(story.author) == 1:
        lines.append(f"standpoint: [{', '.join(map(quoted, story.standpoint))}]")
        lines.append(f"sectors: [{', '.join(map(quoted, story.sectors))}]")
    if kind is PERSON and len(story.author) == 1 and story.consent and story.consent.whose == "own":
        # Who tells their own story, and gives one name to show with it, agrees to that name. Nobody else has.
        lines += ["consent:", f"  given: {story.consent.given}"]
        lines += [f"  ref: {quoted(story.consent.ref)}"] if story.consent.ref else []
    if kind is QUESTION:
        lines.append(f"opened: {settings.month}")
    return "\n".join(["---", *lines, "---", ""])


def _free_name(kind: Kind, title: str, garden: Garden, taken: set[str]) -> str:
    """A name for a new file which nothing has: the slug of a title, with a number if need be."""
    slug = suggested_slug(title)
    slug = str(kind) if slug == suggested_slug("") else slug
    numbered = (f"{slug[: 79 - len(str(number))]}-{number}" for number in count(2))
    for each in chain([slug, f"{slug[: 79 - len(str(kind))]}-{kind}"], numbered):
        name = f"{kind.folder}/{each}.md"
        is_free = name not in taken and not os.path.lexists(garden.settings.content_dir / name)
        if is_free and not fault_of_name(name) and not garden.names.look_up(each, (kind,)):
            taken.add(name)
            return name
    raise AssertionError("numbers do not end")


def _problems(made: Sequence[_New], reading: Reading, settings: Settings) -> list[Diagnostic]:
    """What `kgen check` says of the new files, in the garden as it will be."""
    new = [read_entry(Source(each.name, each.data), _path(each, settings), settings.site_url) for each in made]
    dated = [replace(entry, first_committed=settings.month) for entry in new]
    entries = sorted([*reading.entries, *dated], key=lambda entry: entry.path)
    paths = {entry.path for entry in new}
    garden = weave(settings, replace(reading, entries=tuple(entries)))
    return [problem for problem in check(garden) if problem.path in paths]


def _write_all(made: Sequence[_New], settings: Settings) -> None:
    """Write all files, the story last; none if one cannot be written."""
    written: list[Path] = []
    try:
        for each in made:
            write_new(settings.content_dir / each.name, each.data, _path(each, settings))
            written.append(settings.content_dir / each.name)
    except (ConfigurationError, OSError):
        for path in written:
            path.unlink(missing_ok=True)
        raise


# --- what is said


def _missing(sent: Sent, file: Path, errors: Iterable[Diagnostic], story: str) -> Iterator[str]:
    yield "This cannot become a story yet. Nothing was written. What is missing, or has to change:"
    for words in sent.missing:
        yield f"- {words}"
    for problem in errors:
        yield from _in_lines(problem, sent, story)
    page = f"pen {file} at the foot of the page /write/, which shows every field and needs no terminal"
    yield f"Mend it in {file} and run this again; or o{page}." if sent.as_file else f"O{page}."
    yield "Ask the teller for what only they know."


def _in_lines(problem: Diagnostic, sent: Sent, story: str) -> Iterator[str]:
    where = ""
    if problem.path != story:
        where = f"{problem.path}: "
    elif sent.as_file and (problem.line or 1) > 1:
        where = f"line {problem.line}: "
    yield f"- {where}{problem.message}"
    yield from (f"    {line}" for line in problem.fix.splitlines())


def _done(made: Sequence[_New], problems: Sequence[Diagnostic], settings: Settings) -> Iterator[str]:
    *others, story = made
    yield _path(story, settings)
    for each in others:
        yield f"{_path(each, settings)}  (new: say more of it there, or name another in the story)"
    if problems:
        yield "Worth a look before it is published:"
    for problem in problems:
        line = f":{problem.line}" if problem.line else ""
        yield f"  {problem.path}{line}  {problem.message}"
        yield from (f"    {line}" for line in problem.fix.splitlines())
    yield "Read it as its reader would, then run `kgen check`."
    if settings.source == "public":
        yield "This garden's repository is public: anybody can read whatever you commit from then on."
