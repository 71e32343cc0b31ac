"""Letters that Unicode does not take apart, as people write them who have a plain keyboard."""

PLAIN = str.maketrans(
    {
        **{"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ħ": "h", "ŧ": "t"},
        **{"ß": "ss", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"},
    }
)
"""For `str.translate`, of small letters: Łukasz is looked for as lukasz, Straße as strasse."""
