"""Do one act of a room below, and say on the next page what came of it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest

from vethanam.errors import Refused, Unsound
from vethanam.web.names import said


def done(request: HttpRequest, verb: Callable[[], object], outcome: str) -> bool:
    """Whether it was done. Done or not, the next page carries the sentence."""
    try:
        verb()
    except (Refused, Unsound) as error:
        messages.error(request, said(error))
        return False
    messages.success(request, outcome)
    return True


def fault_of(verb: Callable[[], object]) -> str:
    """Do it, and give back the sentence of why not; empty when it was done."""
    try:
        verb()
    except (Refused, Unsound) as error:
        return said(error)
    return ""
