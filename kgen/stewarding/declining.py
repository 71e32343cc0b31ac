"""A draft that will not be published goes."""

from collections.abc import Sequence

from kgen.editing.changes import Changes
from kgen.importing.drafts import FOLDER, backups_of, pictures_not_shown
from kgen.model import Source
from kgen.read import digest_of
from kgen.settings import Settings


def declined_changes(drafts: Sequence[Source], settings: Settings) -> Changes:
    """What deletes drafts, what they were before they were sent again, and the pictures that only they show. An import
    does not bring them back."""
    names = [draft.name for draft in drafts]
    paths = [*backups_of(settings, names), *(f"{FOLDER}/{name}" for name in names)]
    made_from = {f"{FOLDER}/{draft.name}": digest_of(draft.data) for draft in drafts}
    return Changes(dict.fromkeys([*paths, *pictures_not_shown(settings, names)]), made_from)
