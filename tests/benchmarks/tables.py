"""What tables cost: from the file to the stored project, beside pyarrow and pandas that read the same file.

The recordings are real ones, repeated on later days; without them there is nothing to measure.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pyarrow as pa
import sky
from measuring import Result, peak_mb
from pyarrow import compute, csv, parquet

from watchfield.core.ingest import parsers
from watchfield.core.workflow import ImportReport, import_files

RECORDINGS = Path(__file__).resolve().parents[3] / "shared" / "data"
LEAST_BYTES = 100_000_000
DAY_S = 86_400
ROUNDS = 5
MOST_S = 25.0
_TIMES = frozenset({"time", "lastposupdate", "lastcontact", "hour"})


def import_csv() -> Result:
    """Import OpenSky state vectors as CSV, 100 MB of one flight repeated on later days."""
    source = next((RECORDINGS / "opensky_csv").glob("*.csv"))
    return _measured("import_csv", _repeated(csv.read_csv(source), sky.FOLDER / "opensky.csv"), _csv_peers())


def import_parquet() -> Result:
    """Import OpenSky state vectors as Parquet, 100 MB of twelve days repeated on later days."""
    source = next((RECORDINGS / "opensky_parquet").glob("*.parquet"))
    return _measured("import_parquet", _repeated(parquet.read_table(source), sky.FOLDER / "opensky.parquet"),
                     _parquet_peers())  # fmt: skip


Peers = dict[str, Callable[[Path], object]]


def _csv_peers() -> Peers:
    peers: Peers = {"pyarrow_ms": csv.read_csv}
    try:
        import pandas as pd  # noqa: PLC0415
    except ImportError:
        return peers
    return {**peers, "pandas_ms": pd.read_csv}


def _parquet_peers() -> Peers:
    peers: Peers = {"pyarrow_ms": parquet.read_table}
    try:
        import pandas as pd  # noqa: PLC0415
    except ImportError:
        return peers
    return {**peers, "pandas_ms": pd.read_parquet}


def _measured(name: str, file: Path, peers: Peers) -> Result:
    """Take turns, so that whatever else the machine does falls on all alike; the median of each."""
    parsers.enable_fast()
    read = _isolated()
    ways: dict[str, Callable[[], object]] = {"here": partial(_imported, file, None)}
    if read is not None:
        ways["isolated"] = partial(_imported, file, read)
    ways |= {peer: partial(work, file) for peer, work in peers.items()}
    times: dict[str, list[float]] = {way: [] for way in ways}
    began = time.perf_counter()
    for turn in range(ROUNDS + 1):
        for way, work in ways.items():
            start = time.perf_counter()
            work()
            if turn:  # the first is to warm up
                times[way].append(time.perf_counter() - start)
        if turn and time.perf_counter() - began > MOST_S:
            break
    median = {way: sorted(some)[len(some) // 2] * 1000.0 for way, some in times.items()}
    ours = median.pop("isolated" if read else "here")
    report = _imported(file, read).files[0]
    note = f"{file.stat().st_size / 1e6:,.0f} MB, {report.rows:,} rows, {report.stored:,} stored; " + (
        f"read in a worker; in this process {median.pop('here'):,.0f} ms" if read else "read in this process"
    )
    return Result(name=name, ours_ms=ours, peers=median, fixes=report.rows, memory_mb=peak_mb(), note=note)


def _isolated() -> Callable[..., object] | None:
    try:
        from watchfield import isolation  # noqa: PLC0415
    except ImportError:
        return None
    return isolation.read


def _imported(file: Path, read: Callable[..., object] | None) -> ImportReport:
    project = sky.FOLDER / "tables.gpkg"
    project.unlink(missing_ok=True)
    return import_files(project, [file], **({"read": read} if read else {}))


def _repeated(table: pa.Table, path: Path) -> Path:
    """Return a file with the rows of a table again and again, each time as many days later as it lasts."""
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".part")
    write = parquet.ParquetWriter if path.suffix == ".parquet" else csv.CSVWriter
    with write(half, table.schema) as writer:
        for turn in range(1000):
            if turn and half.stat().st_size >= LEAST_BYTES:
                break
            writer.write_table(_later(table, turn * 14))
    return half.replace(path)


def _later(table: pa.Table, days: int) -> pa.Table:
    for at, field in enumerate(table.schema):
        if field.name in _TIMES:
            step = pa.scalar(days * DAY_S, pa.duration("s") if pa.types.is_timestamp(field.type) else pa.int64())
            table = table.set_column(at, field, compute.add(table[field.name], step).cast(field.type))
    return table
