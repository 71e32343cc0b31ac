"""The topics as a SKOS vocabulary in Turtle (W3C: SKOS Reference, 2009; RDF 1.1 Turtle, 2014).

A concept is called `…/topics/trust/#concept`: its page is about it and is not the concept itself. Without `site_url`
the same follows a tag made from the garden's name, as in feeds.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import quote

from kgen.exports.data import identity
from kgen.model import TOPIC, Entry, Output, Page, Topic
from kgen.weave import Garden

Statement = tuple[str, Sequence[str]]
"""A predicate and its objects, as Turtle writes them."""

_PREFIXES = (
    ("dcterms", "http://purl.org/dc/terms/"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
)
_IN_TEXT = re.compile(r'["\\\x00-\x1f\x7f-\x9f]')
_ESCAPES = {'"': r"\"", "\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t"}
_NOT_IN_ADDRESS = re.compile(r'[\x00-\x20\x7f-\xa0<>"{}|\\^`\[\]]|%(?![0-9A-Fa-f]{2})')
"""What RFC 3987 has no place for in an address, after a host that may be written in brackets."""
_BRACKETED_HOST = re.compile(r"https?://\[[0-9A-Fa-f:.]+\]")


def topics_ttl(garden: Garden, pages: Sequence[Page]) -> Iterator[Output]:
    """Yield `data/topics.ttl`: every published topic with its labels, its definition and what it is part of."""
    yield Output("data/topics.ttl", _vocabulary)


def _vocabulary(garden: Garden) -> bytes:
    topics = garden.of(TOPIC)
    claims = Counter(address for topic in topics for address in set(topic.meta.same_as))
    prefixes = [f"@prefix {name}: <{address}> .\n" for name, address in _PREFIXES]
    scheme = _resource(_scheme(garden), _of_scheme(garden, topics))
    concepts = (_resource(_concept(garden, topic), _of_concept(garden, topic, claims)) for topic in topics)
    moved = (_resource(old, _of_moved(garden, topic)) for topic in topics for old in _old_concepts(garden, topic))
    return "\n".join(["".join(prefixes), scheme, *concepts, *moved]).encode()


def _of_scheme(garden: Garden, topics: Iterable[Topic]) -> Iterator[Statement]:
    yield "a", ["skos:ConceptScheme"]
    yield "dcterms:title", [_text(f"Topics of {garden.settings.site_name}", garden)]
    yield "skos:hasTopConcept", [_concept(garden, topic) for topic in topics if _is_widest(garden, topic)]


def _of_concept(garden: Garden, topic: Topic, claims: Counter[str]) -> Iterator[Statement]:
    """What is said of a topic. An address that two topics name is not an exact match: it would make the two the
    same."""
    meta = topic.meta
    matches = dict.fromkeys(meta.same_as)
    beside = (*garden.linked(topic, "related"), *garden.linking(topic, "related", TOPIC))
    yield "a", ["skos:Concept"]
    yield "skos:inScheme", [_scheme(garden)]
    yield "skos:topConceptOf", [_scheme(garden)] if _is_widest(garden, topic) else []
    yield "skos:prefLabel", [_text(meta.title, garden)]
    yield "skos:altLabel", [_text(label, garden) for label in dict.fromkeys(meta.alt) if label != meta.title]
    yield "skos:definition", [_text(meta.definition, garden)] if meta.definition else []
    yield "skos:broader", [_concept(garden, each) for each in garden.linked(topic, "broader")]
    yield "skos:narrower", [_concept(garden, each) for each in garden.linking(topic, "broader", TOPIC)]
    yield (
        "skos:related",
        [_concept(garden, each) for each in garden.by_title({each.key: each for each in beside}.values())],
    )
    yield "skos:exactMatch", [_address(each) for each in matches if claims[each] == 1]
    yield "skos:closeMatch", [_address(each) for each in matches if claims[each] > 1]


def _of_moved(garden: Garden, topic: Topic) -> Iterator[Statement]:
    yield "owl:deprecated", ['"true"^^xsd:boolean']
    yield "dcterms:isReplacedBy", [_concept(garden, topic)]


def _old_concepts(garden: Garden, topic: Topic) -> Iterator[str]:
    """What a topic was called before its file was renamed."""
    for alias in dict.fromkeys(topic.meta.old_slugs):
        if f"{TOPIC.folder}/{alias}" not in garden.published:
            yield _address(f"{identity(garden.settings, f'{TOPIC.folder}/{alias}/')}#concept")


def _is_widest(garden: Garden, topic: Topic) -> bool:
    return not garden.linked_keys(topic, "broader")


def _scheme(garden: Garden) -> str:
    return _address(f"{identity(garden.settings, f'{TOPIC.folder}/')}#scheme")


def _concept(garden: Garden, topic: Entry) -> str:
    return _address(f"{identity(garden.settings, topic.url)}#concept")


def _resource(name: str, statements: Iterable[Statement]) -> str:
    said = (f"{predicate} {', '.join(objects)}" for predicate, objects in statements if objects)
    return f"{name} " + " ;\n    ".join(said) + " .\n"


def _text(words: str, garden: Garden) -> str:
    """A literal in the garden's language."""
    escaped = _IN_TEXT.sub(lambda sign: _ESCAPES.get(sign[0], f"\\u{ord(sign[0]):04X}"), words)
    return f'"{escaped}"@{garden.settings.lang}'


def _address(address: str) -> str:
    """An IRI; what one may not hold is percent-encoded, as a browser does before it asks for such an address."""
    host = _BRACKETED_HOST.match(address)
    start = host.end() if host else 0
    rest = _NOT_IN_ADDRESS.sub(lambda sign: quote(sign[0], safe=""), address[start:])
    return f"<{address[:start]}{rest}>"
