"""Time that plays: gestures on the clock, and the stretch of time that is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from watchfield.core.geo.times import parse_utc
from watchfield.core.model import clock as clocks
from watchfield.core.model.clock import Clock
from watchfield.session.state import Span, State

__all__ = [
    "SPANS",
    "TRAILS",
    "at",
    "bounds",
    "from_text",
    "pan_shown",
    "pause",
    "play",
    "show",
    "show_span",
    "speed",
    "step",
    "tick",
    "to_end",
    "toggle",
    "trail",
    "zoom_shown",
]

Change = Callable[[State], State]

HOUR_S, DAY_S = 3_600.0, 86_400.0
SPANS: tuple[tuple[str, float | None], ...] = (
    ("1 h", HOUR_S),
    ("1 d", DAY_S),
    ("5 d", 5 * DAY_S),
    ("30 d", 30 * DAY_S),
    ("All", None),
)
TRAILS: tuple[tuple[str, float], ...] = (
    ("none", 0.0),
    ("5 min", 300.0),
    ("15 min", 900.0),
    ("45 min", 2_700.0),
    ("2 h", 7_200.0),
    ("6 h", 21_600.0),
    ("1 d", DAY_S),
)
_SHORTEST_S = 60.0
_FOLLOW = 0.8  # the playhead is brought back to a quarter once it has passed so much of what is shown


def tick(elapsed_s: float) -> Change:
    """Let so much time pass on the wall; the axis follows a playhead that leaves it."""

    def change(state: State) -> State:
        clock = clocks.advanced(state.clock, elapsed_s)
        if clock is state.clock:
            return state
        return replace(state, clock=clock, shown=_following(state.shown, clock))

    return change


def play(direction: int = 1) -> Change:
    """Play; the same direction again is faster. From the end it begins anew."""

    def change(state: State) -> State:
        clock = state.clock
        if clock.last_s <= clock.first_s:
            return state
        if clock.playing and clock.direction == direction:
            return replace(state, clock=clocks.faster(clock, 1))
        begin, end = (clock.first_s, clock.last_s) if direction > 0 else (clock.last_s, clock.first_s)
        now_s = begin if clock.now_s == end else clock.now_s
        clock = replace(clock, now_s=now_s, playing=True, direction=direction)
        return replace(state, clock=clock, shown=_holding(state.shown, now_s))

    return change


def pause(state: State) -> State:
    """Stop the clock."""
    return replace(state, clock=replace(state.clock, playing=False)) if state.clock.playing else state


def toggle(state: State) -> State:
    """Play or pause, in the direction it went."""
    return pause(state) if state.clock.playing else play(state.clock.direction)(state)


def speed(value: float) -> Change:
    """Play so many recorded seconds in a second."""
    return lambda state: replace(state, clock=replace(state.clock, speed=min(max(value, 1.0), 10_000.0)))


def at(now_s: float, *, show: bool = True) -> Change:
    """Go to a time; where it lies off the axis, the axis goes there too."""

    def change(state: State) -> State:
        clock = clocks.moved(state.clock, now_s)
        shown = _holding(state.shown, clock.now_s) if show else state.shown
        return replace(state, clock=clock, shown=shown)

    return change


def step(seconds: float) -> Change:
    """Go so many seconds on, or back."""
    return lambda state: at(state.clock.now_s + seconds)(state)


def to_end(direction: int) -> Change:
    """Go to the first or the last recorded moment."""
    return lambda state: at(state.clock.first_s if direction < 0 else state.clock.last_s)(state)


def from_text(text: str) -> Change:
    """Go to a typed time: ``2025-10-26T13:57Z`` or ``261357ZOCT25``. Raises RequestError for what is no time."""
    return at(parse_utc(text))


def trail(seconds: float) -> Change:
    """Draw so much of the past behind each aircraft."""
    return lambda state: replace(state, trail_s=seconds)


def show_span(length_s: float | None) -> Change:
    """Show so much time round the clock on the axis; None is all there is."""

    def change(state: State) -> State:
        everything = bounds(state)
        if length_s is None:
            return replace(state, shown=everything)
        start = state.clock.now_s - length_s / 2
        return replace(state, shown=_inside(Span(start, start + length_s), everything))

    return change


def show(span: Span) -> Change:
    """Show exactly this stretch of time, as far as there is any."""
    return lambda state: replace(state, shown=_inside(span, bounds(state)))


def zoom_shown(factor: float, around_s: float) -> Change:
    """Show less (factor above 1) or more time; what is under the pointer stays under it."""

    def change(state: State) -> State:
        everything = bounds(state)
        length = min(max(state.shown.length_s / factor, _SHORTEST_S), max(everything.length_s, _SHORTEST_S))
        share = (around_s - state.shown.start_s) / state.shown.length_s if state.shown.length_s else 0.5
        start = around_s - share * length
        return replace(state, shown=_inside(Span(start, start + length), everything))

    return change


def pan_shown(share: float) -> Change:
    """Show what comes after (or before), by a share of what is shown."""

    def change(state: State) -> State:
        move = share * state.shown.length_s
        return show(Span(state.shown.start_s + move, state.shown.end_s + move))(state)

    return change


def bounds(state: State) -> Span:
    """Return the time of the whole project, in whole days."""
    first, last = state.clock.first_s, state.clock.last_s
    if last <= first:
        return Span(first, first + _SHORTEST_S) if first else Span(0.0, 0.0)
    return Span(first // DAY_S * DAY_S, -(-last // DAY_S) * DAY_S)


def _inside(span: Span, everything: Span) -> Span:
    """Return a span of the same length inside the whole, or the whole."""
    length = max(span.length_s, _SHORTEST_S)
    if length >= everything.length_s:
        return everything
    start = min(max(span.start_s, everything.start_s), everything.end_s - length)
    return Span(start, start + length)


def _holding(shown: Span, now_s: float) -> Span:
    """Return a span that holds a time: the same one, or as much time round it."""
    if shown.start_s <= now_s <= shown.end_s:
        return shown
    return Span(now_s - shown.length_s / 2, now_s + shown.length_s / 2)


def _following(shown: Span, clock: Clock) -> Span:
    length = shown.length_s
    if length <= 0 or shown.start_s <= clock.now_s <= shown.end_s:
        return shown
    share = 1.0 - _FOLLOW if clock.direction > 0 else _FOLLOW
    start = clock.now_s - share * length
    return Span(start, start + length)
