"""Sheets of the former system: one person enters them, another verifies them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from vethanam.acts.executor import look
from vethanam.acts.sheets import SHEETS, template_csv, template_workbook
from vethanam.acts.takeover import TAKES, VERIFIES, columns_shown
from vethanam.acts.translation import says_of
from vethanam.errors import Fault
from vethanam.identity.authority import Authority
from vethanam.money import shown
from vethanam.people.models import Role
from vethanam.people.queries import hats_of
from vethanam.web.parts.access import account_of, officer
from vethanam.web.parts.forms import ActForm
from vethanam.web.parts.names import said

#: faults listed on a page
MOST_SHOWN = 200
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@officer(*TAKES, power="prepare")
@require_http_methods(["GET", "POST"])
def sheets(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Enter a sheet, and see the entered ones."""
    codes = own_codes(authority)
    several = ("drawing_code",) if len(codes) > 1 else ()
    form = ActForm(
        "take_over",
        fields=("sheet", "file", *several, "dry_run"),
        choices={
            "sheet": [(name, name) for name in SHEETS],
            "drawing_code": [(code, code) for code in codes if code],
        },
    )
    by_the_act(request)
    if form.is_sent_by(request) and form.perform(request) and form.performed:
        messages.success(request, says_of(form.performed))
        number = form.performed.state.get("number")
        return redirect("takeover:sheet", number=number) if number else redirect("takeover:sheets")
    faults = form.performed.faults if form.performed else ()
    seen = _given_before(request, authority, codes)
    context = {
        "form": form,
        "faults": [_fault(one) for one in faults[:MOST_SHOWN] if one.record],
        "rows": seen,
        "kinds": [{"name": kind.name, "columns": columns_shown(kind)} for kind in SHEETS.values()],
    }
    return render(request, "takeover/sheets.html", context)


def own_codes(authority: Authority) -> list[str]:
    """The drawing codes of an account for the take-over; an empty one means all."""
    hats = hats_of(authority.account, authority.at)
    return sorted({hat.scope for hat in hats if hat.role in TAKES and "prepare" in hat.powers})


def by_the_act(request: HttpRequest) -> None:
    """Let the act choose the appointment, by the chosen drawing code or the sheet's."""
    request.authority = None  # type: ignore[attr-defined]


def _given_before(request: HttpRequest, authority: Authority, codes: Sequence[str]) -> list[dict[str, Any]]:
    asked = [{}] if "" in codes or not codes else [{"drawing_code": code} for code in codes]
    found = {
        row["number"]: row
        for given in asked
        for row in look("sheets", account_of(request), given, authority.at).state.get("sheets", [])
    }
    return [found[number] for number in sorted(found, reverse=True)]


def _fault(fault: Fault) -> dict[str, str]:
    return {"where": fault.record, "column": fault.field, "says": str(said(fault))}


@officer(*TAKES)
@require_GET
def template(request: HttpRequest, authority: Authority, name: str, ending: str) -> HttpResponse:
    """An empty sheet as CSV or XLSX; ``?example=yes`` adds one filled row."""
    if name not in SHEETS or ending not in ("csv", "xlsx"):
        raise Http404
    filled = request.GET.get("example") == "yes"
    if ending == "csv":
        answer = HttpResponse(template_csv(name, with_example=filled), content_type="text/csv; charset=utf-8")
    else:
        answer = HttpResponse(template_workbook(name, with_example=filled), content_type=_WORKBOOK)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return answer


@officer(*VERIFIES, Role.FINANCE_OFFICER)
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, authority: Authority, number: int) -> HttpResponse:
    """Counts, totals and random rows of a sheet, which a second person verifies."""
    form = ActForm("verify_sheet", fields=(), fixed={"sheet": number})
    by_the_act(request)
    if form.is_sent_by(request) and form.perform(request) and form.performed:
        messages.success(request, says_of(form.performed))
        return redirect("takeover:sheet", number=number)
    request.authority = authority  # type: ignore[attr-defined]
    seen = look("sheet", account_of(request), {"sheet": number}, authority.at)
    if not seen.ok:
        raise Http404
    totals = [(name, shown(amount)) for name, amount in seen.state["totals_paise"].items()]
    context = {
        "sheet": seen.state,
        "totals": totals,
        "sample": [_shown_row(row) for row in seen.state["sample"]],
        "moves_pay": "payee_account" in seen.state["entries"],
        "fault": form.fault,
        "takes": authority.role in TAKES,
    }
    return render(request, "takeover/sheet.html", context)


def _shown_row(row: dict[str, Any]) -> dict[str, Any]:
    amounts = row.get("amounts_paise") or {}
    rest = {
        name: value for name, value in row.items() if name not in ("number", "name", "fact", "amounts_paise")
    }
    cells = [f"{name.replace('_', ' ')} {value}" for name, value in rest.items()]
    cells += [f"{name.replace('_', ' ')} {shown(amount)}" for name, amount in amounts.items()]
    return {
        "number": row["number"],
        "name": row["name"],
        "fact": row.get("fact", ""),
        "cells": ", ".join(cells),
    }
