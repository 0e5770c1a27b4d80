"""What follows from a project is computed once and let go with it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from watchfield.core.model.project import Project

__all__ = ["per_project"]

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")


def per_project(
    most: int,
) -> Callable[[Callable[Concatenate[Project, Arguments], Answer]], Callable[Concatenate[Project, Arguments], Answer]]:
    """Remember the ``most`` newest answers for each project, as long as anybody else holds the project.

    Projects compare by identity and are large: a cache that held them would keep every one that was ever opened. So no
    answer may hold its project either.
    """

    def decorate(
        function: Callable[Concatenate[Project, Arguments], Answer],
    ) -> Callable[Concatenate[Project, Arguments], Answer]:
        held: WeakKeyDictionary[Project, OrderedDict[Any, Answer]] = WeakKeyDictionary()

        @wraps(function)
        def remembered(project: Project, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer:
            answers = held.setdefault(project, OrderedDict())
            key = (args, tuple(kwargs.items()))
            if key in answers:
                answers.move_to_end(key)
                return answers[key]
            answer = function(project, *args, **kwargs)
            answers[key] = answer
            if len(answers) > most:
                answers.popitem(last=False)
            return answer

        return remembered

    return decorate
