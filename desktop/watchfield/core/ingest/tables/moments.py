"""When was that? Times written out as ISO 8601, whole columns at once, as UTC seconds.

A date without a time of day is not taken for midnight: that would invent a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ...model.reading import Refusal
from ..columns import Columns
from ..values import Codes, plain
from .instants import REASONS, Instants, written
from .table import CELL_BYTES

__all__ = ["seconds_of", "spelled", "told", "unreadable"]

_SHOWN = 40
_IN_ZONE = "This cannot be told: the clocks of the zone that was given were put forward or back over it."


def seconds_of(texts: Sequence[str | None], zone: str | None = None) -> NDArray[np.float64]:
    """Return UTC seconds, float64[n]: NaN where nothing is written, infinite where it is no date and time of day.

    zone : the IANA name of the zone of times that carry none; UTC where it is not said

    Raises ReadError for a zone that nobody knows.
    """
    return _written(texts, zone or "UTC").time_s


def spelled(column: Codes) -> list[str | None]:
    """Return a column of texts as a list, None where there is none."""
    texts = (*column.texts, None)
    return [texts[code] for code in column.code.tolist()]


def told(columns: Columns, texts: Sequence[str | None]) -> Columns:
    """Return columns without the rows that have a position and no time that can be told, each refused with its text.

    texts : what stands there as the time of each row
    """
    bad = np.isinf(columns.time_s) & ~np.isnan(columns.lat_deg) & ~np.isnan(columns.lon_deg)
    if not bad.any():
        return columns
    said = [texts[at] for at in np.flatnonzero(bad).tolist()]
    refused = unreadable(columns.row[bad], columns.time_s[bad], said, columns.names[0])
    return replace(columns.take(~bad), broken=sorted([*columns.broken, *refused], key=lambda each: each.row))


def unreadable(
    row: NDArray[np.int64], time_s: NDArray[np.float64], texts: Sequence[str | None], column: str
) -> list[Refusal]:
    """Return a refusal for every row whose time could not be read, with the text that stands there and the reason."""
    bad = np.flatnonzero(np.isinf(time_s)).tolist()
    said = [str(texts[at]).strip() for at in bad]
    why = _written(said, "UTC").reason.tolist()
    return [
        Refusal(int(row[at]), column, f"“{plain(text, _SHOWN)}”: {(_IN_ZONE, *REASONS)[reason]}")
        for at, text, reason in zip(bad, said, why, strict=True)
    ]


def _written(texts: Sequence[str | None], zone: str) -> Instants:
    if not texts:
        return Instants(np.empty(0), np.empty(0, np.uint8))
    cells = [text.strip().encode("utf-8", "replace")[:CELL_BYTES] if text else b"" for text in texts]
    return written(np.array(cells, np.dtype((np.bytes_, CELL_BYTES))), "iso8601", zone)
