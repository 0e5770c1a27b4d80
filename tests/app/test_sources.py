from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from watchfield.app import archivist as archivist_module
from watchfield.app.dialogs.stating import StatementDialog
from watchfield.core import workflow
from watchfield.core.model.track import AircraftStatement
from watchfield.session import days, facts, looking, sources
from watchfield.session.days import Group


def shown_rows(window):
    sheet = window.archivist.dialog.list.sheet
    return [sheet.cells(row) for row in range(sheet.count)]


def test_a_source_is_taken_out_with_a_reason_and_put_back(window, hand, monkeypatch):
    asked = []
    monkeypatch.setattr(archivist_module, "ask_text", lambda *args, **_: asked.append(args[1]) or "wrong day")
    archivist = window.archivist
    archivist.show()
    archivist.dialog.list.selectRow(0)
    assert archivist.dialog.out.isEnabled()
    assert not archivist.dialog.back.isEnabled()
    QTest.mouseClick(archivist.dialog.out, Qt.MouseButton.LeftButton)
    hand.wait_for(lambda: window.session.state.project.sources[0].removed)
    assert asked == ["Take out flight_0a1b2c3d.csv"]
    assert len(window.session.state.project.fixes) == 0
    hand.wait_for(lambda: shown_rows(window)[0][-1] == "taken out")
    archivist.dialog.list.selectRow(0)
    QTest.mouseClick(archivist.dialog.back, Qt.MouseButton.LeftButton)
    hand.wait_for(lambda: not window.session.state.project.sources[0].removed)
    assert len(window.session.state.project.fixes) == 120
    archivist.dialog.accept()


def test_a_file_is_given_its_aircraft_and_the_card_says_who_said_so(window, hand, monkeypatch):
    def say(dialog):
        dialog.registration.setText("ra-86990")
        dialog.icao24.setText("1553ce")
        dialog._state()
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(StatementDialog, "exec", say)
    project = window.session.state.project
    window.session.change(looking.select_tracks((project.tracks[0].key,)))
    window.card.statement_wanted.emit()
    hand.wait_for(lambda: window.session.state.project.sources[0].stated is not None)
    track = window.session.state.project.tracks[0]
    assert track.registration == "RA-86990"
    card = facts.track_card(0, window.session.state.project)
    figures = [line.figure for _, lines in card.sections for line in lines]
    assert "RA-86990 · stated by you" in figures
    assert card.offer == "Change or take back what you state …"
    monkeypatch.setattr(StatementDialog, "exec", lambda dialog: dialog._take_back() or QDialog.DialogCode.Accepted)
    window.archivist.ask_statement(window.session.state.project.sources[0])
    hand.wait_for(lambda: window.session.state.project.sources[0].stated is None)
    assert window.session.state.project.tracks[0].registration is None


def test_what_is_no_aircraft_is_not_stated(window):
    dialog = StatementDialog(window.session.state.project.sources[0], window)
    dialog._state()
    assert "Nothing is said yet" in dialog.complaint.text()
    dialog.icao24.setText("xyz")
    dialog._state()
    assert "is no ICAO" in dialog.complaint.text()
    assert dialog.result() != QDialog.DialogCode.Accepted
    dialog.icao24.setText("1553CE")
    dialog._state()
    assert dialog.statement == AircraftStatement("1553ce")


def test_the_calendar_shows_days_and_a_click_goes_there(window, hand, tmp_path):
    window.desk.import_files(
        [hand.write_recording(tmp_path / "later_0a1b2c99.csv", "DEMO700", 1_761_480_000 + 3 * 86_400)]
    )
    hand.wait_for(lambda: len(window.session.state.project.sources) == 2)
    window.desk.importer.dialog.accept()
    archivist = window.archivist
    archivist.show(1)
    page = archivist.days
    hand.wait_for(lambda: page.grid._grid is not None)
    assert page.words.text().startswith("4 days: 0 present, 2 partial, 2 without a fix")
    grid = page.grid._grid
    assert grid.rows == ("Oct 2025",)
    assert "Missing: no fix on this day" in grid.words(0, 27)
    assert "120 fixes of 1 aircraft, 12:00 to 12:59 UTC" in grid.words(0, 28)
    assert grid.words(0, 3) == ""
    QTest.mouseClick(
        page.grid.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, page.grid.place(0, 28)
    )
    assert window.session.state.clock.now_s == 1_761_480_000 + 3 * 86_400
    page.lines.press(2)
    hand.wait_for(lambda: page.grid._grid.calendar.group is Group.SOURCE)
    assert len(page.grid._grid.rows) == 2
    assert page.grid._grid.cell(0, 0) is not None
    assert page.grid._grid.cell(1, 0) is None
    QTest.keyClick(page.grid, Qt.Key.Key_Return)
    assert window.session.state.clock.now_s == 1_761_480_000
    archivist.dialog.accept()


@pytest.mark.parametrize("group", list(Group))
def test_every_day_of_the_project_has_one_place_in_each_line(window, hand, tmp_path, group):
    for number, days_off in enumerate((2, 40, -400)):
        recording = tmp_path / f"later_0a1b2c9{number}.csv"
        hand.write_recording(recording, "DEMO700", 1_761_480_000 + days_off * 86_400)
    workflow.import_files(window.session.state.project.path, sorted(tmp_path.glob("later*.csv")))
    project = workflow.open_project(window.session.state.project.path)
    grid = days.grid(project, group)
    places = {grid.span(row, column) for row in range(len(grid.rows)) for column in range(grid.columns)} - {None}
    covered = sorted(day for first, last in places for day in range(first, last + 1))
    assert covered == list(range(grid.calendar.first_day, grid.calendar.last_day + 1))
    cells = [grid.cell(row, column) for row in range(len(grid.rows)) for column in range(grid.columns)]
    assert sum(cell is not None for cell in cells) == len(grid.calendar.cells)
    assert len(places) < 100
    gap = next((row, column) for row in range(len(grid.rows)) for column in range(grid.columns)
               if (span := grid.span(row, column)) and span[1] > span[0])  # fmt: skip
    assert "no fix of any source on" in grid.words(*gap)


def test_two_sources_that_disagree_are_shown_with_their_worst_moments(window, hand, tmp_path):
    project = window.session.state.project
    other = hand.write_recording(tmp_path / "other_0a1b2c3d.csv")
    text = other.read_text(encoding="utf-8").replace('"34.', '"35.')  # one degree further north: 60 NM
    other.write_text(text, encoding="utf-8")
    window.desk.import_files([other])
    hand.wait_for(lambda: len(window.session.state.project.sources) == 2)
    window.desk.importer.dialog.accept()
    assert window.session.state.project is not project
    window.archivist.show(2)
    pairs = window.archivist.pairs
    hand.wait_for(lambda: pairs.pairs.sheet.count == 1)
    assert "compared fixes disagree" in pairs.words.text()
    assert pairs.moments.sheet.count > 0
    assert "60" in pairs.moments.sheet.cells(0)[2]
    pairs.moments.doubleClicked.emit(pairs.moments.model().index(0, 0))
    assert window.session.state.selection.fix is not None
    window.archivist.dialog.accept()


def test_names_and_hashes_are_found_in_the_list(window):
    all_sources = window.session.state.project.sources
    assert sources.matching(all_sources, all_sources[0].sha256[:10]) == all_sources
    assert sources.matching(all_sources, "nothing like it") == ()


def test_jumps_and_stale_fixes_are_listed_on_the_card(window, hand, tmp_path):
    recording = hand.write_recording(tmp_path / "jump_0a1b2c77.csv", "DEMO800", 1_761_400_000)
    lines = recording.read_text(encoding="utf-8").splitlines()
    lines[60] = lines[60].replace('"34.', '"44.')
    recording.write_text("\n".join(lines) + "\n", encoding="utf-8")
    window.desk.import_files([recording])
    hand.wait_for(lambda: len(window.session.state.project.sources) == 2)
    window.desk.importer.dialog.accept()
    project = window.session.state.project
    number = next(i for i, track in enumerate(project.tracks) if track.callsign == "DEMO800")
    sections = dict(facts.track_card(number, project).sections)
    doubt = sections["What to be careful with"][0]
    assert doubt.text == "Farther from both neighbours than an aircraft can fly"
    assert doubt.figure == "1 fix"
    assert doubt.opens[1] == 61


def test_the_rail_opens_the_sources(window):
    QTest.mouseClick(window.rail.buttons["sources"], Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    assert window.archivist.dialog.isVisible()
    assert window.archivist.dialog.tabs.currentIndex() == 0
    window.archivist.dialog.accept()
