"""What readers advise, as the window says it: where a reader names an option, the window names its own field."""

from __future__ import annotations

import re

__all__ = ["BEGIN", "COLUMNS", "ZONE", "in_the_window"]

BEGIN, ZONE, COLUMNS = "Begin of the recording, UTC", "Time zone", "Columns …"  # as they stand in the import
_INSTEAD = (
    ("--start", f"Say when the recording begins: “{BEGIN}” in the import."),
    ("--timezone", f"Say which time zone is meant: “{ZONE}” in the import."),
    ("--columns", f"Say which column is what: “{COLUMNS}” in the import."),
)
_SENTENCES = tuple((re.compile(rf"[^.]*{option}\b[^.]*(?:\.|$)"), words) for option, words in _INSTEAD)


def in_the_window(text: str) -> str:
    """Return a text with each sentence that names an option of the command line put in words of the window."""
    for sentence, words in _SENTENCES:
        text = sentence.sub(lambda found, words=words: f" {words}" if found.start() else words, text)  # type: ignore[misc]
    return text
