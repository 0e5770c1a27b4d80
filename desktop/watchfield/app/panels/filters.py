"""The filter bar: one row of chips, and how much is left."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPushButton, QWidget

from watchfield.app.parts import link
from watchfield.app.plain import Label
from watchfield.app.theme.icons import set_icon
from watchfield.app.theme.look import size
from watchfield.core.model.movement import MovementKind
from watchfield.core.model.movement import State as Certainty
from watchfield.session import listing, words
from watchfield.session.filters import cleared, describe, only_state, set_kinds, set_text, set_zone
from watchfield.session.movements import KIND_WORDS, STATE_WORDS
from watchfield.session.session import Session
from watchfield.session.state import State

__all__ = ["FilterBar"]

_KINDS = (MovementKind.ARRIVAL, MovementKind.DEPARTURE, MovementKind.OVERFLIGHT, MovementKind.LOW_PASS)


class FilterBar(QWidget):
    """The bar; it drives table, map and axis."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("filterbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(size("filter_bar"))
        self.setAccessibleName("Filter")
        self._session = session
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 12, 4)
        row.setSpacing(6)
        filter_icon = Label()
        set_icon(filter_icon, "filter", "text2", 18)
        row.addWidget(filter_icon)
        self.zone, self.kind, self.state = _chip("Zone"), _chip("Kind"), _chip("State")
        self.sure = _chip("Hide undetermined")
        self.sure.setCheckable(True)
        self.sure.setText("Hide undetermined")
        self.sure.clicked.connect(lambda *_: session.change(listing.hide_undetermined))
        for chip, menu in ((self.zone, self._zone_menu), (self.kind, self._kind_menu), (self.state, self._state_menu)):
            chip.clicked.connect(_opener(chip, menu))
        for chip in (self.zone, self.kind, self.state, self.sure):
            row.addWidget(chip)
        self.text = QLineEdit()
        self.text.setObjectName("chip")
        self.text.setAccessibleName("Text in the movements")
        self.text.setPlaceholderText("Aircraft, type or field")
        self.text.setFixedWidth(170)
        self.text.textEdited.connect(lambda text: session.change(set_text(text)))
        row.addWidget(self.text)
        self.clear = link("Clear", lambda: session.change(cleared))
        row.addWidget(self.clear)
        row.addStretch(1)
        self.counts = Label("", "secondary")
        row.addWidget(self.counts)
        session.watch(lambda state: (state.filter, state.zones), lambda _: self._show(session.state))
        session.watch(listing.listing, lambda shown: self.counts.setText(shown.text))

    def _show(self, state: State) -> None:
        said = describe(state)
        self.zone.setText(f"Zone  {said.zone}")
        self.kind.setText(f"Kind  {said.kinds}")
        self.state.setText(f"State  {said.states}")
        self.zone.setChecked(state.filter.zone is not None)
        self.kind.setChecked(bool(state.filter.kinds))
        self.state.setChecked(bool(state.filter.states) and state.filter.states != listing.SURE)
        self.sure.setChecked(state.filter.states == listing.SURE)
        self.clear.setVisible(said.anything)
        if self.text.text() != state.filter.text:
            self.text.setText(state.filter.text)

    def _zone_menu(self) -> QMenu:
        menu = QMenu(self)
        change, chosen = self._session.change, self._session.state.filter.zone
        _add(menu, "All zones and none", chosen is None, lambda: change(set_zone(None)))
        for zone in self._session.state.zones:
            _add(menu, words.plain(zone.name), chosen == zone.id, _with(change, set_zone(zone.id)))
        return menu

    def _kind_menu(self) -> QMenu:
        menu = QMenu(self)
        change, chosen = self._session.change, self._session.state.filter.kinds
        _add(menu, "Every kind", not chosen, lambda: change(set_kinds(frozenset())))
        for kind in _KINDS:
            text = {
                MovementKind.ARRIVAL: "Arrivals and ends of tracks",
                MovementKind.DEPARTURE: "Departures and starts of tracks",
            }.get(kind, f"{KIND_WORDS[kind]}s")
            _add(menu, text.replace("passs", "passes"), chosen == {kind}, _with(change, listing.toggle_kind(kind)))
        return menu

    def _state_menu(self) -> QMenu:
        menu = QMenu(self)
        change, chosen = self._session.change, self._session.state.filter.states
        _add(menu, "Every state", not chosen, lambda: change(only_state(None)))
        for state in Certainty:
            _add(menu, STATE_WORDS[state], chosen == {state}, _with(change, only_state(state)))
        return menu


def _with(change: Callable[[Callable[[State], State]], None], step: Callable[[State], State]) -> Callable[[], None]:
    return lambda: change(step)


def _opener(chip: QPushButton, menu: Callable[[], QMenu]) -> Callable[..., None]:
    def show(*_: object) -> None:
        menu().popup(chip.mapToGlobal(chip.rect().bottomLeft()))

    return show


def _chip(words_: str) -> QPushButton:
    chip = QPushButton()
    chip.setObjectName("chip")
    chip.setCheckable(True)
    chip.setAccessibleName(words_)
    return chip


def _add(menu: QMenu, text: str, chosen: bool, pressed: Callable[[], None]) -> None:  # noqa: FBT001
    action = menu.addAction(text.replace("&", "&&"))
    action.setCheckable(True)
    action.setChecked(chosen)
    action.triggered.connect(lambda *_: pressed())
