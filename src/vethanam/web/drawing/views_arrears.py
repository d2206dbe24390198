"""An office's arrears: the list before drawing, the stored list, its bill, its statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import polars as pl
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from vethanam.documents.due_drawn_list import list_statement_pdf
from vethanam.errors import Finding, Unsound
from vethanam.identity.authority import Authority
from vethanam.money import Paise, shown
from vethanam.payroll.arrears.home_offices import of_post
from vethanam.payroll.arrears.late_changes import since_drawn
from vethanam.payroll.arrears.past_claims import first_drawn
from vethanam.payroll.arrears.statement import Arrears, arrears_of, people_of
from vethanam.payroll.models import ArrearList
from vethanam.people.models import DrawingCode, Employment, Post, Role
from vethanam.periods import Month
from vethanam.service_book.models import Obligation
from vethanam.web.arrears.lists import MONTHS, PAGE, Owed, lead_of, owed_of, paper_of, with_names
from vethanam.web.drawing.desk import place_of
from vethanam.web.drawing.views import to_bill
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.names import said
from vethanam.web.parts.outcomes import acted
from vethanam.web.parts.paging import paged
from vethanam.web.parts.people import numbers_of, people_named, said_to
from vethanam.web.parts.view_values import Offer
from vethanam.web.reader import page_reader

OFFICE = (Role.DRAWING_OFFICER, Role.COUNTERSIGNING_OFFICER, Role.CLERK)
WORKING = (Role.DRAWING_OFFICER, Role.CLERK)


#: address parameter -> key of the act
_KEYS = {"from": "from", "to": "to", "post": "post", "number": "employment"}


@dataclass(frozen=True, slots=True)
class Asked:
    """The requested months and people."""

    first: Month
    last: Month
    post: str = ""
    number: str = ""

    @property
    def query(self) -> str:
        """The request as address parameters."""
        of = {"post": self.post} | ({"number": self.number} if self.number else {})
        return urlencode({"from": str(self.first), "to": str(self.last), **of})

    def of(self, everybody: list[int], authority: Authority) -> list[int]:
        """The people of the code, narrowed to the requested cadre or number."""
        if self.number:
            one = Employment.objects.filter(number=self.number).values_list("pk", flat=True)
            return sorted(set(one) & set(everybody))
        return of_post(page_reader(), self.post, everybody, authority.at) if self.post else everybody


@officer(*OFFICE, scope="code")
@require_GET
def arrears(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """Due less drawn of the office's people for the months asked. Nothing is claimed by asking."""
    fault, people = "", people_of(page_reader(), code, authority.at)
    try:
        asked = _asked(request.GET, people, authority)
        found = _found(asked, people, authority)
    except Unsound as wrong:
        fault, asked = said_to(request, wrong), _latest(people, authority)
        found = _found(asked, people, authority)
    here = reverse("drawing:list_arrears", kwargs={"code": code})
    write = Offer(_("Write the list down"), f"{here}?{asked.query}", is_post=True, is_first=True)
    offers = [write] if found.parts.height or _reaches_back(code, asked, people) else []
    paper = reverse("drawing:arrears_paper", kwargs={"code": code}) + f"?{asked.query}"
    return _page(request, authority, asked, found, offers, paper, fault=fault)


@officer(*WORKING, scope="code", power="prepare")
@require_POST
def write_down(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """Store the list, so that a bill can be made from it."""
    asked: dict[str, object] = {
        key: request.GET[name] for name, key in _KEYS.items() if request.GET.get(name)
    }
    if not {"from", "to"} <= set(asked):
        usual = _latest(people_of(page_reader(), code, authority.at), authority)
        asked = {"from": usual.first, "to": usual.last, **asked}
    kept = acted(request, "arrears", {"drawing_code": code, **asked})
    if not kept.ok:
        return redirect("drawing:arrears", code=code)
    return redirect("drawing:arrear_list", code=code, listed=kept.state["list"])


@officer(*OFFICE, scope="code")
@require_GET
def arrear_list(request: HttpRequest, authority: Authority, code: str, listed: int) -> HttpResponse:
    """A stored list, and the bill that can be made from it."""
    kept = _list_of(code, listed)
    asked = Asked(Month.from_key(kept.first), Month.from_key(kept.last))
    make = reverse("drawing:arrear_bill", kwargs={"code": code, "listed": kept.pk})
    offers = [Offer(_("Make the arrear bill"), make, is_post=True, is_first=True)]
    paper = reverse("drawing:arrear_list_paper", kwargs={"code": code, "listed": kept.pk})
    return _page(request, authority, asked, _of_list(kept), offers, paper, kept=kept)


@officer(*WORKING, scope="code", power="prepare")
@require_POST
def arrear_bill(request: HttpRequest, authority: Authority, code: str, listed: int) -> HttpResponse:
    """Claim the next instalment of each order of the list."""
    kept = _list_of(code, listed)
    made = acted(request, "bill_arrears", {"drawing_code": code, "list": kept.pk})
    if not made.ok:
        return redirect("drawing:arrears", code=code)
    return to_bill(request, made) or redirect("drawing:arrear_list", code=code, listed=kept.pk)


@officer(*OFFICE, scope="code")
@require_GET
def paper(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """The statement of due and drawn for the requested months."""
    try:
        people = people_of(page_reader(), code, authority.at)
        asked = _asked(request.GET, people, authority)
        return _printed(code, _found(asked, people, authority))
    except Unsound as wrong:
        raise Http404 from wrong


@officer(*OFFICE, scope="code")
@require_GET
def list_paper(request: HttpRequest, authority: Authority, code: str, listed: int) -> HttpResponse:
    """The statement of a stored list."""
    return _printed(code, _of_list(_list_of(code, listed)))


def _reaches_back(code: str, asked: Asked, people: list[int]) -> bool:
    """True if an entry of a later month may change one of the requested months, although nothing is owed."""
    place = DrawingCode.objects.get(code=code)
    return bool(since_drawn(page_reader(), place, people, asked.last.plus(1)).people)


def _latest(people: list[int], authority: Authority) -> Asked:
    """Up to three years until last month, starting at the first month drawn here."""
    last = Month.of(localdate(authority.at)).plus(-1)
    first = last.plus(1 - MONTHS)
    return Asked(first_drawn(page_reader(), people, first, last) or first, last)


def _asked(given: QueryDict, people: list[int], authority: Authority) -> Asked:
    wanted = {name: str(given.get(name, "")).strip() for name in ("from", "to", "post", "number")}
    usual = _latest(people, authority)
    asked = Asked(
        Month.parse(wanted["from"]) if wanted["from"] else usual.first,
        Month.parse(wanted["to"]) if wanted["to"] else usual.last,
        wanted["post"],
        wanted["number"],
    )
    if asked.last < asked.first:
        raise Unsound("wrong_months", last=asked.last, first=asked.first)
    return asked


def _found(asked: Asked, people: list[int], authority: Authority) -> Arrears:
    return arrears_of(
        page_reader(), asked.first, asked.last, authority.at, employments=asked.of(people, authority)
    )


def _list_of(code: str, listed: int) -> ArrearList:
    return theirs(ArrearList.objects.filter(pk=listed, drawing_code__code=code).first())


def _of_list(kept: ArrearList) -> Arrears:
    """The arrears as known when the list was made, which gives the same list."""
    people = list(kept.employments) if kept.employments is not None else None
    return arrears_of(
        page_reader(),
        Month.from_key(kept.first),
        Month.from_key(kept.last),
        kept.known_at,
        drawing_code=kept.drawing_code.code,
        employments=people,
    )


def _printed(code: str, found: Arrears) -> HttpResponse:
    if found.parts.is_empty():
        raise Http404
    response = HttpResponse(
        list_statement_pdf(paper_of(found, lambda: place_of(code, 0))), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'inline; filename="arrears-{code}.pdf"'
    return response


def _page(
    request: HttpRequest,
    authority: Authority,
    asked: Asked,
    found: Arrears,
    offers: list[Offer],
    paper: str,
    *,
    fault: str = "",
    kept: ArrearList | None = None,
) -> HttpResponse:
    code, works = authority.scope or "", authority.role in WORKING
    page = owed_of(
        found,
        lambda number: reverse("drawing:person", kwargs={"code": code, "number": number}),
        (lambda number, left: _recovery_of(code, number, left, found)) if works else None,
    )
    rows, pages = paged(request, page.rows, PAGE, asked.query)
    lists = ArrearList.objects.filter(drawing_code__code=code).order_by("-known_at")[:5]
    return render(
        request,
        "drawing/arrears.html",
        {
            "place": place_of(code, 0),
            "asked": asked,
            "posts": Post.objects.order_by("designation"),
            "fault": fault,
            "arrears": page,
            "lead": lead_of(page),
            "rows": with_names(rows),
            "untaken": with_names(page.untaken),
            "pages": pages,
            "offers": _offered(page, offers, paper, is_kept=kept is not None),
            "findings": _said_of(found.findings),
            "kept": kept,
            "lists": [one for one in lists if kept is None or one.pk != kept.pk],
        },
    )


def _offered(page: Owed, offers: list[Offer], paper: str, *, is_kept: bool) -> list[Offer]:
    """The acts of a page; a list with nothing owed is neither billed nor printed."""
    if page.rows:
        return [*offers, Offer(_("Statement, PDF"), paper)]
    return [] if is_kept else offers


def _recovery_of(code: str, number: str, left: Paise, found: Arrears) -> str:
    """The address of a prefilled recovery form for an overpayment; the order gives its instalments."""
    own = next(key for key, one in found.numbers.items() if one == number)
    above = found.months.filter(pl.col("employment") == own, pl.col("difference") < 0)
    first = above["for_month"].min()
    begun = {
        "kind_of_due": Obligation.Kind.OVERPAYMENT.value,
        "payee": "Government",
        "principal": shown(left, symbol=False).replace(",", ""),
        "valid_from": Month.of(localdate(found.known_at)).plus(1).first.isoformat(),
    }
    if isinstance(first, int):
        begun["excess_since"] = Month.from_key(first).first.isoformat()
    where = {"code": code, "number": number, "kind": "obligation"}
    return f"{reverse('drawing:enter', kwargs=where)}?{urlencode(begun)}"


def _said_of(findings: Sequence[Finding]) -> list[dict[str, object]]:
    whose = people_named(numbers_of(findings))
    return [{"record": whose.of(one.record), "says": said(one, whose.in_sentence)} for one in findings]
