"""Watch zones: made, checked, kept, read from files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from watchfield import paths
from watchfield.core import workflow
from watchfield.core.errors import ReadError, ZoneError
from watchfield.core.ingest import parsers
from watchfield.core.reference.airfields import Airfields
from watchfield.core.store import create
from watchfield.core.workflow.zones import checked

SQUARE = ((35.0, 35.0), (36.0, 35.0), (36.0, 36.0), (35.0, 36.0))
BOWTIE = ((35.0, 35.0), (36.0, 36.0), (36.0, 35.0), (35.0, 36.0))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "project.gpkg"
    create(path, name="zones")
    return path


@pytest.fixture(scope="module")
def airfields() -> Airfields:
    return Airfields.load(paths.resources() / "airfields")


def names(project: Path) -> list[str]:
    return [zone.name for zone in workflow.open_project(project).zones]


def test_a_zone_round_a_field_holds_the_field_and_reaches_as_far_as_asked(airfields: Airfields) -> None:
    field = airfields.get("OSLK")
    zone = workflow.zone_round(field, radius_nm=8.0)
    assert zone.polygon.contains(field.lon_deg, field.lat_deg).all()
    assert zone.polygon.area_nm2 == pytest.approx(3.14159 * 64, rel=0.005)


@pytest.mark.parametrize("radius_nm", [0.0, -1.0, 501.0, float("nan")])
def test_a_radius_that_makes_no_zone_is_refused(airfields: Airfields, radius_nm: float) -> None:
    with pytest.raises(ZoneError):
        workflow.zone_round(airfields.get("OSLK"), radius_nm=radius_nm)


def test_a_ceiling_below_the_floor_is_refused(airfields: Airfields) -> None:
    with pytest.raises(ZoneError, match="ceiling"):
        workflow.zone_round(airfields.get("OSLK"), floor_ft=5_000.0, ceiling_ft=1_000.0)


@pytest.mark.parametrize("ring", [BOWTIE, SQUARE[:2], ((35.0, 35.0), (36.0, 35.0), (37.0, 35.0)), ()])
def test_a_shape_of_which_nobody_can_say_what_is_inside_is_not_kept(project: Path, ring: tuple) -> None:
    with pytest.raises(ZoneError):
        workflow.add_zones(project, [workflow.new_zone("odd", (ring,))])
    assert names(project) == []


def test_two_zones_of_one_name_are_told_apart(project: Path) -> None:
    workflow.add_zones(project, [workflow.new_zone("Home", (SQUARE,)), workflow.new_zone("Home", (SQUARE,))])
    assert names(project) == ["Home", "Home 2"]


def test_a_zone_comes_back_as_it_was_kept(project: Path) -> None:
    hole = ((35.4, 35.4), (35.6, 35.4), (35.6, 35.6))
    (kept,) = workflow.add_zones(project, [checked(workflow.new_zone("Holed", (SQUARE, hole)))])
    (read,) = workflow.open_project(project).zones
    assert (read, read.version) == (kept, kept.version)


def kml(*placemarks: str) -> str:
    return f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{"".join(placemarks)}</Document></kml>'


def placemark(name: str, ring: tuple) -> str:
    places = " ".join(f"{lon},{lat},0" for lon, lat in (*ring, ring[0]))
    return (
        f"<Placemark><name>{name}</name><Polygon><outerBoundaryIs><LinearRing><coordinates>{places}"
        "</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
    )


def test_polygons_of_a_kml_file_become_zones(project: Path, tmp_path: Path) -> None:
    file = tmp_path / "zones.kml"
    file.write_text(kml(placemark("One", SQUARE), placemark("Two", SQUARE)))
    assert [zone.name for zone in workflow.import_zones(project, file)] == ["One", "Two"]


def test_a_crossed_polygon_of_a_file_is_refused_or_mended_but_never_kept_crossed(project: Path, tmp_path: Path) -> None:
    file = tmp_path / "zones.kml"
    file.write_text(kml(placemark("Bow", BOWTIE)))
    with pytest.raises(ZoneError):
        workflow.import_zones(project, file)
    assert names(project) == []


@pytest.mark.parametrize(
    "content",
    [
        "",
        "Dear Sir",
        "<kml",
        '<!DOCTYPE kml [<!ENTITY a "b">]><kml>&a;</kml>',
        kml(),
        kml(placemark("Far", ((500.0, 35.0), (36.0, 35.0), (36.0, 36.0)))),
        kml(placemark("Odd", (("x", 35.0), (36.0, 35.0), (36.0, 36.0)))),
        "{}",
        '{"type":"FeatureCollection","features":[3]}',
        json.dumps({"type": "Polygon", "coordinates": [[[1, 2], [3]]]}),
        "SQLite format 3\0 and nothing else",
    ],
)
def test_a_file_without_a_sound_polygon_is_refused_with_its_name(project: Path, tmp_path: Path, content: str) -> None:
    file = tmp_path / "zones.kml"
    file.write_text(content)
    with pytest.raises(ReadError, match=r"zones\.kml"):
        workflow.import_zones(project, file)
    assert names(project) == []


def test_the_zones_of_another_project_can_be_taken_over(project: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.gpkg"
    create(other, name="other")
    workflow.add_zones(other, [workflow.new_zone("Home", (SQUARE,))])
    (zone,) = workflow.import_zones(project, other)
    assert (zone.name, zone.polygon.area_nm2) == (
        "Home",
        pytest.approx(workflow.new_zone("", (SQUARE,)).polygon.area_nm2),
    )


def test_all_34_real_watch_polygons_are_read(project: Path, recordings: Path) -> None:
    parsers.enable_fast()
    found = workflow.import_zones(project, recordings / "kml/eastham_bay_area_airports_regions.kml")
    parsers.enable_standard()
    assert len(found) == 34
    assert all(zone.polygon.area_nm2 > 0 for zone in found)
