"""The page where somebody tells a story: it asks, checks as they type, shows, and sends nothing until they choose."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from kgen.model import Context, Page
from kgen.settings import Settings
from kgen.site import own_page
from kgen.views.form import Asked, asked, order
from kgen.views.page_context import PageContext
from kgen.views.rendering import mail_address
from kgen.views.story import EXIT
from kgen.weave import Garden

ASSETS = ("write/write.css", "write/page.js")
WHO = ("standpoint", "author")
AGREEMENT = ("consent.whose", "consent.others", "about_child")
PLACE = ("title", "answers", "topics", "sectors", "networks")
HINTS = {
    "title": "A few words. Somebody else can find one for you.",
    "standpoint": "Choose one, or two.",
    "author": "Your own, or one you make up. Leave it empty to tell your story without a name.",
    "consent.others": "Somebody counts as being in it if they, or people who know them, could tell who is meant.",
    "answers": "Leave it empty if your story stands on its own.",
    "pseudonyms": "Put a comma between them.",
    "named": "Only of people who agreed to be named here, or who hold a public office. Put a comma between them.",
    "mentions": "Readers who have lived through it may want to know first.",
    "place": "A large one, such as the North East. Never a town.",
    "period": "A year, or a season such as autumn 2025.",
    "lang": "Its code, such as cy for Welsh or ur for Urdu.",
    "handbrake": "In a sentence.",
    "release": "In a sentence.",
}
"""What is said below a question where its few words are not enough."""


def write(garden: Garden) -> Iterator[Page]:
    own = own_page("write")
    yield Page(
        own.address,
        own.title,
        "Tell your story in your own words, with or without your name. Nothing is sent until you choose.",
        _write,
        assets=ASSETS,
        sends_to=garden.settings.inbox,
    )


@dataclass(frozen=True, slots=True)
class WriteContext(Context):
    template = "write.html"
    who: Sequence[Asked]
    agreement: Sequence[Asked]
    place: Sequence[Asked]
    more: Sequence[Asked]
    """The questions of each part of the form."""
    hints: Mapping[str, str]
    order: str
    """The paths of all fields in a story's file, with commas between."""
    source_is_public: bool
    new_file: str
    """Where a story may be proposed on GitHub."""
    mail_to: str
    """Where a mail with the story goes, if the contact is a mail address."""
    exit_to: str
    published: str
    """What the stewards say of themselves, in which nothing is found; a line each."""


def _write(here: PageContext) -> WriteContext:
    settings = here.garden.settings
    questions = {each.name: each for each in asked(settings)}
    named = (*WHO, *AGREEMENT, *PLACE)
    return WriteContext(
        who=_of(questions, WHO),
        agreement=_of(questions, AGREEMENT),
        place=_of(questions, PLACE),
        more=[each for name, each in questions.items() if name not in named],
        hints=HINTS,
        order=",".join(order()),
        source_is_public=settings.source == "public",
        new_file=_new_file(settings),
        mail_to=mail_address(settings.contact),
        exit_to=EXIT,
        published="\n".join(settings.own_words),
    )


def _of(questions: Mapping[str, Asked], names: tuple[str, ...]) -> list[Asked]:
    return [questions[name] for name in names]


def _new_file(settings: Settings) -> str:
    """The address at which GitHub begins a new file in content/stories/, where the repository is there and public.

    Source: GitHub Docs, "Using query parameters to create a new file" (`/new/BRANCH/FOLDER?filename=…&value=…`).
    """
    parts = urlsplit(settings.repo_url)
    verb, _, rest = settings.edit_uri.strip("/").partition("/")
    branch, _, folder = rest.partition("/")
    if parts.netloc != "github.com" or verb not in ("edit", "blob", "raw") or not branch or settings.source != "public":
        return ""
    return f"{settings.repo_url.rstrip('/')}/new/{quote(f'{branch}/{folder}'.rstrip('/'))}/stories"
