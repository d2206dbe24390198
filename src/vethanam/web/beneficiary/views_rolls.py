"""Rolls of affected people on the page of a card: her lines, their proofs, and the button that claims."""

from __future__ import annotations

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from vethanam.benefits.models import Beneficiary
from vethanam.evidence.roll_proofs import proof_of_roll
from vethanam.web.beneficiary.card import cardholder
from vethanam.web.beneficiary.views import is_employee, proof_file
from vethanam.web.beneficiary.views_contact import act_of_holder
from vethanam.web.parts.forms import sent
from vethanam.web.privacy.own_rolls import claim_of, rolls_shown


@cardholder
@require_http_methods(["GET", "POST"])
def rolls(request: HttpRequest, holder: Beneficiary) -> HttpResponse:
    """Her lines on rolls, and the button that claims; an employee signs in for it."""
    if is_employee(holder):
        raise Http404
    if request.method == "POST":
        act_of_holder(request, holder, "claim_on_roll", claim_of(sent(request)), _("Your claim is recorded."))
        return redirect("beneficiary:rolls")
    return render(request, "beneficiary/rolls.html", rolls_shown(holder.person_id, _address))


@cardholder
@require_GET
def proof(request: HttpRequest, holder: Beneficiary, reference: str) -> HttpResponse:
    """The proof that she is on a roll, or that she is not, as a file; an employee signs in for it."""
    if is_employee(holder):
        raise Http404
    content = partial(proof_of_roll, reference, holder.person_id)
    return proof_file(request, content, f"roll-{reference}.json", "beneficiary:rolls")


def _address(reference: str) -> str:
    return reverse("beneficiary:roll_proof", kwargs={"reference": reference})
