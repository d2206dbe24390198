"""Sheets of beneficiaries as lists and pages show them; random rows for the person who verifies."""

from __future__ import annotations

from typing import Any

from vethanam.benefits.models import Application, BeneficiarySheet, Route, SheetRow
from vethanam.periods import Month

#: random rows shown of a sheet
SHOWN = 20
_WAITS, _VERIFIED, _DECLINED = "waits", "verified", "declined"


def state_of(sheet: BeneficiarySheet) -> dict[str, Any]:
    """A sheet with its counts, sums, roots, and whether it waits, is verified or declined."""
    decision = getattr(sheet, "decision", None)
    state = _WAITS if decision is None else _VERIFIED if decision.is_agreed else _DECLINED
    return {
        "number": sheet.pk, "scheme": sheet.scheme.code,
        "local_body": sheet.local_body.code if sheet.local_body else "", "file": sheet.file_name,
        "rows": sheet.rows, "accounts": sheet.accounts, "totals": dict(sheet.totals), "state": state,
        "reason": decision.reason if decision else "", "entered_at": sheet.recorded_at.isoformat(),
        "root": bytes(sheet.root).hex(), "account_root": bytes(sheet.account_root).hex(),
    }  # fmt: skip


def sample_of(sheet: BeneficiarySheet) -> list[dict[str, Any]]:
    """Random rows of a sheet with name, award, payment and what they state; of an account the last digits."""
    rows = SheetRow.objects.filter(sheet=sheet).order_by("?")[:SHOWN]
    chosen = {row.application_id: row for row in rows.select_related("order")}
    people = Application.objects.filter(pk__in=chosen).select_related("beneficiary__person", "local_body")
    routes = {
        one.application_id: one
        for one in Route.objects.filter(application__in=chosen, from_month=0).select_related("society")
    }
    return [
        _row(chosen[one.pk], one, routes.get(one.pk))
        for one in sorted(people, key=lambda o: chosen[o.pk].line)
    ]


def _row(row: SheetRow, application: Application, route: Route | None) -> dict[str, Any]:
    person = application.beneficiary.person
    stated = {name: value for name, value in row.stated.items() if value not in (None, {})}
    return {
        "line": row.line, "number": row.former_number, "beneficiary": application.beneficiary.number,
        "name": person.name, "born": person.born.isoformat(), "local_body": application.local_body.name,
        "ward": application.ward, "sanctioned_from": str(Month.from_key(row.from_month)),
        "order": row.order.number, "route": route.kind if route else "",
        "branch": route.branch if route else "", "tail": route.tail if route else "",
        "society": route.society.code if route and route.society else "", "stated": stated,
    }  # fmt: skip
