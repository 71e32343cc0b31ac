"""Who the keys stand for by which sites name the authors of their texts: `maria` is Maria Lindqvist.

Sources: Docusaurus' documentation, "Global authors"; Material for MkDocs', "Blog plugin"; Hugo's, "Data sources";
Jekyll's, "Data files"; MyST's guide, "Frontmatter".
"""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from kgen.importing.documents import UnreadableSource
from kgen.importing.folder import Folder
from kgen.importing.loose_front_matter import split, word
from kgen.importing.site_settings import below, in_data
from kgen.letters import one_line

_LISTS = ("authors.yml", "authors.yaml", "authors.toml", "authors.json", ".authors.yml", "myst.yml")
_OF_ONE = re.compile(r"(?:^|/)_?data/authors/([^/]+)\.(?:ya?ml|toml|json)$")
_PAGE = re.compile(r"(?:^|/)authors/([^/]+)/_?index\.md$")


def author_names(folder: Folder) -> dict[str, str]:
    """The names of authors by their keys, as far as files in a folder say them."""
    found: dict[str, str] = {}
    for place in dict.fromkeys(place for name in folder.names for place in PurePosixPath(name).parents):
        for name in _LISTS:
            path = folder.root / place / name
            if path.is_file() and not path.is_symlink():
                found |= dict(_listed(in_data(path)))
    for name in folder.names:
        if one := _OF_ONE.search(name):
            found |= dict(_listed({one[1]: in_data(folder.root / name)}))
        elif page := _PAGE.search(name):
            found |= dict(_listed({page[1]: {"name": _title(folder, name)}}))
    return found


def _listed(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each key and its name, in a table of them, in one that is below `authors`, or in a list."""
    listed = (below(data, "project") or data).get("authors", data)
    if isinstance(listed, list):
        listed = {one.get("id"): one for one in listed if isinstance(one, dict)}
    for key, one in listed.items() if isinstance(listed, dict) else ():
        name = one.get("name") if isinstance(one, dict) else one
        if isinstance(name, str) and one_line(name) and key:
            yield str(key), one_line(name)


def _title(folder: Folder, name: str) -> str:
    try:
        return word(split(folder.text_of(name))[0], "title", "name")
    except UnreadableSource:
        return ""
