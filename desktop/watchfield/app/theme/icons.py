"""Icons: outlines from the program's own folder, tinted in the colours of the theme."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from watchfield import paths
from watchfield.app.theme.look import Look, current

__all__ = ["has_icon", "icon", "paint_svg", "pixmap", "set_icon", "tint_all"]

_STROKE = re.compile(rb'stroke-width="[0-9.]+"')
_NAME, _TINT, _PIXELS = "iconName", "iconTint", "iconPixels"


def set_icon(target: QAbstractButton | QAction | QLabel, name: str, tint: str = "text2", pixels: int = 18) -> None:
    """Give a button, command or label an icon that changes colour with the theme."""
    target.setProperty(_NAME, name)
    target.setProperty(_TINT, tint)
    target.setProperty(_PIXELS, pixels)
    _tint(target, current())


def tint_all(application: QApplication, look: Look) -> None:
    """Draw the icons of all widgets and commands anew, in the colours of a theme."""
    for widget in application.allWidgets():
        for target in (widget, *widget.actions()):
            if target.property(_NAME):
                _tint(target, look)


def icon(name: str, look: Look, tint: str = "text2", pixels: int = 18) -> QIcon:
    """Return an icon in the colours of a theme: plain, disabled, and in the accent when checked."""
    made = QIcon()
    ratio = _ratio()
    plain = pixmap(name, look.colour(tint), pixels, ratio)
    made.addPixmap(plain, QIcon.Mode.Normal, QIcon.State.Off)
    accent = look.colour(tint if tint == "on_accent_fill" else "accent")
    made.addPixmap(pixmap(name, accent, pixels, ratio), QIcon.Mode.Normal, QIcon.State.On)
    made.addPixmap(pixmap(name, look.colour("text3", 0.55), pixels, ratio), QIcon.Mode.Disabled, QIcon.State.Off)
    return made


def has_icon(name: str) -> bool:
    """Tell whether the program ships this icon."""
    return (paths.resources() / "icons" / f"{name}.svg").is_file()


def pixmap(name: str, colour: QColor, pixels: int, ratio: float = 1.0) -> QPixmap:
    """Return an icon as a picture, drawn once."""
    return _pixmap(name, colour.rgba(), pixels, round(ratio * 100))


def paint_svg(painter: QPainter, name: str, colour: QColor, box: QRectF) -> None:
    """Draw an icon into a box."""
    _renderer(name, colour.name(QColor.NameFormat.HexRgb)).render(painter, box)


def _tint(target: QObject, look: Look) -> None:
    name, tint, pixels = str(target.property(_NAME)), str(target.property(_TINT)), int(target.property(_PIXELS))
    if isinstance(target, QLabel):
        target.setPixmap(pixmap(name, _colour(look, tint), pixels, _ratio()))
    elif isinstance(target, QAbstractButton | QAction):
        target.setIcon(icon(name, look, tint, pixels))
        if isinstance(target, QAbstractButton):
            target.setIconSize(QSize(pixels, pixels))


def _colour(look: Look, tint: str) -> QColor:
    """Return the colour of a token, or of a ``success``, ``warning`` or ``error``."""
    return look.colour(tint) if tint in look.colours else look.states_colour(tint)


def _ratio() -> float:
    application = QApplication.instance()
    return application.devicePixelRatio() if isinstance(application, QApplication) else 1.0


@lru_cache(maxsize=1024)
def _pixmap(name: str, rgba: int, pixels: int, percent: int) -> QPixmap:
    ratio = percent / 100
    made = QPixmap(round(pixels * ratio), round(pixels * ratio))
    made.fill(Qt.GlobalColor.transparent)
    made.setDevicePixelRatio(ratio)
    painter = QPainter(made)
    colour = QColor.fromRgba(rgba)
    painter.setOpacity(colour.alphaF())
    paint_svg(painter, name, colour, QRectF(0, 0, pixels, pixels))
    painter.end()
    return made


@lru_cache(maxsize=512)
def _renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_source(name).replace(b"currentColor", colour.encode())))


@cache
def _source(name: str) -> bytes:
    path = paths.resources() / "icons" / f"{name}.svg"
    if not path.is_file():
        return b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"></svg>'
    stroke = f'stroke-width="{paths.tokens()["sizes"]["icon_stroke"]}"'.encode()
    return _STROKE.sub(stroke, path.read_bytes())
