"""The demonstration, written once, and read back by a small reader that shares nothing with the program's."""

import csv
import gzip
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pytest

from watchfield.demonstration import generate
from watchfield.demonstration.truth import Truth, truth


@dataclass(frozen=True)
class Recordings:
    """``columns`` of all readsb rows by name (NaN where null), ``heads`` by file, ``tables`` of the CSV files."""

    directory: Path
    roots: tuple[Path, ...]
    heads: tuple[dict, ...]
    columns: dict[str, np.ndarray]
    tables: dict[str, list[dict[str, str]]]

    @cached_property
    def by_aircraft(self) -> dict[str, np.ndarray]:
        order = np.lexsort((self.columns["time_s"], self.columns["address"]))
        return {name: values[order] for name, values in self.columns.items()}

    def of(self, icao24: str) -> dict[str, np.ndarray]:
        address = int(icao24, 16)
        part = slice(*np.searchsorted(self.by_aircraft["address"], (address, address + 1)))
        return {name: values[part] for name, values in self.by_aircraft.items()}


NAMES = ("time_s", "lat", "lon", "altitude", "speed", "track", "flags", "ground", "address", "military", "file")


def read(directory: Path, roots: tuple[Path, ...]) -> Recordings:
    heads, parts = [], []
    for path in sorted(roots[0].rglob("*.json")):
        trace = json.loads(gzip.decompress(path.read_bytes()))
        times, lat, lon, altitude, speed, track, flags, *_ = zip(*trace.pop("trace"), strict=True)
        ground = [value == "ground" for value in altitude]
        height = [None if value == "ground" else value for value in altitude]
        same = ([constant] * len(times) for constant in (int(trace["icao"], 16), trace["dbFlags"], len(heads)))
        part = np.array([times, lat, lon, height, speed, track, flags, ground, *same], dtype=float)
        part[0] += trace["timestamp"]
        parts.append(part)
        heads.append({**trace, "path": path})
    tables = {
        path.name: list(csv.DictReader(path.read_text("ascii").splitlines())) for path in sorted(roots[1].glob("*.csv"))
    }
    columns = dict(zip(NAMES, np.concatenate(parts, axis=1), strict=True))
    return Recordings(directory, roots, tuple(heads), columns, tables)


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Recordings:
    directory = tmp_path_factory.mktemp("demonstration")
    return read(directory, generate(directory))


@pytest.fixture(scope="session")
def happened() -> Truth:
    return truth()
