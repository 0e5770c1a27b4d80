"""The table of pairs of sources, and the worst moments of the one that is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from watchfield.app.plain import Label
from watchfield.app.sheet import Sheet, SheetView
from watchfield.core.workflow.comparing import PairReport
from watchfield.session import disagreeing

__all__ = ["Disagreements"]


class Disagreements(QWidget):
    """Shows pair reports.

    moment_wanted : SHA-256 of a source, and the row in it that disagrees most
    """

    moment_wanted = Signal(str, int)

    def __init__(self) -> None:
        super().__init__()
        self._pairs: Sequence[PairReport] = ()
        self._pair: PairReport | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(6)
        self.words = Label("", "secondary", wrap=True)
        column.addWidget(self.words)
        self.pairs = SheetView("Pairs of sources", widths=(0, 170, 62, 74, 62, 70, 98, 70, 70, 98, 86, 62), wide=0)
        self.pairs.picked.connect(self._show_pair)
        self.pair_words = Label("", "secondary", wrap=True)
        self.moments = SheetView("Where they are farthest apart", widths=(170, 0, 90, 80, 120), wide=1)
        self.moments.doubleClicked.connect(lambda index: self._open(index.row()))
        self.moments.activated.connect(lambda index: self._open(index.row()))
        low = QWidget()
        inside = QVBoxLayout(low)
        inside.setContentsMargins(0, 6, 0, 0)
        inside.addWidget(self.pair_words)
        inside.addWidget(self.moments, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.pairs)
        split.addWidget(low)
        column.addWidget(split, 1)

    def show_waiting(self) -> None:
        """Say that it is being worked out."""
        self.words.setText("Comparing sources …")

    def show_pairs(self, pairs: Sequence[PairReport]) -> None:
        """Show where sources disagree."""
        self._pairs, self._pair = pairs, None
        self.words.setText(disagreeing.summary(pairs))
        self.pairs.show_sheet(
            Sheet(
                disagreeing.PAIR_HEADS,
                len(pairs),
                lambda row: disagreeing.pair_cells(pairs[row]),
                frozenset(range(2, 12)),
                mark=lambda row: "warning" if pairs[row].disagree else "success",
            )
        )
        self._show_pair(-1)
        if pairs:
            self.pairs.selectRow(0)

    def _show_pair(self, row: int) -> None:
        self._pair = pair = self._pairs[row] if 0 <= row < len(self._pairs) else None
        worst = pair.worst if pair else ()
        self.pair_words.setText(disagreeing.pair_words(pair) if pair else "")
        self.moments.show_sheet(
            Sheet(
                disagreeing.MOMENT_HEADS, len(worst), lambda place: disagreeing.moment_cells(worst[place]),
                frozenset({2, 3, 4}),
            )
        )  # fmt: skip

    def _open(self, row: int) -> None:
        if self._pair is not None and 0 <= row < len(self._pair.worst):
            self.moment_wanted.emit(self._pair.source.sha256, self._pair.worst[row].row)
