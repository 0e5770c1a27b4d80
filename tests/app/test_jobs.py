from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QThread

from watchfield.app.jobs import Jobs, Lane
from watchfield.core.errors import ReadError


@pytest.fixture
def jobs(application):
    made = Jobs()
    yield made
    made.stop()


def test_the_answer_comes_on_the_thread_of_the_window(jobs, hand):
    seen = []
    jobs.start(
        lambda _: threading.get_ident(),
        lambda worker: seen.append((worker, threading.get_ident(), QThread.isMainThread())),
    )
    hand.wait_for(lambda: seen)
    worker, here, is_main = seen[0]
    assert worker != here
    assert is_main


def test_an_error_of_ours_is_handed_on_and_a_fault_becomes_a_message(jobs, hand):
    seen = []

    def ours(_):
        raise ReadError("No rows.")

    jobs.start(ours, seen.append, seen.append)
    jobs.start(lambda _: 1 / 0, seen.append, seen.append)
    hand.wait_for(lambda: len(seen) == 2)
    assert {error.what for error in seen} == {
        "No rows.", "The program made a mistake: ZeroDivisionError: division by zero",
    }  # fmt: skip


def test_work_that_is_cancelled_ends_at_its_next_word(jobs, hand):
    begun, ended, stopped = threading.Event(), [], []

    def work(progress):
        begun.set()
        while True:
            progress(0, 1, "")

    job = jobs.start(work, ended.append, ended.append, stopped.append)
    begun.wait(5)
    job.cancel()
    hand.wait_for(lambda: stopped)
    assert ended == []


def test_of_many_wishes_only_the_first_and_the_newest_are_done(jobs, hand):
    gate, seen = threading.Event(), []
    lane = Lane(jobs)

    def first(_):
        gate.wait(5)
        return 0

    lane.ask(first, seen.append, seen.append)
    for number in range(1, 6):
        lane.ask(lambda _, number=number: number, seen.append, seen.append)
    gate.set()
    hand.wait_for(lambda: not lane.busy)
    assert seen == [0, 5]
