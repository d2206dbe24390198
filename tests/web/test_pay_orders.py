"""The papers of an order: increments granted, fixation of pay on promotion, from verified entries alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from tests.payroll.office import at
from tests.web.conftest import NOW, Town
from tests.web.test_last_pay import text_of
from vethanam.acts.executor import look, perform
from vethanam.orders.actions import record_order_effect
from vethanam.orders.models import Order

#: a scale with promotions that the rules fix under rule 28A
HIGHER = "39300-83000"


def _granted(town: Town, number: str, **pay: Any) -> int:
    """An entry of pay by order INC 5/2026, which waits for its second person; the id of the order."""
    order = {"number": "INC 5/2026", "dated": "2026-11-02", "kind": "office"}
    given = {
        "employment": number, "fact": "pay", "valid_from": "2026-11-01", "basis": "scale", "revision": 11,
        "increment_month": 11, "order": order, **pay,
    }  # fmt: skip
    done = perform("record", town.office.officers["clerk"], given, NOW, is_sample=True)
    assert done.ok, done.says
    return Order.objects.get(number="INC 5/2026").pk


def _verified(town: Town) -> None:
    code = {"drawing_code": "0412"}
    assert perform("verify", town.office.officers["officer"], code, NOW, is_sample=True).ok


def test_an_office_prints_the_order_of_its_increments_once_they_are_verified(
    town: Town, tmp_path: Path
) -> None:
    increment = {"scale": "37400-79000", "reason": "increment"}
    order = _granted(town, "100234", basic_pay=47800, **increment)
    _granted(town, "100235", basic_pay=38300, **increment)
    page = f"/office/0412/orders/{order}/"
    clerk = town.sign_in("clerk")
    assert clerk.get(f"{page}increments.pdf").status_code == 404
    assert "increments.pdf" not in clerk.get(page).content.decode()
    _verified(town)
    assert f'href="{page}increments.pdf"' in clerk.get(page).content.decode()
    text = text_of(clerk.get(f"{page}increments.pdf").content, tmp_path)
    for told in ("INC 5/2026", "100234", "46,700", "47,800", "100235", "38,300", "01.11.2026", "11.2027"):
        assert told in text, told
    assert "Yearly increments are granted to the 2 people below" in text
    stayed = town.office.people["100235"].pk
    record_order_effect(
        town.office.by("officer", at(24, month=11)), Order.objects.get(pk=order), state="stayed",
        valid_from=date(2026, 11, 1), employment=stayed,
    )  # fmt: skip
    assert "100235" not in text_of(clerk.get(f"{page}increments.pdf").content, tmp_path)
    assert town.sign_in("finance").get(f"{page}increments.pdf").status_code == 403


def test_a_promotion_has_a_statement_that_compares_the_rules(town: Town, tmp_path: Path) -> None:
    order = _granted(town, "100235", basic_pay=39300, scale=HIGHER, reason="promotion")
    _verified(town)
    page = f"/office/0412/orders/{order}/"
    clerk = town.sign_in("clerk")
    assert f'href="{page}fixation-100235.pdf"' in clerk.get(page).content.decode()
    text = text_of(clerk.get(f"{page}fixation-100235.pdf").content, tmp_path)
    for told in ("Statement of fixation of pay", "37,400", "39,300", "37400-79000", HIGHER, "1 Nov 2026"):
        assert told in text, told
    assert "give the same from that day" in text
    assert clerk.get(f"{page}fixation-100234.pdf").status_code == 404
    assert clerk.get(f"{page}increments.pdf").status_code == 404
    given = {"number": "INC 5/2026", "dated": "2026-11-02", "drawing_code": "0412"}
    found = look("pay_by_order", town.office.officers["officer"], given, NOW, is_sample=True).state
    (change,) = found["changes"]
    assert (change["reason"], change["before"]["basic_pay_paise"]) == ("promotion", 3_740_000)
    assert change["by_rules_paise"] == change["after"]["basic_pay_paise"] == 3_930_000
    assert not look("pay_by_order", town.office.officers["finance"], given, NOW, is_sample=True).ok
