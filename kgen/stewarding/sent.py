"""What somebody sent, once it is understood: a story, a person, a question, a wish; and a story that is only words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from kgen.fields import choices_of
from kgen.frontmatter import StoryMeta
from kgen.importing.documents import UnreadableSource
from kgen.importing.folder import text_in
from kgen.importing.other_files import other_file
from kgen.letters import ENDS, count_words, words_at_start
from kgen.markdown import parse
from kgen.model import STORY, Kind
from kgen.read.walk import LARGEST
from kgen.settings import Settings
from kgen.stewarding.form_file import prose, story_file


class NotUnderstood(Exception):
    """What was sent holds no story; the text says why in plain words."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A story, a person or a question as the text of its file.

    `missing` says what its form was sent without, and `cut` what was sent and left out. `pictures` came with it, by the
    names that they had. `note` holds lines that only the stewards are told: they are said once, and written nowhere.
    """

    text: str
    missing: tuple[str, ...] = ()
    kind: Kind = STORY
    cut: tuple[str, ...] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    note: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody shows a receipt and asks for something: `withdraw`, `change`, or that what they say of the changes that
    came of their story is printed (`came-yes`, `came-partly`, `came-not-for-me`); and `words` of their own."""

    receipt: str
    wish: str
    words: str = field(repr=False)

    @property
    def came_of_it(self) -> str:
        """What they say of the changes, as the field `came_of_it` has it; empty where they ask for something else."""
        said = self.wish.removeprefix("came-")
        return said if said != self.wish and said in choices_of(StoryMeta, "came_of_it") else ""


def text_of(data: bytes) -> str:
    """Text in UTF-8, in UTF-16 with its mark, or else as Windows writes it. Raises NotUnderstood."""
    refuse_other(data)
    try:
        return text_in(data)
    except UnreadableSource:
        raise NotUnderstood("It is not text; it may be a document of another program. Ask for the text") from None


def refuse_other(data: bytes) -> None:
    """Raise NotUnderstood where data is not text, and it shows what it is."""
    if not data:
        raise NotUnderstood("It is empty. Ask for it again")
    if other := other_file(data):
        raise NotUnderstood(f"It is {other.what}. {other.fix}")


def refuse_long(text: str) -> None:
    """Raise NotUnderstood where a text is longer than a story can be, before anything looks through it."""
    if len(text) > LARGEST:
        raise NotUnderstood(f"Its text is longer than any story: at most {LARGEST // 1024} KB are read")


def in_words(
    text: str,
    settings: Settings,
    *,
    title: str = "",
    month: str = "",
    cut: tuple[str, ...] = (),
    is_markdown: bool = False,
) -> Sent:
    """A story in no form: only its words, called by its first line or its first words. Raises NotUnderstood."""
    refuse_long(text)
    if _IS_CODE.match(text):
        raise NotUnderstood(
            "It is a web page, a feed or an export of a program. Bring it in with `kgen import`, or copy its words into"
            " a text file"
        )
    words = text.strip() if is_markdown else prose(text)
    if not _are_enough(words):
        raise NotUnderstood(
            "No story begins in it: it has no words that could be one, and it is not a form that was sent"
        )
    first, _, rest = words.partition("\n\n")
    if not title and rest.strip() and len(first) <= LONGEST_HEADING and "\n" not in first and first[-1:] not in ENDS:
        title, words = _plain(first.lstrip("# ")), rest
    title = title or called_by(words)
    month = month if month and month <= settings.month else settings.month
    return Sent(story_file({"title": title, "date": month}, words, as_typed=False), cut=cut)


def _are_enough(words: str) -> bool:
    """Whether words may be a story: a sentence is one, however short, and “Kind regards,” is none."""
    counted = [count_words(" ".join(re.findall(rf"[^\W\d_]{{{least},}}", words))) for least in (1, 2)]
    return counted[1] >= FEWEST_WORDS or (counted[0] > 1 and words.rstrip("\"'”’»)]*_ ").endswith(tuple(ENDS)))


def called_by(words: str) -> str:
    """The first words of a Markdown text, as its title."""
    return f"{words_at_start(_plain(words), WORDS_OF_TITLE).rstrip(ENDS)}…"


def _plain(words: str) -> str:
    """The first paragraphs of a Markdown text, without the signs of Markdown; the text itself where it has none."""
    return " ".join(each.resolve(str) for each in parse(words).beginning) or words


_IS_CODE = re.compile(
    r"\s*(?:<(?:!doctype|!--|\?xml)|</?(?:html|head|body|title|meta|link|style|script|rss|feed|svg|main|article|section"
    r"|header|div|p|span|h[1-6]|ul|ol|table|blockquote|pre|center|font|br|hr|img|a|b|i|u|em|strong)[\s/>]"
    r"|\{\s*[\"{%]|\[\s*[{\"])",
    re.IGNORECASE,
)
"""How HTML, XML, JSON and templates begin, and nobody's own words."""
FEWEST_WORDS = 3
LONGEST_HEADING = 90
WORDS_OF_TITLE = 8
