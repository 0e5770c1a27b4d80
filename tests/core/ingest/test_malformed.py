"""Every kind of malformed file, for every format: read or refused in words, and good rows stay good."""

from __future__ import annotations

import functools

import pytest

from core.ingest.judging import attempt, places, problem
from core.ingest.malformed import KINDS
from core.ingest.samples import SAMPLES
from watchfield.core.ingest import parsers
from watchfield.core.model.reading import Reading

FEWEST = 20
WRITTEN_ONCE = "a gzip bomb of line feeds"  # 40 MB of rows that are none: seconds, so two formats stand for all
CASES = [
    (kind, sample)
    for sample in SAMPLES
    for kind in KINDS
    if kind.befalls(sample) and (kind.name != WRITTEN_ONCE or sample.format in ("fr24-csv", "sbs"))
]


def named(each):
    return getattr(each, "name", None) or each.title


@functools.cache
def sound(sample):
    reading = attempt(sample.content, sample.options)
    assert isinstance(reading, Reading), reading
    return reading


@functools.cache
def planted_row(sample):
    """Return the row that is lost when its longitude is off the globe."""
    if "lon" not in sample.spots:
        return None
    (lost,) = places(sound(sample)) - places(attempt(sample.planted("lon", "180.0000001"), sample.options))
    return lost[0]


def judge(kind, sample):
    parsers.enable_fast()
    row, reading = planted_row(sample), sound(sample)
    return kind, sample, reading, row


@pytest.mark.parametrize(("kind", "sample"), CASES, ids=named)
def test_a_malformed_file_is_read_or_refused_in_words_and_good_rows_stay_good(kind, sample):
    kind, sample, reading, row = judge(kind, sample)
    if wrong := problem(sample, kind, reading, row):
        pytest.fail(wrong)


@pytest.mark.parametrize(("kind", "sample"), [case for case in CASES if "bomb" not in case[0].name][::5], ids=named)
def test_so_it_is_by_the_twins_of_the_standard_library(kind, sample):
    kind, sample, reading, row = judge(kind, sample)
    parsers.enable_standard()
    if wrong := problem(sample, kind, reading, row):
        pytest.fail(wrong)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.title)
def test_every_format_meets_twenty_kinds(sample):
    assert len({kind.name for kind, of in CASES if of is sample}) >= FEWEST


def test_no_two_kinds_have_one_name():
    assert len({kind.name for kind in KINDS}) == len(KINDS)
