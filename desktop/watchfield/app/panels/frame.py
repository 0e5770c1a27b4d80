"""What frames the window: markings, rail, title bar, status bar."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenuBar, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from watchfield.app.panels.search import SearchBox
from watchfield.app.panels.working import Working
from watchfield.app.parts import rule, tool
from watchfield.app.plain import Label
from watchfield.app.theme.icons import set_icon
from watchfield.app.theme.look import size
from watchfield.core.model.project import Project
from watchfield.session import words
from watchfield.session.session import Session

__all__ = ["Marking", "Rail", "StatusBar", "TitleBar"]


class Marking(Label):
    """The bar at the top and the bottom that says what this is: generated data, a handling marking."""

    def __init__(self, session: Session) -> None:
        super().__init__("", "marking")
        self.setFixedHeight(size("marking"))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        session.watch(lambda state: state.project.markings if state.project else (), self._show)

    def _show(self, markings: tuple[str, ...]) -> None:
        self.setText("  ·  ".join(words.plain(text) for text in markings))
        self.setVisible(bool(markings))


class TitleBar(QWidget):
    """Name, menus, search, project, undo and redo, theme."""

    def __init__(self, session: Session, menus: QMenuBar, search: SearchBox, tools: tuple[QToolButton, ...]) -> None:
        super().__init__()
        self.setObjectName("bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(size("menu_bar"))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(8)
        left = QHBoxLayout()
        left.setSpacing(8)
        sign = Label()
        set_icon(sign, "watchfield", "zone", 22)
        left.addWidget(sign)
        left.addWidget(Label("Watchfield", "brand"))
        menus.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        left.addWidget(menus, alignment=Qt.AlignmentFlag.AlignVCenter)
        left.addStretch(1)
        right = QHBoxLayout()
        right.setSpacing(6)
        right.addStretch(1)
        self._project = Label("", "secondary")
        right.addWidget(self._project)
        for one in tools:
            right.addWidget(one)
        row.addLayout(left, 1)
        row.addWidget(search)
        row.addLayout(right, 1)
        session.watch(lambda state: state.project, self._show)

    def _show(self, project: Project | None) -> None:
        name = words.plain(project.name) if project else "No project"
        kind = " (generated)" if project and project.generated and "generated" not in name else ""
        self._project.setText(name + kind + (" · read-only" if project and project.read_only else ""))


class Rail(QWidget):
    """The narrow column on the far left.

    pressed : the name of a page
    """

    pressed = Signal(str)

    def __init__(self, pages: tuple[tuple[str, str, str], ...]) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Pages")
        self.setFixedWidth(size("rail"))
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 8, 6, 8)
        column.setSpacing(4)
        self.buttons: dict[str, QToolButton] = {}
        for name, icon, text in pages:
            one = tool(icon, text, _named(self.pressed.emit, name), checkable=True)
            set_icon(one, icon, "text2", size("icon_rail"))
            self.buttons[name] = one
            column.addWidget(one)
        column.addStretch(1)

    def check(self, name: str, *, on: bool) -> None:
        """Show whether a page is open."""
        self.buttons[name].setChecked(on)


def _named(say: Callable[[str], None], name: str) -> Callable[[], None]:
    return lambda: say(name)


class StatusBar(QWidget):
    """Where the pointer is, what is going on, how the project is sealed."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("status")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(size("status_bar"))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(6)
        pin = Label()
        set_icon(pin, "map-pin", "text3", 14)
        self.position, self.degrees, self.nearest = (Label("", "secondary") for _ in range(3))
        self.audit, self.offline = Label("", "secondary"), Label("", "secondary")
        self.working = Working()
        self.position.setMinimumWidth(170)
        row.addWidget(pin)
        for label in (self.position, self.degrees):
            row.addWidget(label)
        row.addWidget(rule(vertical=True))
        row.addWidget(self.nearest)
        row.addStretch(1)
        row.addWidget(self.working)
        row.addWidget(rule(vertical=True))
        for icon, label in (("fingerprint", self.audit), ("wifi-off", self.offline)):
            sign = Label()
            set_icon(sign, icon, "text3", 14)
            row.addWidget(sign)
            row.addWidget(label)
        self.offline.setText("offline")
        self.show_position(None)
        session.watch(lambda state: state.project, self._show_audit)

    def show_position(self, at: tuple[float, float] | None, nearest: str = "") -> None:
        """Say where the pointer is."""
        self.position.setText(words.position(*at) if at else "–")
        self.degrees.setText(words.sexagesimal(*at) if at else "")
        self.nearest.setText(nearest)

    def _show_audit(self, project: Project | None) -> None:
        if project is None or not project.audit_head:
            self.audit.setText("audit: empty")
            return
        head = project.audit_head
        self.audit.setText(f"audit {head[:4]} {head[4:8]} · {words.counted(project.audit_entries, 'entry', 'entries')}")
