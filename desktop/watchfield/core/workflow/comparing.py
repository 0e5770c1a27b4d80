"""Where do two sources say different things of one aircraft at one time, and by how much?

Each fix of the source that has fewer is held against where the other one puts the aircraft at that moment: between its
fixes before and after, if they are at most 10 s apart, or where it has a fix in the same half second. In 10 s an
aircraft that turns at 3 degrees a second leaves the straight line by less than 0.1 NM. What was estimated, stale or has
an odd time is not compared. Whether two sources agree does not tell that they are right: they may hear one receiver.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..analysis.rules import Rules
from ..geo import sphere
from ..geo.times import format_utc
from ..model.project import Project
from ..model.source import Source
from ..store import Store
from ..task import Progress, silent
from .meeting import Groups, Met, Side, met_of
from .offsets import suspected_s

__all__ = ["Disagreement", "PairReport", "Spread", "disagreements", "disagreements_of_new", "pair_record"]

LISTED = 20


@dataclass(frozen=True, slots=True)
class Spread:
    """How far values lie apart, without their sign: of how many, the middle one, 95 % of them, and the most."""

    count: int
    median: float
    p95: float
    most: float

    @classmethod
    def of(cls, values: NDArray[Any]) -> Spread | None:
        """Return the spread of those values that are there, None where there are none."""
        there = np.abs(values[np.isfinite(values)])
        if not len(there):
            return None
        median, p95, most = np.percentile(there, (50.0, 95.0, 100.0)).tolist()
        return cls(len(there), median, p95, most)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One moment at which two sources put an aircraft in two places.

    key, name : whose it is, and what people call it
    row, other_row : in the source, and in the other one the row that is nearest in time
    """

    time_s: float
    key: str
    name: str
    distance_nm: float
    row: int
    other_row: int


@dataclass(frozen=True, slots=True)
class PairReport:
    """What two sources say of the same aircraft at the same times.

    source : the one with fewer fixes there, whose fixes are held against ``other``
    aircraft : how many they both have then
    compared, agree : how many fixes; those within the distance of a duplicate agree
    distance_nm : of all compared
    altitude_ft, speed_kt, track_deg : where both say them, pressure altitude alone; None where never
    offset_s : the source seems to be so much later than the other throughout; None where nothing speaks for that
    worst : those farthest apart, first
    """

    source: Source
    other: Source
    aircraft: int
    compared: int
    agree: int
    distance_nm: Spread
    altitude_ft: Spread | None
    speed_kt: Spread | None
    track_deg: Spread | None
    offset_s: float | None
    worst: tuple[Disagreement, ...]

    @property
    def disagree(self) -> int:
        """How many fixes lie farther apart than a duplicate."""
        return self.compared - self.agree


def disagreements(
    project: Project,
    *,
    new: Iterable[int] | None = None,
    rules: Rules | None = None,
    listed: int = LISTED,
    progress: Progress = silent,
) -> tuple[PairReport, ...]:
    """Return a report for each pair of sources that have fixes of one aircraft at one time; most disagreement first.

    new : numbers of sources; only pairs with one of them are looked at
    listed : how many of the worst are named, a pair
    """
    fixes = project.fixes
    wanted = None if new is None else frozenset(new)
    numbers = np.array([wanted is None or source.id in wanted for source in project.sources], np.bool_)
    groups = Groups.of(fixes)
    pairs = groups.pairs(numbers)
    found = []
    for done, pair in enumerate(pairs):
        few, many = sorted(pair, key=lambda side: (len(side[1]), side[0]))
        progress(done, len(pairs), project.sources[few[0]].name)
        report = _compared(project, few, many, rules or Rules(), listed)
        if report:
            found.append(report)
    return tuple(sorted(found, key=lambda pair: (-pair.disagree, pair.source.id, pair.other.id)))


def disagreements_of_new(path: Path, new: Iterable[int], *, listed: int = LISTED) -> tuple[PairReport, ...]:
    """Return how some sources of a project disagree with the others; only what is beside them is read.

    new : numbers of sources, as an import has added them
    """
    wanted = frozenset(new)
    if not wanted:
        return ()
    with Store.open(path, write=False) as store:
        stored = store.read(near=wanted)
    return disagreements(stored.project(), new=wanted, listed=listed)


def _compared(project: Project, few: Side, many: Side, rules: Rules, listed: int) -> PairReport | None:
    """Hold the fixes of one source against those of another."""
    fixes = project.fixes
    met = met_of(fixes, few[1], many[1])
    if not len(met.fix):
        return None
    lon, lat = met.place(fixes)
    distance_nm = sphere.distance_nm(fixes.lon_deg[met.fix], fixes.lat_deg[met.fix], lon, lat)
    agrees = distance_nm < rules.duplicate_nm
    spread = Spread.of(distance_nm)
    if spread is None:
        return None
    turn = fixes.track_deg[met.fix] - fixes.track_deg[met.nearest]
    return PairReport(
        project.sources[few[0]],
        project.sources[many[0]],
        len(np.unique(met.track)),
        len(met.fix),
        int(agrees.sum()),
        spread,
        Spread.of(fixes.baro_altitude_ft[met.fix] - met.between(fixes.baro_altitude_ft)),
        Spread.of(fixes.speed_kt[met.fix] - met.between(fixes.speed_kt)),
        Spread.of((turn + 180.0) % 360.0 - 180.0),
        None if agrees.all() else suspected_s(fixes, few[1], many[1]),
        _worst(project, met, distance_nm, agrees, listed),
    )


def _worst(
    project: Project, met: Met, distance_nm: NDArray[np.float64], agrees: NDArray[np.bool_], listed: int
) -> tuple[Disagreement, ...]:
    apart = np.flatnonzero(~agrees)
    worst = apart[np.argsort(-distance_nm[apart], kind="stable")[:listed]]
    fixes = project.fixes
    return tuple(
        Disagreement(
            float(fixes.time_s[met.fix[i]]),
            project.tracks[int(met.track[i])].key,
            project.tracks[int(met.track[i])].name,
            float(distance_nm[i]),
            int(fixes.row[met.fix[i]]),
            int(fixes.row[met.nearest[i]]),
        )
        for i in worst.tolist()
    )


def pair_record(pair: PairReport) -> dict[str, Any]:
    """Return a report as plain values for JSON."""
    return {
        "source": pair.source.id,
        "file": pair.source.name,
        "other": pair.other.id,
        "other_file": pair.other.name,
        "aircraft": pair.aircraft,
        "compared": pair.compared,
        "agree": pair.agree,
        "disagree": pair.disagree,
        **{
            name: _spread_record(getattr(pair, name))
            for name in ("distance_nm", "altitude_ft", "speed_kt", "track_deg")
        },
        "offset_s": pair.offset_s,
        "worst": [
            {
                "time": format_utc(moment.time_s, decimals=3),
                "aircraft": moment.key,
                "name": moment.name,
                "distance_nm": round(moment.distance_nm, 3),
                "row": moment.row,
                "other_row": moment.other_row,
            }
            for moment in pair.worst
        ],
    }


def _spread_record(spread: Spread | None) -> dict[str, Any] | None:
    if spread is None:
        return None
    return {
        "count": spread.count,
        "median": round(spread.median, 3),
        "p95": round(spread.p95, 3),
        "max": round(spread.most, 3),
    }
