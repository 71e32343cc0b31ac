"""The search index, made by Pagefind: a reader's browser loads only the few pieces of it that a query needs.

Pagefind is given one record for each page that stands for an entry, in order. It orders the values of a filter at
random, so its filters are put in order afterwards: the same garden has the same index. A large garden's index is made
in parts (kgen.views.search.parts), which the browser searches as one: docs/decisions/0014.
"""

import base64
import gzip
import hashlib
import json
import os
import re
import subprocess
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import pairwise, takewhile
from string import ascii_lowercase
from subprocess import PIPE
from threading import Thread
from typing import IO, Any

import cbor2

from kgen.parallel import Explained
from kgen.publish.jobs import Job, fingerprint_of
from kgen.settings import ConfigurationError
from kgen.terminal import printable
from kgen.views.rendering import PageRenderer
from kgen.views.search import FOLDER, part_folder, parts
from kgen.views.search_record import SearchWord, record, words_in
from kgen.weave import Garden

_INDEX = r"pagefind-entry\.json|[^/]*\.pf_meta|[^/]*/[^/]*\.pf_.*"
_WANTED = re.compile(rf"pagefind\.js|wasm\.[^/]*|{_INDEX}")
"""What is used of what Pagefind makes; the rest are forms and styles of its own."""
_WANTED_OF_FURTHER = re.compile(_INDEX)
"""The program of the first part reads all of them."""
ENTRIES_AT_ONCE = 5_000
"""The most entries that the Pagefinds running at a time may index, however many cores there are: each entry takes about
a quarter of a megabyte. Parts of a large garden's index are made one after the other."""
_WITHOUT = "To build without one, add --no-search."
SILENCE = 300.0
"""Seconds without any answer after which Pagefind is taken to hang. It answers each record, and needs a minute for its
last answer, the index itself, where it has been given as much as it may be."""
LONGEST_FAULT = 200
LARGE = 1 << 20
"""Bytes of an answer that holds the files of an index."""
_MAGIC = b"pagefind_dcd"
OTHER_LETTER = "other"
_OWNING = re.compile("['\u2019\u02bc]s$")
Files = Mapping[str, bytes]
Chunk = tuple[str, str, str]
"""The first and the last word for which a browser loads a piece of the index, and the name of its file."""
SHORT = 2
"""Letters of a word that is looked for as it is, not as the beginning of others: theme/assets/search/query.js."""
LAST_WORD = "\U0010ffff"
"""What comes after every word."""


class SearchFailed(ConfigurationError, Explained):
    """Pagefind could not make the index; the text says what to do."""


def index(renderer: PageRenderer) -> Files:
    """The files of the index by their paths below the site's root. Raises SearchFailed."""
    return dict(file for job in jobs(renderer.garden, "") for file in job.make(renderer))


def jobs(garden: Garden, made_with: str) -> list[Job]:
    """One job for each part of the index."""
    found = [tuple(entry.key for entry in entries) for entries in parts(garden)]
    return [
        Job(f"{FOLDER}{number}", fingerprint_of(made_with, keys), partial(_part, number, keys))
        for number, keys in enumerate(found)
    ]


def together(jobs: Sequence[Job], garden: Garden) -> list[list[Job]]:
    """Jobs of a garden's index in as many lists as may be done at a time."""
    at_once = max(1, ENTRIES_AT_ONCE // max(1, *map(len, parts(garden))))
    return [list(jobs[first::at_once]) for first in range(min(at_once, len(jobs)))]


def _part(number: int, keys: Sequence[str], renderer: PageRenderer) -> Iterator[tuple[str, bytes]]:
    """The files of a part by their paths below the site's root; none where nothing is published."""
    if not keys:
        return
    counts: Counter[SearchWord] = Counter()
    files = _run_pagefind(_requests(renderer.garden, keys, counts))
    wanted = _WANTED if number == 0 else _WANTED_OF_FURTHER
    try:
        found = {each["path"]: base64.b64decode(each["content"]) for each in files if wanted.fullmatch(each["path"])}
        ordered = _in_order(found)
    except (ValueError, KeyError, TypeError, OSError):
        raise SearchFailed(f"Pagefind made a search index that kgen cannot read. {_WITHOUT}") from None
    for name, data in (*ordered.items(), *_in_files(counts)):
        yield f"{part_folder(number)}{name}", data


def _requests(garden: Garden, keys: Sequence[str], counts: Counter[SearchWord]) -> Iterator[dict[str, Any]]:
    """What Pagefind is asked for. `counts` becomes the number of pages that each word is on."""
    language = garden.settings.language
    yield {"type": "NewIndex", "config": {"force_language": language}}
    for key in keys:
        made = record(garden, garden.published[key])
        counts.update(words_in(made))
        yield {"type": "AddRecord", "index_id": 0, "language": language, **made}
    # Not WriteFiles: Pagefind says that it has written before the last bytes are in the files.
    yield {"type": "GetFiles", "index_id": 0}


def _in_files(counts: Counter[SearchWord]) -> Iterator[tuple[str, bytes]]:
    """The words of an index, those on most pages first, in a file for each first letter: what is misspelt is compared
    with them. `zazolcona=zażółcona` is one that most pages write differently from its folded form."""
    files: dict[str, list[str]] = {letter: [] for letter in (*ascii_lowercase, OTHER_LETTER)}
    totals: Counter[str] = Counter()
    written: dict[str, str] = {}
    for each in sorted(counts, key=lambda each: (-counts[each], each)):
        totals[each.folded] += counts[each]
        written.setdefault(each.folded, each.written)
    for word in sorted(totals, key=lambda word: (-totals[word], word)):
        shown = written[word]
        # Nobody who types a word wrong means what belongs to it.
        if _OWNING.search(shown) and word[:-1] in totals:
            continue
        files[word[0] if word[0] in files else OTHER_LETTER].append(word if shown == word else f"{word}={shown}")
    for letter, words in files.items():
        yield f"words/{letter}.txt", " ".join(words).encode()


CHUNK_SIZE = "PAGEFIND_UNSTABLE_INDEX_CHUNK_SIZE"
SETTINGS = {
    # In one arena, and what is free for a second at most (`opt.narenas` and `opt.dirty_decay_ms` in the manual of
    # jemalloc, its allocator). Otherwise it holds a fifth more memory than it uses.
    "_RJEM_MALLOC_CONF": "narenas:1,dirty_decay_ms:1000,muzzy_decay_ms:0",
    # A quarter of the places of words that it would put in a chunk itself. A browser loads one of each part for a word,
    # and looks through all that it has loaded.
    CHUNK_SIZE: "5000",
}
"""Pagefind's environment."""


def _run_pagefind(requests: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Give Pagefind one request after the other, and return the files in its answer to the last: `path`, `content`.

    Its own Python service looks for an answer ten times a second, which is too slow for thousands of pages. Requests
    and answers are base64 of JSON, each with a comma after it (pagefind.app/docs/py-api, "service").
    """
    from pagefind.service import get_executable

    program = get_executable()
    if program is None:
        raise SearchFailed("Pagefind, which makes the search index, is not installed. Install it, or add --no-search.")
    command = [str(program), "--service"]
    try:
        environment = {**os.environ, **SETTINGS}
        started = subprocess.Popen(command, stdin=PIPE, stdout=PIPE, stderr=subprocess.DEVNULL, env=environment)
    except OSError as error:
        why = f"Pagefind, which makes the search index, cannot be started ({error.strerror})"
        raise SearchFailed(f"{why}. {_WITHOUT}") from None
    answers: list[dict[str, Any]] = []
    # A service that has gone breaks the pipe, at the latest when it is closed; what it answered says why.
    with suppress(BrokenPipeError), started as service:
        assert service.stdin is not None and service.stdout is not None
        listener = Thread(target=_listen, args=(service, service.stdout, answers), daemon=True)
        listener.start()
        with suppress(BrokenPipeError):
            for number, request in enumerate(requests):
                message = {"message_id": number, "payload": request}
                service.stdin.write(base64.b64encode(json.dumps(message).encode()) + b",")
            service.stdin.flush()
        _wait_for(listener, answers)
        service.kill()
    faults = [answer for answer in answers if answer["type"] == "Error"]
    if faults or not answers or answers[-1]["type"] != "GetFiles":
        why = f" ({printable(str(faults[0].get('message')))[:LONGEST_FAULT]})" if faults else ""
        raise SearchFailed(f"Pagefind made no search index{why}. {_WITHOUT}")
    files: list[dict[str, str]] = answers[-1]["files"]
    return files


def _wait_for(listener: Thread, answers: Sequence[object]) -> None:
    """Wait until the last answer has come, or none has come for SILENCE."""
    heard = -1
    while listener.is_alive() and heard < len(answers):
        heard = len(answers)
        listener.join(SILENCE)


def _listen(service: "subprocess.Popen[bytes]", stream: IO[bytes], answers: list[dict[str, Any]]) -> None:
    """Collect answers until the last is there, or one that is not an answer.

    Pagefind ends, unfinished, when nobody speaks to it any more.
    """
    begun: list[bytes] = []
    while data := os.read(stream.fileno(), 1 << 20):
        *ends, rest = data.split(b",")
        for end in ends:
            message = b"".join([*begun, end])
            if len(message) > LARGE:  # Only the last answer is: Pagefind's memory is free before ours is needed.
                service.kill()
            answers.append(_answer(message))
            begun = []
        begun.append(rest)
        if answers and answers[-1]["type"] in ("GetFiles", "Error"):
            break


def _answer(message: bytes) -> dict[str, Any]:
    """What Pagefind says in a message; an answer of type Error where it says nothing that can be understood."""
    try:
        answer: dict[str, Any] = json.loads(base64.b64decode(message))["payload"]
        return {**answer, "type": str(answer["type"])}
    except (ValueError, KeyError, TypeError):
        return {"type": "Error", "message": "its answer cannot be understood"}


def _in_order(files: Files) -> Files:
    """The files with the filters in order. A file's name holds a digest of it, and the files above name it."""
    renamed: dict[str, str] = {}
    found = dict(files)
    for name in [name for name in files if name.endswith(".pf_filter")]:
        title, values = _unpacked(found.pop(name))
        data = _packed([title, sorted(values)])
        old = name.removeprefix("filter/").removesuffix(".pf_filter")
        renamed[old] = _named_by(data, old)
        found[f"filter/{renamed[old]}.pf_filter"] = data
    (meta,) = (name for name in files if name.endswith(".pf_meta"))
    version, pages, chunks, filters, *rest = _unpacked(found.pop(meta))
    filters = sorted([title, renamed[name]] for title, name in filters)
    data = _packed([version, pages, _ranges((name for *_, name in chunks), files), filters, *rest])
    old = meta.removeprefix("pagefind.").removesuffix(".pf_meta")
    new = _named_by(data, old)
    found[f"pagefind.{new}.pf_meta"] = data
    found["pagefind-entry.json"] = found["pagefind-entry.json"].replace(old.encode(), new.encode())
    return found


def _ranges(names: Iterable[str], files: Files) -> list[Chunk]:
    """The words for which a browser loads each chunk: those from its first to the first of the next; and one range more
    for each beginning, of more than two letters, that words of several chunks share.

    A browser loads the chunks in whose ranges a typed word is (pagefind_web, request_indexes). With Pagefind's own
    ranges, where care is in one chunk and caring in the next, it would load only the first for somebody who types care.
    """
    ends = []
    for name in names:
        words = [word for word, *_ in _unpacked(files[f"index/{name}.pf_index"])[0]]
        ends.append((min(words), max(words), name))
    ends.sort()
    firsts = [""]
    sharing: dict[str, set[str]] = {}
    for (_, last, one), (first, _, other) in pairwise(ends):
        same = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(last, first, strict=False))))
        firsts.append(first[: same + 1])
        for length in range(SHORT + 1, same + 1):
            sharing.setdefault(first[:length], set()).update((one, other))
    ranges = zip(firsts, [*firsts[1:], LAST_WORD], (name for *_, name in ends), strict=True)
    shared = ((beginning, beginning, name) for beginning in sharing for name in sharing[beginning])
    return [*ranges, *sorted(shared)]


def _unpacked(data: bytes) -> Any:
    return cbor2.loads(gzip.decompress(data).removeprefix(_MAGIC))


def _packed(value: Any) -> bytes:
    # In the gzip format (wbits 31), whose header gzip.compress writes differently in different versions of Python.
    return zlib.compress(_MAGIC + cbor2.dumps(value), wbits=31)


def _named_by(data: bytes, old: str) -> str:
    """A name as long as the old one, which begins with the language."""
    language, _, digest = old.partition("_")
    return f"{language}_{hashlib.sha256(data).hexdigest()[: len(digest)]}"
