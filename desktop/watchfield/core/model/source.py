"""A recording that was imported, and what became of its rows."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Source"]


@dataclass(frozen=True, slots=True)
class Source:
    """One imported file; rows = stored + duplicate + refused + without_position, as counted at that import.

    name : the path as it was given, shown and never opened without asking
    sha256 : of the file's bytes, 64 hex digits
    options : canonical JSON of the choices it was read with
    imported_s : UTC seconds
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
