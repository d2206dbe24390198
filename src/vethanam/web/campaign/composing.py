"""Composing what a form asks, and what became of it as the form shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from vethanam.errors import Refused, Unsound, UnsoundInput
from vethanam.identity.authority import Authority
from vethanam.messaging.actions.campaigning import Composed, Draft, compose
from vethanam.privacy.permit.says import reason_in_words
from vethanam.web import words
from vethanam.web.names import said


def composed(
    request: HttpRequest, authority: Authority, asks: Callable[[], Draft]
) -> HttpResponse | dict[str, Any]:
    """On to the message where it waits for its approvals; else ``faults`` or ``refused``, for the form."""
    try:
        done = compose(authority, asks())
    except UnsoundInput as unsound:
        return {"faults": [f"{fault.record}, {fault.field}: {said(fault)}" for fault in unsound.faults]}
    except (Refused, Unsound) as error:
        return {"faults": [said(error)]}
    if done.campaign is None:
        return {"refused": refused_page(done)}
    messages.success(request, _("Composed and published. It waits for its approvals."))
    return redirect("campaign:message", reference=done.campaign.reference)


def refused_page(done: Composed) -> dict[str, Any]:
    """Why it was refused, in words and codes."""
    codes = [code for code in (done.decision.reason, *done.decision.also) if code]
    return {"why": reason_in_words(codes[0] if codes else "", words.language()), "codes": codes}
