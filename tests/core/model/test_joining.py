"""Which keys name one aircraft, and what may the user state?"""

from __future__ import annotations

import pytest

from watchfield.core.errors import RequestError
from watchfield.core.model.joining import Groups, settled, stated_identities
from watchfield.core.model.track import AircraftStatement, Identity

ILYUSHIN = AircraftStatement("1551df", "RA-86495", "IL62")


def said(key: str, same: str, **more: str) -> Identity:
    return Identity(key, same, "user", **more)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1551DF", ("1551df", None, None)),
        (" 0x1551df , ra-86495 ,il62", ("1551df", "RA-86495", "IL62")),
        (",RA-86495", (None, "RA-86495", None)),
        (",,IL62", (None, None, "IL62")),
    ],
)
def test_a_statement_is_made_in_any_spelling(text: str, parts: tuple[str | None, ...]) -> None:
    statement = AircraftStatement.of(text)
    assert (statement.icao24, statement.registration, statement.type) == parts


@pytest.mark.parametrize(
    "text", ["", ",,", "~2a3b4c", "000000", "1551d", "1551dg", "1551df,a,b,c", ",a\u202eb", ",a\x1b[1m", "," + "a" * 17]
)
def test_what_is_no_aircraft_is_no_statement(text: str) -> None:
    with pytest.raises(RequestError):
        AircraftStatement.of(text)


def test_the_newest_statement_of_a_key_holds() -> None:
    rows = [(said("fr24:1", "icao:000001"), 1), (said("fr24:1", "icao:000002"), 1)]
    held, overruled = settled(rows, frozenset())
    assert held == (rows[1][0],)
    assert overruled == frozenset()


def test_a_statement_can_be_taken_back_and_made_again() -> None:
    rows = [(said("fr24:1", "icao:000001"), 1), (said("fr24:1", "fr24:1"), 1)]
    assert settled(rows, frozenset())[0] == ()
    assert settled([*rows, rows[0]], frozenset())[0] == (rows[0][0],)


def test_the_word_of_a_removed_source_does_not_count() -> None:
    rows = [(said("fr24:1", "icao:000001"), 1), (said("fr24:1", "icao:000002"), 2)]
    assert settled(rows, frozenset({2}))[0] == (rows[0][0],)


def test_recordings_have_the_first_word_whatever_came_first() -> None:
    file = Identity("fr24:1", "icao:000002")
    rows = [(said("fr24:1", "icao:000001"), 1), (file, 2)]
    held, overruled = settled(rows, frozenset())
    assert (held, overruled) == ((file,), frozenset({1}))


def test_a_statement_that_says_what_a_recording_says_too_holds() -> None:
    rows = [(said("fr24:1", "icao:000001", registration="RA-1"), 1), (Identity("fr24:1", "icao:000001"), 2)]
    held, overruled = settled(rows, frozenset())
    assert (len(held), overruled) == (2, frozenset())


def test_a_later_statement_about_the_same_key_overrules_that_of_another_source() -> None:
    rows = [(said("fr24:1", "icao:000001"), 1), (said("fr24:1", "icao:000002"), 2)]
    assert settled(rows, frozenset())[1] == frozenset({1})


def test_statements_are_known_by_the_group_of_their_key() -> None:
    groups = Groups([Identity("fr24:1", "callsign:A@1"), said("callsign:A@1", "icao:1551df", registration="RA-1")])
    root = groups.root("fr24:1")
    assert groups.stated(root) == (AircraftStatement("1551df", "RA-1"),)
    assert groups.keys(root) == {"fr24:1", "callsign:A@1", "icao:1551df"}
    assert groups.addresses("fr24:1") == {"1551df"}


def test_every_key_of_a_recording_is_joined_to_the_address() -> None:
    spans = {"callsign:A@1": [(0.0, 10.0)], "callsign:B@1": [(10.0, 20.0)]}
    rows = stated_identities(spans, (), ILYUSHIN)
    assert [(row.key, row.same_as, row.registration) for row in rows] == [
        ("callsign:A@1", "icao:1551df", "RA-86495"),
        ("callsign:B@1", "icao:1551df", "RA-86495"),
    ]
    assert {row.statement for row in rows} == {ILYUSHIN}


def test_a_registration_alone_names_the_key_itself() -> None:
    (row,) = stated_identities({"fr24:1": [(0.0, 1.0)]}, (), AircraftStatement(None, "RA-86495"))
    assert (row.key, row.same_as, row.stated_by) == ("fr24:1", "fr24:1", "user")


def test_what_the_recording_says_itself_needs_no_row() -> None:
    assert stated_identities({"icao:1551df": [(0.0, 1.0)]}, (), AircraftStatement("1551df")) == ()
    (row,) = stated_identities({"icao:1551df": [(0.0, 1.0)]}, (), ILYUSHIN)
    assert (row.key, row.same_as, row.registration) == ("icao:1551df", "icao:1551df", "RA-86495")


@pytest.mark.parametrize(
    ("spans", "identities", "match"),
    [
        ({}, (), "no positions"),
        ({"icao:000001": [(0.0, 1.0)]}, (), "itself says that its aircraft is 000001"),
        ({"fr24:1": [(0.0, 1.0)]}, (Identity("fr24:1", "icao:000001"),), "itself says"),
        ({"icao:000001": [(0.0, 1.0)], "icao:000002": [(5.0, 6.0)]}, (), "2 aircraft, by their addresses"),
        ({"other:a@1": [(0.0, 5.0)], "other:b@1": [(4.0, 6.0)]}, (), "not of one aircraft"),
        ({"other:a@1": [(0.0, 1.0), (8.0, 9.0)], "other:b@1": [(2.0, 3.0), (8.5, 8.6)]}, (), "not of one aircraft"),
    ],
)
def test_a_recording_that_says_otherwise_or_has_several_aircraft_is_given_none(
    spans: dict[str, list[tuple[float, float]]], identities: tuple[Identity, ...], match: str
) -> None:
    with pytest.raises(RequestError, match=match):
        stated_identities(spans, identities, ILYUSHIN)


def test_tracks_that_take_turns_or_are_joined_may_be_of_one_aircraft() -> None:
    turns = {"other:a@1": [(0.0, 1.0), (4.0, 5.0)], "other:b@1": [(2.0, 3.0)]}
    assert len(stated_identities(turns, (), ILYUSHIN)) == 2
    joined = {"other:a@1": [(0.0, 5.0)], "other:b@1": [(4.0, 6.0)]}
    assert len(stated_identities(joined, (Identity("other:a@1", "other:b@1"),), ILYUSHIN)) == 2
