"""How well safeguarding finds what it looks for, by kind, on any file of labelled passages.

    python -m bench.passages PASSAGES.jsonl [--misses]

Each line is one passage as JSON: `text`; `kind`, any name for what it holds (empty: nothing); `want`, which is `block`
(an error), `warn` (any finding), `any` (reported, and in no bar) or `pass` (no error and no warning; in a story about a
child, no error); where wanted, `front`, lines of front matter as YAML, and `about_child`. Each passage becomes a story
in a garden of its own, so that nothing sums up across them.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from kgen.checks.safeguarding import safeguarding
from kgen.model import Severity, Source
from kgen.read import read_sources
from kgen.settings import Settings, load
from kgen.weave import weave

WANTS = ("block", "warn", "any", "pass")
_AROUND = (
    Source("topics/trust.md", b"---\ntitle: Trust\n---\n"),
    Source("sectors/schools.md", b"---\ntitle: Schools\n---\n"),
)
_SITE = "site_name: Passages\ndocs_dir: content\nplugins:\n  - kgen: {source: private}\n"


@dataclass(frozen=True)
class Passage:
    kind: str
    want: str
    text: str
    front: str = ""
    about_child: bool | None = None

    def is_right(self, found: frozenset[Severity]) -> bool:
        """Whether findings of these severities are what the passage wants."""
        if self.want == "pass":
            return not found & ({"error"} if self.about_child else {"error", "warning"})
        return "error" in found if self.want == "block" else bool(found)


@dataclass(frozen=True)
class Measured:
    passage: Passage
    found: frozenset[Severity]


def read(path: Path) -> list[Passage]:
    """Raises ValueError, which names the line, where one is not a passage."""
    passages = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            passage = Passage(**json.loads(line))
        except (ValueError, TypeError) as error:
            raise ValueError(f"{path}:{number}: {error}") from None
        if passage.want not in WANTS:
            raise ValueError(f"{path}:{number}: want is one of {', '.join(WANTS)}")
        passages.append(passage)
    return passages


def measure(passages: Iterable[Passage]) -> list[Measured]:
    """Raises ValueError where the front matter of a passage is not one that kgen reads."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "content").mkdir()
        (Path(folder) / "mkdocs.yml").write_text(_SITE, encoding="utf-8")
        settings = load(Path(folder) / "mkdocs.yml")
        return [Measured(passage, _severities(passage, settings)) for passage in passages]


def _severities(passage: Passage, settings: Settings) -> frozenset[Severity]:
    reading = read_sources([*_AROUND, Source("stories/told.md", _story(passage).encode())], "content")
    told = next(entry for entry in reading.entries if entry.slug == "told")
    for fault in told.faults:
        if fault.check == "schema" and fault.severity == "error":
            raise ValueError(f"{fault.message}, in the front matter of: {passage.text}")
    return frozenset(finding.severity for finding in safeguarding(weave(settings, reading)))


def _story(passage: Passage) -> str:
    consent: dict[str, Any] = {"whose": "own", "others": "none", "given": "2026-01"}
    fields: dict[str, Any] = {"title": "Told", "date": "2026-01", "standpoint": "practitioner", "sectors": ["schools"]}
    fields |= {"topics": ["trust"], "consent": consent}
    if passage.about_child is not None:
        consent |= {"others": "disguised", "read_by": ["r-1", "r-2"]}
        fields["about_child"] = passage.about_child
    fields |= yaml.safe_load(passage.front) or {}
    return f"---\n{yaml.safe_dump(fields, allow_unicode=True)}---\n\n{passage.text}\n"


# --- what is printed


def table(measured: Iterable[Measured]) -> Iterator[str]:
    """Yield the lines of a table in Markdown: a row for each kind, then the whole."""
    heads = ("kind", "passages", "blocked, of `block`", "noticed, of `warn` and `block`", "passed, of `pass`")
    yield f"| {' | '.join(heads)} | noticed, of `any` |"
    yield "|---|---|---|---|---|---|"
    by_kind: dict[str, list[Measured]] = defaultdict(list)
    for each in measured:
        by_kind[each.passage.kind or "nothing"].append(each)
    for kind, rows in sorted(by_kind.items()):
        yield _row(kind, rows)
    yield _row("all together", [each for rows in by_kind.values() for each in rows])


def _row(kind: str, rows: list[Measured]) -> str:
    blocked = [each.passage.is_right(each.found) for each in rows if each.passage.want == "block"]
    noticed = [bool(each.found) for each in rows if each.passage.want in ("block", "warn")]
    passed = [each.passage.is_right(each.found) for each in rows if each.passage.want == "pass"]
    reported = [bool(each.found) for each in rows if each.passage.want == "any"]
    return f"| {kind} | {len(rows)} | " + " | ".join(map(_share, (blocked, noticed, passed, reported))) + " |"


def _share(right: list[bool]) -> str:
    return f"{sum(right) / len(right):.2f} ({sum(right)} of {len(right)})" if right else ""


def misses(measured: Iterable[Measured]) -> Iterator[str]:
    """Yield a line for each passage that gave something other than it wants."""
    for each in measured:
        if not each.passage.is_right(each.found):
            found = ", ".join(sorted(each.found)) or "nothing"
            yield f"{each.passage.kind or 'nothing'}: {each.passage.want} wanted, {found} found: {each.passage.text!r}"


def main(arguments: list[str]) -> int:
    paths = [each for each in arguments if not each.startswith("-")]
    if len(paths) != 1 or set(arguments) - set(paths) - {"--misses"}:
        print("Name one file of passages: python -m bench.passages PASSAGES.jsonl [--misses]", file=sys.stderr)
        return 2
    try:
        measured = measure(read(Path(paths[0])))
    except (OSError, ValueError, yaml.YAMLError) as error:
        print(error, file=sys.stderr)
        return 2
    print("\n".join(table(measured)))
    if "--misses" in arguments:
        print("", *misses(measured), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
