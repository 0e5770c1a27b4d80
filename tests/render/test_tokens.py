"""Does the renderer read the one file of colours, and can what it draws be told apart?"""

from __future__ import annotations

import pytest

from watchfield.core.errors import ResourceError
from watchfield.core.model.movement import State
from watchfield.render.tokens import DARK, LIGHT, look


def luminance(rgb):
    parts = [v / 255 for v in rgb]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a, b):
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_everything_drawn_on_the_map_stands_out_as_the_look_says(theme):
    colours = look(theme)
    for ground in ("sea", "land"):
        assert contrast(colours["zone"], colours[ground]) > 4.9
        assert contrast(colours["city"], colours[ground]) > 5.5
        assert contrast(colours["other_traffic"], colours[ground]) > 3.1
        assert min(contrast(rgb, colours[ground]) for rgb in colours.aircraft) > 4.2
    assert contrast(colours["sea_name"], colours["sea"]) > 4.7
    assert contrast(colours["on_marking"], colours["marking"]) > 4.5


def test_every_state_has_a_colour_and_six_aircraft_theirs():
    for theme in (DARK, LIGHT):
        assert set(look(theme).states) == {state.value for state in State}
        assert len(set(look(theme).aircraft)) == 6


def test_aircraft_colours_are_handed_out_in_the_order_of_the_file():
    assert look(DARK).aircraft[0] == (0x58, 0xC9, 0xDD)


def test_a_theme_that_does_not_exist_says_so():
    with pytest.raises(ResourceError, match="sepia"):
        look("sepia")
