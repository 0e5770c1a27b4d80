"""One palette and one stylesheet for the whole window, made from the tokens."""

from __future__ import annotations

import re

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication

from watchfield import paths
from watchfield.app.theme.icons import tint_all
from watchfield.app.theme.look import Look, font, wear

__all__ = ["dress", "palette", "stylesheet"]


def dress(application: QApplication, look: Look) -> None:
    """Give the application the palette, the font, the stylesheet and the icons of a theme."""
    wear(look)
    application.setPalette(palette(look))
    application.setFont(font("body"))
    application.setStyleSheet(stylesheet(look))
    tint_all(application, look)


def palette(look: Look) -> QPalette:
    """Return what widgets use that the stylesheet does not reach."""
    made = QPalette()
    roles = QPalette.ColorRole
    for role, token in (
        (roles.Window, "panel"),
        (roles.WindowText, "text"),
        (roles.Base, "field"),
        (roles.AlternateBase, "panel"),
        (roles.Text, "text"),
        (roles.Button, "raised"),
        (roles.ButtonText, "text"),
        (roles.BrightText, "text"),
        (roles.PlaceholderText, "text3"),
        (roles.ToolTipBase, "raised"),
        (roles.ToolTipText, "text"),
        (roles.Highlight, "selected"),
        (roles.HighlightedText, "text"),
        (roles.Link, "accent"),
        (roles.Mid, "line"),
        (roles.Dark, "window"),
    ):
        made.setColor(role, look.colour(token))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, look.colour("text3"))
    return made


def stylesheet(look: Look) -> str:
    """Return the stylesheet: ``$token`` stands for a colour, ``${size.name}`` for a size in pixels."""
    sizes = paths.tokens()["sizes"]

    def value(match: re.Match[str]) -> str:
        return str(sizes[match[1]]) if match[1] else look.colours[match[2]]

    return re.sub(r"\$(?:\{size\.(\w+)\}|(\w+))", value, _STYLE)


_STYLE = """
QWidget { color: $text; }
QMainWindow, #page { background: $window; }
QToolTip { background: $raised; color: $text; border: 1px solid $line_strong; padding: 4px 6px; }

#bar, #panel, #rail, #status, #transport, #axis, #card { background: $panel; }
#bar { border-bottom: 1px solid $line; }
#filterbar { background: $panel; border-bottom: 1px solid $line; }
#rail { border-right: 1px solid $line; }
#left { background: $panel; border-right: 1px solid $line; }
#card { border-left: 1px solid $line; }
#transport { border-top: 1px solid $line; border-bottom: 1px solid $line; }
#status { border-top: 1px solid $line; }
#section { border-bottom: 1px solid $line; }
#marking { background: $marking; color: $on_marking; font-size: 11px; font-weight: 600; letter-spacing: 1px; }

#caption { color: $text3; font-size: 11px; }
#secondary { color: $text2; font-size: 12px; }
#head { font-size: 12px; font-weight: 600; }
#title { font-size: 20px; font-weight: 600; }
#strong { font-weight: 600; }
#brand { font-size: 15px; font-weight: 600; }
#clock { font-size: 15px; font-weight: 600; }
#warning { color: $text; }

QMenuBar { background: transparent; spacing: 0; font-weight: 500; }
QMenuBar::item { padding: 5px 9px; border-radius: ${size.radius_control}px; background: transparent; }
QMenuBar::item:selected { background: $hover; }
QMenu { background: $raised; border: 1px solid $line_strong; border-radius: ${size.radius_card}px; padding: 4px; }
QMenu::item { padding: 5px 28px 5px 10px; border-radius: ${size.radius_control}px; }
QMenu::item:selected { background: $selected; }
QMenu::item:disabled { color: $text3; }
QMenu::separator { height: 1px; background: $line; margin: 4px 6px; }
QMenu::icon { padding-left: 8px; }

QPushButton { background: $raised; border: 1px solid $line_strong; border-radius: ${size.radius_control}px;
    min-height: 26px; padding: 0 12px; font-weight: 500; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $selected; }
QPushButton:focus { border: 2px solid $focus; padding: 0 11px; min-height: 24px; }
QPushButton:disabled { color: $text3; border-color: $line; }
QPushButton#primary { background: $accent_fill; color: $on_accent_fill; border: 1px solid $accent_fill; }
QPushButton#primary:focus { border: 2px solid $focus; }
QPushButton#primary:disabled { background: $raised; color: $text3; border: 1px solid $line; }
QPushButton#link { background: transparent; border: none; color: $accent; padding: 0; font-size: 12px;
    font-weight: 400; }
QPushButton#link:hover { text-decoration: underline; }
QPushButton#link:focus { border: 2px solid $focus; border-radius: 4px; }

QToolButton { background: transparent; border: 2px solid transparent; padding: 2px;
    border-radius: ${size.radius_control}px; }
QToolButton:hover { background: $hover; }
QToolButton:checked { background: $selected; }
QToolButton:focus { border: 2px solid $focus; }
QToolButton:disabled { color: $text3; }
QToolButton#go { background: $accent_fill; }
QToolButton::menu-indicator { image: none; }

#tools { background: $panel; border: 1px solid $line; border-radius: ${size.radius_card}px; }
#legend { background: $panel; border: 1px solid $line; border-radius: ${size.radius_card}px; }
#hint { background: $panel; border: 1px solid $line; border-radius: ${size.radius_card}px; }
#keycap { background: $raised; border: 1px solid $line_strong; border-radius: 4px; padding: 1px 5px;
    font-size: 11px; font-weight: 600; }

#segments { border: 1px solid $line; border-radius: ${size.radius_control}px; background: $field; }
#segments QToolButton { padding: 0 8px; min-height: 22px; border: 1px solid transparent; font-size: 12px; }
#segments QToolButton:checked { background: $raised; border: 1px solid $line_strong; font-weight: 600; }
#segments QToolButton:focus { border: 1px solid $focus; }

QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox, QPlainTextEdit { background: $field; border: 1px solid $line_strong;
    border-radius: ${size.radius_control}px; min-height: 26px; padding: 0 8px; selection-color: $on_accent_fill;
    selection-background-color: $accent_fill; }
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QPlainTextEdit:focus { border: 2px solid $focus; padding: 0 7px;
    min-height: 24px; }
QComboBox { background: $raised; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $line_strong; outline: none;
    selection-background-color: $selected; selection-color: $text; padding: 4px; }
QCheckBox { spacing: 8px; min-height: 22px; font-size: 12px; }
QCheckBox:focus { color: $accent; }

#chip { background: $raised; border: 1px solid $line_strong; border-radius: 13px; padding: 0 10px; min-height: 24px;
    font-size: 12px; font-weight: 400; }
#chip:hover { background: $hover; }
#chip:checked { background: $selected; border-color: $accent; }
#chip:focus { border: 2px solid $focus; padding: 0 9px; min-height: 22px; }

QListView, QTreeView, QTableView { background: $panel; border: none; outline: none; gridline-color: $line;
    selection-background-color: $selected; selection-color: $text; font-size: 12px; }
QTableView::item { border-bottom: 1px solid $line; padding: 0 8px; }
QListView::item { padding: 0 8px; min-height: 26px; border-radius: 4px; }
QListView::item:hover, QTableView::item:hover { background: $hover; }
QListView::item:selected, QTableView::item:selected { background: $selected; color: $text; }
QHeaderView { background: $panel; border: none; }
QHeaderView::section { background: $panel; color: $text2; border: none; border-bottom: 1px solid $line; padding: 0 8px;
    font-size: 12px; font-weight: 500; min-height: 26px; }
QTableCornerButton::section { background: $panel; border: none; }

QTabBar { background: $panel; }
QTabBar::tab { background: transparent; color: $text2; padding: 6px 12px; border: none;
    border-bottom: 2px solid transparent; font-size: 12px; font-weight: 500; }
QTabBar::tab:selected { color: $text; border-bottom: 2px solid $accent; font-weight: 600; }
QTabBar::tab:focus { color: $accent; }
QTabWidget::pane { border: none; border-top: 1px solid $line; }
QSplitter::handle { background: $line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QScrollArea, QScrollArea > QWidget > QWidget { background: $panel; border: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $line_strong; border-radius: 3px; min-height: 28px; min-width: 28px; margin: 2px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QProgressBar { background: $field; border: none; border-radius: 2px; max-height: 4px; min-height: 4px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }
QDialog { background: $panel; border: 1px solid $line_strong; }
#sheet { background: $panel; border: 1px solid $line_strong; border-radius: ${size.radius_dialog}px; }
#option { background: $raised; border: 1px solid $line; text-align: left; padding: 0;
    border-radius: ${size.radius_card}px; }
#option { min-height: 62px; }
#option:hover { background: $hover; }
#option:focus { background: $selected; border: 2px solid $focus; padding: 0; }
#message { background: $raised; border: 1px solid $line; border-radius: ${size.radius_card}px; }
#toast { background: $raised; border: 1px solid $line_strong; border-radius: ${size.radius_card}px; }
#popup { background: $panel; border: 1px solid $line_strong; border-radius: ${size.radius_card}px; }
#search { padding-left: 30px; }
"""
