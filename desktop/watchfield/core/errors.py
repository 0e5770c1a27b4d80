"""Every error that is raised on purpose, as one tree.

    WatchfieldError
    ├── ReadError              a recording could not be read
    │   └── UnknownFormat      nobody here knows what this file is
    ├── ProjectError           a project file could not be used
    │   ├── ProjectBusy        somebody else has it open
    │   ├── ProjectDamaged     what is in it does not add up
    │   ├── ProjectReadOnly    it can be read, and not written
    │   └── ProjectTooNew      a newer version of the program made it
    ├── ResourceError          a file that belongs to the program is missing or broken
    ├── RequestError           what was asked for makes no sense
    │   ├── NotFound           no airfield, zone or movement of this name
    │   └── ZoneError          a polygon that encloses nothing, or crosses itself
    └── Cancelled              the user asked to stop; not a fault

Each says four things, in this order: what happened, where, what was kept, what to do.
"""

from __future__ import annotations

__all__ = [
    "Cancelled",
    "NotFound",
    "ProjectBusy",
    "ProjectDamaged",
    "ProjectError",
    "ProjectReadOnly",
    "ProjectTooNew",
    "ReadError",
    "RequestError",
    "ResourceError",
    "UnknownFormat",
    "WatchfieldError",
    "ZoneError",
]


class WatchfieldError(Exception):
    """Something went wrong that we can explain.

    what : what happened, one sentence
    where : the file, and the row in it, if any
    kept : what is safe in spite of it
    advice : what the reader can do now
    """

    def __init__(self, what: str, *, where: str = "", kept: str = "", advice: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.kept = kept
        self.advice = advice

    def __str__(self) -> str:
        """Return all four parts as one line, ready to show."""
        head = f"{self.where}: {self.what}" if self.where else self.what
        return " ".join(part for part in (head, self.kept, self.advice) if part)

    def __reduce__(self) -> tuple[object, ...]:
        """Cross a process boundary without losing a part."""
        return _rebuild, (type(self), self.what, self.where, self.kept, self.advice)


def _rebuild(kind: type[WatchfieldError], what: str, where: str, kept: str, advice: str) -> WatchfieldError:
    return kind(what, where=where, kept=kept, advice=advice)


class ReadError(WatchfieldError):
    """A recording could not be read."""


class UnknownFormat(ReadError):
    """No reader knows what this file is."""


class ProjectError(WatchfieldError):
    """A project file could not be used."""


class ProjectBusy(ProjectError):
    """Somebody else has the project open."""


class ProjectDamaged(ProjectError):
    """What the project holds does not add up."""


class ProjectReadOnly(ProjectError):
    """The project can be read and not written."""


class ProjectTooNew(ProjectError):
    """A newer version of the program made this project."""


class ResourceError(WatchfieldError):
    """A file that belongs to the program is missing or broken."""


class RequestError(WatchfieldError):
    """What was asked for makes no sense."""


class NotFound(RequestError):
    """There is no airfield, zone, aircraft or movement of this name."""


class ZoneError(RequestError):
    """A polygon that cannot be watched."""


class Cancelled(WatchfieldError):
    """The user asked to stop."""

    def __init__(self, what: str = "Stopped.", *, where: str = "", kept: str = "", advice: str = "") -> None:
        super().__init__(what, where=where, kept=kept, advice=advice)
