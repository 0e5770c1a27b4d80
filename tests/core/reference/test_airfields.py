"""The airfields that come with the program."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchfield import paths
from watchfield.core.errors import NotFound, ResourceError
from watchfield.core.geo.sphere import destination, distance_nm
from watchfield.core.geo.units import METRES_PER_NM
from watchfield.core.model.airfield import AirfieldKind, Surface
from watchfield.core.reference.airfields import Airfields
from watchfield.core.reference.names import Names

FOLDER = paths.resources() / "airfields"
FIELDS = Airfields.load(FOLDER)


def found(text: str, limit: int = 10) -> list[str]:
    return [field.ident for field in FIELDS.search(text, limit)]


def test_the_columns_are_parallel_and_cannot_be_written() -> None:
    columns = (
        *(FIELDS.ident, FIELDS.lon_deg, FIELDS.lat_deg, FIELDS.elevation_ft),
        *(FIELDS.longest_runway_ft, FIELDS.kind),
    )
    assert {len(column) for column in columns} == {len(FIELDS)}
    assert len(FIELDS) > 84_000
    assert not any(column.flags.writeable for column in columns)


@pytest.mark.parametrize(
    ("code", "ident"),
    [
        ("OSLK", "OSLK"),
        ("oslk ", "OSLK"),
        ("LTK", "OSLK"),
        ("HLJF", "HL69"),
        ("HL69", "HL69"),
        ("XUMB", "RU-0764"),
        ("HLLT", "LY-0019"),
        ("LY-0019", "LY-0019"),
    ],
)
def test_a_field_is_got_by_any_of_its_codes(code: str, ident: str) -> None:
    assert FIELDS.get(code).ident == ident


@pytest.mark.parametrize("code", ["", "NOWHERE", "Латакия", "'; DROP TABLE", "\x00"])
def test_a_code_that_nobody_has_is_not_found(code: str) -> None:
    with pytest.raises(NotFound):
        FIELDS.get(code)


def test_a_field_knows_what_the_source_says_of_it() -> None:
    field = FIELDS.get("OSLK")
    assert (field.name, field.country, field.region, field.municipality) == (
        *("Hmeimim Air Base", "SY"),
        *("SY-LA", "Latakia"),
    )
    assert field.kind is AirfieldKind.MEDIUM_AIRPORT
    assert field.elevation_ft == 157
    assert FIELDS.at(field.index).ident == "OSLK"


@pytest.mark.parametrize(
    ("typed", "ident"),
    [
        ("Hmeimim", "OSLK"),
        ("khmeimim", "OSLK"),
        ("Хмеймим", "OSLK"),
        ("حميميم", "OSLK"),
        ("OSLK", "OSLK"),
        ("osl", "ENGM"),  # by its IATA code, a whole answer, before those that only begin so
        ("latakia", "OSLK"),
        ("Латакия", "OSLK"),
        ("латак", "OSLK"),
        ("اللاذقية", "OSLK"),
        ("لاذقية", "OSLK"),
        ("Bassel", "OSLK"),
        ("Mitiga", "HLLM"),
        ("Митига", "HLLM"),
        ("معيتيقة", "HLLM"),
        ("HLLT", "LY-0019"),
        ("al-khadim", "HL59"),
        ("الخادم", "HL59"),
        ("Чкаловский", "UUMU"),
        ("чкаловский аэродром", "UUMU"),
        ("щелково", "UUMU"),
        ("incirlik", "LTAG"),
        ("Zürich", "LSZH"),
    ],
)
def test_a_field_is_found_in_the_script_people_write_it(typed: str, ident: str) -> None:
    assert found(typed)[0] == ident


def test_larger_fields_come_first_and_closed_ones_after_those_in_use() -> None:
    idents = found("Tripoli", 20)
    assert idents[0] == "HLLM"
    assert "LY-0019" in idents
    assert set(found("Moscow", 5)) == {"UUEE", "UUDD", "UUWW", "UUBW", "UUMU"}


def test_a_city_finds_the_fields_round_it_though_none_bears_its_name() -> None:
    assert {"UUEE", "UUDD", "UUWW"} <= set(found("موسكو"))


def test_no_more_is_returned_than_asked_for() -> None:
    assert len(FIELDS.search("a", 7)) == 7
    assert FIELDS.search("") == ()
    assert FIELDS.search("%_*") == ()


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=20))
def test_any_text_can_be_typed(text: str) -> None:
    assert len(FIELDS.search(text, 3)) <= 3


def test_the_shipped_search_keys_are_those_the_code_would_make() -> None:
    aliases = dict.fromkeys(FIELDS.ident.tolist(), "")
    with (FOLDER / "aliases.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            aliases[row["ident"]] += f"|{row['alias']}"
    rows = [FIELDS.index_of(code) for code in ("OSLK", "HLLM", "UUMU", "LTAG", "LSZH")]
    fields = [FIELDS.at(row) for row in rows]
    columns = (
        [field.ident for field in fields],
        [field.icao for field in fields],
        [field.gps_code for field in fields],
        [field.iata for field in fields],
        [field.local_code for field in fields],
        [field.name for field in fields],
        [aliases[field.ident] for field in fields],
        ["|".join(field.keywords) for field in fields],
        [field.municipality for field in fields],
    )
    lines = FIELDS._names.text.split("\n")[1:]
    assert Names.of(columns).text.split("\n")[1:] == [lines[row] for row in rows]


def test_the_fields_near_oslk_are_those_of_the_design() -> None:
    rows, distances = FIELDS.near(35.9487, 35.4011, 100, min_runway_ft=5000)
    near = dict(zip(FIELDS.ident[rows].tolist(), np.round(distances).tolist(), strict=True))
    assert (near["OSLK"], near["OS58"], near["OLKA"], near["LTDA"], near["OLBA"]) == (0, 41, 49, 60, 98)
    assert list(near.values()) == sorted(near.values())


@settings(deadline=None, max_examples=40)
@given(st.floats(-180, 180), st.floats(-89, 89), st.floats(1, 120), st.sampled_from([0.0, 6000.0]))
def test_near_finds_what_looking_at_every_field_finds(lon: float, lat: float, range_nm: float, runway: float) -> None:
    rows, distances = FIELDS.near(lon, lat, range_nm, min_runway_ft=runway)
    every = distance_nm(lon, lat, FIELDS.lon_deg, FIELDS.lat_deg)
    wanted = (every <= range_nm) & (FIELDS.kind != AirfieldKind.CLOSED) & (FIELDS.longest_runway_ft >= runway)
    assert sorted(rows.tolist()) == np.flatnonzero(wanted).tolist()
    assert (np.diff(distances) >= 0).all()


def test_a_closed_field_is_no_candidate() -> None:
    tripoli = FIELDS.get("LY-0019")
    assert tripoli.kind is AirfieldKind.CLOSED
    assert tripoli.index not in FIELDS.near(tripoli.lon_deg, tripoli.lat_deg, 20)[0]


# ---------------------------------------------------------------- corrections


def test_chkalovsky_lies_beside_its_runways_again() -> None:
    lengths = {runway.name: runway.length_ft for runway in FIELDS.get("UUMU").runways}
    assert lengths == {"12L/30R": 9842, "12R/30L": 11811}
    for runway in FIELDS.get("UUMU").runways:
        assert runway.placed
        apart_m = distance_nm(runway.le_lon_deg, runway.le_lat_deg, runway.he_lon_deg, runway.he_lat_deg)
        assert float(apart_m) * METRES_PER_NM == pytest.approx(runway.length_ft * 0.3048, rel=0.05)


def test_hmeimim_has_two_runways() -> None:
    assert [(runway.name, runway.placed) for runway in FIELDS.get("OSLK").runways] == [
        ("17L/35R", False),
        ("17R/35L", True),
    ]


def test_no_runway_ends_far_from_its_field() -> None:
    table = FIELDS._runways
    owner = np.repeat(np.arange(len(FIELDS)), np.diff(table["offsets"]))
    for east, north in ((0, 1), (2, 3)):
        known = (table["ends"][:, [east, north]] > -(2**31)).all(axis=1)
        lon, lat = table["ends"][known, east] / 1e6, table["ends"][known, north] / 1e6
        away_nm = distance_nm(lon, lat, FIELDS.lon_deg[owner[known]], FIELDS.lat_deg[owner[known]])
        assert (away_nm * METRES_PER_NM <= 15_001).all()


def test_every_correction_says_why_and_names_its_source() -> None:
    with (FOLDER / "corrections.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert rows
    assert all(row["source"] and row["why"] for row in rows)
    assert {row["ident"] for row in rows} <= set(FIELDS.ident.tolist())


# ---------------------------------------------------------------- runways


def test_a_runway_keeps_its_surface_and_what_is_closed() -> None:
    runways = {runway.name: runway for runway in FIELDS.get("HLLM").runways}
    assert runways["03/21"].closed
    assert not runways["10/28"].closed
    assert runways["10/28"].surface is Surface.HARD
    assert FIELDS.longest_runway_ft[FIELDS.index_of("HLLM")] == 11155


def test_a_field_without_runways_has_none() -> None:
    field = FIELDS.get("SY-0008")
    assert field.runways == ()
    assert field.longest_runway_ft == 0


def test_the_distance_to_a_runway_is_measured_to_its_centreline() -> None:
    index = FIELDS.index_of("OSLK")
    runway = FIELDS.get("OSLK").runways[1]
    middle = (runway.le_lon_deg + runway.he_lon_deg) / 2, (runway.le_lat_deg + runway.he_lat_deg) / 2
    beside = destination(*middle, 86.5, 500 / METRES_PER_NM)
    beyond = destination(runway.he_lon_deg, runway.he_lat_deg, 176.5, 2000 / METRES_PER_NM)
    lon = np.array([middle[0], float(beside[0]), float(beyond[0])])
    lat = np.array([middle[1], float(beside[1]), float(beyond[1])])
    assert FIELDS.nearest_runway_m(lon, lat, index) == pytest.approx([0, 500, 2000], abs=10)


def test_without_placed_runways_the_distance_is_to_the_field() -> None:
    field = FIELDS.get("SY-0008")
    lon, lat = destination(field.lon_deg, field.lat_deg, 40.0, 1000 / METRES_PER_NM)
    metres = FIELDS.nearest_runway_m(np.atleast_1d(lon), np.atleast_1d(lat), field.index)
    assert metres == pytest.approx([1000], abs=10)


def test_lengths_and_heights_that_are_not_known_are_not_zero() -> None:
    assert math.isnan(FIELDS.get("SY-0014").elevation_ft)
    assert math.isnan(FIELDS.get("OSLK").runways[0].width_ft)


# ---------------------------------------------------------------- broken files


def test_a_missing_folder_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match=r"airfields\.npz"):
        Airfields.load(tmp_path)


def test_a_broken_file_is_said_to_be_broken(tmp_path: Path) -> None:
    (tmp_path / "airfields.npz").write_bytes(b"PK\x03\x04 not really")
    with pytest.raises(ResourceError, match="Install Watchfield again"):
        Airfields.load(tmp_path)
