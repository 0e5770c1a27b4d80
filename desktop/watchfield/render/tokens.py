"""Colours and sizes of the picture, from the one file that window, renderer and report share."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from types import MappingProxyType

from watchfield import paths
from watchfield.core.errors import ResourceError
from watchfield.render.canvas import Rgb

__all__ = ["DARK", "LIGHT", "Look", "look"]

DARK = "dark"
LIGHT = "light"


@dataclass(frozen=True, eq=False)
class Look:
    """One theme.

    colours : by the names of the file: sea, land, coast, text, zone, other_traffic ...
    states : colour of each state
    aircraft : colours of pinned aircraft, in the order in which they are to be handed out
    lines : widths, dashes and opacities of lines, logical pixels
    sizes : of aircraft and bars, logical pixels
    """

    name: str
    colours: MappingProxyType[str, Rgb]
    states: MappingProxyType[str, Rgb]
    aircraft: tuple[Rgb, ...]
    lines: MappingProxyType[str, float]
    sizes: MappingProxyType[str, float]

    def __getitem__(self, name: str) -> Rgb:
        return self.colours[name]


@functools.cache
def look(theme: str = DARK) -> Look:
    """Return a theme by its name, ``dark`` or ``light``. Raises ResourceError if the file does not say it."""
    tokens = paths.tokens()
    try:
        colours = {name: _rgb(value) for name, value in tokens["themes"][theme].items()}
        states = {name: _rgb(value[theme]) for name, value in tokens["states"].items()}
        palette = [_rgb(value) for value in tokens["aircraft"][theme]]
        aircraft = tuple(palette[number - 1] for number in tokens["aircraft"]["order"])
        lines = {name: float(value) for name, value in tokens["lines"].items() if isinstance(value, int | float)}
        sizes = {name: float(value) for name, value in tokens["sizes"].items() if isinstance(value, int | float)}
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise ResourceError(
            f"the theme {theme} is not in the file of colours ({error})",
            where="look/tokens.json", advice="Install Watchfield again.",
        ) from error  # fmt: skip
    return Look(
        theme, MappingProxyType(colours), MappingProxyType(states), aircraft, MappingProxyType(lines),
        MappingProxyType(sizes),
    )  # fmt: skip


def _rgb(text: str) -> Rgb:
    if len(text) != 7 or text[0] != "#":
        raise ValueError(text)
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)
