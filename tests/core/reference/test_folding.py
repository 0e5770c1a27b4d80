"""Which spellings are the same?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchfield.core.reference.folding import fold


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HMEIMIM", "hmeimim"),
        ("İncirlik", "Incirlik"),
        ("Zürich", "Zurich"),
        ("Łódź", "Lodz"),
        ("Straße", "STRASSE"),
        ("Щёлково", "щелково"),
        ("Остафьево", "ОСТАФЬЕВО"),
        ("اللاذقيّة", "اللاذقيه"),
        ("اللاذقية", "لاذقية"),
        ("أبو الظهور", "ابو الظهور"),
        ("کویرس", "كويرس"),
        ("Al-Khadim", "al  khadim"),
        ("Ma'aten", "Maaten"),
    ],
)
def test_two_spellings_of_one_name_fold_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("OSLK", "OSLO"), ("Латакия", "Latakia"), ("17L", "17R")])
def test_other_names_stay_other_names(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text())
def test_folding_never_fails_and_leaves_single_spaces(text: str) -> None:
    folded = fold(text)
    assert "  " not in folded
    assert folded == folded.strip(" ")


@given(st.text(alphabet="abcÄéЖйёأةى \n\t-'", max_size=30))
def test_folding_a_table_at_once_keeps_its_lines_and_cells(text: str) -> None:
    assert fold(text).count("\n") == text.count("\n")
    assert fold(text).count("\t") == text.count("\t")
