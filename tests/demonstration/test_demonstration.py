"""Is the demonstration the same everywhere, and does it say what it is?"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from watchfield.core.errors import Cancelled, RequestError
from watchfield.demonstration import MARKING, NAME, ZONE, generate, second_sources
from watchfield.demonstration.fleet import CIVIL, FLEETS

DAY_S = 86_400


def digest(directory: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(p for p in directory.rglob("*") if p.is_file()):
        total.update(str(path.relative_to(directory)).encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def generated_elsewhere(directory: Path, seed: int) -> str:
    """Generate in another process, where sets and dictionaries of text have another order."""
    code = "import sys; from pathlib import Path; from watchfield.demonstration import generate;"
    code += "generate(Path(sys.argv[1]), seed=int(sys.argv[2]))"
    environment = {**os.environ, "PYTHONHASHSEED": "4711", "TZ": "Asia/Tokyo"}
    subprocess.run([sys.executable, "-c", code, str(directory), str(seed)], check=True, env=environment)
    return digest(directory)


def test_the_same_seed_gives_the_same_bytes(demonstration, tmp_path):
    assert generated_elsewhere(tmp_path, 1) == digest(demonstration.directory)


def test_another_seed_gives_other_bytes(demonstration, tmp_path):
    def stop_when_something_is_written(_done, _total, _text):
        if any(tmp_path.rglob("*.json")):
            raise Cancelled

    with pytest.raises(Cancelled):
        generate(tmp_path, seed=2, progress=stop_when_something_is_written)
    written = list(tmp_path.rglob("*.json"))
    assert written
    for path in written:
        same = demonstration.directory / path.relative_to(tmp_path)
        assert not same.exists() or same.read_bytes() != path.read_bytes()


def test_it_says_that_it_is_generated():
    assert "GENERATED" in MARKING
    assert "generated" in NAME
    assert ZONE.airfield == "OSLK"


def test_there_are_enough_fixes_in_not_too_many_files(demonstration):
    assert 250_000 <= len(demonstration.columns["time_s"]) <= 450_000
    assert 1_500 <= len(demonstration.heads) <= 4_000


def test_every_trace_lies_where_an_archive_has_it_and_holds_one_aircraft_and_day(demonstration):
    seen = set()
    for head in demonstration.heads:
        day = np.datetime64(int(head["timestamp"]), "s").astype("datetime64[D]")
        folder = f"{day}".replace("-", "/") + f"/traces/{head['icao'][-2:]}/trace_full_{head['icao']}.json"
        assert head["path"] == demonstration.roots[0] / folder
        assert head["timestamp"] % DAY_S == 0
        seen.add((head["icao"], head["timestamp"]))
    assert len(seen) == len(demonstration.heads)


def test_every_fix_lies_in_its_files_day_and_in_order(demonstration):
    time_s = demonstration.columns["time_s"]
    file = demonstration.columns["file"].astype(int)
    base = np.array([head["timestamp"] for head in demonstration.heads])[file]
    assert np.all((time_s >= base) & (time_s <= base + DAY_S))
    assert np.all(np.diff(time_s)[np.diff(file) == 0] > 0)


def test_every_callsign_and_owner_says_demonstration(demonstration):
    assert {head["ownOp"] for head in demonstration.heads} == {"GENERATED DEMONSTRATION"}
    callsigns = {row["Callsign"] for rows in demonstration.tables.values() for row in rows}
    callsigns |= {aircraft.callsign for fleet in FLEETS.values() for aircraft in fleet}
    assert all(callsign.startswith("DEMO") and len(callsign) <= 8 for callsign in callsigns)


def test_nobody_flies_with_a_number_that_is_allocated():
    unallocated = {"A124": (82990, 82999), "IL76": (76990, 76999), "T154": (85990, 85999), "IL62": (86990, 86999)}
    for designator, (first, last) in unallocated.items():
        for aircraft in FLEETS[designator]:
            number = int(aircraft.registration.removeprefix("RA-"))
            assert first <= number <= last
            assert int(aircraft.address, 16) == 0x140000 + number
            assert aircraft.military


def test_nobody_else_flies_with_an_address_of_any_state():
    for kind in CIVIL:
        for aircraft in FLEETS[kind]:
            assert 0xB00000 <= int(aircraft.address, 16) <= 0xBFFFFF
            assert aircraft.registration.startswith("QD-")


def test_addresses_registrations_and_callsigns_are_each_had_once():
    everybody = [aircraft for fleet in FLEETS.values() for aircraft in fleet]
    for part in ("address", "registration", "callsign"):
        assert len({getattr(aircraft, part) for aircraft in everybody}) == len(everybody)


def test_the_second_source_is_apart_and_tells_the_same_fixes(demonstration):
    (second,) = second_sources(demonstration.directory)
    assert not any(second.path.is_relative_to(root) for root in demonstration.roots)
    lines = second.path.read_text("ascii").splitlines()[1:]
    mine = demonstration.of(second.icao24)
    positions = set(zip(mine["lat"].tolist(), mine["lon"].tolist(), strict=True))
    told = [tuple(float(part) for part in line.split('"')[1].split(",")) for line in lines]
    assert len(told) > 100
    assert set(told) <= positions


def test_recordings_that_it_did_not_write_are_left_alone(tmp_path):
    real = tmp_path / "globe_history" / "trace_full_15442e.json"
    real.parent.mkdir()
    real.write_text("real")
    with pytest.raises(RequestError, match="not a demonstration"):
        generate(tmp_path)
    assert real.read_text() == "real"


def test_an_earlier_demonstration_is_replaced(tmp_path):
    def stop_when_planned(done, _total, _text):
        if done > 0:
            raise Cancelled

    (tmp_path / "GENERATED.txt").write_text(MARKING)
    old = tmp_path / "flightradar24" / "DEMO001_5d000000.csv"
    old.parent.mkdir()
    old.write_text("old")
    with pytest.raises(Cancelled):
        generate(tmp_path, progress=stop_when_planned)
    assert not old.exists()
    assert MARKING in (tmp_path / "GENERATED.txt").read_text("utf-8")


def test_it_can_be_stopped(tmp_path):
    def stop(_done, _total, _text):
        raise Cancelled

    with pytest.raises(Cancelled):
        generate(tmp_path, progress=stop)
