"""Which airfields are there, which did somebody mean, and which lie near?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..errors import NotFound
from ..geo.sphere import distance_nm
from ..geo.units import METRES_PER_NM
from ..model.airfield import Airfield, AirfieldKind, Runway, Surface
from .names import Match, Names
from .tables import read_columns, read_rows, read_text, words

__all__ = ["Airfields"]

NO_NUMBER = -(2**31)
NM_PER_DEGREE = 60.0
METRES_PER_DEGREE = METRES_PER_NM * NM_PER_DEGREE
CITY_RANGE_NM = 30.0  # a field so near a city is a field of that city
MOST_CITIES = 5  # of the same name or beginning

# Feet of runway that a kind of field is worth when results are put in order: a long military runway that the source
# calls small still comes before a grass strip, and a closed field comes last.
_WORTH_FT = {
    AirfieldKind.LARGE_AIRPORT: 6000.0,
    AirfieldKind.MEDIUM_AIRPORT: 3000.0,
    AirfieldKind.SMALL_AIRPORT: 0.0,
    AirfieldKind.SEAPLANE_BASE: -4000.0,
    AirfieldKind.HELIPORT: -8000.0,
    AirfieldKind.BALLOONPORT: -8000.0,
    AirfieldKind.CLOSED: -20000.0,
}
_TEXT = ("icao", "gps_code", "iata", "local_code", "name", "country", "region", "municipality", "keywords")


@dataclass(frozen=True, eq=False)
class Airfields:
    """All airfields as parallel read-only columns, in the order of their idents.

    ident : str[n]; lon_deg, lat_deg : float64[n]
    elevation_ft : float32[n], above mean sea level, NaN where not known
    longest_runway_ft : float32[n], of those that are open, 0 where no length is known
    kind : uint8[n], AirfieldKind
    """

    ident: NDArray[np.str_]
    lon_deg: NDArray[np.float64]
    lat_deg: NDArray[np.float64]
    elevation_ft: NDArray[np.float32]
    longest_runway_ft: NDArray[np.float32]
    kind: NDArray[np.uint8]
    _text: dict[str, list[str]]
    _runways: dict[str, NDArray[Any]]
    _folder: Path

    @classmethod
    def load(cls, folder: Path) -> Airfields:
        """Read ``resources/airfields``; raise ResourceError where it is missing or broken."""
        fields = read_columns(folder / "airfields.npz")
        runways = read_columns(folder / "runways.npz")
        elevation = np.where(fields["elevation_ft"] == NO_NUMBER, np.nan, fields["elevation_ft"])
        table = cls(
            ident=np.array(words(fields["ident"])),
            lon_deg=fields["lon"] / 1e6,
            lat_deg=fields["lat"] / 1e6,
            elevation_ft=elevation.astype(np.float32),
            longest_runway_ft=_longest(runways),
            kind=fields["kind"],
            _text={name: words(fields[name]) for name in _TEXT},
            _runways=runways,
            _folder=folder,
        )
        for column in (
            table.ident,
            table.lon_deg,
            table.lat_deg,
            table.elevation_ft,
            table.longest_runway_ft,
            table.kind,
        ):
            column.setflags(write=False)
        return table

    def __len__(self) -> int:
        return len(self.ident)

    def at(self, index: int) -> Airfield:
        """Return the airfield of this row."""
        text = {name: column[index] for name, column in self._text.items()}
        keywords = tuple(text.pop("keywords").split("|")) if text["keywords"] else ()
        text.pop("keywords", None)
        return Airfield(
            ident=str(self.ident[index]),
            kind=AirfieldKind(int(self.kind[index])),
            lon_deg=float(self.lon_deg[index]),
            lat_deg=float(self.lat_deg[index]),
            elevation_ft=float(self.elevation_ft[index]),
            keywords=keywords,
            runways=self.runways_of(index),
            index=int(index),
            **text,
        )

    def code_of(self, index: int) -> str:
        """Return what the airfield of this row is called by pilots: ICAO code, else GPS code, else ident."""
        return self._text["icao"][index] or self._text["gps_code"][index] or str(self.ident[index])

    def name_of(self, index: int) -> str:
        """Return the name of the airfield of this row."""
        return self._text["name"][index]

    def get(self, code: str) -> Airfield:
        """Return the airfield of this ident, ICAO, GPS or IATA code, in upper or lower case.

        Raises NotFound.
        """
        return self.at(self.index_of(code))

    def index_of(self, code: str) -> int:
        """Return the row of the airfield of this code; raise NotFound as `get` does."""
        index = self._index.get(code.strip().upper())
        if index is None:
            raise NotFound(
                f"no airfield has the code {code.strip()[:20]!r}",
                advice="Search it by its name, another code or the nearest city.",
            )
        return index

    @cached_property
    def _index(self) -> dict[str, int]:
        """Rows by code; where two fields use the same text, ident goes before ICAO, GPS and IATA code."""
        index: dict[str, int] = {}
        for column in (self._text["iata"], self._text["gps_code"], self._text["icao"], self.ident.tolist()):
            index.update(zip((code.upper() for code in column), range(len(column)), strict=True))
        index.pop("", None)
        return index

    def search(self, untrusted_text: str, limit: int = 20) -> tuple[Airfield, ...]:
        """Return what a person may mean, best first: by code, name, other name, keyword, municipality or nearest city.

        Any script, case and accents; the beginning of each word is enough. Within one kind of match the field with
        more runway comes first.
        """
        found: dict[int, None] = {}
        exact = self._index.get(untrusted_text.strip().upper())
        if exact is not None:
            found[exact] = None
        matches = self._names.search(untrusted_text)
        for match in Match:
            found.update(dict.fromkeys(self._largest_first(matches[match])[: 2 * limit]))
            if len(found) >= limit:
                break
        else:
            found.update(dict.fromkeys(self._near_city(untrusted_text)))
        return tuple(self.at(index) for index in list(found)[:limit])

    def near(
        self, lon_deg: float, lat_deg: float, range_nm: float, *, min_runway_ft: float = 0.0
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return rows and distances in NM of the fields in range, the nearest first, closed ones left out.

        min_runway_ft : only fields with an open runway at least so long
        """
        wanted = np.abs(self.lat_deg - lat_deg) <= range_nm / NM_PER_DEGREE + 1e-6
        wanted &= self.kind != AirfieldKind.CLOSED
        if min_runway_ft > 0:
            wanted &= self.longest_runway_ft >= min_runway_ft
        rows = np.flatnonzero(wanted)
        distances = distance_nm(lon_deg, lat_deg, self.lon_deg[rows], self.lat_deg[rows])
        order = np.argsort(distances, kind="stable")
        order = order[distances[order] <= range_nm]
        return rows[order].astype(np.int64), distances[order]

    def runways_of(self, index: int) -> tuple[Runway, ...]:
        """Return the runways of the airfield of this row."""
        table = self._runways
        first, last = int(table["offsets"][index]), int(table["offsets"][index + 1])
        if first == last:
            return ()
        le_idents, he_idents = self._runway_idents
        ends = np.where(table["ends"][first:last] == NO_NUMBER, np.nan, table["ends"][first:last] / 1e6)
        return tuple(
            Runway(
                le_ident=le_idents[row],
                he_ident=he_idents[row],
                le_lon_deg=float(ends[row - first, 0]),
                le_lat_deg=float(ends[row - first, 1]),
                he_lon_deg=float(ends[row - first, 2]),
                he_lat_deg=float(ends[row - first, 3]),
                length_ft=float(table["length_ft"][row]) or float("nan"),
                width_ft=float(table["width_ft"][row]) or float("nan"),
                surface=Surface(int(table["surface"][row])),
                closed=bool(table["closed"][row]),
            )
            for row in range(first, last)
        )

    @cached_property
    def _runway_idents(self) -> tuple[list[str], list[str]]:
        return words(self._runways["le_ident"]), words(self._runways["he_ident"])

    def nearest_runway_m(
        self, lon_deg: NDArray[np.float64], lat_deg: NDArray[np.float64], rows: ArrayLike
    ) -> NDArray[np.float64]:
        """Return the metres from each position to the nearest open runway of a field, or to its point without one.

        lon_deg, lat_deg : float64[n]; measured on a plane round the field, good to 1 % within 100 km
        rows : the field of each position, int[n], or one for all
        """
        rows = np.broadcast_to(np.asarray(rows, np.int64), lon_deg.shape)
        east_m = METRES_PER_DEGREE * np.cos(np.radians(self.lat_deg[rows]))
        x = ((lon_deg - self.lon_deg[rows] + 180.0) % 360.0 - 180.0) * east_m
        y = (lat_deg - self.lat_deg[rows]) * METRES_PER_DEGREE
        position, runway = self._placed_runways(rows)
        ends, field = self._runways["ends"][runway] / 1e6, rows[position]
        x_ends = (ends[:, 0::2] - self.lon_deg[field][:, None]) * east_m[position][:, None]
        y_ends = (ends[:, 1::2] - self.lat_deg[field][:, None]) * METRES_PER_DEGREE
        nearest = np.full(len(x), np.inf)
        np.minimum.at(nearest, position, _to_segment_m(x[position], y[position], x_ends, y_ends))
        return np.where(np.isinf(nearest), np.hypot(x, y), nearest)

    def _placed_runways(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return every open runway with known ends of these fields: whose it is (a place in ``rows``), and its row."""
        offsets = self._runways["offsets"]
        counts = offsets[rows + 1] - offsets[rows]
        owner = np.repeat(np.arange(len(rows)), counts)
        runway = np.arange(len(owner)) + np.repeat(offsets[rows] - (np.cumsum(counts) - counts), counts)
        placed = (self._runways["ends"][runway] != NO_NUMBER).all(axis=1) & ~self._runways["closed"][runway]
        return owner[placed], runway[placed]

    @cached_property
    def _names(self) -> Names:
        return Names(read_text(self._folder / "names.txt.gz"))

    @cached_property
    def _worth_ft(self) -> NDArray[np.float64]:
        worth: NDArray[np.float64] = np.array([_WORTH_FT[kind] for kind in AirfieldKind])[self.kind]
        return worth + self.longest_runway_ft

    def _largest_first(self, rows: NDArray[np.int64]) -> list[int]:
        order = np.argsort(-self._worth_ft[rows], kind="stable")
        ordered: list[int] = rows[order].tolist()
        return ordered

    @cached_property
    def _cities(self) -> tuple[Names, NDArray[np.float64]]:
        rows = read_rows(self._folder / "cities.csv.gz")  # the most populous first
        places = np.array([[float(row["lon_deg"]), float(row["lat_deg"])] for row in rows])
        return Names.of(([row["names"] for row in rows],)), places

    def _near_city(self, untrusted_text: str) -> list[int]:
        names, places = self._cities
        matches = names.search(untrusted_text)
        cities = list(dict.fromkeys(np.concatenate([matches[match] for match in Match]).tolist()))[:MOST_CITIES]
        fields: list[int] = []
        for lon, lat in places[cities]:
            fields += self._largest_first(self.near(lon, lat, CITY_RANGE_NM)[0])
        return fields


def _longest(runways: dict[str, NDArray[Any]]) -> NDArray[np.float32]:
    """Return the longest open runway of each field, 0 without any."""
    offsets = runways["offsets"]
    longest = np.zeros(len(offsets) - 1, np.float32)
    owner = np.repeat(np.arange(len(longest)), np.diff(offsets))
    np.maximum.at(longest, owner, np.where(runways["closed"], 0, runways["length_ft"]).astype(np.float32))
    return longest


def _to_segment_m(
    x: NDArray[np.float64], y: NDArray[np.float64], x_ends: NDArray[np.float64], y_ends: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the distance of each point [n] to its own straight line between two ends [n, 2], in the unit given."""
    dx, dy = x_ends[:, 1] - x_ends[:, 0], y_ends[:, 1] - y_ends[:, 0]
    length2 = dx * dx + dy * dy
    across, up = x - x_ends[:, 0], y - y_ends[:, 0]
    along = np.clip((across * dx + up * dy) / np.where(length2 > 0, length2, 1.0), 0.0, 1.0)
    return np.hypot(across - along * dx, up - along * dy)
