"""kgen mv: an entry gets a new slug; every reference follows, and the old address leads on."""

import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import yaml

from kgen.commands.mv_picture import move as move_picture, names_picture
from kgen.commands.rewriting import FoundLink, Rewritten, Rules, added_alias, read_in_part, rewritten
from kgen.editing.source_file import refuse_unwritable
from kgen.editing.whole_files import write_whole
from kgen.frontmatter import UNREADABLE
from kgen.importing.drafts import folder_of
from kgen.importing.ledger import follow
from kgen.model import KIND_BY_FOLDER, KINDS, Entry
from kgen.publish.prepare import seen_by_readers
from kgen.read import Reading, read
from kgen.read.schema import Tombstone
from kgen.read.walk import fault_of_name
from kgen.settings import ConfigurationError, load
from kgen.terminal import printable
from kgen.weave import GONE, Garden, weave
from kgen.weave.name_index import fold
from kgen.weave.text import lower_first

_MARKUP = re.compile(r"[\[\]|\\`*_~<>&]")
_ADDRESS = re.compile(r"\]\([ \t\n]*<?([^\s()<>#?]*)")


@dataclass(slots=True)
class _Plan:
    """The entry's own file rewritten, the other files by their paths, and what is left to a person."""

    own: bytes
    files: dict[str, Rewritten] = field(default_factory=dict)
    look: list[str] = field(default_factory=list)


def run(config_file: Path, old: str, new: str, *, today: str | None) -> int:
    """Move an entry or a picture. Raises ConfigurationError, before anything is changed, where that cannot be done."""
    settings = load(config_file, today=today)
    reading = read(settings)
    garden = weave(settings, reading)
    if names_picture(old):
        print("\n".join(map(printable, move_picture(garden, old, new))))
        return 0
    entry = _entry(garden, old, reading)
    slug = _new_slug(garden, entry, new)
    plan = _planned(garden, entry, slug)
    path = settings.root / entry.path
    refuse_unwritable([path, *(settings.root / name for name in plan.files)])
    for name, changed in plan.files.items():
        write_whole(settings.root / name, changed.data)
    write_whole(path, plan.own)
    path.rename(path.with_name(f"{slug}.md"))
    follow(folder_of(settings), f"{entry.key}.md", f"{entry.kind.folder}/{slug}.md")
    print("\n".join(_done(entry, slug, plan)))
    return 0


def _entry(garden: Garden, written: str, reading: Reading) -> Entry:
    """The entry of a slug, a key or a path. Raises ConfigurationError where there is none, or several."""
    folder, slug = _parts(written)
    kinds = (KIND_BY_FOLDER[folder],) if folder in KIND_BY_FOLDER else KINDS
    found = [entry for kind in kinds if (entry := garden.entries.get(f"{kind.folder}/{slug}"))]
    if len(found) == 1:
        return found[0]
    if found:
        keys = " or ".join(entry.key for entry in found)
        raise ConfigurationError(f"Several files are called {slug}.md. Write which one you mean: {keys}.")
    near = garden.names.nearest(slug, kinds, among=seen_by_readers(garden.settings, reading))
    keys = " or ".join(dict.fromkeys(each.key for name in near for each in garden.names.look_up(name, kinds)[:1]))
    hint = f" Did you mean {keys}?" if keys else ""
    raise ConfigurationError(f"There is no {written}.{hint} Write the name of its file, such as topics/trust.")


def _parts(written: str) -> tuple[str, str]:
    """The folder, if there is one, and the slug of a name that may be written as a path."""
    path = PurePosixPath(written.replace("\\", "/"))
    return path.parent.name, path.name.removesuffix(".md")


def _new_slug(garden: Garden, entry: Entry, written: str) -> str:
    folder, slug = _parts(written)
    kind = entry.kind
    if folder not in ("", kind.folder):
        raise ConfigurationError(
            f"{entry.key} is a {kind} and stays in {kind.folder}/. Write only its new name, such as {slug}."
        )
    if fault := fault_of_name(f"{kind.folder}/{slug}.md"):
        raise ConfigurationError(f"{slug}: {fault.message}. {fault.fix}")
    if slug == entry.slug:
        raise ConfigurationError(f"{entry.key} is its name already. Write another one.")
    if (garden.settings.root / entry.path).with_name(f"{slug}.md").exists():
        raise ConfigurationError(f"There is a {kind.folder}/{slug}.md already. Choose another name.")
    for other in garden.entries.values():
        if other is not entry and other.kind is kind and slug in other.meta.aliases:
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


def _planned(garden: Garden, entry: Entry, slug: str) -> _Plan:
    root = garden.settings.root
    rules = _rules(garden, entry, slug)
    plan = _Plan(b"")
    for each in garden.entries.values():
        if not each.digest:
            plan.look.append(f"{each.path} cannot be read, so nothing was changed in it.")
            continue
        data = (root / each.path).read_bytes()
        try:
            changed = rewritten(data, each, entry, garden, rules)
        except UnicodeDecodeError:
            plan.look.append(f"{each.path} is not UTF-8 text, so nothing was changed in it.")
            continue
        plan.look += [f"{each.path}:{line}:{column} names it; mend it by hand." for line, column in changed.left]
        if read_in_part(each):
            plan.look.append(f"{each.path} could be read only in part. See whether it names {entry.key}.")
        if each is entry:
            plan.own = changed.data
        elif changed.changed:
            plan.files[each.path] = changed
    try:
        plan.own = added_alias(plan.own, entry.slug, without=slug)
    except (ValueError, yaml.YAMLError):
        raise ConfigurationError(f"{entry.path}: its front matter cannot take an alias. Mend it first.") from None
    return plan


def _rules(garden: Garden, entry: Entry, slug: str) -> Rules:
    old = fold(entry.slug)

    def new_name(written: str) -> str | None:
        """The new name for one that is the old slug; None for a title or another label, which lead on."""
        folder, slash, rest = written.rpartition("/")
        if fold(rest) != old:
            return None
        return f"{folder}/{slug}" if slash else slug

    def link(found: FoundLink) -> str | None:
        reference = found.reference
        if not reference.target:
            return None
        if reference.form == "markdown":
            return None if found.elsewhere else _with_address(found, entry, slug)
        name = new_name(reference.target)
        if name is None:
            return None
        marks = "![[" if reference.form == "embed" else "[["
        heading = f"#{reference.heading}" if reference.heading else ""
        words = found.label
        if words is None and reference.form == "wiki":
            words = _words_kept(garden, entry, reference.target, slug)
        pipe = "" if words is None else rf"\|{words}" if found.in_table else f"|{words}"
        return f"{marks}{name}{heading}{pipe}]]"

    return Rules(lambda where, written: new_name(written), link)


def _words_kept(garden: Garden, entry: Entry, written: str, slug: str) -> str | None:
    """The label that a wikilink without one needs, so that readers go on seeing the same words; None where they do."""
    before = garden.words_for(written)
    if before == GONE or _MARKUP.search(before):
        return None
    title = garden.title(entry)
    after = lower_first(title) if fold(title) == fold(slug) else title
    return None if before == after else before


def _with_address(found: FoundLink, entry: Entry, slug: str) -> str | None:
    """A link with the last part of its address changed; None where that is no slug of the entry, but an alias."""
    matches = list(_ADDRESS.finditer(found.written))
    if not matches:
        return None
    start, end = matches[-1].span(1)
    address = found.written[start:end]
    changed = re.sub(rf"(^|/){re.escape(entry.slug)}(?=(?:\.md|/|/index\.md)?$)", rf"\g<1>{slug}", address)
    return None if changed == address else found.written[:start] + changed + found.written[end:]


def _done(entry: Entry, slug: str, plan: _Plan) -> list[str]:
    lines = [f"{entry.path} is now {entry.kind.folder}/{slug}.md; its old address leads there (aliases: {entry.slug})."]
    if plan.files:
        lines.append("Changed, because they named it:")
    for path, changed in plan.files.items():
        lines.append(f"  {path}: {changed.counted}")
    if plan.look:
        lines += ["For you to look at:", *(f"  {line}" for line in plan.look)]
    return lines
