"""What the words of somebody who wrote may ask of a steward before anything else is done with them.

A sign is not a finding: most of what it points at is neither a danger nor a complaint. It sends the reader to the page
Help.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sign:
    """What a text may be: in a few words, and what to do then. The page Help says more, below `anchor`."""

    short: str
    says: str
    anchor: str


COMPLAINT = Sign(
    "may be a complaint",
    "Or a wish to take something back. Read what to do, and by when, before you ask or publish anything.",
    "complaint",
)
RISK = Sign(
    "somebody may be at risk",
    "Read it now. Then read what to do, before you do anything else. Keep what was sent: its words may matter.",
    "risk",
)
_COMPLAINS = re.compile(
    r"(?<!not want to )(?<!don’t want to )(?<!don't want to )\bcomplain(?:t|ts|ing)?\b"
    r"|\btake (?:it|this|that|my \w+) (?:down|back|off)|\bwithdraw|\bdata protection"
    r"|\bwhat you (?:hold|know) about me",
    re.IGNORECASE,
)
_AT_RISK = re.compile(
    r"\bbruis|\bunsafe\b|\bnot safe\b|\b(?:afraid|scared|frightened) (?:of|to go|to be) (?:him|her|them|home|at home)"
    r"|\bnot want to go home|\b(?:hits|beats|hurts|chokes|threatens) (?:me|him|her|them|us)\b"
    r"|\b(?:is|are|keeps?) (?:hitting|beating|hurting|threatening|touching) (?:me|him|her|them|us)\b"
    r"|\bsuicid|\b(?:kill|harm|cut)(?:ing|s)? (?:my|him|her|them)sel(?:f|ves)|\bend my life|\bbetter off dead"
    r"|\btouche[sd] (?:me|him|her) (?:where|down)|\blocks? (?:me|him|her|them) in\b",
    re.IGNORECASE,
)


def signs_in(text: str) -> tuple[Sign, ...]:
    """What a text may be, the gravest first."""
    return tuple(sign for sign, words in ((RISK, _AT_RISK), (COMPLAINT, _COMPLAINS)) if words.search(text))
