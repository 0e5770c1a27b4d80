from __future__ import annotations

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchfield.core.errors import ReadError
from watchfield.core.ingest.tables.instants import counted, written
from watchfield.core.ingest.tables.table import CELL

NOON_S = 1_761_480_000.0  # 2025-10-26 12:00 UTC


def cells(*texts):
    return np.array([text.encode() for text in texts], CELL)


@pytest.mark.parametrize(
    "text",
    [
        "2025-10-26T12:00:00Z",
        "2025-10-26 12:00:00",
        "2025-10-26T12:00",
        "2025-10-26 12:00:00.000000000Z",
        "2025-10-26T14:00:00+02:00",
        "2025-10-26T08:30:00-0330",
        "2025-10-26T15:00:00 +03",
        "2025/10/26 12:00:00 UTC",
        "2025-10-26T12:00:00,0z",
    ],
)
def test_one_instant_may_be_written_in_many_ways(text):
    assert written(cells(text), "iso8601", "UTC").time_s.tolist() == [NOON_S]


@pytest.mark.parametrize(
    "text",
    [
        "2025-10-26",
        "12:00",
        "x",
        "2025-10-26T12:00:00ZZ",
        "2025-10-26T12",
        "26-10-2025 12:00",
        "2025-10-26T1 2:00",
        "1",
        "２025-10-26T12:00:00",
        "2025-10-26T12:00:00+24:00",
        "2025-10-26T12:00:00" + "0" * 40,
    ],
)
def test_what_is_no_date_with_a_time_of_day_is_not_taken_for_one(text):
    found = written(cells(text), "iso8601", "UTC")
    assert np.isinf(found.time_s[0])
    assert found.reason[0] == 1


@pytest.mark.parametrize(
    "text",
    ["2025-02-29T12:00:00", "2025-13-01T12:00:00", "2025-00-01T00:00:00", "2025-10-26T24:00:00", "2025-01-01T12:61"],
)
def test_no_calendar_has_such_a_day_and_no_clock_such_a_time(text):
    assert written(cells(text), "iso8601", "UTC").reason.tolist() == [2]


def test_the_last_second_of_a_leap_day_is_the_first_of_the_next():
    both = written(cells("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"), "iso8601", "UTC").time_s
    assert both[0] == both[1]


@pytest.mark.parametrize(
    ("form", "text"), [("dmy", "26/10/2025 12:00:00"), ("mdy", "10/26/2025 12:00 PM"), ("dmy", "26.10.2025, 12:00")]
)
def test_day_and_month_stand_where_the_form_says(form, text):
    assert written(cells(text), form, "UTC").time_s.tolist() == [NOON_S]


def test_missing_words_are_no_times_and_no_refusals():
    found = written(cells("", "NA", "null"), "iso8601", "UTC")
    assert np.isnan(found.time_s).all()
    assert not found.reason.any()


def test_an_unknown_zone_is_said():
    with pytest.raises(ReadError, match="Middle/Earth"):
        written(cells("2025-10-26T12:00:00"), "iso8601", "Middle/Earth")


def test_counts_are_divided_by_what_they_count():
    assert counted(np.array([NOON_S * 1e3]), "unix_ms").time_s.tolist() == [NOON_S]


@settings(max_examples=300, deadline=None)
@given(
    st.datetimes(datetime(1902, 1, 1), datetime(2037, 1, 1)),  # noqa: DTZ001  what a clock shows has no zone
    st.sampled_from(["Europe/Berlin", "America/St_Johns", "Pacific/Apia", "Asia/Kathmandu", "Africa/Tripoli"]),
)
def test_a_shown_time_is_the_instant_at_which_the_clocks_showed_it_and_none_where_there_is_none_or_two(shown, zone):
    shown = shown.replace(microsecond=0)
    found = written(cells(shown.isoformat(" ")), "iso8601", zone)
    epoch = datetime(1970, 1, 1, tzinfo=timezone.utc)
    near = [(shown.replace(tzinfo=ZoneInfo(zone), fold=fold) - epoch).total_seconds() for fold in (0, 1)]
    right = sorted(
        {s for s in near if (epoch + timedelta(seconds=s)).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == shown}
    )
    if len(right) == 1:
        assert found.time_s.tolist() == right
    else:
        assert found.reason.tolist() == [4 if right else 3]
