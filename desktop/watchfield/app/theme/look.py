"""Dark or light: the tokens of one theme, ready for Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication

from watchfield import paths
from watchfield.core.model.movement import State as Certainty
from watchfield.session.state import Theme

__all__ = ["Look", "chosen", "current", "font", "look", "size", "wear"]

_worn: list[str] = ["dark"]  # the one theme all widgets wear; only `wear` changes it


@dataclass(frozen=True)
class Look:
    """The colours of one theme.

    name : ``dark`` or ``light``
    """

    name: str
    colours: Mapping[str, str]
    states: Mapping[Certainty, str]
    aircraft: tuple[str, ...]
    counts: tuple[str, ...]

    def colour(self, token: str, opacity: float = 1.0) -> QColor:
        """Return a colour by its token."""
        return _faded(self.colours[token], opacity)

    def state(self, state: Certainty, opacity: float = 1.0) -> QColor:
        """Return the colour of a state."""
        return _faded(self.states[state], opacity)

    def states_colour(self, message: str) -> QColor:
        """Return the colour of a ``success``, ``warning`` or ``error``, which borrow from the states."""
        return self.state(Certainty(paths.tokens()["messages"][message]))

    def counts_colour(self, count: int, opacity: float = 1.0) -> QColor:
        """Return the colour of a number of things, from none (0) to many."""
        return _faded(self.counts[min(count, len(self.counts) - 1)], opacity)

    def of_aircraft(self, place: int, opacity: float = 1.0) -> QColor:
        """Return the colour of the pinned aircraft in this place, from 0."""
        return _faded(self.aircraft[place % len(self.aircraft)], opacity)


@cache
def look(name: str) -> Look:
    """Return a theme by name."""
    tokens = paths.tokens()
    order = tokens["aircraft"]["order"]
    return Look(
        name,
        tokens["themes"][name],
        {Certainty(state): value[name] for state, value in tokens["states"].items()},
        tuple(tokens["aircraft"][name][number - 1] for number in order),
        tuple(tokens["counts"][name]),
    )


def chosen(theme: Theme) -> Look:
    """Return the theme the user chose, or that of the system; dark where the system says nothing."""
    if theme is not Theme.SYSTEM:
        return look(theme.value)
    light = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Light
    return look("light" if light else "dark")


def current() -> Look:
    """Return the theme that the window wears now."""
    return look(_worn[0])


def wear(new: Look) -> None:
    """Remember which theme the window wears."""
    _worn[0] = new.name


def size(name: str) -> int:
    """Return a size in logical pixels."""
    value: Any = paths.tokens()["sizes"][name]
    return int(value)


def font(use: str, *, mono: bool = False, codes: bool = False) -> QFont:
    """Return the font of a use (``body``, ``table``, ``caption`` ...); ``codes`` slashes the nought."""
    kind = paths.tokens()["type"]
    pixels, weight = kind[use]
    made = QFont([kind["family_mono"] if mono else kind["family"], kind["family_arabic"], "sans-serif"])
    made.setPixelSize(pixels)
    made.setWeight(QFont.Weight(weight))
    if codes:
        made.setFeature(QFont.Tag("zero"), 1)
    return made


def _faded(code: str, opacity: float) -> QColor:
    colour = QColor(code)
    colour.setAlphaF(opacity)
    return colour
