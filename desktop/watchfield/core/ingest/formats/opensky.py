"""OpenSky state vectors: what was known of each aircraft in each second, in metres and metres a second.

A row is written every second whether or not a position came. The time of a fix is when its position was last heard,
``lastposupdate``; then the repeats fall on each other instead of making aircraft hover.
"""

from __future__ import annotations

import numpy as np

from ...geo.units import FEET_PER_METRE, FPM_PER_MPS, KNOTS_PER_MPS
from ...model.fixes import Quality
from ..aircraft import Aircraft, aircraft_of
from ..columns import Columns, judged
from ..format import Options
from ..part import Part
from ..tables.table import Table, Wanted
from ..values import truth

__all__ = ["DISTINCTIVE", "WANTED", "from_table"]

WANTED = Wanted(
    numbers=("lastposupdate", "lat", "lon", "velocity", "heading", "vertrate", "baroaltitude", "geoaltitude"),
    texts=("icao24", "callsign", "squawk", "onground"),
)
DISTINCTIVE = frozenset(WANTED.numbers) | {"lastcontact", "onground"}


def from_table(table: Table, options: Options) -> Part:
    """Return what a table of state vectors says."""
    callsign = table.text("callsign")
    who: Aircraft = aircraft_of(table.text("icao24"), callsign)
    time_s = table.number("lastposupdate")
    heard = ~np.isnan(time_s)  # without this there was never a position
    columns = Columns(
        row=table.row,
        track=who.track,
        time_s=time_s,
        lat_deg=np.where(heard, table.number("lat"), np.nan),
        lon_deg=table.number("lon"),
        values={
            "baro_altitude_ft": table.number("baroaltitude") * FEET_PER_METRE,
            "geo_altitude_ft": table.number("geoaltitude") * FEET_PER_METRE,
            "speed_kt": table.number("velocity") * KNOTS_PER_MPS,
            "track_deg": table.number("heading"),
            "climb_fpm": table.number("vertrate") * FPM_PER_MPS,
        },
        quality=np.where(table.text("onground").where(truth), Quality.ON_GROUND, 0).astype(np.uint16),
        callsign=callsign,
        squawk=table.text("squawk"),
        broken=table.broken,
        names=("lastposupdate", "lat", "lon"),
    )
    return judged(columns, who.tracks, options)
