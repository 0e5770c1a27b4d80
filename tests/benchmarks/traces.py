"""What readsb traces cost: from the files to the stored project, beside mere unpacking and parsing of the same bytes.

Small files are the real ones of one day under other addresses and days; large ones are made of their rows, repeated
with later times. Without the real ones there is nothing to measure.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import orjson
import sky
from isal import igzip
from measuring import Result, peak_mb
from tables import RECORDINGS

from watchfield.core.ingest import parsers
from watchfield.core.workflow import import_files
from watchfield.isolation import Limits, read

SMALL = 3_000
LARGE = (2_000, 3_000, 5_000, 8_000, 12_000, 20_000) * 8
DAY_S = 86_400
ROUNDS = 2


def import_readsb() -> Result:
    """Import small and large traces in workers; beside isal and orjson alone, on one core as we are."""
    folder = _traces(sky.FOLDER / "traces")
    files = sorted(folder.iterdir())
    rows = sum(_unpacked_and_parsed(files))
    cores = sorted(os.sched_getaffinity(0))
    ours: list[float] = []
    peers: dict[str, list[float]] = {"isal_orjson_ms": [], "two_cores_ms": []}
    for _ in range(ROUNDS):
        with _on(cores[:1]):
            peers["isal_orjson_ms"].append(_ms(lambda: sum(_unpacked_and_parsed(files))))
            ours.append(_ms(partial(_imported, folder, 1)))
        with _on(cores[:2]):
            peers["two_cores_ms"].append(_ms(partial(_imported, folder, 2)))
    note = f"{len(files):,} files; one core, one worker; the peer of two cores is the same import with two workers"
    return Result(name="import_readsb", ours_ms=min(ours), peers={name: min(each) for name, each in peers.items()},
                  fixes=rows, memory_mb=peak_mb(), note=note)  # fmt: skip


def import_day() -> Result:
    """Add a day of 50,000 fixes of known aircraft to a project of 10 million; beside an empty one and a million."""
    parsers.enable_fast()
    took: dict[str, float] = {}
    for name, tracks in (("empty_ms", 1), ("1m_ms", 1_000), ("10m_ms", 10_000)):
        path = sky.FOLDER / "grown.gpkg"
        shutil.copyfile(sky.project(tracks), path)
        days = [_day(sky.FOLDER / f"day{number}", number) for number in range(ROUNDS)]
        took[name] = min(_ms(partial(import_files, path, [day])) for day in days)
        path.unlink()
    ours = took.pop("10m_ms")
    return Result(name="import_day", ours_ms=ours, peers=took, fixes=50_000, memory_mb=peak_mb(),
                  note="the peers are the same day into smaller projects")  # fmt: skip


def _imported(folder: Path, workers: int) -> None:
    path = sky.FOLDER / "traces.gpkg"
    path.unlink(missing_ok=True)
    report = import_files(path, [folder], read=partial(read, limits=Limits(workers=workers)))
    if not report.complete:
        raise RuntimeError(next(file.error for file in report.files if file.error))


def _unpacked_and_parsed(files: Sequence[Path]) -> Iterator[int]:
    for file in files:
        yield len(orjson.loads(igzip.decompress(file.read_bytes()))["trace"])


def _ms(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000.0


@contextmanager
def _on(cores: Sequence[int]) -> Iterator[None]:
    """Run this process, and what it starts, on these cores alone."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


# ---------------------------------------------------------------- files


def _traces(folder: Path) -> Path:
    """Return a folder with the mix; it is made once."""
    if folder.exists():
        return folder
    half = folder.with_suffix(".part")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(parents=True)
    real = [gzip.decompress(file.read_bytes()) for file in sorted(RECORDINGS.glob("readsb_trace_json/**/*.json"))]
    for number in range(SMALL):
        _write(half, number, real[number % len(real)], number // 997)
    longest = sorted(real, key=len)[-4:]
    for number, rows in enumerate(LARGE):
        _write(half, SMALL + number, _lengthened(longest[number % len(longest)], rows), 0)
    return half.replace(folder)


def _write(folder: Path, number: int, document: bytes, day: int) -> None:
    address = b'"icao":"%06x"' % (0x100000 + (number % 997 if number < SMALL else number))
    document = re.sub(rb'"icao":"[^"]*"', address, document, count=1)
    base = re.search(rb'"timestamp": *([0-9.]+)', document)
    later = b'"timestamp": %.3f' % (float(base[1]) + day * DAY_S if base else 0.0)
    document = re.sub(rb'"timestamp": *[0-9.]+', later, document, count=1)
    (folder / f"trace_full_{number:06x}.json").write_bytes(igzip.compress(document, 2, mtime=0))


def _lengthened(document: bytes, count: int) -> bytes:
    """Return a trace of so many rows, those of a real one again and again, 4 s apart."""
    begin = document.index(b"[", document.index(b'"trace":')) + 1
    end = document.rindex(b"]")
    rows = document[begin:end].strip().strip(b"[]").split(b"],\n[")
    later = (b"[%.2f%s]" % (4.0 * at, rows[at % len(rows)][rows[at % len(rows)].index(b",") :]) for at in range(count))
    return document[:begin] + b" \n" + b",\n".join(later) + b" ]\n }\n"


def _day(folder: Path, number: int) -> Path:
    """Return a folder with 50 traces of 1,000 rows, of aircraft and times of the generated sky."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    base_s = 1_701_000_000 + (number + 1) * DAY_S
    for aircraft in range(50):
        rows = [
            [4.0 * at, 40.0 + at * 1e-3, 30.0 + aircraft * 0.1, 30000, 420.0, 90.0, 0, 0, None] for at in range(1000)
        ]
        document = {"icao": f"{aircraft:06x}", "timestamp": base_s, "trace": rows}
        (folder / f"{aircraft}.json").write_bytes(igzip.compress(orjson.dumps(document), 2, mtime=0))
    return folder
