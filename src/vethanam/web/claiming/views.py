"""The door by a number or a message's code, the lines behind it, their proofs, and the button that claims."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Concatenate

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vethanam.evidence.claim_door import LONGEST, open_claim
from vethanam.evidence.roll_proofs import proof_of_roll
from vethanam.privacy.rolls import lines_of_person
from vethanam.web.account.session import address_of
from vethanam.web.beneficiary.views import proof_file
from vethanam.web.parts.access import View, public
from vethanam.web.parts.forms import sent
from vethanam.web.parts.short_sessions import ShortSession, act_of_person, authority_of_person
from vethanam.web.privacy.own_rolls import claim_of, rolls_shown

SESSION = ShortSession(
    "vethanam_claim", "vethanam.claim", "/claim/", door="claiming:door", inside="claiming:lines"
)

type PersonView[**P] = Callable[Concatenate[HttpRequest, int, P], HttpResponseBase]


def claimant[**P](view: PersonView[P]) -> View[P]:
    """A page for the person who opened the door in this browser a few minutes ago."""
    return SESSION.page(view, int)


@public
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def door(request: HttpRequest) -> HttpResponse:
    """Ask for a number or the code of a message, and the year of birth; neither is shown again."""

    def opened(typed: Mapping[str, str]) -> int:
        return open_claim(
            typed.get("code", "")[: LONGEST * 2], typed.get("born_in", "").strip()[:4],
            address=address_of(request), now=timezone.now(),
        )  # fmt: skip

    return SESSION.ask(request, "claiming/door.html", opened)


@claimant
@require_http_methods(["GET", "POST"])
def lines(request: HttpRequest, person: int) -> HttpResponse:
    """Her lines on rolls, and the button that claims."""
    if request.method == "POST":
        authority = authority_of_person(request, person, "claim_door")
        act_of_person(
            request, authority, "claim_on_roll", claim_of(sent(request)), _("Your claim is recorded.")
        )
        return redirect("claiming:lines")
    # a proof of absence holds her secret, which a number and a year do not open
    return render(request, "claiming/lines.html", rolls_shown(person, _address) | {"others": []})


@claimant
@require_GET
def proof(request: HttpRequest, person: int, reference: str) -> HttpResponse:
    """The proof that she is on a roll, as a file."""
    if all(line.roll.reference != reference for line in lines_of_person(person)):
        raise Http404
    content = partial(proof_of_roll, reference, person)
    return proof_file(request, content, f"roll-{reference}.json", "claiming:lines")


@public
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close the page in this browser."""
    return SESSION.leave(request, _("Closed."))


def _address(reference: str) -> str:
    return reverse("claiming:proof", kwargs={"reference": reference})
