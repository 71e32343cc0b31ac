"""Bare web and e-mail addresses in text become links, as in GitHub-flavoured Markdown's extension.

Source of the rules: GitHub Flavored Markdown, section 6.9, "Autolinks (extension)".
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_WEB = re.compile(r"(?:(?:https?|ftp)://|www\.)(?=[\w-])[^\s<]+", re.IGNORECASE)
_EMAIL = re.compile(r"(?<![A-Za-z0-9._+-])[A-Za-z0-9._+-]++@[A-Za-z0-9_-]++(?:\.[A-Za-z0-9_-]++)++")
_MAY_STAND_BEFORE = frozenset(" \t\n*_~(")
_DOMAIN = re.compile(r"(?:(?:https?|ftp)://)?([\w-]+(?:\.[\w-]+)*)", re.IGNORECASE)
_ENTITY = re.compile(r"&[A-Za-z0-9]+;")


class Piece(NamedTuple):
    """Some text, and the address it links to, if it does."""

    text: str
    address: str | None = None


def may_hold_link(text: str) -> bool:
    """A quick look that spares most text the search."""
    return "://" in text or "@" in text or "www." in text.lower()


def pieces(text: str, before: str = "") -> Iterator[Piece]:
    """Cut text into pieces with and without a link. `before` is the character in front of it."""
    done = 0
    for match in _candidates(text):
        start = match.start()
        if start < done:
            continue
        previous = text[start - 1] if start else before
        found = _email(match) if match.re is _EMAIL else _web(match, previous)
        if found is None:
            continue
        shown, address = found
        if start > done:
            yield Piece(text[done:start])
        yield Piece(shown, address)
        done = start + len(shown)
    if done < len(text):
        yield Piece(text[done:])


def bare_address(text: str, start: int) -> str:
    """The web address that begins at a character of a text; empty where none does."""
    match = _WEB.match(text, start)
    return _without_trailing_punctuation(match[0]) if match else ""


def _candidates(text: str) -> list[re.Match[str]]:
    found: list[re.Match[str]] = []
    if "://" in text or "www." in text.lower():
        found.extend(_WEB.finditer(text))
    if "@" in text:
        found.extend(_EMAIL.finditer(text))
    return sorted(found, key=lambda match: match.start())


def _web(match: re.Match[str], previous: str) -> tuple[str, str] | None:
    if previous and previous not in _MAY_STAND_BEFORE:
        return None
    shown = _without_trailing_punctuation(match[0])
    domain = _DOMAIN.match(shown)
    if domain is None or not _is_domain(domain[1]):
        return None
    return shown, shown if "://" in shown else f"http://{shown}"


def _is_domain(name: str) -> bool:
    labels = name.split(".")
    return len(labels) > 1 and not any("_" in label for label in labels[-2:])


def _without_trailing_punctuation(text: str) -> str:
    end = len(text)
    unopened = text.count(")") - text.count("(")
    while end:
        last = text[end - 1]
        if last in "?!.,:*_~'\"":
            end -= 1
        elif last == ")" and unopened > 0:
            end -= 1
            unopened -= 1
        elif last == ";" and _ENTITY.fullmatch(text, start := max(0, text.rfind("&", 0, end)), end):
            end = start
        else:
            break
    return text[:end]


def _email(match: re.Match[str]) -> tuple[str, str] | None:
    address = match[0]
    following = match.string[match.end() : match.end() + 1]
    if address[-1] in "-_" or following in ("-", "_"):
        return None
    return address, f"mailto:{address}"
