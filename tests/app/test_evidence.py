from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from watchfield.session import evidence, looking, playback, viewing
from watchfield.session.evidence import Shown


def is_answered(window):
    shown = window.evidence.shown
    return window.evidence.isVisible() and shown is not None and not shown.waiting


def test_a_second_click_on_a_track_asks_for_the_fix_under_it(window, hand, workers):
    project = window.session.state.project
    window.session.change(playback.show_span(None))
    middle = int(project.fixes.offsets[0]) + 60
    at = float(project.fixes.lon_deg[middle]), float(project.fixes.lat_deg[middle])
    window.session.change(viewing.centre_on(*at, window.stage.map.logical_size))
    window.session.change(looking.set_layers(type(window.session.state.layers)(movements=False)))
    hand.click(window, hand.place(window, *at))
    assert window.session.state.selection.tracks == (project.tracks[0].key,)
    assert window.session.state.selection.fix is None
    hand.click(window, hand.place(window, *at))
    assert window.session.state.selection.fix == middle
    hand.wait_for(lambda: is_answered(window))
    shown = window.evidence.shown
    assert shown.file == "flight_0a1b2c3d.csv"
    assert len(shown.sha256) == 64
    assert shown.row.startswith("row 62 ")
    assert "DEMO612" in shown.said
    assert window.evidence.findChildren(QPlainTextEdit)[0].toPlainText() == shown.said


def test_the_arrows_go_from_fix_to_fix_and_escape_goes_back(window, hand):
    window.session.change(looking.select_tracks((window.session.state.project.tracks[0].key,)))
    QTest.keyClick(window, Qt.Key.Key_S)
    first = window.session.state.selection.fix
    QTest.keyClick(window, Qt.Key.Key_Left)
    assert window.session.state.selection.fix == first - 1
    assert window.session.state.clock.now_s == window.session.state.project.fixes.time_s[first - 1]
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.session.state.selection.fix is None
    assert window.card.isVisible()


def test_a_file_that_is_gone_is_said_to_be_gone_and_is_found_again_where_it_lies_now(window, hand, finished, tmp_path):
    recording = finished.parent / "flight_0a1b2c3d.csv"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    moved = recording.rename(elsewhere / recording.name)
    try:
        window.session.change(looking.point_at_fix(3))
        hand.wait_for(lambda: is_answered(window))
        assert window.evidence.shown.said == ""
        assert "not here" in window.evidence.shown.why_not
        assert window.evidence.shown.sha256 in window.evidence.shown.why_not
        window.witness.look_in(elsewhere)
        hand.wait_for(lambda: window.evidence.shown.said != "")
        assert "DEMO612" in window.evidence.shown.said
    finally:
        moved.rename(recording)


def test_the_rows_of_a_movement_open_their_evidence(window, hand):
    movement = window.session.state.project.movements[0]
    part = movement.evidence[0]
    window.card.evidence_wanted.emit(part.source, part.first_row)
    project = window.session.state.project
    index = window.session.state.selection.fix
    assert project.fixes.row[index] == part.first_row
    window.session.change(looking.clear_selection)
    window.card.evidence_wanted.emit(part.source, 4_000_000)
    assert window.session.state.selection.fix is None
    assert window.stage.notice.isVisible()


def test_what_a_hostile_row_says_is_shown_as_it_is(window):
    window.evidence.show_evidence(
        Shown("t", "d", "<b>who</b>", "<i>f</i>", "p", "ab" * 32, "row 1", said="<img src='file:///etc/passwd'>")
    )
    QApplication.processEvents()
    assert window.evidence.findChildren(QPlainTextEdit)[-1].toPlainText() == "<img src='file:///etc/passwd'>"


def test_a_project_with_other_fixes_does_not_keep_the_place_of_a_fix(window, hand, tmp_path):
    window.session.change(looking.point_at_fix(3))
    window.desk.import_files([hand.write_recording(tmp_path / "more_0a1b2c3f.csv", "DEMO700", 1_761_000_000)])
    hand.wait_for(lambda: len(window.session.state.project.sources) == 2)
    assert window.session.state.selection.fix is None
    assert evidence.fix_of_row(window.session.state.project, "0" * 64, 1) is None
    assert np.isfinite(window.session.state.project.fixes.time_s).all()
