"""Text in both languages, for paper."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import override

from vethanam.documents.payslip import Both


def both(say: Callable[[], str]) -> Both:
    """The result of ``say`` in Malayalam and in English."""
    with override("ml"):
        ml = str(say())
    with override("en"):
        return Both(ml, str(say()))
