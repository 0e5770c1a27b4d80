"""Recordings on the command line: what the user says of them, what they say, where they disagree."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from watchfield.cli import main
from watchfield.core.ingest import parsers
from watchfield.core.ingest.recordings import read_here
from watchfield.core.store import verify

DATA = Path(__file__).resolve().parent.parent / "data"
CSV = "fr24_0a1b2c3d.csv"


@pytest.fixture(autouse=True)
def parsers_put_back(monkeypatch: pytest.MonkeyPatch) -> object:
    # What workers do is tried elsewhere; to start one for each import takes most of the time.
    monkeypatch.setattr("watchfield.cli.apart.reader", lambda: read_here)
    yield
    parsers.enable_standard()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return tmp_path / "project.gpkg"


@pytest.fixture
def flight(tmp_path: Path) -> Path:
    return Path(shutil.copy(DATA / CSV, tmp_path))


def said(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict:
    capsys.readouterr()
    main([*map(str, arguments), "--json"])
    return json.loads(capsys.readouterr().out)


def test_a_file_is_given_its_aircraft_at_its_import(
    project: Path, flight: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(project), str(flight), "--aircraft", "1551DF,RA-86495,IL62"]) in (0, 1)
    (source,) = said(capsys, "sources", project)["sources"]
    assert (source["stated"], source["stated_by"]) == ("address 1551df, registration RA-86495, type IL62", "user")
    assert said(capsys, "info", project)["sources"] == [source]
    (fix,) = said(capsys, "evidence", project, source["id"], 3)["fixes"]
    assert (fix["icao24"], fix["stated_by"], fix["by_user"]) == ("1551df", "user", ["icao24", "registration", "type"])


def test_a_movement_says_that_its_aircraft_is_stated_by_the_user(
    project: Path, flight: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["import", str(project), str(flight)])
    for statement, expected in (("1551df,RA-86495", {"user"}), ("--withdraw", {None})):
        main(["aircraft", str(project), "1", statement])
        main(["detect", str(project)])
        found = said(capsys, "movements", project)["movements"]
        assert {movement["stated_by"] for movement in found} == expected


def test_it_is_given_later_changed_and_taken_back(
    project: Path, flight: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["import", str(project), str(flight)])
    assert said(capsys, "aircraft", project, 1, "1551df")["stated"] == "address 1551df"
    assert said(capsys, "aircraft", project, 1, ",RA-86495")["stated"] == "registration RA-86495"
    assert said(capsys, "aircraft", project, 1, "--withdraw")["stated"] is None
    assert verify(project) == ()


@pytest.mark.parametrize(
    "wrong",
    [
        ["aircraft", "1"],
        ["aircraft", "1", "xyz"],
        ["aircraft", "9", "1551df"],
        ["aircraft", "1", "1551df", "--withdraw"],
    ],
)
def test_a_statement_that_makes_no_sense_is_refused_with_words(
    project: Path, flight: Path, wrong: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    main(["import", str(project), str(flight)])
    capsys.readouterr()
    assert main([wrong[0], str(project), *wrong[1:]]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    "wrong",
    [
        ["--timezone", "Mars/Olympus"],
        ["--timezone", "../../etc/passwd"],
        ["--start", "yesterday"],
        ["--columns", "nothing.json"],
        ["--aircraft", "~2a3b4c"],
        ["--aircraft", ""],
        ["--format", "pickle"],
    ],
)
def test_a_wrong_wish_is_found_before_a_project_is_made(
    project: Path, flight: Path, wrong: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(project), str(flight), *wrong]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert not project.exists()


def test_a_columns_file_that_is_none_is_named(
    project: Path, flight: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for text in (b"", b"[]", b"\xff\xfe\0", b"{", b'{"version":1,"columns":{"time":3}}', b"[" * 100_000):
        mapping = tmp_path / "mapping.json"
        mapping.write_bytes(text)
        assert main(["import", str(project), str(flight), "--columns", str(mapping)]) == 2
        assert "mapping.json" in capsys.readouterr().err


def test_a_row_is_shown_with_what_it_says(project: Path, flight: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["import", str(project), str(flight)])
    record = said(capsys, "evidence", project, 1, 3)
    assert record["read_from"] == "file"
    assert record["said"] == flight.read_text().splitlines()[2]
    assert main(["evidence", str(project), "1", "3"]) == 0
    out = capsys.readouterr().out
    assert record["said"] in out
    assert "\ufffd" not in out


def test_what_is_kept_is_shown_without_the_file(
    project: Path, flight: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["import", str(project), str(flight), "--keep"])
    line = flight.read_text().splitlines()[2]
    flight.unlink()
    record = said(capsys, "evidence", project, 1, 3)
    assert (record["read_from"], record["said"]) == ("project", line)
    assert said(capsys, "sources", project)["sources"][0]["kept"]
    assert verify(project) == ()


def test_what_is_not_here_says_which_file_to_look_for(
    project: Path, flight: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["import", str(project), str(flight)])
    moved = tmp_path / "stick" / CSV
    moved.parent.mkdir()
    flight.rename(moved)
    record = said(capsys, "evidence", project, 1, 3)
    assert (record["read_from"], record["said"]) == ("not here", None)
    assert record["sha256"] in record["why_not"]
    assert main(["evidence", str(project), "1", "3"]) == 1
    assert said(capsys, "evidence", project, 1, 3, "--look-in", moved.parent)["read_from"] == "file"


def test_a_recording_is_taken_out_and_put_back(project: Path, flight: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["import", str(project), str(flight)])
    assert said(capsys, "sources", project, "--remove", 1, "--reason", "wrong file")["sources"][0]["removed"]
    assert said(capsys, "info", project)["fixes"] == 0
    assert not said(capsys, "sources", project, "--restore", 1)["sources"][0]["removed"]
    assert main(["sources", str(project), "--remove", "7"]) == 2


def test_an_import_says_what_is_new_and_where_it_disagrees(
    project: Path, flight: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = said(capsys, "import", project, flight)
    assert first["new"]["new"] == first["files"][0]["stored"]
    assert first["disagreements"] == []
    other = tmp_path / f"other_{CSV.partition('_')[2]}"
    lines = flight.read_text().splitlines()
    cells = lines[2].split('"')
    lat, lon = cells[1].split(",")
    lines[2] = '"'.join([cells[0], f"{float(lat) + 1.0},{lon}", *cells[2:]])
    other.write_text("\n".join(lines) + "\n")
    second = said(capsys, "import", project, other)
    (pair,) = second["disagreements"]
    assert (pair["disagree"], pair["worst"][0]["row"]) == (1, 3)
    assert pair["worst"][0]["distance_nm"] == pytest.approx(60.0, rel=0.01)
    assert second["new"]["duplicate_of_others"] == pair["agree"]
    assert said(capsys, "compare", project)["pairs"] == second["disagreements"]
    assert main(["compare", str(project), "--source", "2"]) == 0
    assert "60.0" in capsys.readouterr().out


def test_the_calendar_names_days_and_what_it_cannot_tell(
    project: Path, flight: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["import", str(project), str(flight)])
    for by in ("source", "format", "all"):
        record = said(capsys, "calendar", project, "--by", by)
        assert record["days"]
        assert {day["state"] for day in record["days"]} <= {"present", "partial"}
        assert main(["calendar", str(project), "--by", by]) == 0
        assert "An hour without a fix" in capsys.readouterr().out


def test_columns_are_guessed_edited_and_given_back(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "radar.csv"
    rows = [f"2025-10-26T10:{i:02d}:00Z,34.{i:02d},35.5,1551df,{10_000 + i}" for i in range(30)]
    table.write_text("\n".join(["when,lat,lon,icao24,altitude_ft", *rows]) + "\n")
    assert main(["columns", str(table)]) == 1
    caught = capsys.readouterr()
    mapping = json.loads(caught.out)
    assert "Not found: time" in caught.err
    assert "iso8601" in caught.err
    mapping["columns"]["time"], mapping["time_form"] = "when", "iso8601"
    given = tmp_path / "mapping.json"
    given.write_text(json.dumps(mapping))
    report = said(capsys, "import", project, table, "--columns", given)
    (file,) = report["files"]
    assert (file["stored"], file["error"]) == (30, "")


def test_the_installation_says_what_it_can_do(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--self-test"])
    assert ended.value.code in (0, 1)
    assert {"isolation", "numpy", "SQLite"} <= {line.split()[0] for line in capsys.readouterr().out.splitlines()}


def test_a_row_of_a_removed_recording_is_not_said_to_have_no_position(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table, project = tmp_path / "table.csv", str(tmp_path / "p.gpkg")
    table.write_text("time,icao24,lat,lon\n2020-01-01T00:00:00Z,4ca123,51.5,0.1\n")
    main(["import", project, str(table)])
    main(["sources", project, "--remove", "1"])
    capsys.readouterr()
    main(["evidence", project, "1", "2"])
    out = capsys.readouterr().out
    assert "has been removed from the project" in out
    assert "no position" not in out
