from __future__ import annotations

import ast
from pathlib import Path

from watchfield.core import ingest
from watchfield.core.workflow import FileReport
from watchfield.session import outcome
from watchfield.session.advice import in_the_window


def advice_of_readers():
    for path in Path(ingest.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "advice" and isinstance(node.value, ast.Constant):
                yield str(node.value.value)


def test_no_advice_of_a_reader_speaks_of_the_command_line_in_the_window():
    said = list(advice_of_readers())
    assert sum("--" in text for text in said) > 2
    assert [text for text in map(in_the_window, said) if "--" in text] == []


def test_the_report_points_to_the_field_and_keeps_what_happened():
    error = "a.bin: The messages carry no date. Nothing was stored. Say when it began: --start 2025-10-26T14:13:05Z."
    cells = outcome.file_cells(FileReport("a.bin", "ab" * 32, "beast", error=error))
    assert cells[-1] == (
        "The messages carry no date. Nothing was stored. "
        "Say when the recording begins: “Begin of the recording, UTC” in the import."
    )
    assert in_the_window("Rows 2--3 were refused.") == "Rows 2--3 were refused."
