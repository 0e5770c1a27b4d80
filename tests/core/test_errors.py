from __future__ import annotations

import inspect
import pickle

import pytest

from watchfield.core import errors
from watchfield.core.errors import Cancelled, NotFound, ReadError, WatchfieldError

TREE = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, WatchfieldError)]


def test_a_message_says_what_happened_where_what_was_kept_and_what_to_do():
    error = ReadError(
        "The time is not a number.", where="a.csv, row 7", kept="Nothing was stored.", advice="Export again."
    )
    assert str(error) == "a.csv, row 7: The time is not a number. Nothing was stored. Export again."


def test_what_there_is_nothing_to_say_about_is_left_out():
    assert str(NotFound("There is no zone “x”.")) == "There is no zone “x”."
    assert str(NotFound("There is no zone “x”.", advice="See zone list.")) == "There is no zone “x”. See zone list."
    assert str(Cancelled()) == "Stopped."


@pytest.mark.parametrize("kind", TREE)
def test_every_error_crosses_to_another_process_whole(kind):
    error = pickle.loads(pickle.dumps(kind("what", where="where", kept="kept", advice="advice")))  # noqa: S301
    assert type(error) is kind
    assert (error.what, error.where, error.kept, error.advice) == ("what", "where", "kept", "advice")
    assert error.args == ("what",)


@pytest.mark.parametrize("kind", TREE)
def test_every_error_is_named_in_the_tree_that_is_drawn(kind):
    assert kind.__name__ in errors.__all__
    assert kind.__name__ in errors.__doc__
    assert kind.__doc__


def test_stopping_is_not_a_fault_of_the_recording():
    assert not issubclass(Cancelled, ReadError)
    assert issubclass(Cancelled, WatchfieldError)
