"""Every format that is read, one module each; its place in ``FORMATS`` is the order in which they are asked.

A format asks for what only it has, so that the order seldom decides; where it does, the stricter one stands first.
"""

from __future__ import annotations

from ..format import Format
from . import (
    avr,
    beast,
    flightaware_csv,
    flightaware_kml,
    fr24_api,
    fr24_archive,
    fr24_csv,
    fr24_granular,
    fr24_json,
    fr24_kml,
    geojson,
    geopackage,
    gpx,
    igc,
    jet1090,
    kml,
    opensky_csv,
    opensky_flights,
    opensky_parquet,
    opensky_states,
    readsb_aircraft,
    readsb_heatmap,
    readsb_lines,
    readsb_trace,
    sbs,
    table,
    tar1090_chunk,
    traffic_json,
    traffic_parquet,
)

__all__ = ["FORMATS"]

FORMATS: tuple[Format, ...] = (
    readsb_trace.FORMAT,
    readsb_aircraft.FORMAT,
    tar1090_chunk.FORMAT,
    readsb_lines.FORMAT,
    readsb_heatmap.FORMAT,
    jet1090.FORMAT,
    beast.FORMAT,
    avr.FORMAT,
    fr24_granular.FORMAT,
    fr24_csv.FORMAT,
    fr24_json.FORMAT,
    opensky_csv.FORMAT,
    traffic_parquet.FORMAT,
    opensky_parquet.FORMAT,
    opensky_states.FORMAT,
    sbs.FORMAT,
    traffic_json.FORMAT,
    gpx.FORMAT,
    igc.FORMAT,
    fr24_kml.FORMAT,
    flightaware_kml.FORMAT,
    kml.FORMAT,
    fr24_api.FORMAT,
    fr24_archive.POSITIONS,
    fr24_archive.FLIGHTS,
    opensky_flights.FORMAT,
    geojson.FORMAT,
    geopackage.FORMAT,
    flightaware_csv.AEROAPI,
    flightaware_csv.WEB,
    table.FORMAT,  # last: it takes any table that nobody knows
)
