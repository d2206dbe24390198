"""Half days in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from vethanam.service_book.queries import FORENOON, HalfDay
from vethanam.web.parts import words


def half_said(half: HalfDay) -> str:
    """``the forenoon of 16 Nov 2026``."""
    day = {"day": words.day(half[0])}
    return _("the forenoon of %(day)s") % day if half[1] == FORENOON else _("the afternoon of %(day)s") % day
