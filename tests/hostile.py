"""Gardens made of attacks, and what a page may hold if it is safe."""

import re
from collections.abc import Iterator

import html5lib
import yaml

ALLOWED_SCHEMES = {"http", "https", "mailto", "tel"}
DANGEROUS_ELEMENTS = set(
    "script style iframe frame frameset object embed applet form input button textarea select base link meta svg math"
    " template noscript portal audio video source track canvas dialog slot marquee image".split()
)
URL_ATTRIBUTES = {"href", "src", "action", "formaction", "data", "poster", "background", "cite", "ping", "srcset", "xlink:href"}


def scheme_as_browsers_see_it(address: str) -> str:
    """The scheme of an address, or nothing for a relative one.

    Source: WHATWG URL, section 4.4: leading C0 controls and spaces are stripped, tabs and newlines removed anywhere.
    """
    address = re.sub(r"^[\x00-\x20]+|[\t\n\r]", "", address)
    address = re.sub(r"[\t\n\r]", "", address)
    found = re.match(r"([A-Za-z][A-Za-z0-9+.\-]*):", address)
    return found[1].lower() if found else ""


def dangers(html: str, *, allowed: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield what makes a page unsafe: elements, handlers, addresses, styles. `allowed` names elements of the frame."""
    for element in html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False).iter():
        if not isinstance(element.tag, str):
            continue
        name = element.tag.rpartition("}")[2].lower()
        if name in DANGEROUS_ELEMENTS - allowed or element.tag.startswith("{"):
            yield f"<{element.tag}>"
        for raw, value in element.attrib.items():
            attribute = str(raw).rpartition("}")[2].lower()
            if name == "meta" and attribute == "name":
                continue
            if attribute.startswith("on") or attribute in ("style", "srcdoc", "name", "target", "is", "slot"):
                yield f"{attribute}={value!r} of <{name}>"
            scheme = scheme_as_browsers_see_it(str(value)) if attribute in URL_ATTRIBUTES else ""
            if scheme and scheme not in ALLOWED_SCHEMES:
                yield f"{attribute}={value!r} of <{name}>"
            if attribute == "id" and not str(value).startswith(("h-", "kg-")) and str(value) not in OWN_IDS:
                yield f"id={value!r} of <{name}>"
            if attribute == "http-equiv" and str(value).lower() != "content-security-policy":
                yield f"http-equiv={value!r}"


OWN_IDS = {
    *("answers", "mentions", "related", "findings", "stories", "people", "where", "questions", "topics", "neighbours"),
    "handbrakes",
}


def files_holding(number: int, payload: str) -> dict[str, str]:
    """One file of each kind with the payload in its body and in every field that takes free text."""
    body = f"{payload}\n\n[a link]({payload})\n\n[[topics/t{number}|{payload}]]\n\n> {payload}\n\n- {payload}\n\n## {payload}\n"
    consent = {"whose": "own", "others": "none", "given": "2026-09", "ref": payload[:90]}
    brief = payload[:190]
    kinds = {
        "stories": {
            "title": brief,
            "date": "2026-09",
            "summary": payload[:290],
            "standpoint": "practitioner",
            "sectors": f"s{number}",
            "topics": f"t{number}",
            "networks": f"n{number}",
            "answers": f"q{number}",
            "author": f"p{number}",
            "consent": consent,
            "handbrake": brief,
            "release": brief,
            "change": {"status": "made", "what": brief, "when": "2026-09"},
            "pseudonyms": [brief],
            "place": brief,
        },
        "topics": {"title": brief, "alt": [f"{number} {brief}"], "definition": brief},
        "networks": {"title": brief, "purpose": brief, "steward": brief, "meets": brief, "join": brief},
        "questions": {"title": brief, "asked_by": brief, "wanted": ["manager"]},
        "people": {"name": brief, "offers": f"t{number}", "networks": f"n{number}", "reach": brief},
        "sectors": {"title": brief, "alt": [f"{number} {brief}"]},
        "pages": {"title": brief, "summary": brief},
    }
    return {
        f"{folder}/{folder[0] if folder != 'pages' else 'page'}{number}.md": (
            f"---\n{yaml.safe_dump(fields, allow_unicode=True)}---\n{body}"
        )
        for folder, fields in kinds.items()
    }
