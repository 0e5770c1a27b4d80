"""Untrusted files are read here: in processes of their own, which can open, reach and change nothing.

The parent opens each file and hands over the descriptor; what comes back is columns, and is checked again.

    reading   what an import asks           worker     what runs in a process of its own
    line      jobs in their order           sandbox    what it gives up: limits, landlock, seccomp
    hand      the keeper of one worker      packing    parts to frames
    handed    what its frames mean          unpacking  frames to parts, checked
    files     opened, hashed, handed over   wire       frames
    asking    questions besides an import   answers    what the worker says to them
"""

from __future__ import annotations

from watchfield.isolation.asking import Asker, preview, quote
from watchfield.isolation.level import Level, level
from watchfield.isolation.limits import Limits
from watchfield.isolation.process import ARGUMENT
from watchfield.isolation.reading import read

__all__ = ["ARGUMENT", "Asker", "Level", "Limits", "level", "preview", "quote", "read"]
