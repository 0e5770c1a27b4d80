"""Everything that writes into a project file, one after the other, off the window's thread.

An edit is shown at once and written behind the scenes; the next one waits its turn, detection steps aside for it. Where
a write fails the project is read again, so that what is shown is what the file says.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from watchfield.app.jobs import Job, Jobs, Lane
from watchfield.app.work import Work
from watchfield.core.errors import WatchfieldError
from watchfield.core.ingest.tables.mapping import ColumnMapping
from watchfield.core.ingest.tables.tabular import Preview
from watchfield.core.model.project import Project
from watchfield.core.model.zone import Zone
from watchfield.core.task import Progress, part, silent
from watchfield.core.workflow import ImportReport
from watchfield.core.workflow.comparing import PairReport, disagreements
from watchfield.session import columns, days, opening
from watchfield.session.choices import Choices
from watchfield.session.evidence import Evidence
from watchfield.session.importing import Tally
from watchfield.session.session import Session
from watchfield.session.survey import Survey

__all__ = ["Workshop"]


class Workshop(QObject):
    """Opens, imports, detects, keeps zones.

    said : what is going on, in words
    progressed : done of total, 0 of 0 when nothing is going on
    opened : a project was opened anew
    importing : how far an import is: done and total in bytes, the file, fixes so far
    imported : what became of an import
    failed : what could not be done
    """

    said = Signal(str)
    progressed = Signal(float, float, str)
    opened = Signal(object)
    importing = Signal(float, float, str, float)
    imported = Signal(object)
    failed = Signal(object)

    def __init__(self, session_of: Callable[[], Session], work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session_of, self._work = session_of, work
        self._jobs, self._looks = Jobs(self, threads=1), Jobs(self, threads=2)
        self._questions, self._days, self._pairs, self._columns = (Lane(self._looks) for _ in range(4))
        self._looking: Job[Any] | None = None
        self._tally = Tally()
        self._detecting: Job[Any] | None = None
        self._importing: Job[Any] | None = None

    @property
    def is_importing(self) -> bool:
        """Whether an import is under way."""
        return self._importing is not None

    def keep(self, project: Project, zones: tuple[Zone, ...], action: str, /) -> Project:
        """Have the zones written, and return the project as it will stand in the file (a session's keeper)."""
        self._step_aside()
        path = project.path
        self._jobs.start(
            lambda _: self._work.keep_zones(path, zones, action),
            lambda _: self.detect(),
            lambda error: self._not_kept(path, error),
        )
        return project

    def open(self, path: Path) -> None:
        """Open a project; its movements are detected where it has none."""
        self.said.emit("Opening …")
        self._start(lambda progress: self._work.open(path, progress), self._opened)

    def create(self, path: Path, name: str) -> None:
        """Make an empty project and open it."""
        from watchfield.core.store import create  # noqa: PLC0415  # only here

        def work(progress: Progress) -> Project:
            create(path, name=name)
            return self._work.open(path, progress)

        self._start(work, self._opened)

    def demonstrate(self, directory: Path) -> None:
        """Make the demonstration in a folder and open it."""
        self.said.emit("Making the demonstration …")

        def work(progress: Progress) -> Project:
            path = self._work.demonstration(directory, part(progress, 0.0, 0.9))
            return self._work.open(path, part(progress, 0.9, 1.0))

        self._start(work, self._opened)

    def look(
        self, inputs: Sequence[Path], told: Callable[[float, float, str], None], done: Callable[[Survey], None]
    ) -> None:
        """Say what files are; nothing is stored."""
        if self._looking is not None:
            self._looking.cancel()

        def ended(found: Survey) -> None:
            self._looking = None
            done(found)

        self._looking = self._looks.start(
            lambda progress: self._work.look(tuple(inputs), progress), ended, self.failed.emit
        )
        self._looking.progressed.connect(told)

    def ask_evidence(
        self, project: Project, index: int, folders: Sequence[Path], done: Callable[[Evidence], None]
    ) -> None:
        """Say what is behind a fix; of several questions only the last one is answered."""
        self._questions.ask(lambda _: self._work.evidence(project, index, folders), done, self.failed.emit)

    def ask_days(self, project: Project, group: days.Group, done: Callable[[days.Grid], None]) -> None:
        """Say which days a project covers."""
        self._days.ask(lambda _: days.grid(project, group), done, self.failed.emit)

    def ask_pairs(
        self, project: Project, new: Collection[int] | None, done: Callable[[Sequence[PairReport]], None]
    ) -> None:
        """Say where sources disagree; with ``new`` only pairs with one of these."""
        self._pairs.ask(lambda progress: disagreements(project, new=new, progress=progress), done, self.failed.emit)

    def ask_pairs_of(self, report: ImportReport, done: Callable[[Sequence[PairReport]], None]) -> None:
        """Say where what an import brought disagrees with what is there, and with itself."""
        project = self._session.state.project
        brought = {file.sha256 for file in report.files if not file.error and file.sha256}
        if project is not None:
            new = {source.id for source in project.sources if source.sha256 in brought and not source.removed}
            self.ask_pairs(project, new, done)

    def alter(self, said: str, act: Callable[[Path], None]) -> None:
        """Write something into the open project that changes what its recordings are, and show it as it stands then."""
        project = self._session.state.project
        if project is None:
            return
        path = project.path
        self._step_aside()

        def work(_: Progress) -> tuple[str, Project]:
            act(path)
            return said, self._work.open(path, silent)

        self._start(work, self._altered)

    def ask_columns(
        self,
        path: Path,
        mapping: ColumnMapping | None,
        done: Callable[[Preview], None],
        failed: Callable[[WatchfieldError], None],
    ) -> None:
        """Read the first rows of a table; of several wishes only the last one counts."""
        self._columns.ask(lambda _: columns.looked_at(path, mapping), done, failed)

    def import_files(self, path: Path, inputs: Sequence[Path], choices: Choices) -> None:
        """Import recordings into a project, which is made if it is missing, and open it."""
        if self._importing is not None:
            return
        self._step_aside()
        self.said.emit("Importing …")
        self._tally = tally = Tally()

        def work(progress: Progress) -> tuple[ImportReport, Project | None]:
            report = self._work.import_files(path, tuple(inputs), choices, tally, progress=progress)
            return report, self._work.open(path, silent) if path.exists() else None

        self._importing = self._start(work, self._imported)
        self._importing.progressed.connect(self._import_progressed)

    def cancel(self) -> None:
        """Ask what is under way to stop."""
        for job in (self._looking, self._importing, self._detecting):
            if job is not None:
                job.cancel()

    def detect(self) -> None:
        """Detect movements again; the newest wish counts."""
        project = self._session.state.project
        if project is None or project.read_only or not len(project.fixes) or self._importing is not None:
            return
        self._step_aside()
        self.said.emit("Detecting …")
        self._detecting = self._jobs.start(
            lambda progress: self._work.detect(project.path, project, progress),
            self._detected,
            self._detection_failed,
        )
        self._detecting.progressed.connect(self._detection_progressed)

    def stop(self) -> None:
        """Let what is being written be written, and the rest go."""
        self.cancel()
        self._looks.stop()
        self._jobs.stop()

    @property
    def _session(self) -> Session:
        return self._session_of()

    def _start(self, work: Callable[[Progress], Any], done: Callable[[Any], None]) -> Job[Any]:
        job = self._jobs.start(work, done, self._broke, lambda _: self._idle("Stopped."))
        job.progressed.connect(self.progressed)
        return job

    def _step_aside(self) -> None:
        if self._detecting is not None:
            self._detecting.cancel()
            self._detecting = None

    def _opened(self, project: Project) -> None:
        self._idle("")
        self.opened.emit(project)
        if not project.movements and not project.read_only:
            self.detect()

    def _import_progressed(self, done: float, total: float, name: str) -> None:
        self.importing.emit(done, total, name, float(self._tally.fixes))

    def _imported(self, answer: tuple[ImportReport, Project | None]) -> None:
        report, project = answer
        self._importing = None
        self._idle("Import stopped." if report.cancelled else "Import done.")
        if project is not None:
            now = self._session.state.project
            if now is not None and now.path == project.path:
                self._session.change(opening.refreshed(project))
            else:
                self.opened.emit(project)
            self.detect()
        self.imported.emit(report)

    def _altered(self, answer: tuple[str, Project]) -> None:
        said, project = answer
        self._idle(said)
        now = self._session.state.project
        if now is not None and now.path == project.path:
            self._session.change(opening.refreshed(project))
            self.detect()

    def _detected(self, project: Project) -> None:
        self._detecting = None
        now = self._session.state.project
        if now is None or now.path != project.path or now.zones != project.zones:
            return  # too late: the zones are others by now, and are being detected already
        self._session.change(opening.refreshed(project))
        claims = sum(movement.claims for movement in project.movements)
        open_ends = len(project.movements) - claims
        self._idle(f"Detected: {claims:,} movements, {open_ends:,} undetermined starts and ends")

    def _detection_progressed(self, done: float, total: float, _text: str) -> None:
        if self.sender() is self._detecting:
            self.progressed.emit(done, total, "Detecting movements")

    def _detection_failed(self, error: WatchfieldError) -> None:
        self._detecting = None
        self._idle("Movements are not up to date.")
        self.failed.emit(error)

    def _not_kept(self, path: Path, error: WatchfieldError) -> None:
        self.failed.emit(error)
        self._start(
            lambda progress: self._work.open(path, progress),
            lambda project: self._session.open(opening.refreshed(project)),
        )

    def _broke(self, error: WatchfieldError) -> None:
        self._importing = None
        self._idle("")
        self.failed.emit(error)

    def _idle(self, words: str) -> None:
        if words == "Stopped.":
            self._importing = None
        self.progressed.emit(0.0, 0.0, "")
        self.said.emit(words)
