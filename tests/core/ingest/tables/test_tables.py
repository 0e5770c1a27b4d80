from __future__ import annotations

import io

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from watchfield.core.ingest import parsers
from watchfield.core.ingest.files import content
from watchfield.core.ingest.tables.table import Wanted
from watchfield.core.task import silent

WANTED = Wanted(numbers=("a", "b"), texts=("c",), pairs=("d",), cells=("e",), grouped=("b",))
CELLS = st.one_of(
    st.sampled_from(["", "NA", "1", "-2.5", " 7 ", "1e400", "nan", "0x1f", "1,000", "12'345", "+3", "x", "35.0,36.0"]),
    st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=6),
)


def tables(data, size, *, fast, wanted=WANTED):
    (parsers.enable_fast if fast else parsers.enable_standard)()
    pieces = content.pieces(io.BytesIO(data), "x", silent, quoted=True, size=size)
    return list(parsers.csv_tables(pieces, "x", wanted))


def joined(some):
    return {
        "row": [row for table in some for row in table.row.tolist()],
        "broken": [(refusal.row, refusal.reason) for table in some for refusal in table.broken],
        **{name: np.concatenate([table.number(name) for table in some]).tolist() for name in ("a", "b")},
        "c": [table.text("c").texts[code] if code >= 0 else "" for table in some for code in table.text("c").code],
        "d": [np.concatenate([table.pair("d")[half] for table in some]).tolist() for half in (0, 1)],
        "e": [cell for table in some for cell in table.cell("e").tolist()],
    }


def as_csv(rows):
    quoted = [",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in rows]
    return ("a,b,c,d,e\n" + "\n".join(quoted) + "\n").encode()


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(CELLS, min_size=4, max_size=6).map(lambda row: row if len(row) != 4 else [*row, ""]), min_size=1)
)
def test_the_fast_parser_and_its_twin_say_the_same_however_the_table_is_cut(rows):
    data = as_csv(rows)
    expected = joined(tables(data, 1 << 20, fast=False))
    for size in (1, 64, 1 << 20):
        for fast in (True, False):
            np.testing.assert_equal(joined(tables(data, size, fast=fast)), expected)


def test_a_quoted_line_break_is_never_cut_and_rows_are_lines():
    data = b'a,b,c,d,e\n1,2,"x\ny",,\n\n3,4\n5,6,z,,\n'
    for fast in (True, False):
        for size in (1, 20, 1 << 20):
            found = joined(tables(data, size, fast=fast))
            assert (found["row"], found["c"]) == ([2, 6], ["x\ny", "z"])
            assert found["broken"] == [(5, "The row has 2 cells, the header 5.")]


def test_an_odd_piece_is_read_by_the_twin_and_the_others_are_not(monkeypatch):
    from watchfield.core.ingest.tables.table import StandardCsv  # noqa: PLC0415

    slow = []
    table = StandardCsv.table
    monkeypatch.setattr(StandardCsv, "table", lambda self, data, first: slow.append(first) or table(self, data, first))
    data = b"a,b,c,d,e\n" + b"1,2,x,,\n" * 100 + b'\n3,4\n"5"x,6,z,,\n' + b"1,nan,x,,\n" * 100
    found = joined(tables(data, 200, fast=True))
    assert len(found["row"]) == 201
    assert slow == []


def test_decimal_commas_are_read_alike():
    wanted = Wanted(numbers=("a", "b"), decimal=",", grouped=("b",))
    data = "a;b\n1,5;35.000\n2.5;1.234,5\n;1 000\n1.000;1’000\n".encode()
    for fast in (True, False):
        (table,) = tables(data, 1 << 20, fast=fast, wanted=wanted)
        np.testing.assert_equal(table.number("a"), [1.5, np.inf, np.nan, np.inf])
        np.testing.assert_equal(table.number("b"), [35_000, 1234.5, 1000, 1000])
