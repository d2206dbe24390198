"""Challans at the treasury: pay returned on passed bills, to confirm or refuse."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vethanam.identity.authority import Authority
from vethanam.money import shown
from vethanam.payroll.models import Refund
from vethanam.payroll.queries import RefundView, refunds_of
from vethanam.people.models import Role
from vethanam.web.bills.pages import REFUNDS
from vethanam.web.parts import words
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.forms import ActForm, sent
from vethanam.web.parts.outcomes import acted
from vethanam.web.parts.people import PersonShown, people_named
from vethanam.web.parts.view_values import Pair


@officer(Role.TREASURY_OFFICER, scope="code", power="present")
@require_http_methods(["GET", "POST"])
def challan(request: HttpRequest, authority: Authority, code: str, challan: int) -> HttpResponse:
    """A challan entered by an office: confirm that the money arrived, or refuse it with a reason."""
    row = theirs(next(iter(refunds_of(pk=challan, treasury__code=code)), None))
    named = {"bill": row.bill_number, "challan": row.challan_number, "employment": row.number}
    form = ActForm(
        "refund",
        fields=("refuse",),
        fixed=named,
        needed=("refuse",),
        labels={"refuse": _("Why it is not confirmed, in a line")},
        hints={"refuse": ""},
    )
    done, of = "", [(_("Amount"), shown(row.amount))]
    if "confirm" in sent(request):
        done = _("Confirmed. It counts as not drawn.")
        done = done if acted(request, "refund", {**named, "confirm": True}, shows=of).ok else ""
    elif form.is_sent_by(request) and form.perform(request, shows=of):
        done = _("Refused. The office sees the reason.")
    if done:
        messages.success(request, done)
        return redirect("treasury:register", code=code)
    whose = people_named([row.number])
    return render(
        request,
        "treasury/challan.html",
        {
            "title": _("Challan %(number)s: %(size)s")
            % {"number": row.challan_number, "size": shown(row.amount)},
            "back": reverse("treasury:register", kwargs={"code": code}),
            "pairs": [
                Pair(_("Employee"), _named(whose[row.number])),
                Pair(_("Bill"), row.bill_number),
                Pair(_("Date of the challan"), words.day(row.challan_date)),
                Pair(_("Reason"), row.reason),
                Pair(_("Entered"), words.instant(row.entered_at)),
                *_covered(code, row),
            ],
            "waits": row.state == Refund.State.ENTERED,
            "shape": REFUNDS[row.state][0],
            "word": _(REFUNDS[row.state][1]),
            "answer": row.answer,
            "form": form,
        },
    )


def _covered(code: str, row: RefundView) -> list[Pair]:
    """For a challan over several refunds: its total, the entered part, and the other persons."""
    if row.challan_total is None:
        return []
    together = refunds_of(
        treasury__code=code,
        challan_number=row.challan_number,
        challan_date=row.challan_date,
        challan_total=row.challan_total,
        state=row.state,
    )
    whose = people_named({one.number for one in together})
    return [
        Pair(_("The whole challan"), shown(row.challan_total)),
        Pair(_("Entered of it"), shown(sum(one.amount for one in together))),
        *(
            Pair(_named(whose[one.number]), f"{shown(one.amount)} · {one.bill_number}")
            for one in together
            if one.id != row.id
        ),
    ]


def _named(person: PersonShown) -> str:
    return " · ".join(filter(None, (str(person), person.post)))
