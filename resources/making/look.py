"""Fonts and icons, copied unchanged."""

from __future__ import annotations

from pathlib import Path

from making.packages import PLEX_ARABIC, PLEX_MONO, PLEX_SANS, TABLER, Package, Shelf

_FONTS: tuple[tuple[Package, str], ...] = (
    (PLEX_SANS, "IBMPlexSans-Regular"),
    (PLEX_SANS, "IBMPlexSans-Medium"),
    (PLEX_SANS, "IBMPlexSans-SemiBold"),
    (PLEX_ARABIC, "IBMPlexSansArabic-Regular"),
    (PLEX_ARABIC, "IBMPlexSansArabic-Medium"),
    (PLEX_ARABIC, "IBMPlexSansArabic-SemiBold"),
    (PLEX_MONO, "IBMPlexMono-Regular"),
)


def build_fonts(shelf: Shelf, folder: Path) -> None:
    """Write the seven fonts, as WOFF2: Qt, Pillow (FreeType) and fpdf2 all read it."""
    folder.mkdir(parents=True, exist_ok=True)
    for package, name in _FONTS:
        member = f"package/fonts/complete/woff2/{name}.woff2"
        (folder / f"{name}.woff2").write_bytes(shelf.read(package, member))


def build_icons(shelf: Shelf, folder: Path) -> None:
    """Write the outline icons named in `icons.txt`, one a line."""
    names = (folder / "icons.txt").read_text(encoding="utf-8").split()
    for name in names:
        member = f"package/icons/outline/{name}.svg"
        (folder / f"{name}.svg").write_bytes(shelf.read(TABLER, member))
