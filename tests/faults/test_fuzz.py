"""A short form of ``make fuzz``: broken samples, archives, tables and databases, by chance and always the same."""

# ruff: noqa: S311  chance need not be secret here

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator

import pytest

from core.ingest.judging import attempt, check, within
from core.ingest.samples import SAMPLES, Sample
from faults.breaking import broken
from faults.fuzz import feed
from watchfield.core.errors import ReadError
from watchfield.core.ingest import parsers

RUNS, RUNS_OF_CONTAINERS = 40, 200
CONTAINERS = [sample for sample in SAMPLES if sample.title in ("table Parquet", "table Excel", "geopackage")]


@pytest.fixture(autouse=True)
def _fast() -> Iterator[None]:
    parsers.enable_fast()
    yield
    parsers.enable_standard()


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.title)
def test_a_broken_file_is_read_or_refused_in_words(sample: Sample) -> None:
    chance = random.Random(20251026)
    for _ in range(RUNS):
        with within():
            feed(sample, broken(sample.content, chance))


@pytest.mark.parametrize("sample", CONTAINERS, ids=lambda sample: sample.title)
def test_a_broken_table_or_database_is_read_or_refused_in_words(sample: Sample) -> None:
    chance = random.Random(7)
    for _ in range(RUNS_OF_CONTAINERS):
        with within():
            feed(sample, broken(sample.content, chance))


def test_a_broken_zip_is_read_or_refused_in_words() -> None:
    chance, sink = random.Random(7), io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for sample in SAMPLES[:4]:
            archive.writestr(f"{sample.format}.dat", sample.content)
    outcomes = set()
    for _ in range(RUNS_OF_CONTAINERS):
        with within():
            found = attempt(broken(sink.getvalue(), chance), SAMPLES[0].options)
        outcomes.add(isinstance(found, ReadError))
        if not isinstance(found, ReadError):
            check(found)
    assert outcomes == {True, False}
