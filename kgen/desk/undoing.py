"""Taking a decision back: a decision of its own."""

from pathlib import Path

from kgen.desk.decisions import DecisionRefused
from kgen.desk.field_values import NotReadable, with_values
from kgen.desk.journal import Decision
from kgen.desk.notes import Act
from kgen.desk.workplace import Workplace
from kgen.editing.changes import Changes
from kgen.editing.source_file import with_field
from kgen.importing.drafts import FOLDER
from kgen.model import KIND_BY_FOLDER, STORY
from kgen.read.front_matter import split
from kgen.read.walk import PICTURES


def undoing(place: Workplace, id: str, steward: str) -> Decision:
    """What takes a decision back. What was published goes back to what waits, so that nothing is lost.

    Raises HistoryError where something was changed again since.
    """
    known = next((each for each in place.log.decisions() if each.commit == id), None)
    if known is None:
        raise DecisionRefused("This was not decided at this desk.", ["Correct the file instead."])
    if known.act is Act.UNPUBLISH:
        raise DecisionRefused("What was published then waits now.", ["Publish it from there: it is then read again."])
    undone = place.history.undo(id)
    files: dict[str, bytes | None] = {}
    if known.act is Act.PUBLISH:
        prefix = f"{place.settings.content_name}/"
        for path, data in undone.items():
            name = path.removeprefix(prefix)
            if data is None and name.partition("/")[0] in (*KIND_BY_FOLDER, PICTURES):
                if (place.settings.root / FOLDER / name).exists() and not name.startswith(PICTURES):
                    raise DecisionRefused("Something else waits under its name.", ["Decide about that first."])
                files[f"{FOLDER}/{name}"] = _as_it_waited((place.settings.root / path).read_bytes(), name)
    # What is written comes before what is deleted: a file that gets its old name back is never gone meanwhile.
    written = {path: data for path, data in undone.items() if data is not None}
    if known.act is Act.WITHDRAW:
        # The story comes back hidden, since whoever took it back may not want it to be seen.
        root = place.settings.root
        written = {path: _as_draft(data) if _is_gone(root / path) else data for path, data in written.items()}
    files |= written
    files |= {path: None for path, data in undone.items() if data is None}
    act = Act.UNPUBLISH if known.act is Act.PUBLISH else Act.OTHER
    return Decision(f"Take back: {known.what}", Changes(files), steward, about=known.about, act=act)


def _is_gone(path: Path) -> bool:
    """Whether a story was taken out here: there is nothing left, or a tombstone."""
    if path.suffix != ".md" or not path.is_file():
        return path.suffix == ".md"
    return "withdrawn" in split(path.read_bytes().decode(errors="replace"))[0].values


def _as_draft(data: bytes) -> bytes:
    try:
        return with_field(data, "draft", "true")
    except ValueError:
        return data


def _as_it_waited(data: bytes, name: str) -> bytes:
    """A file as it was before it was published: nobody has read it again yet."""
    if not STORY.holds(name):
        return data
    try:
        return with_values(data, {"published": "", "consent.read_by": ()})
    except NotReadable:
        return data
