"""Every format has a sample, and every sample is what it says."""

from __future__ import annotations

import io

import pytest

from core.ingest.samples import SAMPLES
from watchfield.core.ingest import FORMATS, parsers, recognise

LONGITUDES_END = "180.0000001"


def read(sample, content):
    parsers.enable_fast()
    return recognise(io.BytesIO(content), "sample").read(io.BytesIO(content), "sample", sample.options)


def test_every_format_has_a_sample():
    assert {sample.format for sample in SAMPLES} == {known.name for known in FORMATS}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.title)
def test_a_sample_is_what_it_says(sample):
    reading = read(sample, sample.content)
    assert (reading.format, reading.rows, len(reading.fixes)) == (sample.format, sample.rows, sample.fixes)
    assert len(sample.content) < 60_000


@pytest.mark.parametrize("sample", [each for each in SAMPLES if "lon" in each.spots], ids=lambda each: each.title)
def test_the_row_whose_values_are_planted_is_a_good_one(sample):
    sound, planted = (read(sample, content) for content in (sample.content, sample.planted("lon", LONGITUDES_END)))
    assert (len(planted.fixes), planted.refused) == (len(sound.fixes) - 1, sound.refused + 1)
    assert all(sample.planted(spot, "7") != sample.content for spot in sample.spots)
