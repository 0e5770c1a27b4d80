"""The left panel: sources, watch zones, aircraft one follows, and what the map shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from watchfield.app.panels.rows import ItemRow
from watchfield.app.parts import Check, Empty, rule, tool
from watchfield.app.plain import Label
from watchfield.app.theme.look import current, size
from watchfield.core.model.project import Project
from watchfield.core.model.source import Source
from watchfield.core.model.zone import Zone
from watchfield.session import derived, facts, looking, viewing, words
from watchfield.session.session import Session
from watchfield.session.state import Layers, State
from watchfield.session.survey import format_title

__all__ = ["LeftPanel"]

_MOST_SOURCES = 8
_OPTIONS: tuple[tuple[str, str], ...] = (
    ("traffic", "Other traffic"),
    ("trails", "Trails"),
    ("labels", "Labels"),
    ("movements", "Marks of movements"),
    ("legend", "Legend"),
)


class Section(QFrame):
    """One part of the panel: a heading, and rows that are made anew when what they show differs."""

    def __init__(self, title: str, tools: tuple[QWidget, ...] = ()) -> None:
        super().__init__()
        self.setObjectName("section")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(12, 4, 8, 0)
        head.setSpacing(8)
        head.addWidget(Label(title, "head"))
        self.note = Label("", "caption")
        head.addWidget(self.note)
        head.addStretch(1)
        for one in tools:
            head.addWidget(one)
        self._column.addLayout(head)
        self._rows: list[QWidget] = []
        self._line = rule()

    def fill(self, rows: list[QWidget]) -> None:
        """Show these rows instead of those before."""
        for old in self._rows:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._rows = rows
        for row in (*rows, self._line):
            self._column.addWidget(row)


class LeftPanel(QScrollArea):
    """The panel.

    import_wanted, draw_wanted, search_wanted : the next step of an empty place
    zone_menu, source_menu : a zone or a source, and where its menu belongs
    sources_wanted, days_wanted : show all sources, or their days
    """

    import_wanted = Signal()
    draw_wanted = Signal()
    search_wanted = Signal()
    zone_menu = Signal(object, object)
    sources_wanted = Signal()
    days_wanted = Signal()
    source_menu = Signal(object, object)

    def __init__(self, session: Session, size_of_map: Callable[[], tuple[int, int]]) -> None:
        super().__init__()
        self.setObjectName("left")
        self.setAccessibleName("Sources, zones and aircraft")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedWidth(size("left_panel"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._session, self._size_of_map = session, size_of_map
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(4)
        self._sources = Section(
            "Sources",
            (
                tool("calendar", "Days that the sources cover", self.days_wanted.emit),
                tool("list-details", "All sources (Ctrl+4)", self.sources_wanted.emit),
                tool("file-import", "Import recordings (Ctrl+I)", self.import_wanted.emit),
            ),
        )
        self._zones = Section("Watch zones", (tool("plus", "Draw a zone (Z)", self.draw_wanted.emit),))
        self._aircraft = Section("Aircraft on the axis")
        self._options = Section("Show on map")
        for section in (self._sources, self._zones, self._aircraft, self._options):
            column.addWidget(section)
        column.addStretch(1)
        self.setWidget(inside)
        self._boxes = {field: Check(text) for field, text in _OPTIONS}
        self._options.fill([self._option(field, box) for field, box in self._boxes.items()])
        session.watch(lambda state: state.project.sources if state.project else None, self._show_sources)
        session.watch(_zones_part, lambda _: self._show_zones())
        session.watch(_aircraft_part, lambda _: self._show_aircraft())
        session.watch(lambda state: state.layers, self._show_options)
        session.watch(lambda state: state.project is not None, self._options.setVisible)

    def _show_sources(self, sources: tuple[Source, ...] | None) -> None:
        here = tuple(source for source in sources or () if not source.removed)
        if not here:
            text = "Recordings you import are listed here, with what was kept and what was refused."
            self._sources.note.setText("")
            self._sources.fill([Empty("database", text, "Import recordings", self.import_wanted.emit)])
            return
        self._sources.note.setText(words.counted(len(here), "file"))
        few = len(here) <= _MOST_SOURCES
        self._sources.fill([self._source_row(source) for source in here] if few else self._format_rows(here))

    def _source_row(self, source: Source) -> QWidget:
        row = _source_row(source)
        row.pressed.connect(self.sources_wanted)
        row.menu_wanted.connect(lambda where: self.source_menu.emit(source, where))
        return row

    def _format_rows(self, sources: tuple[Source, ...]) -> list[QWidget]:
        rows = _format_rows(sources)
        for row in rows:
            row.pressed.connect(self.sources_wanted)
        return list[QWidget](rows)

    def _show_zones(self) -> None:
        state = self._session.state
        if not state.zones:
            text = "A zone is the place you watch. Search an airfield, or draw one with Z."
            self._zones.note.setText("")
            self._zones.fill([Empty("polygon", text, "Draw a zone", self.draw_wanted.emit)])
            return
        self._zones.note.setText(str(len(state.zones)))
        self._zones.fill([self._zone_row(zone, state) for zone in state.zones])

    def _zone_row(self, zone: Zone, state: State) -> QWidget:
        shut = zone.id in state.hidden
        claims = (
            sum(movement.claims for movement in state.project.movements if movement.zone == zone.id)
            if state.project
            else 0
        )
        row = ItemRow(
            words.plain(zone.name),
            " · ".join(filter(None, (zone.airfield or "", _band(zone)))),
            words.counted(claims, "movement") if claims else "",
            icon="polygon",
            tool="eye-off" if shut else "eye",
            tool_words="Hidden on the map: press the eye to show" if shut else "Press the eye to hide it on the map",
            chosen=zone.id == state.selection.zone,
        )
        change = self._session.change
        row.pressed.connect(lambda: change(looking.select_zone(zone.id)))
        row.opened.connect(lambda: change(viewing.fit_zone(zone, self._size_of_map())))
        row.tool_pressed.connect(lambda: change(looking.toggle_zone(zone.id)))
        row.menu_wanted.connect(lambda where: self.zone_menu.emit(zone, where))
        return row

    def _show_aircraft(self) -> None:
        state = self._session.state
        project = state.project
        keys = (*state.pinned, *(key for key in state.selection.tracks if key not in state.pinned))
        if project is None or not keys:
            self._aircraft.note.setText("")
            text = "Pin an aircraft (P) to give it a colour and a row on the time axis."
            self._aircraft.fill([Empty("plane", text)])
            return
        self._aircraft.note.setText(f"{len(keys)} of {words.count(len(project.tracks))}")
        numbers = derived.track_numbers(project)
        rows = [self._aircraft_row(key, numbers[key], project, state) for key in keys if key in numbers]
        self._aircraft.fill(rows)

    def _aircraft_row(self, key: str, number: int, project: Project, state: State) -> QWidget:
        track = project.tracks[number]
        pinned = key in state.pinned
        claims = sum(movement.claims for movement in derived.movements_by_key(project).get(key, ()))
        row = ItemRow(
            words.plain(track.name),
            words.plain(track.type or ""),
            words.counted(claims, "movement") if claims else "",
            colour=(lambda: current().of_aircraft(state.pinned.index(key)))
            if pinned
            else (lambda: current().colour("text")),
            tool="pinned" if pinned else "pin",
            tool_words="Press the pin to let it go" if pinned else "Press the pin to give it a colour",
            chosen=key in state.selection.tracks,
        )
        change = self._session.change
        row.pressed.connect(lambda: change(looking.select_tracks((key,))))
        row.opened.connect(lambda: change(viewing.fit_tracks((key,), self._size_of_map())))
        row.tool_pressed.connect(lambda: change(looking.unpin(key) if pinned else looking.pin(key)))
        return row

    def _option(self, field: str, box: Check) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(12, 0, 8, 0)
        row.addWidget(box)
        box.clicked.connect(
            lambda on: self._session.change(looking.set_layers(replace(self._session.state.layers, **{field: on})))
        )
        return holder

    def _show_options(self, layers: Layers) -> None:
        for field, box in self._boxes.items():
            box.setChecked(getattr(layers, field))


def _zones_part(state: State) -> tuple[object, ...]:
    movements = state.project.movements if state.project else ()
    return state.zones, state.selection.zone, state.hidden, id(movements)


def _aircraft_part(state: State) -> tuple[object, ...]:
    return state.project, state.pinned, state.selection.tracks


def _source_row(source: Source) -> ItemRow:
    refused = f"{words.count(source.refused)} refused" if source.refused else ""
    return ItemRow(
        facts.source_name(source),
        format_title(source.format),
        words.count(source.stored),
        icon="file-text",
        warning=refused,
        tool_words=f"{words.count(source.rows)} rows: {words.count(source.stored)} stored, "
        f"{words.count(source.duplicate)} duplicate, {words.count(source.refused)} refused, "
        f"{words.count(source.without_position)} without position",
    )


def _format_rows(sources: tuple[Source, ...]) -> list[ItemRow]:
    """Return one row a format, where there are too many files for a row each."""
    rows: list[ItemRow] = []
    for name in dict.fromkeys(source.format for source in sources):
        own = [source for source in sources if source.format == name]
        refused = sum(source.refused for source in own)
        rows.append(
            ItemRow(
                format_title(name),
                words.counted(len(own), "file"),
                words.count(sum(source.stored for source in own)),
                icon="folder",
                warning=f"{words.count(refused)} refused" if refused else "",
            )
        )
    return rows


def _band(zone: Zone) -> str:
    if zone.floor_ft is None and zone.ceiling_ft is None:
        return ""
    floor = f"{zone.floor_ft or 0:,.0f}"
    return f"{floor} to {zone.ceiling_ft:,.0f} ft" if zone.ceiling_ft is not None else f"above {floor} ft"
