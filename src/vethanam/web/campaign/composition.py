"""Composes a message from a form and returns the result to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from vethanam.privacy.permit.reason_texts import reason_in_words
from vethanam.web.parts import words
from vethanam.web.parts.forms import ActForm
from vethanam.web.parts.names import said


def composed(
    request: HttpRequest, form: ActForm, further: Mapping[str, Any]
) -> HttpResponse | dict[str, Any]:
    """Redirect to the composed message; else ``faults`` or ``refused``, for the form."""
    if not form.perform(request, further) or form.performed is None:
        return {"faults": _faults(form)}
    state = form.performed.state
    if state.get("campaign") is None:
        codes = [code for code in (state["reason"], *state["also"]) if code]
        why = reason_in_words(codes[0] if codes else "", words.language())
        clearable = state["text_hash"] if codes[:1] == ["ELECTION_WINDOW"] else ""
        return {"refused": {"why": why, "codes": codes, "clearable": clearable}}
    messages.success(request, _("Composed and published. It waits for its approvals."))
    return redirect("campaign:message", reference=state["campaign"])


def _faults(form: ActForm) -> list[str]:
    """The faults, each with its field or text."""
    if form.performed is None or not form.performed.faults:
        return [f"{form.fields[name].label}: {says}" if name else says for name, says in form.faults.items()]
    found = []
    for fault in form.performed.faults:
        label = form.fields[fault.field].label if fault.field in form.fields else fault.field
        found.append(": ".join(part for part in (fault.record, str(label or ""), str(said(fault))) if part))
    return found
