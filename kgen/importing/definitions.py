"""Lists of definitions, which Pandoc, PHP Markdown Extra, kramdown and Hugo know and kgen does not.

Source: PHP Markdown Extra, "Definition Lists".
"""

import re
from itertools import groupby

from kgen.importing.blocks import dedented
from kgen.importing.shortcodes import Turning

_DEFINITION = re.compile(r"([ ]{0,3}):[ \t]+(\S.*)$")
_QUOTES = re.compile(r"^(?:>[ ]?)+")
_NO_TERM = re.compile(r"[ \t]*(?:[-*+>#|:<!]|\d+[.)]|\[\^)|[ \t]{4}|.*[.:][ \t]*$")
_MOST_TERMS = 3


def with_definitions(text: str, turning: Turning) -> str:
    """The text with each list of definitions, a term and below it a colon and what it means, as a list. Code in it is
    hidden."""
    if not re.search(r"^[> ]{0,20}:[ \t]+\S", text, re.MULTILINE):
        return text
    out: list[str] = []
    for quotes, group in groupby(text.split("\n"), _quotes):
        lines = [_QUOTES.sub("", line) for line in group]
        listed = _listed(lines, turning)
        out += [f"{'> ' * quotes}{line}".rstrip() for line in listed] if quotes else listed
    return "\n".join(out)


def _quotes(line: str) -> int:
    """How many quotes a line is in."""
    found = _QUOTES.match(line)
    return found[0].count(">") if found else 0


def _listed(lines: list[str], turning: Turning) -> list[str]:
    out: list[str] = []
    at, is_in_list = 0, False
    while at < len(lines):
        found = _DEFINITION.match(lines[at])
        terms = _terms(out) if found else []
        if found is None or not (terms or is_in_list):
            is_in_list = is_in_list and not lines[at].strip()
            out.append(lines[at])
            at += 1
            continue
        after = _end_of_definition(lines, at)
        rest = [f"  {dedented(each, 4).rstrip()}".rstrip() for each in lines[at + 1 : after]]
        if terms:
            del out[len(out) - _height(out, terms) :]
            turning.turned.append("definitions became a list")
            out.append(f"- {', '.join(map(_bold, terms))}: {found[2]}")
        else:
            out += ["", f"  {found[2]}"]
        out += rest
        at, is_in_list = after, True
    return out


def _terms(before: list[str]) -> list[str]:
    """The terms that stand above a definition, with at most one empty line between."""
    nearest = before[-_MOST_TERMS - 2 :]
    terms: list[str] = []
    for line in reversed(nearest[:-1] if nearest and not nearest[-1].strip() else nearest):
        if not line.strip() or line.startswith("[!") or len(terms) > _MOST_TERMS:
            break
        terms.insert(0, line)
    is_term = terms and len(terms) <= _MOST_TERMS and not any(map(_NO_TERM.match, terms))
    return [line.strip() for line in terms] if is_term else []


def _height(before: list[str], terms: list[str]) -> int:
    return len(terms) + (not before[-1].strip())


def _bold(term: str) -> str:
    return term if "**" in term else f"**{term}**"


def _end_of_definition(lines: list[str], at: int) -> int:
    after = at + 1
    while after < len(lines):
        line = lines[after]
        if line.strip():
            is_lazy = bool(lines[after - 1].strip()) and not _DEFINITION.match(line)
            if not is_lazy and not line.startswith(("  ", "\t")):
                break
        elif not any(each.startswith(("    ", "\t")) for each in lines[after + 1 : after + 2]):
            break
        after += 1
    return after
