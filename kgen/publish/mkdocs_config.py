"""What kgen and the settings say to MkDocs and to its theme."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from markupsafe import escape

from kgen.settings import Settings
from kgen.settings.theme import MATERIAL
from kgen.views.assets import FONT, ICON, SCRIPT, Assets

_PALETTE = [
    {
        "media": f"(prefers-color-scheme: {name})",
        "scheme": scheme,
        "primary": "custom",
        "accent": "custom",
        "toggle": {"icon": icon, "name": f"Switch to {other} colours"},
    }
    for name, scheme, icon, other in (
        ("light", "default", "material/weather-night", "dark"),
        ("dark", "slate", "material/weather-sunny", "light"),
    )
]
FramePictures = Mapping[str, tuple[str, str]]
"""The logo and the favicon that are in the content: the name of each there, and its address on the site."""


def frame_pictures(settings: Settings) -> FramePictures:
    found = {}
    for key in ("logo", "favicon"):
        name = settings.theme.get(key)
        if name in settings.frame_pictures:
            digest = hashlib.blake2b((settings.content_dir / name).read_bytes(), digest_size=4).hexdigest()
            found[key] = (name, f"assets/{key}.{digest}{Path(name).suffix.lower()}")
    return found


def theme_values(settings: Settings, pictures: FramePictures, assets: Assets) -> dict[str, Any]:
    """The values of the theme: those of mkdocs.yml, and kgen's own where it names none."""
    taken = {name: _escaped(value) for name, value in settings.theme.items() if name != "static_templates"}
    values = {
        "logo": None,
        "favicon": assets[ICON][0],
        "direction": "ltr",
        **taken,
        **{key: address for key, (_, address) in pictures.items()},
        "language": settings.language,
    }
    if settings.frame == MATERIAL:
        return values | _of_material(taken)
    # kgen's own frame loads these before the page is painted.
    return values | {"script": assets[SCRIPT][0], "font": assets[FONT][0]}


def _of_material(taken: Mapping[str, Any]) -> dict[str, Any]:
    """What Material is also given: no font from elsewhere."""
    usual = {"palette": _PALETTE, "features": ["navigation.tabs"]}
    return {
        **{name: taken.get(name) or value for name, value in usual.items()},
        "icon": {"logo": "material/sprout", **taken.get("icon", {})},
        "font": False,
    }


def config_values(settings: Settings, site_dir: Path) -> dict[str, Any]:
    """The settings of MkDocs by their names; the values of the theme are `theme_values`."""
    return {
        "site_name": settings.site_name,
        "site_url": settings.site_url or None,
        "site_description": settings.site_description or None,
        "docs_dir": str(settings.content_dir),
        "site_dir": str(site_dir),
        "repo_url": settings.repo_url or None,
        "repo_name": settings.repo_name or None,
        "edit_uri": settings.edit_uri or None,
        "theme": {"name": settings.frame},
        "nav": None,
        "extra_css": [],
        "extra_javascript": list(settings.scripts),
        "extra_templates": [],
        "strict": False,
    }


def _escaped(value: Any) -> Any:
    """Settings as the theme, which escapes nothing, may print them."""
    if isinstance(value, str):
        return str(escape(value))
    if isinstance(value, Mapping):
        return {name: _escaped(inner) for name, inner in value.items()}
    return [_escaped(inner) for inner in value] if isinstance(value, list) else value
