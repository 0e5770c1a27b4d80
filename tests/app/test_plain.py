from __future__ import annotations

import ast
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from watchfield.app.plain import Label, tip
from watchfield.app.theme import icons

APP = Path(__file__).parents[2] / "desktop" / "watchfield" / "app"
FILES = sorted(APP.rglob("*.py"))
HOSTILE = 'x<img src="file:///etc/passwd">'


def calls(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            yield name, node


def test_a_label_shows_plain_text_only(application):
    assert Label(HOSTILE).textFormat() is Qt.TextFormat.PlainText


def test_a_tooltip_shows_a_text_as_it_is():
    assert "<img" not in tip(HOSTILE)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_widget_takes_rich_text(path):
    for name, node in calls(path):
        where = f"{path.name}:{node.lineno}"
        if path.name != "plain.py":
            assert name not in {"QLabel", "QMessageBox", "QInputDialog", "QProgressDialog", "QTextBrowser"}, where
        assert name not in {"setHtml", "setMarkdown", "insertHtml", "TextItem"}, where
        if name == "setToolTip":
            argument = node.args[0]
            fixed = isinstance(argument, ast.Constant)
            made = isinstance(argument, ast.Call | ast.IfExp) and "tip(" in ast.unparse(argument)
            assert fixed or made, f"{where}: a tooltip that is not made by tip()"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_colours_come_from_the_tokens(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "#" in node.value:
            codes = [part[:6] for part in node.value.split("#")[1:]]
            assert not any(len(code) == 6 and all(c in "0123456789abcdefABCDEF" for c in code) for code in codes), path


def test_every_icon_that_is_named_is_shipped():
    named = set()
    for path in FILES:
        for name, node in calls(path):
            at = {"set_icon": 1, "tool": 0, "Empty": 0, "_Option": 0, "paint_svg": 1, "pixmap": 0}.get(name)
            if at is not None and len(node.args) > at and isinstance(node.args[at], ast.Constant):
                named.add(node.args[at].value)
            if name == "Command" and len(node.args) > 5 and isinstance(node.args[5], ast.Constant):
                named.add(node.args[5].value)
    assert {name for name in named if name and not icons.has_icon(name)} == set()
