"""The sources of a site of MkDocs.

Source: MkDocs' user guide, "Configuration", "Writing your docs".
"""

import posixpath
import re
from pathlib import Path

from kgen.importing import markdown_folder
from kgen.importing.documents import Found
from kgen.importing.folder import Folder
from kgen.importing.loose_front_matter import Fields
from kgen.importing.markdown_folder import Layout
from kgen.importing.site_settings import first_file, in_yaml

CALLED = "the sources of a site of MkDocs"
_CONFIGS = ("mkdocs.yml", "mkdocs.yaml", "properdocs.yml")


def _texts(path: Path) -> str:
    name = first_file(path, _CONFIGS)
    written = in_yaml(path / name).get("docs_dir") if name else ""
    return f"{posixpath.normpath(str(written or 'docs'))}/"


def recognises(path: Path) -> bool:
    return bool(first_file(path, _CONFIGS)) and (path / _texts(path)).is_dir()


def read(path: Path) -> Found:
    texts = _texts(path)
    settings = in_yaml(path / first_file(path, _CONFIGS))
    ending = ".html" if str(settings.get("use_directory_urls")).lower() == "false" else "/"

    def addresses(name: str, fields: Fields) -> tuple[str, ...]:
        inner = re.sub(r"(?:^|/)(?:index|README)$", "", posixpath.splitext(name.removeprefix(texts))[0])
        return (f"/{inner}{ending if inner else ''}",)

    layout = Layout((texts,), addresses, site=str(settings.get("site_url") or ""))
    return markdown_folder.read(Folder(path), layout)
