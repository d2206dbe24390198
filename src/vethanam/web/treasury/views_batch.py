"""Passing several bills at the treasury with one signature."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from vethanam.identity.authority import Authority
from vethanam.payroll.queries import register_of
from vethanam.people.models import Role
from vethanam.web.bills import batch
from vethanam.web.parts import words
from vethanam.web.parts.access import officer
from vethanam.web.parts.forms import ActForm
from vethanam.web.treasury.views import pay_day_notice, year_over


@officer(Role.TREASURY_OFFICER, scope="code", power="present")
@require_http_methods(["GET", "POST"])
def pass_several(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """Pass the ticked bills of the register; each gets the treasury's next voucher number."""
    waiting = {
        row.id
        for row in register_of(code, authority)
        if not row.drew_oneself and not year_over(row.id, row.presented_at, authority.at)
    }
    bills = batch.ticked(request, waiting, treasury__code=code)
    if not bills:
        messages.warning(request, _("Tick the bills first."))
        return redirect("treasury:register", code=code)
    if fewer := batch.narrowed(request, bills):
        return fewer
    form = ActForm(
        "pass",
        fields=("voucher_date",),
        fixed={"bills": [bill.number for bill in bills]},
        initial={"voucher_date": timezone.localtime(authority.at).date().isoformat()},
        needed=("voucher_date",),
    )
    count = words.count_in_words(len(bills), capital=True)
    if form.is_sent_by(request) and form.perform(request):
        says = ngettext(
            "%(count)s bill is passed. Its payment file goes to the bank on its pay-day.",
            "%(count)s bills are passed. Their payment files go to the bank on their pay-days.",
            len(bills),
        )
        messages.success(request, says % {"count": count})
        return redirect("treasury:register", code=code)
    question = ngettext("Pass %(count)s bill?", "Pass %(count)s bills?", len(bills))
    return batch.page(
        request,
        authority,
        form,
        {bill.number: pay_day_notice(bill.pk, authority.at) for bill in bills},
        question=question % {"count": words.count_in_words(len(bills))},
        stays=_(
            "One signature covers exactly these. Each gets the next voucher number; its claims are drawn and "
            "the money leaves on its pay-day."
        ),
        verb=_("Pass"),
        back=reverse("treasury:register", kwargs={"code": code}),
        back_word=_("Bills"),
    )
