"""Policies of witnesses: those in force with their latest signatures, a proposal to agree to, and a new one.

For an administrator and the data protection officer alike: one proposes, the other agrees.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from vethanam.acts.two_officers import OFFICERS
from vethanam.errors import Broken
from vethanam.identity.authority import Authority
from vethanam.journal import keys
from vethanam.journal.policy_files import policy_files
from vethanam.journal.quorums import Quorums
from vethanam.money import grouped
from vethanam.privacy.policies import PolicyShown, WaitingUse, policies_shown, waiting_uses
from vethanam.privacy.purposes.registry import catalogue_now
from vethanam.web.administration.two_officers import proposal_shown
from vethanam.web.parts import words
from vethanam.web.parts.access import officer
from vethanam.web.parts.forms import ActForm
from vethanam.web.parts.names import said
from vethanam.web.parts.outcomes import acted, sentence_to

STATES: Mapping[str, tuple[str, str]] = {
    "coming": ("part", gettext_noop("Set, from a later day")),
    "proposed": ("held", gettext_noop("Proposed")),
}


@officer(*OFFICERS)
@require_http_methods(["GET", "POST"])
def policies(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The policies of purposes, what waits for them, and the form of a new one."""
    files, fault = _files()
    purposes = [one for one in catalogue_now().in_force(authority.at.date()) if one.opens_contacts]
    names = {one.code: one.short.get(words.language(), one.short["en"]) for one in purposes}
    form = ActForm(
        "set_policy",
        fields=("purpose", "policy", "from"),
        choices={
            "policy": [(name, name) for name in files],
            "purpose": [(code, f"{name} · {code}") for code, name in sorted(names.items())],
        },
    )
    if form.is_sent_by(request) and form.perform(request) and form.performed:
        messages.success(request, sentence_to(request, form.performed))
        return redirect("administration:policies")
    waiting, quorums = waiting_uses(), Quorums(keys.public_key())
    shown = policies_shown(authority.at)
    proposed = [_proposed(one, names, authority) for one in shown if one.state == "proposed"]
    page = {
        "waiting": waiting_words(waiting),
        "rows": [_row(one, names, waiting, quorums) for one in shown if one.state != "proposed"],
        "proposed": proposed,
        "is_open": not any(one["may_agree"] for one in proposed),
        "files": files,
        "fault": fault,
        "is_sample": authority.is_sample,
    }
    return render(request, "administration/policies.html", {"page": page, "form": form})


@officer(*OFFICERS)
@require_POST
def agree(request: HttpRequest, authority: Authority, proposal: int) -> HttpResponse:
    """Agree to the other officer's proposal."""
    acted(request, "agree_policy", {"proposal": proposal}, _("Agreed. The policy is in force from its day."))
    return redirect("administration:policies")


def waiting_words(waiting: list[WaitingUse]) -> str:
    """How many sendings wait for witnesses, and since when; empty if none does."""
    if not waiting:
        return ""
    told = ngettext(
        "%(count)s sending waits for witnesses, since %(at)s.",
        "%(count)s sendings wait for witnesses, the first since %(at)s.",
        len(waiting),
    )
    return told % {"count": grouped(len(waiting)), "at": words.instant(min(one.since for one in waiting))}


def _files() -> tuple[list[str], str]:
    """The names of the policies that the operator offers, or the fault of a file."""
    try:
        return [one.name for one in policy_files()], ""
    except Broken as broken:
        return [], str(said(broken.sentence))


def _row(
    one: PolicyShown, names: Mapping[str, str], waiting: list[WaitingUse], quorums: Quorums
) -> dict[str, Any]:
    row = _common(one, names)
    if one.state != "in_force":
        shape, word = STATES[one.state]
        return {**row, "shape": shape, "word": _(word)}
    if one.policy.is_met(()):
        return {**row, "shape": "open", "word": _("Goes without witnesses")}
    head = quorums.head(one.policy)
    if head is None or any(wait.purpose == one.proposal.purpose for wait in waiting):
        row |= {"shape": "held", "word": _("Waits for witnesses")}
    else:
        row |= {"shape": "done", "word": _("Enough have signed")}
    signers = head.signers if head else {}
    row["witnesses"] = [
        (name, words.instant(signers[name]) if name in signers else "") for name in one.policy.witnesses
    ]
    return row


def _proposed(one: PolicyShown, names: Mapping[str, str], authority: Authority) -> dict[str, Any]:
    row = _common(one, names)
    return proposal_shown(
        one.proposal, authority, title=row["purpose"], under=row["code"], text=row["text"],
        says=_("Policy %(policy)s, from %(first)s") % row,
        agree=reverse("administration:agree_policy", args=[one.proposal.pk]),
    )  # fmt: skip


def _common(one: PolicyShown, names: Mapping[str, str]) -> dict[str, Any]:
    row = one.proposal
    return {
        "purpose": names.get(row.purpose, row.purpose),
        "code": row.purpose,
        "policy": row.policy,
        "first": words.day(row.valid_from),
        "text": row.text,
    }
