"""A plot with two logarithmic axes, as SVG."""

import math
from html import escape
from itertools import pairwise
from typing import NamedTuple

WIDTH, HEIGHT = 860, 520
LEFT, RIGHT, TOP, BOTTOM = 60, 240, 20, 50
"""Pixels around the plot; names are to the right of their lines."""
# Okabe and Ito's colours, which people who see colours differently can tell apart.
COLOURS = ["#d55e00", "#0072b2", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000"]
LINE_HEIGHT = 17


class Line(NamedTuple):
    name: str
    points: list[tuple[float, float]]
    """Pairs of x and y, both above 0, in order of x."""


def plot(lines: list[Line], x_name: str, y_name: str) -> str:
    """Return an SVG of the lines, each with its name at its end and a circle at each point."""
    across = _Axis([x for line in lines for x, _ in line.points], LEFT, WIDTH - RIGHT)
    up = _Axis([y for line in lines for _, y in line.points], HEIGHT - BOTTOM, TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        f'font-size="13" role="img" aria-label="{escape(y_name)} against {escape(x_name)}">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]
    for tick in across.ticks:
        x = across.at(tick)
        parts.append(f'<path d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#ddd"/>')
        parts.append(f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{tick:,g}</text>')
    for tick in up.ticks:
        y = up.at(tick)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{tick:g}</text>')
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(f'<text x="{middle}" y="{HEIGHT - 10}" text-anchor="middle">{escape(x_name)}</text>')
    parts.append(f'<text transform="translate(14 {HEIGHT / 2}) rotate(-90)">{escape(y_name)}</text>')
    places = [[(across.at(x), up.at(y)) for x, y in line.points] for line in lines]
    heights = _apart([points[-1][1] for points in places])
    for number, (line, points, height) in enumerate(zip(lines, places, heights, strict=True)):
        colour = COLOURS[number % len(COLOURS)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in points]
        x = points[-1][0] + 8
        parts.append(f'<path d="M{x:.1f} {height:.1f}h12" stroke="{colour}" stroke-width="4"/>')
        parts.append(f'<text x="{x + 17:.1f}" y="{height + 4:.1f}">{escape(line.name)}</text>')
    return "\n".join([*parts, "</svg>", ""])


class _Axis:
    """Whole powers of ten, with at least one at each side of all values."""

    def __init__(self, values: list[float], start: float, end: float) -> None:
        self._first = math.floor(math.log10(min(values)))
        self._powers = max(1, math.ceil(math.log10(max(values))) - self._first)
        self._start, self._step = start, (end - start) / self._powers
        self.ticks = [10.0 ** (self._first + power) for power in range(self._powers + 1)]

    def at(self, value: float) -> float:
        return self._start + (math.log10(value) - self._first) * self._step


def _apart(heights: list[float]) -> list[float]:
    """Move heights down as far as needed for lines of text at them not to overlap."""
    order = sorted(range(len(heights)), key=heights.__getitem__)
    moved = list(heights)
    for above, below in pairwise(order):
        moved[below] = max(moved[below], moved[above] + LINE_HEIGHT)
    return moved
