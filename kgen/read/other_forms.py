"""Languages, addresses and years as people write them, in the form that kgen reads; nothing is guessed."""

import re
from functools import cache

from kgen.languages import IN_TWO_LETTERS, is_region
from kgen.read.months import month_in
from kgen.settings.file import address_in as address_in

_LANGUAGES = {
    "ar": ("arabic", "العربية"),
    "bfi": ("bsl", "british-sign-language"),
    "bg": ("bulgarian", "български"),
    "bn": ("bengali", "bangla", "বাংলা"),
    "ca": ("catalan", "català"),
    "cs": ("czech", "čeština"),
    "cy": ("welsh", "cymraeg"),
    "da": ("danish", "dansk"),
    "de": ("german", "deutsch"),
    "el": ("greek", "ελληνικά"),
    "en": ("english",),
    "es": ("spanish", "español", "castilian"),
    "et": ("estonian", "eesti"),
    "eu": ("basque", "euskara"),
    "fa": ("persian", "farsi", "فارسی"),
    "fi": ("finnish", "suomi"),
    "fr": ("french", "français"),
    "ga": ("irish", "gaeilge"),
    "gd": ("gaelic", "scottish-gaelic", "gàidhlig"),
    "gu": ("gujarati", "ગુજરાતી"),
    "gv": ("manx", "gaelg"),
    "he": ("hebrew", "עברית"),
    "hi": ("hindi", "हिन्दी"),
    "hr": ("croatian", "hrvatski"),
    "hu": ("hungarian", "magyar"),
    "it": ("italian", "italiano"),
    "kw": ("cornish", "kernewek"),
    "lt": ("lithuanian", "lietuvių"),
    "lv": ("latvian", "latviešu"),
    "mt": ("maltese", "malti"),
    "nl": ("dutch", "flemish", "nederlands"),
    "no": ("norwegian", "norsk"),
    "pa": ("punjabi", "panjabi", "ਪੰਜਾਬੀ"),
    "pl": ("polish", "polski"),
    "ps": ("pashto", "پښتو"),
    "pt": ("portuguese", "português"),
    "ro": ("romanian", "română"),
    "ru": ("russian", "русский"),
    "sco": ("scots",),
    "sk": ("slovak", "slovenčina"),
    "sl": ("slovene", "slovenian", "slovenščina"),
    "so": ("somali", "soomaali"),
    "sq": ("albanian", "shqip"),
    "sr": ("serbian", "srpski", "српски"),
    "sv": ("swedish", "svenska"),
    "sw": ("swahili", "kiswahili"),
    "ta": ("tamil", "தமிழ்"),
    "ti": ("tigrinya", "ትግርኛ"),
    "tl": ("tagalog", "filipino"),
    "tr": ("turkish", "türkçe"),
    "uk": ("ukrainian", "українська"),
    "ur": ("urdu", "اردو"),
    "yo": ("yoruba",),
    "yue": ("cantonese",),
    "zh": ("chinese", "mandarin", "中文"),
}
"""The languages most spoken in the United Kingdom and in Europe: the code of each (BCP 47), and what it is called."""
_NO_NAME = re.compile(r"\(.*\)")
_CODE = re.compile(r"(?P<language>[A-Za-z]{2,3})(?:[_ -](?P<region>[A-Za-z]{2}))?")
_YEAR = re.compile(r"(?<![0-9])[12][0-9]{3}(?![0-9])")
_SEASONS = {"spring": "spring", "summer": "summer", "autumn": "autumn", "fall": "autumn", "winter": "winter"}
_OF_MONTHS = ("spring",) * 3 + ("summer",) * 3 + ("autumn",) * 3
_ORCID = re.compile(r"([0-9]{4})-?\s?([0-9]{4})-?\s?([0-9]{4})-?\s?([0-9]{3}[0-9Xx])")


@cache
def _by_name() -> dict[str, str]:
    return {name: code for code, names in _LANGUAGES.items() for name in names}


def language_in(text: str) -> str:
    """The code of a language that is named, or written otherwise (`en_GB`); empty if it is not certain which."""
    name = "-".join(_NO_NAME.sub("", text.lower()).split())
    if code := _by_name().get(name) or _by_name().get(name.removesuffix("-language")):
        return code
    match = _CODE.fullmatch(text.strip())
    if match is None:
        return ""
    language, region = match["language"].lower(), (match["region"] or "").upper()
    language = IN_TWO_LETTERS.get(language, language)
    region = "GB" if region == "UK" else region
    if language not in _LANGUAGES or (region and not is_region(region)):
        return ""
    return "-".join(filter(None, (language, region)))


def year_in(text: str) -> str:
    """The one year that a text names; empty if it names none, or several."""
    years = _YEAR.findall(text)
    return years[0] if len(years) == 1 else ""


def period_in(text: str) -> str:
    """The season and the year that a text names, or only the year."""
    year = year_in(text)
    seasons = {season for word, season in _SEASONS.items() if re.search(rf"\b{word}\b", text.lower())}
    month = int(month_in(text)[5:] or 0)
    if not seasons and 3 <= month <= 11:
        seasons = {_OF_MONTHS[month - 3]}
    return "-".join([year, *seasons]) if year and len(seasons) < 2 else ""


def orcid_in(text: str) -> str:
    """An ORCID, from one written without hyphens or as its address."""
    match = _ORCID.search(text)
    return "-".join(match.groups()).upper() if match else ""
