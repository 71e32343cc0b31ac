"""The letters and signs that TeX has commands for, as titles and names hold them (Knuth: The TeXbook, chapter 9)."""

ACCENTS = {
    "`": "\u0300",
    "'": "\u0301",
    "^": "\u0302",
    "~": "\u0303",
    '"': "\u0308",
    "=": "\u0304",
    ".": "\u0307",
    "u": "\u0306",
    "v": "\u030c",
    "H": "\u030b",
    "c": "\u0327",
    "k": "\u0328",
    "r": "\u030a",
    "b": "\u0331",
    "d": "\u0323",
}
"""The sign that Unicode puts behind a letter for each accent."""
SIGNS = {
    **{"ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "o": "ø", "O": "Ø"},
    **{"l": "ł", "L": "Ł", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ"},
    **{"ng": "ŋ", "NG": "Ŋ", "S": "§", "P": "¶", "pounds": "£", "euro": "€", "copyright": "©"},
    **{"textendash": "–", "textemdash": "—", "ldots": "…", "dots": "…", "textellipsis": "…"},
    **{"textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“", "textquotedblright": "”"},
    **{"textquotesingle": "'", "textquotedbl": '"', "guillemotleft": "«", "guillemotright": "»"},
    **{"textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^", "textbar": "|"},
    **{"textbraceleft": "{", "textbraceright": "}", "textunderscore": "_", "textdollar": "$", "textless": "<"},
    **{"textgreater": ">", "textregistered": "®", "texttrademark": "™", "textdegree": "°", "textperiodcentered": "·"},
    **{"lbrace": "{", "rbrace": "}", "textexclamdown": "¡", "textquestiondown": "¿", "times": "×"},
}
WITH_WORDS = frozenset(
    "emph textit textbf textsl textsc texttt textsf textrm textup textmd textnormal mbox url text"
    " textsuperscript textsubscript uppercase lowercase MakeUppercase MakeLowercase enquote mkbibquote".split()
)
"""Commands that say how the words in braces behind them look."""
DECLARATIONS = frozenset("em it bf sl sc tt rm sf itshape bfseries scshape slshape upshape relax protect".split())
"""The same of all words that follow."""
