"""What the window remembers from one day to the next: theme and size.

It is the only thing left outside what the user chose.
"""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from watchfield import paths
from watchfield.session.state import Theme

__all__ = ["Remembered", "recall", "remember"]

_FILE = "window.json"


@dataclass(frozen=True)
class Remembered:
    """Theme and size in logical pixels."""

    theme: Theme = Theme.SYSTEM
    width: int = 1600
    height: int = 960
    maximized: bool = True

    @classmethod
    def of(cls, window: QWidget, theme: Theme) -> Remembered:
        """Return what there is to remember of a window."""
        size = window.normalGeometry()
        return cls(theme, size.width(), size.height(), window.isMaximized())


def recall() -> Remembered:
    """Return what was remembered; what cannot be read is as on the first day."""
    try:
        said = json.loads((paths.settings() / _FILE).read_text(encoding="utf-8"))
        width, height = (min(max(int(said[name]), 640), 10_000) for name in ("width", "height"))
        return Remembered(Theme(said["theme"]), width, height, bool(said["maximized"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Remembered()


def remember(value: Remembered) -> None:
    """Keep it, whole or not at all; where nothing can be kept, nothing is said: it is only comfort."""
    folder = paths.settings()
    half = folder / f"{_FILE}.{os.getpid()}"
    said = {
        "theme": value.theme.value, "width": value.width, "height": value.height, "maximized": value.maximized,
    }  # fmt: skip
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        half.write_text(json.dumps(said), encoding="utf-8")
        half.replace(folder / _FILE)
