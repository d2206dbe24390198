"""One signature of a drawing code's officer over several bills: check, countersign or present."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_http_methods

from vethanam.identity.authority import Authority
from vethanam.people.models import Role
from vethanam.web.bills import batch
from vethanam.web.drawing.ticks import waiting_for
from vethanam.web.parts import words
from vethanam.web.parts.access import officer
from vethanam.web.parts.forms import ActForm

_VERBS: dict[str, str] = {
    "check": gettext_noop("Check"),
    "countersign": gettext_noop("Countersign"),
    "present": gettext_noop("Present"),
}


@officer(Role.DRAWING_OFFICER, Role.COUNTERSIGNING_OFFICER, scope="code", power="prepare")
@require_http_methods(["GET", "POST"])
def act_several(request: HttpRequest, authority: Authority, code: str, act: str) -> HttpResponse:
    """Sign the ticked bills of the list with one signature."""
    if act not in _VERBS:
        raise Http404
    waiting = [bill for bill, does in waiting_for(code, authority).items() if does == act]
    bills = batch.ticked(request, waiting, drawing_code__code=code)
    if not bills:
        messages.warning(request, _("None of the ticked bills waits for this. Tick others."))
        return redirect("drawing:bills", code=code)
    if fewer := batch.narrowed(request, bills):
        return fewer
    form = ActForm(act, fields=(), fixed={"bills": [bill.number for bill in bills]})
    if form.is_sent_by(request) and form.perform(request):
        messages.success(request, _outcome(act, len(bills)))
        return redirect("drawing:bills", code=code)
    return batch.page(
        request,
        authority,
        form,
        {},
        question=_question(act, len(bills)),
        stays=_("One signature covers exactly these."),
        verb=_(_VERBS[act]),
        back=reverse("drawing:bills", kwargs={"code": code}),
        back_word=_("Bills"),
    )


def _question(act: str, count: int) -> str:
    says = {
        "check": ngettext("Check %(count)s bill?", "Check %(count)s bills?", count),
        "countersign": ngettext("Countersign %(count)s bill?", "Countersign %(count)s bills?", count),
        "present": ngettext("Present %(count)s bill?", "Present %(count)s bills?", count),
    }[act]
    return says % {"count": words.count_in_words(count)}


def _outcome(act: str, count: int) -> str:
    says = {
        "check": ngettext(
            "%(count)s bill is checked. It can be presented.",
            "%(count)s bills are checked. They can be presented.",
            count,
        ),
        "countersign": ngettext(
            "%(count)s bill is countersigned. It can be presented.",
            "%(count)s bills are countersigned. They can be presented.",
            count,
        ),
        "present": ngettext(
            "%(count)s bill is with the treasury.", "%(count)s bills are with the treasury.", count
        ),
    }[act]
    return says % {"count": words.count_in_words(count, capital=True)}
