"""From the parts of a file to one Reading: tracks named once, fixes in order, callsigns with the times they held."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import ReadError
from ..model.fixes import COLUMNS, Fixes
from ..model.reading import MAX_LISTED_REFUSALS, Reading, Refusal
from ..model.track import Identity, Interval, Track, merged
from .part import PART_COLUMNS, Part
from .values import Codes

__all__ = ["assembled"]


def assembled(format_name: str, parts: Iterable[Part]) -> Reading:
    """Return what all parts of a file say together; where it was cut into parts has no say in it.

    Raises ReadError where the rows do not add up, or do not ascend.
    """
    parts = tuple(parts)
    tracks, number = _tracks(parts)
    row = _joined([part.columns["row"] for part in parts], COLUMNS["row"])
    if len(row) > 1 and not (row[1:] > row[:-1]).all():
        raise ReadError("Rows came out of their order. This is a fault of the program.")
    fixes = _fixes(parts, number, len(tracks))
    at = np.searchsorted(row, fixes.row) if len(parts) != 1 or not np.array_equal(row, fixes.row) else slice(None)
    callsigns = _intervals(_texts([part.callsign for part in parts], parts), at, fixes)
    squawks = _intervals(_texts([part.squawk for part in parts], parts), at, fixes)
    result = Reading(
        format=format_name,
        rows=sum(part.rows for part in parts),
        fixes=fixes,
        tracks=tuple(
            merged([replace(track, callsigns=callsigns.get(i, ()), squawks=squawks.get(i, ()))])
            for i, track in enumerate(tracks)
        ),
        without_position=sum(part.without_position for part in parts),
        refused=sum(part.refused for part in parts),
        refusals=_listed(parts),
        identities=_identities(parts),
    )
    if result.rows != len(fixes) + result.refused + result.without_position:
        raise ReadError(
            f"{result.rows} rows became {len(fixes)} fixes, {result.refused} refused, {result.without_position} without"
            " position: that does not add up. This is a fault of the program."
        )
    return result


def _tracks(parts: Sequence[Part]) -> tuple[list[Track], list[NDArray[np.int64]]]:
    """Return every track once, and for each part which of them its own are; those without a fix are left out."""
    at: dict[str, int] = {}
    found: list[Track] = []
    numbers = []
    for part in parts:
        present = np.bincount(part.track, minlength=len(part.tracks)) > 0
        number = np.zeros(len(part.tracks), np.int64)
        for own in np.flatnonzero(present).tolist():
            track = part.tracks[own]
            whose = at.setdefault(track.key, len(found))
            if whose == len(found):
                found.append(track)
            elif found[whose] != track:
                found[whose] = merged([found[whose], track])
            number[own] = whose
        numbers.append(number)
    return found, numbers


def _fixes(parts: Sequence[Part], numbers: Sequence[NDArray[np.int64]], track_count: int) -> Fixes:
    track = _joined([number[part.track] for part, number in zip(parts, numbers, strict=True)], np.dtype(np.int64))
    named = {name for part in parts for name in part.columns}
    columns = {
        name: _joined([part.columns[name] for part in parts], COLUMNS[name])
        for name in PART_COLUMNS
        if name in named or not parts
    }
    return Fixes.from_columns(track, track_count, columns)


def _joined(pieces: Sequence[NDArray[Any]], dtype: np.dtype[Any]) -> NDArray[Any]:
    if len(pieces) == 1:
        return pieces[0]
    return np.concatenate(pieces) if pieces else np.empty(0, dtype)


def _texts(columns: Sequence[Codes | None], parts: Sequence[Part]) -> Codes | None:
    """Return the texts of all parts as one column."""
    if len(columns) == 1 or all(column is None for column in columns):
        return columns[0] if columns else None
    order: dict[str, int] = {}
    codes = []
    for column, part in zip(columns, parts, strict=True):
        if column is None:
            codes.append(np.full(len(part), -1, np.int32))
        else:
            table = np.array([*(order.setdefault(text, len(order)) for text in column.texts), -1], np.int32)
            codes.append(table[column.code])
    return Codes(np.concatenate(codes), tuple(order))


def _intervals(texts: Codes | None, at: NDArray[np.intp] | slice, fixes: Fixes) -> dict[int, tuple[Interval, ...]]:
    """Return by track from when to when each text held; fixes that do not say leave it as it was.

    at : [fixes], where in ``texts`` each fix is
    """
    if texts is None:
        return {}
    code = texts.code[at]
    said = np.flatnonzero(code >= 0)
    if not len(said):
        return {}
    track = np.searchsorted(fixes.offsets, said, side="right") - 1
    whose = track * len(texts.texts) + code[said]  # one number for track and text
    time_s = fixes.time_s[said]
    begins = np.flatnonzero(np.concatenate(([True], whose[1:] != whose[:-1])))
    ends = np.concatenate((begins[1:], [len(said)])) - 1
    columns = (whose[begins], time_s[begins], time_s[ends])
    found: dict[int, list[Interval]] = {}
    for held, start_s, end_s in zip(*(column.tolist() for column in columns), strict=True):
        which, text = divmod(held, len(texts.texts))
        found.setdefault(which, []).append(Interval(start_s, end_s, texts.texts[text]))
    return {which: tuple(intervals) for which, intervals in found.items()}


def _listed(parts: Sequence[Part]) -> tuple[Refusal, ...]:
    listed: list[Refusal] = []
    for part in parts:
        listed += part.refusals[: MAX_LISTED_REFUSALS - len(listed)]
    return tuple(listed)


def _identities(parts: Sequence[Part]) -> tuple[Identity, ...]:
    return tuple(dict.fromkeys(identity for part in parts for identity in part.identities))
