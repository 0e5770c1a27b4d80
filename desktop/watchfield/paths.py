"""Which folders does the program use? The only place that knows.

Nothing is made or changed on import, and nothing is ever written outside what the user chose but `settings()`.
"""

from __future__ import annotations

import json
import os
import sys
from functools import cache
from pathlib import Path
from typing import Any

from watchfield.core.errors import ResourceError

__all__ = ["numba_cache", "prepare_numba", "resources", "settings", "tokens"]

_ADVICE = "Install Watchfield again."


def resources() -> Path:
    """Return the folder of reference data: beside the frozen program, in the wheel, or in the checkout.

    Raises ResourceError where there is none.
    """
    for folder in _places_of_resources():
        if (folder / "look" / "tokens.json").is_file():
            return folder
    raise ResourceError(
        "the program's own data (maps, airfields, fonts) are missing",
        where=str(_places_of_resources()[0]),
        advice=_ADVICE,
    )


def _places_of_resources() -> tuple[Path, ...]:
    frozen = _frozen_folder()
    if frozen is not None:
        return (frozen / "resources",)
    package = Path(__file__).resolve().parent
    return (package / "resources", package.parents[1] / "resources")


def _frozen_folder() -> Path | None:
    """Return where the frozen program keeps its files, None when Python runs from source."""
    folder = getattr(sys, "_MEIPASS", None)
    return Path(folder) if folder else None


@cache
def tokens() -> dict[str, Any]:
    """Return the colours, sizes and type of window, renderer and report: one shared value, not to be changed.

    Raises ResourceError where the file is missing or broken.
    """
    path = resources() / "look" / "tokens.json"
    try:
        value: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ResourceError(f"the colours cannot be read ({error})", where=str(path), advice=_ADVICE) from error
    return value


def numba_cache() -> Path:
    """Return where compiled drawing code is kept: in the environment, or beside the frozen program (read-only)."""
    frozen = _frozen_folder()
    return frozen / "numba" if frozen is not None else Path(sys.prefix) / "numba"


def prepare_numba() -> None:
    """Tell numba its cache; call before it is imported.

    Without this the frozen program reads and writes ``__pycache__`` of the working directory, which may be anybody's.
    """
    os.environ.setdefault("NUMBA_CACHE_DIR", str(numba_cache()))


def settings() -> Path:
    """Return the folder of the user's settings, which may not exist yet."""
    chosen = os.environ.get("XDG_CONFIG_HOME", "")
    # The XDG specification has relative paths ignored.
    base = Path(chosen) if Path(chosen).is_absolute() else Path.home() / ".config"
    return base / "watchfield"
