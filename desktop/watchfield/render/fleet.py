"""Aircraft on the picture: silhouettes turned to their heading, and cards that name the chosen ones."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from watchfield.core.geo import plane
from watchfield.render import marks, silhouettes
from watchfield.render.aircraft import Fleet
from watchfield.render.canvas import Canvas, Rgb, packed
from watchfield.render.engine import Engine
from watchfield.render.fill import fill_screen
from watchfield.render.labels import Occupied, Type, Word, draw_word, word
from watchfield.render.lines import draw_screen_lines
from watchfield.render.scene import Choice, Scene
from watchfield.render.stamps import stamp, stamp_many
from watchfield.render.tokens import DARK, Look, look
from watchfield.render.view import View

__all__ = ["Instances", "draw_fleet", "instances", "label_lines"]

_LEVEL_FT = 250.0  # feet a minute; slower is level
_FLIGHT_LEVEL_FROM_FT = 18_000.0
_CARD_PLACES = ((26, -26), (26, 10), (-26, -26), (-26, 10), (0, -44), (0, 34), (60, -60), (-60, -60), (60, 40))


@dataclass(frozen=True, eq=False, slots=True)
class Instances:
    """Aircraft to be laid over a picture, in order: the last lies on top. One aircraft may be there on several turns.

    x, y : float32[k], device pixels of the middle
    heading : int32[k], 0 to 63
    silhouette : uint8[k], number in ``silhouettes.KINDS``
    hollow : bool[k]
    rgb : uint32[k], packed colours
    size : int32[k], device pixels
    track : int64[k]
    """

    x: NDArray[np.float32]
    y: NDArray[np.float32]
    heading: NDArray[np.int32]
    silhouette: NDArray[np.uint8]
    hollow: NDArray[np.bool_]
    rgb: NDArray[np.uint32]
    size: NDArray[np.int32]
    track: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.track)


def instances(
    fleet: Fleet, view: View, choice: Choice, silhouette_of_track: NDArray[np.uint8], *, theme: str = DARK
) -> Instances:
    """Return which silhouettes stand where, with what is chosen on top."""
    colours = look(theme)
    tracks = len(silhouette_of_track)
    shown = choice.mask(tracks).copy()
    rgb = np.full(tracks, packed(colours["other_traffic"]), np.uint32)
    size = np.full(tracks, colours.sizes["aircraft_other"], np.float64)
    level = np.zeros(tracks, np.int64)
    for place, track in enumerate(choice.coloured):
        rgb[track] = packed(choice.colour_of(track, colours))
        size[track] = colours.sizes["aircraft_selected" if track == choice.selected else "aircraft_map"]
        level[track] = place + 1
        shown[track] = True
    x_m, y_m = plane.to_plane(fleet.lon_deg, fleet.lat_deg)
    parts = []
    for turn in view.turns():
        x, y = view.to_screen(x_m + turn * plane.WORLD_M, y_m)
        margin = 24.0 * view.ratio
        seen = (
            shown[fleet.track] & (x > -margin) & (x < view.width + margin) & (y > -margin) & (y < view.height + margin)
        )
        which = np.flatnonzero(seen)
        parts.append((x[which], y[which], which))
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)] if parts else [np.empty(0)] * 3
    which = columns[2].astype(np.int64)
    order = np.argsort(level[fleet.track[which]], kind="stable")
    which = which[order]
    of = fleet.track[which]
    return Instances(
        columns[0][order].astype(np.float32), columns[1][order].astype(np.float32),
        silhouettes.heading_index(fleet.heading_deg[which]), silhouette_of_track[of], fleet.hollow[which], rgb[of],
        np.rint(size[of] * view.ratio).astype(np.int32), of,
    )  # fmt: skip


def draw_fleet(
    canvas: Canvas, scene: Scene, view: View, choice: Choice, fleet: Fleet, *, theme: str = DARK, labels: bool = True,
    occupied: Occupied | None = None, engine: Engine | None = None,
) -> None:  # fmt: skip
    """Draw all aircraft of one time, and cards beside those that are chosen."""
    colours = look(theme)
    shown = instances(fleet, view, choice, scene.silhouettes, theme=theme)
    _draw_silhouettes(canvas, shown, colours, choice, view, engine)
    if labels:
        taken = occupied or Occupied(view.width, view.height)
        place_of = {int(track): i for i, track in enumerate(fleet.track)}
        for i in range(len(shown) - 1, -1, -1):
            track = int(shown.track[i])
            if track not in choice.coloured:
                break
            lines = label_lines(scene, fleet, place_of[track])
            at = (float(shown.x[i]), float(shown.y[i]))
            _draw_card(canvas, lines, at, choice.colour_of(track, colours), colours, view, taken, engine)


def _draw_silhouettes(
    canvas: Canvas, shown: Instances, colours: Look, choice: Choice, view: View, engine: Engine | None
) -> None:
    others = shown.rgb == packed(colours["other_traffic"])
    # Silhouettes that share a picture are laid at once: all other traffic has one size.
    pictures = shown.silhouette.astype(np.int64) * 2 + shown.hollow
    for picture in np.unique(pictures[others]):
        which = np.flatnonzero(others & (pictures == picture))
        _lay(canvas, shown, which, colours, halo=False, engine=engine)
    for i in np.flatnonzero(~others):
        if int(shown.track[i]) == choice.selected:
            _draw_selection(canvas, float(shown.x[i]), float(shown.y[i]), int(shown.size[i]), colours, view, engine)
        _lay(canvas, shown, np.array([i]), colours, halo=True, engine=engine)


def _lay(
    canvas: Canvas, shown: Instances, which: NDArray[np.int64], colours: Look, *, halo: bool, engine: Engine | None
) -> None:
    """Lay silhouettes that share shape and size."""
    kind, size, hollow = int(shown.silhouette[which[0]]), int(shown.size[which[0]]), bool(shown.hollow[which[0]])
    if halo:
        picture = silhouettes.edge(kind, size, int(shown.heading[which[0]]))
        half = picture.shape[0] // 2
        left, top = math.floor(shown.x[which[0]]) - half, math.floor(shown.y[which[0]]) - half
        stamp(canvas, picture, left, top, colours["halo"], strength=0.85, engine=engine)
    pictures = silhouettes.atlas(kind, size, hollow=hollow)
    half = pictures.shape[1] // 2
    stamp_many(
        canvas, pictures, shown.heading[which],
        np.floor(shown.x[which]).astype(np.int32) - np.int32(half),
        np.floor(shown.y[which]).astype(np.int32) - np.int32(half),
        shown.rgb[which], np.full(len(which), 255, np.uint8), engine=engine,
    )  # fmt: skip


def _draw_selection(
    canvas: Canvas, x: float, y: float, size: int, colours: Look, view: View, engine: Engine | None
) -> None:
    picture = marks.ring(size * 0.72, 1.6 * view.ratio)
    half = picture.shape[0] // 2
    stamp(canvas, picture, math.floor(x) - half, math.floor(y) - half, colours["text"], engine=engine)


def label_lines(scene: Scene, fleet: Fleet, place: int) -> tuple[str, str]:
    """Return what a card says: name and type; level with an arrow, and speed.

    place : which aircraft of the fleet
    """
    track = int(fleet.track[place])
    head = " ".join(part for part in (scene.names[track], scene.types[track]) if part)
    feet, knots, climb = (float(v[place]) for v in (fleet.altitude_ft, fleet.speed_kt, fleet.climb_fpm))
    arrow = " ↑" if climb > _LEVEL_FT else " ↓" if climb < -_LEVEL_FT else ""
    level = ""
    if math.isfinite(feet):
        level = f"FL{round(feet / 100):03d}" if feet >= _FLIGHT_LEVEL_FROM_FT else f"{round(feet):,} ft"
    parts = [level + arrow if level else "", f"{round(knots)} kt" if math.isfinite(knots) else ""]
    return head, " · ".join(part for part in parts if part)


def _draw_card(
    canvas: Canvas, lines: tuple[str, str], at: tuple[float, float], colour: Rgb, colours: Look, view: View,
    taken: Occupied, engine: Engine | None,
) -> None:  # fmt: skip
    """Draw a small card beside an aircraft at the first place that is free, with a line to it; or none."""
    ratio = view.ratio
    words = [word(lines[0], Type(12.0 * ratio, 600))] + ([word(lines[1], Type(11.0 * ratio))] if lines[1] else [])
    line_px = 16.0 * ratio
    wide = max(w.width for w in words) + 17.0 * ratio
    tall = line_px * len(words) + 7.0 * ratio
    for dx, dy in _CARD_PLACES:
        left = at[0] + dx * ratio - (wide if dx < 0 else wide / 2 if dx == 0 else 0.0)
        top = at[1] + dy * ratio - (tall if dy < 0 else 0.0)
        box = (left, top, left + wide, top + tall)
        if taken.free(*box):
            break
    else:
        return
    taken.take(*box)
    _draw_box(canvas, at, box, words, colour, colours, ratio, engine)


def _draw_box(
    canvas: Canvas, at: tuple[float, float], box: tuple[float, float, float, float], words: list[Word], colour: Rgb,
    colours: Look, ratio: float, engine: Engine | None,
) -> None:  # fmt: skip
    left, top, right, bottom = (math.floor(v) + 0.5 for v in box)
    near = np.array([min(max(at[0], left), right), min(max(at[1], top), bottom)])
    away = near - at
    length = float(np.hypot(*away))
    if length > 16.0 * ratio:
        start = np.asarray(at) + away / length * 14.0 * ratio
        draw_screen_lines(canvas, [np.stack([start, near])], colour, 1.0 * ratio, engine=engine)
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]])
    fill_screen(canvas, [corners], colours["raised"], alpha=0.92)
    draw_screen_lines(canvas, [np.concatenate([corners, corners[:1]])], colour, 1.0 * ratio, alpha=0.8, engine=engine)
    bar = np.array([[left, top], [left + 3 * ratio, top], [left + 3 * ratio, bottom], [left, bottom]])
    fill_screen(canvas, [bar], colour)
    for number, (picture, rgb) in enumerate(zip(words, (colours["text"], colours["text2"]), strict=False)):
        base = top + 3.0 * ratio + 16.0 * ratio * (number + 1) - 4.0 * ratio
        draw_word(canvas, picture, left + 10.0 * ratio, base, rgb, engine=engine)
