"""Gardens made of attacks, and what a page may hold if it is safe."""

import json
import re
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

import html5lib
from gardens import dumped

ALLOWED_SCHEMES = {"http", "https", "mailto", "tel"}
DANGEROUS_ELEMENTS = set(
    "script style iframe frame frameset object embed applet form input button textarea select base link meta svg math"
    " template noscript portal audio video source track canvas dialog slot marquee image".split()
)
URL_ATTRIBUTES = {
    "href",
    "src",
    "action",
    "formaction",
    "data",
    "poster",
    "background",
    "cite",
    "ping",
    "srcset",
    "xlink:href",
}


def scheme_as_browsers_see_it(address: str) -> str:
    """The scheme of an address, or nothing for a relative one.

    Source: WHATWG URL, section 4.4: leading C0 controls and spaces are stripped, tabs and newlines removed anywhere.
    """
    address = re.sub(r"^[\x00-\x20]+|[\t\n\r]", "", address)
    address = re.sub(r"[\t\n\r]", "", address)
    found = re.match(r"([A-Za-z][A-Za-z0-9+.\-]*):", address)
    return found[1].lower() if found else ""


def parsed(html: str) -> tuple[Element, list[str]]:
    """A page as the HTML standard's parser (WHATWG HTML, section 13.2) reads it, and what it complains of."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    document = parser.parse(html)
    return document, [f"{place}: {code} {data}" for place, code, data in parser.errors]


def faults(html: str) -> list[str]:
    return parsed(html)[1]


def is_data_block(element: Element) -> bool:
    """Whether an element is linked data, which nothing runs: readable, and with no character for HTML to take up."""
    if element.tag != "script" or element.attrib != {"type": "application/ld+json"}:
        return False
    text = element.text or ""
    return "<" not in text and isinstance(json.loads(text), dict)


def drawings(document: Element) -> list[Element]:
    """The elements of kgen's own drawings and codes, of which a page has at most two, if they are made of nothing but
    shapes, words and links. What somebody wrote cannot be inside: it would have to be an element of SVG, and those are
    removed."""
    found = [each for each in document.iter() if {"kg-map", "kg-qr"} & {*(each.get("class") or "").split()}]
    inside = [element for drawing in found for element in drawing.iter()]
    plain = all(
        element.tag.removeprefix(SVG) in DRAWN | {"span"} and not set(element.attrib) - DRAWN_WITH for element in inside
    )
    return inside if plain and len(found) <= 2 else []


def dangers(document: Element, *, allowed: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield what makes a page, or a part of one, unsafe: elements, handlers, addresses, styles. `allowed` names
    elements of the frame."""
    drawn = drawings(document)
    for element in document.iter():
        if not isinstance(element.tag, str):
            continue
        name = element.tag.rpartition("}")[2].lower()
        if is_data_block(element):
            continue
        if (name in DANGEROUS_ELEMENTS - allowed or element.tag.startswith("{")) and element not in drawn:
            yield f"<{element.tag}>"
        for raw, value in element.attrib.items():
            attribute = str(raw).rpartition("}")[2].lower()
            if name in allowed and attribute == "name":
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


def scripts(html: str) -> Iterator[str]:
    """Yield what a whole page runs: each script with its attributes and text, and each handler. Steps up to the site's
    root are left out: how many there are depends on the page."""
    for element in html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False).iter():
        attributes = {str(name).lower(): str(value) for name, value in element.attrib.items()}
        if element.tag == "script" and attributes.get("type") not in ("application/json", "application/ld+json"):
            yield f"{attributes.get('src', '')}{element.text or ''}".replace("../", "")
        yield from (f"{name}={value}" for name, value in attributes.items() if name.startswith("on"))


SVG = "{http://www.w3.org/2000/svg}"
DRAWN = {"span", "svg", "desc", "title", "g", "path", "rect", "text", "tspan", "a"}
DRAWN_WITH = set(
    "class viewBox width height role aria-label aria-describedby id d x y dy href lang transform stroke fill".split()
) | {"data-ends"}
"""What kgen's drawings are made of: no element that runs or loads anything, and no attribute that does."""
FORM = frozenset({"form", "input", "textarea", "button", "select"})
"""What only the page where stories are told is made of."""
OWN_IDS = {
    *("answers", "mentions", "related", "findings", "stories", "people", "where", "questions", "topics", "neighbours"),
    *("handbrakes", "short", "missing", "by-sector", "connections", "asked", "around", "figures", "first", "method"),
}


def files_holding(number: int, payload: str) -> dict[str, str]:
    """One file of each kind with the payload in its body and in every field that takes free text.

    A link is an error in such a field, and would keep the whole file from being shown: there its brackets are apart.
    """
    apart = payload.replace("[[", "[ [")
    links = f"[a link]({payload})\n\n[[topics/t{number}|{payload}]]"
    body = f"{payload}\n\n{links}\n\n> {payload}\n\n- {payload}\n\n## {payload}\n"
    consent = {"whose": "own", "others": "none", "given": "2026-09", "ref": "register-0142"}
    brief = apart[:190]
    kinds = {
        "stories": {
            "title": brief,
            "date": "2026-09",
            "summary": apart[:290],
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
        f"{folder}/{folder[0] if folder != 'pages' else 'page'}{number}.md": (f"---\n{dumped(fields)}---\n{body}")
        for folder, fields in kinds.items()
    }


KINDS = len(files_holding(0, ""))


def everywhere(payloads: Sequence[str]) -> dict[str, str]:
    """Files that hold every payload in the body and the fields of every kind."""
    found = (files_holding(number, payload) for number, payload in enumerate(payloads))
    return {name: text for files in found for name, text in files.items()}


def each_in_one_kind(payloads: Sequence[str]) -> dict[str, str]:
    """Files of every kind that name each other. Each payload is in one of them, in its body and in all its fields; the
    next payload is in a file of the next kind."""
    groups = (payloads[start : start + KINDS] for start in range(0, len(payloads), KINDS))
    return dict(
        list(files_holding(number, group[kind % len(group)]).items())[kind]
        for number, group in enumerate(groups)
        for kind in range(KINDS)
    )


# Written for this test, beside the suite: what front matter, wikilinks, templates and themes add to the ways in.
OWN_PAYLOADS = [
    "{{ config.site_name }}{% for x in range(9) %}{{ x }}{% endfor %}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "</title><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus=alert(1) x='",
    "[click](javascript:alert(1))",
    "[click](java\tscript:alert(1))",
    "[click](&#106;avascript:alert(1))",
    "[click](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[click](vbscript:msgbox(1))",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    '![x" onerror="alert(1)](../images/x.png)',
    '[x](https://a.example "t\\" onmouseover=\\"alert(1)")',
    "[[x|<img src=x onerror=alert(1)>]]",
    "[[javascript:alert(1)]]",
    "![[javascript:alert(1)]]",
    "<a href=\"https://a.example\" onclick=alert(1) style='position:fixed' target=_blank name=config>x</a>",
    "<form action=https://a.example><input name=q><button>go</button></form>",
    "<meta http-equiv=refresh content='0;url=https://a.example'>",
    "<base href=https://a.example>",
    "<link rel=stylesheet href=https://a.example/x.css>",
    "<style>*{display:none}</style>",
    "<svg onload=alert(1)><animate onbegin=alert(1)></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<div id=__config class='md-header md-overlay'>x</div>",
    "<img srcset='https://a.example/x 1x' src=https://a.example/y>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "```html\n<script>alert(1)</script>\n```",
    "`<script>alert(1)</script>`",
    "<!-- kgen content -->",
    "￼￼ [[x]] ￼",
    "$(touch /tmp/kgen-was-here)`touch /tmp/kgen-was-here`",
]
