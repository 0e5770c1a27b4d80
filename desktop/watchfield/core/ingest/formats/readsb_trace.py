"""readsb ``trace_full``: one aircraft and one day, as readsb, tar1090 and the archives made of them keep it.

{"icao": "1551df", "timestamp": 1693353600.0, "trace": [[s, lat, lon, ft, kt, deg, flags, ft/min, details, ...], ...]}
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from ...errors import ReadError
from ...geo.units import SECONDS_PER_DAY
from ...model.fixes import Kind, Quality
from ...model.reading import Refusal
from ...model.track import Track, key_of
from ...task import Progress
from .. import content, parsers, quoting
from ..columns import Columns, judged
from ..format import Format, Head, Options
from ..part import Part
from ..values import Codes, codes, icao24, number_or, number_table, plain, short, take_forward

__all__ = ["FORMAT"]

_WIDTHS = (9, 14)  # before and since 2022
_WHOLE = ({9}, {14})
_LEAST = 3  # time and position
_STALE, _GEOMETRIC_ALTITUDE = 1, 8
_MILITARY = 1  # of dbFlags

_KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "adsb_icao": Kind.ADS_B,
        "adsb_icao_nt": Kind.ADS_B,
        "adsb_other": Kind.ADS_B,
        "adsr_icao": Kind.ADS_B,  # the same message, sent again by a ground station on the other frequency
        "adsr_other": Kind.ADS_B,
        "mlat": Kind.MLAT,
        "tisb_icao": Kind.TIS_B,
        "tisb_trackfile": Kind.TIS_B,
        "tisb_other": Kind.TIS_B,
        "adsc": Kind.ADS_C,
        "mode_s": Kind.MODE_S,
    }
)
_LOOKS = (
    re.compile(rb'"trace"\s*:\s*[\[{n"]'),
    re.compile(rb'^\s*\{\s*"icao"\s*:'),
)


def _recognises(head: Head) -> bool:
    return head.start.startswith(b"{") and any(look.search(head.data) for look in _LOOKS)


def _read(stream: BinaryIO, untrusted_name: str, options: Options, progress: Progress) -> Iterator[Part]:
    data = content.text(content.whole(stream, untrusted_name, progress), untrusted_name)
    with parsers.collecting_paused():
        document = parsers.load_json(data, untrusted_name)
        name = plain(untrusted_name)
        if not isinstance(document, dict) or not isinstance(document.get("trace"), list):
            raise ReadError("The list “trace” is missing.", where=name, advice="Is this a readsb trace?")
        base_s = number_or(document.get("timestamp"), np.nan)
        if not np.isfinite(base_s):
            raise ReadError("“timestamp” is not a time, so no row has one.", where=name, advice="Download it again.")
        progress(1, 2, name)
        columns, category = _columns(document["trace"], base_s)
        track = _track(document, category)
        del document  # or the collector would walk through all of it once it goes on
    yield judged(columns, [track], options)


def _columns(untrusted_rows: list[Any], base_s: float) -> tuple[Columns, str]:
    """Return the columns, and the last category that was said."""
    row, rows, broken = _whole_rows(untrusted_rows)
    width = len(rows[0]) if rows else max(_WIDTHS)
    field: list[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * width
    ground = np.array([value == "ground" for value in field[3]], np.bool_)
    if ground.any():
        field[3] = [None if value == "ground" else value for value in field[3]]
    table = number_table(field[:8] + field[10:12])
    offset_s, lat_deg, lon_deg, altitude_ft, speed_kt, track_deg, flag_bits, climb_fpm, *geometric = table
    flags = _flags(flag_bits)
    details = _Details(field[8])
    values = {"baro_altitude_ft": altitude_ft, "speed_kt": speed_kt, "track_deg": track_deg}
    values |= details.numbers("nic", "nac_p", "sil")
    if geometric:
        values["geo_altitude_ft"], geometric_fpm = geometric
        climb_fpm = np.where(np.isfinite(climb_fpm), climb_fpm, geometric_fpm)
    values["climb_fpm"] = climb_fpm
    is_geometric = (flags & _GEOMETRIC_ALTITUDE > 0) & np.isfinite(altitude_ft)
    quality = (
        np.where(ground, Quality.ON_GROUND, 0)
        | np.where(flags & _STALE, Quality.STALE, 0)
        | np.where(is_geometric, Quality.GEOMETRIC_ALTITUDE, 0)
    )
    texts = details.texts("flight", "squawk")
    columns = Columns(
        row=row,
        track=np.zeros(len(row), np.int64),
        time_s=base_s + offset_s,
        lat_deg=lat_deg.copy(),  # these two are kept as they are, and would keep the whole table
        lon_deg=lon_deg.copy(),
        values=values,
        kind=_kinds(field[9] if width > 9 else [None] * len(row), details),
        quality=quality.astype(np.uint16),
        callsign=texts["flight"],
        squawk=texts["squawk"],
        broken=broken,
        expected=(base_s - SECONDS_PER_DAY, base_s + 2 * SECONDS_PER_DAY),
    )
    return columns, details.last_text("category")


def _whole_rows(untrusted_rows: list[Any]) -> tuple[NDArray[np.int64], list[list[Any]], list[Refusal]]:
    """Return (row numbers, rows of one width, rows that are none)."""
    if set(map(type, untrusted_rows)) == {list} and set(map(len, untrusted_rows)) in _WHOLE:
        return np.arange(1, len(untrusted_rows) + 1, dtype=np.int64), untrusted_rows, []
    widths = [len(row) if type(row) is list else 0 for row in untrusted_rows]
    width = max(_WIDTHS)
    good = [at for at, length in enumerate(widths) if length >= _LEAST]
    rows = [(untrusted_rows[at] + [None] * width)[:width] for at in good]
    reason = f"The row is no list of at least {_LEAST} values."
    broken = [Refusal(at + 1, "trace", reason) for at, length in enumerate(widths) if length < _LEAST]
    return np.array(good, np.int64) + 1, rows, broken


class _Details:
    """The objects that say now and then what then holds until the next says otherwise.

    row         0  1  2  3  4  5
    object      .  .  {} .  {} .
    _latest     0  0  1  1  2  2       the first of _objects is one that says nothing
    """

    def __init__(self, column: Sequence[Any]) -> None:
        at = [at for at, details in enumerate(column) if type(details) is dict]
        self._objects: list[dict[str, Any]] = [{}, *(column[each] for each in at)]
        begins = np.zeros(len(column), np.intp)
        begins[at] = 1
        self._latest = np.cumsum(begins)

    def numbers(self, *names: str) -> dict[str, NDArray[np.float64]]:
        """Return fields by their names as float64[n], carried forward."""
        said = number_table([self._said(name) for name in names])
        return dict(zip(names, self._carried(said, ~np.isnan(said)), strict=True))

    def texts(self, *names: str) -> dict[str, Codes]:
        """Return fields by their names as texts, one a row, carried forward."""
        said = [codes(self._said(name)) for name in names]
        code = np.array([field.code for field in said])
        carried = self._carried(code, code >= 0)
        return {name: Codes(code, field.texts) for name, code, field in zip(names, carried, said, strict=True)}

    def last_text(self, name: str) -> str:
        """Return the last text that was said, or nothing."""
        said = [text for text in self._said(name) if isinstance(text, str)]
        return short(said[-1]) if said else ""

    def _said(self, name: str) -> list[Any]:
        return [details.get(name) for details in self._objects]

    def _carried(self, said: NDArray[Any], known: NDArray[np.bool_]) -> NDArray[Any]:
        """Return for each row what was said last, [fields, n].

        said, known : [fields, objects], what each object says, and whether it says anything
        """
        known[:, 0] = True  # that it is missing
        field = np.arange(len(said))[:, np.newaxis]
        held = said[field, take_forward(known)]
        return held[:, self._latest]


def _flags(flags: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.where((flags >= 0) & (flags < 2**15), flags, 0).astype(np.int64)


def _kinds(column: Sequence[Any], details: _Details) -> NDArray[np.uint8]:
    """Return how each position came about: the row says so, in old files the details."""
    source = codes(column)
    kinds = _kinds_of(source)
    unsaid = source.code < 0
    return np.where(unsaid, _kinds_of(details.texts("type")["type"]), kinds) if unsaid.any() else kinds


def _kinds_of(source: Codes) -> NDArray[np.uint8]:
    table = np.array([*(_KINDS.get(text, Kind.UNKNOWN) for text in source.texts), Kind.UNKNOWN], np.uint8)
    return table[source.code]


def _track(document: dict[str, Any], category: str) -> Track:
    untrusted_address = document.get("icao")
    address = icao24(untrusted_address)
    facts: dict[str, object] = {}
    flags = document.get("dbFlags")
    if isinstance(flags, int):
        facts["military"] = bool(flags & _MILITARY)
    if category:
        facts["category"] = category
    for name, field in (("description", "desc"), ("owner", "ownOp")):
        text = document.get(field)
        if isinstance(text, str) and text.strip():
            facts[name] = plain(text.strip(), 100)
    return Track(
        key_of(icao24=address or None, other=short(untrusted_address).lower() or "unknown"),
        icao24=address or None,
        registration=short(document.get("r")) or None,
        type=short(document.get("t")) or None,
        facts=MappingProxyType(facts),
    )


FORMAT = Format("readsb-trace", "readsb trace", _recognises, _read, quote=quoting.element("trace"))
