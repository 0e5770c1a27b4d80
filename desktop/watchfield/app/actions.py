"""Every command of the window: its words, its key, its icon, and what it does; the menus are made of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from watchfield.app.theme.icons import set_icon
from watchfield.session.session import Session

__all__ = ["Actions", "Command"]

_NEED_A_PROJECT = (
    "zone", "reshape", "fit", "everything", "next", "previous", "pin", "evidence", "sources", "pairs", "detect",
    "close",
)  # fmt: skip


@dataclass(frozen=True)
class Command:
    """One command.

    name : by which the program knows it
    menu : where it stands; empty for one that only has a key
    keys : one shortcut, or several
    """

    name: str
    menu: str
    words: str
    do: Callable[[], object]
    keys: tuple[str, ...] = ()
    icon: str = ""
    parted: bool = False


class Actions:
    """The commands as Qt actions, in menus."""

    def __init__(self, window: QWidget, commands: tuple[Command, ...]) -> None:
        self.commands = commands
        self.actions: dict[str, QAction] = {}
        self.bar = QMenuBar()
        self.bar.setNativeMenuBar(False)
        menus: dict[str, QMenu] = {}
        for command in commands:
            action = QAction(command.words.replace("&", "&&"), window)
            action.setShortcuts([QKeySequence(keys) for keys in command.keys])
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            if command.icon:
                set_icon(action, command.icon, "text2", 16)
            action.triggered.connect(_calling(command.do))
            self.actions[command.name] = action
            window.addAction(action)
            if command.menu:
                if command.menu not in menus:
                    menus[command.menu] = self.bar.addMenu(command.menu)
                if command.parted:
                    menus[command.menu].addSeparator()
                menus[command.menu].addAction(action)

    def named(self) -> tuple[tuple[str, str, str], ...]:
        """Return name, words and key of each command, for the search box."""
        return tuple(
            (c.name, c.words.rstrip("…").strip(), c.keys[0] if c.keys else "") for c in self.commands if c.menu
        )

    def trigger(self, name: str) -> None:
        """Do a command."""
        self.actions[name].trigger()

    def watch(self, session: Session) -> None:
        """Name in the menu what undo and redo would do, and switch off what needs a project."""
        session.watch(lambda _: (session.undo_label, session.redo_label), lambda part: self._name_undo(*part))
        session.watch(lambda state: state.project is not None, self._enable)

    def _name_undo(self, undo: str, redo: str) -> None:
        for name, word, label in (("undo", "Undo", undo), ("redo", "Redo", redo)):
            action = self.actions[name]
            said = label[:1].lower() + label[1:]
            action.setText(f"{word}: {said}".replace("&", "&&") if label else word)
            action.setToolTip("")
            action.setEnabled(bool(label))

    def _enable(self, has_project: bool) -> None:  # noqa: FBT001
        for name in _NEED_A_PROJECT:
            self.actions[name].setEnabled(has_project)


def _calling(do: Callable[[], object]) -> Callable[..., None]:
    def call(*_: object) -> None:
        do()

    return call
