"""From the parts of files to one value: tracks named once a file, fixes in order, callsigns with the times they held.

Many files are put together in one go: of small ones there are many, and numpy's price is by the call.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import ReadError
from ..model.fixes import COLUMNS, Fixes, missing
from ..model.reading import MAX_LISTED_REFUSALS, Account, Batch, Reading, Refusal
from ..model.track import Interval, Track, merged
from .part import PART_COLUMNS, Part
from .values import Codes

__all__ = ["assembled", "together"]

Intervals = dict[int, tuple[Interval, ...]]


def assembled(format_name: str, parts: Iterable[Part]) -> Reading:
    """Return what all parts of a file say together; where it was cut into parts has no say in it.

    Raises ReadError where the rows do not add up, or do not ascend.
    """
    batch = together([(format_name, tuple(parts))])
    (said,) = batch.files
    return Reading(
        said.format,
        said.rows,
        batch.fixes,
        batch.tracks,
        said.without_position,
        said.refused,
        said.refusals,
        said.identities,
        said.mapping,
        said.notes,
    )


def together(files: Sequence[tuple[str, Sequence[Part]]]) -> Batch:
    """Put files together, each given by the name of its format and its parts.

    Raises ReadError as ``assembled`` does, if it holds of any of them.
    """
    parts = [part for _, some in files for part in some]
    lengths = np.fromiter(map(len, parts), np.int64, len(parts))
    counts = np.fromiter((len(part.tracks) for part in parts), np.int64, len(parts))
    slot = _joined([part.track for part in parts], np.dtype(np.uint32)).astype(np.int64)
    slot += np.repeat(np.cumsum(counts) - counts, lengths)  # which track of all parts
    tracks, number, first_track = _tracks([some for _, some in files], np.bincount(slot, minlength=int(counts.sum())))
    columns = _columns(parts)
    of_file = np.repeat(np.arange(len(files)), [sum(map(len, some)) for _, some in files])
    columns["source"] = of_file.astype(COLUMNS["source"])
    _check_rows(columns["row"], of_file)
    track = number[slot]
    texts = [_texts([part.callsign for part in parts], lengths), _texts([part.squawk for part in parts], lengths)]
    order = _order(track, columns)
    if order is not None:
        track, columns = track[order], {name: column[order] for name, column in columns.items()}
        texts = [text and text.take(order) for text in texts]
    fixes = Fixes.from_columns(track, len(tracks), columns)
    callsigns, squawks = (_intervals(text, track, fixes.time_s) for text in texts)
    named = tuple(
        _with_texts(track, callsigns.get(index, ()), squawks.get(index, ())) for index, track in enumerate(tracks)
    )
    accounts = tuple(_account(format_name, some) for format_name, some in files)
    return Batch(accounts, fixes, named, first_track)


def _tracks(
    files: Sequence[Sequence[Part]], fix_count: NDArray[np.int64]
) -> tuple[list[Track], NDArray[np.int64], NDArray[np.int64]]:
    """Return every track of each file once, those without a fix left out.

    fix_count : how many fixes each track of each part has, all parts one after the other
    returns : the tracks; for each track of each part which of them it is; where the tracks of each file begin
    """
    found: list[Track] = []
    number, first = [], [0]
    counted = iter(fix_count.tolist())
    for parts in files:
        at: dict[str, int] = {}
        for part in parts:
            for track, count in zip(part.tracks, counted, strict=False):
                whose = at.setdefault(track.key, len(found)) if count else -1
                if whose == len(found):
                    found.append(track)
                elif count and found[whose] is not track and found[whose] != track:
                    found[whose] = merged([found[whose], track])
                number.append(whose)
        first.append(len(found))
    return found, np.array(number, np.int64), np.array(first, np.int64)


def _columns(parts: Sequence[Part]) -> dict[str, NDArray[Any]]:
    """Return the columns that any part has; where another has it not, it is missing there."""
    named = {name for part in parts for name in part.columns}
    return {
        name: _joined([_column(part, name) for part in parts], COLUMNS[name])
        for name in PART_COLUMNS
        if name in named or not parts
    }


def _column(part: Part, name: str) -> NDArray[Any]:
    column = part.columns.get(name)
    return missing(name, len(part)) if column is None else column


def _joined(pieces: Sequence[NDArray[Any]], dtype: np.dtype[Any]) -> NDArray[Any]:
    if len(pieces) == 1:
        return pieces[0]
    return np.concatenate(pieces) if pieces else np.empty(0, dtype)


def _check_rows(row: NDArray[np.uint32], of_file: NDArray[np.int64]) -> None:
    ascends = (row[1:] > row[:-1]) | (of_file[1:] != of_file[:-1])
    if not ascends.all():
        raise ReadError("Rows came out of their order. This is a fault of the program.")


def _order(track: NDArray[np.int64], columns: dict[str, NDArray[Any]]) -> NDArray[np.intp] | None:
    """Return the order by (track, time, row), None where it stands so."""
    time_s = columns["time_s"]
    same = track[1:] == track[:-1]
    if ((track[1:] > track[:-1]) | (same & (time_s[1:] > time_s[:-1]))).all():
        return None
    return np.lexsort((columns["row"], time_s, track))


def _texts(columns: Sequence[Codes | None], lengths: NDArray[np.int64]) -> Codes | None:
    """Return the texts of all parts as one column."""
    if len(columns) <= 1 or all(column is None for column in columns):
        return columns[0] if columns else None
    order: dict[str, int] = {}
    table: list[int] = []
    begins, codes = [], []
    for column, length in zip(columns, lengths.tolist(), strict=True):
        begins.append(len(table))
        table += [order.setdefault(text, len(order)) for text in column.texts] if column else []
        codes.append(column.code if column else np.full(length, -1, np.int32))
    table.append(-1)  # the last one is what -1 means, before and after
    code = np.concatenate(codes)
    at = np.where(code < 0, -1, code + np.repeat(np.array(begins), lengths))
    return Codes(np.array(table, np.int32)[at], tuple(order))


def _intervals(texts: Codes | None, track: NDArray[np.int64], time_s: NDArray[np.float64]) -> Intervals:
    """Return by track from when to when each text held; fixes that do not say leave it as it was.

    texts, track, time_s : one a fix, by track and time
    """
    if texts is None:
        return {}
    said = np.flatnonzero(texts.code >= 0)
    if not len(said):
        return {}
    whose = track[said] * len(texts.texts) + texts.code[said]  # one number for track and text
    time_s = time_s[said]
    begins = np.flatnonzero(np.concatenate(([True], whose[1:] != whose[:-1])))
    ends = np.concatenate((begins[1:], [len(said)])) - 1
    columns = (whose[begins], time_s[begins], time_s[ends])
    found: dict[int, list[Interval]] = {}
    for held, start_s, end_s in zip(*(column.tolist() for column in columns), strict=True):
        which, text = divmod(held, len(texts.texts))
        found.setdefault(which, []).append(Interval(start_s, end_s, texts.texts[text]))
    return {which: tuple(intervals) for which, intervals in found.items()}


def _with_texts(track: Track, callsigns: tuple[Interval, ...], squawks: tuple[Interval, ...]) -> Track:
    if len(callsigns) <= 1 and len(squawks) <= 1:  # as ``merged`` does, at a fifth of its price
        callsign = callsigns[0].text if callsigns else track.callsign
        about = (track.key, track.icao24, callsign, track.registration, track.type, track.facts)
        return Track(*about, callsigns, squawks)
    return merged([replace(track, callsigns=callsigns, squawks=squawks)])


def _account(format_name: str, parts: Sequence[Part]) -> Account:
    result = Account(
        format_name,
        sum(part.rows for part in parts),
        sum(part.without_position for part in parts),
        sum(part.refused for part in parts),
        _listed(parts),
        tuple(dict.fromkeys(identity for part in parts for identity in part.identities)),
        next((part.mapping for part in parts if part.mapping), ""),
        tuple(dict.fromkeys(note for part in parts for note in part.notes)),
    )
    fixes = sum(map(len, parts))
    if result.rows != fixes + result.refused + result.without_position:
        raise ReadError(
            f"{result.rows} rows became {fixes} fixes, {result.refused} refused, {result.without_position} without"
            " position: that does not add up. This is a fault of the program."
        )
    return result


def _listed(parts: Sequence[Part]) -> tuple[Refusal, ...]:
    listed: list[Refusal] = []
    for part in parts:
        listed += part.refusals[: MAX_LISTED_REFUSALS - len(listed)]
    return tuple(listed)
