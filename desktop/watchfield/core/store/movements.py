"""Movements as rows, and back, a column at a time: a project has tens of thousands of them."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

import numpy as np

from ..model.movement import Candidate, Evidence, Movement, MovementKind, Reason, State
from .geometry import parse_point, point_blob
from .rows import clean, utc_texts

__all__ = ["MOVEMENT", "movement_rows", "movements_of"]

MOVEMENT = (
    "id",
    "kind",
    "state",
    "zone",
    "zone_version",
    "airfield",
    "candidates",
    "key",
    "icao24",
    "registration",
    "type",
    "callsign",
    "time_s",
    "start_time",
    "end_time",
    "start_s",
    "end_s",
    "altitude_ft",
    "probability",
    "reasons",
    "assessment",
    "evidence",
    "rules",
    "geom",
)

_Items = list[list[Any]]
_TEXTS = ("id", "key", "rules")
_OPTIONAL_TEXTS = ("zone", "zone_version", "airfield", "icao24", "registration", "type", "callsign", "assessment")
_NUMBERS = ("time_s", "start_s", "end_s")
_OPTIONAL_NUMBERS = ("altitude_ft", "probability")
_KINDS = {kind.value: kind for kind in MovementKind}
_STATES = {state.value: state for state in State}
_CANDIDATE, _REASON, _EVIDENCE = [str, str, float, float], [str, bool], [str, int, int]
_quoted = json.encoder.encode_basestring_ascii


def movement_rows(movements: Sequence[Movement]) -> Iterator[tuple[Any, ...]]:
    """Return rows of ``MOVEMENT``."""
    columns: dict[str, Iterable[Any]] = {
        **{name: _clean_column([getattr(m, name) for m in movements]) for name in (*_TEXTS, *_OPTIONAL_TEXTS)},
        **{name: [float(getattr(m, name)) for m in movements] for name in _NUMBERS},
        **{name: [_number(getattr(m, name)) for m in movements] for name in _OPTIONAL_NUMBERS},
        "kind": [m.kind.value for m in movements],
        "state": [m.state.value for m in movements],
        "start_time": utc_texts(np.array([m.start_s for m in movements], np.float64)),
        "end_time": utc_texts(np.array([m.end_s for m in movements], np.float64), round_up=True),
        "candidates": [_candidates_text(m.candidates) for m in movements],
        "reasons": [_reasons_text(m.reasons) for m in movements],
        "evidence": [_evidence_text(m.evidence) for m in movements],
        "geom": [_place(m.lon_deg, m.lat_deg) for m in movements],
    }
    return zip(*(columns[name] for name in MOVEMENT), strict=True)


def movements_of(rows: Sequence[tuple[Any, ...]]) -> list[Movement]:
    """Return the movements of rows of ``MOVEMENT``. Raises ValueError where one makes none."""
    if not rows:
        return []
    columns = dict(zip(MOVEMENT, zip(*rows, strict=True), strict=True))
    _check_types(columns)
    try:
        kinds = [_KINDS[kind] for kind in columns["kind"]]
        states = [_STATES[state] for state in columns["state"]]
    except KeyError as error:
        raise ValueError(f"{error} is no kind or state") from error
    places = [_NOWHERE if geom is None else parse_point(geom) for geom in columns["geom"]]
    named: dict[str, Iterable[Any]] = {
        **columns,
        "kind": kinds,
        "state": states,
        "lon_deg": [lon for lon, _ in places],
        "lat_deg": [lat for _, lat in places],
        "altitude_ft": [math.nan if altitude is None else altitude for altitude in columns["altitude_ft"]],
        "candidates": [tuple([Candidate(*c) for c in some]) for some in _lists(columns["candidates"], _CANDIDATE)],
        "reasons": [tuple([Reason(*r) for r in some]) for some in _lists(columns["reasons"], _REASON)],
        "evidence": [tuple([Evidence(*e) for e in some]) for some in _lists(columns["evidence"], _EVIDENCE)],
    }
    return list(map(Movement, *(named[name] for name in Movement.__dataclass_fields__)))


_NOWHERE = (math.nan, math.nan)


def _check_types(columns: Mapping[str, Sequence[Any]]) -> None:
    none = type(None)
    for names, kinds in (
        ((*_TEXTS, "kind", "state", "candidates", "reasons", "evidence"), {str}),
        (_OPTIONAL_TEXTS, {str, none}),
        (_NUMBERS, {float}),
        (_OPTIONAL_NUMBERS, {float, none}),
    ):
        for name in names:
            if not set(map(type, columns[name])) <= kinds:
                raise ValueError(f"{name} is missing or of another kind")


def _clean_column(texts: list[str | None]) -> list[str | None]:
    try:
        "".join(filter(None, texts)).encode()
    except UnicodeEncodeError:
        return [None if text is None else clean(text) for text in texts]
    return texts


def _number(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else float(value)


def _place(lon_deg: float, lat_deg: float) -> bytes | None:
    return point_blob(lon_deg, lat_deg) if math.isfinite(lon_deg) and math.isfinite(lat_deg) else None


def _candidates_text(candidates: Iterable[Candidate]) -> str:
    """Return JSON, written by hand: an encoder takes 7 us each time."""
    items = [f"[{_quoted(c.ident)},{_quoted(c.name)},{_real(c.range_nm)},{_real(c.bearing_deg)}]" for c in candidates]
    return f"[{','.join(items)}]"


def _reasons_text(reasons: Iterable[Reason]) -> str:
    items = [f"[{_quoted(r.text)},{'true' if r.supports else 'false'}]" for r in reasons]
    return f"[{','.join(items)}]"


def _evidence_text(evidence: Iterable[Evidence]) -> str:
    items = [f"[{_quoted(e.source)},{int(e.first_row)},{int(e.last_row)}]" for e in evidence]
    return f"[{','.join(items)}]"


def _real(value: float) -> str:
    return repr(float(value)) if math.isfinite(value) else "NaN"


def _lists(texts: Sequence[str], kinds: list[type]) -> list[_Items]:
    """Return the lists that these texts write, all parsed at once; their items have values of these kinds."""
    try:
        lists = json.loads(f"[{','.join(texts)}]")
    except RecursionError as error:
        raise ValueError("a list is damaged") from error
    if len(lists) != len(texts) or not all(isinstance(items, list) for items in lists):
        raise ValueError("a list is damaged")
    if any(not isinstance(item, list) or list(map(type, item)) != kinds for items in lists for item in items):
        raise ValueError("an item of a list is damaged")
    return cast("list[_Items]", lists)
