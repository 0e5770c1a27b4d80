"""What a table that holds many aircraft says of each of them as a whole: its registration, its type, whose it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from ...model.track import Track
from ..aircraft import Aircraft
from ..values import Codes, plain, short

__all__ = ["described"]

_MILITARY = 1  # of dbFlags
_FACTS = {"category": "category", "description": "desc", "owner": "ownOp"}


def described(who: Aircraft, texts: Mapping[str, Codes], flags: NDArray[np.float64] | None = None) -> list[Track]:
    """Return the tracks with what was said last of each.

    texts : by the names that readsb has for them: ``r``, ``t``, ``category``, ``desc``, ``ownOp``; some may be missing
    flags : float64[n], its ``dbFlags``, NaN where nothing was said
    """
    registration, type_ = (_last(who, texts.get(name), short) for name in ("r", "t"))
    facts = {fact: _last(who, texts.get(name), _shown) for fact, name in _FACTS.items()}
    military = _military(who, flags)
    return [
        replace(
            track,
            registration=registration.get(at),
            type=type_.get(at),
            facts=MappingProxyType(
                {name: said[at] for name, said in facts.items() if at in said}
                | ({"military": military[at]} if at in military else {})
            ),
        )
        for at, track in enumerate(who.tracks)
    ]


def _last(who: Aircraft, column: Codes | None, clean: Callable[[str], str]) -> dict[int, str]:
    """Return by track the last text that is one."""
    if column is None:
        return {}
    column = column.cleaned(clean)
    said = column.code >= 0
    last = np.full(len(who.tracks), -1)
    last[who.track[said]] = column.code[said]  # of several, numpy leaves the last
    return {at: column.texts[code] for at, code in enumerate(last.tolist()) if code >= 0}


def _military(who: Aircraft, flags: NDArray[np.float64] | None) -> dict[int, bool]:
    if flags is None:
        return {}
    said = (flags >= 0) & (flags < 2**15)
    last = np.full(len(who.tracks), -1)
    last[who.track[said]] = flags[said].astype(np.int64) & _MILITARY
    return {at: bool(flag) for at, flag in enumerate(last.tolist()) if flag >= 0}


def _shown(text: str) -> str:
    return plain(text.strip(), 100)
