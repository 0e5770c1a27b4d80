"""What the columns of a table mean: a draft the user changes, what it makes of the first rows, what is remembered."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from watchfield import apart, paths
from watchfield.core.errors import ReadError
from watchfield.core.ingest.tables.mapping import FIELDS, UNITS, ColumnMapping, normal
from watchfield.core.ingest.tables.tabular import Preview
from watchfield.session import words

__all__ = [
    "FIELD_WORDS",
    "FORM_WORDS",
    "Draft",
    "draft_of",
    "looked_at",
    "missing_words",
    "note_on",
    "recall",
    "remember",
    "save",
    "understood",
    "units_of",
]

FIELD_WORDS: Mapping[str, str] = {
    "time": "Time",
    "date": "Day, beside a time of day",
    "latitude": "Latitude",
    "longitude": "Longitude",
    "position": "Latitude and longitude in one",
    "icao24": "ICAO address",
    "callsign": "Callsign",
    "registration": "Registration",
    "type": "Aircraft type",
    "flight_id": "Flight number of the file",
    "pressure_altitude": "Pressure altitude",
    "geometric_altitude": "Height by satellite",
    "speed": "Ground speed",
    "track": "Track over ground",
    "vertical_rate": "Vertical rate",
    "squawk": "Squawk",
    "on_ground": "On the ground",
    "kind": "Kind of position",
}
FORM_WORDS: Mapping[str, str] = {
    "": "say how it is written",
    "iso8601": "2025-10-26 13:58:11",
    "dmy": "26.10.2025 13:58:11",
    "mdy": "10/26/2025 13:58:11",
    "unix_s": "seconds since 1970",
    "unix_ms": "milliseconds since 1970",
    "unix_us": "microseconds since 1970",
    "unix_ns": "nanoseconds since 1970",
}
_ALWAYS = 5  # columns that are shown even where they are empty: it is then seen that they are
_HEADS = (
    "Row", "Time, UTC", "Aircraft", "Latitude", "Longitude", "Pressure alt, ft", "Satellite height, ft", "Speed, kt",
    "Track, °", "Rate, ft/min", "Callsign", "Squawk",
)  # fmt: skip


@dataclass(frozen=True)
class Draft:
    """A mapping that may still be wrong.

    columns : field -> name of the column as the header has it
    units : field -> unit; a quantity without one is not read yet
    """

    header: tuple[str, ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    time_form: str = ""
    timezone: str = "UTC"
    decimal: str = "."
    delimiter: str = ""

    def with_column(self, name: str, column: str | None) -> Draft:
        """Return the draft with a field in another column, or in none; one column is one field."""
        columns = {key: value for key, value in self.columns.items() if key != name and value != column}
        if column is not None:
            columns[name] = column
        units = {key: unit for key, unit in self.units.items() if key in columns}
        return replace(self, columns=columns, units=units)

    def with_unit(self, name: str, unit: str) -> Draft:
        """Return the draft with a quantity in another unit, or in none that is said."""
        units = {key: value for key, value in self.units.items() if key != name}
        return replace(self, units={**units, name: unit} if unit else units)

    def mapping(self) -> ColumnMapping:
        """Return it as a mapping. Raises ReadError where it is none yet."""
        if "time" in self.columns and not self.time_form:
            raise ReadError("It is not said how the time is written.")
        said = {name: unit for name, unit in self.units.items() if len(UNITS[name]) > 1}
        return ColumnMapping(self.columns, said, self.time_form, self.timezone, self.decimal, self.delimiter)


def draft_of(header: Sequence[str], mapping: ColumnMapping) -> Draft:
    """Return a mapping as a draft over the header of a table; columns that the table has not are left out."""
    names = {normal(name): name for name in reversed(header)}
    columns = {name: names[column] for name, column in mapping.columns.items() if column in names}
    units = {name: unit for name, unit in mapping.units.items() if name in columns}
    return Draft(tuple(header), columns, units, mapping.time_form, mapping.timezone, mapping.decimal, mapping.delimiter)


def units_of(name: str) -> tuple[str, ...]:
    """Return the units a field may be in, none where it has none to choose from."""
    units = tuple(UNITS.get(name, ()))
    return units if len(units) > 1 else ()


def looked_at(path: Path, mapping: ColumnMapping | None) -> Preview:
    """Return the first rows of a table as a mapping, or the guessed one, understands them. Raises ReadError."""
    try:
        with path.open("rb") as stream:
            return apart.preview(stream, str(path), mapping)
    except OSError as error:
        raise ReadError(f"The file cannot be opened: {error.strerror}.", where=str(path)) from error


def understood(found: Preview) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return heads and first rows as they are understood, with units; what no row says has no column."""
    rows = [_row(row) for row in found.rows]
    said = [at for at in range(len(_HEADS)) if at < _ALWAYS or any(row[at] for row in rows)]
    return tuple(_HEADS[at] for at in said), tuple(tuple(row[at] for at in said) for row in rows)


def note_on(found: Preview, draft: Draft, name: str) -> tuple[str, str]:
    """Return mark and words beside a field: whether it was told for certain, or should be looked at."""
    column = draft.columns.get(name)
    if column is None:
        return "", ""
    told = next((told for told in found.guess.told if told.field == name), None)
    if told is None or normal(told.column) != normal(column):
        return "quiet", "chosen by you"
    if told.unit and units_of(name) and draft.units.get(name) not in ("", None, told.unit):
        return "quiet", "unit chosen by you"
    if told.confidence == "certain":
        return "success", words.plain(told.reason)
    return "warning", f"likely, please look: {words.plain(told.reason)}"


def missing_words(found: Preview | None, draft: Draft) -> tuple[str, ...]:
    """Return what is still missing, and what the first rows come to, in sentences."""
    columns = draft.columns
    said = []
    if "time" not in columns:
        said.append("No column is the time.")
    if "position" not in columns and not {"latitude", "longitude"} <= set(columns):
        said.append("No columns are the position: every row will be without a position.")
    if not {"icao24", "callsign", "registration", "flight_id"} & set(columns):
        said.append("No column names the aircraft: all rows are taken for one aircraft without a name.")
    said += [f"The unit of {FIELD_WORDS[name].lower()} is not said." for name in _without_unit(draft)]
    if found is not None:
        taken, refused = len(found.rows), len(found.refusals)
        parts = [words.counted(taken, "row") + " understood"]
        parts += [f"{refused:,} refused"] if refused else []
        parts += [f"{found.without_position:,} without a position"] if found.without_position else []
        said.append(f"Of the first rows: {', '.join(parts)}.")
        said += [
            f"Row {row:,}, {words.plain(column)}: {words.plain(reason)}" for row, column, reason in found.refusals[:3]
        ]
        said += [
            f"Likely, please look: {FIELD_WORDS[told.field].lower()} is “{words.plain(told.column)}”, "
            f"{words.plain(told.reason)}."
            for told in found.guess.told
            if told.confidence != "certain" and normal(draft.columns.get(told.field, "")) == normal(told.column)
        ]
        said += [words.plain(text) for text in found.guess.untold]
    return tuple(said)


def recall(shape: str) -> ColumnMapping | None:
    """Return what was remembered for tables of a shape, None where nothing was, or nothing that can be read."""
    try:
        return ColumnMapping.from_json(_place(shape).read_text(encoding="utf-8"))
    except (OSError, ValueError, ReadError):
        return None


def remember(shape: str, mapping: ColumnMapping) -> None:
    """Keep a mapping for tables of this shape; where nothing can be kept, nothing is said: it is only comfort."""
    with contextlib.suppress(OSError):
        paths.settings().mkdir(parents=True, exist_ok=True)
        save(_place(shape), mapping)


def save(path: Path, mapping: ColumnMapping) -> None:
    """Write a mapping, whole or not at all. Raises OSError."""
    half = path.with_name(f"{path.name}.{os.getpid()}")
    half.write_text(mapping.to_json() + "\n", encoding="utf-8")
    half.replace(path)


def _place(shape: str) -> Path:
    if not (shape.isalnum() and shape.isascii()):
        raise ReadError("This is no shape of a table.")
    return paths.settings() / f"columns-{shape}.json"


def _without_unit(draft: Draft) -> list[str]:
    return [name for name in FIELDS if name in draft.columns and units_of(name) and name not in draft.units]


def _row(row: Mapping[str, float | str]) -> tuple[str, ...]:
    time_s = row.get("time_s")
    when = ""
    if isinstance(time_s, float):
        when = f"{words.day(time_s)} {words.clock_text(time_s)}Z"
    key = str(row.get("aircraft", ""))
    who = str(row.get("registration") or row.get("icao24") or key.partition(":")[2] or key)
    return (
        _figure(row, "row", 0), when, words.plain(who.partition("@")[0]), _figure(row, "lat_deg", 5),
        _figure(row, "lon_deg", 5), _figure(row, "baro_altitude_ft", 0), _figure(row, "geo_altitude_ft", 0),
        _figure(row, "speed_kt", 1), _figure(row, "track_deg", 1), _figure(row, "climb_fpm", 0),
        words.plain(str(row.get("callsign", ""))), words.plain(str(row.get("squawk", ""))),
    )  # fmt: skip


def _figure(row: Mapping[str, float | str], name: str, decimals: int) -> str:
    value = row.get(name)
    return f"{value:,.{decimals}f}".replace("-", "−") if isinstance(value, (float, int)) else ""
