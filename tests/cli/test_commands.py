"""The command line keeps its contract: what it prints, and with which exit status."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from watchfield.cli import main
from watchfield.core import workflow
from watchfield.core.ingest import parsers
from watchfield.core.store import verify

DATA = Path(__file__).resolve().parent.parent / "data"
TRACE = DATA / "readsb_trace.json"


@pytest.fixture(autouse=True)
def parsers_put_back() -> object:
    yield
    parsers.enable_standard()


@pytest.fixture
def project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    path = tmp_path / "project.gpkg"
    assert main(["import", str(path), str(TRACE), "--json"]) in (0, 1)
    capsys.readouterr()
    return path


def said(capsys: pytest.CaptureFixture[str]) -> dict:
    return json.loads(capsys.readouterr().out)


def test_an_import_accounts_for_every_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["import", str(tmp_path / "p.gpkg"), str(TRACE), "--json"])
    (file,) = said(capsys)["files"]
    assert file["format"] == "readsb-trace"
    assert file["rows"] == file["stored"] + file["duplicate"] + file["refused"] + file["without_position"]
    assert set(file) >= {"path", "sha256", "refusals", "error"}
    assert len(file["sha256"]) == 64


def test_an_import_of_nothing_that_can_be_read_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Sir")
    assert main(["import", str(tmp_path / "p.gpkg"), str(letter)]) == 2
    assert "letter.txt" in capsys.readouterr().out


def test_an_import_of_which_a_part_is_refused_says_so(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Sir")
    assert main(["import", str(tmp_path / "p.gpkg"), str(letter), str(TRACE)]) == 1


def test_what_was_assumed_of_a_table_and_why_rows_were_refused_is_said_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "table.csv"
    rows = [f",4ca123,51.5,0.{at},1000" for at in range(1, 5)]
    table.write_text("\n".join(["time,icao24,lat,lon,alt_ft", "2020-01-01 00:00:00,4ca123,51.5,0.1,1000", *rows]))
    main(["import", str(tmp_path / "p.gpkg"), str(table)])
    out = capsys.readouterr().out
    assert "time: the time zone is not stated; taken as UTC." in out
    assert "rows 3 to 6, time: There is no time. (4)" in out


def test_one_refused_row_is_one_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "table.csv"
    table.write_text("time,icao24,lat,lon\n2020-01-01T00:00:00Z,4ca123,51.5,0.1\n,4ca123,51.5,0.2\n")
    main(["import", str(tmp_path / "p.gpkg"), str(table)])
    out = capsys.readouterr().out
    assert "1 row refused, 1 kept" in out
    assert "1 rows" not in out


def test_a_project_that_is_not_there_is_one_line_on_standard_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["info", str(tmp_path / "none.gpkg")]) == 2
    caught = capsys.readouterr()
    assert caught.out == ""
    assert caught.err.count("\n") == 1
    assert "none.gpkg" in caught.err


def test_info_says_what_is_there(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", str(project), "--json"]) == 0
    info = said(capsys)
    assert set(info) >= {"fixes", "tracks", "aircraft", "sources", "zones", "first", "last", "movements"}
    assert info["first"].endswith("Z")


def test_a_zone_is_added_listed_and_named_once(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert main(["zone", "add", str(project), "--airfield", "OSLK", "--radius-nm", "8", "--json"]) == 0
    capsys.readouterr()
    main(["zone", "list", str(project), "--json"])
    zones = said(capsys)["zones"]
    assert [zone["airfield"] for zone in zones] == ["OSLK", "OSLK"]
    assert zones[0]["name"] != zones[1]["name"]
    assert zones[0]["area_nm2"] == pytest.approx(3.1416 * 64, rel=0.01)


@pytest.mark.parametrize("words", ["Hmeimim", "oslk", "Хмеймим"])
def test_a_zones_airfield_is_found_by_its_names(project: Path, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["zone", "add", str(project), "--airfield", words, "--json"])
    assert said(capsys)["airfield"] == "OSLK"


def test_an_airfield_that_nobody_knows_is_an_error(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["zone", "add", str(project), "--airfield", "Qqqqzzzz"]) == 2
    assert "Qqqqzzzz" in capsys.readouterr().err


def test_polygons_become_zones(project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "zones.geojson"
    ring = [[35.0, 35.0], [36.0, 35.0], [36.0, 36.0], [35.0, 35.0]]
    feature = {"type": "Feature", "properties": {"name": "One"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    assert main(["zone", "import", str(project), str(file), "--json"]) == 0
    (zone,) = said(capsys)["zones"]
    assert (zone["name"], len(zone["rings"][0])) == ("One", 3)


def test_movements_come_out_the_same_twice_and_in_every_form(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["detect", str(project)]) == 0
    capsys.readouterr()
    outs = []
    for _ in range(2):
        assert main(["movements", str(project), "--json"]) == 0
        outs.append(capsys.readouterr().out)
    assert outs[0] == outs[1]
    movements = json.loads(outs[0])["movements"]
    assert movements
    main(["movements", str(project), "--format", "geojson"])
    assert len(said(capsys)["features"]) == len(movements)
    main(["movements", str(project), "--format", "csv"])
    assert len(capsys.readouterr().out.splitlines()) == len(movements) + 1
    assert set(movements[0]) >= {
        "id", "kind", "state", "zone", "airfield", "candidates", "icao24", "registration", "type", "callsign", "time",
        "window", "probability", "reasons", "assessment", "source", "rows", "rules",
    }  # fmt: skip


def test_what_is_undetermined_is_neither_named_nor_counted_as_an_arrival(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["detect", str(project)])
    capsys.readouterr()
    main(["movements", str(project), "--json"])
    undetermined = [m for m in said(capsys)["movements"] if m["state"] == "undetermined"]
    main(["movements", str(project)])
    for line in capsys.readouterr().out.splitlines():
        assert not (line.startswith("undetermined") and ("arrival" in line or "departure" in line))
    main(["detect", str(project), "--json"])
    counts = said(capsys)
    assert sum(count for name, count in counts.items() if name.endswith("_undetermined")) == len(undetermined)


def test_a_picture_has_the_size_that_was_asked_for(project: Path, tmp_path: Path) -> None:
    out = tmp_path / "map.png"
    assert main(["render", str(project), "--out", str(out), "--size", "320x200"]) == 0
    with Image.open(out) as picture:
        assert picture.size == (320, 200)


@pytest.mark.parametrize(
    "wrong",
    [
        ["--bbox", "1,2,3"],
        ["--bbox", "0,5,1,4"],
        ["--bbox", "10,1,10,3"],
        ["--at", "noon"],
        ["--size", "9"],
        ["--trail", "long"],
    ],
)
def test_a_wrong_wish_is_refused_with_words(project: Path, tmp_path: Path, wrong: list[str]) -> None:
    assert main(["render", str(project), "--out", str(tmp_path / "map.png"), *wrong]) == 2
    assert not (tmp_path / "map.png").exists()


def test_without_a_display_no_window_is_tried(tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    done = subprocess.run(
        [sys.executable, "-m", "watchfield"], capture_output=True, text=True, env=environment, cwd=tmp_path, check=False
    )
    assert done.returncode == 2
    assert "no display" in done.stderr


def test_text_from_a_file_cannot_speak_to_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "x.json"
    rows = [[60.0 * i, 35.0, 30.0 + 0.1 * i, 30_000, 420.0, 90.0, 0, 0, None] for i in range(5)]
    file.write_text(json.dumps({"icao": "1551df", "r": "\x1b[2JRA\u202e", "timestamp": 1.7e9, "trace": rows}))
    main(["import", str(tmp_path / "p.gpkg"), str(file)])
    main(["detect", str(tmp_path / "p.gpkg")])
    main(["movements", str(tmp_path / "p.gpkg")])
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "\u202e" not in out


def test_a_zones_name_cannot_speak_to_the_terminal_through_an_error(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["zone", "add", str(project), "--airfield", "OSLK", "--name", "x\x1b[2J"])
    assert main(["movements", str(project), "--zone", "nowhere"]) == 2
    assert "\x1b" not in capsys.readouterr().err


@pytest.mark.parametrize("height", ["nan", "inf", "-inf"])
def test_a_height_that_is_none_makes_no_zone(project: Path, height: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["zone", "add", str(project), "--airfield", "OSLK", f"--floor-ft={height}"]) == 2
    capsys.readouterr()
    main(["zone", "list", str(project), "--json"])
    assert said(capsys)["zones"] == []


def test_two_zones_of_one_shape_can_be_watched_at_once(project: Path) -> None:
    for _ in range(2):
        main(["zone", "add", str(project), "--airfield", "OSLK", "--radius-nm", "400"])
    assert main(["detect", str(project)]) == 0


def test_a_picture_that_cannot_be_written_is_one_line(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["render", str(project), "--out", str(tmp_path / "none" / "map.png"), "--size", "320x200"]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "map.png" in error


def test_before_detection_it_is_not_said_that_nothing_moved(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["movements", str(project)])
    assert "watchfield detect" in capsys.readouterr().out


@pytest.fixture
def ctrl_c_heard() -> Iterator[None]:
    """A shell that runs the tests in the background has them ignore Ctrl-C."""
    usual = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, usual)


@pytest.mark.usefixtures("ctrl_c_heard")
def test_ctrl_c_leaves_a_sound_project_and_says_what_is_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [tmp_path / f"{number}.json" for number in range(3)]
    for number, file in enumerate(files):
        file.write_text(TRACE.read_text() + " " * number)

    def interrupted(done: float, total: float, text: str, /) -> None:
        if text.endswith("1.json"):
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("watchfield.cli.saying.silent", interrupted)
    monkeypatch.setattr("watchfield.core.workflow.importing.BATCH_S", 0.0)
    path = tmp_path / "p.gpkg"
    assert main(["import", str(path), *map(str, files), "--json"]) == 2
    caught = capsys.readouterr()
    document = json.loads(caught.out)
    assert document["cancelled"]
    held = {source.name for source in workflow.open_project(path).sources}
    assert held == {file["path"] for file in document["files"]}
    assert str(files[0]) in held  # whether the second came in before it was heard is a matter of processes
    assert str(files[2]) not in held
    assert caught.err.count("\n") == 1
    assert "go on" in caught.err
    assert verify(path) == ()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_file_name_that_is_no_text_is_no_reason_to_fail(tmp_path: Path) -> None:
    file = Path(os.fsdecode(os.fsencode(tmp_path) + b"/tr\xffce.json"))
    file.write_bytes(TRACE.read_bytes())
    command = [sys.executable, "-m", "watchfield", "import", tmp_path / "p.gpkg", file, "--json"]
    done = subprocess.run(command, capture_output=True, cwd=tmp_path, check=False)
    assert done.returncode in (0, 1), done.stderr
    assert json.loads(done.stdout)["files"][0]["stored"] > 0


def test_movements_at_an_airfield_that_nobody_knows_is_an_error_and_not_nothing(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["movements", str(project), "--airfield", "Qqqq"]) == 2
    assert "Qqqq" in capsys.readouterr().err
    assert main(["movements", str(project), "--airfield", "oslk"]) == 0


def test_a_format_that_finds_no_row_is_the_wrong_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = ["import", str(tmp_path / "p.gpkg"), str(DATA / "readsb_trace.json"), "--format", "opensky-csv"]
    assert main(wrong) == 2
    assert "readsb_trace.json" in capsys.readouterr().out
