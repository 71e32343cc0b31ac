"""What the columns of a form elsewhere hold: somebody says it once, and `drafts/columns.yml` keeps it."""

from collections.abc import Mapping, Sequence

from kgen.editing.changes import Changes
from kgen.importing.drafts import FOLDER, folder_of, out_of_git
from kgen.importing.tables import table_in
from kgen.read.yaml_text import quoted, scalar
from kgen.settings import Settings
from kgen.stewarding.sent_table import LEFT_OUT, fields_to_choose, read_table, table_text
from kgen.weave.name_index import fold

FILE = "columns.yml"


def columns_for(name: str, data: bytes, settings: Settings) -> dict[str, str]:
    """What `known_columns` gives for a table that was sent under a name; nothing, whatever is wrong with what is kept,
    for anything else."""
    return {} if table_text(data, name) is None else known_columns(settings)


def known_columns(settings: Settings) -> dict[str, str]:
    """The fields of columns that somebody said, by their headings, folded; LEFT_OUT where a column is not taken.

    Raises ConfigurationError where the table that keeps them is wrong.
    """
    fields = {field for field, _ in fields_to_choose(settings)} | {LEFT_OUT}
    table = table_in(settings, FILE)
    choices = f"Choose from: {', '.join(sorted(fields))}."
    found: dict[str, str] = {}
    for heading, field in table.values.items():
        if not isinstance(field, str):
            raise table.wrong(
                f"“{heading}” has more than one field", "Name one, or `text` for the story itself.", heading
            )
        if field and field not in fields:
            raise table.wrong(f"there is no field {field}", choices, heading)
        if field and found.setdefault(fold(heading), field) != field:
            raise table.wrong(f"“{heading}” is here twice, with two fields", "Keep one of the two lines.", heading)
    return found


def unknown_columns(name: str, data: bytes, settings: Settings) -> Sequence[str]:
    """The headings, in what was sent under a name, of which nobody has said yet what they hold: none if it is not a
    table. Raises ConfigurationError as `known_columns` does."""
    text = table_text(data, name)
    if text is None:
        return ()
    known = known_columns(settings)
    try:
        return read_table(text, settings, known).unknown
    except ValueError:
        return ()


def with_columns(said: Mapping[str, str], settings: Settings) -> Changes:
    """What keeps the fields that somebody gives for headings; headings without one are kept as open questions."""
    folder_of(settings)
    known = known_columns(settings) | {fold(heading): field for heading, field in said.items() if field}
    lines = [
        "# What the columns of a form elsewhere hold: a field (kgen schema story --text), `text` for the story itself,",
        '# or "-" to leave a column out. Take the same file in again after you have filled in a line.',
        *(f"{quoted(name)}: {scalar(field)}" for name, field in known.items()),
        *(f"{quoted(heading)}:" for heading, field in said.items() if not field),
    ]
    return Changes({**out_of_git(settings), f"{FOLDER}/{FILE}": ("\n".join(lines) + "\n").encode()})
