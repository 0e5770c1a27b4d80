"""Can everything be read? The ratios of WCAG 2.x, measured over the one file of colours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from watchfield import paths

SURFACES = ("window", "panel", "raised", "field", "hover", "selected")
CARDS = ("panel", "raised")
MAP = ("sea", "land")
THEMES = ("dark", "light")


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lowest(colours: Iterable[str], grounds: Iterable[str]) -> float:
    grounds = list(grounds)
    return round(min(contrast(colour, ground) for colour in colours for ground in grounds), 1)


def theme(name: str) -> dict[str, str]:
    colours: dict[str, str] = paths.tokens()["themes"][name]
    return colours


def test_black_on_white_is_21_to_1() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize(
    ("colour", "grounds", "dark", "light"),
    [
        ("text", SURFACES, 9.7, 13.6),
        ("text2", SURFACES, 5.9, 6.6),
        ("text3", SURFACES, 4.7, 4.7),
        ("accent", SURFACES, 4.9, 5.6),
        ("on_accent_fill", ("accent_fill",), 5.4, 6.4),
        ("on_marking", ("marking",), 7.0, 7.0),
        ("line_strong", CARDS, 3.1, 3.4),
        ("focus", CARDS, 6.0, 6.0),
        ("zone", MAP, 7.3, 5.1),
        ("other_traffic", MAP, 3.6, 3.2),
        ("city", ("land",), 5.8, 5.8),
        ("sea_name", ("sea",), 5.0, 4.8),
        ("airfield", MAP, 3.0, 3.0),
        ("runway", MAP, 3.0, 3.0),
    ],
)
def test_a_colour_stands_out_from_what_it_lies_on(
    colour: str, grounds: tuple[str, ...], dark: float, light: float
) -> None:
    for name, least in (("dark", dark), ("light", light)):
        colours = theme(name)
        assert lowest([colours[colour]], [colours[ground] for ground in grounds]) >= least, name


@pytest.mark.parametrize(("name", "word", "mark"), [("dark", 5.2, 4.1), ("light", 4.9, 4.2)])
def test_a_state_can_be_read_on_a_card_and_its_mark_in_a_selected_row(name: str, word: float, mark: float) -> None:
    states = [state[name] for state in paths.tokens()["states"].values()]
    assert lowest(states, [theme(name)[ground] for ground in CARDS]) >= word
    assert lowest(states, [theme(name)["selected"]]) >= mark


@pytest.mark.parametrize(("name", "least"), [("dark", 4.8), ("light", 4.3)])
def test_every_aircraft_colour_stands_out_on_the_map(name: str, least: float) -> None:
    assert lowest(paths.tokens()["aircraft"][name], [theme(name)[ground] for ground in MAP]) >= least


def test_both_themes_have_the_same_tokens() -> None:
    assert theme("dark").keys() == theme("light").keys()


def test_every_colour_is_written_in_full() -> None:
    def texts(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for inner in value.values():
                yield from texts(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from texts(inner)
        elif isinstance(value, str):
            yield value

    colours = [text for text in texts(paths.tokens()) if text.startswith("#")]
    assert len(colours) > 80
    assert all(re.fullmatch("#[0-9A-F]{6}", colour) for colour in colours)


def test_the_order_of_aircraft_colours_names_each_once() -> None:
    aircraft = paths.tokens()["aircraft"]
    assert sorted(aircraft["order"]) == list(range(1, 1 + len(aircraft["dark"])))
    assert len(aircraft["dark"]) == len(aircraft["light"]) == 6


@pytest.mark.parametrize("name", THEMES)
def test_more_is_always_brighter_or_always_darker(name: str) -> None:
    steps = [luminance(colour) for colour in paths.tokens()["counts"][name]]
    assert steps == sorted(steps, reverse=name == "light")
