"""Build the zip of the QGIS plugin: its own few modules, a copy of core, colours, airfields and aircraft types.

    python installer/build_plugin.py --out dist/watchfield_qgis.zip

The same sources give the same bytes. Standard library only.
"""

from __future__ import annotations

import argparse
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = "watchfield_qgis"  # not "watchfield": QGIS puts the folder of its plugins on the path of all of Python
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # a zip knows no earlier time
MOST_BYTES = 25_000_000  # what the official repository takes

# folder or file of ours -> where it lies in the plugin
CONTENTS = {
    "plugin_qgis": "",
    "desktop/watchfield/core": "core",
    "resources/look/tokens.json": "tokens.json",
    "resources/airfields": "resources/airfields",
    "resources/aircraft": "resources/aircraft",
    "LICENSE": "LICENSE",
}
ENDINGS = {".py", ".txt", ".svg", ".json", ".csv", ".gz", ".npz", ".md", ""}


def main() -> None:
    """Write the zip and say what it is."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True, help="the zip to be written")
    out = parser.parse_args().out
    build(out)
    print(f"{out}: {out.stat().st_size / 1e6:.1f} MB")


def build(out: Path) -> None:
    """Write the zip; raises SystemExit where it would be refused."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, source in sorted(members()):
            entry = zipfile.ZipInfo(f"{FOLDER}/{name}", LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, source.read_bytes())
    if out.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{out} has {out.stat().st_size / 1e6:.0f} MB; the repository of QGIS takes 25 MB.")


def members() -> Iterator[tuple[str, Path]]:
    """Yield for each file its name within the plugin's folder, and where it lies here."""
    for ours, inside in CONTENTS.items():
        source = ROOT / ours
        files = [source] if source.is_file() else sorted(path for path in source.rglob("*") if path.is_file())
        for path in files:
            if "__pycache__" in path.parts or path.suffix not in ENDINGS:
                continue
            relative = path.relative_to(source).as_posix() if source.is_dir() else ""
            yield "/".join(part for part in (inside, relative) if part), path


if __name__ == "__main__":
    main()
