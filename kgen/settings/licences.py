"""The licences that kgen knows: a page says which rights its readers have, and links to the words of the licence."""

import re
from functools import lru_cache

from kgen.english import either

READ_ONLY = "read-only"
EXPECTED = "should be read-only or an SPDX code, such as CC-BY-4.0"
_USUAL = re.compile(r"CC-BY(?:-NC)?(?:-SA|-ND)?-(?:[1-3]\.0|2\.5|4\.0)|CC0-1\.0")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]{0,99}")
_OR_LATER = re.compile(r"L?GPL-[1-3]\.[01]\+", re.IGNORECASE)
"""Licences that SPDX also lists with all later versions."""
_SEVERAL = re.compile(r"\s+(or|and|with)\s+|\s*([,;/&|])\s*", re.IGNORECASE)
_CREATIVE_COMMONS = re.compile(r"\bcc|creative\s?commons")
_OPEN_GOVERNMENT = re.compile(r"\bogl\b|open government licen[cs]e")
_TERMS = (
    (r"attribution|by", "by"),
    (r"non-?\s?commercial|nc", "nc"),
    (r"share-?\s?alike|sa", "sa"),
    (r"no-?\s?deriv\w*|nd", "nd"),
)
_VERSION = re.compile(r"(?<![0-9.])([1-4]\.[0-9])(?![0-9.])")
_NEWEST = {"CC": "4.0", "OGL": "3.0"}


@lru_cache(maxsize=1024)
def licence_code(text: str) -> str:
    """A licence as SPDX writes its code, or `read-only`; empty if SPDX does not list it: nobody could look up what a
    reader of `CC-BY` or `private` may do."""
    if text == READ_ONLY or _USUAL.fullmatch(text):
        return text
    if not _CODE.fullmatch(text) or text.lower().startswith("licenseref-"):
        return ""
    if text.endswith("+") and not _OR_LATER.fullmatch(text):
        return ""
    # The list is long, and few need it.
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

    try:
        return str(canonicalize_license_expression(text))
    except InvalidLicenseExpression:
        return ""


def licence_in(text: str) -> str:
    """The SPDX code of one of Creative Commons' licences, or of the Open Government Licence; without its version if
    that is not said."""
    small = text.lower()
    version = "".join(_VERSION.findall(small)[:1])
    if _OPEN_GOVERNMENT.search(small):
        return "-".join(filter(None, ("OGL-UK", version)))
    if not _CREATIVE_COMMONS.search(small):
        return ""
    if re.search(r"\b(?:cc-?\s?0|zero)\b", small):
        return f"CC0-{version or '1.0'}"
    terms = [term for pattern, term in _TERMS if re.search(rf"\b(?:{pattern})\b", small)]
    code = f"CC-{'-'.join(terms)}".upper()
    return "-".join(filter(None, (code, version))) if "by" in terms else ""


def licence_meant(written: str) -> str:
    """What to write in place of a licence that kgen does not know."""
    if several := _several(written):
        return several
    if licence_code(written.rstrip("+")):
        return f"Write `licence: {licence_code(written.rstrip('+'))}`, without the plus sign."
    code = licence_in(written)
    if licence_code(code):
        return f"Write `licence: {code}`."
    if code and not code[-1].isdigit():
        version = _NEWEST[code.partition("-")[0]]
        return f"Write its version too: if it is {version}, write `licence: {code}-{version}`."
    return (
        "Write `licence: read-only` if others may read it and nothing else. Otherwise write the code that"
        " https://spdx.org/licenses/ has for the licence."
    )


def _several(written: str) -> str:
    """What to write in place of several licences; empty if there is only one."""
    parts = _SEVERAL.split(written.strip("()"))
    named, between = parts[::3], {each.lower() for each in (*parts[1::3], *parts[2::3]) if each}
    codes = [licence_code(part.strip("() ")) or licence_in(part) for part in named]
    if len(codes) < 2 or not all(map(licence_code, codes)):
        return ""
    if between <= {"or", "/", "|"}:
        return f"A page names one licence: write {either([f'`licence: {code}`' for code in codes])}."
    return "A page names one licence. Write `licence: read-only`, and say in the text which licence applies to what."
