"""The page where somebody tells a story: it asks, checks as they type, shows, and sends nothing until they choose."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from kgen.model import Context, Page
from kgen.settings import Settings
from kgen.views.form import OWN_WORDS, PRIVATE, STORY_FORM, TEXT, UNDER_18, FormQuestion, asked
from kgen.views.form_page import FormParts, form_page, parts_of
from kgen.views.page_context import PageContext
from kgen.views.story import EXIT
from kgen.weave import Garden

WHO = ("standpoint", "author")
AGREEMENT = ("consent.whose", "consent.others", "about_child")
USES = "consent.uses"
TRIES = ("tries.story", "tries.went", "tries.note")
PLACE = ("title", "answers", "topics", "sectors", "networks")
HINTS = {
    TEXT: "Write as you would say it to somebody who wants to understand.",
    UNDER_18: "Your answer is not published. It only decides who looks after your story.",
    "title": "A few words. Somebody else can find one for you.",
    "standpoint": "Choose one, or two.",
    "author": "Your own, or one you make up. Leave it empty to tell your story without a name.",
    "consent.others": "Somebody counts as being in it if they, or people who know them, could tell who is meant.",
    "consent.uses": "Tick each one that you agree to.",
    "answers": "Leave it empty if it answers none.",
    "pseudonyms": "Separate them with commas.",
    "named": "Only of people who agreed to be named here, or who hold a public office. Separate them with commas.",
    "mentions": "Readers who have lived through it may want to know first.",
    "place": "A large one, such as the North East. Never a town.",
    "period": "A year, or a season such as autumn 2025.",
    "lang": "Its code, such as cy for Welsh or ur for Urdu.",
    "tries.note": "In a sentence. What did not work helps others as much as what did.",
    "handbrake": "In a sentence.",
    "release": "In a sentence.",
}
"""What is said below a question when its few words are not enough."""
FOR_SOMEBODY = (
    (
        "private.whose",
        "Who is it to you?",
        ("somebody I care for", "somebody I support in my work", "a friend or neighbour", "somebody else"),
    ),
    (
        "private.agreed_by",
        "How did they agree?",
        ("they said so", "in writing", "in their own way, with signs or pictures"),
    ),
)
"""What only the stewards are told about a story written for somebody else: the field, what is asked, the answers."""


def write(garden: Garden) -> Iterator[Page]:
    description = "Tell your story in your own words, with or without your name. Nothing is sent until you choose."
    yield form_page("write", description, _write, "write/page.js", garden.settings)


@dataclass(frozen=True, slots=True)
class WriteContext(Context):
    template = "write.html"
    form: FormParts
    who: Sequence[FormQuestion]
    agreement: Sequence[FormQuestion]
    tries: Sequence[FormQuestion]
    place: Sequence[FormQuestion]
    more: Sequence[FormQuestion]
    """The questions of each part of the form."""
    uses: FormQuestion
    for_somebody: Sequence[tuple[str, str, Sequence[str]]]
    """What is asked of somebody who writes for another: the name of the field, the question, the answers."""
    private: Mapping[str, str]
    """What only the stewards are told, by the names of its fields, as it is said to them."""
    own_words: Mapping[str, str]
    """How the form's own fields ask."""
    hints: Mapping[str, str]
    source_is_public: bool
    new_file: str
    """Where a story may be proposed on GitHub."""
    exit_to: str


def _write(here: PageContext) -> WriteContext:
    settings = here.garden.settings
    questions = {each.name: each for each in asked(settings)}
    named = (*WHO, *AGREEMENT, USES, *TRIES, *PLACE)
    return WriteContext(
        form=parts_of(STORY_FORM, settings),
        who=_of(questions, WHO),
        agreement=_of(questions, AGREEMENT),
        tries=_of(questions, TRIES),
        place=_of(questions, PLACE),
        more=[each for name, each in questions.items() if name not in named],
        uses=questions[USES],
        for_somebody=FOR_SOMEBODY,
        private=PRIVATE,
        own_words=OWN_WORDS,
        hints=HINTS,
        source_is_public=settings.source == "public",
        new_file=_new_file(settings),
        exit_to=EXIT,
    )


def _of(questions: Mapping[str, FormQuestion], names: tuple[str, ...]) -> list[FormQuestion]:
    return [questions[name] for name in names]


def _new_file(settings: Settings) -> str:
    """The address at which GitHub begins a new file in content/stories/, if the repository is there and public.

    Source: GitHub Docs, "Using query parameters to create a new file" (`/new/BRANCH/FOLDER?filename=…&value=…`).
    """
    parts = urlsplit(settings.repo_url)
    verb, _, rest = settings.edit_uri.strip("/").partition("/")
    branch, _, folder = rest.partition("/")
    if parts.netloc != "github.com" or verb not in ("edit", "blob", "raw") or not branch or settings.source != "public":
        return ""
    return f"{settings.repo_url.rstrip('/')}/new/{quote(f'{branch}/{folder}'.rstrip('/'))}/stories"
