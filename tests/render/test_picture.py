"""Is the whole picture complete, true and the same every time?"""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from watchfield import paths
from watchfield.core.model.movement import Movement, MovementKind, State
from watchfield.core.model.zone import Zone
from watchfield.core.reference.airfields import Airfields
from watchfield.render.basemap import Detail, Script, draw_basemap
from watchfield.render.engine import Engine
from watchfield.render.marks import state_mark
from watchfield.render.picture import draw, png_bytes, write_png
from watchfield.render.scene import Choice
from watchfield.render.tokens import look
from watchfield.render.view import View

VIEW = View.fit(33, 33.5, 38, 37, 480, 320)
START = 1_000_000.0
MARKING = ("DEMONSTRATION · GENERATED DATA, NOT REAL RECORDINGS",)


@pytest.fixture
def scene(make_fixes, make_scene):
    zone = Zone("z", "Hmeimim", (((35.85, 35.3), (36.1, 35.3), (36.1, 35.5), (35.85, 35.5)),))
    movement = Movement(
        "m", MovementKind.ARRIVAL, State.PROBABLE, "k", START, START, START, 35.95, 35.4, 0.0, "1", zone="z"
    )
    track = [(33.2, 34.0), (34.0, 34.4), (34.8, 34.9), (35.6, 35.2)]
    other = [(37.0, 33.8), (37.0, 35.0), (37.0, 36.6)]
    return make_scene(make_fixes(track, other, step_s=100), zones=[zone], movements=[movement])


def near(picture, rgb, tolerance=12):
    return int((np.abs(picture[..., :3].astype(int) - rgb).max(axis=2) <= tolerance).sum())


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_sea_land_zone_and_the_chosen_track_have_their_colours(scene, theme, engine):
    colours = look(theme)
    choice = Choice(0, (0,))
    picture = draw(scene, VIEW, theme=theme, choice=choice, legend=False, engine=engine)
    assert picture.shape == (320, 480, 4)
    assert (picture[..., 3] == 255).all()
    for rgb, least in (
        (colours["sea"], 10_000), (colours["land"], 10_000), (colours["zone"], 20), (colours.aircraft[0], 300),
        (colours.states["probable"], 20),
    ):  # fmt: skip
        assert near(picture, rgb) > least


def test_both_engines_draw_the_same_picture(scene):
    pictures = [
        draw(scene, VIEW, at_s=START + 150, trail_s=3600, choice=Choice(0), engine=e).astype(int) for e in Engine
    ]
    assert np.abs(pictures[0] - pictures[1]).mean() < 1.0


def test_the_same_scene_gives_the_same_bytes(scene):
    first, second = (png_bytes(draw(scene, VIEW, marking=MARKING), MARKING) for _ in range(2))
    assert first == second


def test_the_marking_stands_at_top_and_bottom_and_in_the_file(scene, tmp_path):
    picture = draw(scene, VIEW, marking=MARKING)
    grey = look()["marking"]
    assert near(picture[:20], grey) > 0.7 * 20 * 480
    assert near(picture[-20:], grey) > 0.7 * 20 * 480
    write_png(tmp_path / "picture.png", picture, MARKING, title="Hmeimim")
    with Image.open(tmp_path / "picture.png") as file:
        assert file.text["Comment"] == MARKING[0]
        assert file.text["Title"] == "Hmeimim"
    plain = Image.open(io.BytesIO(png_bytes(picture)))
    assert "Comment" not in plain.text
    assert near(draw(scene, VIEW)[:20], grey, 2) < 200


def test_in_a_hole_there_is_no_aircraft(make_fixes, make_scene):
    scene = make_scene(make_fixes([(34.5, 35.2, 0), (34.6, 35.2, 10), (35.4, 35.2, 900), (35.5, 35.2, 910)]))
    white = look()["text"]  # of the ring round the selected aircraft
    options = {"choice": Choice(0), "legend": False, "trail_s": 60.0}
    flying = draw(scene, VIEW, at_s=START + 5, **options)
    lost = draw(scene, VIEW, at_s=START + 400, **options)
    middle = (slice(140, 220), slice(80, 220))
    assert near(flying[middle], white) > near(lost[middle], white) + 60


def test_a_project_without_fixes_is_a_map(make_fixes, make_scene):
    empty = make_scene(make_fixes([(0.0, 0.0)]).take(np.zeros(1, np.bool_)))
    assert near(draw(empty, VIEW), look()["sea"]) > 10_000
    assert near(draw(empty, VIEW, at_s=START), look()["sea"]) > 10_000


def test_the_marks_of_all_states_differ_in_shape_alone():
    marks = [state_mark(state, 7.0).astype(int) for state in State]
    for i, a in enumerate(marks):
        for b in marks[:i]:
            assert np.abs(a - b).sum() > 255 * 8


@pytest.mark.parametrize("lon", [0.0, 180.0, -179.0])
def test_the_map_has_no_seam_at_the_antimeridian_or_between_tiles(lon, engine):
    view = View.around(lon, 67.0, 9_000, 300, 120)  # Chukotka lies across it
    picture = draw_basemap(view, detail=Detail(names=False, graticule=False), engine=engine).rgba.astype(int)
    sea, land = np.array(look()["sea"]), np.array(look()["land"])
    along = np.abs(picture[..., :3] - land).max(axis=2)
    inland = along[55:65]
    assert not ((inland[:, 1:-1] > 30) & (inland[:, :-2] < 3) & (inland[:, 2:] < 3)).all(axis=0).any()
    assert (np.abs(picture[..., :3] - sea).max(axis=2) < 3).any() or lon == 0.0


def test_names_are_written_in_the_letters_asked_for():
    pictures = [
        draw_basemap(VIEW, detail=Detail(script=script)).rgba
        for script in (Script.LATIN, Script.CYRILLIC, Script.ARABIC)
    ]
    assert (pictures[0] != pictures[1]).any()
    assert (pictures[1] != pictures[2]).any()


def test_from_near_an_airfield_shows_its_runways_to_scale():
    airfields = Airfields.load(paths.resources() / "airfields")
    field = airfields.get("OSLK")
    view = View.around(field.lon_deg, field.lat_deg, 10.0, 600, 500)
    picture = draw_basemap(view, theme="light", airfields=airfields, detail=Detail(graticule=False))
    dark = np.abs(picture.rgba[..., :3].astype(int) - look("light")["runway"]).max(axis=2) < 40
    rows = np.flatnonzero(dark.sum(axis=1) > 0)
    longest_m = field.longest_runway_ft * 0.3048
    assert np.ptp(rows) * view.ground_m_per_px == pytest.approx(longest_m, rel=0.25)


@pytest.mark.parametrize("m_per_px", [0.06, 1.0, 300.0, 30_000.0, 300_000.0])
def test_every_zoom_is_drawn_without_complaint(scene, m_per_px):
    view = View.around(35.95, 35.4, m_per_px, 200, 120)
    assert draw(scene, view, at_s=START + 120, trail_s=600, choice=Choice(1)).shape == (120, 200, 4)


def test_a_denser_screen_gets_a_picture_of_the_same_map(scene):
    dense = draw(scene, VIEW.resized(960, 640, ratio=2.0), legend=False, movements=False)
    plain = draw(scene, VIEW, legend=False, movements=False)
    reduced = dense.reshape(320, 2, 480, 2, 4).mean(axis=(1, 3))
    assert np.abs(reduced - plain).mean() < 6
