"""From frames to parts, on the parent's side: a worker that was taken over may send anything, so all is checked.

Ranges are checked over the columns of all parts of a frame at once; what is checked part by part is small.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from watchfield.core.errors import ReadError, UnknownFormat
from watchfield.core.geo.times import EARLIEST_S, LATEST_S
from watchfield.core.ingest import FORMATS
from watchfield.core.ingest.columns import RANGES
from watchfield.core.ingest.part import PART_COLUMNS, Part
from watchfield.core.ingest.tables.mapping import ColumnMapping
from watchfield.core.ingest.values import Codes, plain
from watchfield.core.model.fixes import COLUMNS, MISSING_U1, Kind, Quality
from watchfield.core.model.reading import MAX_LISTED_REFUSALS, Refusal
from watchfield.core.model.track import Identity, Track

__all__ = ["Began", "Entry", "Lie", "entries"]

_MAX_TEXT = 400
_MAX_NAME = 8192
_MAX_MAPPING = 2**20
_MAX_NOTES = 100
_MAX_COUNT = 2**40
_LONGEST_CALLSIGN = 17
_NEEDED = ("time_s", "lon_deg", "lat_deg", "row")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_ICAO24 = re.compile(r"[0-9a-f]{6}")
_SQUAWK = re.compile(r"[0-7]{4}")
_KEY = re.compile(r"icao:[0-9a-f]{6}|fr24:[0-9a-z]{1,32}|(?:callsign|other):.{0,64}", re.DOTALL)
_COMPLETE = re.compile(r".*@[0-9a-f]{64}", re.DOTALL)  # the hash of a source is for the parent to say
_FORMATS = frozenset(known.name for known in FORMATS)
_ERRORS = MappingProxyType({"ReadError": ReadError, "UnknownFormat": UnknownFormat})
_BOUNDS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "time_s": (EARLIEST_S, LATEST_S),
        "lon_deg": (-180.0, 180.0),
        "lat_deg": (-90.0, 90.0),
        "kind": (min(Kind), max(Kind)),
        "quality": (0, Quality.RECORDED),
    }
)


class Lie(Exception):
    """What a worker sent cannot be."""


@dataclass(frozen=True, slots=True)
class Began:
    """A recording as the worker names it; ``content`` is how many bytes of it were sent, -1 for none asked."""

    suffix: str
    sha256: str
    size: int
    format: str | None
    error: str
    known: bool
    content: int


@dataclass(frozen=True, slots=True)
class Entry:
    """Some of a recording.

    file : which file of the job
    began : None where it began in an earlier frame
    ended : whether this was all; ``error`` why it ended before its end
    """

    file: int
    began: Began | None
    parts: list[Part]
    ended: bool
    error: ReadError | None


def entries(message: Any, payload: memoryview) -> list[Entry]:
    """Return what a frame of results says. Raises Lie."""
    try:
        listed = message["entries"]
        described = [part for entry in listed for part in entry[2]]
        parts = _parts(message, described, payload)
        return [_entry(entry, parts) for entry in listed]
    except (
        KeyError,
        IndexError,
        TypeError,
        ValueError,
        AttributeError,
        OverflowError,
        RecursionError,
        ReadError,
    ) as error:
        raise Lie(f"{type(error).__name__} in a frame") from error


def _entry(entry: Sequence[Any], parts: list[Part]) -> Entry:
    """Return one entry; its parts are taken from the beginning of ``parts``, which stands reversed."""
    file, began, described, end = entry
    own = [parts.pop() for _ in described]
    return Entry(
        _count(file, 2**16),
        None if began is None else _began(*began),
        own,
        end is not None,
        _error(*end) if end else None,
    )


def _began(suffix: Any, sha256: Any, size: Any, name: Any, error: Any, known: Any, content: Any) -> Began:
    if name is not None and name not in _FORMATS:
        _lie("a format that is none")
    if type(known) is not bool or type(suffix) is not str or len(suffix) > _MAX_NAME or type(error) is not str:
        _lie("a recording that is none")
    if sha256 != "" and not _SHA256.fullmatch(sha256):
        _lie("a hash that is none")
    if type(content) is not int or not -1 <= content <= _MAX_COUNT:
        _lie("a size that is none")
    return Began(suffix, sha256, _count(size, _MAX_COUNT), name, plain(error, 4 * _MAX_TEXT), known, content)


def _error(kind: Any, *texts: Any) -> ReadError:
    what, where, kept, advice = (plain(str(text), _MAX_TEXT) for text in texts)
    return _ERRORS[kind](what, where=where, kept=kept, advice=advice)


# ---------------------------------------------------------------- parts


def _parts(message: Mapping[str, Any], described: Sequence[Sequence[Any]], payload: memoryview) -> list[Part]:
    """Return all parts of a frame, the last one first."""
    if not described:
        if payload.nbytes:
            _lie("bytes that belong to nothing")
        return []
    lengths = np.array([_count(part[1], _MAX_COUNT) for part in described], np.int64)
    columns, track, callsign, squawk = _columns(message, int(lengths.sum()), payload)
    ends = np.cumsum(lengths)
    begins = ends - lengths
    _check_columns(columns)
    _check_rows(columns["row"], begins)
    _check_below(track, [len(part[5]) for part in described], lengths, least=0)
    for code, which in ((callsign, 7), (squawk, 8)):
        if code is not None:
            _check_below(code, [len(part[which]) for part in described], lengths, least=-1)
    made = []
    for about, begin, end in zip(described, begins.tolist(), ends.tolist(), strict=True):
        own = {name: column[begin:end] for name, column in columns.items()}
        texts = (None if callsign is None else callsign[begin:end], None if squawk is None else squawk[begin:end])
        made.append(_part(about, own, track[begin:end], *texts))
    made.reverse()
    return made


def _columns(
    message: Mapping[str, Any], count: int, payload: memoryview
) -> tuple[dict[str, NDArray[Any]], NDArray[Any], NDArray[Any] | None, NDArray[Any] | None]:
    """Return the columns of a frame, after their names and lengths have been found to be right."""
    names = message["columns"]
    if len(set(names)) != len(names) or not set(_NEEDED) <= set(names) <= set(PART_COLUMNS):
        _lie("columns that are none")
    kinds = [COLUMNS[name] for name in names]
    kinds += [np.dtype("<u4")] + [np.dtype("<i4")] * (bool(message["callsign"]) + bool(message["squawk"]))
    sizes = [count * kind.itemsize for kind in kinds]
    padded = [size + -size % 8 for size in sizes]
    if sum(padded) != payload.nbytes:
        _lie("more or fewer bytes than its columns have")
    found, at = [], 0
    for kind, space in zip(kinds, padded, strict=True):
        found.append(np.frombuffer(payload, kind, count, at))
        at += space
    columns = dict(zip(names, found, strict=False))
    rest = found[len(names) + 1 :]
    callsign = rest.pop(0) if message["callsign"] else None
    return columns, found[len(names)], callsign, rest.pop(0) if message["squawk"] else None


def _check_columns(columns: Mapping[str, NDArray[Any]]) -> None:
    for name, column in columns.items():
        if not len(column) or name == "row":
            continue
        if name in _BOUNDS:
            low, high = _BOUNDS[name]
            if not (low <= column.min() and column.max() <= high):  # and not where one of them is NaN
                _lie(f"{name} out of range")
        elif column.dtype.kind == "f":
            low, high = RANGES[name]
            if np.fmin.reduce(column) < low or np.fmax.reduce(column) > high:
                _lie(f"{name} out of range")
        elif ((column > RANGES[name][1]) & (column != MISSING_U1)).any():
            _lie(f"{name} out of range")


def _check_rows(row: NDArray[Any], begins: NDArray[np.int64]) -> None:
    """Rows ascend within each part; that they do from part to part is for the assembly to see."""
    rising = row[1:] > row[:-1]
    inner = begins[(begins > 0) & (begins < len(row))]
    rising[inner - 1] = True
    if not rising.all() or (len(row) and not row.min()):
        _lie("rows out of order")


def _check_below(column: NDArray[Any], counts: Sequence[int], lengths: NDArray[np.int64], *, least: int) -> None:
    """Numbers that mean one of so many things, part by part."""
    if len(column) and not (column.min() >= least and (column < np.repeat(np.array(counts, np.int64), lengths)).all()):
        _lie("a number that means nothing")


def _part(
    about: Sequence[Any],
    columns: Mapping[str, NDArray[Any]],
    track: NDArray[Any],
    callsign: NDArray[Any] | None,
    squawk: NDArray[Any] | None,
) -> Part:
    rows, fixes, without, refused, refusals, tracks, identities, callsigns, squawks, mapping, notes = about
    if _count(rows, _MAX_COUNT) != fixes + _count(without, _MAX_COUNT) + _count(refused, _MAX_COUNT):
        _lie("rows that do not add up")
    if len(refusals) > min(refused, MAX_LISTED_REFUSALS):
        _lie("more refusals than refused rows")
    return Part(
        rows=rows,
        columns=columns,
        track=track,
        tracks=tuple([_track(*whose) for whose in tracks]),
        callsign=None if callsign is None else Codes(callsign, _texts(callsigns)),
        squawk=None if squawk is None else Codes(squawk, _squawks(squawks)),
        without_position=without,
        refused=refused,
        refusals=tuple([Refusal(_count(row, 2**32), _shown(column), _shown(why)) for row, column, why in refusals]),
        identities=tuple([Identity(_key(key), _key(same), _file(by)) for key, same, by in identities]),
        mapping=_mapping(mapping),
        notes=tuple([_shown(note) for note in notes[:_MAX_NOTES]]),
    )


def _track(key: Any, icao24: Any, callsign: Any, registration: Any, kind: Any, facts: Any) -> Track:
    if icao24 is not None and not _ICAO24.fullmatch(icao24):
        _lie("an address that is none")
    return Track(
        _key(key),
        icao24,
        _name(callsign),
        _name(registration),
        _name(kind),
        MappingProxyType({_plain(name): _fact(value) for name, value in facts.items()}),
    )


def _key(key: Any) -> str:
    if not _KEY.fullmatch(key) or ("@" in key and _COMPLETE.fullmatch(key)):
        _lie("a key that is none")
    return _plain(key)


def _name(text: Any) -> str | None:
    return None if text is None else _plain(text)


def _fact(value: Any) -> object:
    if type(value) is str:
        return _plain(value)
    if type(value) not in {bool, int, float, type(None)}:
        _lie("a fact that is none")
    return value


def _texts(texts: Any) -> tuple[str, ...]:
    for text in texts:
        if len(text) > _LONGEST_CALLSIGN:
            _lie("a callsign that is none")
    return tuple([_plain(text) for text in texts])


def _mapping(text: Any) -> str:
    """Return how a table was read, if it is such a text."""
    if text == "":
        return ""
    if type(text) is not str or len(text) > _MAX_MAPPING or ColumnMapping.from_json(text).to_json() != text:
        _lie("a mapping that is none")
    return text


def _squawks(texts: Any) -> tuple[str, ...]:
    for text in texts:
        if not _SQUAWK.fullmatch(text):
            _lie("a squawk that is none")
    return tuple(texts)


def _file(by: Any) -> str:
    if by != "file":
        _lie("a statement that no file makes")
    return "file"


def _plain(text: Any) -> str:
    """Return a text that is plain already, as all that is kept must be."""
    if (
        type(text) is not str
        or len(text) > _MAX_TEXT
        or not ((text.isascii() and text.isprintable()) or plain(text) == text)
    ):
        _lie("a text that is not plain")
    return text


def _shown(text: Any) -> str:
    """Return a text that is only shown."""
    if type(text) is not str:
        _lie("a text that is none")
    return plain(text, _MAX_TEXT)


def _count(value: Any, most: int) -> int:
    if type(value) is not int or not 0 <= value <= most:
        _lie("a count that is none")
    return value


def _lie(what: str) -> NoReturn:
    raise Lie(what)
