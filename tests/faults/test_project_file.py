"""What becomes of a project when something is in its way: full disks, read-only media, two writers."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from faults.projects import ZONE, batch, content, interrupted, writer
from watchfield.core.errors import ProjectBusy, ProjectError, ProjectReadOnly
from watchfield.core.store import Store, verify

# ---------------------------------------------------------------- interrupted, and carried elsewhere


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
        "from projects import batch\n"
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
    importing = writer(project, 9)
    assert importing.stdout is not None
    importing.stdout.readline()
    try:
        with pytest.raises(ProjectBusy, match=f"process {importing.pid} on "):
            Store.open(project, write=True)
    finally:
        importing.kill()
        importing.stdout.close()
        importing.wait()


def test_what_another_program_edits_is_not_waited_for_for_ever(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("watchfield.core.store.connection._BUSY_S", 0.05)
    with closing(sqlite3.connect(project, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ProjectBusy, match="another program"):
            Store.open(project, write=True)
        other.execute("ROLLBACK")
