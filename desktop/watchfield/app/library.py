"""Reference data and compiled drawing code, loaded behind the first window."""

from __future__ import annotations

from collections.abc import Callable

from watchfield.app.jobs import Jobs
from watchfield.core.reference.airfields import Airfields
from watchfield.core.task import Progress
from watchfield.core.workflow import Reference
from watchfield.session import words

__all__ = ["Library"]

_NEAR_NM = 60.0


class Library:
    """Airfields once they are there; until then nothing is found and nothing marked."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._airfields: Airfields | None = None

    def airfields(self) -> Airfields | None:
        """Return the airfields, None while they are being loaded."""
        return self._airfields

    def load(self, jobs: Jobs, done: Callable[[], None]) -> None:
        """Load in the background."""

        def work(_: Progress) -> Airfields:
            return self._reference.airfields

        def loaded(airfields: Airfields) -> None:
            self._airfields = airfields
            done()

        jobs.start(work, loaded)

    def nearest(self, lon_deg: float, lat_deg: float) -> str:
        """Return the nearest airfield in words: ``nearest LCRA Akrotiri 20 NM N``."""
        if self._airfields is None:
            return ""
        numbers, ranges = self._airfields.near(lon_deg, lat_deg, _NEAR_NM)
        if not len(numbers):
            return f"no airfield within {_NEAR_NM:.0f} NM"
        field = self._airfields.at(int(numbers[0]))
        return words.plain(f"nearest {field.code} {field.name} {float(ranges[0]):.0f} NM")
