"""The shipped fonts, made known to Qt."""

from __future__ import annotations

from PySide6.QtGui import QFontDatabase

from watchfield import paths

__all__ = ["load_fonts"]


def load_fonts() -> list[str]:
    """Load IBM Plex from the program's own folder; return the names of files the system's font engine refuses."""
    files = sorted((paths.resources() / "fonts").glob("*.woff2"))
    return [file.name for file in files if QFontDatabase.addApplicationFont(str(file)) < 0]
