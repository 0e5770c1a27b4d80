"""What becomes of a project whose import is killed.

Again and again, at length: ``PYTHONPATH=tests python -m faults.test_kills 100``.
"""

# ruff: noqa: T201, S311  it prints its figures; chance need not be secret here

from __future__ import annotations

import random
import signal
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from faults.projects import writer
from watchfield.core.model.source import Source
from watchfield.core.store import Store, create, verify


def kill_once(path: Path, after_s: float) -> list[str]:
    """Import until killed; return the names of the recordings that were acknowledged, and check that they are there."""
    known = {source.name for source in _sources(path)}
    importing = writer(path, len(known))
    assert importing.stdout is not None
    first = importing.stdout.readline()
    time.sleep(after_s)
    importing.send_signal(signal.SIGKILL)
    acknowledged = (first + importing.stdout.read()).split()
    importing.stdout.close()
    importing.wait()
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


def main(count: int) -> None:
    """Kill so many times and print the figures."""
    folder, begun = Path(tempfile.mkdtemp()), time.monotonic()
    runs = []
    for number in range(count):
        path = folder / str(number // 10) / "project.gpkg"
        if number % 10 == 0:  # another every ten, or most of the time goes into verify
            path.parent.mkdir()
            create(path, name="Killed")
        runs.append(kill_once(path, random.uniform(0.0, 0.15)))
    hot = sum(run[0] == "hot" for run in runs)
    print(f"{len(runs)} kills, {hot} hot journals, {sum(len(run) - 1 for run in runs)} recordings acknowledged")
    print(f"{time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]))
