"""Do one act, and say on the next page what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from vethanam.acts.performing import Performed, perform
from vethanam.acts.saying import in_words
from vethanam.identity.authority import Authority
from vethanam.web.access import account_of
from vethanam.web.names import said


def acted(
    request: HttpRequest,
    act: str,
    given: Mapping[str, Any],
    outcome: str = "",
    *,
    authority: Authority | None = None,
) -> Performed:
    """Perform an act of the signed-in account. The next page carries ``outcome``, or the sentence of why not.

    ``authority`` is that of the page, which :func:`vethanam.web.access.officer` has found.
    """
    performed = perform(act, account_of(request), given, authority=authority or request.authority)  # type: ignore[attr-defined]
    if not performed.ok:
        messages.error(request, sentence_of(performed))
    elif outcome:
        messages.success(request, outcome)
    return performed


def sentence_of(performed: Performed) -> str:
    """What an act answers, in the language of the page."""
    return str(said(performed.sentence)) if performed.sentence else in_words(performed.says)
