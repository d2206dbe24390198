"""Ask for the month of a scheme, and see how far the worker is."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from vethanam.acts.benefit_fields import SCHEME
from vethanam.benefits.models import CycleRequest, SchemeOffice
from vethanam.benefits.tasks import is_left
from vethanam.identity.authority import Authority
from vethanam.periods import Month
from vethanam.web.benefits import words
from vethanam.web.benefits.forms import BenefitForm
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.job_progress import UnderWay, answered, begun, facts_known, is_over_soon
from vethanam.web.parts.names import said
from vethanam.web.parts.view_values import Offer, Step, offered

State = CycleRequest.State


@officer(SCHEME, scope="code")
@require_http_methods(["GET", "POST"])
def compute(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """Compute a month: the worker does, and the next page shows how far it is."""
    month = request.GET.get("month", "")[:7] or str(Month.of(localdate(authority.at)))
    form = BenefitForm(
        "cycle", fields=("month", "full"), fixed={"scheme": code, "office": code}, initial={"month": month}
    )
    if form.is_sent_by(request) and form.perform(request) and form.performed is not None:
        return _follow(request, code, form)
    place = words.scheme_title(SchemeOffice.objects.get(code=code))
    page = {
        "question": _("Compute a month"), "stays": place, "form": form, "verb": _("Compute"),
        "is_filled": True, "back": reverse("benefits:months", kwargs={"code": code}), "back_word": place,
    }  # fmt: skip
    return render(request, "parts/act.html", page)


@officer(SCHEME, scope="code")
@require_GET
def computing(request: HttpRequest, authority: Authority, code: str, asked: int) -> HttpResponse:
    """A requested month: it waits, is being computed, could not be computed; a computed one has its page."""
    rows = CycleRequest.objects.select_related("scheme", "cycle__scheme").filter(scheme__code=code)
    found = theirs(rows.filter(pk=asked).first())
    if found.cycle is not None and not request.headers.get("HX-Request"):
        return redirect("benefits:month", code=code, number=str(found.cycle))
    return answered(request, _under_way(found))


def open_requests(code: str) -> list[dict[str, Any]]:
    """The months that the worker has not computed yet, for the list of months."""
    rows = CycleRequest.objects.filter(scheme__code=code, state__in=CycleRequest.OPEN).order_by("-month")
    return [
        {
            "month": words.month(row.month),
            "state": _("The worker works it out"),
            "address": reverse("benefits:computing", kwargs={"code": code, "asked": row.pk}),
        }
        for row in rows
    ]


def _follow(request: HttpRequest, code: str, form: BenefitForm) -> HttpResponse:
    """To the page of the request, after a short wait for a quick worker."""
    done = form.performed
    key = done.state.get("request") if done else None
    if key is None:
        if done and done.sentence:
            messages.success(request, said(done.sentence))
        return redirect("benefits:months", code=code)
    is_over_soon(lambda: CycleRequest.objects.get(pk=key).is_over)
    return redirect("benefits:computing", code=code, asked=key)


def _under_way(asked: CycleRequest) -> UnderWay:
    return UnderWay(
        place=words.scheme_title(asked.scheme),
        title=_title(asked) % {"month": words.month(asked.month)},
        lead=_lead(asked),
        steps=[
            facts_known(asked.asked_at),
            Step(_("Computing"), kind="behind" if asked.is_over else "ahead", is_current=not asked.is_over),
            Step(_("Approved by another officer"), kind="ahead"),
        ],
        done=0,
        total=0,
        small=begun(asked.asked_at, is_waiting=asked.state == State.ASKED),
        address=reverse("benefits:computing", kwargs={"code": asked.scheme.code, "asked": asked.pk}),
        is_moving=not asked.is_over,
        offers=offered(_offers(asked)),
    )


def _title(asked: CycleRequest) -> str:
    if asked.state == State.STOPPED:
        return _("%(month)s could not be computed")
    return _("%(month)s is computed") if asked.is_over else _("Computing %(month)s")


def _lead(asked: CycleRequest) -> str:
    if asked.is_over:
        return said(asked.sentence) if asked.sentence else ""
    return _("You can close this page. The run goes on, and nothing is paid by computing.")


def _offers(asked: CycleRequest) -> list[Offer]:
    again = reverse("benefits:compute", kwargs={"code": asked.scheme.code})
    here = f"{again}?month={Month.from_key(asked.month)}"
    if asked.state == State.STOPPED:
        return [Offer(_("Compute again"), here, is_link=True)]
    if is_left(asked):
        beside = _("The worker left it. Asking again does no harm.")
        return [Offer(_("Compute again"), here, is_link=True, beside=beside)]
    return []
