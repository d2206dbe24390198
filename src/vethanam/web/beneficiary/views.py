"""The door, the four sentences, the uses of her number with their proofs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vethanam.benefits.card_guesses import open_card
from vethanam.benefits.models import Beneficiary
from vethanam.benefits.queries.award_months import has_month
from vethanam.benefits.queries.own_page import own_page
from vethanam.benefits.queries.registers import OF_SCHEME
from vethanam.errors import Unsound
from vethanam.evidence.bundles import bundle_of_person, bundle_of_use
from vethanam.evidence.person_maps import complete_list
from vethanam.people.models import Employment
from vethanam.privacy.queries import PersonUse, use_of
from vethanam.web.account.session import address_of
from vethanam.web.beneficiary import words
from vethanam.web.beneficiary.card import SESSION, cardholder
from vethanam.web.benefits import demand_words
from vethanam.web.benefits.words import name
from vethanam.web.parts.access import now_of, public, theirs
from vethanam.web.parts.file_response import file_response
from vethanam.web.parts.names import said
from vethanam.web.privacy.uses import UseRow, row_of, uses_shown, with_place

LONGEST_CODE = 40


@public
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def door(request: HttpRequest) -> HttpResponse:
    """Ask for the code on the card and the year of birth; neither is shown again."""

    def opened(typed: Mapping[str, str]) -> int:
        return open_card(
            typed.get("code", "")[:LONGEST_CODE], typed.get("born_in", "").strip()[:4],
            address=address_of(request), now=timezone.now(),
        )  # fmt: skip

    return SESSION.ask(request, "beneficiary/door.html", opened)


@cardholder
@require_GET
def mine(request: HttpRequest, holder: Beneficiary) -> HttpResponse:
    """Four sentences for each award, what is asked back of her, and her open or refused applications."""
    at, _is_sample = now_of(request)
    found, day = own_page(holder, at), localdate(at)
    awards = [[words.gets_said(one, day), words.paid_said(one), words.owed_said(one)] for one in found.awards]
    shown = uses_shown(holder.person_id, at, is_of_scheme)
    return render(
        request,
        "beneficiary/mine.html",
        {
            "name": name(holder), "awards": awards, "uses": _about(shown.sentence, shown.all),
            "applications": [words.application_said(one) for one in found.applications],
            "has_rolls": not is_employee(holder), "has_month": has_month(holder),
            "demands": [demand_words.said(row, state) for row, state in found.demands],
        },
    )  # fmt: skip


@cardholder
@require_GET
def uses(request: HttpRequest, holder: Beneficiary) -> HttpResponse:
    """Every use of her number, and every refused request."""
    shown = uses_shown(holder.person_id, now_of(request)[0], is_of_scheme)
    rows = [replace(one, address=_address("use", one.reference)) for one in shown.all]
    page = {"sentence": shown.sentence, "rows": rows, "has_all": not is_employee(holder)}
    return render(request, "beneficiary/uses.html", page)


@cardholder
@require_GET
def use(request: HttpRequest, holder: Beneficiary, reference: str) -> HttpResponse:
    """One use, its result, and where its proof is."""
    found = _use(holder, reference)
    row = replace(with_place(row_of(found, None), found), proof=_address("proof", reference))
    return render(request, "beneficiary/use.html", {"use": row})


@cardholder
@require_GET
def proof(request: HttpRequest, holder: Beneficiary, reference: str) -> HttpResponse:
    """The proof of one use as a file that can be checked independently."""
    found = _use(holder, reference)
    content = partial(bundle_of_use, found.use, holder.person_id)
    return proof_file(request, content, f"proof-{reference}.json")


@cardholder
@require_GET
def everything(request: HttpRequest, holder: Beneficiary) -> HttpResponse:
    """Every record about her in the ledger, with its proofs; an employee signs in for it."""
    if is_employee(holder):
        raise Http404
    return proof_file(request, partial(bundle_of_person, holder.person_id), "everything-with-proofs.json")


@cardholder
@require_GET
def complete(request: HttpRequest, holder: Beneficiary) -> HttpResponse:
    """Every use about her up to the latest map of a day, with the proof that none is missing; an employee
    signs in for it.
    """
    if is_employee(holder):
        raise Http404
    return proof_file(request, partial(complete_list, holder.person_id), "complete.json")


@public
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close the page in this browser."""
    return SESSION.leave(request, _("Closed. Nobody sees it here without the card."))


def is_of_scheme(use: PersonUse) -> bool:
    """Whether a use asks for a register of a scheme: a card opens nothing of an employee's service."""
    return any(source.startswith(OF_SCHEME) for source in use.sources)


def _use(holder: Beneficiary, reference: str) -> PersonUse:
    found = use_of(holder.person_id, reference)
    return theirs(found if found is not None and is_of_scheme(found) else None)


def is_employee(holder: Beneficiary) -> bool:
    """Whether she has an account for what is no benefit."""
    return Employment.objects.filter(person=holder.person_id).exists()


def proof_file(
    request: HttpRequest, content: Callable[[], bytes], name: str, otherwise: str = "beneficiary:uses"
) -> HttpResponse:
    """A file of proofs; another page with the reason, if it cannot be made yet."""
    try:
        return file_response(content(), name, "application/json")
    except Unsound as unsound:
        messages.warning(request, said(unsound))
        return redirect(otherwise)


def _about(sentence: str, rows: Sequence[UseRow]) -> str:
    """How often her number was used, and the latest use: who, and for what."""
    if not rows:
        return f"{sentence}."
    last = max(rows, key=lambda one: one.at)
    told = _("The latest: %(office)s, for “%(purpose)s”. %(outcome)s.")
    return f"{sentence}. {told % {'office': last.by, 'purpose': last.purpose, 'outcome': last.outcome}}"


def _address(view: str, reference: str) -> str:
    return reverse(f"beneficiary:{view}", kwargs={"reference": reference})
