"""The user's word for which aircraft a recording is of, at its import or later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np

from ..model.joining import Span, stated_identities
from ..model.reading import Reading
from ..model.track import AircraftStatement, Identity
from ..store import Store

__all__ = ["state_aircraft", "with_aircraft"]


def with_aircraft(reading: Reading, statement: AircraftStatement, held: Iterable[Identity] = ()) -> Reading:
    """Return a reading that says, on the user's word, which aircraft it is of; its keys must be complete.

    held : what joins keys in the project already

    Raises RequestError where the recording itself says otherwise, or is not of one aircraft.
    """
    spans = _spans(reading)
    others = (same for same in held if same.stated_by != "user" or same.key not in spans)
    rows = stated_identities(spans, (*others, *reading.identities), statement)
    return replace(reading, identities=(*reading.identities, *rows))


def _spans(reading: Reading) -> dict[str, list[Span]]:
    """Return from when to when each key goes, each stretch without a hole for itself, as the store cuts them."""
    fixes = reading.fixes
    last = np.flatnonzero(~fixes.joined_to_next())
    first = np.concatenate(([0], last[:-1] + 1))
    track = np.searchsorted(fixes.offsets, last, side="right") - 1
    found: dict[str, list[Span]] = {}
    for i, first_s, last_s in zip(
        track.tolist(), fixes.time_s[first].tolist(), fixes.time_s[last].tolist(), strict=True
    ):
        found.setdefault(reading.tracks[i].key, []).append((first_s, last_s))
    return found


def state_aircraft(path: Path, source_id: int, statement: AircraftStatement | None) -> None:
    """Say of a recording that is in a project which aircraft it is of; None takes it back.

    Raises NotFound, ProjectError, and RequestError where the recording says otherwise or is not of one aircraft.
    """
    with Store.open(path, write=True) as store:
        store.state_aircraft(source_id, statement)
