"""Sound files of the formats that nobody writes by hand."""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pyarrow as pa
from pyarrow import csv as arrow_csv
from pyarrow import parquet

from core.ingest.geopackages import geometry, geopackage

__all__ = ["as_excel", "as_parquet", "avr", "beast", "traffic_parquet", "walk"]


def as_parquet(table: bytes) -> bytes:
    """Return a CSV table as Parquet, in the types that its cells have."""
    options = arrow_csv.ConvertOptions(null_values=["", "NA", "abc"], strings_can_be_null=True)
    sink = io.BytesIO()
    parquet.write_table(arrow_csv.read_csv(io.BytesIO(table), convert_options=options), sink, compression="zstd")
    return sink.getvalue()


def as_excel(table: bytes) -> bytes:
    """Return a CSV table as an Excel workbook, numbers as numbers."""
    book = openpyxl.Workbook()
    for cells in csv.reader(io.StringIO(table.decode())):
        book.active.append([float(cell) if re.fullmatch("-?[0-9.]+", cell) else cell or None for cell in cells])
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def traffic_parquet(text: bytes) -> bytes:
    """Return ``traffic``'s JSON as the Parquet that it writes."""
    records = json.loads(text)
    times = pa.array([record["timestamp"] for record in records], pa.timestamp("ms", "UTC"))
    sink = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(records).set_column(0, "timestamp", times), sink)
    return sink.getvalue()


def beast(messages: Sequence[str]) -> bytes:
    """Return Mode S messages in Beast form, each 100 ms after the one before, by a counter of 12 MHz."""
    frames = [(1_200_000 * i).to_bytes(6, "big") + b"\x40" + bytes.fromhex(said) for i, said in enumerate(messages)]
    return b"".join(b"\x1a3" + frame.replace(b"\x1a", b"\x1a\x1a") for frame in frames)


def avr(messages: Sequence[str]) -> bytes:
    """Return the same as a text."""
    return "".join(f"@{1_200_000 * i:012X}{said};\r\n" for i, said in enumerate(messages)).encode()


def walk() -> bytes:
    """Return a layer of points with times."""
    rows = [
        (geometry(1, place), f"2025-10-26T12:0{i}:00Z", "DEMO33")
        for i, place in enumerate([(35.95, 35.4), (35.9, 35.45), (35.8, 35.6)])
    ]
    with tempfile.TemporaryDirectory() as folder:
        return geopackage(Path(folder) / "walk.gpkg", "geom BLOB, timestamp DATETIME, callsign TEXT", rows)
