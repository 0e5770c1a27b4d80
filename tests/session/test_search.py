from __future__ import annotations

import pytest

from watchfield import paths
from watchfield.core.workflow import Reference
from watchfield.session.search import What, find

COMMANDS = (("undo", "Undo", "Ctrl+Z"), ("zone", "Draw a watch zone", "Z"))


@pytest.fixture(scope="module")
def airfields():
    return Reference(paths.resources()).airfields


@pytest.mark.parametrize("text", ["Hmeimim", "oslk", "Latakia", "Латакия", "اللاذقية"])
def test_hmeimim_is_found_in_three_scripts_with_what_can_be_done(airfields, text):
    found = find(text, None, airfields, COMMANDS)
    assert {one.what for one in found if one.key == "OSLK"} == {What.AIRFIELD, What.WATCH}


def test_zones_aircraft_times_and_commands_are_found(project):
    assert [one.what for one in find("hmei", project, None)] == [What.ZONE]
    assert [one.key for one in find("ra-00001", project, None)] == ["icao:000001"]
    assert [one.key for one in find("demo2", project, None)] == ["icao:000002"]
    assert find("261230ZOCT25", project, None)[0].what is What.TIME
    assert [one.key for one in find("draw", project, None, COMMANDS)] == ["zone"]


def test_an_empty_box_offers_commands_and_nonsense_finds_nothing(project):
    assert [one.key for one in find("", project, None, COMMANDS)] == ["undo", "zone"]
    assert find("qqqqqqq", project, None, COMMANDS) == ()
