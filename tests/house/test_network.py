"""Does ``no_network`` stop a test that reaches for the network, and nothing else?"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]

PROGRAM = """
import socket

def test_connects():
    socket.create_connection(("127.0.0.1", 9), timeout=1)

def test_asks_for_a_name():
    socket.getaddrinfo("localhost", 80)

def test_sends():
    with socket.socket(type=socket.SOCK_DGRAM) as there:
        there.sendto(b"x", ("127.0.0.1", 9))

def test_swallows():
    try:
        socket.socket().connect(("127.0.0.1", 9))
    except BaseException:
        pass

def test_stays_in_this_machine():
    for end in socket.socketpair():
        end.close()
"""


def test_whoever_reaches_for_the_network_fails_even_if_the_error_is_swallowed(tmp_path):
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["no_network"]\n')
    (tmp_path / "pytest.ini").write_text(f"[pytest]\npythonpath = {TESTS.as_posix()}\n")
    (tmp_path / "test_it.py").write_text(PROGRAM)
    command = [sys.executable, "-m", "pytest", "-q", "-rA", "-p", "no:cacheprovider", "-c", "pytest.ini"]
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    shown = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False
    ).stdout
    failed = set(re.findall(r"^(?:FAILED|ERROR) test_it.py::(\w+)", shown, re.MULTILINE))
    assert failed == {"test_connects", "test_asks_for_a_name", "test_sends", "test_swallows"}, shown
    assert "PASSED test_it.py::test_stays_in_this_machine" in shown
