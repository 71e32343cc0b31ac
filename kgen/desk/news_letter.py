"""The letter about what is new, for a month and a network that a steward chooses."""

from dataclasses import dataclass
from typing import ClassVar

from kgen.checks.consent import later
from kgen.desk.asked import DeskRequest
from kgen.desk.contexts import DeskPage
from kgen.desk.workplace import Workplace
from kgen.english import month_in_words
from kgen.model import NETWORK
from kgen.stewarding.digest import digest

MOST_MONTHS = 12
"""How many of the last months can be chosen."""
LONGEST_WAIT = 3.0
"""Seconds that the letter waits for the checks, before the page says that they are still at work."""


@dataclass(frozen=True, slots=True)
class NewsLetter(DeskPage):
    """What is new since a month, in plain text to be copied; none while the garden is being checked, since nothing with
    an error may be in it. `since` and `network` are chosen among `months` and `networks`, each a value with its words;
    an empty network is all of them."""

    template: ClassVar[str] = "news_letter.html"
    text: str
    since: str
    months: tuple[tuple[str, str], ...]
    network: str
    networks: tuple[tuple[str, str], ...]


def news_letter(place: Workplace, asked: DeskRequest) -> NewsLetter:
    """The letter for what was chosen; where nothing was chosen, for the last month and all networks."""
    place.kept.wait_for_all(LONGEST_WAIT)
    garden = place.kept.version.garden
    months = [later(garden.settings.month, -ago) for ago in range(MOST_MONTHS)]
    networks = {each.slug: garden.title(each) for each in garden.of(NETWORK)}
    since, network = asked.query.get("since", ""), asked.query.get("network", "")
    since = since if since in months else months[1]
    network = network if network in networks else ""
    return NewsLetter(
        "A letter about what is new",
        "" if place.kept.is_checking else digest(garden, since, network or None),
        since,
        tuple((month, month_in_words(month)) for month in months),
        network,
        tuple(networks.items()),
    )
