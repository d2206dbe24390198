"""Compensation by order of a court: the list, the order of a law officer, and the decision of finance."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from vethanam.acts.compensations import amounts_said, compensation_state
from vethanam.acts.fields import Rupees
from vethanam.identity.authority import Authority
from vethanam.payroll.compensation.queries import compensations, tax_of
from vethanam.payroll.models import Compensation
from vethanam.people.models import HeadOfAccount, Role
from vethanam.privacy.rolls import made_rolls
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.forms import ActForm
from vethanam.web.parts.roll_words import class_said, count_said
from vethanam.web.parts.view_values import Pair
from vethanam.web.templatetags.page import order_said

STATES: dict[str, tuple[str, str]] = {
    "ordered": ("part", gettext_noop("Waits for finance")),
    "approved": ("done", gettext_noop("Approved")),
    "declined": ("refused", gettext_noop("Declined")),
}
OF_LAW = (Role.LAW_OFFICER, Role.DATA_PROTECTION_OFFICER)


@officer(*OF_LAW)
@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The compensations, and the form that orders one."""
    form = _order_form()
    if form.is_sent_by(request) and form.perform(request) and form.performed:
        messages.success(request, _("The compensation is ordered. Finance approves it; enter its tax."))
        return redirect("protection:compensation", reference=form.performed.state["compensation"])
    return _listed(request, "protection", form=form, may_order=authority.role == Role.LAW_OFFICER)


@officer(Role.FINANCE_OFFICER)
@require_http_methods(["GET"])
def listed_for_finance(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The compensations, for finance."""
    return _listed(request, "finance")


@officer(*OF_LAW)
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, authority: Authority, reference: str) -> HttpResponse:
    """One compensation with its counts, and the form for its tax."""
    found = theirs(compensations().filter(reference=reference).first())
    form = ActForm("enter_compensation_tax", fields=("rate", "basis"), fixed={"compensation": reference})
    if form.is_sent_by(request) and form.perform(request):
        messages.success(request, _("The tax is entered."))
        return redirect("protection:compensation", reference=reference)
    is_open = authority.role == Role.LAW_OFFICER and _state(found)[0] != "refused"
    return _shown(request, found, "protection", tax=form if is_open else None)


@officer(Role.FINANCE_OFFICER)
@require_http_methods(["GET", "POST"])
def one_for_finance(request: HttpRequest, authority: Authority, reference: str) -> HttpResponse:
    """One compensation, for finance to approve."""
    found = theirs(compensations().filter(reference=reference).first())
    approve = ActForm("approve_compensation", fields=(), fixed={"compensation": reference})
    if approve.is_sent_by(request) and approve.perform(request):
        messages.success(request, _("Approved. The offices draw it for their people who have claimed."))
        return redirect("finance:compensation", reference=reference)
    is_open = not hasattr(found, "decision")
    return _shown(request, found, "finance", approve=approve if is_open else None)


@officer(Role.FINANCE_OFFICER)
@require_http_methods(["GET", "POST"])
def decline(request: HttpRequest, authority: Authority, reference: str) -> HttpResponse:
    """Decline a compensation, with the reason."""
    found = theirs(compensations().filter(reference=reference, decision__isnull=True).first())
    form = ActForm("decline_compensation", fields=("reason",), fixed={"compensation": reference})
    if form.is_sent_by(request) and form.perform(request):
        messages.success(request, _("The compensation is declined."))
        return redirect("finance:compensation", reference=reference)
    page = {
        "question": _("Decline the compensation"), "stays": found.reference, "form": form,
        "verb": _("Decline"), "back": reverse("finance:compensation", kwargs={"reference": reference}),
        "back_word": found.reference,
    }  # fmt: skip
    return render(request, "parts/act.html", page)


def _order_form() -> ActForm:
    rolls = [made.roll.reference for made in made_rolls()]
    classes = sorted({code for made in made_rolls() for code in made.classes})
    heads = HeadOfAccount.objects.filter(is_charged=True).order_by("code").values_list("code", "title")
    return ActForm(
        "order_compensation",
        fields=("roll", "order_number", "order_dated", "head", "amount"),
        choices={
            "roll": [(one, one) for one in rolls],
            "head": [(code, f"{code} {title}") for code, title in heads],
        },
        hints={"amount": _("Of every line, unless its class has another.")},
        mapped={
            f"amounts_{code}": (
                "amounts",
                code,
                _("Each line: %(class)s, ₹") % {"class": class_said(code)},
                Rupees,
            )
            for code in classes
        },
    )


def _listed(request: HttpRequest, face: str, **more: Any) -> HttpResponse:
    rows = [_row(one, face) for one in compensations()]
    return render(request, "protection/compensations.html", {"rows": rows, **more})


def _shown(request: HttpRequest, found: Compensation, face: str, **more: Any) -> HttpResponse:
    decline = reverse("finance:decline_compensation", kwargs={"reference": found.reference})
    page = {
        **_row(found, face), "pairs": _pairs(found), "back": reverse(f"{face}:compensations"),
        "reason": found.decision.reason if hasattr(found, "decision") else "", "decline": decline, **more,
        "form": more.get("tax") or more.get("approve"),
    }  # fmt: skip
    return render(request, "protection/compensation.html", page)


def _state(found: Compensation) -> tuple[str, str]:
    return STATES[found.decision.outcome if hasattr(found, "decision") else "ordered"]


def _row(found: Compensation, face: str) -> dict[str, Any]:
    shape, word = _state(found)
    return {
        "reference": found.reference, "roll": found.roll.reference, "order": str(found.order), "at": found.at,
        "shape": shape, "word": _(word), "tax_missing": tax_of(found) is None and shape != "refused",
        "address": reverse(f"{face}:compensation", kwargs={"reference": found.reference}),
    }  # fmt: skip


def _pairs(found: Compensation) -> list[Pair]:
    state = compensation_state(found)
    tax = state["tax_rate"]
    amounts = [
        Pair(class_said(code) if code else _("Each line"), amount) for code, amount in amounts_said(found)
    ]
    return [
        Pair(_("Roll"), found.roll.reference), Pair(_("Order of the court"), order_said(str(found.order))),
        Pair(_("Head of account"), f"{found.head.code}, {_('charged')}"), *amounts,
        Pair(_("Tax"), _("not known") if tax is None else _per_cent(tax)),
        Pair(_("Lines drawn"), count_said(state["drawn"])), Pair(_("Paid"), count_said(state["paid"])),
        Pair(_("Returned"), count_said(state["returned"])),
    ]  # fmt: skip


def _per_cent(rate: int) -> str:
    return _("%(rate)s per cent") % {"rate": f"{rate / 100:g}"}
