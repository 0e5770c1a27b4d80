"""What workers have read waits in its order, and not too much of it."""

from __future__ import annotations

import threading

from watchfield.isolation import line as line_module
from watchfield.isolation.files import File
from watchfield.isolation.line import Line, Share

MB = 2**20


def two_jobs(monkeypatch):
    """Return a line with two jobs of one file each, and the files."""
    monkeypatch.setattr(line_module, "_BUFFERED_BYTES", 4 * MB)
    monkeypatch.setattr(line_module, "_BUFFERED_BYTES_IN_ALL", 6 * MB)
    files = [File("a", 0, 8 * MB), File("b", 8 * MB, 8 * MB)]
    line = Line(iter(files), 16)
    jobs = [line.take(wait=False), line.take(wait=False)]
    assert line.take(wait=False) is None
    return line, jobs, files


def test_what_lies_here_of_all_jobs_is_bounded_and_given_on_in_order(monkeypatch):
    line, (first, second), (a, b) = two_jobs(monkeypatch)
    line.put(first, [Share(a, 0.5)], 4 * MB)
    later = threading.Thread(target=line.put, args=(second, [Share(b, 0.5)], 3 * MB))
    later.start()
    events = line.events()
    assert next(events) == Share(a, 0.5)  # only with these gone may the second job go on
    later.join(10.0)
    assert not later.is_alive()
    line.put(first, (), over=True)
    line.put(second, [Share(b, 1.0)], 1 * MB, over=True)
    assert [event for event in events if event is not None] == [Share(b, 0.5), Share(b, 1.0)]


def test_the_job_whose_turn_it_is_never_waits_for_those_behind_it(monkeypatch):
    line, (first, second), (a, b) = two_jobs(monkeypatch)
    line.put(second, [Share(b, 1.0)], 4 * MB)
    line.put(first, [Share(a, 0.5)], 4 * MB)  # would wait for ever
    line.put(first, (), over=True)
    assert next(line.events()) == Share(a, 0.5)
    line.stop()


def test_whoever_waits_goes_once_the_line_is_stopped(monkeypatch):
    line, (first, second), (a, b) = two_jobs(monkeypatch)
    line.put(first, [Share(a, 0.5)], 4 * MB)
    later = threading.Thread(target=line.put, args=(second, [Share(b, 0.5)], 4 * MB))
    later.start()
    line.stop()
    later.join(10.0)
    assert not later.is_alive()
