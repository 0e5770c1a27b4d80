"""The first page: what the program is for, and three ways to begin."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from watchfield.app.plain import Label
from watchfield.app.theme.icons import set_icon

__all__ = ["StartSheet"]


class StartSheet(QFrame):
    """A sheet over the map.

    import_wanted, open_wanted, demonstration_wanted : what was chosen
    """

    import_wanted = Signal()
    open_wanted = Signal()
    demonstration_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("sheet")
        self.setAccessibleName("Start")
        self.setFixedWidth(700)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 26, 32, 24)
        column.setSpacing(10)
        column.addWidget(Label("What moved through this airfield, when, and how sure are we?", "title", wrap=True))
        column.addWidget(Label("Start with recordings you have. Nothing leaves this computer."))
        column.addSpacing(8)
        first = _Option(
            "file-import",
            "Import recordings",
            "readsb, OpenSky, Flightradar24, receivers, loggers, tables; also packed",
            "Ctrl I",
        )
        first.clicked.connect(self.import_wanted)
        column.addWidget(first)
        second = _Option("folder-open", "Open a project", "one file, also opened by QGIS", "Ctrl O")
        second.clicked.connect(self.open_wanted)
        column.addWidget(second)
        third = _Option("radar-2", "Look at the demonstration", "fourteen generated months at Hmeimim", "")
        third.clicked.connect(self.demonstration_wanted)
        column.addWidget(third)
        foot = QHBoxLayout()
        icon = Label()
        set_icon(icon, "download", "text3", 16)
        foot.addWidget(icon)
        foot.addWidget(Label("Or drop files, folders, archives or a whole stick anywhere in this window.", "secondary"))
        foot.addStretch(1)
        column.addSpacing(4)
        column.addLayout(foot)
        self.first = first
        self.adjustSize()


class _Option(QPushButton):
    """One way to begin."""

    def __init__(self, icon: str, text: str, note: str, keys: str) -> None:
        super().__init__()
        self.setObjectName("option")
        self.setAccessibleName(text)
        self.setAccessibleDescription(note)
        self.setFixedHeight(64)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 0, 18, 0)
        row.setSpacing(16)
        picture = Label()
        set_icon(picture, icon, "accent", 24)
        row.addWidget(picture)
        lines = QVBoxLayout()
        lines.setSpacing(2)
        lines.addStretch(1)
        lines.addWidget(Label(text, "brand"))
        lines.addWidget(Label(note, "secondary"))
        lines.addStretch(1)
        row.addLayout(lines, 1)
        row.addWidget(Label(keys, "caption"))
        for label in self.findChildren(Label):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
