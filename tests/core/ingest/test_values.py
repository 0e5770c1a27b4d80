from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchfield.core.ingest.values import codes, icao24, number, numbers, plain, short, take_forward


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1.0),
        (" -1.50 ", -1.5),
        ("+.5e1", 5.0),
        ("-0", -0.0),
        ("", np.nan),
        ("NA", np.nan),
        ("null", np.nan),
        ("nan", np.inf),
        ("-Inf", np.inf),
        ("1e400", np.inf),
        ("0x10", np.inf),
        ("1_000", np.inf),
        ("1,5", np.inf),
        ("１２", np.inf),
        ("ground", np.inf),
    ],
)
def test_a_cell_is_a_number_or_missing_or_neither(text, value):
    np.testing.assert_equal(number(text), value)


def test_a_list_of_json_values_becomes_numbers_at_once():
    values = [1, 2.5, None, "3", "x", True, [1], {}, 2**70, 10**400]
    np.testing.assert_array_equal(numbers(values), [1, 2.5, np.nan, 3, *[np.inf] * 4, 2.0**70, np.inf])


@given(st.lists(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.none()))))
def test_any_list_becomes_numbers_and_texts_of_its_length(values):
    assert len(numbers(values)) == len(codes(values)) == len(values)


@given(st.lists(st.one_of(st.none(), st.text(max_size=3))))
def test_codes_give_their_texts_back(values):
    column = codes(values)
    assert [column.texts[code] if code >= 0 else "" for code in column.code] == [value or "" for value in values]


@given(st.text())
def test_a_text_that_is_shown_holds_nothing_that_acts(text):
    shown = plain(text)
    assert not set(shown) & set("\x00\x07\x1b\r\n\u202e\u2066\u200b\u2028")
    assert len(short(text)) <= 16


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("DEMO01  ", "DEMO01"),
        ("@@@@@@@@", ""),
        ("A\u202eB", "A\ufffdB"),
        ("A\x1b[31m", "A\ufffd[31m"),
        ("x" * 65_536, "x" * 16),
        (None, ""),
        (7, ""),
    ],
)
def test_a_callsign_is_kept_plain_and_short(text, kept):
    assert short(text) == kept


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("155DE0", "155de0"),
        (" 0x155de0", "155de0"),
        ("~2a3b4c", ""),
        ("000000", ""),
        ("15de0", ""),
        (None, ""),
        (5, ""),
    ],
)
def test_an_address_is_six_hex_digits(text, address):
    assert icao24(text) == address


def test_what_is_known_is_carried_forward():
    known = np.array([c == "#" for c in ".#..#."])
    assert list(take_forward(known)) == [-1, 1, 1, 1, 4, 4]
