"""Who tells whom: the signals between the parts of the window, and the watches that concern more than one of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from watchfield.app.map.furniture import ToolStack
from watchfield.app.theme.icons import set_icon
from watchfield.core.model.fixes import Fixes
from watchfield.core.model.project import Project
from watchfield.core.model.source import Source
from watchfield.core.model.zone import Zone
from watchfield.session import facts, listing, looking, opening, timeline, viewing, words
from watchfield.session.derived import track_numbers
from watchfield.session.state import State, Theme

if TYPE_CHECKING:
    from watchfield.app.window import MainWindow

__all__ = ["join"]

_THEME_ICONS = {Theme.DARK: "moon", Theme.LIGHT: "sun", Theme.SYSTEM: "device-desktop"}


def join(window: MainWindow) -> None:
    """Join the parts of a window."""
    _tools(window)
    _desk(window)
    _selection(window)
    _progress(window)
    _project(window)


def _tools(window: MainWindow) -> None:
    trigger, stage = window.actions_.trigger, window.stage
    stage.add_tools(
        ToolStack(
            stage,
            (
                ("plus", "Zoom in (+)", lambda: trigger("zoom_in")),
                ("minus", "Zoom out (-)", lambda: trigger("zoom_out")),
                ("current-location", "Fit the selection (F)", lambda: trigger("fit")),
                ("world", "Show everything (0)", lambda: trigger("everything")),
            ),
        ),
        ToolStack(stage, (("polygon", "Draw a watch zone (Z)", lambda: trigger("zone")),)),
        ToolStack(stage, (("stack-2", "What the map shows", lambda: _layers_menu(window)),)),
    )


def _desk(window: MainWindow) -> None:
    trigger = window.actions_.trigger
    desk, stage, left, draft = window.desk, window.stage, window.left, window.draft
    for start in (stage.start, left):
        start.import_wanted.connect(desk.ask_import)
    stage.start.open_wanted.connect(desk.ask_open)
    stage.start.demonstration_wanted.connect(desk.demonstrate)
    left.draw_wanted.connect(desk.draw_zone)
    left.zone_menu.connect(lambda zone, where: _zone_menu(window, zone, where))
    stage.map.menu_wanted.connect(lambda lon, lat, where: _map_menu(window, lon, lat, where))
    stage.map.complained.connect(stage.notice.show_error)
    stage.map.painting.failed.connect(stage.notice.show_error)
    stage.map.moved.connect(_pointer(window))
    window.transport.complained.connect(stage.notice.show_error)
    draft.keep_wanted.connect(desk.keep_draft)
    draft.back_wanted.connect(window.session.drop_draft)
    draft.delete_wanted.connect(desk.delete_zone)
    stage.map.keep_wanted.connect(desk.keep_draft)
    window.search.chosen.connect(lambda found: desk.found(found, trigger))
    window.rail.pressed.connect(lambda page: trigger(page) if page == "sources" else window.page.toggle(page))
    left.sources_wanted.connect(lambda: window.archivist.show(0))
    left.days_wanted.connect(lambda: window.archivist.show(1))
    left.source_menu.connect(lambda source, where: _source_menu(window, source, where))


def _selection(window: MainWindow) -> None:
    session, card = window.session, window.card
    session.watch(listing.listing, window.table.show_listing)
    session.watch(lambda state: state.selection.movement, window.table.show_selected)
    session.watch(_card_part, lambda _: _show_card(window))
    window.table.chosen.connect(lambda movement: session.change(looking.select_movement(movement)))
    card.closed.connect(lambda: session.change(looking.clear_selection))
    card.statement_wanted.connect(lambda: window.archivist.state_of_track(session.state.selection.tracks[-1]))
    window.desk.importer.row_wanted.connect(window.witness.ask_row)
    card.evidence_wanted.connect(window.witness.ask_row)
    card.stepped.connect(lambda step: session.change(lambda state: listing.neighbour(state, step)))
    session.watch(
        lambda state: (state.project is not None, state.draft is not None),
        lambda part: window.page.tell(has_project=part[0], drawing=part[1]),
    )
    session.watch(lambda state: state.theme, lambda theme: set_icon(window.theme_tool, _THEME_ICONS[theme]))


def _progress(window: MainWindow) -> None:
    """Show what the workshop does, and let an import be stopped."""
    shop, working = window.workshop, window.status.working
    working.stop_wanted.connect(shop.cancel)
    working.show_wanted.connect(window.desk.importer.show)
    shop.progressed.connect(lambda done, total, text: working.progress(done, total, text, can_stop=shop.is_importing))
    shop.said.connect(working.say)


def _project(window: MainWindow) -> None:
    session = window.session

    def show(project: Project) -> None:
        session.open(opening.opened(project, window.stage.map.logical_size))
        window.setWindowTitle(f"{project.name} – Watchfield")
        window.stage.map.setFocus()

    def counted(index: timeline.TimeIndex | None) -> None:
        window.overview.show_index(index)
        window.detail.show_index(index)

    def count(fixes: Fixes | None) -> None:
        if fixes is None:
            counted(None)
        else:
            window.jobs.start(lambda _: timeline.index_times(fixes), counted)

    window.workshop.opened.connect(show)
    session.watch(lambda state: state.project.fixes if state.project else None, count)


def _pointer(window: MainWindow) -> object:
    """Return who shows where the pointer is; the nearest airfield is looked up when it rests."""
    rest = QTimer(window)
    rest.setSingleShot(True)
    rest.setInterval(60)
    last: list[tuple[float, float] | None] = [None]

    def settled() -> None:
        at = last[0]
        window.status.show_position(at, window.library.nearest(*at) if at else "")

    def moved(at: tuple[float, float] | None) -> None:
        last[0] = at
        window.status.show_position(at, window.status.nearest.text() if at else "")
        rest.start()

    rest.timeout.connect(settled)
    return moved


def _card_part(state: State) -> tuple[object, ...]:
    return state.project, state.selection, state.draft is not None, state.filter, state.order, state.descending


def _show_card(window: MainWindow) -> None:
    state = window.session.state
    project = state.project
    if state.draft is not None:
        window.page.show_right(window.draft)
        return
    if project is not None and state.selection.fix is not None:
        window.page.show_right(window.evidence)
        return
    if project is None or (state.selection.movement is None and not state.selection.tracks):
        window.page.show_right(None)
        return
    movement = next((one for one in project.movements if one.id == state.selection.movement), None)
    if movement is not None:
        place = listing.place_of(state, movement.id)
        count = len(listing.listing(state).rows)
        window.card.show_card(
            facts.movement_card(movement, project), f"{place + 1:,} of {count:,}" if place >= 0 else ""
        )
    else:
        number = track_numbers(project).get(state.selection.tracks[-1])
        if number is None:
            window.page.show_right(None)
            return
        window.card.show_card(facts.track_card(number, project))
    window.page.show_right(window.card)


def _source_menu(window: MainWindow, source: Source, where: QPoint) -> None:
    archivist = window.archivist
    _popup(
        window,
        where,
        (
            ("State the aircraft …", lambda: archivist.ask_statement(source)),
            ("Take out …", lambda: archivist.take_out((source,))),
            ("All sources …", lambda: archivist.show(0)),
            ("Copy the SHA-256", lambda: QGuiApplication.clipboard().setText(source.sha256)),
        ),
    )


def _zone_menu(window: MainWindow, zone: Zone, where: QPoint) -> None:
    desk, session = window.desk, window.session
    size = window.stage.map.logical_size
    _popup(
        window,
        where,
        (
            ("Reshape", lambda: desk.reshape_zone(zone)),
            ("Rename …", lambda: desk.rename_zone(zone)),
            ("Show on the map", lambda: session.change(viewing.fit_zone(zone, size))),
            ("Delete", lambda: desk.delete_zone(zone)),
        ),
    )


def _map_menu(window: MainWindow, lon_deg: float, lat_deg: float, where: QPointF) -> None:
    desk, trigger = window.desk, window.actions_.trigger
    field = window.library.nearest_field(lon_deg, lat_deg)
    about: tuple[tuple[str, Callable[[], object]], ...] = ()
    if field is not None and window.session.state.project is not None:
        about = ((f"Watch zone round {words.plain(field.name)} ({field.code})", lambda: desk.watch(field)),)
    text = words.position(lon_deg, lat_deg)
    _popup(
        window,
        where.toPoint(),
        (
            *about,
            ("Draw a watch zone", lambda: trigger("zone")),
            ("Fit the selection", lambda: trigger("fit")),
            (f"Copy {text}", lambda: QGuiApplication.clipboard().setText(text)),
        ),
    )


def _popup(window: MainWindow, where: QPoint, entries: tuple[tuple[str, Callable[[], object]], ...]) -> None:
    menu = QMenu(window)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for text, do in entries:
        action = menu.addAction(text.replace("&", "&&"))
        action.triggered.connect(lambda *_, do=do: do())
    menu.popup(where)


def _layers_menu(window: MainWindow) -> None:
    menu = QMenu(window)
    for name, field in (("trails", "trails"), ("labels", "labels"), ("traffic", "traffic"), ("legend", "legend")):
        action = menu.addAction(window.actions_.actions[name].text())
        action.setCheckable(True)
        action.setChecked(getattr(window.session.state.layers, field))
        action.triggered.connect(lambda *_, name=name: window.actions_.trigger(name))
    stack = window.stage.tools[-1]
    menu.popup(stack.mapToGlobal(stack.rect().bottomLeft()))
