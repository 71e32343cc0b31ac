"""kgen new: a file begun, with what its kind needs in place and the rest explained."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import get_origin

from pydantic.fields import FieldInfo

from kgen.checks.common import MOST_NAMED, one_of
from kgen.commands.schema import kind_named
from kgen.diagnostic import errors_in
from kgen.english import month_in_words
from kgen.fields import model_in
from kgen.frontmatter import StoryMeta
from kgen.letters import one_line
from kgen.model import MEETING, NETWORK, STORY, Diagnostic, Entry, Kind, Network, Source, kind_meant
from kgen.read import read_entry
from kgen.read.slugs import slug_or_number, suggested_slug
from kgen.read.walk import fault_of_name, walk
from kgen.read.yaml_text import quoted
from kgen.settings import ConfigurationError, Settings, load
from kgen.weave.name_index import nearest
from kgen.weave.old_addresses import old_address, once_of

_TITLE_LINE = 2
_EXAMPLES = {
    "topic": '"Trust"',
    "network": '"The Wednesday table"',
    "question": '"What holds us back?"',
    "story": '"What the handover leaves out"',
    "person": '"Dee"',
    "sector": '"Community nursing"',
    "meeting": "--network the-wednesday-table",
    "source": '"The title of a book"',
    "page": '"About us"',
}
_NEEDED_OF_STORIES = ("title", "topics", "consent")
"""Needed by every story that answers nothing, so the schema does not call them required."""
_NOT_OFFERED = ("withdrawn",)


def run(config_file: Path, kind_name: str, title: str, *, network: str = "") -> int:
    """Write a new file into the garden and say what to do next. Never overwrites.

    A meeting takes its day from its network, by whose slug it is asked for, and a title if it has none.
    """
    settings = load(config_file)
    if kind_meant(kind_name) is None and " " in kind_name:
        raise ConfigurationError(
            f'Write what it is first, such as: kgen new story "{one_line(f"{kind_name} {title}")}"'
        )
    kind = kind_named(kind_name)
    title = one_line(title)
    known: dict[str, str] = {}
    if network:
        if kind is not MEETING:
            raise ConfigurationError(f"--network is for a meeting: kgen new meeting --network {network}")
        meets = _network(network, settings)
        known = {"network": network, **({"when": meets.meta.next} if meets.meta.next else {})}
        _refuse_same_day(network, known.get("when", ""), settings)
        title = title or _title_of_meeting(meets, settings)
    if not title:
        raise ConfigurationError(f"Give it a title, such as: kgen new {kind} {_EXAMPLES[kind.name]}")
    slug = slug_or_number(kind, title, lambda slug: _is_free(kind, slug, settings))
    name = f"{kind.folder}/{slug}.md"
    _refuse_name(kind, name, title)
    data = begun(kind, title, settings, known).encode("utf-8", errors="surrogateescape")
    entry = read_entry(Source(name, data), name)
    errors = errors_in(entry.faults)
    for fault in errors:  # Say at once what `kgen check` would say of the title.
        if _line_of(fault) == _TITLE_LINE:
            raise ConfigurationError(f"This title cannot be used: {fault.message}. {fault.fix}")
    if other := _once_at(kind, slug, settings):
        raise ConfigurationError(
            f"{slug} is an old name of {other.path}. Choose another title, or delete that alias. The title can be"
            " changed inside the file later."
        )
    write_new(settings.content_dir / name, data, f"{settings.content_name}/{name}")
    print(f"{settings.content_name}/{name}")
    for line in _next_steps(kind, errors, settings):
        print(line)
    if "when" in known:
        print(f"You can now take `next` out of {settings.content_name}/{NETWORK.folder}/{network}.md.")
    return 0


def _network(slug: str, settings: Settings) -> Network:
    """The network with a slug, from only its own file. Raises ConfigurationError where there is none."""
    folder = settings.content_dir / NETWORK.folder
    slugs = sorted(path.stem for path in folder.glob("*.md"))
    if slug not in slugs:
        near = one_of(nearest(slug, slugs)) or f"There are: {', '.join(slugs[:MOST_NAMED])}." if slugs else ""
        raise ConfigurationError(f"There is no network “{slug}”. {near}".strip())
    name = f"{NETWORK.folder}/{slug}.md"
    found = read_entry(Source(name, (folder / f"{slug}.md").read_bytes()), f"{settings.content_name}/{name}")
    if not NETWORK.includes(found):
        raise ConfigurationError(f"{found.path} cannot be read. `kgen check` says why.")
    return found


def _refuse_same_day(network: str, day: str, settings: Settings) -> None:
    """Raises ConfigurationError where the meeting of a network on a day has a file already: its `next` is not new."""
    folder = settings.content_dir / MEETING.folder
    for path in sorted(folder.glob("*.md")) if day else ():
        name = f"{MEETING.folder}/{path.name}"
        found = read_entry(Source(name, path.read_bytes()), f"{settings.content_name}/{name}")
        if MEETING.includes(found) and (found.meta.network, found.meta.when) == (network, day):
            raise ConfigurationError(
                f"{found.path} is that meeting already. Write the day after it as `next` into"
                f" {settings.content_name}/{NETWORK.folder}/{network}.md, and run this again."
            )


def _title_of_meeting(network: Network, settings: Settings) -> str:
    """`The Wednesday table, January 2027`; for the second in a month, `…, January 2027 (2)`. Its day is in no title:
    once it is past, pages show the month."""
    title = f"{network.title}, {month_in_words(network.meta.next or settings.month)}"
    numbered = (title if number == 1 else f"{title} ({number})" for number in count(1))
    return next(each for each in numbered if _is_free(MEETING, suggested_slug(each), settings))


def _is_free(kind: Kind, slug: str, settings: Settings) -> bool:
    is_there = (settings.content_dir / kind.folder / f"{slug}.md").exists()
    return not is_there and _once_at(kind, slug, settings) is None


def _refuse_name(kind: Kind, name: str, title: str) -> None:
    if fault := fault_of_name(name):
        example = f'kgen new {kind} "{title} {kind}"'
        raise ConfigurationError(
            f"{fault.message}. Choose another title, as in: {example}. It can be changed inside the file later."
        )


def _once_at(kind: Kind, slug: str, settings: Settings) -> Entry | None:
    """The entry that is to be found at the address of another, which it once had."""
    telling = (b"aliases", slug.encode())
    sources = (source for source in walk(settings.content_dir) if all(each in source.data for each in telling))
    others = (read_entry(source, f"{settings.content_name}/{source.name}") for source in sources)
    return once_of(others).get(old_address(kind, slug))


def _line_of(fault: Diagnostic) -> int:
    return fault.line or 1


def write_new(path: Path, data: bytes, shown: str) -> None:
    """Write a file that is not there yet. Raises ConfigurationError if it is, or if there is one whose name differs
    only in capital letters: on many computers both are one file."""
    folder = Path(shown).parent.as_posix()
    if path.parent.is_symlink():
        raise ConfigurationError(f"{folder} is a link to somewhere else. Make it a folder.")
    path.parent.mkdir(parents=True, exist_ok=True)
    for other in sorted(each.name for each in path.parent.iterdir()):
        if other != path.name and other.casefold() == path.name.casefold():
            raise ConfigurationError(
                f"{folder}/{other} is already there, and on many computers {path.name} would be the same file."
                " Open it, or choose another title."
            )
    try:
        # Mode x also refuses a link to a file that is not there, which would be written elsewhere.
        file = path.open("xb")
    except FileExistsError:
        raise ConfigurationError(f"{shown} is already there. Open it, or choose another title.") from None
    try:
        with file:
            file.write(data)
    except BaseException:  # A full disk leaves half a file, or an empty one, which every check would complain of.
        path.unlink()
        raise


def _next_steps(kind: Kind, errors: Sequence[Diagnostic], settings: Settings) -> Iterator[str]:
    if errors:
        yield "Still to fill in:"
        for fault in sorted(errors, key=_line_of):
            yield f"  line {_line_of(fault)}: {fault.message}"
    if kind is STORY:
        yield "  below the second ---: the story, in your own words; a few sentences are enough"
    yield "Then run `kgen check`." if errors else "Open it, fill in what you know, and run `kgen check`."
    if settings.source == "public":
        yield (
            "This garden's repository is public: a pull request already publishes it, so leave out names, places "
            "and days that could show who somebody is."
        )


def begun(kind: Kind, title: str, settings: Settings, given: Mapping[str, str]) -> str:
    """The text of a new file: what its kind needs first, then every other field as a comment that explains it. `given`
    holds the values of fields that are known already.

    Nothing here would be published if nobody changed it, except the title; nobody's consent is presumed.
    """
    fields = {name: info for name, info in kind.meta.model_fields.items() if name not in _NOT_OFFERED}
    asked = _NEEDED_OF_STORIES if kind.meta is StoryMeta else ()
    needed = {name: info for name, info in fields.items() if info.is_required() or name in (*asked, *given)}
    others = {name: info for name, info in fields.items() if name not in needed}
    known = {"title": quoted(title), "given": settings.month, **given}
    explanations = _explanations(settings) if kind is STORY else {}
    lines = [
        "---",
        *_begun_fields(needed, known, explanations),
        "",
        "# The rest you may leave out. What a field holds is said above it, after ##. To use one, remove its # and",
        "# the space, and write after the colon.",
        "# Where there are several, write them in brackets: [one, two].",
        *_offered_fields(others, explanations),
        "---",
    ]
    return "\n".join(lines) + "\n\n"


def _explanations(settings: Settings) -> dict[str, str]:
    """What this garden's own choices add to the schema of a story."""
    return {
        "standpoint": f"where you speak from, one or two of: {', '.join(settings.standpoints)}",
        "sectors": f"the services it is about, 1 to 4 names from {settings.content_name}/sectors/",
        "topics": f"1 to 5 names from {settings.content_name}/topics/",
        "mentions": f"what a reader may want to know first, of: {', '.join(settings.mentions)}",
    }


def _begun_fields(
    fields: Mapping[str, FieldInfo], known: Mapping[str, str], explanations: Mapping[str, str], indent: str = ""
) -> Iterator[str]:
    for name, info in fields.items():
        head = f"{indent}{info.alias or name}:"
        parts = _parts(info)
        if name in known:
            yield f"{head} {known[name]}"
        elif parts:
            needed = {part: inner for part, inner in parts.items() if inner.is_required()}
            others = {part: inner for part, inner in parts.items() if part not in needed}
            yield head
            yield from _begun_fields(needed, known, explanations, indent + "  ")
            yield from _offered_fields(others, {}, indent + "  ")
        else:
            yield f"{indent}## {explanations.get(name, info.description)}"
            yield head


def _offered_fields(
    fields: Mapping[str, FieldInfo], explanations: Mapping[str, str], indent: str = "", mark: str = ""
) -> Iterator[str]:
    """Each field as a comment. `mark` begins the first, where these are the parts of one item of a list."""
    for name, info in fields.items():
        yield f"{indent}## {explanations.get(name, info.description)}"
        yield f"# {indent}{mark}{info.alias or name}:"
        in_list = get_origin(info.annotation) is tuple
        mark = " " * len(mark)
        yield from _offered_fields(_parts(info), {}, indent + mark + "  ", "- " if in_list else "")


def _parts(info: FieldInfo) -> Mapping[str, FieldInfo]:
    """The fields below a field that has lines of its own, such as `consent`."""
    model = model_in(info)
    return model.model_fields if model is not None else {}
