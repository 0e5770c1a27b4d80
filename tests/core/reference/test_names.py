"""Finding rows by the beginnings of words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchfield.core.reference.folding import fold
from watchfield.core.reference.names import Match, Names

ROWS = ["Hmeimim Air Base|Хмеймим", "Mitiga International Airport|Митига", "Base", "Al Khadim Airport|الخادم", ""]
NAMES = Names.of((["OSLK", "HLLM", "", "HL59", ""], ROWS))


@pytest.mark.parametrize(
    ("typed", "whole", "start", "words"),
    [
        ("oslk", [0], [0], [0]),
        ("base", [2], [2], [0, 2]),
        ("air", [], [], [0, 1, 3]),
        ("airport khadim", [], [], [3]),
        ("air int", [], [], [1]),
        ("МИТ", [], [1], [1]),
        ("خادم", [3], [3], [3]),
        ("eimim", [], [], []),
        ("  ", [], [], []),
        ("hl", [], [1, 3], [1, 3]),
    ],
)
def test_what_is_typed_finds_the_rows(typed: str, whole: list[int], start: list[int], words: list[int]) -> None:
    found = NAMES.search(typed)
    assert found[Match.WHOLE].tolist() == whole
    assert found[Match.START].tolist() == start
    assert found[Match.WORDS].tolist() == words


@given(st.text(max_size=12))
def test_whatever_is_typed_nothing_breaks(text: str) -> None:
    found = NAMES.search(text)
    assert set(found[Match.WHOLE].tolist()) <= set(found[Match.START].tolist()) <= set(found[Match.WORDS].tolist())


@given(
    st.lists(st.text(alphabet="abc Жж-é", max_size=8), min_size=1, max_size=6), st.text(alphabet="abcжé", min_size=1)
)
def test_a_word_is_found_where_a_plain_look_finds_it(rows: list[str], word: str) -> None:
    expected = [i for i, row in enumerate(rows) if any(w.startswith(fold(word)) for w in fold(row).split())]
    assert Names.of((rows,)).search(word)[Match.WORDS].tolist() == expected
