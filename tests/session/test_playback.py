from __future__ import annotations

import pytest

from watchfield.core.errors import RequestError
from watchfield.session import looking, opening, playback
from watchfield.session.state import Span, State
from watchfield.session.stepping import to_fix

from_project = opening.opened


@pytest.fixture
def state(project):
    return from_project(project, (1000, 700))(State())


def test_time_passes_at_the_chosen_speed_and_stops_at_the_end(state):
    state = playback.at(state.clock.first_s)(state)
    state = playback.speed(600.0)(playback.play()(state))
    assert playback.tick(1.0)(state).clock.now_s == state.clock.first_s + 600
    ended = playback.tick(1e6)(state)
    assert (ended.clock.now_s, ended.clock.playing) == (state.clock.last_s, False)


def test_it_plays_backward(state):
    state = playback.play(-1)(playback.at(state.clock.last_s)(state))
    assert playback.tick(1.0)(state).clock.now_s == state.clock.last_s - state.clock.speed


def test_the_same_direction_again_is_faster(state):
    once = playback.play()(playback.at(state.clock.first_s)(state))
    assert playback.play()(once).clock.speed > once.clock.speed


def test_speed_stays_between_1_and_10000(state):
    assert playback.speed(0.1)(state).clock.speed == 1.0
    assert playback.speed(1e9)(state).clock.speed == 10_000.0


@pytest.mark.parametrize("text", ["2025-10-26T12:10Z", "261210ZOCT25", "2025-10-26 12:10"])
def test_one_goes_to_a_typed_time(state, text):
    assert playback.from_text(text)(state).clock.now_s == state.clock.first_s + 600


def test_what_is_no_time_is_refused():
    with pytest.raises(RequestError, match="is not a time"):
        playback.from_text("noonish")


def test_zooming_the_axis_leaves_the_time_under_the_pointer_where_it_is(state):
    state = playback.show_span(None)(state)
    around = state.shown.start_s + 0.3 * state.shown.length_s
    zoomed = playback.zoom_shown(4.0, around)(state)
    assert zoomed.shown.length_s == pytest.approx(state.shown.length_s / 4)
    assert (around - zoomed.shown.start_s) / zoomed.shown.length_s == pytest.approx(0.3)


def test_the_axis_never_shows_what_lies_outside_the_project(state):
    everything = playback.bounds(state)
    far = playback.show(Span(everything.end_s + 1e6, everything.end_s + 1e6 + 3600))(state)
    assert far.shown.end_s == everything.end_s


def test_the_axis_follows_a_playhead_that_leaves_it(state):
    state = playback.show(Span(state.clock.first_s, state.clock.first_s + 600))(state)
    state = playback.play()(playback.at(state.clock.first_s + 590, show=False)(state))
    later = playback.tick(1.0)(state)
    assert later.shown.start_s <= later.clock.now_s <= later.shown.end_s


def test_the_arrows_go_from_fix_to_fix_of_the_selection(state):
    state = looking.select_tracks(("icao:000001",))(playback.at(state.clock.first_s)(state))
    assert to_fix(1)(state).clock.now_s == state.clock.first_s + 30
    assert to_fix(-1)(state) is state
