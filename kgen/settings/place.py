"""The name of the site, its web addresses, and the folders of content and site."""

import os
import posixpath
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from kgen.diagnostic import Diagnostic
from kgen.letters import one_line
from kgen.settings import keys
from kgen.settings.file import Configuration, KeyPath, address_in, is_web_address, texts
from kgen.settings.options import FORBIDDEN
from kgen.settings.quotes import in_quotes


def text(configuration: Configuration, name: str) -> str:
    value = configuration.data.get(name)
    return value.strip() if isinstance(value, str) else ""


def folder(configuration: Configuration, name: str, usual: str) -> Path:
    """A folder that mkdocs.yml names, seen from there."""
    return Path(os.path.normpath(configuration.path.parent / (text(configuration, name) or usual)))


def addresses(configuration: Configuration, *, is_private: bool) -> Iterator[Diagnostic]:
    """The name of the site, and the web addresses of site and repository, which may be private."""
    is_said = keys.is_no_text(configuration, "site_name") or keys.is_misspelt(configuration, "site_name")
    if not text(configuration, "site_name") and not is_said:
        how = "Write, for example," if "site_name" in configuration.data else "Add a line such as"
        message, fix = "the garden has no `site_name`", f"{how} `site_name: Our garden`."
        if lost := configuration.written.get(("site_name",), "").removeprefix("~"):
            message = f"the garden has no `site_name`: YAML does not read what begins with {lost[0]} as text"
            fix = f"Put it in quotes: `site_name: {in_quotes(lost)}`."
        yield configuration.problem(("site_name",), message, fix)
    yield from _site_url(configuration)
    for name in ("repo_url", "edit_uri"):
        address = text(configuration, name)
        if address and (name == "repo_url" or "://" in address) and not is_web_address(address):
            message = f"`{name}` should be a web address"
            fix = _address_meant(name, address) or "Write, for example, https://github.com/you/garden."
            yield configuration.problem((name,), message, fix)
    edited_at = text(configuration, "edit_uri")
    if edited_at and is_private:
        message = "`edit_uri` has no effect: pages do not lead to a source that is private"
        yield configuration.problem(("edit_uri",), message, "Take it out; nothing depends on it.", "info")
    elif edited_at and "://" not in edited_at and not text(configuration, "repo_url"):
        fix = "Add a line such as `repo_url: https://github.com/you/garden`."
        yield configuration.problem(("edit_uri",), "`edit_uri` has no effect without `repo_url`", fix, "warning")


def _address_meant(name: str, written: str) -> str:
    """The advice to write an address that lacks its beginning, or holds spaces; empty where it is not certain."""
    meant = address_in("%20".join(written.split())) if "@" not in written else ""
    return f"Write `{name}: {meant}`." if meant else ""


def _site_url(configuration: Configuration) -> Iterator[Diagnostic]:
    """The address of the folder in which the site is: every other address begins with it."""
    address = text(configuration, "site_url")
    if not address:
        return
    if not is_web_address(address):
        message = "`site_url` should be a web address"
        fix = _address_meant("site_url", address) or "Write, for example, https://stories.example.org/."
        yield configuration.problem(("site_url",), message, fix)
        return
    parts = urlsplit(address)
    segments = parts.path.split("/")
    is_file = bool(re.search(r"\.(?:html?|php|aspx?|md)$", segments[-1], re.IGNORECASE))
    folders = [each for each in (segments[:-1] if is_file else segments) if each]
    within = posixpath.normpath(f"/{'/'.join(folders)}").strip("/")
    folder = "/".join([f"{parts.scheme}://{parts.netloc}", *filter(None, [within]), ""])
    reason = {
        "has a query (what follows `?`)": "?" in address,
        "has a fragment (what follows `#`)": "#" in address,
        f"names a file, {segments[-1]}": is_file,
        "has `.` or `..` in it": "." in segments or ".." in segments,
        "has two slashes next to each other": "//" in parts.path,
    }
    if why := next((why for why, applies in reason.items() if applies), ""):
        message = f"`site_url` {why}, and should be the address of a folder"
        yield configuration.problem(("site_url",), message, f"Write `site_url: {folder}`.")


_KEPT = ("drafts", ".desk", ".git", ".github", ".kgen", ".venv")
"""Folders beside mkdocs.yml that kgen, Git or a host need for something else."""
_OTHER_FILES = "it holds files that do not belong to a site"


def is_in_the_way(folder: Path) -> bool:
    """Whether a link, or something that is no folder, has the name of a folder that kgen needs."""
    return folder.is_symlink() or (folder.exists() and not folder.is_dir())


def is_kept(place: Path, root: Path) -> bool:
    """Whether a folder is one of those that are needed for something else, or in one."""
    return any(place.is_relative_to((root / name).resolve()) for name in _KEPT)


def why_no_site(site: Path, content: Path, root: Path, custom_dir: Path | None) -> str:
    """Why the site cannot be built into a folder, which a build replaces as a whole; empty if it can.

    `root` is the folder of mkdocs.yml. A folder that holds something has to be a site that kgen made.
    """
    place = site.resolve()
    if place.is_relative_to(content.resolve()):
        return "it is the content, or in it"
    if root.resolve().is_relative_to(place):
        return "it is the folder of mkdocs.yml, or holds that"
    if content.resolve().is_relative_to(place):
        return "it holds the content"
    if custom_dir and (place.is_relative_to(custom_dir.resolve()) or custom_dir.resolve().is_relative_to(place)):
        return "`custom_dir` is there"
    if is_kept(place, root):
        return "this folder is for something else"
    try:
        if is_in_the_way(site):
            return "it is not a folder"
        is_site = any((site / "assets").glob("kgen.*")) and not (site / ".git").exists()
        is_other = site.is_dir() and any(site.iterdir()) and not is_site
    except OSError:  # Somebody else's folder, which they cannot change either; a build says so.
        return ""
    return _OTHER_FILES if is_other else ""


def _site_dir(configuration: Configuration, content: Path, custom_dir: Path | None) -> Iterator[Diagnostic]:
    """A folder that is never right is an error. One that holds other files keeps only a build from it: a warning."""
    root = configuration.path.parent
    if configuration.data.get("site_dir") is not None and not text(configuration, "site_dir"):
        # MkDocs reads an empty name as the folder of mkdocs.yml.
        message = "`site_dir` is empty"
        fix = "Delete the line to build into `site`, or name another folder, such as `site_dir: public`."
        yield configuration.problem(("site_dir",), message, fix)
        return
    site = folder(configuration, "site_dir", "site")
    why = why_no_site(site, content, root, custom_dir)
    if not why:
        return
    free = next((name for name in _OTHER_SITES if not why_no_site(root / name, content, root, custom_dir)), "…")
    message = f"the site cannot be built into {one_line(os.path.relpath(site, root))}: {why}"
    fix = f"Write another folder, such as `site_dir: {free}`."
    if why == _OTHER_FILES:
        fix = f"{fix} If they are a site that another program made, delete them."
    yield configuration.problem(("site_dir",), message, fix, "warning" if why == _OTHER_FILES else "error")


_OTHER_SITES = ("site", "public", "website", "built-site")


def folders(configuration: Configuration, content: Path, custom_dir: Path | None) -> Iterator[Diagnostic]:
    root, name = configuration.path.parent, configuration.path.name
    usual = (root / "content").is_dir()
    # Beside the content of a garden, docs/ is where guides are.
    is_forgotten = usual and "docs_dir" not in configuration.data and not (content / "stories").is_dir()
    shown = one_line(os.path.relpath(content, root))
    way: KeyPath = ("docs_dir",)
    if keys.is_no_text(configuration, "docs_dir"):
        return
    if is_kept(content.resolve(), root):
        message = f"the content cannot be in {shown}: this folder is for something else"
        yield configuration.problem(way, message, "Write `docs_dir: content`, and put the content there.")
    elif content == root or content in root.parents:
        message = f"`docs_dir` is the folder that holds {name}, and everything in the content is published"
        yield configuration.problem(way, message, "Make a folder beside it for the content: `docs_dir: content`.")
    elif link := _link_on_the_way(content, root):
        message = f"{os.path.relpath(link, root)} is a link to another folder, which kgen does not follow"
        yield configuration.problem(
            way, message, f"Put the folder itself there, or write its path as docs_dir in {name}."
        )
    elif (is_forgotten or not content.is_dir()) and not keys.is_misspelt(configuration, "docs_dir"):
        fix = f"Make it beside {name}, or set docs_dir to where it is."
        fix = "Write `docs_dir: content`." if usual else fix
        message = f"{shown} is not a folder" if content.exists() else f"there is no folder {shown} for the content"
        message = f"the content is not in {shown}" if content.is_dir() else message
        yield configuration.problem(way, message, fix)
    if content not in (root, *root.parents):
        yield from _site_dir(configuration, content, custom_dir)


def _link_on_the_way(content: Path, root: Path) -> Path | None:
    """The content folder, or a folder on the way to it from mkdocs.yml, where that is a link.

    A link in a contribution could lead to any folder of the machine that builds.
    """
    above: Sequence[Path] = content.parents if root in content.parents else ()
    folders = (content, *(each for each in above if root in each.parents))
    return next((folder for folder in folders if folder.is_symlink()), None)


def hidden_characters(configuration: Configuration, options: KeyPath) -> Iterator[Diagnostic]:
    """Invisible characters in what pages print. `options` is the way to kgen's own options."""
    for way, written in texts(configuration.data):
        is_option = way[: len(options)] == options
        if (
            not (hidden := FORBIDDEN.search(written))
            or way[0] in keys.UNUSED
            or (way[0] == "plugins" and not is_option)
        ):
            continue
        name = way[len(options)] if is_option and len(way) > len(options) else way[0]
        message = f"`{name}` holds an invisible control character (U+{ord(hidden[0]):04X})"
        yield configuration.problem(way, message, "Retype it, or paste it as plain text.")
