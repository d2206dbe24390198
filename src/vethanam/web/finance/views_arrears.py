"""Finance claims everybody's arrears: first a preview, then the claims; the worker does both."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vethanam.identity.authority import Authority
from vethanam.payroll.models import ArrearsRequest
from vethanam.payroll.tasks import arrears_in_background, is_left
from vethanam.people.models import DrawingCode, Role
from vethanam.periods import Month
from vethanam.web.arrears.lists import span_of
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.forms import ActForm, sent
from vethanam.web.parts.job_progress import UnderWay, answered, begun, facts_known, is_over_soon
from vethanam.web.parts.outcomes import acted
from vethanam.web.parts.people import number_in, people_named
from vethanam.web.parts.view_values import Offer, Step, offered

#: months offered first, and requests listed on the page
MONTHS, LISTED = 3, 20


@officer(Role.FINANCE_OFFICER)
@require_http_methods(["GET", "POST"])
def claims(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Earlier requests, and the months of a new preview by the worker."""
    last = Month.of(localdate(authority.at)).plus(-1)
    form = ActForm(
        "count_arrears",
        fields=("from", "to"),
        fixed={"press": _press(request)},
        initial={"from": str(last.plus(1 - MONTHS)), "to": str(last)},
    )
    if form.is_sent_by(request) and form.perform(request):
        return _follow(form)
    rows = ArrearsRequest.objects.order_by("-pk")[:LISTED]
    return render(
        request,
        "finance/claims.html",
        {"form": form, "press": uuid4().hex, "requests": [_row(one) for one in rows]},
    )


@officer(Role.FINANCE_OFFICER)
@require_http_methods(["GET", "POST"])
def claim(request: HttpRequest, authority: Authority, asked: int) -> HttpResponse:
    """One request: its progress, then its sums by order and by office.

    Its form makes the previewed claims.
    """
    found = theirs(ArrearsRequest.objects.filter(pk=asked).first())
    if found.state != ArrearsRequest.State.DONE:
        if request.method == "POST":
            acted(request, "arrears_again", {"request": asked})
            return redirect("finance:claim", asked=asked)
        return answered(request, _under_way(found))
    form = ActForm(
        "claim_arrears",
        fields=(),
        fixed={
            "from": str(Month.from_key(found.first)), "to": str(Month.from_key(found.last)),
            "press": f"of-{found.pk}",
        },
    )  # fmt: skip
    if not found.claims and form.is_sent_by(request) and form.perform(request):
        return _follow(form)
    result = found.result or {}
    titles = dict(DrawingCode.objects.values_list("code", "title"))
    whose = people_named({number_in(one["record"]) for one in result.get("found", ())})
    page = {
        **result,
        "span": _span(found),
        "claims_made": found.claims,
        "asked_at": found.asked_at,
        "offices": [{**one, "title": titles.get(one["drawing_code"], "")} for one in result["offices"]],
        "orders": [{**one, "says": _mode(one)} for one in result["orders"]],
        "found": [{**one, "record": whose.of(one["record"])} for one in result.get("found", ())],
    }
    return render(request, "finance/claimed.html", {"page": page, "form": form})


def _press(request: HttpRequest) -> str:
    return sent(request).get("press", "")[:64] or uuid4().hex


def _follow(form: ActForm) -> HttpResponse:
    """Redirect to the request's page, after a short wait for a quick worker."""
    key = int(form.performed.state["request"]) if form.performed else 0
    is_over_soon(lambda: ArrearsRequest.objects.get(pk=key).is_over)
    return redirect("finance:claim", asked=key)


def _row(asked: ArrearsRequest) -> dict[str, Any]:
    result = asked.result or {}
    return {
        "address": reverse("finance:claim", kwargs={"asked": asked.pk}),
        "span": _span(asked),
        "asked_at": asked.asked_at,
        "state": _state(asked),
        "people": result.get("people"),
        "gross": result.get("gross_paise"),
    }


def _state(asked: ArrearsRequest) -> str:
    if asked.state == ArrearsRequest.State.DONE:
        return _("Claimed") if asked.claims else _("Worked out, not claimed")
    if asked.state == ArrearsRequest.State.STOPPED:
        return _("Stopped")
    return _("The worker works it out")


def _span(asked: ArrearsRequest) -> str:
    return span_of(Month.from_key(asked.first), Month.from_key(asked.last))


def _mode(order: dict[str, Any]) -> str:
    """The payment mode of an order's arrears; a result lists only those paid at once in cash."""
    return _("In cash.") if order["instalments"] == 1 else _("In %(count)s instalments.") % {
        "count": order["instalments"]
    }  # fmt: skip


def _under_way(asked: ArrearsRequest) -> UnderWay:
    title = _("Claiming the arrears of everybody, %(span)s") if asked.claims else _(
        "Working out the arrears of everybody, %(span)s"
    )  # fmt: skip
    if asked.is_over:
        title = _("The arrears of everybody, %(span)s: stopped")
    address = reverse("finance:claim", kwargs={"asked": asked.pk})
    return UnderWay(
        place=_("Arrears"),
        title=title % {"span": _span(asked)},
        lead=asked.says if asked.is_over else _("You can close this page. The worker goes on."),
        steps=[
            facts_known(asked.asked_at),
            Step(_("Working it out"), is_current=True),
            Step(_("Lists and claims by office") if asked.claims else _("Claimable")),
        ],
        done=asked.done,
        total=asked.total,
        small=begun(asked.asked_at, is_waiting=asked.state == ArrearsRequest.State.ASKED),
        address=address,
        is_moving=not asked.is_over,
        offers=offered(_offers(asked, address)),
    )


def _offers(asked: ArrearsRequest, address: str) -> list[Offer]:
    again = _("Work it out again")
    if asked.is_over:
        return [
            Offer(again, address, is_post=True),
            Offer(_("Back"), reverse("finance:claims"), is_link=True),
        ]
    if is_left(arrears_in_background, request=asked.pk):
        return [
            Offer(again, address, is_post=True, beside=_("The worker left it. Asking again does no harm."))
        ]
    return []
