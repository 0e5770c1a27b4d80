from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

from watchfield.app.map.picture import Picture
from watchfield.app.map.silhouettes import sheet
from watchfield.app.remembered import Remembered, recall, remember
from watchfield.app.theme.look import look
from watchfield.app.theme.marks import mark_pixmap
from watchfield.core.model.movement import State as Certainty
from watchfield.render.view import View
from watchfield.session.state import Theme


def pixels(image: QImage) -> np.ndarray:
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4).copy()


def test_every_state_can_be_told_by_its_shape_alone(application):
    dark = look("dark")
    shapes = {}
    for state in Certainty:
        picture = pixels(mark_pixmap(state, dark, 20, dark.colour("panel"), 2.0).toImage()).astype(float)
        colour = np.array(dark.state(state).getRgb()[:3])
        shapes[state] = np.abs(picture[..., :3] - colour).sum(axis=2) < 60
    for one in Certainty:
        for other in Certainty:
            if one is not other:
                assert np.count_nonzero(shapes[one] != shapes[other]) > 60, (one, other)


def test_aircraft_are_stamped_where_they_are_and_turned_to_their_heading(application):
    image = QImage(200, 100, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.black)
    painter = QPainter(image)
    white = look("dark").colour("text").rgba()
    stamps = sheet("unknown", white, look("dark").colour("sea").rgba(), 28, False, 100)
    stamps.stamp(painter, np.array([50.0, 150.0]), np.array([50.0, 50.0]), np.array([0.0, 90.0]))
    painter.end()
    lit = pixels(image)[..., 0] > 128
    left, right = lit[:, :100], lit[:, 100:]
    assert left.any()
    assert np.count_nonzero(left) == pytest.approx(np.count_nonzero(right), rel=0.2)
    assert not np.array_equal(left, right)


def test_a_picture_is_shown_pixel_by_pixel_in_its_own_view_and_moved_in_another(application):
    view = View(0.0, 0.0, 100.0, 40, 30)
    rgba = np.zeros((30, 40, 4), np.uint8)
    rgba[10, 20] = 255
    for now, at in ((view, (10, 20)), (view.moved(5, 3), (13, 25))):
        image = QImage(40, 30, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.black)
        painter = QPainter(image)
        Picture(rgba, view).paint(painter, now)
        painter.end()
        assert list(zip(*np.nonzero(pixels(image)[..., 0] > 128), strict=True)) == [at]


def test_theme_and_size_are_remembered_and_nonsense_is_forgotten(settings):
    assert recall() == Remembered()
    remember(Remembered(Theme.LIGHT, 1366, 768, maximized=False))
    assert recall() == Remembered(Theme.LIGHT, 1366, 768, maximized=False)
    (settings / "watchfield" / "window.json").write_text('{"theme": 7, "width": "x"}', encoding="utf-8")
    assert recall() == Remembered()
