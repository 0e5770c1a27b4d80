"""Has the map drawn off the window's thread: the picture that is there is shown until the next one comes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from watchfield.app.jobs import Jobs, Lane
from watchfield.app.map.layers import PictureLayer
from watchfield.app.map.picture import Picture
from watchfield.app.theme.look import current
from watchfield.core.errors import WatchfieldError
from watchfield.render.view import View
from watchfield.session import scene
from watchfield.session.scene import Artist, Lines
from watchfield.session.session import Session

__all__ = ["Painting"]


class Painting(QObject):
    """Three pictures: land and sea, what was flown, and trails. Each is drawn again only when it would differ.

    drawn : each time a picture has arrived
    failed : the renderer could not
    """

    drawn = Signal()
    failed = Signal(object)

    def __init__(
        self,
        session: Session,
        artist: Artist,
        jobs: Jobs,
        widget: QWidget,
        base: PictureLayer,
        past: PictureLayer,
        trails: PictureLayer,
    ) -> None:
        super().__init__(widget)
        self._session, self._artist, self._widget = session, artist, widget
        self._base = _Canvas(base, Lane(jobs), self)
        self._past = _Canvas(past, Lane(jobs), self)
        self._trails = _Canvas(trails, Lane(jobs), self)
        session.watch(scene.backdrop, lambda _: self.refresh())
        session.watch(scene.trails, lambda _: self.refresh())

    @property
    def busy(self) -> bool:
        """Whether a picture is being drawn."""
        return any(canvas.busy for canvas in (self._base, self._past, self._trails))

    def refresh(self) -> None:
        """Have drawn what has changed."""
        view = self._view()
        if view.width < 8 or view.height < 8 or not self._widget.isVisible():
            return
        state, theme, artist = self._session.state, current().name, self._artist
        self._base.want((view, theme), lambda: artist.base(view, theme))
        for canvas, lines in ((self._past, scene.backdrop(state)), (self._trails, scene.trails(state))):
            if lines is None:
                canvas.clear()
            else:
                canvas.want((view, theme, lines), _drawing(artist, view, theme, lines))

    def forget(self) -> None:
        """Have everything drawn again: what it is drawn from has changed."""
        for canvas in (self._base, self._past, self._trails):
            canvas.forget()
        self.refresh()

    def _view(self) -> View:
        ratio = self._widget.devicePixelRatioF()
        return scene.view_of(self._session.state, self._widget.width(), self._widget.height(), ratio)


def _drawing(artist: Artist, view: View, theme: str, lines: Lines) -> Callable[[], NDArray[np.uint8]]:
    return lambda: artist.lines(view, theme, lines)


class _Canvas:
    """One picture layer, and the newest wish for it."""

    def __init__(self, layer: PictureLayer, lane: Lane, painting: Painting) -> None:
        self._layer, self._lane, self._painting = layer, lane, painting
        self._wish: object = None

    @property
    def busy(self) -> bool:
        return self._lane.busy

    def want(self, wish: tuple[object, ...], draw: Callable[[], NDArray[np.uint8]]) -> None:
        """Have a picture drawn unless it is there or under way already; the first part of a wish is its view."""
        if wish == self._wish:
            return
        self._wish = wish
        view = wish[0]
        assert isinstance(view, View)  # noqa: S101  # says to the type checker what the caller knows

        def show(pixels: NDArray[np.uint8]) -> None:
            if self._wish is not None:
                self._layer.show_picture(Picture(pixels, view))
                self._painting.drawn.emit()

        self._lane.ask(lambda _: draw(), show, self._broke)

    def forget(self) -> None:
        self._wish = None

    def clear(self) -> None:
        if self._wish is not None:
            self._wish = None
            self._layer.show_picture(None)

    def _broke(self, error: WatchfieldError) -> None:
        self._painting.failed.emit(error)
