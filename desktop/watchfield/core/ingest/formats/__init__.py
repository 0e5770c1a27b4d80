"""Every format that is read, one module each; its place in ``FORMATS`` is the order in which they are asked.

A format asks for what only it has, so that the order seldom decides; where it does, the stricter one stands first.
"""

from __future__ import annotations

from ..format import Format
from . import (
    fr24_csv,
    fr24_json,
    gpx,
    igc,
    opensky_csv,
    opensky_parquet,
    readsb_trace,
    traffic_json,
)

__all__ = ["FORMATS"]

FORMATS: tuple[Format, ...] = (
    readsb_trace.FORMAT,
    fr24_csv.FORMAT,
    fr24_json.FORMAT,
    opensky_csv.FORMAT,
    opensky_parquet.FORMAT,
    traffic_json.FORMAT,
    gpx.FORMAT,
    igc.FORMAT,
)
