from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from watchfield.core.ingest.memory import Memory, Rows
from watchfield.core.ingest.values import codes

LONGEST_S = 10.0
ROWS = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 60), st.one_of(st.none(), st.integers(0, 5))), max_size=40
)


def held(memory, rows):
    addresses, times, said = zip(*rows, strict=True) if rows else ((), (), ())
    whose = memory.whose(codes(addresses))
    values = np.array([np.nan if value is None else value for value in said], float)
    return memory.numbers("speed", Rows(whose, np.array(times, float)), values, LONGEST_S).tolist()


def expected(rows):
    last, found = {}, []
    for address, time_s, value in rows:
        if value is not None:
            last[address] = (time_s, value)
        known_s, known = last.get(address, (np.inf, None))
        found.append(known if known is not None and abs(time_s - known_s) <= LONGEST_S else np.nan)
    return found


@given(ROWS, st.integers(0, 40))
def test_what_was_said_last_is_held_wherever_the_file_is_cut(rows, cut):
    memory = Memory()
    pieces = held(memory, rows[:cut]) + held(memory, rows[cut:])
    np.testing.assert_array_equal(pieces, expected(rows))


def test_texts_are_held_too():
    memory = Memory()
    rows = Rows(memory.whose(codes(["a", "b", "a"])), np.array([0.0, 1.0, 2.0]))
    found = memory.texts("callsign", rows, codes(["ONE", None, None]), LONGEST_S)
    assert [found.texts[code] if code >= 0 else None for code in found.code] == ["ONE", None, "ONE"]
    later = Rows(memory.whose(codes(["b", "a"])), np.array([3.0, 4.0]))
    found = memory.texts("callsign", later, codes(["TWO", None]), LONGEST_S)
    assert [found.texts[code] for code in found.code] == ["TWO", "ONE"]


def test_a_message_without_a_time_says_nothing_of_others():
    memory = Memory()
    rows = Rows(memory.whose(codes(["a", "a"])), np.array([np.nan, 2.0]))
    assert np.isnan(memory.numbers("speed", rows, np.array([5.0, np.nan]), LONGEST_S)).all()
