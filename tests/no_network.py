"""Nothing in the suite may reach for the network: whoever does, fails, even where the error is swallowed."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any, NoReturn

import pytest

_INTERNET = (socket.AF_INET, socket.AF_INET6)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let no test connect, send or look up a name; sockets that stay in this machine's memory are left alone."""
    attempts: list[str] = []

    def refuse(what: str) -> NoReturn:
        attempts.append(what)
        pytest.fail(f"the network was asked: {what}")

    def guarded(method: str) -> Any:
        real = getattr(socket.socket, method)

        def guard(self: socket.socket, *arguments: Any) -> Any:
            if self.family in _INTERNET:
                refuse(f"{method} {arguments}")
            return real(self, *arguments)

        return guard

    for method in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, method, guarded(method))
    for function in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
        monkeypatch.setattr(socket, function, lambda *asked, **_: refuse(f"{asked}"))
    yield
    assert not attempts, f"the network was asked: {attempts}"
