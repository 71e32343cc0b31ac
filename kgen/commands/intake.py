"""kgen intake: what somebody sent becomes drafts, with a plain list of what is missing in each."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from kgen.diagnostic import Code
from kgen.editing.changes import alone
from kgen.importing.drafts import FOLDER
from kgen.model import KIND_BY_FOLDER, STORY, Entry
from kgen.read import read
from kgen.read.ordinary_file import NotOrdinaryError, ordinary_file
from kgen.report import in_lines
from kgen.settings import ConfigurationError, Settings, load
from kgen.stewarding.columns import columns_for, unknown_columns, with_columns
from kgen.stewarding.letter import NO_LETTER
from kgen.stewarding.sent import Request
from kgen.stewarding.sent_table import LEFT_OUT, fields_to_choose
from kgen.stewarding.taking_in import LARGEST_SENT, Taken, in_turn, most_bytes, taken_in
from kgen.terminal import printable
from kgen.weave.name_index import fold


def run(config_file: Path, files: Sequence[Path], today: str | None = None) -> int:
    """Make drafts of what was sent, and say what is missing. Returns 1 where something could not be taken in."""
    settings = load(config_file, today=today)
    sent, unread = [], []
    for file in files:
        try:
            sent.append((file, _bytes_of(file)))
        except ConfigurationError as reason:
            unread.append(str(reason))
    are_several = len(files) > 1
    is_refused = False
    for file, made in in_turn(sent, lambda each: _took(*each, settings, are_several), _is_lost):
        refused = [taken for taken in made if taken.refused]
        is_refused |= bool(refused)
        _print(file, refused, settings, are_several)
    if unread:
        raise ConfigurationError("\n".join(unread))
    return int(is_refused)


def _is_lost(outcome: tuple[Path, Sequence[Taken]]) -> bool:
    _, made = outcome
    return all(taken.refused for taken in made)


def _took(file: Path, data: bytes, settings: Settings, are_several: bool) -> tuple[Path, Sequence[Taken]]:
    """What comes of one file. It is carried out, and said at once where something does come of it."""
    columns = _columns(file.name, data, settings)
    with alone(settings.root):  # From a look at the drafts until they are written: two at once would choose one name.
        made = taken_in(file.name, data, settings, read(settings), columns)
        for taken in made:
            taken.changes.carry_out(settings.root, is_alone=True)
    _print(file, [taken for taken in made if not taken.refused], settings, are_several)
    return file, made


def _print(file: Path, made: Sequence[Taken], settings: Settings, are_several: bool) -> None:
    """Say what came of a file, and of which one where several are taken in."""
    if made and are_several:
        print(printable(f"{file}:"))
    for taken in made:
        for line in _said(taken, settings):
            print(printable(line))


def _bytes_of(file: Path) -> bytes:
    try:
        with ordinary_file(file, follow_link=True) as (descriptor, _):
            data = os.fdopen(descriptor, "rb", closefd=False).read(LARGEST_SENT + 1)
    except NotOrdinaryError:
        raise ConfigurationError(f"{file} is not an ordinary file. Name the one that was sent.") from None
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be read: {error.strerror}.") from None
    if len(data) > (most := most_bytes(file.name, data)):
        raise ConfigurationError(f"{file} is larger than {most // 1024} KB, which no story is.")
    return data


# --- columns of a table


def _columns(name: str, data: bytes, settings: Settings) -> Mapping[str, str]:
    """The fields of columns that somebody said once; asked for now where a table has others and somebody is there."""
    known = columns_for(name, data, settings)
    said = {heading: _asked_for(heading, settings) for heading in unknown_columns(name, data, settings)}
    if said:
        with_columns(said, settings).carry_out(settings.root)
    return known | {fold(heading): field for heading, field in said.items() if field}


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


# --- what is said


def _said(taken: Taken, settings: Settings) -> Iterator[str]:
    if taken.why:
        yield from taken.why
    elif taken.request and taken.about:
        yield from _wished(taken.request, taken.about)
    else:
        yield from _done(taken, settings)
    if taken.note:
        yield "For you alone. Put it into your register now: no file of this garden holds it, and it is not said again."
        yield from (f"  {line}" for line in taken.note)


def _wished(wish: Request, found: Entry) -> Iterator[str]:
    asked = [f"  {line}" for line in wish.words.splitlines()]
    if wish.came_of_it:
        yield f"Somebody shows the receipt of {found.path} and says what they think of what changed."
        yield f"Write `came_of_it: {wish.came_of_it}` there, and it is printed beside the change."
        yield from asked
        return
    if wish.wish != "withdraw":
        yield f"Somebody shows the receipt of {found.path} and wants it changed:"
        yield from asked or ["  (They did not say what.)"]
        return
    yield f"Somebody shows the receipt of {found.path} and takes it back."
    yield _taking_back(found)
    yield from asked


def _taking_back(found: Entry) -> str:
    if found.path.startswith(f"{FOLDER}/"):
        return f"kgen decline {found.slug}"
    if found.kind is STORY:
        return f"kgen withdraw {found.slug}"
    return f"Delete {found.path}. Then run kgen check: it says what still leads there."


def _with_receipts(taken: Taken) -> Iterator[str]:
    """What is said of receipts in what somebody wrote in their own words."""
    for found in taken.shown:
        yield f"It shows the receipt of {found.path}. Read it first: if it asks for that to be taken back, do that now:"
        yield f"  {_taking_back(found)}"
    if taken.receipts > len(taken.shown):
        yield "It holds what looks like a receipt, which fits nothing here."
    if taken.receipts:
        yield "No receipt is in the draft: anybody who reads one can use it. `kgen decline` deletes the draft."


def _done(taken: Taken, settings: Settings) -> Iterator[str]:
    *others, own = taken.drafts
    folder, _, slug = own.partition("/")
    kind, path = KIND_BY_FOLDER[folder], f"{FOLDER}/{own}.md"
    notes = [problem for problem in taken.problems if problem.severity != "error"]
    is_refused = any(problem.code is Code.REFUSED for problem in taken.errors)
    if taken.replaced:
        yield f"It has the receipt of {taken.replaced}, and takes its place; what was there is kept beside it."
    yield path
    for each in others:
        yield f"{FOLDER}/{each}.md  (new: say more of it there, or name another in the {kind})"
    yield from _with_receipts(taken)
    if taken.left_out:
        yield "Left out:"
        yield from (f"- {words}" for words in taken.left_out)
    if taken.errors or taken.missing:
        yield "It waits. What is missing, or has to change:"
        yield from (f"- {words}" for words in taken.missing)
        yield from in_lines(taken.errors)
        if is_refused:
            yield f"Do not ask its teller again. `kgen decline {slug}` deletes it."
        else:
            can_write = kind is STORY and not any(problem.code in NO_LETTER for problem in taken.errors)
            ask = f" (kgen todo --letter {slug} writes to them)" if can_write else ""
            yield f"Mend it in {path}. Ask the teller for what only they know{ask}."
    if notes:
        yield "Worth a look before it is published:"
        yield from in_lines(notes)
    if not is_refused:
        yield f"Read it as its reader would, then run `kgen accept {slug}`."
    if settings.source == "public":
        yield "This garden's repository is public: what you accept can be read by anybody once you commit it."
