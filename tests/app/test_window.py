from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from watchfield.app.theme.look import current
from watchfield.app.work import real_work
from watchfield.core import workflow
from watchfield.core.errors import ProjectError
from watchfield.session import looking, playback, viewing
from watchfield.session.search import What
from watchfield.session.state import Theme


def press(window, key, keys=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(window.stage.map, key, keys)
    QApplication.processEvents()


def names(path):
    return [zone.name for zone in workflow.open_project(path).zones]


def test_the_first_page_offers_to_begin(make_window):
    window = make_window()
    assert window.stage.start.isVisible()
    assert not window.transport.isVisible()
    assert "No project" in [label.text() for label in window.page.findChildren(type(window.status.audit))]


def test_a_project_that_is_opened_shows_map_table_axis_and_sources(window):
    assert not window.stage.start.isVisible()
    assert window.transport.isVisible()
    assert len(window.table.rows) == len(window.session.state.project.movements) > 0
    assert window.windowTitle() == "small – Watchfield"


def test_a_zone_is_drawn_kept_in_the_file_undone_and_done_again(window, hand, project_file):
    hand.wait_for(lambda: window.session.state.project.movements)
    window.session.change(viewing.centre_on(36.5, 34.8, window.stage.map.logical_size))
    press(window, Qt.Key.Key_Z)
    for corner in ((36.4, 34.7), (36.6, 34.7), (36.6, 34.9)):
        hand.click(window, hand.place(window, *corner))
    assert len(window.session.state.draft.rings[0]) == 3
    hand.click(window, hand.place(window, 36.4, 34.7))
    assert window.session.state.draft.closed
    press(window, Qt.Key.Key_Return)
    assert [zone.name for zone in window.session.state.zones][1:] == ["New zone"]
    hand.wait_for(lambda: len(names(project_file)) == 2)
    assert window.actions_.actions["undo"].text().startswith("Undo: ")
    press(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    hand.wait_for(lambda: len(names(project_file)) == 1)
    press(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    hand.wait_for(lambda: len(names(project_file)) == 2)


def test_a_corner_is_dragged_and_the_movements_are_detected_again(window, hand, project_file):
    zone = window.session.state.zones[0]
    window.desk.reshape_zone(zone)
    QApplication.processEvents()
    begin = hand.place(window, *zone.rings[0][0])
    hand.drag(window, begin, begin + QPoint(40, -60))
    draft = window.session.state.draft
    moved = [new for old, new in zip(zone.rings[0], draft.rings[0], strict=True) if old != new]
    assert len(moved) == 1
    assert hand.place(window, *moved[0]).y() == pytest.approx(begin.y() - 60, abs=6)
    press(window, Qt.Key.Key_Return)
    assert window.session.state.draft is None
    version = window.session.state.zones[0].version
    assert version != zone.version
    hand.wait_for(lambda: not window.session.state.out_of_date)
    kept = workflow.open_project(project_file)
    assert kept.zones[0].version == version
    assert all(movement.zone_version in (None, version) for movement in kept.movements)


def test_escape_puts_the_shape_back(window, hand):
    zone = window.session.state.zones[0]
    window.desk.reshape_zone(zone)
    begin = hand.place(window, *zone.rings[0][0])
    hand.drag(window, begin, begin + QPoint(30, 30))
    press(window, Qt.Key.Key_Escape)
    assert window.session.state.draft is None
    assert window.session.state.zones == (zone,)


def test_a_drag_on_the_map_pans_and_the_wheel_zooms(window, hand):
    before = window.session.state.view
    middle = window.stage.map.rect().center()
    hand.drag(window, middle, middle + QPoint(100, 0))
    panned = window.session.state.view
    assert panned.x_m < before.x_m
    assert panned.m_per_px == before.m_per_px
    window.stage.map.box.zoomed.emit(2.0, QPointF(middle))
    assert window.session.state.view.m_per_px == pytest.approx(before.m_per_px / 2)


def test_a_row_takes_map_and_clock_to_its_movement(window):
    index = window.table.model().index(0, 0)
    QTest.mouseClick(
        window.table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
        window.table.visualRect(index).center(),
    )  # fmt: skip
    movement = window.table.rows[0].movement
    assert window.session.state.selection.movement == movement.id
    assert window.session.state.clock.now_s == movement.time_s
    assert window.card.isVisible()


def test_space_plays_and_k_pauses(window, hand):
    window.session.change(playback.at(window.session.state.clock.first_s))
    press(window, Qt.Key.Key_Space)
    assert window.session.state.clock.playing
    hand.wait_for(lambda: window.session.state.clock.now_s > window.session.state.clock.first_s)
    press(window, Qt.Key.Key_K)
    assert not window.session.state.clock.playing
    press(window, Qt.Key.Key_J)
    assert window.session.state.clock.direction == -1


def test_the_playhead_is_dragged_to_another_time(window):
    window.session.change(playback.show_span(None))
    QApplication.processEvents()
    strip, axis = window.detail.strip(), window.detail
    viewport = axis.viewport()
    begin = QPoint(round(strip.left + 0.2 * strip.width), 60)
    end = QPoint(round(strip.left + 0.6 * strip.width), 60)
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, begin)
    QTest.mouseMove(viewport, end)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)
    assert axis.strip().x(window.session.state.clock.now_s) > strip.left
    clock = window.session.state.clock
    assert clock.first_s <= clock.now_s <= clock.last_s
    assert axis.playhead.value() == clock.now_s


def test_a_typed_time_is_gone_to_and_nonsense_is_said_to_be_none(window):
    window.transport.go_to.setText("261230ZOCT25")
    window.transport.go_to.returnPressed.emit()
    assert window.transport.clock.text() == "12:30:00"
    window.transport.go_to.setText("noonish")
    window.transport.go_to.returnPressed.emit()
    assert window.stage.notice.isVisible()
    assert "is not a time" in window.stage.notice.what.text()


def test_a_zone_that_cannot_be_written_is_put_back_and_said(make_window, reference, hand, project_file):
    def refuse(*_):
        raise ProjectError("The disk is full.", kept="The zones are as they were.")

    window = make_window(replace(real_work(reference), keep_zones=refuse))
    window.workshop.open(project_file)
    hand.wait_for(lambda: window.session.state.project is not None)
    window.desk.delete_zone(window.session.state.zones[0])
    hand.wait_for(lambda: window.stage.notice.what.text() == "The disk is full.")
    hand.wait_for(lambda: len(window.session.state.zones) == 1)
    assert window.session.undo_label == ""


@pytest.mark.parametrize("text", ["Hmeimim", "OSLK", "Латакия", "اللاذقية"])
def test_an_airfield_is_found_and_watched(window, hand, text, project_file):
    window.desk.delete_zone(window.session.state.zones[0])
    window.search.setFocus()
    QTest.keyClicks(window.search, text) if text.isascii() else window.search.setText(text)
    window.search.textEdited.emit(text)
    found = next(one for one in window.search.answers if one.what is What.WATCH and one.key == "OSLK")
    window.search.chosen.emit(found)
    assert window.session.state.zones[0].airfield == "OSLK"
    hand.wait_for(lambda: len(names(project_file)) == 1)


def test_the_theme_changes_and_everything_wears_it(window):
    window.session.change(looking.set_theme(Theme.LIGHT))
    assert current().name == "light"
    light = QApplication.instance().palette().window().color()
    QTest.keyClick(window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    window.session.change(looking.set_theme(Theme.DARK))
    assert current().name == "dark"
    assert QApplication.instance().palette().window().color() != light


def test_single_keys_write_into_a_text_field_that_has_the_focus(window):
    window.filters.text.setFocus()
    QTest.keyClicks(window.filters.text, "z")
    assert window.session.state.draft is None
    assert window.filters.text.text() == "z"


def test_the_narrow_window_leaves_the_map_its_room(make_window, project_file, hand):
    window = make_window(size=(1366, 768))
    window.workshop.open(project_file)
    hand.wait_for(lambda: window.session.state.project is not None)
    QApplication.processEvents()
    assert not window.left.isVisible()
    assert not window.overview.isVisible()
    assert window.stage.map.width() >= 480
    assert window.stage.map.height() >= 280
    window.page.toggle("table")
    assert window.table.isVisible()
    assert not window.detail.isVisible()


def test_shift_and_drag_select_the_aircraft_in_a_rectangle(window):
    window.session.change(playback.show_span(None))
    size = window.stage.map.rect()
    window.stage.map.box.boxed.emit(QPointF(0, 0), QPointF(size.width(), size.height()))
    assert len(window.session.state.selection.tracks) == len(window.session.state.project.tracks)
    press(window, Qt.Key.Key_Escape)
    assert window.session.state.selection.tracks == ()


def test_what_an_older_detection_answers_is_dropped(window, hand):
    window.workshop.detect()
    stale = replace(window.session.state.project, zones=())
    window.workshop._detected(stale)
    assert len(window.session.state.zones) == 1


def test_every_command_has_words_and_no_key_is_given_twice(window):
    keys = [key for command in window.actions_.commands for key in command.keys]
    assert len(keys) == len(set(keys))
    assert all(command.words for command in window.actions_.commands)


def test_what_can_be_pressed_has_a_name(window):
    for button in window.findChildren(QAbstractButton):
        if button.isVisibleTo(window):
            assert button.accessibleName() or button.text() or type(button).__name__ == "QTableCornerButton"


def test_alt_and_drag_carry_the_whole_shape_as_one_step(window):
    zone = window.session.state.zones[0]
    window.desk.reshape_zone(zone)
    window.stage.map.box.carried.emit(QPointF(300, 300), QPointF(330, 300), False)
    assert window.session.state.draft.rings == zone.rings
    window.stage.map.box.carried.emit(QPointF(300, 300), QPointF(340, 300), True)
    moved = window.session.state.draft.rings[0]
    assert all(new[0] > old[0] and new[1] == old[1] for old, new in zip(zone.rings[0], moved, strict=True))
    window.session.undo()
    assert window.session.state.draft.rings == zone.rings
