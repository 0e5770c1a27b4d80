"""How far an import is, how fast it goes, and how long it will take."""

from __future__ import annotations

from dataclasses import dataclass, replace

from watchfield.session import words

__all__ = ["Pace", "further", "left", "rate"]

_MEMORY_S = 4.0  # over so long the speed is taken: long enough to stand still, short enough to be true
_SURE_S = 1.5  # before this nothing is said about the time left


@dataclass(frozen=True, slots=True)
class Pace:
    """How it stands.

    done, total : bytes of all inputs
    name : the file that is being read
    fixes : read so far
    bytes_a_s : NaN-free; 0 while nothing is known
    begun_s, seen_s : on a clock that never jumps
    """

    done: float = 0.0
    total: float = 0.0
    name: str = ""
    fixes: int = 0
    bytes_a_s: float = 0.0
    begun_s: float = 0.0
    seen_s: float = 0.0

    @property
    def share(self) -> float:
        """How much of it is done, 0 to 1."""
        return min(self.done / self.total, 1.0) if self.total > 0 else 0.0

    @property
    def left_s(self) -> float | None:
        """How long it will take from here, None while nobody can tell."""
        if self.bytes_a_s <= 0 or self.seen_s - self.begun_s < _SURE_S:
            return None
        return max(self.total - self.done, 0.0) / self.bytes_a_s


def further(pace: Pace, done: float, total: float, name: str, fixes: int, now_s: float) -> Pace:
    """Return how it stands after the next news; the speed is that of the last seconds, smoothed."""
    if not pace.seen_s:
        return Pace(done, total, name, fixes, 0.0, now_s, now_s)
    step_s = now_s - pace.seen_s
    if step_s <= 0:
        return replace(pace, done=done, total=total, name=name, fixes=fixes)
    fresh = max(done - pace.done, 0.0) / step_s
    weight = min(step_s / _MEMORY_S, 1.0) if pace.bytes_a_s else 1.0
    speed = pace.bytes_a_s + weight * (fresh - pace.bytes_a_s)
    return Pace(done, total, name, fixes, speed, pace.begun_s, now_s)


def rate(pace: Pace) -> str:
    """Return ``212 MB/s``, or nothing while it is not known."""
    return f"{words.size(pace.bytes_a_s)}/s" if pace.bytes_a_s > 0 else ""


def left(pace: Pace) -> str:
    """Return ``about 1 min 20 s left``, or nothing while nobody can tell."""
    seconds = pace.left_s
    if seconds is None:
        return ""
    if seconds < 10:
        return "a few seconds left"
    if seconds < 90:
        return f"about {round(seconds / 5) * 5} s left"
    return f"about {words.duration(seconds)} left"
