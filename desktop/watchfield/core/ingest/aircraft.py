"""Whose row is it, in a table that holds many aircraft?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..model.track import Track, key_of
from .values import Codes, icao24, short

__all__ = ["Aircraft", "aircraft_of"]


@dataclass(frozen=True, eq=False, slots=True)
class Aircraft:
    """Tracks, and whose each row is.

    track : int64[n], position in ``tracks``
    """

    track: NDArray[np.int64]
    tracks: tuple[Track, ...]


def aircraft_of(address: Codes, callsign: Codes, other: Codes | None = None) -> Aircraft:
    """Name each row by its ICAO address, else its callsign, else its address that is none, else its other name.

    address, callsign, other : one text a row
    """
    names: list[tuple[Callable[[], Codes], Callable[[str], Track]]] = [
        (lambda: address.cleaned(icao24), lambda text: Track(key_of(icao24=text), icao24=text)),
        (lambda: callsign.cleaned(short), lambda text: Track(key_of(callsign=text))),
        (lambda: address.cleaned(short), lambda text: Track(key_of(other=text.lower()))),
        (
            lambda: other.cleaned(short) if other is not None else _nobody(address),
            lambda text: Track(key_of(other=text)),
        ),
    ]
    unnamed = np.ones(len(address), np.bool_)
    track = np.zeros(len(address), np.int64)
    tracks: list[Track] = []
    for clean, make in names:
        if not unnamed.any():
            break
        column = clean()
        if not len(column.texts):
            continue
        named = unnamed & (column.code >= 0)
        code = column.code[named]
        present = np.bincount(code, minlength=len(column.texts)) > 0
        track[named] = (np.cumsum(present) - 1)[code] + len(tracks)
        tracks += [make(column.texts[at]) for at in np.flatnonzero(present).tolist()]
        unnamed &= ~named
    if unnamed.any():
        track[unnamed] = len(tracks)
        tracks.append(Track(key_of(other="unknown")))
    return Aircraft(track, tuple(tracks))


def _nobody(like: Codes) -> Codes:
    return Codes(np.full(len(like), -1, np.int32), ())
