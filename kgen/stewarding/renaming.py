"""An entry or a picture gets a new name; every reference follows, and the old address leads on."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

import yaml

from kgen.checks.unnamed import speaking_of
from kgen.editing.source_file import SourceFile
from kgen.markdown.link_spans import code_spans
from kgen.meta import UNREADABLE
from kgen.model import KINDS, PERSON, Entry, Position
from kgen.read import Reading
from kgen.read.pictures import format_named
from kgen.read.schema import Tombstone
from kgen.read.walk import fault_of_name
from kgen.settings import ConfigurationError
from kgen.stewarding.called import entry_called, parts
from kgen.stewarding.menu import menu_led_on
from kgen.stewarding.plan import Plan
from kgen.stewarding.renaming_pictures import picture_renamed
from kgen.stewarding.rewriting import FoundLink, Rules, added_alias, references_rewritten
from kgen.weave import Garden
from kgen.weave.name_index import FILE_ENDING, fold
from kgen.weave.old_addresses import old_address, once_of
from kgen.weave.wording import GONE, words_of_slug

_MARKUP = re.compile(r"[\[\]|\\`*_~<>&]")


def renaming(garden: Garden, reading: Reading, old: str, new: str) -> Plan:
    """Plan to rename an entry, or a picture where `old` ends as one does, in a garden that leaves out nothing of what
    was read. What names it is written first, then a menu that leads to it; then the file gets its new name. Until then
    the same can be planned again.

    Raises ConfigurationError where that cannot be done.
    """
    if format_named(old):
        return picture_renamed(garden, old, new)
    settings = garden.settings
    entry = entry_called(garden, old, reading)
    slug = _new_slug(garden, entry, new)
    key = f"{entry.kind.folder}/{slug}"
    rules = _rules(garden, entry, slug)
    plan = references_rewritten(garden, entry, lambda each: rules, own=True)
    try:
        own = added_alias(plan.take(entry, settings), entry.slug, without=slug)
    except (ValueError, yaml.YAMLError):
        raise ConfigurationError(f"{entry.path}: its front matter cannot take an alias. Mend it first.") from None
    new_path = f"{settings.content_name}/{key}.md"
    plan.changes.files[new_path] = own
    plan.changes.made_from[new_path] = ""
    plan.done.append(f"{entry.path} is now {key}.md; its old address leads there (aliases: {entry.slug}).")
    plan.look += [*_named_in_code(garden, entry), *_old_name(garden, entry)]
    plan.add(menu_led_on(entry, slug, settings))
    plan.end(entry, settings, leads_to=key)
    return plan


def _new_slug(garden: Garden, entry: Entry, written: str) -> str:
    folder, slug = parts(written)
    kind = entry.kind
    if not slug or written.rstrip().endswith(("/", "\\")):
        raise ConfigurationError(f"No new name was given for {entry.key}. Write one, such as {kind.folder}/trust.")
    if folder not in ("", kind.folder):
        raise ConfigurationError(
            f"{entry.key} is a {kind} and stays in {kind.folder}/. Write only its new name, such as {slug}."
        )
    if fault := fault_of_name(f"{kind.folder}/{slug}.md"):
        raise ConfigurationError(f"{slug}: {fault.message}. {fault.fix}")
    if slug == entry.slug:
        raise ConfigurationError(f"{entry.key} is its name already. Write another one.")
    if (garden.settings.root / entry.path).with_name(f"{slug}.md").exists():
        raise ConfigurationError(
            f"There is a {kind.folder}/{slug}.md already. Choose another name. If both are the same {kind}, put into it"
            f" what it lacks and `aliases: [{entry.slug}]`, and delete {entry.path}. Its links then lead there."
        )
    others = (each for each in garden.entries.values() if each is not entry)
    if other := once_of(others).get(old_address(entry.kind, slug)):
        raise ConfigurationError(f"{slug} is an old name of {other.key}. Choose another, or delete that alias.")
    for each in KINDS:
        for other in garden.names.look_up(slug, (each,)):
            if other is not entry:
                raise ConfigurationError(
                    f"{slug} is another page's name: links to {other.key} would change. Choose another."
                )
    if isinstance(entry.meta, Tombstone):
        raise ConfigurationError(f"{entry.key} was withdrawn; its tombstone stays at the old address.")
    if entry.meta is UNREADABLE:
        raise ConfigurationError(f"{entry.path} cannot be understood. Run `kgen check` and mend it first.")
    return slug


# --- what is to be done


def _old_name(garden: Garden, entry: Entry) -> Iterator[str]:
    """What to do where a person's old name should be found no longer: they may have a new one for good reason."""
    if PERSON.includes(entry):
        yield "Should the old name be found no longer? Then take it out of `aliases` too."
        yield from (f"{each.path} may hold it in its words or its name." for each in speaking_of(garden, entry))


def _named_in_code(garden: Garden, entry: Entry) -> Iterator[str]:
    """Where code names it. Code says what it says: only a person knows whether it is an example or an instruction."""
    kind, slug = re.escape(entry.kind.folder), re.escape(entry.slug)
    naming = re.compile(rf"(?:\[\[(?:{kind}/)?|(?<![\w-]){kind}/){slug}(?![\w-])")
    for each in garden.entries.values():
        data = (garden.settings.root / each.path).read_bytes() if each.digest else b""
        if entry.slug.encode() not in data:
            continue
        try:
            file = SourceFile(data)
        except UnicodeDecodeError:
            continue
        for start, end in code_spans(file.body):
            if found := naming.search(file.body, start, end):
                line = Position.at(file.text, file.body_at + found.start()).line
                yield f"{each.path}:{line} names it in code, which stays as it is."


def _rules(garden: Garden, entry: Entry, slug: str) -> Rules:
    old = fold(entry.slug)

    def new_name(written: str) -> str | None:
        """The new name for one that is the old slug; None for a title, another label or an old address (`/2019/a/`),
        which lead on."""
        bare = written.rstrip("/")  # It may be the address of its page.
        folder, slash, rest = bare.rpartition("/")
        if fold(rest) != old or _is_old_address(garden, entry, written):
            return None
        return f"{folder}{slash}{slug}{written[len(bare) :]}"

    def link(found: FoundLink) -> str | None:
        reference = found.reference
        if not reference.target:
            return None
        if reference.form == "markdown":
            leads_on = _is_old_address(garden, entry, reference.target)
            return None if leads_on else with_address(found, entry, slug)
        name = new_name(reference.target)
        if name is None:
            return None
        words = found.label
        if words is None and reference.form == "wiki" and entry.kind is not PERSON:  # A person is called as they say.
            words = words_kept(garden, entry, reference.target, slug)
        return found.as_wikilink(name, reference.heading, words, shows=reference.form == "embed")

    return Rules(lambda field, written: new_name(written), link, in_definitions=True)


def _is_old_address(garden: Garden, entry: Entry, written: str) -> bool:
    """Whether a link leads to an entry because it was once there (`/2019/03/a-post/`), and not by its slug."""
    path = unquote(written).partition("?")[0]
    return "/" in path and garden.names.was_at(path) is entry


def words_kept(garden: Garden, entry: Entry, written: str, slug: str) -> str | None:
    """The label that a wikilink without one needs, so that readers go on seeing the same words; None where they do."""
    before = garden.words_for(written)
    if before == GONE or _MARKUP.search(before):
        return None
    return None if before == words_of_slug(garden, garden.title(entry), slug) else before


def with_address(found: FoundLink, entry: Entry, slug: str) -> str | None:
    """A link, or the definition that holds its address, with the last part of the address changed; None where that is
    an alias of the entry, not its slug."""
    if found.address is None:
        return None
    start, end = found.address
    path = re.split("[?#]", found.written[start:end], maxsplit=1)[0]
    last = re.compile(rf"([^/]+?)(?={FILE_ENDING.pattern})", re.IGNORECASE).search(path)
    if last is None or fold(unquote(last[1])) != fold(entry.slug) or last[1] == slug:
        return None
    return f"{found.written[: start + last.start()]}{slug}{found.written[start + last.end() :]}"
