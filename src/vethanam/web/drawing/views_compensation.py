"""Compensation by order of a court: an office's people with claimed lines, and the bill of them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vethanam.identity.authority import Authority
from vethanam.payroll.arrears.statement import people_of
from vethanam.payroll.compensation.queries import approved_with_lines, tax_of
from vethanam.web.drawing.desk import place_of
from vethanam.web.drawing.views import to_bill
from vethanam.web.drawing.views_occasions import WORKING
from vethanam.web.parts.access import officer
from vethanam.web.parts.forms import ActForm, sent
from vethanam.web.parts.people import people_named
from vethanam.web.reader import page_reader


@officer(*WORKING, scope="code", power="prepare")
@require_http_methods(["GET", "POST"])
def compensation(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """The people of the office who claimed on a line that no bill draws, by compensation."""
    form = ActForm(
        "draw_compensation", fields=(),
        fixed={"drawing_code": code, "compensation": sent(request).get("compensation", "")},
    )  # fmt: skip
    if form.is_sent_by(request) and form.perform(request) and (made := form.performed):
        return to_bill(request, made) or redirect("drawing:compensation", code=code)
    found = approved_with_lines(people_of(page_reader(), code, authority.at))
    whose = people_named({employment.number for _, lines in found for employment, _ in lines})
    rows: list[dict[str, Any]] = [
        {
            "reference": one.reference, "order": str(one.order), "tax_missing": tax_of(one) is None,
            "lines": [
                {"person": whose[employment.number], "amount": one.amount_of(line.class_of)}
                for employment, line in lines
            ],
            "total": sum(one.amount_of(line.class_of) for _, line in lines),
        }
        for one, lines in found
    ]  # fmt: skip
    page = {
        "place": place_of(code, 0), "back": reverse("drawing:bills", kwargs={"code": code}), "rows": rows,
        "title": _("Compensation"), "form": form,
    }  # fmt: skip
    return render(request, "drawing/compensation.html", page)
