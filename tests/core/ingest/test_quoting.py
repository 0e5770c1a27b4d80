"""What a row of a file says, as it stands there: every format has a right answer for its own rows."""

from __future__ import annotations

import gzip
import io
import json
import re
from collections.abc import Iterator

import numpy as np
import pytest

from core.ingest.samples import SAMPLES, Sample
from watchfield.core.errors import ReadError
from watchfield.core.ingest import format_named, parsers
from watchfield.core.ingest.quoting import LONGEST, element, line

MANY = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.title)


@pytest.fixture(autouse=True)
def fast() -> Iterator[None]:
    parsers.enable_fast()
    yield
    parsers.enable_standard()


def quoted(sample: Sample, row: int) -> str:
    return format_named(sample.format).quoted(io.BytesIO(sample.content), "file", row)


@MANY
def test_the_row_of_every_fix_can_be_quoted(sample: Sample) -> None:
    reading = format_named(sample.format).read(io.BytesIO(sample.content), "file", sample.options)
    quotes = [quoted(sample, row) for row in np.unique(reading.fixes.row).tolist()]
    assert all(quotes)
    if len(quotes) > 1:
        assert len(set(quotes)) > 1


@pytest.mark.parametrize("sample", [each for each in SAMPLES if "lat" in each.spots], ids=lambda each: each.title)
def test_the_latitude_of_a_fix_stands_in_its_row(sample: Sample) -> None:
    reading = format_named(sample.format).read(io.BytesIO(sample.content), "file", sample.options)
    for lat, row in zip(reading.fixes.lat_deg.tolist(), reading.fixes.row.tolist(), strict=True):
        numbers = [float(found) for found in re.findall(r"-?\d+(?:\.\d+)?", quoted(sample, row))]
        assert any(abs(number - lat) < 1e-6 for number in numbers), (row, lat, quoted(sample, row))


@MANY
@pytest.mark.parametrize("row", [-1, 0, 10_000, 2**31])
def test_a_row_that_is_not_there_is_an_error(sample: Sample, row: int) -> None:
    with pytest.raises(ReadError):
        quoted(sample, row)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_lines_are_counted_however_they_end(ending: str, last: bool) -> None:
    text = ending.join(["one", "", "three\u2028three"]) + (ending if last else "")
    found = [line(io.BytesIO(text.encode()), "file", row) for row in (1, 2, 3)]
    assert found == ["one", "", "three\ufffdthree"]
    with pytest.raises(ReadError, match="no such row"):
        line(io.BytesIO(text.encode()), "file", 4)


def test_a_line_is_found_in_what_is_packed_and_in_utf_16() -> None:
    for content in (gzip.compress(b"one\ntwo\n"), "one\ntwo\n".encode("utf-16"), b"\xef\xbb\xbfone\ntwo"):
        assert [line(io.BytesIO(content), "file", row) for row in (1, 2)] == ["one", "two"]


def test_what_is_quoted_is_plain_and_not_endless() -> None:
    assert line(io.BytesIO("a\u202eb\x1b[1m\n".encode()), "file", 1) == "a\ufffdb\ufffd[1m"
    assert len(line(io.BytesIO(b"x" * 100_000), "file", 1)) == LONGEST + 1


def test_elements_are_found_at_the_end_of_a_path() -> None:
    document = json.dumps({"a": {"b": [1, {"c": "Лат"}]}}).encode()
    quote = element("a", "b")
    assert quote(io.BytesIO(document), "file", 2) == '{"c": "Лат"}'
    for row in (0, 3, -1):
        with pytest.raises(ReadError, match="no such row"):
            quote(io.BytesIO(document), "file", row)


@pytest.mark.parametrize("document", [b"{}", b"[]", b'{"a": 3}', b'{"a": {"b": "text"}}', b"3", b"null"])
def test_a_document_without_that_list_has_no_rows(document: bytes) -> None:
    with pytest.raises(ReadError, match="no such row"):
        element("a", "b")(io.BytesIO(document), "file", 1)


def test_a_table_by_columns_is_quoted_across_them() -> None:
    document = json.dumps({"lat": {"7": 34.1, "9": None}, "lon": {"9": 35.0, "7": 35.5}, "odd": 3}).encode()
    assert json.loads(element()(io.BytesIO(document), "file", 1)) == {"lat": 34.1, "lon": 35.5}
    assert json.loads(element()(io.BytesIO(document), "file", 2)) == {"lat": None, "lon": 35.0}
    with pytest.raises(ReadError, match="no such row"):
        element()(io.BytesIO(document), "file", 3)
