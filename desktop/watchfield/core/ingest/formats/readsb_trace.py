"""readsb ``trace_full``: one aircraft and one day, as readsb, tar1090 and the archives made of them keep it.

{"icao": "1551df", "timestamp": 1693353600.0, "trace": [[s, lat, lon, ft, kt, deg, flags, ft/min, details, ...], ...]}
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from ...errors import ReadError
from ...geo.units import SECONDS_PER_DAY
from ...model.fixes import Quality
from ...model.track import Track, key_of
from ...task import Progress
from .. import parsers, quoting
from ..columns import Columns, judged
from ..files import content
from ..format import Format, Head, Options
from ..part import Part, shares
from ..values import icao24, number_or, plain, short
from .readsb import kinds_of
from .trace_rows import Rows, Taken, rows_of_lists, rows_of_tuples, taken

__all__ = ["FORMAT"]

_STALE, _GEOMETRIC_ALTITUDE = 1, 8
_MILITARY = 1  # of dbFlags

_LOOKS = (
    re.compile(rb'"trace"\s*:\s*[\[{n"]'),
    re.compile(rb'^\s*\{\s*"icao"\s*:'),
)


def _recognises(head: Head) -> bool:
    return head.start.startswith(b"{") and any(look.search(head.data) for look in _LOOKS)


def _read(stream: BinaryIO, untrusted_name: str, options: Options, progress: Progress) -> Iterator[Part]:
    data = content.whole(stream, untrusted_name, progress)
    progress(1, 2, untrusted_name)
    (part,) = together([(data, untrusted_name)], options)
    if isinstance(part, ReadError):
        raise part
    yield part


def together(documents: Sequence[tuple[bytes, str]], options: Options) -> list[Part | ReadError]:
    """Read whole documents, given by their unpacked bytes and their names: what each says, or why it says nothing."""
    with parsers.collecting_paused():
        found = [_explained(_document, *document) for document in documents]
        groups: dict[int, list[int]] = {}
        for at, document in enumerate(found):
            if not isinstance(document, ReadError):
                groups.setdefault(document.width, []).append(at)
        result: list[Part | ReadError | None] = [each if isinstance(each, ReadError) else None for each in found]
        some: list[_Document] = []
        for which in groups.values():
            some = [each for at in which if not isinstance(each := found[at], ReadError)]
            for at, part in zip(which, _parts(some, options), strict=True):
                result[at] = part
        found, some = [], []  # or the collector would walk through all of it once it goes on
    return [part for part in result if part is not None]


@dataclass(frozen=True, eq=False, slots=True)
class _Document:
    """One trace.

    rows : taken apart where they have their usual shape, else whatever the document has
    width : of the rows; 0 where they may be anything
    """

    top: Mapping[str, Any]
    base_s: float
    rows: Taken | list[Any]
    width: int


def _explained(read: Callable[[bytes, str], _Document], data: bytes, untrusted_name: str) -> _Document | ReadError:
    try:
        return read(data, untrusted_name)
    except ReadError as error:
        return error


def _document(data: bytes, untrusted_name: str) -> _Document:
    data = content.text(data, untrusted_name)
    name = plain(untrusted_name)
    shaped = parsers.load_trace(data)
    top, rows = shaped or _loaded(data, untrusted_name)
    base_s = number_or(top.get("timestamp"), np.nan)
    if not np.isfinite(base_s):
        raise ReadError("“timestamp” is not a time, so no row has one.", where=name, advice="Download it again.")
    if shaped and rows:
        return _Document(top, base_s, taken(rows), len(rows[0]))
    return _Document(top, base_s, rows, 0)


def _loaded(data: bytes, untrusted_name: str) -> tuple[Mapping[str, Any], list[Any]]:
    document = parsers.load_json(data, untrusted_name)
    if not isinstance(document, dict) or not isinstance(document.get("trace"), list):
        where = plain(untrusted_name)
        raise ReadError("The list “trace” is missing.", where=where, advice="Is this a readsb trace?")
    return document, document["trace"]


def _parts(documents: Sequence[_Document], options: Options) -> list[Part]:
    """Return what each document says; in one go where all is as it should be."""
    shaped = [each.rows for each in documents if isinstance(each.rows, Taken)]
    if len(shaped) < len(documents) or len(documents) == 1:
        return [_part([each], _rows(each), options) for each in documents]
    rows = rows_of_tuples(shaped)
    part = _part(documents, rows, options)
    if part.refused:  # each has a list of its own
        return [_part([each], _rows(each), options) for each in documents]
    return shares(part, np.diff(rows.first).tolist())


def _rows(document: _Document) -> Rows:
    rows = document.rows
    return rows_of_tuples([rows]) if isinstance(rows, Taken) else rows_of_lists(rows)


def _part(documents: Sequence[_Document], rows: Rows, options: Options) -> Part:
    tracks = [
        _track(each.top, category)
        for each, category in zip(documents, rows.details.last_texts("category"), strict=True)
    ]
    return judged(_columns(rows, np.array([each.base_s for each in documents])), tracks, options)


def _columns(rows: Rows, base_s: NDArray[np.float64]) -> Columns:
    """Return the columns.

    base_s : float64[documents], from when on each counts its seconds
    """
    offset_s, lat_deg, lon_deg, speed_kt, track_deg, flag_bits, climb_fpm, geo_altitude_ft, geometric_fpm = rows.values
    flags = _flags(flag_bits)
    values = {
        "baro_altitude_ft": rows.altitude_ft,
        "geo_altitude_ft": geo_altitude_ft,
        "speed_kt": speed_kt,
        "track_deg": track_deg,
        "climb_fpm": np.where(np.isfinite(climb_fpm), climb_fpm, geometric_fpm),
        **rows.details.numbers("nic", "nac_p", "sil"),
    }
    is_geometric = (flags & _GEOMETRIC_ALTITUDE > 0) & np.isfinite(rows.altitude_ft)
    is_odd = (offset_s < -SECONDS_PER_DAY) | (offset_s > 2 * SECONDS_PER_DAY)
    quality = (
        np.where(rows.ground, Quality.ON_GROUND, 0)
        | np.where(flags & _STALE, Quality.STALE, 0)
        | np.where(is_geometric, Quality.GEOMETRIC_ALTITUDE, 0)
        | np.where(is_odd, Quality.ODD_TIME, 0)
    )
    document, texts = rows.document, rows.details.texts("flight", "squawk")
    return Columns(
        row=rows.number,
        track=document,
        time_s=base_s[document] + offset_s,
        lat_deg=lat_deg.copy(),  # these two are kept as they are, and would keep the whole table
        lon_deg=lon_deg.copy(),
        values=values,
        kind=_kinds(rows),
        quality=quality.astype(np.uint16),
        broken=rows.broken,
        callsign=texts["flight"],
        squawk=texts["squawk"],
    )


def _flags(flags: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.where((flags >= 0) & (flags < 2**15), flags, 0).astype(np.int64)


def _kinds(rows: Rows) -> NDArray[np.uint8]:
    """Return how each position came about: the row says so, in old files the details."""
    kinds = kinds_of(rows.source)
    unsaid = rows.source.code < 0
    return np.where(unsaid, kinds_of(rows.details.texts("type")["type"]), kinds) if unsaid.any() else kinds


def _track(top: Mapping[str, Any], category: str) -> Track:
    untrusted_address = top.get("icao")
    address = icao24(untrusted_address)
    facts: dict[str, object] = {}
    flags = top.get("dbFlags")
    if isinstance(flags, int):
        facts["military"] = bool(flags & _MILITARY)
    if kept := short(category):
        facts["category"] = kept
    for name, field in (("description", "desc"), ("owner", "ownOp")):
        text = top.get(field)
        if isinstance(text, str) and text.strip():
            facts[name] = plain(text.strip(), 100)
    return Track(
        key_of(icao24=address or None, other=short(untrusted_address).lower() or "unknown"),
        icao24=address or None,
        registration=short(top.get("r")) or None,
        type=short(top.get("t")) or None,
        facts=MappingProxyType(facts),
    )


FORMAT = Format("readsb-trace", "readsb trace", _recognises, _read, quote=quoting.element("trace"), together=together)
