"""Time that plays: data, not a timer."""

from __future__ import annotations

from dataclasses import dataclass, replace

__all__ = ["SPEEDS", "Clock", "advanced", "faster", "moved"]

SPEEDS = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0, 10_000.0)


@dataclass(frozen=True, slots=True)
class Clock:
    """What time it is in the recordings.

    now_s : UTC seconds
    first_s, last_s : what the clock stays within
    speed : recorded seconds in a second, at least 1
    direction : 1 forward, -1 backward
    """

    now_s: float
    first_s: float
    last_s: float
    speed: float = 60.0
    direction: int = 1
    playing: bool = False


def advanced(clock: Clock, elapsed_s: float) -> Clock:
    """Return the clock after ``elapsed_s`` seconds on the wall; at either end it stops."""
    if not clock.playing:
        return clock
    now_s = clock.now_s + clock.direction * clock.speed * elapsed_s
    stays = clock.first_s <= now_s <= clock.last_s
    return replace(clock, now_s=_within(clock, now_s), playing=stays)


def moved(clock: Clock, now_s: float) -> Clock:
    """Return the clock at another time, inside its bounds."""
    return replace(clock, now_s=_within(clock, now_s))


def faster(clock: Clock, steps: int) -> Clock:
    """Return the clock some steps faster, or slower where ``steps`` is negative."""
    nearest = min(range(len(SPEEDS)), key=lambda i: abs(SPEEDS[i] - clock.speed))
    return replace(clock, speed=SPEEDS[min(max(nearest + steps, 0), len(SPEEDS) - 1)])


def _within(clock: Clock, now_s: float) -> float:
    return min(max(now_s, clock.first_s), clock.last_s)
