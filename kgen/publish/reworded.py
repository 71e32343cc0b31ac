"""The short way for one entry whose prose alone has changed: its page, and nothing else, is another.

All that the rest of the garden shows of an entry is in `facts_of`. Where these are the same, and so is what the checks
look at, its new prose takes the place of the old in its page.
"""

import os
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from kgen.markdown import LinkHtml, below_title
from kgen.model import Entry, Source
from kgen.publish.cache import Cache, digest_of_name, shard_of
from kgen.publish.folder import write
from kgen.publish.swap import building_place
from kgen.read import read_entry
from kgen.read.records import facts_of, packed, unpacked
from kgen.settings import Settings

_ANEW = b""
"""The key of a page of which the next whole build is to make sure."""


def publish(cache: Cache, settings: Settings, source: Source) -> bool:
    """Publish a changed file in the short way; False, and nothing is done, where there is more to do.

    The site and the cache are those of a build of the same garden but for this file.
    """
    state = cache.state
    assert state is not None
    number = shard_of(source.name)
    shard = cache.shard(number)
    if source.name not in shard:
        return False
    _, record, links = shard[source.name]
    old = unpacked(record)
    new = read_entry(source, f"{settings.content_name}/{source.name}", settings.site_url)
    path = f"{new.url}index.html"
    if not only_prose_differs(old, new) or new.key in state.embedded or path not in state.outputs:
        return False
    fillings = [LinkHtml(*each) for each in links]
    page = (settings.site_dir / path).read_bytes().decode()
    before, after = below_title(old.body, fillings), below_title(new.body, fillings)
    if not before or page.count(before) != 1:
        return False
    status = _replaced(settings.site_dir, path, page.replace(before, after).encode("utf-8", "xmlcharrefreplace"))
    shards = list(state.shards)
    shards[number] = cache.write_shard(number, {**shard, source.name: (new.digest, packed(new), links)})
    cache.save(
        replace(
            state,
            sources={**state.sources, digest_of_name(source.name): new.digest},
            outputs={**state.outputs, path: (_ANEW, status.st_size, status.st_mtime_ns)},
            shards=tuple(shards),
        )
    )
    return True


def _replaced(site: Path, path: str, data: bytes) -> os.stat_result:
    """Put a file in the place of one in the site, in one step."""
    place = building_place(site)
    place.mkdir()
    try:
        status = write(str(place / "page"), data)
        os.replace(place / "page", site / path)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return status


def only_prose_differs(old: Entry, new: Entry) -> bool:
    """Whether nothing but an entry's own page shows that it has changed, and the checks say of it what they said."""
    return old.sound and new.sound and facts_of(old) == facts_of(new) and _checked(old) == _checked(new)


def _checked(entry: Entry) -> Any:
    """What the checks look at beside the facts; where it stands counts in the front matter alone."""
    faults = Counter((fault.check, fault.severity, fault.message) for fault in entry.faults)
    in_front = [each for each in entry.detections if each.spot is None or each.spot[0] < entry.prose_line]
    in_prose = Counter((each.rule, each.key) for each in entry.detections if each not in in_front)
    return faults, in_front, in_prose, entry.details, dict(entry.spots), entry.prose_line
