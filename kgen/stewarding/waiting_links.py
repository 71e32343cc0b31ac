"""Links to what waits: only words meanwhile, and links again when what they lead to is accepted.

A link from one draft to another must not lead to nothing, and what waits is named nowhere. The order in which drafts
are accepted makes no difference.
"""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from kgen.editing.source_file import SourceFile
from kgen.importing.ledger import Ledger
from kgen.markdown.link_spans import LinkSpan, link_spans
from kgen.model import STORY, Source
from kgen.settings import Settings
from kgen.weave.name_index import fold

_BLOCK = re.compile(r"(?:[^\n]*\S[^\n]*(?:\n|\Z))+")
_GAP = "…"
"""Stands in for what will be shown of another story."""
IsDraft = Callable[[str], bool]
"""Whether a name (`stories/a`) is that of a draft that still waits."""


def plain(data: bytes, name: str, is_draft: IsDraft) -> bytes:
    """A file whose links to what waits are only their words."""
    try:
        file = SourceFile(data)
    except UnicodeDecodeError:
        return data
    return file.text[: file.body_at].encode() + without_links(file.body, name, is_draft).encode()


def without_links(body: str, name: str, is_draft: IsDraft) -> str:
    """A body whose links to what waits are only their words. `name` is that of its entry (`stories/a`)."""
    pieces, done = [], 0
    for span in _links_to_waiting(body, name, is_draft):
        label = body[span.label[0] : span.label[1]] if span.label else ""
        words = label or (_GAP if span.shows else posixpath.basename(span.target.partition("#")[0]))
        pieces += [body[done : span.start], words]
        done = span.end
    return "".join((*pieces, body[done:]))


def _links_to_waiting(body: str, name: str, is_draft: IsDraft) -> Iterator[LinkSpan]:
    end = -1
    for span in sorted(link_spans(body).values(), key=lambda each: each.start):
        if span.start >= end and is_draft(_named_by(span, name)):
            yield span
            end = span.end


def _named_by(span: LinkSpan, name: str) -> str:
    """The name of the draft to which a link may lead."""
    target = span.target.partition("#")[0]
    if span.is_wikilink:
        return target.removesuffix(".md") if "/" in target else f"{STORY.folder}/{fold(target)}"
    if not target.endswith(".md") or "://" in target:
        return ""
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), target)).removesuffix(".md")


def waiting_links(drafts: Mapping[str, Source], is_draft: IsDraft) -> dict[str, list[str]]:
    """For each file, by name (`stories/a.md`), the paragraphs in which links wait, with these links."""
    found = {}
    for name, source in drafts.items():
        try:
            body = SourceFile(source.data).body
        except UnicodeDecodeError:
            continue
        at = [span.start for span in _links_to_waiting(body, name, is_draft)]
        blocks = [
            block[0].rstrip("\n")
            for block in _BLOCK.finditer(body)
            if any(block.start() <= start < block.end() for start in at)
        ]
        if blocks:
            found[f"{name}.md"] = blocks
    return found


@dataclass(frozen=True, slots=True)
class Restored:
    """The files of the garden in which words became links again, with their new bytes; the names of those in which a
    paragraph has been changed since, so that the link has to be made by hand; and the links that still wait."""

    files: dict[str, bytes]
    by_hand: list[str]
    links: dict[str, list[str]]


def restored(
    ledger: Ledger, settings: Settings, accepted: Mapping[str, bytes], before: IsDraft, after: IsDraft
) -> Restored:
    """See where links to what is accepted now can be made again, in the garden with the files of it by their names."""
    files: dict[str, bytes] = {}
    by_hand: list[str] = []
    links: dict[str, list[str]] = {}
    for name, blocks in ledger.links.items():
        path = settings.content_dir / name
        if name not in accepted and (not path.is_file() or path.is_symlink()):
            continue
        data = accepted[name] if name in accepted else path.read_bytes()
        text = data.decode(errors="surrogateescape")
        key, new = name.removesuffix(".md"), text
        wanted: dict[str, list[str]] = {}
        for block in blocks:
            now = without_links(block, key, after)
            wanted.setdefault(without_links(block, key, before), []).append(now)
            if now != block:
                links.setdefault(name, []).append(block)
        for old, blocks_now in wanted.items():
            if blocks_now == [old] * len(blocks_now):
                continue
            places = [found.start() for found in _BLOCK.finditer(new) if found[0].rstrip("\n") == old]
            if len(places) != len(blocks_now):
                by_hand.append(name)
                continue
            for at, written in reversed(list(zip(places, blocks_now, strict=True))):
                new = new[:at] + written + new[at + len(old) :]
        if new != text:
            files[name] = new.encode(errors="surrogateescape")
    return Restored(files, sorted(set(by_hand)), links)
