from __future__ import annotations

from dataclasses import replace

import pytest

from watchfield.core.model.movement import MovementKind
from watchfield.core.model.movement import State as Certainty
from watchfield.session import listing, movements, opening
from watchfield.session.facts import movement_card, track_card
from watchfield.session.state import Filter, Order, State


def listed(project, wanted=None, **more):
    return movements.rows(project.movements, project.zones, wanted or Filter(), **more)


def test_no_text_makes_an_arrival_of_an_undetermined_end(project):
    row = next(row for row in listed(project) if row.movement.id == "m1")
    words = " ".join((row.state, row.kind, row.place, row.fix, movements.title(row.movement, project.zones)))
    card = movement_card(row.movement, project)
    assert "rrival" not in words + card.title + card.window_note
    assert row.kind == "Track ends"
    assert row.place == "within reach: OSLK, LTDA"
    assert card.title == "Track ends, undetermined"


def test_a_claimed_departure_is_called_one(project):
    row = next(row for row in listed(project) if row.movement.id == "m2")
    assert (row.kind, row.place) == ("Departure", "Hmeimim (OSLK)")
    assert movements.title(row.movement, project.zones) == "Departure from Hmeimim"


def test_counts_never_count_undetermined_ends_among_the_movements(project):
    assert movements.counts_text(listed(project).movements, 3) == (
        "2 movements · 1 undetermined start or end · 3 of 3 listed"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (Filter(zone="z1"), {"m1", "m3"}),
        (Filter(kinds=frozenset({MovementKind.OVERFLIGHT})), {"m3"}),
        (Filter(states=frozenset({Certainty.UNDETERMINED})), {"m1"}),
        (Filter(aircraft="icao:000002"), {"m3"}),
        (Filter(text="ra-00"), {"m1", "m2"}),
        (Filter(since_s=1_761_480_000.0 + 1_000), {"m1", "m3"}),
        (Filter(until_s=1_761_480_000.0 + 1_000), {"m2"}),
    ],
)
def test_the_filter_lets_through_what_it_says(project, wanted, ids):
    assert {row.movement.id for row in listed(project, wanted)} == ids


def test_rows_are_sorted_by_time_newest_first_and_the_other_way_round(project):
    assert [row.movement.id for row in listed(project)] == ["m1", "m3", "m2"]
    assert [row.movement.id for row in listed(project, descending=False)] == ["m2", "m3", "m1"]
    assert [row.movement.id for row in listed(project, order=Order.STATE, descending=False)] == ["m3", "m2", "m1"]


def test_a_movement_of_an_older_shape_is_out_of_date(project):
    assert {row.movement.id for row in listed(project) if row.out_of_date} == {"m3"}
    card = movement_card(project.movements[2], project)
    assert card.sections[0][0] == "Out of date"


def test_a_card_names_file_and_rows(project):
    card = movement_card(project.movements[1], project)
    rests = dict(card.sections)["What it rests on"]
    assert (rests[0].text, rests[0].figure) == ("night export.csv", "rows 10 to 19")


def test_a_card_of_an_aircraft_says_what_was_received(project):
    card = track_card(0, project)
    assert card.title == "RA-00001"
    received = {line.text: line.figure for line in dict(card.sections)["What was received"]}
    assert received["Fixes"] == "120"
    assert received["night export.csv"] == "rows 0 to 119"


def test_texts_that_turn_the_direction_of_reading_are_shown_by_number(project):
    hostile = replace(project.movements[1], registration="RA\u202e1")
    row = movements.rows((hostile,), project.zones)[0]
    assert row.aircraft == "RA⟨U+202E⟩1"


def test_the_next_movement_in_the_list_and_in_time_are_found(project):
    state = opening.opened(project, (1000, 700))(State())
    state = listing.neighbour(state, 1)
    assert state.selection.movement == "m1"
    assert listing.neighbour(state, 1).selection.movement == "m3"
    early = replace(state, clock=replace(state.clock, now_s=state.clock.first_s))
    assert listing.in_time(early, 1).selection.movement == "m3"
    assert listing.in_time(early, -1) is early
