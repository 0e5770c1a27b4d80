"""How well are untrusted files kept apart on this machine? Told by a worker that has tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from watchfield.core.ingest.recordings import Request
from watchfield.isolation import wire
from watchfield.isolation.limits import Limits
from watchfield.isolation.process import Process, Silent, command

__all__ = ["ATTEMPTS", "Level", "level"]

ATTEMPTS = ("files", "writing", "network", "programs", "processes")


@dataclass(frozen=True, slots=True)
class Level:
    """How far a worker is closed up.

    process : whether a worker can be started
    landlock : the version that holds, 0 for none: no file may be opened but the program's own libraries
    seccomp : whether system calls are filtered: no socket, no program, no process, no writing
    refused : what a worker tried and was refused, of ``ATTEMPTS``
    """

    process: bool = True
    landlock: int = 0
    seccomp: bool = False
    refused: frozenset[str] = frozenset()

    @property
    def complete(self) -> bool:
        """Whether all that was tried was refused."""
        return self.refused == frozenset(ATTEMPTS)

    def __str__(self) -> str:
        """Return it for people, in one line."""
        if not self.process:
            return "No process can be started in which files would be read: none can be imported."
        holds = ["limits of memory and time"]
        holds += [f"Landlock {self.landlock}"] if self.landlock else []
        holds += ["seccomp"] if self.seccomp else []
        open_to = [name for name in ATTEMPTS if name not in self.refused]
        barred = [name for name in ATTEMPTS if name in self.refused]
        text = f"Files are read in processes of their own ({', '.join(holds)})"
        text += f"; tried and refused: {', '.join(barred)}" if barred else ""
        return f"{text}; still open to them: {', '.join(open_to)}." if open_to else f"{text}."


def level(start: Sequence[str] = ()) -> Level:
    """Start a worker that tries what it must not, and return what came of it; takes about half a second."""
    try:
        process = Process(Request(), Limits(), start or command(), attempts=True)
    except OSError:
        return Level(process=False)
    try:
        said = process.greet()
        refused = frozenset(name for name in ATTEMPTS if name in said["refused"])
        return Level(landlock=int(said["landlock"]), seccomp=said["seccomp"] is True, refused=refused)
    except (wire.Ended, wire.Broken, Silent, OSError, KeyError, TypeError, ValueError):
        return Level(process=False)
    finally:
        process.end()
