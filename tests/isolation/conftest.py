"""Workers that do what a worker must not, to see what becomes of it."""

from __future__ import annotations

import sys

import pytest

# A format for files that begin with EVIL: each says what its reader does. It stands in a worker of its own program, as
# a reader that a file has taken over would.
_PROGRAM = """
import json, os, signal, socket, struct, sys, time
import numpy as np
from watchfield.core import ingest
from watchfield.core.errors import ReadError
from watchfield.core.ingest.columns import Columns, judged
from watchfield.core.ingest.format import Format
from watchfield.core.model.fixes import COLUMNS
from watchfield.core.model.track import Track
from watchfield.isolation import packing, wire, worker

connection = int(sys.argv[1])
beside = socket.socket(fileno=os.dup(connection))

def good(options, count=3, first=1):
    row = np.arange(first, first + count)
    columns = Columns(row, np.zeros(count, np.int64), 1.7e9 + row, row * 0.0 + 8.5, row * 0.0 + 47.5)
    return judged(columns, [Track("icao:4b1814", "4b1814")], options)

def crash(options, how):
    os.kill(os.getpid(), getattr(signal, how))

def crash_later(options, how):
    yield good(options)
    os.kill(os.getpid(), getattr(signal, how))

def hang(options):
    time.sleep(1e6)

def chatter(options):
    while True:
        yield from ()
        packing_send({"file": 0, "share": 0.5})
        time.sleep(0.02)

def packing_send(message, payload=()):
    wire.send(beside, message, payload)

def memory(options):
    kept = []
    while True:
        kept.append(np.ones(2**20))

def fault(options):
    return {}["no such key"]

def garbage(options):
    os.write(connection, os.urandom(4096))
    time.sleep(1e6)

def lie(options, of):
    part = good(options)
    columns = {name: column.copy() for name, column in part.columns.items()}
    if of == "counts":
        object.__setattr__(part, "rows", 7)
    elif of == "order":
        columns["row"] = columns["row"][::-1].copy()
    elif of == "track":
        object.__setattr__(part, "track", part.track + 5)
    elif of == "key":
        object.__setattr__(part, "tracks", (Track("callsign:A@" + 64 * "0"),))
    elif of == "text":
        object.__setattr__(part, "tracks", (Track("icao:4b1814", registration="\\u202eevil"),))
    elif of == "mapping":
        object.__setattr__(part, "mapping", '{"no": "mapping"}')
    elif of == "fact":
        object.__setattr__(part, "tracks", (Track("icao:4b1814", facts={"owner": ["a", "list"]}),))
    elif of == "length":
        columns["lat_deg"] = columns["lat_deg"][:-1].copy()
    else:
        name, value = of.split("=")
        columns[name] = columns.get(name, np.zeros(3, COLUMNS[name]))
        columns[name][1] = float(value)
    object.__setattr__(part, "columns", columns)
    yield part

def tries(options, what):
    attempts = {
        "read": lambda: open("/etc/passwd"),
        "write": lambda: open("/dev/shm/evil", "w"),
        "socket": lambda: socket.socket(),
        "unix": lambda: socket.socketpair(),
        "exec": lambda: os.execv(sys.executable, [sys.executable, "-c", ""]),
        "fork": lambda: os.fork(),
        "signal": lambda: os.kill(os.getppid(), 0),
        "memfd": lambda: os.memfd_create("x"),
        "maps": lambda: open("/proc/self/maps"),
        "limits": lambda: __import__("resource").prlimit(0, 8, (1, 1)),
    }
    try:
        attempts[what]()
    except (PermissionError, ValueError) as error:
        raise ReadError("refused: " + str(error))
    raise ReadError("done")

def reads(stream, name, options, progress):
    what, *rest = stream.read().decode().split()[1:]
    steps = {"good": good, "crash": crash, "crash_later": crash_later, "hang": hang, "chatter": chatter,
             "memory": memory, "fault": fault, "garbage": garbage, "lie": lie, "tries": tries}
    found = steps[what](options, *rest)
    yield from [found] if hasattr(found, "rows") else found

evil = Format("readsb-trace", "evil", lambda head: head.data.startswith(b"EVIL"), reads)
ingest.FORMATS = (evil, *ingest.FORMATS)
worker.main(connection)
"""


@pytest.fixture
def evil() -> tuple[str, ...]:
    """What starts a worker that does what files say which begin with EVIL."""
    return (sys.executable, "-I", "-c", _PROGRAM)
