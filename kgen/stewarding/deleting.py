"""Taking what is not a story out of the garden: a person who no longer wants a page, a topic that nobody needs."""

import re

from kgen.checks.unnamed import speaking_of
from kgen.model import PERSON, STORY
from kgen.read import Reading
from kgen.settings import ConfigurationError
from kgen.stewarding.called import entry_called
from kgen.stewarding.menu import menu_without
from kgen.stewarding.plan import Plan
from kgen.stewarding.rewriting import FoundLink, Rules, references_rewritten
from kgen.weave import Garden
from kgen.weave.name_index import fold

SOMEBODY = "somebody"
"""Stands in for the name of a person who is no longer here, or a part of it."""
_WORD = re.compile(r"[^\W\d_]{2,}")


def deletion(garden: Garden, reading: Reading, name: str) -> Plan:
    """Plan to delete an entry (`people/a`) and every reference to it. A link to it becomes its words; to a person,
    words that do not name them. The entry's own file comes last.

    Raises ConfigurationError where there is no such entry, and for a story, which is withdrawn.
    """
    target = entry_called(garden, name, reading)
    if target.kind is STORY:
        raise ConfigurationError(f"{target.key} is a story. Withdraw it: kgen withdraw {target.slug}.")
    title = garden.title(target)
    names = {fold(each) for each in (title, target.slug, *target.other_names)}
    parts = {each.casefold() for each in _WORD.findall(title) if not each[0].islower()}

    def link(found: FoundLink) -> str:
        label = found.label or title
        is_named = any(each in fold(label) for each in names) or not parts.isdisjoint(_WORD.findall(label.casefold()))
        return SOMEBODY if target.kind is PERSON and is_named else label

    plan = references_rewritten(garden, target, lambda _: Rules(lambda *_: "", link))
    plan.done.append(f"{target.path} is deleted.")
    if PERSON.includes(target):
        plan.look += [f"{each.path} may hold the name in its words." for each in speaking_of(garden, target)]
    plan.add(menu_without(target, garden.settings))
    plan.end(target, garden.settings)
    return plan
