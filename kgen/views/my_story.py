"""The page where somebody who has a receipt sees what came of their story, and can have it changed or taken back.

The page is the same for everybody: a script looks the receipt up on the reader's device
(theme/assets/write/my-story.js).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from kgen.model import Context, Page
from kgen.site import own_page
from kgen.views.page_context import PageContext
from kgen.views.rendering import mail_address
from kgen.views.story import EXIT
from kgen.weave import Garden

VERDICTS = (
    ("yes", "Say that what changed helped me"),
    ("partly", "Say that what changed helped me in part"),
    ("not-for-me", "Say that what changed was not for me"),
)
"""What a teller can have printed beside the changes that others credit to their story: a value of `came_of_it`, and how
it is offered."""
ASSETS = ("write/write.css", "write/my-story.css", "write/my-story.js")


def my_story(garden: Garden) -> Iterator[Page]:
    yield Page(
        *own_page("my-story").head,
        "See what came of a story that you told, have it changed, or take it back. All you need is your receipt.",
        _my_story,
        assets=ASSETS,
        sends_to=garden.settings.inbox,
    )


@dataclass(frozen=True, slots=True)
class MyStoryContext(Context):
    template = "my_story.html"
    exit_to: str
    mail_to: str
    """Where an e-mail with a message goes, if the contact is an e-mail address."""
    verdicts: tuple[tuple[str, str], ...] = VERDICTS


def _my_story(here: PageContext) -> MyStoryContext:
    return MyStoryContext(EXIT, mail_address(here.garden.settings.contact))
