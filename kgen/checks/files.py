"""Files that cannot be read, and fields that do not fit."""

from collections import defaultdict
from collections.abc import Iterator

from pydantic import BaseModel

from kgen.checks.common import noticed_while_reading, of_field
from kgen.checks.dates import misdated
from kgen.diagnostic import KeyPath
from kgen.english import in_words
from kgen.model import Diagnostic, Entry
from kgen.weave import Garden
from kgen.weave.citations import address_of
from kgen.weave.name_index import fold
from kgen.weave.pictures import reference_to
from kgen.weave.unread import Unread

_MOST_ALIKE = 3
"""Items of a list, alike but for their spelling, that one message repeats; it counts the others."""


def file(garden: Garden) -> Iterator[Diagnostic]:
    """A file has a name, a size or a place that kgen does not publish.

    Everything in content/ becomes an address on the site, so nothing is copied unseen: a stray document could hold
    what nobody meant to publish, and a link could lead out of the folder. What systems and editors leave behind, such
    as .DS_Store, is passed over.

    Instead of   content/stories/My Story (final).docx
    write        content/stories/my-story.md
    """
    return noticed_while_reading(garden, "file")


def picture_file(garden: Garden) -> Iterator[Diagnostic]:
    """A picture holds more than it shows, is too large, or is not what its name says.

    A photo often holds the place where it was taken and the phone that took it; a screenshot, the name of a computer.
    The site never has that, but where the source is public anybody can read it in the file there. Other files only call
    themselves pictures, or take up all of a reader's memory. Until it is mended, the words in its square brackets are
    shown in its place.

    Instead of   a photo as it comes from the phone
    publish      what `kgen clean-image content/images/waiting-room.jpg` makes of it
    """
    return noticed_while_reading(garden, "picture-file")


def unused_picture(garden: Garden) -> Iterator[Diagnostic]:
    """No published entry shows a picture, so it is not published.

    A picture is on the site only while a published text shows it: when its story is hidden, so is the picture. Where
    the source is public, the file can still be read there.

    Mend it by showing the picture in a text, or by deleting the file if no text needs it. Keep one that only a text
    shows which is not published now: it comes back with it.
    """
    unused = [name for name in garden.pictures if name not in garden.picture_addresses]
    unused = [name for name in unused if name not in garden.settings.frame_pictures]
    if not unused:
        return
    targets = (target for entry in garden.entries.values() for _, target in garden.prose_links(entry))
    waiting = {target.picture for target in targets}
    is_read = not any(entry.is_read_in_part and not entry.body.parts for entry in garden.entries.values())
    is_read = is_read and not Unread(garden).has_texts
    for name in unused:
        message = "no published entry shows this picture, so it is not published"
        fix = f"Write {reference_to(name)} where it belongs. If no text needs it, delete the file."
        if name in waiting:
            fix = "Keep it: a text that is not published now shows it."
        elif not is_read:
            fix = "A file that cannot be read may show it. Correct that first, and check again."
        yield Diagnostic("info", message, fix, path=garden.pictures[name].path)


def characters(garden: Garden) -> Iterator[Diagnostic]:
    """A file holds invisible control characters, or is not saved as UTF-8.

    Some invisible characters turn the direction of text round, so that a reviewer and a reader read different things.
    They usually come from copying out of another program.

    Mend it by retyping the words around the place, or by pasting as plain text.
    """
    return noticed_while_reading(garden, "characters")


def front_matter(garden: Garden) -> Iterator[Diagnostic]:
    """The lines between the two --- at the top of a file cannot be read.

    They must be simple: a name, a colon, a space and a value; or a list, one item to a line.

    Instead of   title: Housing: the long wait
    write        title: "Housing: the long wait"
    """
    return noticed_while_reading(garden, "front-matter")


def schema(garden: Garden) -> Iterator[Diagnostic]:
    """A field is missing, unknown, too long or not of the kind it should be.

    The fields decide on which pages a story appears and what readers are told about it, so kgen does not guess.
    `kgen schema story` lists every field with what it means.

    Instead of   date: 3 October 2026
    write        date: 2026-10
    """
    yield from noticed_while_reading(garden, "schema")
    yield from misdated(garden)


def inline_comment(garden: Garden) -> Iterator[Diagnostic]:
    """Text after a space and # in front matter is taken for a comment and left out.

    Only a line that begins with # is certainly meant as a comment. After a value, a # is most often part of it.

    Instead of   title: We are team #1 here
    write        title: "We are team #1 here"
    """
    return noticed_while_reading(garden, "inline-comment")


def text(garden: Garden) -> Iterator[Diagnostic]:
    """The text cannot be read safely, or holds two versions of something, from a merge that was not finished.

    What is nested too deeply, or has too many links, could keep kgen busy for ever. Split it into several stories, or
    take quotes and lists out of each other. Of two versions, keep the right one.
    """
    return noticed_while_reading(garden, "text")


def repeated_item(garden: Garden) -> Iterator[Diagnostic]:
    """A list names the same thing twice. It counts once; nothing else happens.

    Capital letters, spaces and hyphens do not count, and a name is the same as any other that leads to the same entry.

    Instead of   topics: [trust, waiting, Trust]
    write        topics: [trust, waiting]
    """
    yield from noticed_while_reading(garden, "repeated-item")
    for entry in garden.entries.values():
        alike: dict[tuple[KeyPath, tuple[str, ...]], list[tuple[int, str]]] = defaultdict(list)
        for way, number, written, same in _listed(garden, entry):
            alike[way, same].append((number, written))
        for (way, _), items in alike.items():
            if len(items) > 1:
                shown = [f"“{written}”" for _, written in items[:_MOST_ALIKE] if written]
                more = len(items) - len(shown)
                what = f": {in_words([*shown, f'{more:,} more'] if more else shown)}" if shown else ""
                message = f"`{way[-1]}` names the same thing more than once{what}"
                yield of_field(entry, "info", message, "Keep one of them.", *way, items[1][0])


def _listed(garden: Garden, entry: Entry) -> Iterator[tuple[KeyPath, int, str, tuple[str, ...]]]:
    """Each item of an entry's lists: the path to the list, its number, as it is written if it may be
    repeated, and what it is the same as.

    What is said about a work is part of that. A story that is tried twice is told by `said_twice`."""
    named = [each for each in garden.names.in_fields(entry.meta) if each.field != "tries"]
    for each in named:
        works = entry.meta.cited if each.field == "cites" else ()
        says = works[each.number].says or "" if works else ""
        same = each.found[0].key if each.found else address_of(each.name)
        # Two names of somebody who is hidden, side by side, would tell who that is.
        is_hidden = bool(each.found) and each.found[0].key not in garden.published
        yield (each.field,), each.number, "" if is_hidden else each.written, (says, _folded(same))
    for way, texts in _texts(entry.meta):
        if way[0] not in {each.field for each in named}:
            yield from ((way, number, each, (_folded(each),)) for number, each in enumerate(texts))


def _texts(model: BaseModel, above: KeyPath = ()) -> Iterator[tuple[KeyPath, tuple[str, ...]]]:
    """The lists of texts in a model, each with the path to it."""
    for field, value in model.__dict__.items():
        if isinstance(value, BaseModel):
            yield from _texts(value, (*above, field))
        elif isinstance(value, tuple) and all(isinstance(each, str) for each in value):
            yield (*above, field), value


def _folded(text: str) -> str:
    return fold(text).removesuffix("/") if "://" in text else fold(text)
