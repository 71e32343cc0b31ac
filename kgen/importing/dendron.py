"""A workspace of Dendron: notes with dots in their names, whose links say first what they show: `[[Words|a.note]]`.

Source: Dendron's wiki, "Links", "Note References", "Frontmatter", "Vaults", "Publishing".
"""

import posixpath
import re
from collections.abc import Mapping, Set
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kgen.importing.layout import NO, YES, Layout
from kgen.importing.loose_front_matter import Fields, is_set
from kgen.importing.site_settings import below, in_yaml

_LINK = re.compile(
    r"\[\[(?:([^\[\]|\n]+?)[ \t]*\|[ \t]*)?(?:dendron://[^/\[\]\n]+/)?([^\[\]|,\n]+?)(?:,[^\[\]\n]*)?\]\]"
)
_TAG = re.compile(r"(?<![\w/&#\[(`\"'=\]])#[A-Za-z][\w-]*(?:\.[\w-]+)+")
_USER = re.compile(r"(?:^|/)user\.([\w-]+)\.md$")
_NAMED = re.compile(r"(?<![\w@/.`])@([A-Za-z][\w-]*)(?![\w/@])")
"""Somebody of whom the workspace has a note: `@maria` leads to `user.maria`."""
_OF_NOTE = re.compile(r"\A---\n(.*?)^---$", re.DOTALL | re.MULTILINE)
_CREATED = re.compile(r"^created: '?(\d{9,10})\d{3}'?$", re.MULTILINE)
_OF_PROGRAM = re.compile(r"^(?:id|updated|nav_order|stub|config): [^\n]*\n|^desc: ''\n", re.MULTILINE)


class DendronWorkspace(Layout):
    called = "a workspace of Dendron"
    configs = ("dendron.yml",)
    is_obsidian = True

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        settings = in_yaml(path / self.config)
        self._private = _private_vaults(settings)
        site = below(settings, "publishing") or below(settings, "site")
        roots = site.get("siteHierarchies")
        self._published = [str(each) for each in roots] if isinstance(roots, list) and "root" not in roots else []
        self._hierarchies = below(site, "hierarchy") or below(site, "config")
        self._users = {found[1] for name in self.folder.names if (found := _USER.search(name))}

    def why_left_out(self, name: str, fields: Fields) -> str:
        if name.startswith(self._private):
            return "it was private there"
        note = f"{posixpath.splitext(posixpath.basename(name))[0]}."
        is_within = not self._published or any(note.startswith(f"{each}.") for each in self._published)
        return "" if is_within and self._is_public(name, note, fields) else "it was not published there"

    def _is_public(self, name: str, note: str, fields: Fields) -> bool:
        """Whether a note is published where it does not say so itself: so its hierarchy, or else the root says."""
        said = below(self._hierarchies, note.partition(".")[0]) or below(self._hierarchies, "root")
        by_default = said.get("publishByDefault")
        if isinstance(by_default, dict):  # By the name of a vault.
            by_default = by_default.get(posixpath.basename(posixpath.dirname(name)))
        return str(by_default).lower() not in NO or is_set(fields, "published", *YES)

    def as_markdown(self, name: str, text: str) -> str:
        return _as_markdown(text, self._users)


def _private_vaults(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """The folders of vaults that were never published."""
    vaults = (below(settings, "workspace") or settings).get("vaults")
    found = [each for each in vaults if isinstance(each, dict)] if isinstance(vaults, list) else []
    return tuple(f"{each.get('fsPath')}/" for each in found if each.get("visibility") == "private")


def _as_markdown(text: str, users: Set[str]) -> str:
    text = _TAG.sub(lambda tag: tag[0].replace(".", "/"), _OF_NOTE.sub(_front_matter, text))
    text = _NAMED.sub(lambda named: f"[[{named[1]}|user.{named[1]}]]" if named[1] in users else named[0], text)
    return _LINK.sub(lambda link: f"[[{link[2]}|{link[1]}]]" if link[1] else f"[[{link[2]}]]", text)


def _front_matter(found: re.Match[str]) -> str:
    """The front matter of a note, with a day in place of milliseconds, and without what only Dendron needs."""
    lines = _CREATED.sub(lambda when: f"created: {datetime.fromtimestamp(int(when[1]), UTC):%Y-%m-%d}", found[1])
    return f"---\n{re.sub(r'^desc:', 'description:', _OF_PROGRAM.sub('', lines), flags=re.MULTILINE)}---"
