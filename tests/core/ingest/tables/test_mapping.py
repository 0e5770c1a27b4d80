from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchfield.core.errors import ReadError
from watchfield.core.ingest.tables.guessing import guess
from watchfield.core.ingest.tables.mapping import ColumnMapping, shape

COLUMNS = {"time": "Time", "latitude": "lat", "longitude": "lon", "pressure_altitude": "FL"}
GOOD = ColumnMapping(COLUMNS, {"pressure_altitude": "FL"}, "iso8601", "Europe/Moscow", ",", ";")


def test_a_mapping_goes_through_its_json_unchanged():
    assert ColumnMapping.from_json(GOOD.to_json()) == GOOD
    assert ColumnMapping.from_json(GOOD.to_json()).to_json() == GOOD.to_json()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"version": 2}, "version"),
        ({"more": 1}, "more"),
        ({"columns": {"colour": "x"}}, "colour"),
        ({"columns": []}, "texts"),
        ({"units": {}}, "unit of pressure_altitude"),
        ({"units": {"pressure_altitude": "kt"}}, "pressure_altitude"),
        ({"time_form": "whenever"}, "forms"),
        ({"timezone": "Middle/Earth"}, "Middle/Earth"),
        ({"timezone": "../../etc/passwd"}, "zone"),
        ({"decimal": "'"}, "decimal"),
        ({"columns": {"latitude": "lat"}}, "together"),
    ],
)
def test_what_is_no_mapping_is_refused_in_words(change, said):
    with pytest.raises(ReadError, match=said):
        ColumnMapping.from_json(json.dumps({**json.loads(GOOD.to_json()), **change}))


@given(st.text(max_size=200))
def test_any_text_is_a_mapping_or_refused(text):
    with pytest.raises(ReadError):
        ColumnMapping.from_json(text)


def test_tables_of_one_header_have_one_shape():
    assert shape(["Time", " lat"]) == shape(["time", "LAT "]) != shape(["lat", "time"])


def told(header, *rows):
    return guess(header.split(","), [row.split(",") for row in rows])


@pytest.mark.parametrize(
    ("name", "field", "unit"),
    [
        ("alt_ft", "pressure_altitude", "ft"),
        ("Altitude [m]", "pressure_altitude", "m"),
        ("FL", "pressure_altitude", "FL"),
        ("geoaltitude (m)", "geometric_altitude", "m"),
        ("groundSpeed_kts", "speed", "kt"),
        ("velocity (m/s)", "speed", "m/s"),
        ("GS km/h", "speed", "km/h"),
        ("vertical_rate_fpm", "vertical_rate", "ft/min"),
        ("ROCD (ft/min)", "vertical_rate", "ft/min"),
        ("true_track", "track", "deg"),
    ],
)
def test_a_name_tells_what_a_column_is_and_its_unit(name, field, unit):
    found = told(f"hex,ts,lat,lon,{name}", "155de2,1761480000,35,36,100").mapping
    assert (found.columns[field], found.units[field]) == (name.lower(), unit)


@pytest.mark.parametrize("name", ["altitude", "speed", "vertical_rate", "heading", "height"])
def test_what_is_not_said_is_not_taken(name):
    found = told(f"hex,ts,lat,lon,{name}", "155de2,1761480000,35,36,100")
    assert name not in found.mapping.columns.values()
    assert any(said.startswith(f"{name}:") for said in found.untold)


def test_a_height_that_would_be_in_space_as_metres_is_in_feet():
    assert told("hex,ts,lat,lon,alt", "155de2,1761480000,35,36,38000").mapping.units["pressure_altitude"] == "ft"


@pytest.mark.parametrize(
    ("cell", "form"),
    [
        ("1761480000", "unix_s"),
        ("1761480000000", "unix_ms"),
        ("1761480000000000", "unix_us"),
        ("2025-10-26T12:00:00Z", "iso8601"),
        ("26/10/2025 12:00", "dmy"),
        ("10/26/2025 12:00", "mdy"),
    ],
)
def test_the_form_of_a_time_is_seen_in_its_values(cell, form):
    assert told("hex,time,lat,lon", f"155de2,{cell},35,36").mapping.time_form == form


def test_day_and_month_that_could_be_either_are_not_guessed():
    found = told("hex,time,lat,lon", "155de2,01/02/2025 12:00,35,36")
    assert found.missing == ("time",)
    assert any("day and month" in said for said in found.untold)


def test_one_odd_latitude_does_not_swap_a_table():
    found = told("hex,ts,lat,lon", "155de2,1761480000,99,36", *["155de2,1761480000,35,36"] * 5)
    assert found.mapping.columns["latitude"] == "lat"


def test_a_column_of_other_things_is_no_address():
    found = told("icao,ts,lat,lon", "UUEE,1761480000,35,36")
    assert found.missing == ("aircraft",)
