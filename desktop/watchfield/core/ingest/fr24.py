"""What Flightradar24's forms share: flight ids in names, altitudes that end at 0, words for how a position came."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from ..model.fixes import Kind, Quality
from ..model.track import Track, key_of
from .values import Codes, short

__all__ = ["flight_id_in", "kinds_of", "low", "track_of"]

_NAMED = re.compile(
    r".*[_-]([0-9a-f]{8})(?: ?\([0-9]+\))?(?:\.[a-z]{3,7})?(?:\.gz)?", re.IGNORECASE
)  # also "… (1).csv"
_DAY = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")  # of eight digits, rather a date
_KINDS = MappingProxyType({"ADSB": Kind.ADS_B, "MLAT": Kind.MLAT, "ESTIMATED": Kind.ESTIMATED, "ADSC": Kind.ADS_C})


def flight_id_in(untrusted_name: str) -> str | None:
    """Return the flight id that stands in a name that Flightradar24 gives a file: ``JL516_3376ab31.csv``."""
    named = _NAMED.fullmatch(PurePosixPath(untrusted_name.replace("\\", "/")).name)
    return named[1] if named and not _DAY.fullmatch(named[1]) else None


def track_of(untrusted_name: str, callsign: Codes | None) -> Track:
    """Return the one flight of a file: named by the flight id in the file's name, else by its commonest callsign."""
    commonest = _commonest(callsign.cleaned(short)) if callsign else None
    return Track(key_of(fr24=flight_id_in(untrusted_name), callsign=commonest, other="unknown"))


def low(
    altitude_ft: NDArray[np.float64], climb_fpm: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.uint16]]:
    """Return altitudes and quality where 0 is the least there is: on the ground, or just above it.

    altitude   0    0     0    300
    climb      0    nan   1472 4544
    returns    nan  nan   nan  300     the first two are on the ground
    """
    at_0 = altitude_ft == 0
    still = np.isnan(climb_fpm) | (climb_fpm == 0)
    return np.where(at_0, np.nan, altitude_ft), np.where(at_0 & still, Quality.ON_GROUND, 0).astype(np.uint16)


def kinds_of(source: Codes) -> NDArray[np.uint8]:
    """Return how each position came about, uint8[n]; words that nobody explained count as unknown."""
    kinds = [_KINDS.get(text.strip().upper().replace("-", ""), Kind.UNKNOWN) for text in source.texts]
    return np.array([*kinds, Kind.UNKNOWN], np.uint8)[source.code]


def _commonest(texts: Codes) -> str | None:
    """Return the text of most rows, the first of equals."""
    if not len(texts.texts):
        return None
    return texts.texts[int(np.bincount(texts.code[texts.code >= 0], minlength=1).argmax())]
