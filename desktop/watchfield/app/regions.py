"""F6 walks from region to region."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

__all__ = ["walk"]


def walk(regions: Sequence[QWidget], step: int) -> None:
    """Give the focus to the next region that can be seen, or to the previous one."""
    seen = [region for region in regions if region.isVisible()]
    now = QApplication.focusWidget()
    at = next((i for i, region in enumerate(seen) if now and (region is now or region.isAncestorOf(now))), -step)
    region = seen[(at + step) % len(seen)]
    inside = region if region.focusPolicy() != Qt.FocusPolicy.NoFocus else region.nextInFocusChain()
    if inside is not None:
        inside.setFocus(Qt.FocusReason.ShortcutFocusReason)
