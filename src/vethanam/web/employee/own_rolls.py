"""A person's own lines on rolls of affected people: why she is there, a proof, and one button to claim."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from vethanam.acts.record_lookup import person_of
from vethanam.errors import Unsound
from vethanam.evidence.roll_proofs import proof_of_roll
from vethanam.identity.authority import Authority
from vethanam.web.parts.access import employee
from vethanam.web.parts.file_response import file_response
from vethanam.web.parts.forms import sent
from vethanam.web.parts.names import said
from vethanam.web.parts.outcomes import acted
from vethanam.web.privacy.own_rolls import claim_of, rolls_shown


@employee
@require_http_methods(["GET", "POST"])
def own_rolls(request: HttpRequest, authority: Authority) -> HttpResponse:
    """My lines on rolls, and the button that claims."""
    if request.method == "POST":
        acted(request, "claim_on_roll", claim_of(sent(request)), _("Your claim is recorded."))
        return redirect("employee:rolls")
    return render(request, "employee/rolls.html", rolls_shown(person_of(authority), _address))


@employee
@require_GET
def proof(request: HttpRequest, authority: Authority, reference: str) -> HttpResponse:
    """The proof that I am on a roll, or that I am not, as a file that can be checked independently."""
    try:
        written = proof_of_roll(reference, person_of(authority))
    except Unsound as unsound:
        messages.warning(request, said(unsound))
        return redirect("employee:rolls")
    return file_response(written, f"roll-{reference}.json", "application/json", is_saved=True)


def _address(reference: str) -> str:
    return reverse("employee:roll_proof", kwargs={"reference": reference})
