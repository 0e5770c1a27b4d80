"""The rows of readsb traces as columns: of many documents at once, for numpy's price is by the call.

A row is [s, lat, lon, ft, kt, deg, flags, ft/min, details, source, ft geometric, ft/min geometric, ...]; before 2022 it
ended with the details.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...model.fixes import SOLID_S
from ...model.reading import Refusal
from ..parsers.typed import DETAILS
from ..values import Codes, codes, number_table, take_forward

__all__ = ["Carried", "Rows", "Taken", "rows_of_lists", "rows_of_tuples", "taken"]

_WIDTHS = (9, 14)  # before and since 2022
_LEAST = 3  # time and position
_ALTITUDE, _DETAILS, _SOURCE = 3, 8, 9
_NUMBERS = (0, 1, 2, 4, 5, 6, 7, 10, 11)


@dataclass(frozen=True, eq=False, slots=True)
class Rows:
    """The rows of some documents, one after the other.

    number : int64[n], of each row in its document, from 1
    first : int64[documents + 1], where those of each begin
    values : float64[9, n], seconds, latitude, longitude, kt, degrees, flags, ft/min, geometric ft and geometric ft/min
    altitude_ft : float64[n]
    ground : bool[n], whether the row says “ground” in place of an altitude
    source : how each position came about, in readsb's words
    details : what is said now and then and then holds
    broken : rows that are none
    """

    number: NDArray[np.int64]
    first: NDArray[np.int64]
    values: NDArray[np.float64]
    altitude_ft: NDArray[np.float64]
    ground: NDArray[np.bool_]
    source: Codes
    details: Carried
    broken: Sequence[Refusal] = ()

    def __len__(self) -> int:
        return len(self.number)

    @property
    def document(self) -> NDArray[np.int64]:
        """Which document each row is of, int64[n]."""
        return np.repeat(np.arange(len(self.first) - 1), np.diff(self.first))


@dataclass(frozen=True, eq=False, slots=True)
class Taken:
    """The rows of one document, read in their right shape and taken apart while the processor still has them at hand.

    values, altitude_ft, ground : as in ``Rows``
    source : of each row, or none at all
    at : which rows carry details
    details : what those say
    """

    values: NDArray[np.float64]
    altitude_ft: NDArray[np.float64]
    ground: NDArray[np.bool_]
    source: Sequence[str | None]
    at: NDArray[np.int64]
    details: Sequence[Any]

    def __len__(self) -> int:
        return len(self.ground)


def taken(rows: list[tuple[Any, ...]]) -> Taken:
    """Take rows apart that were read in their right shape; nothing has to be asked of their types."""
    field = _fields(rows)
    columns = [field[at] for at in _NUMBERS if at < len(field)]
    values = np.fromiter(chain.from_iterable(columns), np.float64, len(columns) * len(rows)).reshape(-1, len(rows))
    said = field[_DETAILS]
    at = [at for at, details in enumerate(said) if details is not None]
    source = field[_SOURCE] if len(field) > _SOURCE else ()
    altitude_ft, ground = _altitude(field[_ALTITUDE])
    return Taken(_nine(values), altitude_ft, ground, source, np.array(at, np.int64), [said[each] for each in at])


def rows_of_tuples(documents: Sequence[Taken]) -> Rows:
    """Return the rows of some documents, all of one width."""
    counts = [len(each) for each in documents]
    first = np.cumsum([0, *counts]).astype(np.int64)
    number = np.arange(1, int(first[-1]) + 1) - np.repeat(first[:-1], counts)
    at = np.concatenate([each.at + begin for each, begin in zip(documents, first[:-1].tolist(), strict=True)])
    objects = [details for each in documents for details in each.details]
    said = {name: list(map(attrgetter(name), objects)) for name in DETAILS}
    values = np.concatenate([each.values for each in documents], axis=1)
    return Rows(
        number,
        first,
        values,
        np.concatenate([each.altitude_ft for each in documents]),
        np.concatenate([each.ground for each in documents]),
        _texts([text for each in documents for text in each.source], len(number)),
        Carried(at, said, first, values[0]),
    )


def _texts(column: Sequence[str | None], count: int) -> Codes:
    """Return a column of texts and nothing else; where there is none at all, so many that are missing."""
    if not column:
        return Codes(np.full(count, -1, np.int32), ())
    texts = sorted(text for text in set(column) if text)
    order: dict[str | None, int] = {None: -1, "": -1, **{text: at for at, text in enumerate(texts)}}
    return Codes(np.fromiter(map(order.__getitem__, column), np.int32, len(column)), tuple(texts))


def rows_of_lists(untrusted_rows: list[Any]) -> Rows:
    """Return the rows of one document, whatever they are."""
    number, rows, broken = _whole_rows(untrusted_rows)
    first = np.array([0, len(rows)], np.int64)
    field = _fields(rows)
    values = number_table([field[at] for at in _NUMBERS if at < len(field)])
    at = [at for at, details in enumerate(field[_DETAILS]) if type(details) is dict]
    objects: list[dict[str, Any]] = [field[_DETAILS][each] for each in at]
    said = {name: [details.get(name) for details in objects] for name in DETAILS}
    altitude_ft, ground = _altitude(field[_ALTITUDE])
    details = Carried(np.array(at, np.int64), said, first, values[0])
    return Rows(number, first, _nine(values), altitude_ft, ground, _source(field), details, broken)


def _fields(rows: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
    return list(zip(*rows, strict=True)) if rows else [()] * max(_WIDTHS)


def _nine(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the numbers with those that old rows have not as missing."""
    lacking = len(_NUMBERS) - len(values)
    return np.concatenate((values, np.full((lacking, values.shape[1]), np.nan))) if lacking else values


def _altitude(column: Sequence[Any]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return altitudes, NaN where the row says “ground”, and where it does."""
    ground = np.zeros(len(column), np.bool_)
    at = [at for at, value in enumerate(column) if value == "ground"] if "ground" in column else []
    if at:
        column = list(column)
        ground[at] = True
        for each in at:
            column[each] = None
    return number_table([column])[0], ground


def _source(field: Sequence[Sequence[Any]]) -> Codes:
    if len(field) > _SOURCE:
        return codes(field[_SOURCE])
    return Codes(np.full(len(field[0]), -1, np.int32), ())


def _whole_rows(untrusted_rows: list[Any]) -> tuple[NDArray[np.int64], list[list[Any]], list[Refusal]]:
    """Return (row numbers, rows of one width, rows that are none)."""
    if set(map(type, untrusted_rows)) == {list} and set(map(len, untrusted_rows)) in ({9}, {14}):
        return np.arange(1, len(untrusted_rows) + 1, dtype=np.int64), untrusted_rows, []
    widths = [len(row) if type(row) is list else 0 for row in untrusted_rows]
    width = max(_WIDTHS)
    good = [at for at, length in enumerate(widths) if length >= _LEAST]
    rows = [(untrusted_rows[at] + [None] * width)[:width] for at in good]
    reason = f"The row is no list of at least {_LEAST} values."
    broken = [Refusal(at + 1, "trace", reason) for at, length in enumerate(widths) if length < _LEAST]
    return np.array(good, np.int64) + 1, rows, broken


class Carried:
    """The objects that say now and then what then holds until the next says otherwise, or a hole comes.

    row         0  1  2  3 | 4  5        two documents, or one with a hole
    object      .  .  {} . | {} .
    _latest     0  0  1  1 | 3  3        0 and 2 stand for the openings, where nothing is said
    """

    def __init__(
        self,
        at: NDArray[np.int64],
        said: Mapping[str, Sequence[object]],
        first: NDArray[np.int64],
        second: NDArray[np.float64],
    ) -> None:
        """Take what is said.

        at : int64[m], which rows carry an object
        said : by names, what each of them says
        first : int64[documents + 1], where the rows of each document begin
        second : float64[n], when each row is
        """
        self._said = said
        documents, count = len(first) - 1, int(first[-1])
        with np.errstate(invalid="ignore"):  # what is no number is infinite here, and refused later
            holes = np.flatnonzero(np.diff(second, prepend=second[:1]) > SOLID_S)
        opens = np.concatenate((first[:-1], holes[~np.isin(holes, first)]))
        order = np.argsort(opens, kind="stable")
        opens, begins = opens[order], np.zeros(count, np.int64)
        begins[at] = 1
        self._openings = np.searchsorted(at, opens)  # before which of the objects each stretch begins
        self._nothing = self._openings + np.arange(len(opens))
        self._documents = self._nothing[np.argsort(order)[:documents]]
        self._latest = np.cumsum(begins) + np.repeat(np.arange(len(opens)), np.diff(np.append(opens, count)))
        self._last = np.append(self._documents[1:], len(at) + len(opens)) - 1  # the last object of each document

    def numbers(self, *names: str) -> dict[str, NDArray[np.float64]]:
        """Return fields by their names as float64[n], carried forward."""
        said = self._with_openings(number_table([self._said[name] for name in names]), np.nan)
        return dict(zip(names, self._carried(said, ~np.isnan(said), self._nothing)[:, self._latest], strict=True))

    def texts(self, *names: str) -> dict[str, Codes]:
        """Return fields by their names as texts, one a row, carried forward."""
        said = [codes(self._said[name]) for name in names]
        code = self._with_openings(np.array([field.code for field in said]), -1)
        carried = self._carried(code, code >= 0, self._nothing)[:, self._latest]
        return {name: Codes(code, field.texts) for name, code, field in zip(names, carried, said, strict=True)}

    def last_texts(self, name: str) -> list[str]:
        """Return the last text that each document says, or nothing."""
        said = codes([text if isinstance(text, str) else None for text in self._said[name]])
        code = self._with_openings(said.code[np.newaxis], -1)
        last = self._carried(code, code >= 0, self._documents)[0, self._last]
        return [said.texts[each] if each >= 0 else "" for each in last.tolist()]

    def _with_openings(self, said: NDArray[Any], nothing: float) -> NDArray[Any]:
        return np.insert(said, self._openings, nothing, axis=1)

    def _carried(self, said: NDArray[Any], known: NDArray[np.bool_], nothing: NDArray[np.int64]) -> NDArray[Any]:
        """Return for each object what was said last, [fields, objects].

        said, known : [fields, objects], what each object says, and whether it says anything
        nothing : the openings across which nothing is carried
        """
        known[:, nothing] = True  # that it is missing
        field = np.arange(len(said))[:, np.newaxis]
        return said[field, take_forward(known)]
