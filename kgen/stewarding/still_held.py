"""What still holds a withdrawn story where kgen cannot reach, and how to take it out of there."""

import posixpath
import shlex
from collections.abc import Iterator, Sequence
from itertools import chain
from textwrap import indent
from typing import NamedTuple

from kgen.checks.unnamed import speaking_of
from kgen.english import in_words
from kgen.file_history import names_in_history
from kgen.git import GitError, branch, from_top, has_remote, why_unread
from kgen.importing.drafts import FOLDER
from kgen.model import PERSON, STORY, Entry
from kgen.settings import Settings
from kgen.weave import Garden
from kgen.weave.old_addresses import old_address


class Holder(NamedTuple):
    """Something that still holds a withdrawn story, and what to do about it; lines after the first are indented by
    three. `is_stewards` where a steward sees to it; the rest needs somebody who knows Git, or the host."""

    says: str
    is_stewards: bool


def still_held(garden: Garden, story: Entry, paths: Sequence[str], *, has_tombstone: bool) -> tuple[Holder, ...]:
    """What holds a story whose files are at `paths`, its own first; the people who told no other story come first."""
    settings = garden.settings
    once = (old_address(story.kind, each) for each in story.meta.aliases)
    before = (name.removesuffix(".md") for name in story.former_paths)
    urls = dict.fromkeys([story.url, *once, *(f"{key}/" for key in before if key not in garden.entries)])
    page = in_words([settings.address(url, otherwise=f"the page {url}") for url in urls])
    paths = list(dict.fromkeys([*paths, *_paths_before(story, settings)]))
    history = in_history(paths, settings, has_tombstone=has_tombstone)
    history = indent(history, "   ").strip() or "It was never committed here, so there is nothing to remove."
    others = (Holder(each.format(history=history), False) for each in _FOR_OTHERS)
    return (*_people_left(garden, story), *others, *(Holder(each.format(page=page), True) for each in _FOR_STEWARDS))


def listed(holders: Sequence[Holder]) -> str:
    """The list, numbered, as a terminal shows it."""
    return "\n".join(f"{number}. {each.says}" for number, each in enumerate(holders, 1))


def _people_left(garden: Garden, story: Entry) -> Iterator[Holder]:
    """Those who told no other story, and may not want their page any longer."""
    told = [(each, author) for each in garden.entries.values() for author in _authors(garden, each)]
    for person in _authors(garden, story):
        if (
            PERSON.includes(person)
            and person.key in garden.published
            and all(each is story for each, author in told if author is person)
        ):
            page = garden.settings.address(person.url, otherwise=person.url)
            says = f"The page of {garden.title(person)}, who told no other story: {page}. Ask them whether it may stay."
            if named := [each.path for each in speaking_of(garden, person) if each is not story]:
                says += f"\n   What others wrote may name them too: {in_words(named)}."
            yield Holder(says, True)


def _authors(garden: Garden, story: Entry) -> list[Entry]:
    """Those who told it, whether readers can see it or not: a story is often hidden before it is withdrawn."""
    found = (each.found for each in garden.names.in_fields(story.meta, "author") if each.found)
    return [entries[0] for entries in found] if STORY.includes(story) else []


STILL_HELD = """\
Once the site is published again, the story is gone from it. Copies that others have made may remain.
What kgen cannot reach still holds the story:
"""
_FOR_OTHERS = (
    """\
The site, until you publish again. Older copies of it keep the story too: a branch that holds built pages
   (gh-pages), artifacts of workflows, previews at the web host. Delete those.""",
    "The history of the repository. {history}",
    """\
The host of the repository: pull requests, cached views and old commits keep the text. Ask its support to
   remove them, naming the commits. On GitHub: “Removing sensitive data from a repository”. On your own server, run
   `git gc --prune=now` in the repository there.""",
    """\
Forks, and clones on other computers: each holds everything. Ask their owners to delete them and clone
   again; a push from an old clone brings the story back.""",
)
_FOR_STEWARDS = (
    """\
Your consent register. Note the withdrawal there, and tell the person whose story it is that it is gone from
   the site, and that copies others have made may remain.""",
    """\
Search engines and web archives. Google and Bing have a form for outdated content; archive.org takes requests
   by e-mail. What they should drop: {page}""",
    """\
What people took with them: feed readers, downloads of the open data, printed sheets, letters about what is new.
   Tell the networks. Where the workflow adds such letters to your issue, delete the comments that name it.""",
    "What was sent: the mail or form it came in, its attachments, your letter and the answer. Delete them.",
)


def _paths_before(story: Entry, settings: Settings) -> Iterator[str]:
    """Where its text may have been under a name that git does not follow from the one it has: before it was accepted,
    and before it was renamed."""
    for slug in (story.slug, *story.meta.old_slugs):
        for folder in (settings.content_name, FOLDER):
            path = f"{folder}/{story.kind.folder}/{slug}.md"
            if not (settings.root / path).exists():  # Else it is another's.
                yield path


def in_history(paths: Sequence[str], settings: Settings, *, has_tombstone: bool) -> str:
    """How to take files out of the history of the repository; empty if none was ever committed. Source: the manuals of
    git-filter-repo and git."""
    unknown, others = "", list[str]()
    try:
        names = list(dict.fromkeys(chain(*(names_in_history(settings.root, path) for path in paths))))
        if not names:
            return ""
        own = [from_top(settings.root, path) for path in paths]
        others = [name for name in names if name not in own and _stands(name, settings)]
        names = list(dict.fromkeys([own[0], *(name for name in names if name not in others)]))
    except GitError as error:
        reason = why_unread(str(error)).why
        unknown = f"kgen could not read it: {reason}. If the story was ever committed, here or elsewhere:\n"
        names = list(paths)
    command = shlex.join(["git", "filter-repo", "--invert-paths", *(f"--path={name}" for name in names)])
    steps = _with_tombstone(command, names[0]) if has_tombstone else command
    if not unknown and not has_remote(settings.root):
        cleaned = _HERE.format(steps=indent(steps.replace("filter-repo", "filter-repo --force"), "    "))
    else:
        cleaned = _AT_HOST.format(steps=indent(steps, "    "), branch=branch(settings.root) or "main")
    left_out = _ANOTHERS.format(names=in_words(others)) if others else ""
    return f"{unknown}{_REWRITTEN}{cleaned}{left_out}{_OTHER_FILES}"


def _stands(name: str, settings: Settings) -> bool:
    """Whether a file that is named from the top of the repository is there now."""
    return (settings.root / posixpath.relpath(f"/{name}", f"/{from_top(settings.root, '')}")).exists()


def _with_tombstone(command: str, file: str) -> str:
    """The command, and what keeps the tombstone at hand while all that its file ever held is taken out."""
    folder, file = shlex.quote(posixpath.dirname(file)), shlex.quote(file)
    return f"""\
cp {file} .git/tombstone
{command}
mkdir -p {folder}
mv .git/tombstone {file}
git add {file}
git commit -m "A story was withdrawn\""""


_REWRITTEN = """\
Every older commit holds the text. Taking it out gives all commits new names, so tell everybody
first, and close the desk. """
_AT_HOST = """\
Commit and push what kgen changed just now. Where the host protects the branch, as GitLab
does, allow force pushes until this is done. Then, with git-filter-repo installed:
    git clone ADDRESS-OF-THE-REPOSITORY cleaned
    cd cleaned
{steps}
    git remote add origin ADDRESS-OF-THE-REPOSITORY
    git push --force --all
    git push --force --tags
The folder that you are in still has the old history, and would bring the story back. So, here again:
    git fetch --force --prune --tags origin
    git reset --hard origin/{branch}
    git reflog expire --expire=now --all
    git gc --prune=now
Other branches here, and stashes, hold it too (git branch, git stash list): delete them.
"""
_HERE = """\
Commit what kgen changed just now. Then, with git-filter-repo installed, in the top
folder of the repository:
{steps}
"""
_ANOTHERS = """\
Older versions of {names} may hold it too. Something else has that name now, so the line leaves it out.
"""
_OTHER_FILES = """\
Older versions of other files, and messages of commits, may hold its title. If so, add to the line with filter-repo
    --replace-text FILE --replace-message FILE
where FILE holds a line such as
    literal:THE TITLE==>a story no longer here
"""
