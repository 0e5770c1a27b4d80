"""Aircraft types by designator."""

from __future__ import annotations

import pytest

from watchfield import paths
from watchfield.core.errors import NotFound
from watchfield.core.model.aircraft import Silhouette, Wake
from watchfield.core.reference.aircraft import AircraftTypes

TYPES = AircraftTypes.load(paths.resources() / "aircraft")


def test_a_designator_stands_for_its_type() -> None:
    antonov = TYPES.get("a124")
    assert (antonov.name, antonov.wake, antonov.engine, antonov.engines) == (
        "Antonov An-124 Ruslan",
        Wake.HEAVY,
        "jet",
        4,
    )
    assert TYPES.get("IL62").name == "Ilyushin Il-62"
    assert len(TYPES) > 2500


@pytest.mark.parametrize(
    ("designator", "heavy", "runway_ft"),
    [("A124", True, 6000), ("IL76", True, 6000), ("IL62", True, 6000), ("T154", False, 5000), ("A388", True, 6000)],
)
def test_the_aircraft_that_matter_have_their_class(designator: str, heavy: bool, runway_ft: float) -> None:
    assert TYPES.is_heavy(designator) is heavy
    assert TYPES.runway_need_ft(designator) == runway_ft


@pytest.mark.parametrize("designator", ["", "ZZZZ", None, "An-124"])
def test_an_unknown_type_is_not_heavy_and_needs_little(designator: str | None) -> None:
    assert not TYPES.is_heavy(designator)
    assert TYPES.runway_need_ft(designator) == 2500
    assert TYPES.silhouette(designator) is Silhouette.UNKNOWN
    assert TYPES.find(designator) is None


def test_a_type_that_is_asked_for_by_name_must_be_there() -> None:
    with pytest.raises(NotFound):
        TYPES.get("ZZZZ")


def test_every_type_has_a_shape_and_no_type_is_drawn_as_unknown() -> None:
    shapes = {kind.silhouette for kind in TYPES.by_designator.values()}
    assert shapes == set(Silhouette) - {Silhouette.UNKNOWN}
