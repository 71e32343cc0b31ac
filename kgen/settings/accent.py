"""The one colour that a garden chooses: that of links and buttons, which must be readable by day and by night.

Source of contrast and its limit: W3C, Web Content Accessibility Guidelines 2.2, 1.4.3 and "relative luminance".
"""

import colorsys
import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from kgen.settings.package import package_folder

Scheme = Literal["light", "dark"]
ENOUGH = 4.5
"""The contrast between text and its background that WCAG asks for at level AA."""
_GROUNDS = ("--kg-paper", "--kg-raised", "--kg-tint", "--kg-shade")
"""The backgrounds that links are on."""
_COLOUR = re.compile(r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_VARIABLE = re.compile(r"(--kg-[a-z]+): (#[0-9a-f]{6});")
_STEPS = 200


@cache
def palette(scheme: Scheme) -> Mapping[str, str]:
    """The colours of kgen's pages by day or by night, by the names of their custom properties: `--kg-paper`."""
    style = package_folder("theme") / "styles" / f"{scheme}.css"
    return dict(_VARIABLE.findall(style.read_text(encoding="utf-8")))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (`#2f5d3a`), from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def worst_contrast(colour: str, scheme: Scheme) -> float:
    return min(contrast(colour, palette(scheme)[ground]) for ground in _GROUNDS)


def nearest_readable(colour: str, scheme: Scheme) -> str:
    """The colour itself if it can be read by day or by night, else the nearest of its hue that can: darker by day,
    lighter by night."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_parts(colour))
    end = 0.0 if scheme == "light" else 1.0
    for step in range(_STEPS + 1):
        lighter = lightness + (end - lightness) * step / _STEPS
        tried = colour if step == 0 else _hex(colorsys.hls_to_rgb(hue, lighter, saturation))
        if worst_contrast(tried, scheme) >= ENOUGH:
            return tried
    raise AssertionError("black and white can be read")


def _hex(parts: Iterable[float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


class Accent(BaseModel):
    """The colour of links and buttons by day and by night; both are empty where the garden chose none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    light: str = Field("", description="on light paper", examples=['"#2f5d3a"'])
    dark: str = Field("", description="on dark paper; if left out, a lighter tone of the other", examples=['"#a3cfa6"'])

    @model_validator(mode="before")
    @classmethod
    def _both(cls, value: Any) -> Any:
        """Let one colour stand for both. Raises ValueError where a colour cannot be read."""
        if not isinstance(value, Mapping):
            value = {"light": value}
        colours = {name: _checked(text, name) if name in ("light", "dark") else text for name, text in value.items()}
        if colours.get("light") and not colours.get("dark"):
            colours["dark"] = nearest_readable(colours["light"], "dark")
        return colours


def _checked(text: Any, scheme: Scheme) -> str:
    found = _COLOUR.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise ValueError(
            "should be a colour of three or six hexadecimal digits; no name of a colour, no rgb()",
            'Write it in quotation marks, such as "#2f5d3a": without them, what follows # is left out.',
        )
    digits = found[1].lower()
    colour = "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))
    near = nearest_readable(colour, scheme)
    if near != colour:
        raise ValueError(
            f"cannot be read on {scheme} paper: the contrast of {colour} is {worst_contrast(colour, scheme):.1f}"
            f" to 1, and the minimum is {ENOUGH}",
            f'Write "{near}", the nearest that can be read.',
        )
    return colour
