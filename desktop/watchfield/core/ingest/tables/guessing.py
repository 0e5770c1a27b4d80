"""What might the columns of a table be? By their names, checked against what stands in the first rows.

Nothing is invented: a quantity whose unit neither its name says nor its values decide beyond doubt is left out, and
that is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from ..values import MISSING_WORDS, icao24, number, plain
from .column_names import NAMES, NOT_TAKEN, about
from .instants import UNIX, WRITTEN, written
from .mapped import KINDS
from .mapping import TEXTS, UNITS, ColumnMapping, normal
from .table import CELL, CELL_BYTES, NOTATIONS

__all__ = ["Guess", "Told", "guess"]

_EPOCHS = (631_152_000.0, 4_102_444_800.0)  # 1990 to 2100: what a count of seconds since 1970 can only be
_HIGHEST_M = 30_000.0  # no aircraft flies higher; a column that goes beyond is in feet
_MOSTLY = 0.9
_ASSUMED_UTC = "the time zone is not stated; taken as UTC."


@dataclass(frozen=True, slots=True)
class Told:
    """What was told of one field.

    confidence : ``certain``, or ``likely`` where somebody should look
    reason : a sentence's worth of why
    """

    field: str
    column: str
    unit: str
    confidence: str
    reason: str


@dataclass(frozen=True, slots=True)
class Guess:
    """What the columns of a table seem to be.

    told : for each field that was found
    untold : what could not be told, in sentences
    missing : which of ``time``, ``position``, ``aircraft`` was not found; with nothing missing the table can be read
    positions : whether there is anything that could be a position at all
    """

    mapping: ColumnMapping
    told: tuple[Told, ...]
    untold: tuple[str, ...]
    missing: tuple[str, ...]
    positions: bool

    @property
    def certain(self) -> bool:
        """Whether time, position and aircraft are all there and none of them is merely likely."""
        needed = {
            "time",
            "date",
            "latitude",
            "longitude",
            "position",
            "icao24",
            "callsign",
            "flight_id",
            "registration",
        }
        return not self.missing and all(told.confidence == "certain" for told in self.told if told.field in needed)

    def assumed(self, zone: str | None) -> tuple[str, ...]:
        """Return what could not be told, less what the user has said: the zone of times that carry none."""
        return tuple(said for said in self.untold if zone is None or not said.endswith(_ASSUMED_UTC))

    @property
    def vouched(self) -> bool:
        """Whether the aircraft are certain."""
        named = ("icao24", "callsign", "flight_id", "registration")
        return any(told.field in named and told.confidence == "certain" for told in self.told)


def guess(header: Sequence[str], first_rows: Sequence[Sequence[str]], delimiter: str = "") -> Guess:
    """Return what the columns of a table seem to be.

    header : the names of the columns, as they stand there
    first_rows : the cells of some rows, as texts
    """
    work = _Work(header, first_rows)
    work.quantities()
    work.places()
    work.times()
    work.names()
    return work.result(delimiter)


class _Work:
    """A guess being made."""

    def __init__(self, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        self._header = [plain(name, 100) for name in header]
        self._cells = [
            [text for row in rows if at < len(row) and (text := row[at].strip()) not in MISSING_WORDS]
            for at in range(len(header))
        ]
        self._found: dict[str, int] = {}
        self._units: dict[str, str] = {}
        self._told: dict[str, Told] = {}
        self._untold: list[str] = []
        self._form, self._utc, self._decimal = "", False, self._decimal_sign()
        self._about = [about(name) for name in header]

    def _candidates(self, field: str) -> list[int]:
        """Return the columns that are called so; the more specific name of two first."""
        called = [at for at, (name, _, _) in enumerate(self._about) if NAMES.get(name) == field]
        return sorted(called, key=lambda at: -len(self._about[at][0]))

    def _take(self, field: str, at: int, reason: str, *, unit: str = "", likely: bool = False) -> None:
        self._found[field] = at
        if unit:
            self._units[field] = unit
        self._told[field] = Told(field, self._header[at], unit, "likely" if likely else "certain", reason)

    def _leave(self, at: int, reason: str) -> None:
        begin = f"{self._header[at] or 'a column without a name'}:"
        if not any(said.startswith(begin) for said in self._untold):
            self._untold.append(f"{begin} {reason}; not taken.")

    def _numbers(self, at: int, *, grouped: bool = False) -> NDArray[np.float64]:
        notation = NOTATIONS[self._decimal, grouped]
        found = np.array([number(notation.plainly(cell)) for cell in self._cells[at]], np.float64)
        return found[np.isfinite(found)]

    def _decimal_sign(self) -> str:
        """Return the sign before fractions: a comma where cells have one and none of them a point."""
        cells = [cell for column in self._cells for cell in column if re.fullmatch(r"-?[0-9]{1,3}[.,][0-9]+", cell)]
        comma = sum("," in cell for cell in cells)
        return "," if comma > len(cells) - comma else "."

    def quantities(self) -> None:
        """Find heights, speeds, tracks and rates, and their units."""
        for field, units in UNITS.items():
            for at in self._candidates(field) if field not in ("latitude", "longitude") else ():
                unit, reason = self._unit(field, at, units)
                if not unit:
                    self._leave(at, reason)
                elif field not in self._found:
                    if field == "pressure_altitude" and self._about[at][0] in ("altitude", "alt", "track_altitude"):
                        assumed = "taken as pressure altitude, the less exact of the two"
                        reason += f"; {assumed}"
                        self._untold.append(f"{self._header[at]}: it is not said above what; {assumed}.")
                    self._take(field, at, reason, unit=unit)
        for at, (name, _, _) in enumerate(self._about):
            if name in NOT_TAKEN:
                self._leave(at, NOT_TAKEN[name])

    def _unit(self, field: str, at: int, units: Mapping[str, float]) -> tuple[str, str]:
        """Return the unit of a quantity and how it is known, or nothing and why not."""
        name, said, _ = self._about[at]
        if said in units:
            return said, "the name says what it is, and the unit"
        if said:
            return "", f"it cannot be in {said}"
        if name in ("flight_level", "flightlevel", "fl"):
            return "FL", "flight levels are hundreds of feet"
        if "deg" in units:
            values = self._numbers(at)
            fits = not len(values) or bool((values >= -180.0).all() and (values <= 360.0).all())
            return ("deg", "the name says what it is") if fits else ("", "not all of it are degrees")
        values = self._numbers(at, grouped=True)
        if field.endswith("altitude") and len(values) and float(np.median(values)) > _HIGHEST_M:
            return "ft", "as metres it would be higher than aircraft fly"
        return "", "the unit is not stated"

    def places(self) -> None:
        """Find latitude and longitude, or both in one cell."""
        for field in ("latitude", "longitude"):
            for at in self._candidates(field):
                if field in self._found:
                    continue
                if not self._cells[at] or len(self._numbers(at)) >= _MOSTLY * len(self._cells[at]):
                    self._take(field, at, "the name says what it is", unit="deg")
                else:
                    self._leave(at, "what stands there are no degrees")
        self._swapped()
        if not {"latitude", "longitude"} <= set(self._found):
            self._alone()
            for at in self._candidates("position"):
                pairs = [cell.split(",") for cell in self._cells[at]]
                if pairs and all(len(pair) == 2 and np.isfinite(number(pair[0])) for pair in pairs):
                    self._take("position", at, "the name says what it is, and each cell holds two numbers")

    def _alone(self) -> None:
        for field in ("latitude", "longitude"):
            at = self._found.pop(field, None)
            if at is not None:
                del self._told[field]
                self._leave(at, "its counterpart is missing")

    def _swapped(self) -> None:
        if not {"latitude", "longitude"} <= set(self._found):
            return
        lat, lon = self._found["latitude"], self._found["longitude"]
        far = np.abs(self._numbers(lat))
        beyond = (far > 90.0) & (far <= 180.0)  # what is further is no longitude either
        if len(beyond) and beyond.mean() > 0.5 and bool((np.abs(self._numbers(lon)) <= 90.0).all()):
            why = "latitude and longitude are swapped: what is called latitude goes beyond 90 degrees"
            self._take("latitude", lon, why, unit="deg")
            self._take("longitude", lat, why, unit="deg")
            self._untold.append(f"{why[0].upper()}{why[1:]}; read the other way round.")

    def times(self) -> None:
        """Find the time, and in which form it is."""
        for at in self._candidates("time"):
            if "time" not in self._found:
                self._time(at)
        if "time" in self._found:
            return
        days, clocks = self._candidates("date"), [*self._candidates("time"), *self._called("time_of_day", "clock")]
        for day in days:
            if self._written([f"{cell.removesuffix(' 00:00:00')} 00:00:00" for cell in self._cells[day]], day):
                for at in clocks:
                    cells = [f"2000-01-01 {cell}" for cell in self._cells[at]]
                    if cells and _share(cells, "iso8601") >= _MOSTLY:
                        self._untold = [said for said in self._untold if not said.startswith(f"{self._header[at]}:")]
                        self._take("date", day, f"the day of the time in “{self._header[at]}”")
                        self._take("time", at, f"the time of day, of the day in “{self._header[day]}”")
                        self._zone_said(at, cells)
                        return
            self._time(day)
            if "time" in self._found:
                return

    def _called(self, *names: str) -> list[int]:
        return [at for at, (name, _, _) in enumerate(self._about) if name in names]

    def _time(self, at: int) -> None:
        cells = self._cells[at]
        if not cells:
            self._leave(at, "it is empty in the first rows")
            return
        values = np.array([number(cell) for cell in cells], np.float64)
        if np.isfinite(values).mean() >= _MOSTLY:
            middle = float(np.median(values[np.isfinite(values)]))
            for form, scale in UNIX.items():
                if _EPOCHS[0] <= middle / scale <= _EPOCHS[1]:
                    self._form = form
                    self._take("time", at, f"counted since 1970 in {form.removeprefix('unix_')}")
                    return
            self._leave(at, "a count of something that is not the time since 1970")
        elif self._written(cells, at):
            self._take("time", at, f"written out, {_ORDER[self._form]}")
            self._zone_said(at, cells)

    def _zone_said(self, at: int, cells: Sequence[str]) -> None:
        zoned = [re.search(r"(?:[zZ]|UTC|GMT|[0-9][+-][0-9]{2}(?::?[0-9]{2})?)$", cell) for cell in cells]
        if not all(zoned) and not self._about[at][2]:
            self._untold.append(f"{self._header[at]}: {_ASSUMED_UTC}")

    def _written(self, cells: Sequence[str], at: int) -> bool:
        """Return whether cells are dates in a form that can be told, and keep it."""
        fits = [form for form in WRITTEN if cells and _share(cells, form) >= _MOSTLY]
        if len(fits) == 1:
            self._form = fits[0]
        elif fits:
            self._leave(at, "day and month cannot be told apart")
        else:
            self._leave(at, "its form is not known")
        return len(fits) == 1

    def names(self) -> None:
        """Find who it is, and the texts."""
        for field in TEXTS:
            for at in self._candidates(field):
                if field in self._found:
                    continue
                if all(map(_LOOKS.get(field, bool), self._cells[at])):
                    doubt = self._doubt(field, at)
                    self._take(field, at, doubt or "the name says what it is", likely=bool(doubt))
                elif field not in ("kind", "on_ground"):
                    self._leave(at, f"what stands there is no {_WORDS.get(field, field)}")

    def _doubt(self, field: str, at: int) -> str:
        """Return why a column may be of something else than aircraft, or not what its name says; nothing if not.

        Ships have call signs, cars have registrations, and animals have tracks.
        """
        if self._about[at][0] in _VAGUE:
            return "the name may mean it"
        if field not in ("callsign", "registration", "flight_id"):
            return ""
        if any(_SHIPS.search(name) for name, _, _ in self._about):
            return "the table speaks of ships"
        of_aircraft = (
            bool({"icao24", "callsign"} & set(self._found))
            or any(map(self._candidates, _OF_AIRCRAFT))
            or _AIR.search(self._about[at][0]) is not None
        )
        return "" if field == "callsign" or of_aircraft else "nothing in the table says that it is of aircraft"

    def result(self, delimiter: str) -> Guess:
        """Return what was found."""
        found, columns = self._found, {field: normal(self._header[at]) for field, at in self._found.items()}
        units = {field: unit for field, unit in self._units.items() if field in found}
        position = "position" in found or "latitude" in found
        missing = (
            *(() if "time" in found else ("time",)),
            *(() if position else ("position",)),
            *(() if {"icao24", "callsign", "flight_id", "registration"} & set(found) else ("aircraft",)),
        )
        mapping = ColumnMapping(
            columns, units, self._form if "time" in found else "", decimal=self._decimal, delimiter=delimiter
        )
        could_be = any(self._candidates(field) for field in ("latitude", "longitude", "position"))
        return Guess(mapping, tuple(self._told.values()), tuple(self._untold), missing, position or could_be)


_ORDER = {"iso8601": "the year first", "dmy": "day, month, year", "mdy": "month, day, year"}
_WORDS = {"icao24": "24-bit address", "squawk": "squawk", "type": "type designator"}
_VAGUE = frozenset({"aircraft_id", "ident", "cs", "address", "icao", "source", "ground", "track_number", "track_no"})
_SHIPS = re.compile(r"(?:\A|_)(?:mmsi|imo|ship|vessel)")
_AIR = re.compile("flight|aircraft|ifpl|ectrl|tail")
_OF_AIRCRAFT = ("pressure_altitude", "geometric_altitude", "vertical_rate", "squawk", "type")
_LOOKS: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {
        "icao24": lambda cell: bool(icao24(cell)) or cell.startswith("~") or cell.strip("0") == "",
        "callsign": lambda cell: any(letter.isalpha() for letter in cell) and len(cell) <= 16,
        "squawk": lambda cell: re.fullmatch(r"[0-7]{1,4}", cell) is not None,
        "type": lambda cell: re.fullmatch(r"[A-Za-z0-9]{2,4}", cell) is not None,
        "kind": lambda cell: "".join(filter(str.isalnum, cell.lower())) in KINDS,
        "on_ground": lambda cell: cell.lower() in {"true", "false", "0", "1", "t", "f", "yes", "no", "-1", "y", "n"},
    }
)


def _share(cells: Sequence[str], form: str) -> float:
    """Return which share of cells is a time in this form, 0 where none of them decides it."""
    as_bytes = np.array([cell.encode()[:CELL_BYTES] for cell in cells], CELL)
    return float(np.isfinite(written(as_bytes, form, "UTC").time_s).mean())
