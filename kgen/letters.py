"""Letters and spaces in any text."""

PLAIN = str.maketrans(
    {
        **{"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ħ": "h", "ŧ": "t"},
        **{"ß": "ss", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"},
    }
)
"""For `str.translate`, on lower-case letters: Łukasz is looked for as lukasz, Straße as strasse."""

_CYRILLIC = (
    "а a б b в v г g д d е e ё yo ж zh з z и i й y к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh"
    " щ shch ъ _ ы y ь _ э e ю yu я ya ґ g є ye і i ї yi ў u ђ dj ј j љ lj њ nj ћ c џ dz ѓ gj ќ kj ѕ dz"
)
_GREEK = "α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ u φ f χ ch ψ ps ω o"
_PAIRS = f"{_CYRILLIC} {_GREEK}".split()
ROMAN = str.maketrans(dict(zip(_PAIRS[::2], (each.strip("_") for each in _PAIRS[1::2]), strict=True)))
"""For `str.translate`, on lower-case letters of other alphabets: in an address Продлёнка is prodlyonka, and Αθήνα
athina."""


def cut(text: str, longest: int) -> str:
    """At most `longest` characters of a text, the last of them an ellipsis if something is left out."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def one_line(text: str) -> str:
    """A text with each run of spaces and line breaks as one space, and none around it."""
    return " ".join(text.split())
