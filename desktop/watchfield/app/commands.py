"""The table of commands, in the order of the menus."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from watchfield.app.actions import Command
from watchfield.core.model.movement import MovementKind
from watchfield.session import listing, looking, playback, stepping, viewing
from watchfield.session.state import Theme

if TYPE_CHECKING:
    from watchfield.app.desk import Desk
    from watchfield.app.window import MainWindow

__all__ = ["commands"]


def commands(window: MainWindow, desk: Desk) -> tuple[Command, ...]:
    """Return every command of the window."""
    return (
        *_file(window, desk),
        *_edit(window, desk),
        *_view(window),
        *_map(window),
        *_movements(window),
        *_time(window),
    )


def _file(window: MainWindow, desk: Desk) -> tuple[Command, ...]:
    return (
        Command("new", "File", "New project …", desk.ask_new, ("Ctrl+N",), "file-description"),
        Command("open", "File", "Open project …", desk.ask_open, ("Ctrl+O",), "folder-open"),
        Command("import", "File", "Import recordings …", desk.ask_import, ("Ctrl+I",), "file-import"),
        Command("import_folder", "File", "Import a folder …", desk.ask_import_folder, ("Ctrl+Shift+I",), "folder"),
        Command("demonstration", "File", "Look at the demonstration …", desk.demonstrate, (), "radar-2"),
        Command("saved", "File", "Save: nothing to save", desk.say_saved, ("Ctrl+S",), parted=True),
        Command("close", "File", "Close project", desk.close_project, ("Ctrl+W",)),
        Command("quit", "File", "Quit", window.close, ("Ctrl+Q",), parted=True),
    )


def _edit(window: MainWindow, desk: Desk) -> tuple[Command, ...]:
    session = window.session
    return (
        Command("undo", "Edit", "Undo", lambda: desk.try_to(session.undo), ("Ctrl+Z",), "arrow-back-up"),
        Command(
            "redo", "Edit", "Redo", lambda: desk.try_to(session.redo), ("Ctrl+Shift+Z", "Ctrl+Y"), "arrow-forward-up"
        ),
        Command("search", "Edit", "Search …", window.search.open, ("Ctrl+K", "/"), "search", parted=True),
        Command("filter", "Edit", "Filter movements", window.filters.text.setFocus, ("Ctrl+F",), "filter"),
        Command("escape", "", "Put back, close, deselect", window.escape, ("Esc",)),
    )


def _view(window: MainWindow) -> tuple[Command, ...]:
    change = window.session.change

    def theme(new: Theme) -> Command:
        icon = {"dark": "moon", "light": "sun", "system": "device-desktop"}[new.value]
        words = "Theme of the system" if new is Theme.SYSTEM else f"{new.value.capitalize()} theme"
        return Command(f"theme_{new.value}", "View", words, lambda: change(looking.set_theme(new)), (), icon)

    return (
        theme(Theme.DARK),
        theme(Theme.LIGHT),
        theme(Theme.SYSTEM),
        Command("theme", "", "Dark, light, as the system", lambda: change(looking.next_theme), ("Ctrl+D",)),
        Command(
            "left",
            "View",
            "Sources and zones",
            lambda: window.page.toggle("left"),
            ("Ctrl+1",),
            "database",
            parted=True,
        ),
        Command("table", "View", "Table of movements", lambda: window.page.toggle("table"), ("Ctrl+2",), "table"),
        Command("axis", "View", "Time axis", lambda: window.page.toggle("axis"), ("Ctrl+3",), "timeline"),
        Command(
            "sources",
            "View",
            "Sources and days …",
            lambda: window.archivist.show(0),
            ("Ctrl+4",),
            "calendar",
        ),
        Command("pairs", "View", "Where sources disagree …", lambda: window.archivist.show(2)),
        Command(
            "full",
            "View",
            "Full screen",
            lambda: window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen),
            ("F11",),
            "arrows-maximize",
            parted=True,
        ),
        Command("next_region", "View", "Next region", lambda: window.walk(1), ("F6",)),
        Command("last_region", "View", "Previous region", lambda: window.walk(-1), ("Shift+F6",)),
    )


def _map(window: MainWindow) -> tuple[Command, ...]:
    session, the_map = window.session, window.stage.map

    def layer(field: str) -> None:
        layers = session.state.layers
        session.change(looking.set_layers(replace(layers, **{field: not getattr(layers, field)})))

    return (
        Command("zoom_in", "Map", "Zoom in", lambda: the_map.zoom(2.0), ("+", "="), "zoom-in"),
        Command("zoom_out", "Map", "Zoom out", lambda: the_map.zoom(0.5), ("-",), "zoom-out"),
        Command("fit", "Map", "Fit the selection", the_map.fit, ("F",), "current-location"),
        Command(
            "everything", "Map", "Show everything",
            lambda: session.change(viewing.fit_everything(the_map.logical_size)), ("0",), "world",
        ),
        Command("zone", "Map", "Draw a watch zone", window.desk.draw_zone, ("Z",), "polygon", parted=True),
        Command("reshape", "Map", "Reshape the selected zone", window.desk.reshape_zone, ("Shift+Z",), "vector"),
        Command("evidence", "Map", "Evidence of the fix", window.witness.ask_here, ("S",), "file-text"),
        Command("pin", "Map", "Pin the selected aircraft", window.desk.pin_selected, ("P",), "pin"),
        Command("trails", "Map", "Trails", lambda: layer("trails"), ("T",), "route", parted=True),
        Command("labels", "Map", "Labels", lambda: layer("labels"), ("Shift+T",)),
        Command("traffic", "Map", "Other traffic", lambda: layer("traffic")),
        Command("legend", "Map", "Legend", lambda: layer("legend"), (), "list-details"),
    )  # fmt: skip


def _movements(window: MainWindow) -> tuple[Command, ...]:
    change = window.session.change
    return (
        Command(
            "next", "Movements", "Next movement", lambda: change(lambda s: listing.in_time(s, 1)), (".",),
            "chevron-right",
        ),
        Command(
            "previous", "Movements", "Previous movement", lambda: change(lambda s: listing.in_time(s, -1)), (",",),
            "chevron-left",
        ),
        Command("sure", "Movements", "Hide undetermined", lambda: change(listing.hide_undetermined), (), parted=True),
        Command("arrivals", "Movements", "Only arrivals and ends of tracks",
                lambda: change(listing.toggle_kind(MovementKind.ARRIVAL)), (), "plane-arrival"),
        Command("departures", "Movements", "Only departures and starts of tracks",
                lambda: change(listing.toggle_kind(MovementKind.DEPARTURE)), (), "plane-departure"),
        Command("detect", "Movements", "Detect again", window.desk.workshop.detect, (), "refresh", parted=True),
    )  # fmt: skip


def _time(window: MainWindow) -> tuple[Command, ...]:
    change = window.session.change
    minute, hour = 60.0, 3_600.0
    return (
        Command("play", "Time", "Play or pause", lambda: change(playback.toggle), (), "player-play"),
        Command("pause", "Time", "Pause", lambda: change(playback.pause), ("K",), "player-pause"),
        Command(
            "forward", "Time", "Play forward, faster", lambda: change(playback.play(1)), ("L",), "player-track-next"
        ),
        Command(
            "backward", "Time", "Play backward, faster", lambda: change(playback.play(-1)), ("J",), "player-track-prev"
        ),
        Command("go_to", "Time", "Go to a time …", window.transport.ask, ("G",), "clock", parted=True),
        Command("first", "Time", "First recording", lambda: change(playback.to_end(-1)), ("Home",), "player-skip-back"),
        Command("last", "Time", "Last recording", lambda: change(playback.to_end(1)), ("End",), "player-skip-forward"),
        Command("skip", "Time", "Skip empty time", lambda: change(stepping.skip_empty), ("E",), "player-skip-forward"),
        Command("minute_on", "", "One minute on", lambda: change(playback.step(minute)), ("Shift+Right",)),
        Command("minute_back", "", "One minute back", lambda: change(playback.step(-minute)), ("Shift+Left",)),
        Command("hour_on", "", "One hour on", lambda: change(playback.step(hour)), ("Ctrl+Right", "Ctrl+Shift+Right")),
        Command(
            "hour_back", "", "One hour back", lambda: change(playback.step(-hour)), ("Ctrl+Left", "Ctrl+Shift+Left")
        ),
    )
