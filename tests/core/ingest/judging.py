"""What became of a malformed file, and is that what may become of it?"""

from __future__ import annotations

import io
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from core.ingest.malformed import Fate, Kind
from core.ingest.malformed.kind import NOON_S
from core.ingest.samples import Sample
from watchfield.core.errors import ReadError
from watchfield.core.ingest import Options, members_of, recognise
from watchfield.core.model.reading import MAX_LISTED_REFUSALS, Reading

__all__ = ["attempt", "check", "places", "problem", "within"]

PATIENCE_S = 30  # a reader that takes so long over a small file hangs
NAME = "day.dat"

Fix = tuple[int, float, float, float]
"""Row, time, longitude, latitude."""


@contextmanager
def within(seconds: int = PATIENCE_S) -> Iterator[None]:
    """End what hangs."""

    def hang(*_: object) -> None:
        raise AssertionError(f"it took more than {seconds} s")

    before = signal.signal(signal.SIGALRM, hang)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def check(reading: Reading) -> None:
    """Hold what every reading promises."""
    fixes = reading.fixes
    assert reading.rows == len(fixes) + reading.refused + reading.without_position
    assert len(reading.refusals) == min(reading.refused, MAX_LISTED_REFUSALS)
    assert all(refusal.reason and str(refusal.reason).isprintable() for refusal in reading.refusals)
    assert len(reading.tracks) == fixes.track_count
    assert (np.diff(fixes.offsets) > 0).all()
    assert np.isfinite(fixes.time_s).all()
    assert (np.abs(fixes.lat_deg) <= 90).all()
    assert (np.abs(fixes.lon_deg) <= 180).all()
    for track in reading.tracks:
        assert len(track.key) < 60
        assert track.name.isprintable()
        assert all(len(interval.text) <= 16 for interval in (*track.callsigns, *track.squawks))


def attempt(data: bytes, options: Options) -> Reading | ReadError:
    """Unpack a file, recognise it and read it; of an archive the first file."""
    try:
        stream = io.BytesIO(data)
        for member in members_of(stream, NAME):
            with member.open() as opened:
                return recognise(opened, member.untrusted_name).read(opened, member.untrusted_name, options)
    except ReadError as error:
        return error
    return ReadError("There is no file in it.", where=NAME, advice="Look what it holds.")


def places(reading: Reading) -> set[Fix]:
    """Return all that is stored."""
    fixes = reading.fixes
    columns = (fixes.row, fixes.time_s, fixes.lon_deg, fixes.lat_deg)
    return set(zip(*(column.tolist() for column in columns), strict=True))


def problem(sample: Sample, kind: Kind, sound: Reading, planted: int | None) -> str:
    """Return what is wrong with what became of a malformed file, nothing if nothing is.

    planted : the row in which values are planted
    """
    with within():
        found = attempt(kind.of(sample), sample.options)
    if isinstance(found, ReadError):
        return _unhelpful(found) or (
            "" if _may_be_refused(sample, kind) or _is_missing(found) else f"refused as a whole: {found}"
        )
    check(found)
    return _unlike(found, sound, kind.fate, planted, shared=sample.shared and kind.name.startswith("time"))


def _unhelpful(error: ReadError) -> str:
    text = str(error)
    if "fault of the program" in text:
        return f"a fault of the program: {text}"
    if not error.where.startswith(NAME):
        return f"no file is named: {text}"
    return "" if text.isprintable() and error.advice else f"no advice: {text}"


def _is_missing(error: ReadError) -> bool:
    """Whether a library is missing that the standard one has no twin of, and that is said."""
    return "library" in error.what or "desktop program" in error.what


def _may_be_refused(sample: Sample, kind: Kind) -> bool:
    if kind.fate in (Fate.REFUSED, Fate.ANY, Fate.CUT):
        return True
    # A document is read as one: one fault of its grammar and nothing can be trusted.
    return kind.fate is not Fate.SAME and sample.is_document


def _unlike(found: Reading, sound: Reading, fate: Fate, planted: int | None, *, shared: bool) -> str:
    now, before = places(found), places(sound)
    if fate is Fate.REFUSED:
        return f"read, {len(now)} fixes"
    if fate is Fate.SAME:
        return "" if now == before else f"other fixes: {sorted(now ^ before)[:4]}"
    if fate is Fate.CUT:
        last = max((row for row, *_ in now), default=0)
        wrong = {fix for fix in now - before if fix[0] != last}
        return f"fixes that the sound file has not: {sorted(wrong)[:4]}" if wrong else ""
    if fate is Fate.ANY:
        return ""
    return _row_problem(now, before, fate, planted, shared=shared)


def _row_problem(now: set[Fix], before: set[Fix], fate: Fate, planted: int | None, *, shared: bool) -> str:
    if not shared and {fix for fix in now if fix[0] != planted} != {fix for fix in before if fix[0] != planted}:
        return f"good rows did not stay good: {sorted(now ^ before)[:4]}"
    stored = [fix for fix in now if fix[0] == planted]
    if fate is Fate.ROW_TIME:
        return f"the planted row is stored at {stored[0][1]}" if stored and abs(stored[0][1] - NOON_S) > 3600 else ""
    expected = {Fate.ROW_ON: True, Fate.ROW_OFF: False}.get(fate, bool(stored))
    return "" if bool(stored) == expected else f"the planted row is {'stored' if stored else 'not stored'}"
