"""The rules of the house, as far as a machine can keep them."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAX_LINES = 400
FOLDERS = ("desktop", "plugin_qgis", "resources", "tests", "installer", ".ci", ".github")
TEXTS = {
    ".py",
    ".md",
    ".toml",
    ".lock",
    ".json",
    ".csv",
    ".sh",
    ".txt",
    ".ini",
    ".cfg",
    ".yml",
    ".yaml",
    ".html",
    ".css",
}
TEXTS |= {".svg", ".qml", ".js", ".spec", ""}
NETWORK = {
    *("aiohttp", "asyncore", "ftplib", "http", "httpx", "imaplib", "nntplib", "poplib", "requests", "smtplib"),
    *("socket", "socketserver", "ssl", "telnetlib", "urllib", "urllib3", "webbrowser", "websockets", "xmlrpc"),
}
QT_NETWORK = {"QtNetwork", "QtWebEngineCore", "QtWebEngineWidgets", "QtWebSockets", "QgsNetworkAccessManager"}


def our_files():
    """Every file of the project, without what is made from it."""
    made = {"__pycache__", "build", "dist", "node_modules"}
    yield from (path for path in ROOT.iterdir() if path.is_file() and path.name != "bench.json")
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            parts = path.relative_to(ROOT).parts
            if path.is_file() and not made & set(parts) and not any(part.endswith(".egg-info") for part in parts):
                yield path


def named(path):
    return path.relative_to(ROOT).as_posix()


FILES = list(our_files())
PROGRAMS = [path for path in FILES if path.suffix == ".py"]
SHIPPED = [path for path in PROGRAMS if path.relative_to(ROOT).parts[0] in ("desktop", "plugin_qgis")]


@pytest.fixture(scope="module")
def texts():
    return {named(path): path.read_text("utf-8") for path in FILES if path.suffix in TEXTS}


def lines_with(texts, pattern, *, only=("",)):
    """Where a pattern stands: ``file:line text``."""
    search = re.compile(pattern).search
    return [
        f"{name}:{number} {line.strip()[:100]}"
        for name, text in texts.items()
        if name.endswith(tuple(only))
        for number, line in enumerate(text.splitlines(), 1)
        if search(line)
    ]


def test_the_folders_that_are_fixed_are_there():
    assert {"desktop", "plugin_qgis", "resources", "tests", "installer"} <= {path.name for path in ROOT.iterdir()}
    assert PROGRAMS
    assert SHIPPED


def test_no_path_of_one_machine_stands_in_a_file(texts):
    assert lines_with(texts, r"/wo" + r"rk(?:/|\b)|/ho" + r"me/\w|/ro" + r"ot/|/tm" + r"p/wf") == []


def test_nothing_is_left_for_later_and_no_issue_is_named(texts):
    later = r"\bTO" + r"DO\b|\bFIX" + r"ME\b|\bXX" + r"X\b"
    number = r"(?i)\bissues? #?\d+\b|\b(?:see|fixes|closes|resolves|refs?) #\d+\b|\bGH-\d+\b"
    prose = (".py", ".md", ".toml", ".sh", "Makefile", ".ini")
    assert lines_with(texts, later, only=prose) == []
    assert lines_with(texts, number, only=prose) == []


def test_the_lock_names_no_address(texts):
    assert [name for name, text in texts.items() if name.endswith(".lock") and "://" in text] == []


def test_no_file_is_named_for_having_no_subject():
    idle = {"util", "utils", "helper", "helpers", "common", "misc", "tools", "stuff", "shared", "base"}
    assert [named(path) for path in PROGRAMS if idle & {path.stem, *path.relative_to(ROOT).parts[:-1]}] == []


def test_no_file_is_longer_than_a_reader_can_hold(texts):
    lengths = {named(path): texts[named(path)].count("\n") for path in PROGRAMS}
    assert {name: lines for name, lines in lengths.items() if lines > MAX_LINES} == {}


@pytest.fixture(scope="module")
def trees(texts):
    return {named(path): ast.parse(texts[named(path)], feature_version=(3, 11)) for path in SHIPPED}


def imports_of(tree):
    """Every module, and every name taken from a module, that a program imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from (f"{node.module}.{name.name}" for name in node.names)


def test_nothing_that_is_shipped_can_reach_the_network(trees):
    found = [
        (file, name)
        for file, tree in trees.items()
        for name in imports_of(tree)
        if name.partition(".")[0] in NETWORK or QT_NETWORK & set(name.split("."))
        if (name, file.rpartition("/")[0]) != ("socket", "desktop/watchfield/isolation")
    ]
    assert found == []


def test_the_only_sockets_are_those_between_the_program_and_its_own_workers(trees):
    """``AF_INET`` is what the self-test of a worker tries, and is refused."""
    local = {
        "AF_UNIX", "SHUT_RDWR", "SOCK_STREAM", "SOL_SOCKET", "SO_RCVBUF", "SO_SNDBUF",
        "recv_fds", "send_fds", "socket", "socketpair",
    }  # fmt: skip
    used = {
        (file, node.attr)
        for file, tree in trees.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "socket"
    }
    assert {(file, name) for file, name in used if name not in local} <= {
        ("desktop/watchfield/isolation/worker.py", "AF_INET")
    }


def test_core_names_itself_relatively_and_keeps_to_the_older_python(texts, trees):
    core = [file for file in trees if file.startswith("desktop/watchfield/core/")]
    for file in core:
        ast.parse(texts[file], feature_version=(3, 10))
    own_name = [(file, name) for file in core for name in imports_of(trees[file]) if name.split(".")[0] == "watchfield"]
    assert own_name == []


def test_every_room_knows_only_the_rooms_below_it():
    program = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr
