"""Performs one act and shows its outcome on the next page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from vethanam.acts.executor import Performed
from vethanam.acts.translation import in_words
from vethanam.identity.authority import Authority
from vethanam.web.parts.access import account_of
from vethanam.web.parts.answers import Rows, checked_act, is_changed
from vethanam.web.parts.forms import sent
from vethanam.web.parts.people import said_to


def acted(
    request: HttpRequest,
    act: str,
    given: Mapping[str, Any],
    outcome: str = "",
    *,
    authority: Authority | None = None,
    shows: Rows = (),
) -> Performed:
    """Perform an act of the signed-in account. The next page shows ``outcome``, or the reason of the refusal.

    An act that cannot be undone is performed once its values are confirmed; ``shows`` are rows beside them.

    ``authority`` is the page's, found by :func:`vethanam.web.parts.access.officer`.
    """
    acting: Authority = authority or request.authority  # type: ignore[attr-defined]
    if is_changed(sent(request)):
        return Performed(False, None, "")
    performed = checked_act(request, account_of(request), act, given, acting, sent(request), shows=shows)
    if not performed.ok:
        messages.error(request, sentence_to(request, performed))
    elif outcome:
        messages.success(request, outcome)
    return performed


def sentence_to(request: HttpRequest, performed: Performed) -> str:
    """The answer of an act to the signed-in account, in the language of the page."""
    return str(said_to(request, performed.sentence)) if performed.sentence else in_words(performed.says)
