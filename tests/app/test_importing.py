from __future__ import annotations

import csv
import io
import sys
from dataclasses import replace

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from watchfield.apart import IN_THIS_PROCESS
from watchfield.app.plain import Label
from watchfield.app.work import real_work
from watchfield.core.model.reading import Refusal
from watchfield.core.workflow import FileReport, ImportReport
from watchfield.session import outcome


def drop(window, *paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(400, 300), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(event)
    QApplication.processEvents()  # what was dropped is looked at once the drop is over
    return window.desk.importer


def is_on(importer, page):
    return importer.dialog is not None and importer.dialog.isVisible() and importer.dialog.page is page


def test_one_file_that_is_known_is_imported_at_once_and_reported(window, hand, tmp_path):
    recording = hand.write_recording(tmp_path / "night_0a1b2c3e.csv", "DEMO613", bad_rows=3)
    importer = drop(window, recording)
    hand.wait_for(lambda: is_on(importer, importer.dialog.report))
    report = importer.dialog.report
    model = report.refusals.model()
    assert model.rowCount() == 3
    assert model.data(model.index(0, 1)) == "122"
    assert [label.text() for label in report.sums.values()] == ["123", "120", "0", "3", "0"]
    assert len(window.session.state.project.sources) == 2
    importer.dialog.accept()
    hand.wait_for(lambda: any(m.callsign == "DEMO613" for m in window.session.state.project.movements))


def test_a_folder_is_looked_at_and_asked_about_before_anything_is_stored(window, hand, tmp_path, workers):
    folder = tmp_path / "stick"
    (folder / "deep").mkdir(parents=True)
    hand.write_recording(folder / "a_0a1b2c3e.csv", "DEMO613", 1_761_500_000)
    hand.write_recording(folder / "deep" / "b_0a1b2c3f.csv", "DEMO614", 1_761_510_000)
    (folder / "shopping.txt").write_text("bread, butter\n", encoding="utf-8")
    importer = drop(window, folder)
    hand.wait_for(lambda: importer.dialog.files.kinds.sheet.count > 0)
    files = importer.dialog.files
    assert is_on(importer, files)
    assert files.found.text() == "2 Flightradar24 CSV, 1 file that is no recording"
    assert files.go.text() == "Import 2 files"
    assert len(window.session.state.project.sources) == 1
    QTest.mouseClick(files.go, Qt.MouseButton.LeftButton)
    hand.wait_for(lambda: is_on(importer, importer.dialog.report))
    assert importer.dialog.report.files.sheet.count == 3
    importer.dialog.report.filter.press(1)
    assert importer.dialog.report.files.sheet.count == 1
    assert "shopping.txt" in importer.dialog.report.files.sheet.cells(0)[0]
    assert len(window.session.state.project.sources) == 3
    importer.dialog.accept()


def test_enter_imports_and_closes_the_report(window, hand, tmp_path):
    importer = drop(window, hand.write_recording(tmp_path / "a_1.csv"), hand.write_recording(tmp_path / "b_2.csv"))
    hand.wait_for(lambda: importer.dialog.files.kinds.sheet.count > 0)
    QTest.keyClick(importer.dialog.files.kinds, Qt.Key.Key_Return)
    hand.wait_for(lambda: is_on(importer, importer.dialog.report))
    QTest.keyClick(importer.dialog.report.files, Qt.Key.Key_Return)
    assert not importer.dialog.isVisible()


def test_without_worker_processes_files_are_read_all_the_same_and_it_is_said(window, hand, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "watchfield.isolation", None)
    importer = drop(window, hand.write_recording(tmp_path / "night_0a1b2c3e.csv", "DEMO613"))
    hand.wait_for(lambda: is_on(importer, importer.dialog.report))
    assert importer.dialog.report.sums["stored"].text() == "120"
    assert IN_THIS_PROCESS in [label.text() for label in importer.dialog.findChildren(Label)]
    importer.dialog.accept()


def test_a_drop_that_is_left_alone_changes_nothing(window, hand, tmp_path):
    importer = drop(window, hand.write_recording(tmp_path / "a_1.csv"), hand.write_recording(tmp_path / "b_2.csv"))
    hand.wait_for(lambda: importer.dialog.files.kinds.sheet.count > 0)
    importer.dialog.reject()
    assert not importer.dialog.isVisible()
    assert len(window.session.state.project.sources) == 1


def test_an_import_says_how_far_it_is_and_can_be_stopped(make_window, reference, hand, project_file, tmp_path):
    window = make_window(replace(real_work(reference), import_files=hand.slow_import))
    window.workshop.open(project_file)
    hand.wait_for(lambda: window.session.state.project is not None)
    importer = drop(window, hand.write_recording(tmp_path / "slow.csv"))
    hand.wait_for(lambda: is_on(importer, importer.dialog.running))
    running = importer.dialog.running
    hand.wait_for(lambda: running.figures["Speed"].text().endswith("/s"))
    assert window.status.working.bar.isVisible()
    importer.dialog.reject()
    assert importer.busy
    QTest.mouseClick(window.status.working.more, Qt.MouseButton.LeftButton)
    assert is_on(importer, running)
    QTest.mouseClick(running.stop, Qt.MouseButton.LeftButton)
    hand.wait_for(lambda: is_on(importer, importer.dialog.report))
    assert not importer.busy
    assert importer.dialog.report.what.text() == "The import was stopped"
    assert "not in" in importer.dialog.report.files.sheet.cells(0)[-1]
    importer.dialog.accept()


def test_a_report_of_ten_thousand_files_is_shown_at_once(window, qtbot):
    files = tuple(FileReport(f"f{i}.json", "ab" * 32, "readsb-trace", 10, 9, 0, 1, 0) for i in range(10_000))
    importer = window.desk.importer
    importer._fresh_dialog()
    importer._done(ImportReport(files))
    assert importer.dialog.report.files.model().rowCount() == 10_000
    assert importer.dialog.report.sums["rows"].text() == "100,000"
    importer.dialog.accept()


def test_hostile_names_are_shown_as_they_are(window):
    name = "<b>x</b>\u202e=cmd.csv"
    file = FileReport(name, "ab" * 32, "fr24-csv", 1, 0, 0, 1, 0, (Refusal(1, "<i>", "=1+1"),))
    importer = window.desk.importer
    importer._fresh_dialog()
    importer._done(ImportReport((file,)))
    shown = importer.dialog.report.files.sheet.cells(0)[0]
    assert shown == "b>⟨U+202E⟩=cmd.csv"
    assert "<" not in importer.dialog.report.refusals.model().data(
        importer.dialog.report.refusals.model().index(0, 2), Qt.ItemDataRole.ToolTipRole
    ).removeprefix("<qt>").removesuffix("</qt>")
    importer.dialog.accept()


def test_the_saved_report_starts_no_formula(window, tmp_path):
    file = FileReport("=cmd.csv", "ab" * 32, "fr24-csv", 1, 0, 0, 1, 0, (Refusal(7, "+a", "=1+1"),))
    importer = window.desk.importer
    importer._fresh_dialog()
    importer._done(ImportReport((file,)))
    importer.dialog.report.save_to(tmp_path / "report.csv")
    rows = list(csv.reader(io.StringIO((tmp_path / "report.csv").read_text(encoding="utf-8"))))
    assert rows[1][0] == "'=cmd.csv"
    assert rows[2][-3:] == ["7", "'+a", "'=1+1"]
    importer.dialog.accept()


def test_what_is_typed_about_files_is_checked(window, hand, tmp_path):
    importer = drop(window, hand.write_recording(tmp_path / "a_1.csv"), hand.write_recording(tmp_path / "b_2.csv"))
    hand.wait_for(lambda: importer.dialog.files.kinds.sheet.count > 0)
    files = importer.dialog.files
    files.of_one.setChecked(True)
    files.icao24.setText("nonsense")
    QTest.mouseClick(files.go, Qt.MouseButton.LeftButton)
    assert "is no ICAO 24-bit address" in files.complaint.text()
    assert importer.dialog.page is files
    files.icao24.setText("1553CE")
    assert files.choices().aircraft.icao24 == "1553ce"
    importer.dialog.reject()


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        (FileReport("a", "f" * 64, "x", 1, 1), outcome.Outcome.STORED),
        (FileReport("a", "f" * 64, "x", 1, 0, 1), outcome.Outcome.KNOWN),
        (FileReport("a", "f" * 64, "x", 1, 0, 0, 0, 1), outcome.Outcome.EMPTY),
        (FileReport("a", "f" * 64, "x", 2, 1, 0, 1), outcome.Outcome.PARTLY),
        (FileReport("a", error="no"), outcome.Outcome.UNKNOWN),
        (FileReport("a", "f" * 64, "x", error="no"), outcome.Outcome.FAILED),
        (FileReport("a"), outcome.Outcome.ABSENT),
    ],
)
def test_each_file_has_one_outcome(file, expected):
    assert outcome.outcome_of(file) is expected


def test_a_geopackage_that_is_no_project_is_taken_for_recordings(window, hand, tmp_path):
    foreign = tmp_path / "tracks.gpkg"
    foreign.write_bytes(b"SQLite format 3\0" + b"\0" * 200)
    importer = drop(window, foreign)
    hand.wait_for(lambda: is_on(importer, importer.dialog.report))
    assert "tracks.gpkg" in importer.dialog.report.files.sheet.cells(0)[0]
    assert window.windowTitle() == "small – Watchfield"
    importer.dialog.accept()
