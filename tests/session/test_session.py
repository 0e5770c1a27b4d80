from __future__ import annotations

from dataclasses import replace

import pytest

from watchfield.core.errors import ProjectError, ZoneError
from watchfield.session import looking, opening, playback
from watchfield.session.edits import zones
from watchfield.session.session import Session
from watchfield.session.state import Theme


@pytest.fixture
def session(project, keeper):
    session = Session(keeper)
    session.open(opening.opened(project, (1000, 700)))
    return session


def names(session):
    return [zone.name for zone in session.state.zones]


def test_a_watch_is_called_now_and_whenever_its_part_differs():
    session, seen = Session(lambda project, *_: project), []
    stop = session.watch(lambda state: state.theme, seen.append)
    session.change(looking.set_theme(Theme.DARK))
    session.change(looking.set_theme(Theme.DARK))
    session.change(playback.trail(60.0))
    stop()
    session.change(looking.set_theme(Theme.LIGHT))
    assert seen == [Theme.SYSTEM, Theme.DARK]


def test_who_changes_the_state_while_being_told_leaves_everyone_with_the_last_word():
    session, seen = Session(lambda project, *_: project), []
    session.watch(
        lambda state: state.theme,
        lambda theme: session.change(looking.set_theme(Theme.LIGHT)) if theme is Theme.DARK else None,
    )
    session.watch(lambda state: state.theme, seen.append)
    session.change(looking.set_theme(Theme.DARK))
    assert session.state.theme is Theme.LIGHT
    assert seen[-1] is Theme.LIGHT


def test_an_edit_is_kept_in_the_file_and_so_are_its_undo_and_redo(session, keeper):
    zone = session.state.zones[0]
    session.do(zones.rename_zone(zone, "Latakia"))
    session.undo()
    session.redo()
    assert names(session) == ["Latakia"]
    assert [action for _, action in keeper.asked] == [
        "Rename Hmeimim", "Undo: Rename Hmeimim", "Redo: Rename Hmeimim",
    ]  # fmt: skip


def test_undo_and_redo_are_named(session):
    session.do(zones.delete_zone(session.state.zones[0]))
    assert session.undo_label == "Delete Hmeimim"
    session.undo()
    assert (session.undo_label, session.redo_label) == ("", "Delete Hmeimim")


def test_an_edit_that_cannot_be_kept_changes_nothing(project):
    def refuse(*_):
        raise ProjectError("The disk is full.")

    session = Session(refuse)
    session.open(opening.opened(project, (1000, 700)))
    with pytest.raises(ProjectError):
        session.do(zones.delete_zone(session.state.zones[0]))
    assert names(session) == ["Hmeimim"]
    assert session.undo_label == ""


def test_drawing_writes_nothing_until_it_is_kept_and_becomes_one_step(session, keeper):
    session.change(zones.start_drawing("Mitiga"))
    for corner in ((13.2, 32.8), (13.4, 32.8), (13.4, 33.0)):
        session.do(zones.draw_corner(*corner))
    session.undo()
    session.do(zones.draw_corner(13.3, 33.0))
    session.do(zones.close_ring())
    assert keeper.asked == []
    session.do(zones.keep_draft())
    assert names(session) == ["Hmeimim", "Mitiga"]
    assert session.state.draft is None
    session.undo()
    assert names(session) == ["Hmeimim"]
    assert session.undo_label == ""
    assert len(keeper.asked) == 2


def test_each_step_of_reshaping_is_one_undo_and_putting_back_forgets_them(session):
    zone = session.state.zones[0]
    session.change(zones.reshape(zone))
    session.do(zones.move_corner(0, 1, 36.3, 35.3))
    session.do(zones.add_corner(0, 1, 36.3, 35.4))
    session.do(zones.remove_corner(0, 0))
    assert len(session.state.draft.rings[0]) == 4
    session.undo()
    session.undo()
    assert session.state.draft.rings[0][1] == (36.3, 35.3)
    session.drop_draft()
    assert session.state.zones == (zone,)
    assert (session.undo_label, session.redo_label) == ("", "")


def test_a_shape_that_crosses_itself_is_not_kept(session):
    session.change(zones.start_drawing())
    for corner in ((0.0, 0.0), (1.0, 1.0), (1.0, 0.0), (0.0, 1.0)):
        session.do(zones.draw_corner(*corner))
    with pytest.raises(ZoneError, match="crosses itself"):
        session.do(zones.keep_draft())
    assert session.state.draft is not None


def test_a_triangle_keeps_its_three_corners(session):
    session.change(zones.start_drawing())
    for corner in ((0.0, 0.0), (1.0, 1.0), (1.0, 0.0)):
        session.do(zones.draw_corner(*corner))
    session.do(zones.close_ring())
    before = session.state.draft
    session.do(zones.remove_corner(0, 0))
    assert session.state.draft is before


def test_a_reshaped_zone_makes_its_movements_out_of_date_and_a_renamed_one_does_not(session):
    session.do(zones.rename_zone(session.state.zones[0], "Latakia"))
    assert not session.state.out_of_date
    session.change(zones.reshape(session.state.zones[0]))
    session.do(zones.move_zone(0.1, 0.0))
    session.do(zones.keep_draft())
    assert session.state.out_of_date


def test_nothing_of_a_project_that_was_closed_can_be_undone(session):
    session.do(zones.delete_zone(session.state.zones[0]))
    session.close()
    assert session.state.project is None
    assert session.undo_label == ""


def test_a_refreshed_project_keeps_clock_and_selection_where_they_still_are(session, project):
    session.change(looking.select_movement(project.movements[1]))
    session.change(opening.refreshed(replace(project, movements=project.movements[1:])))
    assert session.state.selection.movement == "m2"
    assert session.state.clock.now_s == project.movements[1].time_s
    session.change(opening.refreshed(replace(project, movements=())))
    assert session.state.selection.movement is None
