"""What else a match has to be: a right check digit, a place that exists, nothing that everybody knows.

A pattern of safeguarding.json names one of these functions as its `check`, with hyphens. Each returns what two mentions
of the same thing share, such as only the digits; an empty text refuses the match. kgen.safeguarding.phones has more.
"""

import re
from collections.abc import Iterable

from kgen.safeguarding.digits import digits_of, groups_of, is_amount, spoken_digits
from kgen.safeguarding.expressions import WORDS, word_set


def any_match(match: re.Match[str]) -> str:
    return match.group().lower()


_ISSUED = re.compile("(?:(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])|(?:3[2-9]|[467][0-9])[0-9]{2})[0-9]{6}")


def mod11_nhs(match: re.Match[str]) -> str:
    """Ten digits whose check digit is right, in a range that is issued, grouped as one number may be."""
    return _issued_nhs(digits_of(match.group())) if _is_one_number(match.group()) else ""


def _issued_nhs(digits: str) -> str:
    """The digits of a number, empty if they are not one.

    Source: NHS Data Dictionary, "NHS number": modulus 11. Ranges of the package nhs-number; Scotland's are birthdays.
    """
    return digits if _ISSUED.fullmatch(digits) and _is_mod11(digits) else ""


def _is_mod11(digits: str) -> bool:
    return 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9])) % 11 == (int(digits[9]) or 11)


def irish_health(match: re.Match[str]) -> str:
    """Source: Health Service Executive, "IHI Technical FAQs": seven digits of a GS1 prefix, ten from 812 to 859 that
    are checked as an NHS number is, and the check digit of GS1 (General Specifications, 7.9)."""
    digits = digits_of(match.group())
    total = sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(digits))
    is_issued = "812" <= digits[7:10] <= "859" and _is_mod11(digits[7:17])
    return digits if is_issued and total % 10 == 0 else ""


def _is_one_number(text: str) -> bool:
    """Whether ten digits are grouped as one number may be."""
    groups, digits = groups_of(text), digits_of(text)
    if groups == [3, 3, 4]:
        one, other = [re.sub("[()]", "", each) for each in re.findall("(?<=[0-9])[^0-9]+(?=[0-9])", text)]
        return one == other
    if groups == [10] or len(groups) == 10:
        return True
    between = set(re.findall("[^0-9A-Za-z]+", text))
    one_number = len(groups) <= 5 and len(between) == 1 and "." not in between.pop()
    begins_with_year = groups[0] == 4 and digits[:2] in ("19", "20")
    likely = (1 not in groups and groups[:2] != [2, 2]) or groups in ([1, 3, 3, 3], [2, 2, 2, 2, 2])
    return one_number and likely and not begins_with_year


_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ0123456789"


def upn(match: re.Match[str]) -> str:
    """Source: Department for Education, "Unique pupil numbers", how the check letter is worked out."""
    number = re.sub("[^0-9A-Z]", "", match.group().upper())
    total = sum(place * _UPN_LETTERS.index(letter) for place, letter in enumerate(number[1:], 2))
    return number if _UPN_LETTERS[total % 23] == number[0] else ""


def valid_ni(match: re.Match[str]) -> str:
    """Source: HM Revenue and Customs, National Insurance Manual NIM39110."""
    text = match.group()
    number = re.sub("[^0-9A-Z]", "", text.upper())
    if set(number[:2]) & set("DFIQUV") or number[1] == "O" or number[:2] in ("BG", "GB", "KN", "NK", "NT", "TN", "ZZ"):
        return ""
    if not text[1].isalpha():
        return number if text == text.upper() else ""
    in_words = text[:2] != text[:2].upper() and not (text[2].isdigit() and text[-2].isdigit())
    return "" if in_words and groups_of(text) != [2, 2, 2] else number


def email(match: re.Match[str]) -> str:
    ending = match.group().rpartition(".")[2].lower()
    is_repository = match.string[match.end() : match.end() + 1] == ":" and match.group().startswith("git@")
    address = match.group().lower()
    return "" if ending in WORDS["file-ending"] or is_repository or _is_public_mailbox(address) else address


def is_role_mailbox(address: str) -> bool:
    """Whether an e-mail address in lower case is that of a role: `safeguarding-lead@...`, not `anna.quill@...`."""
    words = re.split(r"[._+\-0-9]+", address.partition("@")[0])
    return any(words) and word_set("role-word").issuperset(filter(None, words))


def _is_public_mailbox(address: str) -> bool:
    return is_role_mailbox(address) and is_below(address.rpartition("@")[2], WORDS["public-host"])


def is_below(host: str, domains: Iterable[str]) -> bool:
    """Whether a host is one of some domains, or is below one."""
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def role_mailbox(match: re.Match[str]) -> str:
    address = match.group().lower()
    return address if _is_public_mailbox(address) else ""


def handle(match: re.Match[str]) -> str:
    before = match.string[match.start() - 1 : match.start()]
    name = match.group()[1:].lower()
    return "" if before.isalnum() or before in set("._%+-@") or name in WORDS["at-word"] else name


def profile(match: re.Match[str]) -> str:
    before = match.string[max(0, match.start() - 8) : match.start()].lower()
    is_other_site = before[-1:].isalnum() or before[-1:] == "-"
    is_part_of_site = before.endswith(".") and not before.endswith(("www.", "m.", "mobile.", "uk."))
    first = match.group().lower().split("/")[1]
    return "" if is_other_site or is_part_of_site or first in WORDS["not-profile"] else match.group().lower()


def spoken_nhs(match: re.Match[str]) -> str:
    return _issued_nhs(spoken_digits(match))


_HEX = frozenset("0123456789abcdef")


def postcode(match: re.Match[str]) -> str:
    """An area that exists, and not an ordinal (`B2 2nd floor`) or piece of hexadecimal code."""
    text = match.group()
    area, outward, gap, inward = match.groups()
    is_odd = bool(set(gap) - set(" -")) or len(gap) > 2
    is_ordinal = (inward.lower() if is_odd else inward) in ("st", "nd", "rd", "th")
    ends_in_letter = (
        outward[-1].isalpha() and outward[-1] not in "oO" and area.upper() not in WORDS["postcode-area-with-letters"]
    )
    around = match.string[max(0, match.start() - 1) : match.start()] + match.string[match.end() : match.end() + 1]
    is_code = not gap and text == text.lower() and (set(text) <= _HEX or bool(set(around) & set("-_/=.")))
    if area.upper() not in WORDS["postcode-area"] or is_ordinal or ends_in_letter or is_code:
        return ""
    if is_odd and text != text.upper():
        return ""
    return re.sub("[^0-9A-Z]", "", text.upper())


def loose_postcode(match: re.Match[str]) -> str:
    """An area that exists, whatever comes between the characters."""
    area = re.sub("[^A-Z]", "", match[1].upper())
    return re.sub("[^0-9A-Z]", "", match.group().upper()) if area in WORDS["postcode-area"] else ""


def outcode(match: re.Match[str]) -> str:
    found = re.search(r"([A-Z]{1,2})\d[A-Z\d]?(?![A-Za-z0-9])", match.group())
    return found.group() if found and found[1] in WORDS["postcode-area"] else ""


def date(match: re.Match[str]) -> str:
    """A day and a month, in either order, with a year."""
    parts = [int(part) for part in re.findall("[0-9]+", match.group())]
    one, other = parts[1:] if parts[0] > 31 else parts[:2]
    possible = 1 <= min(one, other) <= 12 and 1 <= max(one, other) <= 31
    return match.group() if possible else ""


HISTORY_BEFORE = "1950"
"""Days before this year count as history; a date of birth is reported all the same."""


def known_day(match: re.Match[str]) -> str:
    """Not a day that everybody shares, such as 25 December, unless a year makes it one day; nor one of history."""
    day = re.search(r"\d{1,2}(?!\d)", match.group())
    month = re.search("jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec", match.group().lower())
    year = re.search(r"(?:19|20)\d{2}", match.group())
    if year and year.group() < HISTORY_BEFORE:
        return ""
    if day and month and not year and f"{int(day.group())} {month.group()}" in WORDS["known-day"]:
        return ""
    return modern_day(match)


_OLD_YEAR = re.compile(
    ",? (?:in )?(?:the year )?"
    "(?:1[0-8][0-9]{2}(?![0-9])|(?:sixteen|seventeen|eighteen)[ -](?:hundred|oh|[a-z]{3,6}t(?:y|een)))",
    re.I,
)


def modern_day(match: re.Match[str]) -> str:
    """Not a day before 1900, which is history."""
    return "" if _OLD_YEAR.match(match.string[match.end() : match.end() + 40]) else match.group().lower()


def address(match: re.Match[str]) -> str:
    address = match.group().lower().replace(",", "")
    is_year = 1900 <= int(re.match("[0-9]+", address)[0]) <= 2099  # type: ignore[index]
    is_none = address in WORDS["known-address"] or is_year or _is_count_there(match) or not _is_street(match.group())
    return "" if is_none else address


_BEHIND_COUNT = re.compile(r" ([a-z]+)(?![A-Za-z0-9_'-])")
_TO_A_HOUSE = re.compile(r"\b(?:at|to|from|in|into|outside|near|number|no\.?|address:?),? $", re.I)


def _is_count_there(match: re.Match[str]) -> bool:
    """`7 Mill Lane visits` says how many; `at 7 Mill Lane residents complained` says where."""
    found, start = _BEHIND_COUNT.match(match.string, match.end()), match.start()
    is_counted = found is not None and found[1] in WORDS["counted-there"]
    return is_counted and _TO_A_HOUSE.search(match.string[max(0, start - 12) : start]) is None


def _is_street(address: str) -> bool:
    """`12 Church Road` and `12 Larkspur Court`, not `2 Family Court`."""
    *words, street = re.split("[ ,]+", address)[1:]
    return street in WORDS["core-street"] or bool(set(words) - set(WORDS["not-name"]))


def address_in_words(match: re.Match[str]) -> str:
    return match.group().lower() if _is_street(re.sub("^[Nn](?:umber|o\\.?) ", "", match.group())) else ""


def street_name(match: re.Match[str]) -> str:
    return "" if (name := match.group().lower()) in WORDS["known-street"] else name


def pitch(match: re.Match[str]) -> str:
    """Where a caravan or boat is, by a name of its own."""
    named = re.findall("[A-Z][A-Za-z'-]+", match.group())[match.group()[0].isupper() :]
    return match.group().lower() if set(named) - set(WORDS["not-name"]) else ""


def plate(match: re.Match[str]) -> str:
    age = int((plate := match.group().upper().replace(" ", ""))[2:4])
    return plate if (2 <= age <= 29 or 51 <= age <= 79) and plate[4:] not in WORDS["plate-ending"] else ""


def old_plate(match: re.Match[str]) -> str:
    return "" if re.findall("[A-Z]{3}", match.group())[0] in WORDS["plate-ending"] else match.group().replace(" ", "")


def screen_name(match: re.Match[str]) -> str:
    """A word that can only be a name: a symbol in it, or the end of a sentence after it."""
    name = match.group().partition(" on ")[0].rstrip(".-")
    if len(name) < 3 or name.lower() in WORDS["not-screen-name"]:
        return ""
    is_last = match.string[match.start() + len(name) :][:1] in ("", "\n", ".", ",", ";", "!", ")", '"', "”")
    return name.lower() if re.search("[0-9_.#]", name) or (is_last and len(name) >= 5) else ""


def driving_licence(match: re.Match[str]) -> str:
    """Source: Driver and Vehicle Licensing Agency, "Driver number": five characters of the surname, then the
    birthday."""
    number = re.sub("[^0-9A-Z]", "", match.group())
    return number if len(number) == 16 and re.match("[A-Z]+9*[0-9]{6}[A-Z9]", number) else ""


def card(match: re.Match[str]) -> str:
    """Source: ISO/IEC 7812-1, annex B: the check digit of a card by Luhn's formula. Australia's health identifiers,
    which begin with 800360, have it too (HL7 Australia, AU Base, "AU IHI")."""
    digits = digits_of(match.group())
    doubled = [sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2]]
    return digits if (sum(doubled) + sum(map(int, digits[-1::-2]))) % 10 == 0 else ""


def office_number(match: re.Match[str]) -> str:
    digits = digits_of(match.group())
    return re.sub("[^0-9A-Z]", "", match.group()) if len(digits) >= 5 and not is_amount(match) else ""


def organisation(match: re.Match[str]) -> str:
    """A name of its own comes before the kind of organisation: `Hillside Primary School`, not `The Primary School`."""
    before = match.string[max(0, match.start() - 60) : match.start()].rpartition("\n")[2]
    generic = word_set("generic") | word_set("not-name")
    for word in reversed(re.findall(r"[A-Za-z'\-]+ $|[A-Za-z'\-]+(?= )", before)):
        word = word.strip()
        if not word[0].isupper():
            return ""
        if word.casefold() not in generic:
            return str(word)
    return ""


def own_name(match: re.Match[str]) -> str:
    """A word that is the name of a place or a house, as far as lists can tell: `Pinderfields`, not `Christmas`."""
    name = match[1] if match.re.groups else match.group()
    first = name.split()[0].removesuffix("'s").casefold()
    lists = ("not-name", "not-place", "neither", "generic", "title", "relation")
    is_unlikely = any(first in word_set(each) for each in lists)
    return "" if is_unlikely or name.casefold() in WORDS["region"] else name


def age(match: re.Match[str]) -> str:
    """`He is nine.`, not `she was one and the same` or `they were two.`: a number of people is not an age."""
    text = match.group().lower()
    return "" if text.endswith((" one", " 0", " 1")) or (text.startswith("they") and len(text) < 11) else text


def school_year(match: re.Match[str]) -> str:
    return "" if match.string[match.end() : match.end() + 1] in ("s", "'", "/") else match.group()
