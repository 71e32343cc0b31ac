"""What a file holds that could tell readers who somebody is.

Here it is only seen; whether it may stay is for kgen.checks.safeguarding to say.
"""

import re
from functools import cache, lru_cache

from kgen.model import STORY, Detection, Kind, Position
from kgen.safeguarding.name_lists import CLASS_OF, GIVEN, NOT_NAME, part, unaccented
from kgen.safeguarding.names import names_in
from kgen.safeguarding.normalised_text import NormalisedText
from kgen.safeguarding.receipts import RULE as RECEIPT, receipts_in
from kgen.safeguarding.rules import DETAILS, RULES, Rule
from kgen.safeguarding.scanner import hits, hits_and_details, patterns_of_rules

_BLOCKING = tuple(rule for rule in RULES if rule.blocks)
_NOT_IN_NAMES = ("street-address", "known-event", "outcode")
"""Rules that read words, which in the name of a file are all lower case or all capitals."""


_ISO_DAY = re.compile(r"(?<![0-9])[12][0-9]{3}-[0-9]{2}-[0-9]{2}(?![0-9])")


def detect_people(text: str, *, illustrative: bool, about_child: bool) -> tuple[Detection, ...]:
    """What looks like names of people in the text of a file, and what shows a child, in order.

    Words that are on no list are only reported if a story is `about_child`: nobody asks about them elsewhere.
    """
    if illustrative:
        return ()
    normalised = _normalised(text)
    found = (hit for hit in names_in(normalised.plain) if about_child or hit.sort != "unknown")
    return tuple(Detection(hit.sort, normalised.position(hit.start), hit.name, hit.born) for hit in found)


def detect_in_text(text: str, kind: Kind, *, illustrative: bool) -> tuple[tuple[Detection, ...], frozenset[str]]:
    """What the rules for a kind find in the text of a file, in order; and the ids of the rules for details that are
    harmless on their own, if a story tells any.

    An illustrative story is only searched for what blocks: a real number must not be in an invented story.
    """
    normalised = _normalised(text)
    rules = _BLOCKING if illustrative else _rules_for(kind)
    found, details = hits_and_details(normalised, rules, DETAILS if kind is STORY and not illustrative else ())
    return tuple(Detection(hit.rule.id, normalised.position(hit.start), hit.key) for hit in found), details


def detect_receipts(text: str, slug: str) -> tuple[Detection, ...]:
    """What is written like a receipt in the text of a file or its name. Its hash (`key`) shows whether it is one."""
    in_text = [Detection(RECEIPT, Position.at(text, each.start), each.hash) for each in receipts_in(text)]
    return (*in_text, *(Detection(RECEIPT, None, each.hash) for each in receipts_in(slug)))


def detect_in_name(name: str, kind: Kind | None = None, *, illustrative: bool = False) -> tuple[Detection, ...]:
    """The numbers that the rules find in the name of a file, as it is and as words: `3-may-2019` as `3 May 2019`.

    Words alone say nothing: `what-the-nurse-told-me` names nobody. Whether a name that the text holds is in the name of
    its file too is for kgen.checks.people to say.
    """
    if not any(letter.isdigit() for letter in name):
        return ()
    rules = _in_names(RULES if kind is None else _BLOCKING if illustrative else _rules_for(kind))
    texts = dict.fromkeys((name, name.replace("-", " ").title(), _ISO_DAY.sub(r" \g<0> ", name)))
    if not any(rule in rules for rule, _ in patterns_of_rules().worth_trying("\n".join(texts))):
        return ()
    return tuple(Detection(hit.rule.id, None, hit.key) for text in texts for hit in hits(NormalisedText(text), rules))


def may_name_somebody(name: str, kind: Kind) -> bool:
    """Whether the name of a file holds a number, or what looks like a name: nobody should be asked to keep it."""
    words = name.replace("-", " ").title()
    return bool(detect_in_name(name, kind)) or _holds_full_name(words)


def holds_name_in_small_letters(words: str) -> bool:
    """Whether words hold a first name and a surname that only lack their capitals: `zora quillfeather`."""
    plain = _normalised(words).plain
    return _holds_full_name(plain.title()) and not _holds_full_name(plain)


def holds_name(code: str) -> bool:
    """Whether a code, such as `KG-12`, holds a first name that is no word, a frequent surname, initials, or a full
    name in any letters."""
    words = _NOT_OF_NAMES.sub(" ", _BETWEEN_WORDS.sub(" ", code)).split()
    if _INITIALS.search(code) or any(part("surname").search(word.title()) for word in words):
        return True
    return any(map(_is_given_name, words)) or _holds_full_name(" ".join(words).title())


_INITIALS = re.compile(r"\b[A-Za-z]\. ?[A-Za-z]\b")
_BETWEEN_WORDS = re.compile(r"[-_/#,:+]")
_NOT_OF_NAMES = re.compile(r"\S*[0-9]\S*|\b[A-Z]{1,3}\b(?!\.)|\b(?i:dev|kat|reg|val)\b")
"""Words of a code with digits in them, short ones in capitals, and abbreviations that are first names too."""


def _is_given_name(word: str) -> bool:
    name = unaccented(word).removesuffix("'s")
    return name in GIVEN and name not in CLASS_OF and name not in NOT_NAME


def _holds_full_name(plain: str) -> bool:
    return any(hit.sort in ("full", "detail") for hit in names_in(plain))


@lru_cache(maxsize=1)
def _normalised(text: str) -> NormalisedText:
    """The text searched last is searched again, for names."""
    return NormalisedText(text)


@cache
def _in_names(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules if rule.id not in _NOT_IN_NAMES)


@cache
def _rules_for(kind: Kind) -> tuple[Rule, ...]:
    return tuple(rule for rule in RULES if not rule.kinds or kind.name in rule.kinds)
