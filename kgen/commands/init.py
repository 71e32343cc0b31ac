"""kgen init: a new garden, from the files in kgen/starter and kgen itself; and a newer kgen for an existing one."""

import json
import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kgen import __version__, git
from kgen.commands import desk_files
from kgen.commands.own_wheel import GUIDES, files_of, lock, wheel
from kgen.editing.whole_files import write_whole
from kgen.english import first_of, in_words, sentence_case
from kgen.settings import ConfigurationError, package_folder

SOURCES = ("public", "private")
LONGEST_NAME = 100
KGEN_ITSELF = ".github/kgen"
"""Where a garden keeps the kgen that its workflows install: a wheel, and the lock of what it needs."""
INSTALLER = ".github/install-kgen.sh"
CONFIG = "mkdocs.yml"
GUIDE = "docs/desk.md"
IGNORED = ".gitignore"
MOST_LISTED = 12
GET_GIT = "Install it from https://git-scm.com"
_NAME, _SOURCE = "site_name: Our garden\n", "source: private\n"
"""What the starter's mkdocs.yml holds in place of the answers."""


def begin(
    folder: Path, *, name: str | None, source: str | None, with_git: bool | None, update: bool, desk: bool
) -> int:
    """Begin a garden; or only put this kgen, or the files that open the desk, into an existing one."""
    exists = desk and (folder / CONFIG).is_file()
    answered = [("--name", name), ("--source", source), ("--git" if with_git else "--no-git", with_git)]
    if (update or exists) and (unused := [option for option, answer in answered if answer is not None]):
        only = "--update only puts kgen into a garden that is there"
        if not update:
            only = f"{folder} holds a garden already, and --desk only adds to it"
        raise ConfigurationError(f"{only}. Leave out {in_words(unused)}.")
    if update:
        return run_update(folder, desk=desk)
    if exists:
        return add_desk(folder)
    return run(folder, name=name, source=source, with_git=with_git, desk=desk)


def run(folder: Path, *, name: str | None, source: str | None, with_git: bool | None = None, desk: bool = False) -> int:
    """Begin a garden in a folder, which may hold other files. Raises ConfigurationError before anything is written.

    What nobody answered is asked on a terminal. Elsewhere, and where the answers end, the source is private: that is
    what docs/hosting.md advises, and it tells nobody's story to strangers while the stewards find out.
    """
    if source is not None and source not in SOURCES:
        raise ConfigurationError(f"--source {source} is unknown. Choose one of: {', '.join(SOURCES)}.")
    if name is not None:
        _refuse_name(name)
    files = _files() | (desk_files.files() if desk else {})
    _refuse_folder(folder, list(files))
    answers = _answers(folder, name, source, with_git)
    files[CONFIG] = _configured(files[CONFIG], answers)
    there = sorted(path.name for path in folder.iterdir() if path.name != ".git") if folder.is_dir() else []
    plan = _planned(folder, files)
    _write(folder, plan)
    desk_files.make_executable(folder, plan.new)
    if answers.with_git:
        try:
            git.begin(folder)
        except git.GitError as error:
            raise ConfigurationError(f"The garden was written, but git could not begin its history: {error}") from None
    said = [*_said(folder, plan, there, answers), *_of_history(folder, with_git), *([desk_files.SAID] if desk else [])]
    print("\n".join([*said, "", *_next_steps(folder, answers)]))
    return 0


def run_update(folder: Path, *, desk: bool) -> int:
    """Put the running kgen into a garden in place of the one it carries. What stewards may have changed is left alone,
    and named where it differs from what this kgen would write."""
    if not (folder / CONFIG).is_file():
        raise ConfigurationError(f"{folder} holds no {CONFIG}. Name the folder of a garden, or leave out --update.")
    files = _files()
    ours = {each: data for each, data in files.items() if _is_kgen_itself(each)}
    if desk or desk_files.are_in(folder):
        ours |= desk_files.files()
    _put(folder, ours)
    for path in (folder / KGEN_ITSELF).glob("*.whl"):
        if f"{KGEN_ITSELF}/{path.name}" not in ours:
            path.unlink()
    print(f"The garden now carries kgen {__version__}, in {KGEN_ITSELF}.")
    others = [each for each in files if each.startswith((".github/", "docs/")) and each not in ours]
    if differing := [each for each in others if _bytes_at(folder / each) != files[each]]:
        print("These are not what this kgen would write. They were left as they are; compare them with a new garden's:")
        print("\n".join(f"  {each}" for each in differing))
    print(f"Next: bash {INSTALLER}, then .venv/bin/kgen check, then commit it on the main branch.")
    return 0


def add_desk(folder: Path) -> int:
    """Put the files that open the desk into an existing garden, and its guide if that is missing."""
    files = _files()
    guide = {} if os.path.lexists(folder / GUIDE) else {GUIDE: files[GUIDE]}
    _put(folder, desk_files.files() | guide)
    print(desk_files.SAID)
    itself = {each: data for each, data in files.items() if each.startswith(f"{KGEN_ITSELF}/")}
    if any(_bytes_at(folder / each) != data for each, data in itself.items()):
        print(f"They install the kgen that the garden carries, which is not this one ({__version__}) or not there yet.")
        print("Next: kgen init --update .")
    return 0


def _files() -> dict[str, bytes]:
    """The files of a new garden, by their names in it."""
    name, data = wheel()
    return {
        **dict(files_of(package_folder("starter"))),
        **{f"docs/{guide}": (package_folder("docs") / guide).read_bytes() for guide in GUIDES},
        f"{KGEN_ITSELF}/requirements.txt": lock(),
        f"{KGEN_ITSELF}/{name}": data,
    }


def _is_kgen_itself(name: str) -> bool:
    return name == INSTALLER or name.startswith(f"{KGEN_ITSELF}/")


# --- what is asked


@dataclass(frozen=True, slots=True)
class Answers:
    name: str
    source: str
    said_source: bool
    """Whether somebody said who can read the repository."""
    with_git: bool


class _NobodyAnswersError(Exception):
    """The answers have ended: what is left to ask takes what is safe."""


def _answers(folder: Path, name: str | None, source: str | None, with_git: bool | None) -> Answers:
    words = "".join(letter if letter.isalnum() else " " for letter in folder.resolve().name).split()
    proposed = sentence_case(" ".join(words)[:LONGEST_NAME]) or "Our garden"
    can_begin = git.is_installed() and not git.is_repository(folder)
    asked_name, asked_source, asked_git = name, source, with_git
    if sys.stdin.isatty() and sys.stdout.isatty():
        with suppress(_NobodyAnswersError):
            asked_name = asked_name or _asked_name(proposed)
            asked_source = asked_source or _asked_source()
            if can_begin and asked_git is None:
                question = "Keep the history of these files with git? This makes a folder .git in it. [y/N] "
                asked_git = _ask(question).lower() in ("y", "yes")
    return Answers(
        asked_name or proposed, asked_source or "private", asked_source is not None, bool(asked_git) and can_begin
    )


def _ask(question: str) -> str:
    try:
        return input(question).strip()
    except EOFError:
        print()
        raise _NobodyAnswersError from None


def _asked_name(proposed: str) -> str:
    while True:
        name = _ask(f"What is your garden called? [{proposed}] ") or proposed
        try:
            _refuse_name(name)
        except ConfigurationError as error:
            print(error)
        else:
            return name


def _refuse_name(name: str) -> None:
    if not name.strip() or not name.isprintable() or len(name) > LONGEST_NAME:
        raise ConfigurationError(
            f"A garden's name has 1 to {LONGEST_NAME} characters and no invisible ones. Write for example: Our garden"
        )


def _asked_source() -> str:
    print(
        "Who can read the repository that will hold these files?\n"
        "  private  only you and your stewards. The website itself is public either way.\n"
        "  public   anybody: a story is published from the moment it is sent. Stories about a child, or told for\n"
        "           somebody else, are refused."
    )
    while True:
        answer = _ask("private or public? [private] ").lower() or "private"
        for source in SOURCES:
            if len(answer) > 1 and source.startswith(answer):
                return source
        print("Write private or public.")


def _configured(config: bytes, answers: Answers) -> bytes:
    text = config.decode()
    assert text.count(_NAME) == text.count(_SOURCE) == 1
    quoted = json.dumps(answers.name.strip(), ensure_ascii=False)
    return text.replace(_SOURCE, f"source: {answers.source}\n").replace(_NAME, f"site_name: {quoted}\n").encode()


# --- writing


def _refuse_folder(folder: Path, names: Sequence[str]) -> None:
    """See that nothing is in the way of the files: nothing is overwritten, and nothing is written through a link."""
    for each in (folder, *folder.parents):
        if os.path.lexists(each) and not each.is_dir():
            raise ConfigurationError(f"{each} is a file, so it cannot hold a garden. Name a folder, or a new one.")
    folders = sorted({parent.as_posix() for name in names for parent in Path(name).parents if parent != Path()})
    # Without these files, as they are, a garden is not one; any other that is there already may stay.
    needed = [name for name in names if name == CONFIG or name.startswith("content/") or _is_kgen_itself(name)]
    there = [name for name in needed if os.path.lexists(folder / name)]
    there += [name for name in folders if (folder / name).is_symlink() or (folder / name).is_file()]
    if there:
        lines = "".join(f"  {name}\n" for name in there)
        raise ConfigurationError(
            f"{folder} already holds these, and kgen init overwrites nothing:\n{lines}"
            f"Nothing was written. {_instead(folder)}"
        )


def _instead(folder: Path) -> str:
    """What to do where the files of a garden, or of another site that MkDocs builds, are there already."""
    if b"kgen" in (_bytes_at(folder / CONFIG) or b"kgen"):
        return (
            "Move them somewhere else, or name another folder. To put this kgen into a garden that is there:"
            " kgen init --update DIR"
        )
    other = shlex.quote(str(folder / "garden"))
    return (
        f"A garden is a site of its own, so begin it in another folder: kgen init {other}\n"
        "Pages of your site come into it as drafts, with kgen import."
    )


@dataclass(frozen=True, slots=True)
class Plan:
    new: Mapping[str, bytes]
    ignored: tuple[str, ...]
    """Lines that the folder's own .gitignore lacks."""
    kept: tuple[str, ...]
    """Files of a garden that are there already, with other content."""


def _planned(folder: Path, files: Mapping[str, bytes]) -> Plan:
    there = [name for name in files if os.path.lexists(folder / name)]
    can_add = (folder / IGNORED).is_file() and not (folder / IGNORED).is_symlink()
    missing = _missing_lines((folder / IGNORED).read_bytes(), files[IGNORED]) if can_add else ()
    kept = [name for name in there if not (name == IGNORED and can_add) and _bytes_at(folder / name) != files[name]]
    return Plan({name: data for name, data in files.items() if name not in there}, missing, tuple(kept))


def _missing_lines(there: bytes, wanted: bytes) -> tuple[str, ...]:
    """What a .gitignore lacks; slashes around the name of a folder make no difference."""
    lines = [line.strip() for line in there.decode(errors="replace").splitlines()]
    ignored = {line.strip("/") for line in lines if not line.startswith("!")}
    return tuple(line for line in wanted.decode().splitlines() if line.strip("/") not in ignored)


def _bytes_at(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _write(folder: Path, plan: Plan) -> None:
    """Write the files; if one cannot be written, take away those that were, and the folders made for them."""
    made: list[Path] = []
    try:
        for name, data in plan.new.items():
            path = folder / name
            for parent in reversed([path.parent, *path.parent.parents]):
                if not parent.exists():
                    parent.mkdir()
                    made.append(parent)
            with path.open("xb") as file:
                made.append(path)
                file.write(data)
        if plan.ignored:
            there = (folder / IGNORED).read_bytes()
            end = b"\r\n" if b"\r\n" in there else b"\n"
            before = there if not there or there.endswith(b"\n") else there + end
            write_whole(folder / IGNORED, before + b"".join(line.encode() + end for line in plan.ignored))
    except BaseException:
        for path in reversed(made):
            with suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink()
        raise


def _put(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files of kgen's own, in place of those that are there."""
    for part in (part for name in files for part in (Path(name), *Path(name).parents) if part != Path()):
        if (folder / part).is_symlink():
            raise ConfigurationError(f"{part} is a link. Replace it with what it leads to; nothing was written.")
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        write_whole(folder / name, data, like=folder / CONFIG)
    desk_files.make_executable(folder, files)


# --- what is said


def _said(folder: Path, plan: Plan, there: Sequence[str], answers: Answers) -> list[str]:
    where = "this folder" if folder.resolve() == Path.cwd() else folder
    lines = [f"A garden of {len(plan.new)} files is in {where}. Its examples can be read, changed and deleted."]
    if plan.ignored:
        lines.append(f"Added to {IGNORED}: {', '.join(plan.ignored)}")
    changed = {IGNORED} if plan.ignored else set()
    if left := [name for name in there if name not in changed and (folder / name).is_file()]:
        lines.append(f"Left as it was: {first_of(left, MOST_LISTED)}")
    if plan.kept:
        lines.append("A garden has files of these names too. Yours were left, so what kgen would put there is missing:")
        lines += [f"  {name}" for name in plan.kept]
    if ignored := git.ignored(folder, plan.new):
        lines.append("Git ignores these files, but the garden needs them. See its .gitignore:")
        lines += [f"  {name}" for name in ignored]
    if not answers.said_source:
        lines.append(
            f"You did not say who can read its repository, so {CONFIG} says source: {answers.source}."
            " If anybody can read it, write source: public."
        )
    return lines


def _of_history(folder: Path, with_git: bool | None) -> list[str]:
    """Why git was not asked to keep the history of the files, though somebody wanted that."""
    if not with_git or (folder / ".git").exists():
        return []
    if not git.is_installed():
        return [f"No history is kept yet, because {git.NOT_INSTALLED}. {GET_GIT}, and go on as below."]
    return ["The folder is inside a git repository, which keeps the history of these files as well."]


def _next_steps(folder: Path, answers: Answers) -> list[str]:
    away = [] if folder.resolve() == Path.cwd() else [f"cd {shlex.quote(str(folder))}"]
    look = [
        *away,
        "kgen check                       # is all well?",
        "kgen serve                       # look at it in the browser",
        'kgen new story "A first story"   # then open the file it names, and tell it',
    ]
    host = "Make an empty public repository at its host, such as GitHub. docs/hosting.md compares hosts."
    if answers.source == "private":
        host = "Make an empty private repository, at a host that publishes from one: docs/hosting.md compares them."
    return [
        "Look at it:",
        *(f"    {step}" for step in look),
        "Next: publish",
        *([] if git.has_remote(folder) else [f"    # {host}"]),
        "    # On GitHub, first: Settings → Pages → Source: GitHub Actions.",
        *([] if git.is_installed() else [f"    # These need git. {GET_GIT}."]),
        *(f"    {step}" for step in _git_steps(folder)),
        "    # From now on each push publishes the site, and so does every night.",
        "docs/stewarding.md says what comes before the first real story.",
    ]


def _git_steps(folder: Path) -> list[str]:
    """What brings the files to the branch that the workflows publish, from where the folder is."""
    steps = ["git add --all", 'git commit --message "A new garden"']
    if not git.is_repository(folder):
        return ["git init --initial-branch main", *steps, "git remote add origin ADDRESS", "git push -u origin main"]
    if git.branch(folder) != "main":
        steps.append("git branch --move main           # the workflows publish from main")
    if not git.has_remote(folder):
        steps.append("git remote add origin ADDRESS")
    return [*steps, "git push -u origin main"]
