from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from watchfield import paths
from watchfield.core.errors import ReadError
from watchfield.core.ingest.tables.mapping import ColumnMapping
from watchfield.session import columns, survey
from watchfield.session.columns import Draft

HEADER = "zeit;kennung;breite;laenge;hoehe;bemerkung"


def write_table(path: Path, count: int = 30) -> Path:
    """Write a table whose columns nobody can tell: German names, decimal commas, metres."""
    rows = [
        f"26.10.2025 13:{i:02d}:11;DMO612;35,{100 + i};34,{200 + 2 * i};{3528 - 4 * i};<b>x</b>" for i in range(count)
    ]
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


def choose(page, name, column):
    box = page.fields.boxes[name]
    box.setCurrentIndex(box.findData(column))
    box.activated.emit(box.currentIndex())


def choose_unit(page, name, unit):
    box = page.fields.units[name]
    box.setCurrentIndex(box.findData(unit))
    box.activated.emit(box.currentIndex())


def ask(window, hand, path):
    window.desk.dropped([path])
    importer = window.desk.importer
    hand.wait_for(lambda: importer.dialog.files.kinds.sheet.count > 0)
    QTest.mouseClick(importer.dialog.files.go, Qt.MouseButton.LeftButton)
    page = importer.dialog.columns
    hand.wait_for(lambda: importer.dialog.page is page and page._found is not None)
    return importer, page


def test_a_table_nobody_can_tell_is_asked_about_understood_and_remembered(window, hand, tmp_path):
    importer, page = ask(window, hand, write_table(tmp_path / "night export.csv"))
    assert page.raw.sheet.cells(0)[5] == "<b>x</b>"
    assert page.rows.sheet.count == 0
    assert not page.use.isEnabled()
    assert "No column is the time." in page.words.text()
    for name, column in (
        ("time", "zeit"), ("callsign", "kennung"), ("latitude", "breite"), ("longitude", "laenge"),
        ("geometric_altitude", "hoehe"),
    ):  # fmt: skip
        choose(page, name, column)
    choose_unit(page, "time", "dmy")
    hand.wait_for(lambda: "The unit of height by satellite is not said." in page.words.text())
    assert not page.use.isEnabled()
    choose_unit(page, "geometric_altitude", "m")
    hand.wait_for(lambda: page.rows.sheet.count == 20)
    assert page.rows.sheet.cells(0)[:5] == ("2", "26 Oct 2025 13:00:11Z", "DMO612", "35.10000", "34.20000")
    assert page.rows.sheet.cells(0)[5] == "11,575"
    page.save_to(tmp_path / "columns.json")
    assert ColumnMapping.from_json((tmp_path / "columns.json").read_text(encoding="utf-8")) == page.draft.mapping()
    QTest.mouseClick(page.use, Qt.MouseButton.LeftButton)
    hand.wait_for(lambda: importer.dialog.page is importer.dialog.report)
    assert importer.dialog.report.sums["stored"].text() == "30"
    importer.dialog.accept()
    # the next table of this shape is no question any more
    window.desk.dropped([write_table(tmp_path / "another night.csv", 40)])
    hand.wait_for(lambda: importer.dialog.page is importer.dialog.report)
    total = importer.dialog.report.sums
    assert (total["stored"].text(), total["duplicate"].text()) == (
        "40",
        "0",
    )  # a callsign is a name in its own file alone
    importer.dialog.accept()


def test_another_time_zone_moves_the_times_at_once(window, hand, tmp_path):
    importer, page = ask(window, hand, write_table(tmp_path / "night.csv"))
    for name, column in (("time", "zeit"), ("latitude", "breite"), ("longitude", "laenge")):
        choose(page, name, column)
    choose_unit(page, "time", "dmy")
    page.zone.textActivated.emit("Asia/Damascus")
    hand.wait_for(lambda: page.rows.sheet.count == 20)
    assert page.rows.sheet.cells(0)[1] == "26 Oct 2025 10:00:11Z"
    assert "No column names the aircraft" in page.words.text()
    importer.dialog.reject()


def test_tables_that_are_left_out_are_not_imported(window, hand, tmp_path, workers):
    folder = tmp_path / "stick"
    folder.mkdir()
    write_table(folder / "night.csv")
    hand.write_recording(folder / "a_0a1b2c3e.csv", "DEMO613", 1_761_500_000)
    importer, page = ask(window, hand, folder)
    page.left_out.emit(page._shape)
    hand.wait_for(lambda: importer.dialog.page is importer.dialog.report)
    sheet = importer.dialog.report.files.sheet
    assert [sheet.cells(row)[0] for row in range(sheet.count)] == ["a_0a1b2c3e.csv"]
    importer.dialog.accept()


def test_one_column_is_one_field():
    draft = Draft(("a", "b")).with_column("latitude", "a").with_column("longitude", "b").with_column("longitude", "a")
    assert dict(draft.columns) == {"longitude": "a"}
    assert dict(draft.with_column("longitude", None).columns) == {}


def test_a_unit_that_is_not_said_makes_no_mapping():
    draft = Draft(("t", "v"), {"time": "t", "speed": "v"}, {}, "iso8601")
    with pytest.raises(ReadError, match="the unit of speed is not said"):
        draft.mapping()
    assert draft.with_unit("speed", "km/h").mapping().factor("speed") == pytest.approx(1 / 1.852)


def test_what_was_remembered_and_is_no_mapping_any_more_is_as_if_nothing_was():
    shape = "0123456789abcdef"
    assert columns.recall(shape) is None
    mapping = ColumnMapping({"time": "t"}, {}, "iso8601")
    columns.remember(shape, mapping)
    assert columns.recall(shape) == mapping
    (paths.settings() / f"columns-{shape}.json").write_text("[]", encoding="utf-8")
    assert columns.recall(shape) is None
    with pytest.raises(ReadError):
        columns._place("../../evil")


def test_a_table_in_an_archive_keeps_its_own_name_and_no_path(tmp_path):
    table = write_table(tmp_path / "night.csv")
    with zipfile.ZipFile(tmp_path / "day.zip", "w") as archive:
        archive.write(table, "../../../etc/passwd")
    found = survey.look_over([tmp_path / "day.zip"])
    assert [sighting.path for sighting in found.sightings] == [None]
    assert found.untold == ()
    assert survey.summary(found) == "1 table that needs columns"
