"""A list of JSON objects, seen as columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...model.reading import Refusal
from ..values import Codes, codes, numbers

__all__ = ["Records"]


@dataclass(frozen=True, eq=False, slots=True)
class Records:
    """Objects of a list, or the columns of a table that came as such.

    row : int64[n], the number of each in its list, from 1
    broken : elements that are no objects
    """

    row: NDArray[np.int64]
    _objects: Sequence[Mapping[str, Any]] = ()
    _columns: Mapping[str, Sequence[Any]] | None = None
    broken: tuple[Refusal, ...] = ()

    @classmethod
    def of(cls, untrusted: Sequence[Any]) -> Records:
        """Return the objects of a list."""
        if set(map(type, untrusted)) <= {dict}:
            return cls(np.arange(1, len(untrusted) + 1, dtype=np.int64), untrusted)
        good = [at for at, element in enumerate(untrusted) if type(element) is dict]
        bad = [at for at, element in enumerate(untrusted) if type(element) is not dict]
        return cls(
            np.array(good, np.int64) + 1,
            [untrusted[at] for at in good],
            broken=tuple(Refusal(at + 1, "", "This is no object.") for at in bad),
        )

    @classmethod
    def of_columns(cls, untrusted: Mapping[str, Any]) -> Records:
        """Return the rows of ``{"altitude": {"0": 1550, "1": null, ...}, ...}``, in the order of the longest column."""
        columns = {name: column for name, column in untrusted.items() if type(column) is dict}
        index: list[Any] = max(map(list, columns.values()), key=len, default=[])
        return cls(
            np.arange(1, len(index) + 1, dtype=np.int64),
            _columns={
                name: list(column.values()) if list(column) == index else [column.get(key) for key in index]
                for name, column in columns.items()
            },
        )

    def values(self, name: str, inner: str | None = None) -> Sequence[Any]:
        """Return a field of every object, or a field of the object in that field; None where there is none."""
        if self._columns is not None:
            return self._columns.get(name) or [None] * len(self.row)
        held = [element.get(name) for element in self._objects]
        return held if inner is None else [each.get(inner) if type(each) is dict else each for each in held]

    def numbers(self, name: str, inner: str | None = None) -> NDArray[np.float64]:
        """Return a field as float64[n], NaN missing, infinite no number."""
        return numbers(self.values(name, inner))

    def texts(self, name: str) -> Codes:
        """Return a field as texts."""
        return codes(self.values(name))
