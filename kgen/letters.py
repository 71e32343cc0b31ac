"""Letters and spaces of any text, whatever it says."""

PLAIN = str.maketrans(
    {
        **{"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ħ": "h", "ŧ": "t"},
        **{"ß": "ss", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"},
    }
)
"""For `str.translate`, of small letters: Łukasz is looked for as lukasz, Straße as strasse."""


def one_line(text: str) -> str:
    """A text with one space wherever it has any number of spaces or line breaks, and none around it."""
    return " ".join(text.split())
