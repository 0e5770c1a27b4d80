"""What lies over the map: tracks, trails, zones, marks of movements. Each is drawn over a canvas that is given."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from watchfield.core.geo import plane
from watchfield.core.model.movement import Movement, State
from watchfield.core.model.zone import Zone
from watchfield.render import marks
from watchfield.render.canvas import Canvas, Rgb, packed
from watchfield.render.engine import Engine
from watchfield.render.fill import Rings, fill_rings
from watchfield.render.labels import Anchor, Label, Occupied, Type, draw_labels
from watchfield.render.lines import Strokes, Window, draw_lines
from watchfield.render.projected import Projected
from watchfield.render.scene import Choice, Scene
from watchfield.render.stamps import stamp, stamp_many
from watchfield.render.tokens import DARK, Look, look
from watchfield.render.view import View

__all__ = ["draw_movements", "draw_tracks", "draw_trails", "draw_zones"]

_OTHER_PX = 1.0
_OTHER_ALONE = 0.6  # opacity of other traffic where nothing is chosen: then it is no backdrop
_HALO_PX = 1.0  # on each side of a chosen track
_HALO_OPACITY = 0.55
_OTHER_FAINT, _CHOSEN_FAINT = 0.1, 0.35  # what is left of a trail at its end
_RING_PX = 3.2
_MARK_PX = 6.5
_SURENESS = (State.CONTRADICTED, State.UNDETERMINED, State.POSSIBLE, State.PROBABLE, State.CONFIRMED)


def draw_tracks(
    canvas: Canvas, scene: Scene, view: View, choice: Choice, *, theme: str = DARK,
    from_s: float = -math.inf, to_s: float = math.inf, engine: Engine | None = None,
) -> None:  # fmt: skip
    """Draw whole tracks: other traffic thin and dim, chosen ones in their colours with rings where they break off."""
    colours, window = look(theme), Window(from_s, to_s)
    _draw_others(canvas, scene, view, choice, window, colours, engine)
    for track in choice.coloured:
        width = colours.lines["observed_selected_px" if track == choice.selected else "observed_px"]
        _draw_chosen(canvas, scene, view, track, choice.colour_of(track, colours), width, 1.0, window, colours, engine)
        _draw_rings(canvas, scene.projected, view, track, choice.colour_of(track, colours), window, colours, engine)


def draw_trails(
    canvas: Canvas, scene: Scene, view: View, choice: Choice, at_s: float, trail_s: float | None, *, theme: str = DARK,
    from_s: float = -math.inf, engine: Engine | None = None,
) -> None:  # fmt: skip
    """Draw what was flown in the last ``trail_s`` seconds, fading; of chosen tracks faintly all before it too.

    trail_s : None draws all that was flown, and nothing fades
    from_s : nothing before it is drawn
    """
    colours = look(theme)
    begin_s = from_s if trail_s is None else max(at_s - trail_s, from_s)
    _draw_others(canvas, scene, view, choice, Window(begin_s, at_s, _OTHER_FAINT), colours, engine)
    for track in choice.coloured:
        colour = choice.colour_of(track, colours)
        if trail_s is not None:
            past = (colours.lines["observed_past_px"], colours.lines["observed_past_opacity"])
            before = Window(from_s, begin_s)
            _draw_chosen(canvas, scene, view, track, colour, *past, before, colours, engine)
        width = colours.lines["observed_selected_px" if track == choice.selected else "observed_px"]
        window = Window(begin_s, at_s, _CHOSEN_FAINT)
        _draw_chosen(canvas, scene, view, track, colour, width, 1.0, window, colours, engine)
        _draw_rings(canvas, scene.projected, view, track, colour, Window(from_s, at_s), colours, engine)


def _draw_others(
    canvas: Canvas, scene: Scene, view: View, choice: Choice, window: Window, colours: Look, engine: Engine | None
) -> None:
    count = scene.projected.track_count
    others = choice.mask(count).copy()
    others[list(choice.coloured)] = False
    opacity = colours.lines["other_traffic_opacity"] if choice.coloured else _OTHER_ALONE
    strokes = Strokes.same(count, colours["other_traffic"], _OTHER_PX, opacity).only(others)
    draw_lines(canvas, scene.projected, view, strokes, window=window, engine=engine)


def _draw_chosen(
    canvas: Canvas, scene: Scene, view: View, track: int, colour: Rgb, width: float, opacity: float, window: Window,
    colours: Look, engine: Engine | None,
) -> None:  # fmt: skip
    count = scene.projected.track_count
    this = np.arange(count) == track
    if opacity == 1.0:
        halo = Strokes.same(count, colours["halo"], width + 2 * _HALO_PX, _HALO_OPACITY).only(this)
        draw_lines(canvas, scene.projected, view, halo, window=window, engine=engine)
    strokes = Strokes.same(count, colour, width, opacity).only(this)
    draw_lines(canvas, scene.projected, view, strokes, window=window, engine=engine)


def _draw_rings(
    canvas: Canvas, lines: Projected, view: View, track: int, colour: Rgb, window: Window, colours: Look,
    engine: Engine | None,
) -> None:  # fmt: skip
    """Close both ends of every stretch of a track by a ring: beyond it nothing is known."""
    first, stop = int(lines.offsets[track]), int(lines.offsets[track + 1])
    if first == stop:
        return
    broken = np.flatnonzero(lines.link[first:stop] == 0) + first
    ends = np.unique(np.concatenate([[first], broken, broken[:-1] + 1]))
    ends = ends[(lines.time_s[ends] >= window.from_s) & (lines.time_s[ends] <= window.to_s)]
    x_m, y_m = lines.x[ends] / plane.UNITS_PER_M, lines.y[ends] / plane.UNITS_PER_M
    radius = _RING_PX * view.ratio
    for alpha, rgb in ((marks.disc(radius), colours["halo"]), (marks.ring(radius, 1.5 * view.ratio), colour)):
        _stamp_at(canvas, view, alpha, x_m, y_m, rgb, engine)


def _stamp_at(
    canvas: Canvas, view: View, alpha: NDArray[np.uint8], x_m: NDArray[np.float64], y_m: NDArray[np.float64], rgb: Rgb,
    engine: Engine | None,
) -> None:  # fmt: skip
    """Lay one small picture at many places of the map, on all turns in view."""
    half = alpha.shape[0] // 2
    for turn in view.turns():
        x, y = view.to_screen(x_m + turn * plane.WORLD_M, y_m)
        seen = (np.abs(x - view.width / 2) < view.width / 2 + half) & (
            np.abs(y - view.height / 2) < view.height / 2 + half
        )
        count = int(seen.sum())
        if count:
            left, top = (np.floor(v[seen]).astype(np.int32) - np.int32(half) for v in (x, y))
            stamp_many(
                canvas, alpha[None], np.zeros(count, np.int32), left, top, np.full(count, packed(rgb), np.uint32),
                np.full(count, 255, np.uint8), engine=engine,
            )  # fmt: skip


def draw_zones(
    canvas: Canvas, zones: Sequence[Zone], view: View, *, theme: str = DARK, occupied: Occupied | None = None,
    engine: Engine | None = None,
) -> None:  # fmt: skip
    """Draw watch zones: filled faintly, with a firm outline and their name."""
    colours = look(theme)
    labels = []
    for zone in zones:
        rings = [np.asarray(ring, np.float64) for ring in zone.rings if len(ring) >= 3]
        if not rings:
            continue
        fill_rings(
            canvas,
            Rings.of_degrees(rings),
            view,
            colours["zone"],
            alpha=colours.lines["zone_fill_opacity"],
            engine=engine,
        )
        outline = Projected.of_paths([np.concatenate([ring, ring[:1]]) for ring in rings])
        strokes = Strokes.same(len(rings), colours["zone"], colours.lines["zone_px"])
        draw_lines(canvas, outline, view, strokes, engine=engine)
        labels.append(_zone_label(zone, rings[0], view, colours))
    draw_labels(canvas, labels, occupied or Occupied(view.width, view.height), engine)


def _zone_label(zone: Zone, rim: NDArray[np.float64], view: View, colours: Look) -> Label:
    x, y = view.locate(np.unwrap(rim[:, 0], period=360.0), rim[:, 1])
    side = float(x.max() - x.min())
    kind = Type(12.0 * view.ratio, 600, halo=1.8 * view.ratio)
    # A zone wider than its name carries it inside, at the top; a small one beside it.
    if side > 160.0 * view.ratio:
        place = (float(x.mean()), float(y.min()) + 14.0 * view.ratio, (Anchor.CENTER, Anchor.BELOW))
    else:
        place = (float(x.max()), float(y.mean()), (Anchor.RIGHT, Anchor.BELOW))
    return Label(
        place[0], place[1], zone.name, kind, colours["zone"], colours["halo"], rank=0.5, anchors=place[2],
        gap=6.0 * view.ratio,
    )  # fmt: skip


def draw_movements(
    canvas: Canvas, movements: Sequence[Movement], view: View, *, theme: str = DARK, engine: Engine | None = None
) -> None:
    """Draw the mark of each movement's state where it was decided, the surest on top."""
    colours = look(theme)
    radius = _MARK_PX * view.ratio
    placed = [m for m in movements if math.isfinite(m.lon_deg) and math.isfinite(m.lat_deg)]
    for state in _SURENESS:
        these = [m for m in placed if m.state is state]
        if not these:
            continue
        x_m, y_m = plane.to_plane([m.lon_deg for m in these], [m.lat_deg for m in these])
        back, front = marks.disc(radius + 1.0 * view.ratio), marks.state_mark(state, radius)
        half_back, half_front = back.shape[0] // 2, front.shape[0] // 2
        for turn in view.turns():
            xs, ys = view.to_screen(x_m + turn * plane.WORLD_M, y_m)
            for x, y in zip(xs.tolist(), ys.tolist(), strict=True):
                if -radius < x < view.width + radius and -radius < y < view.height + radius:
                    column, row = math.floor(x), math.floor(y)
                    stamp(canvas, back, column - half_back, row - half_back, colours["halo"], engine=engine)
                    rgb = colours.states[state.value]
                    stamp(canvas, front, column - half_front, row - half_front, rgb, engine=engine)
