"""What is a kind of malformed file, and what may become of one?"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, auto

from core.ingest.samples import Family, Sample

__all__ = ["ALL", "NOON_S", "Fate", "Kind", "of_bytes"]

NOON_S = 1_761_480_060.0  # when the planted rows are, to the hour
ALL = frozenset(Family)


class Fate(Enum):
    """What may become of a malformed file; never anything but a reading that adds up or an error that helps."""

    REFUSED = auto()  # as a whole
    SAME = auto()  # it says what the sound one says
    ROW_OFF = auto()  # the planted row is not stored, the others are as they were
    ROW_TIME = auto()  # the planted row is not stored, unless at the time that is meant
    ROW_ON = auto()  # the planted row is stored, and the others are as they were
    ROW_ANY = auto()  # the others are as they were
    CUT = auto()  # what is stored is what the sound one has, but for its last row
    ANY = auto()


@dataclass(frozen=True, slots=True)
class Kind:
    """One way to be wrong."""

    name: str
    fate: Fate
    make: Callable[[Sample], bytes]
    only: frozenset[Family] = ALL

    def befalls(self, sample: Sample) -> bool:
        """Whether a file of this format can be wrong in this way."""
        return sample.family in self.only and self.of(sample) != sample.content

    def of(self, sample: Sample) -> bytes:
        """Return the malformed file, or the sample itself where it cannot be wrong in this way."""
        if sample.family not in self.only:
            return sample.content
        with suppress(ValueError, OverflowError, UnicodeDecodeError):  # a date that a calendar has not, as a text
            return self.make(sample)
        return sample.content


def of_bytes(name: str, make: Callable[[bytes], bytes], fate: Fate = Fate.ANY, only: frozenset[Family] = ALL) -> Kind:
    """Return a kind that looks at nothing but the bytes."""
    return Kind(name, fate, lambda sample: make(sample.content), only)
