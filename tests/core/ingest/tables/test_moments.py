from __future__ import annotations

import numpy as np
import pytest

from watchfield.core.errors import ReadError
from watchfield.core.ingest.tables.moments import seconds_of, unreadable


@pytest.mark.parametrize(
    ("text", "time_s"),
    [
        ("2025-10-26T12:00:00Z", 1_761_480_000),
        (" 2025-10-26 12:00:00.25 ", 1_761_480_000.25),
        ("2025-10-26T15:00:00+03:00", 1_761_480_000),
        ("2025-10-26T12:00Z", 1_761_480_000),
        ("", np.nan),
        (None, np.nan),
        ("2025-10-26", np.inf),
        ("2025-02-30T12:00:00Z", np.inf),
        ("yesterday", np.inf),
        ("２０２５-10-26T12:00:00Z", np.inf),
        ("2025-10-26T12:00:00Z" * 9, np.inf),
    ],
)
def test_a_time_is_a_day_and_a_clock_and_nothing_else(text, time_s):
    np.testing.assert_array_equal(seconds_of([text]), [time_s])


def test_a_zone_is_for_the_times_that_carry_none():
    texts = ["2025-07-26T12:00:00", "2025-07-26T12:00:00Z", "2025-10-26T02:30:00"]
    time_s = seconds_of(texts, "Europe/Berlin")
    np.testing.assert_array_equal(time_s, [1_753_524_000, 1_753_531_200, np.inf])  # the last one came twice
    (refusal,) = unreadable(np.arange(1, 4), time_s, texts, "time")
    assert (refusal.row, refusal.column) == (3, "time")
    assert "put forward or back" in refusal.reason
    with pytest.raises(ReadError, match="no time zone"):
        seconds_of(texts, "Mars/Olympus")


def test_of_no_times_nothing_is_said():
    assert len(seconds_of([])) == 0
    assert unreadable(np.empty(0, np.int64), np.empty(0), [], "time") == []
