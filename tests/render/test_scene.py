"""Where does a scene lie, and who has which colour?"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from watchfield.core.model.aircraft import Silhouette
from watchfield.core.model.project import Project
from watchfield.core.model.track import Track
from watchfield.core.model.zone import Zone
from watchfield.render.scene import Choice, Scene
from watchfield.render.silhouettes import KINDS, heading_index, kind_index, sprite
from watchfield.render.tokens import look


def test_the_bounds_hold_all_fixes_and_zones(make_fixes, make_scene):
    zone = Zone("z", "Field", (((40.0, 30.0), (41.0, 30.0), (41.0, 31.0)),))
    scene = make_scene(make_fixes([(35, 34), (36, 35)]), zones=[zone])
    assert scene.bounds_deg() == pytest.approx((35, 30, 41, 35))


def test_the_bounds_go_the_shorter_way_round_the_world(make_fixes, make_scene):
    west, _, east, _ = make_scene(make_fixes([(179, 0), (-178, 5)])).bounds_deg()
    assert (west, east) == pytest.approx((179, -178))


def test_a_scene_without_fixes_has_no_bounds_and_no_times(make_fixes, make_scene):
    scene = make_scene(make_fixes([(0.0, 0.0)]).take(np.zeros(1, np.bool_)))
    assert scene.bounds_deg() is None
    assert scene.times_s() is None


def test_other_zones_share_the_fixes(make_fixes, make_scene):
    scene = make_scene(make_fixes([(0, 0), (1, 1)]))
    other = scene.with_small(zones=[Zone("z", "Field", (((0.0, 0.0), (1.0, 0.0), (1.0, 1.0)),))])
    assert other.projected is scene.projected
    assert len(other.zones) == 1


def test_pinned_aircraft_keep_their_colour_when_selected():
    colours = look()
    assert Choice(None, (4, 7)).colour_of(7, colours) == Choice(7, (4, 7)).colour_of(7, colours)
    assert Choice(9, (4, 7)).colour_of(9, colours) not in (colours.aircraft[0], colours.aircraft[1])
    assert Choice(9, (4, 7)).colour_of(5, colours) == colours["other_traffic"]
    assert Choice(4, (4, 7)).coloured == (7, 4)


@pytest.mark.parametrize("kind", range(len(KINDS)))
def test_every_silhouette_is_symmetrical_and_turns_with_its_heading(kind):
    north, south = sprite(kind, 40, 0), sprite(kind, 40, 32)
    assert north.max() == 255
    assert np.abs(north.astype(int) - south[::-1, ::-1]).max() <= 2
    assert np.abs(north.astype(int) - north[:, ::-1]).mean() < 3.0
    assert int(sprite(kind, 40, 11).sum()) == pytest.approx(int(north.sum()), rel=0.02)


def test_a_hollow_silhouette_is_a_rim():
    full, hollow = sprite(kind_index("fast_jet"), 40, 0), sprite(kind_index("fast_jet"), 40, 0, hollow=True)
    assert hollow.sum() < 0.75 * full.sum()
    middle = full.shape[0] // 2
    assert full[middle + 3, middle] == 255
    assert hollow[middle + 3, middle] < 80


def test_a_heading_nobody_knows_is_drawn_north():
    assert heading_index(np.array([0, 359, 90, np.nan], np.float32)).tolist() == [0, 0, 16, 0]


def test_a_silhouette_nobody_drew_is_the_unknown_one():
    assert kind_index("zeppelin") == kind_index("unknown")


def test_a_scene_of_a_project_takes_names_types_and_silhouettes_from_its_tracks(make_fixes):
    tracks = (Track("icao:1551df", registration="RA-86495", type="IL62"), Track("icao:140000", icao24="140000"))
    project = Project(Path("p.gpkg"), "id", "Demo", make_fixes([(0, 0), (1, 1)], [(2, 2), (3, 3)]), tracks)
    scene = Scene.of(project, silhouette_of=lambda designator: {"IL62": Silhouette.IL62}[designator])
    assert scene.names == ("RA-86495", "140000")
    assert scene.types == ("IL62", "")
    assert [KINDS[kind] for kind in scene.silhouettes] == ["il62", "unknown"]
    assert scene.times_s() == (1_000_000.0, 1_000_010.0)
