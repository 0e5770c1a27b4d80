"""What is measured: the first benchmarks, of a project of a million fixes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import sky
from measuring import Result, median_ms, peak_mb
from tables import import_csv, import_parquet
from traces import import_day, import_readsb

from watchfield import paths
from watchfield.core import workflow
from watchfield.core.reference.airfields import Airfields
from watchfield.core.spatial.boxes import Boxes
from watchfield.core.spatial.index import TrackIndex
from watchfield.render import engine, picture
from watchfield.render.canvas import Canvas
from watchfield.render.layers import draw_tracks
from watchfield.render.scene import Choice, Scene
from watchfield.render.view import View

SIZE = 1600, 1000
LEVANT = 30.0, 31.5, 42.5, 39.0


def open_1m() -> Result:
    """Open a project until its fixes are there, checked and marked; beside the mere reading of its blobs."""
    path = sky.project()
    ours = median_ms(lambda: workflow.open_project(path))
    memory = peak_mb()

    def blobs() -> None:
        connection = sqlite3.connect(path)
        for table in ("track", "track_column"):
            for _row in connection.execute(f"SELECT * FROM {table}"):  # noqa: S608  two names of ours
                pass
        connection.close()

    note = "opened, checked, duplicates and jumps marked; the peer only reads the same rows with sqlite3"
    return Result(name="open_1m", ours_ms=ours, peers={"sqlite3_ms": median_ms(blobs)}, fixes=1_000_000,
                  memory_mb=memory, note=note)  # fmt: skip


def build_index_1m() -> Result:
    """Build the index over place and time; beside boxes in numpy alone."""
    fixes = workflow.open_project(sky.project()).fixes
    before = peak_mb()
    ours = median_ms(lambda: TrackIndex.build(fixes))
    memory = peak_mb() - before
    peers = {"numpy_boxes_ms": median_ms(lambda: Boxes.build(fixes))}
    return Result(name="build_index_1m", ours_ms=ours, peers=peers, fixes=len(fixes), memory_mb=memory,
                  note="runs of 64 fixes, a box each; memory above that of the fixes")  # fmt: skip


def query_index_1m() -> Result:
    """Ask the index for the Levant; beside a look at every fix."""
    fixes = workflow.open_project(sky.project()).fixes
    index = TrackIndex.build(fixes)
    window = (*LEVANT, float(fixes.time_s.min()), float(fixes.time_s.max()))

    def every_fix() -> object:
        west, south, east, north, start_s, end_s = window
        return np.flatnonzero(
            (fixes.lon_deg >= west) & (fixes.lon_deg <= east) & (fixes.lat_deg >= south) & (fixes.lat_deg <= north)
            & (fixes.time_s >= start_s) & (fixes.time_s <= end_s)
        )  # fmt: skip

    return Result(name="query_index_1m", ours_ms=median_ms(lambda: index.query(*window)),
                  peers={"every_fix_ms": median_ms(every_fix)}, fixes=len(fixes), memory_mb=index.nbytes / 2**20,
                  note=f"{len(index.query(*window)):,} runs answer; memory is the index alone")  # fmt: skip


def picture_1m() -> Result:
    """Draw the first picture of an opened project: projection, basemap, tracks, names."""
    project = workflow.open_project(sky.project())
    airfields = Airfields.load(paths.resources() / "airfields")
    engine.warm_up()
    before = peak_mb()
    view = View.world(*SIZE)

    def first() -> None:
        picture.draw(Scene.of(project), view, airfields=airfields)

    ours = median_ms(first)
    return Result(name="picture_1m", ours_ms=ours, peers={}, fixes=len(project.fixes), memory_mb=peak_mb() - before,
                  note="world view, 1600 x 1000, projection of all fixes included; kernels loaded before")  # fmt: skip


def frame_1m() -> Result:
    """Draw the tracks alone, as each frame does; beside QPainter."""
    project = workflow.open_project(sky.project())
    engine.warm_up()
    scene, view, before = Scene.of(project), View.world(*SIZE), peak_mb()
    ours = median_ms(lambda: draw_tracks(Canvas.clear(*SIZE), scene, view, Choice()))
    memory = peak_mb() - before
    return Result(name="frame_1m", ours_ms=ours, peers={"qpainter_ms": median_ms(_by_qpainter(scene, view), 3)},
                  fixes=len(project.fixes), memory_mb=memory, note="tracks only, world view, anti-aliased")  # fmt: skip


def _by_qpainter(scene: Scene, view: View) -> Callable[[], None]:
    """Return the same tracks as one path a track, drawn by Qt's own painter."""
    from PySide6.QtCore import QPointF  # noqa: PLC0415
    from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF  # noqa: PLC0415

    from watchfield.core.geo import plane  # noqa: PLC0415

    fixes = scene.fixes
    x, y = view.to_screen(*plane.to_plane(fixes.lon_deg, fixes.lat_deg))
    wraps = np.flatnonzero(np.abs(np.diff(x)) > SIZE[0] / 2) + 1
    cuts = np.union1d(fixes.offsets, wraps)
    lines = [
        QPolygonF([QPointF(*place) for place in zip(x[a:b].tolist(), y[a:b].tolist(), strict=True)])
        for a, b in pairwise(cuts.tolist())
    ]

    def draw() -> None:
        image = QImage(*SIZE, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(0)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(112, 128, 143), 1.0))
        for line in lines:
            painter.drawPolyline(line)
        painter.end()

    return draw


BENCHMARKS: dict[str, Callable[[], Result]] = {
    work.__name__: work
    for work in (
        *(open_1m, build_index_1m, query_index_1m, picture_1m, frame_1m),
        *(import_csv, import_parquet, import_readsb, import_day),
    )
}
