"""Where sources disagree, in words: a row a pair, then its worst moments."""

from __future__ import annotations

from collections.abc import Sequence

from watchfield.core.workflow.comparing import Disagreement, PairReport, Spread
from watchfield.session import facts, words

__all__ = ["MOMENT_HEADS", "PAIR_HEADS", "moment_cells", "pair_cells", "pair_words", "summary"]

PAIR_HEADS = (
    "Source", "against", "Aircraft", "Compared", "Agree", "Disagree", "Apart, median", "95 %", "Most", "Altitude, 95 %",
    "Speed, 95 %", "Clock",
)  # fmt: skip
MOMENT_HEADS = ("Time, UTC", "Aircraft", "Apart", "Row", "Row of the other")


def pair_cells(pair: PairReport) -> tuple[str, ...]:
    """Return one row of the table of pairs."""
    far = pair.distance_nm
    clock = "" if pair.offset_s is None else f"{pair.offset_s:+.1f} s".replace("-", "−")
    return (
        facts.source_name(pair.source), facts.source_name(pair.other), f"{pair.aircraft:,}", f"{pair.compared:,}",
        f"{pair.agree:,}", f"{pair.disagree:,}", _miles(far.median), _miles(far.p95), _miles(far.most),
        _spread(pair.altitude_ft, "ft"), _spread(pair.speed_kt, "kt"), clock,
    )  # fmt: skip


def moment_cells(moment: Disagreement) -> tuple[str, ...]:
    """Return one of the worst moments."""
    when = f"{words.day(moment.time_s)} {words.clock_text(moment.time_s)}"
    return when, words.plain(moment.name), _miles(moment.distance_nm), f"{moment.row:,}", f"{moment.other_row:,}"


def pair_words(pair: PairReport) -> str:
    """Return what a pair comes to, in a sentence or two."""
    share = 100.0 * pair.disagree / pair.compared
    said = f"{pair.disagree:,} of {pair.compared:,} compared fixes ({share:.1f} %) lie farther apart than a duplicate."
    if pair.offset_s is not None:
        later = "later" if pair.offset_s > 0 else "earlier"
        said += f" The clock of the first seems to be {abs(pair.offset_s):.1f} s {later} throughout."
    return said


def summary(pairs: Sequence[PairReport]) -> str:
    """Return what all pairs come to."""
    if not pairs:
        return "No two sources have the same aircraft at the same time: there is nothing to compare."
    apart = sum(pair.disagree for pair in pairs)
    compared = sum(pair.compared for pair in pairs)
    agree = "Sources that agree may still have heard one receiver."
    return f"{words.counted(len(pairs), 'pair')} of sources, {apart:,} of {compared:,} compared fixes disagree. {agree}"


def _miles(distance_nm: float) -> str:
    return f"{distance_nm:.2f} NM" if distance_nm < 10 else f"{distance_nm:,.0f} NM"


def _spread(spread: Spread | None, unit: str) -> str:
    return "not said" if spread is None else f"{spread.p95:,.0f} {unit}"
