"""Letters, words and the ends of sentences in any text."""

import re
import unicodedata

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


UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\U00020000-\U0003ffff"
)
"""Ranges of the letters of Thai, Lao, Burmese, Khmer, Chinese and Japanese, which put no spaces between words."""
_UNSPACED = re.compile(f"[{UNSPACED}]")
_LETTERS_OF_A_WORD = 2
"""In a script without spaces, roughly."""
ENDS = ".!?…؟۔।॥。！？"
"""Signs that end a sentence."""
_PAUSES = " ,;:،؛、，；："
_JOINER = "\u200d"


_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")


def apart(name: str) -> str:
    """A name inside a plain sentence that is read the other way: one written from right to left is put between marks,
    so that commas around it stay where they belong (Unicode's FIRST STRONG ISOLATE)."""
    return f"\u2068{name}\u2069" if _RIGHT_TO_LEFT.search(name) else name


def count_words(text: str) -> int:
    """The number of words in a text; of scripts that put no spaces between them, about that."""
    spaced = len(text.split())
    return spaced if text.isascii() else spaced + len(_UNSPACED.findall(text)) // _LETTERS_OF_A_WORD


def words_at_start(text: str, most: int) -> str:
    """The first `most` words of a text, without what is between them and the next."""
    words = text.split()
    said = " ".join(words[:most])
    if count_words(said) > most + 1:
        said = cut_between(text, most * _LETTERS_OF_A_WORD)
    return said.rstrip(_PAUSES)


def cut_between(text: str, longest: int) -> str:
    """At most `longest` characters of a text, cut at a space if one is near, and never within a letter."""
    if len(text) <= longest:
        return text
    space = text.rfind(" ", 0, longest + 1)
    end = space if space > longest // 2 else whole_letters(text, longest)
    return text[:end].rstrip(_PAUSES)


def whole_letters(text: str, end: int) -> int:
    """The last place up to `end` at which a text can be cut, so that no letter loses its accents or its other half."""
    while 0 < end < len(text) and _belong_together(text[end - 1], text[end]):
        end -= 1
    return end


def _belong_together(one: str, other: str) -> bool:
    is_virama = unicodedata.combining(one) == 9
    is_mark = unicodedata.category(other)[0] == "M" or other == _JOINER or "\U0001f3fb" <= other <= "\U0001f3ff"
    return is_mark or one == _JOINER or (is_virama and other.isalpha())


def cut(text: str, longest: int) -> str:
    """At most `longest` characters of a text, the last of them an ellipsis if something is left out."""
    return text if len(text) <= longest else f"{text[: whole_letters(text, longest - 1)]}…"


def one_line(text: str) -> str:
    """A text with each run of spaces and line breaks as one space, and none around it."""
    return " ".join(text.split())
