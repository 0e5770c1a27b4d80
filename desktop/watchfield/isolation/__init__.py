"""Untrusted files are read here: in processes of their own, which can open, reach and change nothing.

The parent opens each file and hands over the descriptor; what comes back is columns, and is checked again.
"""

from __future__ import annotations

from watchfield.isolation.limits import Limits
from watchfield.isolation.process import ARGUMENT
from watchfield.isolation.reading import read

__all__ = ["ARGUMENT", "Limits", "read"]
