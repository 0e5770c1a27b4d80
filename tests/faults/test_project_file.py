"""What becomes of a project when something breaks: kills, full disks, read-only media, two writers, flipped bits.

Run as a program it repeats the same at length: ``python tests/faults/test_project_file.py kills 100``, or ``mutants
3000``.
"""

# ruff: noqa: T201, S311  it prints its figures; chance need not be secret here

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from watchfield.core.errors import ProjectBusy, ProjectError, ProjectReadOnly, WatchfieldError
from watchfield.core.model.fixes import Fixes
from watchfield.core.model.movement import Evidence, Movement, MovementKind, State
from watchfield.core.model.reading import Reading, Refusal
from watchfield.core.model.source import Source
from watchfield.core.model.track import Identity, Interval, Track
from watchfield.core.model.zone import Zone
from watchfield.core.store import AirfieldRow, Store, create, verify
from watchfield.core.store.schema import TABLES

ZONE = Zone("z", "Zone", (((35.8, 35.3), (36.1, 35.3), (36.1, 35.5)),))
WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, {folder!r})
from test_project_file import batch
from watchfield.core.store import Store
with Store.open(Path(sys.argv[1]), write=True) as store:
    for number in range(int(sys.argv[2]), 100_000):
        added = store.add(batch(number, tracks=40, each=300))
        print(*(source.name for source in added), flush=True)
"""


def batch(number: int, *, files: int = 2, tracks: int = 3, each: int = 20) -> list[tuple[Source, Reading]]:
    """Return some recordings, another for each number."""
    return [_recording(f"{number}-{file}", tracks, each) for file in range(files)]


def _recording(name: str, tracks: int, each: int) -> tuple[Source, Reading]:
    count = tracks * each
    numbers = np.arange(count)
    columns = {
        "time_s": 1.7e9 + numbers % each * 5.0,
        "lon_deg": 30.0 + numbers * 1e-4,
        "lat_deg": 35.0 + numbers * 1e-4,
        "baro_altitude_ft": numbers * 10.0,
        "row": numbers + 2,
    }
    spans = (Interval(1.7e9, 1.7e9 + 50.0, "ABC1"),)
    said = tuple(Track(f"icao:{i:06x}", f"{i:06x}", "ABC1", callsigns=spans) for i in range(tracks))
    fixes = Fixes.from_columns(np.repeat(np.arange(tracks), each), tracks, columns)
    refusals = (Refusal(count + 2, "lat", "latitude 91 is off the globe"),)
    reading = Reading("csv", count + 1, fixes, said, 0, 1, refusals, (Identity("icao:000001", "icao:000002"),))
    sha256 = name.encode().hex().ljust(64, "0")
    return Source(0, name, sha256, 100, "csv", "{}", 1.7e9, count + 1, count, 0, 1, 0), reading


def filled(path: Path) -> Path:
    """Make a project with something in every table."""
    create(path, name="Project")
    movement = Movement(
        "1" * 16,
        MovementKind.ARRIVAL,
        State.PROBABLE,
        "icao:000001",
        1.7e9,
        1.7e9,
        1.7e9,
        35.9,
        35.4,
        0.0,
        "1",
        evidence=(Evidence("ab" * 32, 1, 2),),
    )
    with Store.open(path, write=True) as store:
        added = store.add(batch(0))
        store.remove_source(added[1].id, "a test")
        store.put_zones([ZONE], "zone")
        store.put_movements([movement], "1")
        store.put_airfields([AirfieldRow("OSLK", "Latakia", 157.0, 35.9487, 35.4009)])
    return path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    return filled(folder / "project.gpkg")


def content(path: Path) -> dict[str, Any]:
    """Return all rows of all our tables, but who has it open, and when GIS last touched a table."""
    found: dict[str, Any] = {}
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        for table in TABLES:
            if table != "owner":
                found[table] = connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608  our own names
    found["gpkg_contents"] = [(*row[:4], *row[5:]) for row in found["gpkg_contents"]]
    return found


# ---------------------------------------------------------------- killed while importing


def kill_once(path: Path, after_s: float) -> list[str]:
    """Import until killed; return the names of the recordings that were acknowledged, and check that they are there."""
    known = {source.name for source in _sources(path)}
    code = WRITER.format(folder=str(Path(__file__).parent))
    writer = subprocess.Popen(
        [sys.executable, "-c", code, str(path), str(len(known))], stdout=subprocess.PIPE, text=True, cwd=path.parent
    )
    assert writer.stdout is not None
    first = writer.stdout.readline()
    time.sleep(after_s)
    writer.send_signal(signal.SIGKILL)
    acknowledged = (first + writer.stdout.read()).split()
    writer.stdout.close()
    writer.wait()
    hot = path.with_name(f"{path.name}-journal").exists()
    found = _sources(path)
    names = {source.name for source in found}
    assert first
    assert known | set(acknowledged) <= names, "an acknowledged recording is lost"
    assert len(found) % 2 == 0, "half of a batch is there"
    assert len(names - known - set(acknowledged)) in {0, 2}, "more than the batch of the kill is there"
    assert verify(path) == ()
    assert _owners(path) == 1
    with Store.open(path, write=True):  # the one that was killed is gone
        assert _owners(path) == 1
    assert _owners(path) == 0
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    return ["hot" if hot else "cold", *acknowledged]


def _owners(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM owner").fetchone()[0])


def _sources(path: Path) -> tuple[Source, ...]:
    with Store.open(path, write=False) as store:
        return store.sources()


def test_a_kill_leaves_every_acknowledged_batch_and_no_half_one(tmp_path: Path) -> None:
    path = tmp_path / "project.gpkg"
    create(path, name="Killed")
    chance = random.Random(1)
    for _ in range(10):
        kill_once(path, chance.uniform(0.0, 0.1))


# ---------------------------------------------------------------- interrupted, and carried elsewhere


def interrupted(project: Path, folder: Path) -> Path:
    """Return a copy, with its journal, made in the middle of a change."""
    folder.mkdir()
    with closing(sqlite3.connect(project, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 2")
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO note(about, text, noted_time) VALUES ('', ?, '')", [("x" * 2000,) for _ in range(200)]
        )
        for name in (project.name, f"{project.name}-journal"):
            shutil.copy(project.with_name(name), folder)
        connection.execute("ROLLBACK")
    return folder / project.name


@pytest.mark.parametrize("write", [False, True])
def test_an_interrupted_change_is_rolled_back_when_opened(project: Path, tmp_path: Path, write: bool) -> None:
    copy = interrupted(project, tmp_path / "copy")
    with Store.open(copy, write=write) as store:
        assert len(store.read().sources) == 2
    assert verify(copy) == ()
    assert [file.name for file in copy.parent.iterdir()] == [copy.name]


# ---------------------------------------------------------------- full disks


def limited_import(path: Path, bytes_free: int) -> str:
    """Import in a process that may make no file longer than now and so many bytes more; return what it says."""
    code = (
        "import resource, sys\n"
        f"sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from pathlib import Path\n"
        "from test_project_file import batch\n"
        "from watchfield.core.errors import WatchfieldError\n"
        "from watchfield.core.store import Store\n"
        "path = Path(sys.argv[1])\n"
        "limit = path.stat().st_size + int(sys.argv[2])\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))\n"
        "try:\n"
        "    with Store.open(path, write=True) as store:\n"
        "        store.add(batch(1, tracks=20, each=300))\n"
        "except WatchfieldError as error:\n"
        "    print(type(error).__name__, error)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(path), str(bytes_free)], capture_output=True, text=True, check=True
    )
    return run.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no RLIMIT_FSIZE")
@pytest.mark.parametrize("bytes_free", [0, 4096, 40_000, 300_000])
def test_a_full_disk_stores_nothing_and_says_so(project: Path, bytes_free: int) -> None:
    before = content(project)
    said = limited_import(project, bytes_free)
    assert "disk" in said
    assert "the project is unchanged" in said
    assert content(project) == before
    assert verify(project) == ()
    assert [file.name for file in project.parent.iterdir()] == [project.name]


def test_too_little_room_is_seen_before_anything_is_written(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("watchfield.core.store.store.free_bytes", lambda _: 10_000)
    before = content(project)
    with Store.open(project, write=True) as store, pytest.raises(ProjectError, match="Disk full"):
        store.add(batch(1))
    assert content(project) == before


# ---------------------------------------------------------------- read-only media


@contextmanager
def read_only(path: Path) -> Iterator[Path]:
    """Give a copy of a folder that only its owner may change, and be somebody else: nobody, where we are root."""
    folder = Path(tempfile.mkdtemp(prefix="stick-"))
    for file in path.parent.iterdir():
        shutil.copy(file, folder)
        (folder / file.name).chmod(0o444)
    folder.chmod(0o555)
    if os.geteuid() == 0:
        os.seteuid(65534)
        try:
            yield folder / path.name
        finally:
            os.seteuid(0)
    else:
        yield folder / path.name
    folder.chmod(0o755)
    shutil.rmtree(folder)


needs_owners = pytest.mark.skipif(not hasattr(os, "geteuid"), reason="this system knows no such owners")


@needs_owners
def test_on_read_only_media_it_is_read_and_nothing_is_left_there(project: Path) -> None:
    with read_only(project) as path:
        before = path.read_bytes()
        with Store.open(path, write=False) as store:
            stored = store.read()
        assert stored.read_only
        assert len(stored.fixes) == 60
        assert verify(path) == ()
        with pytest.raises(ProjectReadOnly, match="read and not written"):
            Store.open(path, write=True)
        assert path.read_bytes() == before
        assert list(path.parent.iterdir()) == [path]


@needs_owners
def test_a_file_in_the_wal_format_is_read_from_read_only_media(project: Path) -> None:
    with closing(sqlite3.connect(project)) as connection:
        assert connection.execute("PRAGMA journal_mode=WAL").fetchone() == ("wal",)
    assert project.read_bytes()[18] == 2
    with read_only(project) as path:
        with Store.open(path, write=False) as store:
            assert len(store.read().sources) == 2
        assert list(path.parent.iterdir()) == [path]


@needs_owners
def test_changes_that_cannot_be_taken_in_are_not_passed_over(project: Path, tmp_path: Path) -> None:
    copy = tmp_path / "wal"
    copy.mkdir()
    with closing(sqlite3.connect(project)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("UPDATE zone SET name = 'Other'")
        connection.commit()
        for file in project.parent.iterdir():
            if not file.name.endswith("-shm"):
                shutil.copy(file, copy)
    with read_only(copy / project.name) as path, pytest.raises(ProjectReadOnly, match="-wal"):
        Store.open(path, write=False)


@needs_owners
def test_an_interrupted_change_on_read_only_media_is_refused(project: Path, tmp_path: Path) -> None:
    copy = interrupted(project, tmp_path / "copy")
    with read_only(copy) as path, pytest.raises(ProjectReadOnly, match="rolled back"):
        Store.open(path, write=False)


def test_the_wal_format_ends_with_the_next_writable_open(project: Path) -> None:
    with closing(sqlite3.connect(project)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    with Store.open(project, write=False) as store:
        assert len(store.read().sources) == 2
    assert [file.name for file in project.parent.iterdir()] == [project.name]
    with Store.open(project, write=True) as store:
        store.put_zones([], "none")
    assert project.read_bytes()[18] == 1
    assert [file.name for file in project.parent.iterdir()] == [project.name]
    assert verify(project) == ()


# ---------------------------------------------------------------- two writers


def test_the_second_writer_is_told_who_has_it_open_and_may_read(project: Path) -> None:
    with Store.open(project, write=True) as first:
        with pytest.raises(ProjectBusy, match=rf"process {os.getpid()} on "):
            Store.open(project, write=True)
        with Store.open(project, write=False) as reader:
            assert len(reader.read().sources) == 2
            first.put_zones([], "none")
            assert reader.read().zones == ()
    with Store.open(project, write=True) as second:
        second.put_zones([ZONE], "zone")
    assert verify(project) == ()


def test_another_process_is_named(project: Path) -> None:
    code = WRITER.format(folder=str(Path(__file__).parent))
    writer = subprocess.Popen([sys.executable, "-c", code, str(project), "9"], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    writer.stdout.readline()
    try:
        with pytest.raises(ProjectBusy, match=f"process {writer.pid} on "):
            Store.open(project, write=True)
    finally:
        writer.kill()
        writer.stdout.close()
        writer.wait()


def test_what_another_program_edits_is_not_waited_for_for_ever(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("watchfield.core.store.connection._BUSY_S", 0.05)
    with closing(sqlite3.connect(project, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ProjectBusy, match="another program"):
            Store.open(project, write=True)
        other.execute("ROLLBACK")


# ---------------------------------------------------------------- flipped bits


def mutants(original: bytes, chance: random.Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Return broken copies: bits, bytes, sectors and pages changed or swapped, tails cut off."""
    for _ in range(count):
        data = bytearray(original)
        kind = chance.choice(["bit", "bit", "bit", "byte", "schema", "sector", "swap", "page", "cut"])
        at = chance.randrange(len(data))
        sector = at // 512 * 512
        if kind in {"bit", "schema"}:
            at = at % 12_288 if kind == "schema" else at
            data[at] ^= 1 << chance.randrange(8)
        elif kind == "byte":
            data[at] = chance.randrange(256)
        elif kind == "sector":
            data[sector : sector + 512] = chance.randbytes(512)
        elif kind == "swap":
            other = chance.randrange(len(data) // 512) * 512
            data[sector : sector + 512], data[other : other + 512] = (
                data[other : other + 512],
                data[sector : sector + 512],
            )
        elif kind == "page":
            page = at // 4096 * 4096
            data[page : page + 4096] = bytes(4096)
        else:
            del data[at:]
        if data != original:
            yield kind, bytes(data)


def judged(path: Path, good: dict[str, Any], head: str) -> str:
    """Return what became of a broken copy; whatever is neither refused nor the same is ``ACCEPTED``."""
    try:
        with Store.open(path, write=False) as store:
            store.read()
        was_read = "read"
    except WatchfieldError:
        was_read = "refused"
    try:
        problems = verify(path, head=head)
    except WatchfieldError:
        return f"{was_read}, not a project"
    if problems:
        return f"{was_read}, found"
    try:
        same = content(path) == good
    except sqlite3.Error:
        same = False
    return f"{was_read}, same" if same else f"{was_read}, ACCEPTED"


def campaign(path: Path, count: int, seed: int, keep: Callable[[str, bytes], None] = lambda *_: None) -> Counter[str]:
    """Break copies of a project and count what becomes of them."""
    original, good = path.read_bytes(), content(path)
    with Store.open(path, write=False) as store:
        head = store.audit()[-1].hash
    broken = path.with_name("broken.gpkg")
    outcomes: Counter[str] = Counter()
    for kind, data in mutants(original, random.Random(seed), count):
        broken.write_bytes(data)
        outcome = judged(broken, good, head)
        outcomes[outcome] += 1
        if "ACCEPTED" in outcome:
            keep(kind, data)
    return outcomes


def test_no_broken_copy_passes_for_the_original(project: Path) -> None:
    outcomes = campaign(project, 300, seed=7)
    assert not [outcome for outcome in outcomes if "ACCEPTED" in outcome]
    assert sum(number for outcome, number in outcomes.items() if "found" in outcome) > 100


def main(what: str, count: int) -> None:
    """Run a long campaign and print its figures."""
    folder = Path(tempfile.mkdtemp())
    begun = time.monotonic()
    if what == "kills":
        runs = []
        for number in range(count):
            path = (
                folder / str(number // 10) / "project.gpkg"
            )  # another every ten, or most of the time goes into verify
            if number % 10 == 0:
                path.parent.mkdir()
                create(path, name="Killed")
            runs.append(kill_once(path, random.uniform(0.0, 0.15)))
        hot = sum(run[0] == "hot" for run in runs)
        print(f"{len(runs)} kills, {hot} hot journals, {sum(len(run) - 1 for run in runs)} recordings acknowledged")
    else:
        outcomes = campaign(
            filled(folder / "project.gpkg"),
            count,
            seed=int(time.time()),
            keep=lambda kind, data: (folder / f"{kind}-{len(list(folder.iterdir()))}").write_bytes(data) and None,
        )
        print(dict(outcomes), folder)
    print(f"{time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
