"""What tellers say came of their stories."""

from collections.abc import Iterator

from kgen.checks.common import of_field
from kgen.model import STORY, Diagnostic
from kgen.weave import Garden
from kgen.weave.changes import still_holds


def came_of_it(garden: Garden) -> Iterator[Diagnostic]:
    """A teller says whether what came of their story helped, but the garden knows of nothing that came of it.

    Readers see the teller's word beside the changes that answers to the story report, and only while one of these was
    made and still holds. Without one, nobody sees it. Keep the line if such an answer is on its way; or have the answer
    say what changed, in `change`:

        answers: page-nine
        change: {status: made, what: The form lost eleven pages, when: 2026-05}
    """
    for story in garden.of(STORY):
        if story.meta.came_of_it and not any(map(still_holds, garden.changes_of(story))):
            message = (
                "no answer to this story reports a change that was made and still holds, so `came_of_it` is not shown"
            )
            fix = "Write `change` into the answer that reports it, or delete the line."
            yield of_field(story, "info", message, fix, "came_of_it")
