"""The card of a zone that is being drawn or reshaped."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QListWidget, QVBoxLayout, QWidget

from watchfield.app.parts import button, rule, tool
from watchfield.app.plain import Label
from watchfield.app.theme.look import font, size
from watchfield.core.geo import sphere
from watchfield.core.geo.polygon import Polygon
from watchfield.session import words
from watchfield.session.session import Session
from watchfield.session.state import ZoneDraft

__all__ = ["DraftPanel"]


class DraftPanel(QFrame):
    """Name, corners, area; keep, put back, delete.

    keep_wanted, back_wanted, delete_wanted : the three buttons
    """

    keep_wanted = Signal()
    back_wanted = Signal()
    delete_wanted = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAccessibleName("Watch zone")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(size("right_panel"))
        self._session = session
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 12)
        column.setSpacing(8)
        closing = tool("x", "Put back (Esc)", self.back_wanted.emit)
        column.addLayout(_ends(Label("Watch zone", "head"), closing))
        self._title = Label("", "title")
        column.addWidget(self._title)
        column.addWidget(Label("Name", "caption"))
        self.name = QLineEdit()
        self.name.setAccessibleName("Name of the zone")
        self.name.textEdited.connect(self._named)
        self.name.returnPressed.connect(self.keep_wanted)
        column.addWidget(self.name)
        column.addWidget(rule())
        self._facts = Label("", "caption")
        column.addLayout(_ends(Label("Corners", "head"), self._facts))
        self.corners = QListWidget()
        self.corners.setAccessibleName("Corners")
        self.corners.setFont(font("table"))
        self.corners.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.corners.itemClicked.connect(lambda item: self._choose(self.corners.row(item)))
        column.addWidget(self.corners, 1)
        column.addWidget(rule())
        self.keep = button("Keep shape", self.keep_wanted.emit, icon="check", primary=True)
        self.back = button("Put back", self.back_wanted.emit)
        self.delete = button("Delete", self.delete_wanted.emit, icon="trash")
        column.addLayout(_ends(self.keep, self.back, self.delete))
        session.watch(lambda state: state.draft, self._show)

    def _show(self, draft: ZoneDraft | None) -> None:
        if draft is None:
            return
        new = draft.zone is None
        self._title.setText("Draw watch zone" if new else "Reshape watch zone")
        self.delete.setVisible(not new)
        self.keep.setText("Keep zone" if new else "Keep shape")
        self.keep.setEnabled(draft.is_shape)
        if self.name.text() != draft.name:
            self.name.setText(draft.name)
        rim = draft.rings[0] if draft.rings else ()
        if draft.is_shape:
            area = Polygon(draft.rings).area_nm2
            self._facts.setText(f"{len(rim)} · {area:,.0f} NM²" if area >= 10 else f"{len(rim)} · {area:.1f} NM²")
        else:
            self._facts.setText(f"{len(rim)}, three are needed")
        self.corners.clear()
        if not rim:
            return
        lon, lat = sum(x for x, _ in rim) / len(rim), sum(y for _, y in rim) / len(rim)
        for number, (x, y) in enumerate(rim, 1):
            range_nm = float(sphere.distance_nm(lon, lat, x, y))
            bearing = float(sphere.bearing_deg(lon, lat, x, y))
            self.corners.addItem(f"{number:>2}   {words.position(x, y)}   {range_nm:.1f} NM {bearing:03.0f}°")
        if draft.corner is not None and draft.corner[0] == 0 and draft.corner[1] < len(rim):
            self.corners.setCurrentRow(draft.corner[1])

    def _named(self, name: str) -> None:
        draft = self._session.state.draft
        if draft is not None:
            self._session.change(lambda state: replace(state, draft=replace(draft, name=name)))

    def _choose(self, place: int) -> None:
        draft = self._session.state.draft
        if draft is not None and place >= 0:
            self._session.change(lambda state: replace(state, draft=replace(draft, corner=(0, place))))


def _ends(*parts: QWidget) -> QHBoxLayout:
    """Return a row with its last part on the right and the others on the left."""
    row = QHBoxLayout()
    for part in parts[:-1]:
        row.addWidget(part)
    row.addStretch(1)
    row.addWidget(parts[-1])
    return row
