"""Places: airfield < cluster < region < country."""

from __future__ import annotations

import pytest

from watchfield import paths
from watchfield.core.errors import NotFound
from watchfield.core.reference.airfields import Airfields
from watchfield.core.reference.places import Places

PLACES = Places.load(paths.resources() / "places")
FIELDS = Airfields.load(paths.resources() / "airfields")


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("Moscow Oblast", "region:moscow-oblast"),
        ("Подмосковье", "region:moscow-oblast"),
        ("московская область", "region:moscow-oblast"),
        ("Libya", "country:LY"),
        ("Ливия", "country:LY"),
        ("ليبيا", "country:LY"),
        ("Latakia", "region:latakia"),
        ("Латакия", "region:latakia"),
        ("اللاذقية", "region:latakia"),
        ("Хмеймим", "cluster:hmeimim"),
        ("Syria", "country:SY"),
    ],
)
def test_a_place_is_found_in_the_script_people_write_it(typed: str, place: str) -> None:
    assert PLACES.search(typed)[0].id == place


@pytest.mark.parametrize(
    ("code", "places"),
    [
        ("UUMU", ["cluster:moscow", "region:moscow-oblast", "country:RU"]),
        ("UUWW", ["cluster:moscow", "region:moscow-oblast", "country:RU"]),
        ("OSLK", ["cluster:hmeimim", "region:latakia", "country:SY"]),
        ("HL59", ["cluster:al-khadim", "region:eastern-libya", "country:LY"]),
        ("KJFK", ["country:US"]),
    ],
)
def test_a_field_lies_in_its_places_the_smallest_first(code: str, places: list[str]) -> None:
    field = FIELDS.get(code)
    assert [place.id for place in PLACES.of(field)] == places
    assert all(PLACES.contains(PLACES.get(place), field) for place in places)


def test_libya_holds_mitiga_and_not_oslk() -> None:
    libya = PLACES.get("country:LY")
    assert PLACES.contains(libya, FIELDS.get("HLLM"))
    assert PLACES.contains(libya, FIELDS.get("LY-0019"))
    assert not PLACES.contains(libya, FIELDS.get("OSLK"))


def test_a_place_nobody_has_named_is_not_found() -> None:
    with pytest.raises(NotFound):
        PLACES.get("region:atlantis")
    assert PLACES.search("Atlantis") == ()


def test_every_place_written_by_hand_holds_real_fields_and_says_why() -> None:
    regions = {FIELDS.at(index).region for index in range(len(FIELDS)) if FIELDS._text["country"][index] in _COUNTRIES}
    for place in PLACES.by_id.values():
        assert place.source
        assert not place.parent or place.parent in PLACES.by_id
        assert place.regions <= regions
        assert all(FIELDS.get(ident).ident == ident for ident in place.airfields)


_COUNTRIES = {"RU", "SY", "LY"}
