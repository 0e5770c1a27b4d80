"""What the user asks for that is more than one gesture: choosing files, drawing, dropping, leaving."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from watchfield.app.dialogs.asking import ask_text
from watchfield.app.dialogs.messages import Notice
from watchfield.app.importer import Importer
from watchfield.app.workshop import Workshop
from watchfield.core.errors import WatchfieldError
from watchfield.core.model.airfield import Airfield
from watchfield.core.model.zone import Zone
from watchfield.session import looking, playback, viewing, words
from watchfield.session.edits import zones
from watchfield.session.opening import is_project
from watchfield.session.search import Found, What
from watchfield.session.session import Session

__all__ = ["Desk"]

_PROJECTS = "Watchfield projects (*.gpkg)"


class Desk(QObject):
    """Answers the menus; files are chosen here, work is done in the workshop."""

    def __init__(
        self,
        session: Session,
        workshop: Workshop,
        notice: Notice,
        map_size: Callable[[], tuple[int, int]],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.session, self.workshop, self.notice = session, workshop, notice
        self.importer = Importer(workshop, parent)
        self._map_size, self._window = map_size, parent
        workshop.failed.connect(notice.show_error)

    def ask_open(self) -> None:
        """Choose a project and open it."""
        name, _ = QFileDialog.getOpenFileName(self._window, "Open project", "", _PROJECTS)
        if name:
            self.workshop.open(Path(name))

    def ask_new(self) -> None:
        """Choose where a new project goes, and make it."""
        path = self._ask_place()
        if path is not None:
            self.workshop.create(path, path.stem)

    def ask_import(self) -> None:
        """Choose recordings and import them."""
        names, _ = QFileDialog.getOpenFileNames(self._window, "Import recordings")
        if names:
            self.import_files([Path(name) for name in names], ask=True)

    def ask_import_folder(self) -> None:
        """Choose a folder of recordings and import it."""
        name = QFileDialog.getExistingDirectory(self._window, "Import a folder")
        if name:
            self.import_files([Path(name)], ask=True)

    def import_files(self, inputs: Sequence[Path], *, ask: bool = False) -> None:
        """Import into the open project, else into one that is made for it; ``ask`` shows the choices in any case."""
        project = self.session.state.project
        if project is not None and project.read_only:
            self.notice.show_words("This project is read-only.", "Copy it to a place you may write to.", "warning")
            return
        path = project.path if project else self._ask_place()
        if path is not None:
            self.importer.begin(path, inputs, ask=ask)

    def dropped(self, paths: Sequence[Path]) -> None:
        """Open a dropped project, import everything else."""
        if len(paths) == 1 and paths[0].suffix.lower() == ".gpkg" and is_project(paths[0]):
            self.workshop.open(paths[0])
        elif paths:
            self.import_files(paths)

    def demonstrate(self) -> None:
        """Choose where the demonstration goes, make it and look at it."""
        name = QFileDialog.getExistingDirectory(self._window, "Where shall the demonstration be kept?")
        if name:
            self.workshop.demonstrate(Path(name) / "watchfield-demonstration")

    def close_project(self) -> None:
        """Go back to the start page."""
        self.workshop.cancel()
        self.session.close()

    def say_saved(self) -> None:
        """Say that there is nothing to save, and when it was kept."""
        project = self.session.state.project
        if project is None:
            self.notice.show_words(
                "There is no project yet.", "Create one with Ctrl+N, or import a recording.", "warning"
            )
            return
        text = f"{words.counted(project.audit_entries, 'entry', 'entries')} in its audit chain."
        self.notice.show_words("Nothing to save: each step is kept as it is made.", text)

    def draw_zone(self) -> None:
        """Begin a new zone."""
        if self.session.state.project is None:
            self.notice.show_words(
                "A zone needs a project to be kept in.", "Create one with Ctrl+N, or import a recording.", "warning"
            )
            return
        self.session.change(zones.start_drawing())

    def reshape_zone(self, zone: Zone | None = None) -> None:
        """Take the selected zone by its handles."""
        wanted = zone or self.session.state.selected_zone
        if wanted is None:
            self.notice.show_words("No zone is selected.", "Click one on the map or in the list.", "warning")
            return
        self.session.change(zones.reshape(wanted))
        self.session.change(viewing.fit_zone(wanted, self._map_size()))

    def keep_draft(self) -> None:
        """Keep the shape that was drawn."""
        name = self.session.state.draft.name if self.session.state.draft else ""
        if self.try_to(lambda: self.session.do(zones.keep_draft())):
            self.notice.show_words(f"Shape of {name} kept", "Movements are being detected again. Undo with Ctrl+Z.")

    def delete_zone(self, zone: Zone | None = None) -> None:
        """Watch one zone less."""
        draft = self.session.state.draft
        wanted = zone or next((one for one in self.session.state.zones if draft and one.id == draft.zone), None)
        if wanted is not None and self.try_to(lambda: self.session.do(zones.delete_zone(wanted))):
            self.notice.show_words(f"{wanted.name} is no longer watched", "Undo with Ctrl+Z.")

    def watch(self, airfield: Airfield) -> None:
        """Watch a circle round an airfield, and go there."""
        self.session.change(viewing.centre_on(airfield.lon_deg, airfield.lat_deg, self._map_size()))
        edit = zones.watch_airfield(airfield)
        if self.try_to(lambda: self.session.do(edit)):
            self.notice.show_words(edit.label, "Reshape it with Shift+Z. Undo with Ctrl+Z.")

    def rename_zone(self, zone: Zone) -> None:
        """Ask for another name of a zone."""
        name = ask_text(self._window, "Rename watch zone", "Name", zone.name)
        if name is not None:
            self.try_to(lambda: self.session.do(zones.rename_zone(zone, name)))

    def pin_selected(self) -> None:
        """Give the selected aircraft a colour and a row."""
        for key in self.session.state.selection.tracks:
            self.session.change(looking.pin(key))

    def escape(self) -> None:
        """Put back, close, deselect: the nearest of them."""
        if self.session.state.draft is not None:
            self.session.drop_draft()
        elif self.notice.isVisible():
            self.notice.dismiss()
        else:
            self.session.change(looking.clear_selection)

    def found(self, found: Found, trigger: Callable[[str], None]) -> None:
        """Do what was chosen in the search box."""
        change, size = self.session.change, self._map_size()
        if found.what is What.COMMAND:
            trigger(found.key)
        elif found.what is What.AIRFIELD and found.airfield is not None:
            change(viewing.centre_on(found.airfield.lon_deg, found.airfield.lat_deg, size))
        elif found.what is What.WATCH and found.airfield is not None:
            self.watch(found.airfield)
        elif found.what is What.ZONE:
            change(looking.select_zone(found.key))
            zone = self.session.state.selected_zone
            if zone is not None:
                change(viewing.fit_zone(zone, size))
        elif found.what is What.AIRCRAFT:
            change(looking.select_tracks((found.key,)))
            change(viewing.fit_tracks((found.key,), size))
        elif found.what is What.TIME:
            change(playback.at(float(found.key)))

    def try_to(self, act: Callable[[], object]) -> bool:
        """Do something that may be refused; say so if it was."""
        try:
            act()
        except WatchfieldError as error:
            self.notice.show_error(error)
            return False
        return True

    def _ask_place(self) -> Path | None:
        name, _ = QFileDialog.getSaveFileName(self._window, "Where shall the project be kept?", "", _PROJECTS)
        if not name:
            return None
        path = Path(name)
        return path if path.suffix else path.with_suffix(".gpkg")
