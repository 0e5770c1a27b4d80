"""The map: it shows the state, and turns the mouse into gestures."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent

from watchfield.app.jobs import Jobs
from watchfield.app.map.aircraft import AircraftLayer
from watchfield.app.map.box import MapBox
from watchfield.app.map.handles import HandleLayer
from watchfield.app.map.layers import FixLayer, MarkLayer, PictureLayer, ScaleLayer, ZoneLayer
from watchfield.app.map.painting import Painting
from watchfield.app.map.picking import Found, Picker
from watchfield.app.map.sky import Sky
from watchfield.app.plain import tip
from watchfield.core.errors import WatchfieldError
from watchfield.render.view import View
from watchfield.session import scene, viewing
from watchfield.session.edits import zones
from watchfield.session.scene import Artist
from watchfield.session.session import Edit, Session

__all__ = ["MapWidget"]

_FAR, _NEAR = 0.35, 0.1  # of the map's width: how far an arrow key pans


class MapWidget(pg.GraphicsView):  # type: ignore[misc]  # pyqtgraph ships no types
    """The map.

    moved : longitude and latitude under the pointer, None when it has left
    complained : an edit that could not be made
    keep_wanted : the draft shall be kept
    menu_wanted : longitude, latitude, and where on the screen
    """

    moved = Signal(object)
    complained = Signal(object)
    keep_wanted = Signal()
    menu_wanted = Signal(float, float, QPointF)

    def __init__(self, session: Session, artist: Artist, jobs: Jobs) -> None:
        super().__init__(background=None, useOpenGL=False)
        self.setCacheMode(pg.GraphicsView.CacheModeFlag.CacheNone)  # what lies beneath changes all the time
        self.setObjectName("map")
        self.setAccessibleName("Map")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(480, 160)
        self._session = session
        self.box = MapBox()
        self.setCentralItem(self.box)
        self._base = PictureLayer(self.box, self.view, 0, ground="sea")
        self._past = PictureLayer(self.box, self.view, 1)
        self._zones = ZoneLayer(self.box, self.view, 2)
        self._trails = PictureLayer(self.box, self.view, 3)
        self.marks = MarkLayer(self.box, self.view, 4)
        self.aircraft = AircraftLayer(self.box, self.view, 5)
        self._fix = FixLayer(self.box, self.view, 6)
        self._scale = ScaleLayer(self.box, self.view, 6)
        self.handles = HandleLayer(self.box, self.view, 7, self._do)
        self.painting = Painting(session, artist, jobs, self, self._base, self._past, self._trails)
        self._sky = Sky(session, self.aircraft)
        self.picker = Picker(session, self.marks, self.aircraft, self.view)
        self._connect()
        self._watch()

    def view(self) -> View:
        """Return what is seen, in logical pixels."""
        return scene.view_of(self._session.state, self.width(), self.height())

    @property
    def logical_size(self) -> tuple[int, int]:
        """Width and height in logical pixels."""
        return self.width(), self.height()

    def fit(self) -> None:
        """Show the selection, else everything."""
        state = self._session.state
        if state.selected_zone is not None:
            self._session.change(viewing.fit_zone(state.selected_zone, self.logical_size))
        elif state.selection.tracks:
            self._session.change(viewing.fit_tracks(state.selection.tracks, self.logical_size, state.shown))
        else:
            self._session.change(viewing.fit_everything(self.logical_size))

    def zoom(self, factor: float) -> None:
        """Come closer, or go away."""
        self._session.change(viewing.zoom(factor))

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Keep the middle where it is."""
        super().resizeEvent(event)
        if event is not None and hasattr(self, "painting"):
            self._moved_view()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pan with the arrows, edit the draft."""
        state = self._session.state
        steps = {
            Qt.Key.Key_Left: (1, 0), Qt.Key.Key_Right: (-1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1),
        }  # fmt: skip
        key = Qt.Key(event.key())
        if key in steps:
            far = _FAR if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else _NEAR
            dx, dy = steps[key]
            self._session.change(viewing.pan(dx * far * self.width(), dy * far * self.width()))
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and state.draft and state.draft.corner:
            self._do(zones.remove_corner(*state.draft.corner))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and state.draft:
            self.keep_wanted.emit()
        else:
            event.ignore()

    def leaveEvent(self, event: object) -> None:
        """Say that the pointer has gone."""
        super().leaveEvent(event)
        self._hovered(None)

    def _connect(self) -> None:
        self.box.panned.connect(lambda dx, dy: self._session.change(viewing.pan(dx, dy)))
        self.box.zoomed.connect(self._zoom_at)
        self.box.clicked.connect(self._clicked)
        self.box.carried.connect(self.handles.carry)
        self.box.boxed.connect(self.picker.select_box)
        self.box.double_clicked.connect(self._double_clicked)
        self.box.hovered.connect(self._hovered)
        self.box.menu_wanted.connect(
            lambda at, where: self.menu_wanted.emit(*self.view().position(at.x(), at.y()), where)
        )

    def _watch(self) -> None:
        session = self._session
        session.watch(lambda state: state.view, lambda _: self._moved_view())
        session.watch(
            lambda state: (scene.shown_zones(state), state.selection.zone),
            lambda part: self._zones.show_zones(*part),
        )
        session.watch(
            lambda state: (scene.marks(state), state.selection.movement),
            lambda part: self.marks.show_movements(*part),
        )
        session.watch(scene.asked_fix, self._fix.show_fix)
        session.watch(lambda state: state.draft, lambda draft: self.handles.show_draft(draft, self._draft_centre()))

    def _moved_view(self) -> None:
        view = self.view()
        left, bottom, right, top = view.bounds_m
        self.box.setRange(xRange=(left, right), yRange=(bottom, top), padding=0.0)
        for layer in (
            self._base, self._past, self._zones, self._trails, self.marks, self.aircraft, self._fix, self._scale,
            self.handles,
        ):  # fmt: skip
            layer.fresh()
        self.painting.refresh()

    def repaint_theme(self) -> None:
        """Draw everything in the colours of another theme."""
        self.painting.refresh()
        self._moved_view()

    def _zoom_at(self, factor: float, at: QPointF) -> None:
        self._session.change(viewing.zoom(factor, at.x() - self.width() / 2, at.y() - self.height() / 2))

    def _clicked(self, at: QPointF, keys: Qt.KeyboardModifier) -> None:
        self.setFocus()
        draft = self._session.state.draft
        if draft is not None:
            if not draft.closed:
                self._do(zones.draw_corner(*self.view().position(at.x(), at.y())))
            return
        self.picker.select(at, add=bool(keys & Qt.KeyboardModifier.ControlModifier))

    def _double_clicked(self, at: QPointF) -> None:
        draft = self._session.state.draft
        if draft is not None and not draft.closed:
            if draft.is_shape:
                self._do(zones.close_ring())
            return
        self.picker.select(at)
        self.fit()

    def _hovered(self, at: QPointF | None) -> None:
        self.handles.point_at(at)
        if at is None:
            self.moved.emit(None)
            return
        self.moved.emit(self.view().position(at.x(), at.y()))
        found: Found | None = None if self._session.state.draft else self.picker.at(at, lines=False)
        self.setToolTip(tip(found.words) if found else "")
        shape = Qt.CursorShape.PointingHandCursor if found else Qt.CursorShape.ArrowCursor
        self.box.setCursor(Qt.CursorShape.CrossCursor if self._session.state.draft else shape)

    def _do(self, edit: Edit) -> None:
        try:
            self._session.do(edit)
        except WatchfieldError as error:
            self.complained.emit(error)

    def _draft_centre(self) -> tuple[float, float] | None:
        draft = self._session.state.draft
        if draft is None or not draft.before or not draft.before[0]:
            return None
        rim = draft.before[0]
        return sum(lon for lon, _ in rim) / len(rim), sum(lat for _, lat in rim) / len(rim)
