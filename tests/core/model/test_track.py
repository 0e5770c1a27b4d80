from __future__ import annotations

from itertools import permutations
from types import MappingProxyType

import pytest

from watchfield.core.model.track import Interval, Track, best_key, complete_key, key_of, merged

HASH = "ab" * 32


@pytest.mark.parametrize(
    ("names", "key"),
    [
        ({"icao24": "1551DF"}, "icao:1551df"),
        ({"icao24": "1551df", "fr24": "3376AB31", "callsign": "JAL516"}, "icao:1551df"),
        ({"fr24": "3376AB31", "callsign": "JAL516"}, "fr24:3376ab31"),
        ({"callsign": "JAL516", "other": "7"}, "callsign:JAL516"),
        ({"other": "~2a3b4c"}, "other:~2a3b4c"),
        ({"icao24": "", "callsign": None, "other": "7"}, "other:7"),
    ],
)
def test_a_track_is_known_by_the_best_name_it_has(names, key):
    assert key_of(**names) == key


def test_a_name_that_holds_in_one_source_only_carries_its_hash():
    assert complete_key("callsign:JAL516", HASH) == f"callsign:JAL516@{HASH}"
    assert complete_key("other:~2a3b4c", HASH) == f"other:~2a3b4c@{HASH}"
    assert complete_key("icao:1551df", HASH) == "icao:1551df"
    assert complete_key("fr24:3376ab31", HASH) == "fr24:3376ab31"
    assert complete_key(complete_key("callsign:JAL516", HASH), "cd" * 32) == f"callsign:JAL516@{HASH}"


def test_the_best_key_does_not_depend_on_order():
    keys = ["strange:1", "other:a@1", "callsign:A@1", "fr24:2", "fr24:1", "icao:ffffff", "icao:000001"]
    assert best_key(keys) == best_key(keys[::-1]) == "icao:000001"
    assert best_key(keys[:5]) == "fr24:1"
    assert best_key(keys[:3]) == "callsign:A@1"
    assert best_key(keys[:1]) == "strange:1"


def test_people_call_a_track_by_its_registration_callsign_address_or_own_text():
    assert Track("icao:1551df", "1551df", "RFF7081", "RA-82035").name == "RA-82035"
    assert Track("icao:1551df", "1551df", "RFF7081").name == "RFF7081"
    assert Track("icao:1551df", "1551df").name == "1551df"
    assert Track(f"other:~2a3b4c@{HASH}").name == "~2a3b4c"


STRETCHES = (
    Track(
        "icao:1551df",
        icao24="1551df",
        callsign="RFF7081",
        facts=MappingProxyType({"military": True}),
        callsigns=(Interval(0.0, 10.0, "RFF7081"),),
    ),
    Track(
        "fr24:3376ab31",
        callsign="RFF7082",
        registration="RA-82035",
        type="A124",
        facts=MappingProxyType({"military": False, "owner": "somebody"}),
        callsigns=(Interval(20.0, 100.0, "RFF7082"), Interval(0.0, 10.0, "RFF7081")),
        squawks=(Interval(5.0, 6.0, "7700"),),
    ),
    Track("callsign:RFF7082@1", callsign="RFF7082", type="IL76", callsigns=(Interval(110.0, 111.0, "RFF7082"),)),
)


@pytest.mark.parametrize("stretches", list(permutations(STRETCHES)))
def test_stretches_of_one_aircraft_become_one_track_in_whatever_order(stretches):
    track = merged(stretches)
    assert track.key == "icao:1551df"
    assert track.icao24 == "1551df"
    assert track.callsign == "RFF7082"  # the one that held longest
    assert (track.registration, track.type) == ("RA-82035", "A124")
    assert dict(track.facts) == {"military": True, "owner": "somebody"}
    assert [interval.text for interval in track.callsigns] == ["RFF7081", "RFF7082", "RFF7082"]
    assert track.squawks == (Interval(5.0, 6.0, "7700"),)


def test_a_track_merged_with_nothing_or_itself_stays_what_it_is():
    for track in STRETCHES:
        assert merged([track, track]).key == track.key
        assert merged([track]).registration == track.registration
        assert sorted(merged([track, track]).callsigns, key=str) == sorted(track.callsigns, key=str)


def test_without_intervals_the_callsign_of_the_best_stretch_holds():
    assert merged([Track("fr24:1", callsign="B"), Track("icao:1551df", callsign="A")]).callsign == "A"
    assert merged([Track("fr24:1", callsign="B"), Track("icao:1551df")]).callsign == "B"
    assert merged([Track("icao:1551df")]).callsign is None


def test_callsigns_that_held_equally_long_are_settled_by_their_text():
    tie = (Interval(0.0, 5.0, "ZZZ"), Interval(5.0, 10.0, "AAA"))
    assert (
        merged([Track("icao:1", callsigns=tie)]).callsign
        == merged([Track("icao:1", callsigns=tie[::-1])]).callsign
        == "AAA"
    )


def test_facts_cannot_be_written():
    with pytest.raises(TypeError):
        merged(STRETCHES).facts["military"] = False


def test_a_name_with_an_at_sign_still_gets_the_hash_of_its_source():
    key = complete_key("callsign:A@B", HASH)
    assert key == f"callsign:A@B@{HASH}"
    assert complete_key(key, HASH) == key
    assert Track(key).name == "A@B"
