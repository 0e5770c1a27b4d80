"""The artist: has the renderer draw what the map asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from watchfield import paths
from watchfield.core.model.project import Project
from watchfield.core.reference.airfields import Airfields
from watchfield.render.view import View
from watchfield.session.kinds import silhouette
from watchfield.session.scene import Lines

__all__ = ["RenderArtist"]


class RenderArtist:
    """Draws with ``watchfield.render``; loads it when the first picture is asked for, behind the first window.

    airfields : returns the airfields to mark, or None
    """

    def __init__(self, airfields: Callable[[], Airfields | None] = lambda: None) -> None:
        self._airfields = airfields
        self._scene: tuple[Project, Any] | None = None

    def base(self, view: View, theme: str, /) -> NDArray[np.uint8]:
        """Return land, sea, borders and names."""
        from watchfield.render.basemap import draw_basemap  # noqa: PLC0415  # numba takes a second to load

        pixels: NDArray[np.uint8] = draw_basemap(view, theme=theme, airfields=self._airfields()).rgba
        return pixels

    def lines(self, view: View, theme: str, lines: Lines, /) -> NDArray[np.uint8]:
        """Return tracks on nothing."""
        from watchfield.render.canvas import Canvas  # noqa: PLC0415
        from watchfield.render.layers import draw_tracks, draw_trails  # noqa: PLC0415
        from watchfield.render.scene import Choice  # noqa: PLC0415

        scene = self._scene_of(lines.project)
        canvas = Canvas.clear(view.width, view.height)
        chosen = lines.selected[0] if lines.selected else None
        wanted = None if lines.traffic else _only(lines, lines.project.fixes.track_count)
        choice = Choice(selected=chosen, pinned=lines.pinned, shown=wanted)
        begin, end = lines.span.start_s, lines.span.end_s
        if not lines.past:
            draw_trails(canvas, scene, view, choice, end, lines.span.length_s, theme=theme, from_s=begin)
        elif lines.faint:
            self._draw_past(canvas, scene, view, lines, theme)
        else:
            draw_tracks(canvas, scene, view, choice, theme=theme, from_s=begin, to_s=end)
        pixels: NDArray[np.uint8] = canvas.rgba
        return pixels

    def _draw_past(self, canvas: Any, scene: Any, view: View, lines: Lines, theme: str) -> None:
        """Draw what lies behind trails: the others as always, the chosen ones faintly."""
        from watchfield.render.canvas import Canvas  # noqa: PLC0415
        from watchfield.render.layers import draw_tracks  # noqa: PLC0415
        from watchfield.render.scene import Choice  # noqa: PLC0415

        tracks = lines.project.fixes.track_count
        begin, end = lines.span.start_s, lines.span.end_s
        followed = _only(lines, tracks)
        if lines.traffic:
            others = Choice(shown=~followed)
            draw_tracks(canvas, scene, view, others, theme=theme, from_s=begin, to_s=end)
        if followed.any():
            top = Canvas.clear(view.width, view.height)
            chosen = Choice(lines.selected[0] if lines.selected else None, lines.pinned, followed)
            draw_tracks(top, scene, view, chosen, theme=theme, from_s=begin, to_s=end)
            faint = paths.tokens()["lines"]["observed_past_opacity"]
            canvas.over((top.rgba * np.float32(faint)).astype(np.uint8))

    def _scene_of(self, project: Project) -> Any:
        from watchfield.render.scene import Scene  # noqa: PLC0415

        held = self._scene
        if held is None or held[0].fixes is not project.fixes:
            held = (project, Scene.of(project, silhouette_of=silhouette))
            self._scene = held
        return held[1]


def _only(lines: Lines, tracks: int) -> NDArray[np.bool_]:
    shown = np.zeros(tracks, np.bool_)
    shown[[*lines.pinned, *lines.selected]] = True
    return shown
