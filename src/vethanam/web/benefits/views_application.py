"""One application: enter it, and read what the rules answer and who decides."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vethanam.acts.benefit_fields import CLERK, OFFICERS, SECRETARY
from vethanam.acts.fields import Day, Text
from vethanam.benefits.models import Application, Assessment, Decision, SchemeOffice, Society
from vethanam.benefits.powers import require_reach
from vethanam.benefits.queries.details import application_shown
from vethanam.benefits.queries.lists import applications_of
from vethanam.benefits.queries.waiting import waiting_entries
from vethanam.benefits.scheme_rules import facts_of, unit_of, words_of
from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.privacy.looks import record_look
from vethanam.web.benefits import words
from vethanam.web.benefits.forms import BenefitForm
from vethanam.web.benefits.views import place_of, together, waiting_rows
from vethanam.web.benefits.views_explanation import branch_shown
from vethanam.web.parts import words as page_words
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.entry_text import PROOFS
from vethanam.web.parts.forms import ActForm
from vethanam.web.parts.names import said
from vethanam.web.parts.outcomes import acted
from vethanam.web.parts.view_values import Offer, offered

#: fields of the form before and after the circumstances, in their order
_FIRST = (
    "beneficiary", "name", "name_ml", "born", "employment", "ward", "received_on", "face", "consent_form",
    "consented_on", "document",
)  # fmt: skip
_THEN = (
    "route_kind", "route_branch", "route_number", "route_is_account_number", "route_holder",
    "route_is_joint", "route_society", "contacts_mobile", "contacts_postal_address",
    "contacts_guardian_mobile", "guardian_name", "guardian_proof", "guardian_proof_reference",
    "guardian_valid_until",
)  # fmt: skip
#: never sent back to the browser
_UNSEEN = ("contacts_mobile", "contacts_postal_address", "contacts_guardian_mobile", "route_number")
STATED = "stated_"


@officer(CLERK, scope="code", power="prepare")
@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest, authority: Authority, code: str, scheme: str) -> HttpResponse:
    """Enter an application: the person, her consent, what the scheme asks, her wished payment."""
    office = theirs(SchemeOffice.objects.filter(code=scheme, takes_local_bodies=True).first())
    form = _form(authority, office, code)
    if form.is_sent_by(request) and form.perform(request) and form.performed is not None:
        done = form.performed
        messages.success(request, said(done.sentence) if done.sentence else done.says)
        address = reverse("benefits:application", kwargs={"code": code, "number": done.state["application"]})
        if card := done.once.get("reference_code"):
            return _card(request, authority, code, str(card), done.state, address)
        return redirect(address)
    return render(
        request,
        "parts/act.html",
        {
            "question": _("Enter an application"), "stays": words.scheme_title(office), "form": form,
            "verb": _("Enter"), "is_filled": True,
            "back": reverse("benefits:applications", kwargs={"code": code}),
            "back_word": place_of(authority, code),
        },
    )  # fmt: skip


@officer(*OFFICERS, scope="code")
@require_http_methods(["GET", "POST"])
def application(request: HttpRequest, authority: Authority, code: str, number: str) -> HttpResponse:
    """One application with the answer of the rules as a tree; a press asks the rules again."""
    found = theirs(application_of(authority, number))
    record_look(authority, found.beneficiary.person_id, "page_application", f"application {number}")
    if request.method == "POST":
        acted(request, "assess", {"application": number}, _("The rules have answered. Read the tree below."))
        return redirect("benefits:application", code=code, number=number)
    shown = application_shown(found)
    state = found.state
    latest = shown["assessments"][-1] if shown["assessments"] else None
    waiting = [*waiting_rows(code, waiting_entries(authority, found.beneficiary))]
    return render(
        request,
        "benefits/application.html",
        {
            "place": place_of(authority, code), "code": code, "row": found,
            "name": words.name(found.beneficiary),
            "scheme": words.scheme_title(found.scheme), "state": words.state_words(state),
            "face": words.word(words.FACES, found.face),
            "consent": words.word(words.FORMS, found.consent_form),
            "tree": [branch_shown(one) for one in latest["tree"]] if latest else [],
            "latest": latest, "outcome": words.state_words(latest["outcome"]) if latest else None,
            "decisions": [_decision(one) for one in shown["decisions"]],
            "waiting": waiting, "together": together(waiting),
            "offers": offered(_offers(authority, code, found, state, latest)),
            "person": reverse(
                "benefits:person", kwargs={"code": code, "number": found.beneficiary.number}
            ),
            "is_late": found.owed_by < localdate(authority.at) and state not in _DECIDED,
        },
    )  # fmt: skip


_DECIDED = (Decision.Outcome.SANCTIONED, Decision.Outcome.REFUSED)


def application_of(authority: Authority, number: str) -> Any:
    """An application of this office; others do not exist."""
    found = Application.objects.select_related("scheme").filter(number=number).first()
    if found is None:
        return None
    try:
        require_reach(authority, found.local_body_id, found.scheme, *OFFICERS)
    except Refused:
        return None
    return applications_of(authority).filter(pk=found.pk).first()


def _form(authority: Authority, office: SchemeOffice, code: str) -> ActForm:
    kinds = facts_of(office.code, localdate(authority.at))
    mapped: dict[str, tuple[Any, ...]] = {
        f"{STATED}{kind}": (
            "circumstances", kind, words.circumstance(kind), Day if unit_of(kind) == "day" else Text
        )
        for kind in kinds
    }  # fmt: skip
    societies = [(one.code, one.name) for one in Society.objects.filter(local_body__code=code)]
    picked = {f"{STATED}{kind}": _values(kind) for kind in kinds if unit_of(kind) in ("flag", "word")}
    return BenefitForm(
        "enrol",
        fields=(*_FIRST, *mapped, *_THEN),
        fixed={"scheme": office.code, "office": code},
        initial={"received_on": localdate(authority.at).isoformat(), "face": "counter", "route_kind": ""},
        mapped=mapped,
        choices={
            "face": words.choices(words.FACES), "consent_form": words.choices(words.FORMS),
            "route_kind": words.choices(words.ROUTES), "route_society": societies,
            "guardian_proof": [(one, _(text)) for one, text in PROOFS.items()],
            **picked,
        },
        hints={name: _how(name.removeprefix(STATED)) for name in mapped if name not in picked},
        unseen=_UNSEEN,
    )  # fmt: skip


def _values(kind: str) -> list[tuple[str, str]]:
    if unit_of(kind) == "flag":
        return [("yes", _("yes")), ("no", _("no"))]
    return [(one, words.word(words.CARDS, one)) for one in words_of(kind)]


def _how(kind: str) -> str:
    return {
        "rupees": _("Rupees, without commas."),
        "day": "",
        "years": _("Whole years."),
        "rate": _("Per cent, a whole number."),
    }[unit_of(kind)]


def _card(
    request: HttpRequest, authority: Authority, code: str, card: str, state: Any, address: str
) -> HttpResponse:
    """The reference code of a new beneficiary, shown once."""
    page = {"place": place_of(authority, code), "card": card, "number": state["beneficiary"], "next": address}
    return render(request, "benefits/card.html", page)


def _decision(one: dict[str, Any]) -> dict[str, Any]:
    is_ml = page_words.language() == "ml"
    return {
        **one, "state": words.state_words(one["outcome"]), "month": words.month(one["from"]),
        "told": one["words_ml"] if is_ml else one["words"],
    }  # fmt: skip


def _offers(
    authority: Authority, code: str, row: Application, state: str, latest: dict[str, Any] | None
) -> list[Offer]:
    def to(verb: str) -> str:
        return reverse(
            "benefits:about_application", kwargs={"code": code, "number": row.number, "verb": verb}
        )

    here = reverse("benefits:application", kwargs={"code": code, "number": row.number})
    last = Decision.objects.filter(application=row).order_by("-pk").first()
    appeal = getattr(last, "appeal", None) if last else None
    outcome = getattr(appeal, "outcome", None) if appeal else None
    is_open = last is None or bool(outcome and outcome.is_allowed)
    found = []
    if is_open and authority.role == CLERK:
        found.append(Offer(_("Ask the rules"), here, is_post=True))
    if is_open and authority.role == SECRETARY and latest is not None:
        if latest["outcome"] != Assessment.Outcome.NOT_ELIGIBLE or outcome:
            found.append(Offer(_("Sanction"), to("sanction")))
        if latest["outcome"] != Assessment.Outcome.ELIGIBLE:
            found.append(Offer(_("Refuse"), to("refuse_application")))
    if state == Decision.Outcome.REFUSED and appeal is None:
        found.append(Offer(_("Enter an appeal"), to("appeal"), is_link=True))
    if appeal is not None and outcome is None:
        found.append(Offer(_("Enter the order on the appeal"), to("decide_appeal"), is_link=True))
    return found
