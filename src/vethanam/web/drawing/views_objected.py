"""Make a cancelled bill again without the people whom the treasury's objection named."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from vethanam.identity.authority import Authority
from vethanam.payroll.models import Bill, BillLine
from vethanam.payroll.queries import BillView, bill_view
from vethanam.people.models import Role
from vethanam.web.parts import words
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.forms import ActForm
from vethanam.web.parts.people import people_named


@officer(Role.CLERK, Role.DRAWING_OFFICER, scope="code", power="prepare")
@require_http_methods(["GET", "POST"])
def make_again(request: HttpRequest, authority: Authority, code: str, bill: int) -> HttpResponse:
    """Ask, and make the bill anew without them; a supplementary bill draws them later."""
    theirs(Bill.objects.filter(pk=bill, drawing_code__code=code).first())
    view = bill_view(bill, authority)
    numbers = left_out_by(view)
    run = theirs(Bill.objects.filter(pk=bill).values_list("run", flat=True).first() if numbers else None)
    form = ActForm("make", fields=(), fixed={"drawing_code": code, "runs": [run], "without": numbers})
    if form.is_sent_by(request) and form.perform(request) and form.performed:
        made = form.performed.state["bills"]
        new = (
            Bill.objects.filter(number=made[0]["bill"]).values_list("pk", flat=True).first() if made else bill
        )
        return redirect("drawing:bill", code=code, bill=new)
    whose = people_named(numbers)
    told = ngettext(
        "The treasury objected to one person of bill %(bill)s. Make it without her?",
        "The treasury objected to %(count)s people of bill %(bill)s. Make it without them?",
        len(numbers),
    )
    return render(
        request,
        "parts/act.html",
        {
            "back": reverse("drawing:bill", kwargs={"code": code, "bill": bill}),
            "back_word": _("Bill %(number)s") % {"number": view.number},
            "question": told % {"count": words.count_in_words(len(numbers)), "bill": view.number},
            "stays": " · ".join(str(whose[number]) for number in numbers),
            "notice": _(
                "The others go to the treasury at once. The month offers a supplementary bill for the rest."
            ),
            "verb": _("Make the bill"),
            "form": form,
        },
    )


def left_out_by(view: BillView) -> list[str]:
    """The people of the last objection to a cancelled bill of one month who are on no bill since."""
    if view.state != Bill.State.CANCELLED:
        return []
    objected = next((p.line_objections for p in view.presentations if p.line_objections), ())
    numbers = list(dict.fromkeys(number for number, _reason in objected))
    bill = Bill.objects.get(pk=view.id)
    others = BillLine.objects.filter(bill=bill, bill__run__isnull=False).exclude(
        claim__employment__number__in=numbers
    )
    drawn = BillLine.objects.filter(claim__in=others.values("claim"), is_live=True)
    return numbers if numbers and others.exists() and not drawn.exists() else []
