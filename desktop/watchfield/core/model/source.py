"""A recording that was imported, and what became of its rows."""

from __future__ import annotations

from dataclasses import dataclass

from .track import AircraftStatement

__all__ = ["Source"]


@dataclass(frozen=True, slots=True)
class Source:
    """One imported file; rows = stored + duplicate + refused + without_position, as counted at that import.

    name : the path as it was given, shown and never opened without asking
    sha256 : of the file's bytes, 64 hex digits
    options : canonical JSON of the choices it was read with
    imported_s : UTC seconds
    removed : it was taken out; its rows stay and can be put back
    stated : which aircraft it is of on the user's word, None where nothing is stated
    overruled : that statement does not hold: recordings, or a later statement, say that it is another aircraft
    kept : the project keeps its bytes
    """

    id: int
    name: str
    sha256: str
    bytes: int
    format: str
    options: str
    imported_s: float
    rows: int
    stored: int
    duplicate: int
    refused: int
    without_position: int
    removed: bool = False
    stated: AircraftStatement | None = None
    overruled: bool = False
    kept: bool = False
