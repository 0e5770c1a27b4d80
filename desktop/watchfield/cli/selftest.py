"""What can this installation do? Asked where nothing can be looked up."""

from __future__ import annotations

import platform
import sqlite3
import sys
from collections.abc import Iterator
from importlib import metadata

from watchfield import __version__, paths
from watchfield.cli import tables
from watchfield.cli.saying import DONE, REFUSED

__all__ = ["run"]

_LIBRARIES = (
    "numpy", "numba", "pillow", "pyarrow", "orjson", "msgspec", "isal", "backports.zstd", "defusedxml", "openpyxl",
    "tzdata", "rtree", "shapely", "PySide6-Essentials",
)  # fmt: skip


def run() -> int:
    """Print it; what is missing makes the status 1."""
    complete = True
    for name, said, is_there in (*_programs(), *_libraries(), _isolation(), *_resources()):
        tables.line(f"{name:<22}{said}")
        complete &= is_there
    return DONE if complete else REFUSED


def _programs() -> Iterator[tuple[str, str, bool]]:
    yield "watchfield", __version__, True
    yield "Python", platform.python_version(), sys.version_info >= (3, 11)
    yield "SQLite", sqlite3.sqlite_version, True
    yield "system", f"{platform.system()} {platform.release()} {platform.machine()}", True


def _libraries() -> Iterator[tuple[str, str, bool]]:
    for name in _LIBRARIES:
        try:
            yield name, metadata.version(name), True
        except metadata.PackageNotFoundError:
            yield name, "missing", False


def _isolation() -> tuple[str, str, bool]:
    try:
        from watchfield import isolation  # noqa: PLC0415  # not on every system
    except ImportError as error:
        return "isolation", f"none: files are read in this process ({error})", False
    level = getattr(isolation, "level", None)
    return "isolation", str(level()) if level else "a process of its own", True


def _resources() -> Iterator[tuple[str, str, bool]]:
    from PIL import features  # noqa: PLC0415  # a tenth of a second, for this alone

    fonts = sorted(paths.resources().glob("fonts/*"))
    yield "fonts", f"{len(fonts)} files", bool(fonts)
    shapes = bool(features.check_feature("raqm")) and bool(features.check_feature("fribidi"))
    yield "Arabic script", "is shaped" if shapes else "is not shaped: libfribidi0 or raqm is missing", shapes
