"""The user's word for which aircraft a recording is of, given after its import."""

from __future__ import annotations

from pathlib import Path

from ..model.track import AircraftStatement
from ..store import Store

__all__ = ["state_aircraft"]


def state_aircraft(path: Path, source_id: int, statement: AircraftStatement | None) -> None:
    """Say of a recording that is in a project which aircraft it is of; None takes it back.

    Raises NotFound, ProjectError, and RequestError where the recording says otherwise or is not of one aircraft.
    """
    with Store.open(path, write=True) as store:
        store.state_aircraft(source_id, statement)
