"""Plain English: names and content notes inside sentences, text cut where a sentence ends."""

from collections.abc import Sequence

from kgen.english import in_words
from kgen.letters import count_words, cut_between, words_at_start
from kgen.markdown.sentences import sentence_starts

_WITH_ARTICLE = frozenset("sector police service nhs council government army".split())


def takes_article(name: str) -> bool:
    """Whether a name reads better after `the` in a sentence: the police, the voluntary sector, but housing."""
    return name.rpartition(" ")[2].lower() in _WITH_ARTICLE and not name.lower().startswith("the ")


_MENTIONS_IN_WORDS = {"child-death": "the death of a child", "self-harm": "self-harm"}


def content_note(mentions: Sequence[str]) -> str:
    """What a story mentions, in words: `abuse and the death of a child`."""
    return in_words([_MENTIONS_IN_WORDS.get(each, each.replace("-", " ")) for each in mentions])


def cut_at_sentence(text: str, longest: int) -> str:
    """Shorten text to whole sentences that fit in `longest` characters; failing that, to whole words and a `…`."""
    if len(text) <= longest:
        return text
    ends = [len(text[:start].rstrip()) for start in sentence_starts(text[: longest + 10])]
    fitting = [end for end in ends if longest // 3 <= end <= longest]
    if fitting:
        return text[: fitting[-1]]
    return f"{cut_between(text, longest - 1)}…"


SHORTEST_TITLE, LONGEST_TITLE = 16, 72


def first_words(text: str) -> str:
    """How a text begins, as a title: its first sentence, or more if that is very short; else words and a `…`."""
    ends = [len(text[:start].rstrip()) for start in sentence_starts(text[: LONGEST_TITLE + 10])[1:]]
    fitting = [end for end in ends if SHORTEST_TITLE <= end <= LONGEST_TITLE]
    return text[: fitting[0]] if fitting else cut_at_sentence(text, LONGEST_TITLE)


def read_aloud(text: str, min_words: int, max_words: int) -> str:
    """The first sentences of a text, of `min_words` to `max_words` words; or else that many words and a `…`."""
    starts = sentence_starts(text)
    fitting = [start for start in starts[1:] if min_words <= count_words(text[:start]) <= max_words]
    if count_words(text) <= max_words:
        return text
    return text[: fitting[0]].rstrip() if fitting else f"{words_at_start(text, max_words)} …"
