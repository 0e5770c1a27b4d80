"""Reference data and compiled drawing code, loaded behind the first window."""

from __future__ import annotations

from collections.abc import Callable

from watchfield.app.jobs import Jobs
from watchfield.core.geo import sphere
from watchfield.core.model.airfield import Airfield
from watchfield.core.reference.airfields import Airfields
from watchfield.core.task import Progress
from watchfield.core.workflow import Reference
from watchfield.session import words

__all__ = ["Library"]

_NEAR_NM = 60.0
_RUNWAY_FT = 2_500  # heliports and strips would always be nearer


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
        """Return the nearest airfield in words: ``nearest LCRA Akrotiri 20 NM``."""
        if self._airfields is None:
            return ""
        field = self.nearest_field(lon_deg, lat_deg)
        if field is None:
            return f"no airfield within {_NEAR_NM:.0f} NM"
        range_nm = float(sphere.distance_nm(field.lon_deg, field.lat_deg, lon_deg, lat_deg))
        return words.plain(f"nearest {field.code} {field.name} {range_nm:.0f} NM")

    def nearest_field(self, lon_deg: float, lat_deg: float) -> Airfield | None:
        """Return the nearest airfield with a runway worth the name, None where there is none."""
        if self._airfields is None:
            return None
        numbers, _ = self._airfields.near(lon_deg, lat_deg, _NEAR_NM, min_runway_ft=_RUNWAY_FT)
        return self._airfields.at(int(numbers[0])) if len(numbers) else None
