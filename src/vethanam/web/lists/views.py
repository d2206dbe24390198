"""Every list as a table: ``?q=`` searches, ``?order=`` sorts, other keys are the list's own or a column."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from vethanam.acts.columns import columns_listed
from vethanam.acts.executor import Performed, look
from vethanam.acts.tables import ENDINGS, as_file, list_of, listed, narrowed, table_of
from vethanam.acts.translation import says_of
from vethanam.errors import Unsound
from vethanam.web.lists.pages import SHOWN_BY, Found, cells_of, columns_of, downloads_of, found_of
from vethanam.web.parts.access import account_of, hats_of_request, now_of, signed_in, to_second_factor
from vethanam.web.parts.paging import page_of

ROWS = 50
#: codes of refusals about the asking account
_WHO = frozenset({"not_acting_as", "not_appointed", "not_appointed_at_all", "not_acting"})


@signed_in
@require_GET
def table(request: HttpRequest, name: str) -> HttpResponseBase:
    """A list, fifty rows per page."""
    if before := to_second_factor(request):
        return before
    asked = request.GET.dict()
    performed = _listed(request, name, asked)
    fault = "" if performed.ok else says_of(performed)
    whole = _table(name, performed, asked)
    number, pages = page_of(
        request, whole.height, ROWS, urlencode({k: v for k, v in asked.items() if k != "page"})
    )
    return render(
        request,
        "lists/table.html",
        {
            "title": _(list_of(name).title),
            "fault": fault,
            "asked": {key: value for key, value in asked.items() if key not in ("q", "page")},
            "q": asked.get("q", ""),
            "count": whole.height,
            "columns": columns_of(whole, asked),
            "rows": cells_of(whole.slice((number - 1) * ROWS, ROWS)),
            "downloads": [] if fault else downloads_of(name, asked),
            "pages": pages,
        },
        status=409 if fault else 200,
    )


@signed_in
@require_GET
def download(request: HttpRequest, name: str, ending: str) -> HttpResponseBase:
    """A list as a file, filtered and sorted like the page."""
    if before := to_second_factor(request):
        return before
    if ending not in ENDINGS:
        raise Http404
    asked = request.GET.dict()
    performed = _listed(request, name, asked)
    if not performed.ok:
        return HttpResponse(says_of(performed), status=409, content_type="text/plain; charset=utf-8")
    answer = HttpResponse(as_file(_table(name, performed, asked), ending), content_type=ENDINGS[ending])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return answer


@signed_in
@require_GET
def find(request: HttpRequest) -> HttpResponseBase:
    """People, bills and offices by a part of a name, number or post."""
    if before := to_second_factor(request):
        return before
    q = request.GET.get("q", "").strip()
    found, account = [], account_of(request)
    at, is_sample = now_of(request)
    if q:
        performed = look("find", account, {"q": q}, at, is_sample=is_sample)
        if performed.code in _WHO:
            raise Http404
        if performed.ok:
            found = found_of(performed.state["found"], hats_of_request(request))
        else:
            messages.warning(request, says_of(performed))
    return render(request, "lists/find.html", {"q": q, "found": found})


def found_here(request: HttpRequest, code: str, sought: str) -> list[Found]:
    """The people of a drawing code whose name, number, post or office contains the search text."""
    account, (at, is_sample) = account_of(request), now_of(request)
    performed = look("find", account, {"q": sought, "drawing_code": code}, at, is_sample=is_sample)
    people = [row for row in performed.state.get("found", ()) if row["kind"] == "employee"]
    return [one for _title, found in found_of(people, hats_of_request(request)) for one in found]


def _listed(request: HttpRequest, name: str, asked: Mapping[str, str]) -> Performed:
    try:
        known = list_of(name).given.model_fields
    except Unsound as unknown:
        raise Http404 from unknown
    given = {key: value for key, value in asked.items() if key in known and value}
    performed = listed(name, account_of(request), given)
    if performed.code in _WHO:
        raise Http404
    return performed


def _table(name: str, performed: Performed, asked: Mapping[str, str]) -> pl.DataFrame:
    view = list_of(name)
    rows = performed.state.get(view.rows, ()) if performed.ok else ()
    columns = {
        key: value
        for key, value in asked.items()
        if key not in SHOWN_BY and key not in view.given.model_fields
    }
    words = "" if "q" in view.given.model_fields else asked.get("q", "")
    return narrowed(
        table_of(rows, columns_listed(name, asked.get("kind", ""))), words, columns, asked.get("order", "")
    )
