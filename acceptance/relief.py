"""A court gives people compensation for uses of their register: roll, order, a claim without account or
card, the credit.
"""

from __future__ import annotations

import http.cookiejar
import re
import urllib.parse
import urllib.request
from datetime import timedelta
from typing import Any

from machine import wait_until
from steps import Run, appoint, countersigned, device_of, expect, invite, refused, today

OFFICER, PERSON, ROLE = "dpo.nila", "Nila K.", "data_protection_officer"
HEAD = {"code": "2235-60-800-98", "title": "Payments of decrees of courts", "is_charged": "yes"}
#: rupees a line
RUPEES = 500
CASE = "WPC-418-2026"
COURT = {"order_number": "W.P.(C) 418/2026", "order_dated": "2026-11-02"}


def compensated(run: Run, scheme: str, number: str, born_in: str) -> None:
    """The people of a scheme's uses are put on a roll by two officers, a court's order gives each line a sum,
    and a person without account or card claims and is paid.
    """
    invite(run, OFFICER, PERSON)
    appoint(run, OFFICER, ROLE, "", today() - timedelta(days=40))
    run[OFFICER].sign_in()
    # finance decides on the pages, with a key beside that of the paymaster's page
    for name in (OFFICER, "finance.suma"):
        run[name].enrol(device_of(run, ROLE))
    countersigned(run)
    proposed = run["admin.rani"].act("propose_master", kind="head", row=HEAD)["state"]
    run["admin.sunil"].act("decide_master", proposal=proposed["proposal"], outcome="agree")
    roll = _roll(run, scheme)
    compensation = _ordered(run, roll)
    claim = _Door(run)
    expect("the door with a wrong year", 'id="id_code"' in claim.open(number, "1901"), True)
    page = claim.open(number, born_in)
    expect("whether she sees the roll", roll in page, True)
    line = re.search(r'name="line" value="(\d+)"', page)
    assert line is not None
    _nothing_is_released(run, scheme, compensation)
    claim.post("lines/", {"roll": roll, "line": line[1]})
    state = run["scheme.asha"].act("release_compensation", office=scheme, compensation=compensation)["state"]
    expect("the release", (state["lines"], state["sum_paise"]), (1, RUPEES * 100))
    given = {"release": state["release"], "office": scheme}
    refused(lambda: run["scheme.rafi"].act_unsigned("order_benefit_payment", **given), "no signature")
    run["scheme.rafi"].act("order_benefit_payment", **given)
    run["finance.biju"].act("order_benefit_payment", release=state["release"])
    wait_until(lambda: _places(run, given) == {"credited": RUPEES * 100}, "the credit of compensation")
    expect("whether her page says so", f"{RUPEES}" in claim.page("lines/"), True)
    _nothing_is_released(run, scheme, compensation)
    run.found["compensation"] = {"release": state["release"], "paid_paise": RUPEES * 100}


def _roll(run: Run, scheme: str) -> str:
    run["law.priya"].act(
        "restrain", id=CASE, kind="court_order", court="High Court", case_number="W.P.(C) 418/2026",
        dated=str(today()), source_register=f"BEN-{scheme}", purposes=["BEN-CREDIT"], controller="any",
        sender="any", case="pending",
    )  # fmt: skip
    asked = run["law.priya"].act("make_roll", of="restraint", subject=CASE)["state"]
    roll = str(asked["roll"])
    refused(lambda: run[OFFICER].act_unsigned("confirm_roll", roll=roll), "no signature")
    run[OFFICER].act("confirm_roll", roll=roll)
    wait_until(lambda: _row(run, roll)["lines"] is not None, "the roll")
    return roll


def _ordered(run: Run, roll: str) -> str:
    given = {"roll": roll, "head": HEAD["code"], "amount": str(RUPEES), **COURT}
    ordered = run["law.priya"].act("order_compensation", **given)["state"]
    compensation = str(ordered["compensation"])
    run["finance.suma"].act("approve_compensation", compensation=compensation)
    run["law.priya"].act(
        "enter_compensation_tax", compensation=compensation, rate=0, basis="No tax is due on it."
    )
    return compensation


def _nothing_is_released(run: Run, scheme: str, compensation: str) -> None:
    refused(
        lambda: run["scheme.asha"].act("release_compensation", office=scheme, compensation=compensation),
        "a release for nobody",
    )


def _row(run: Run, roll: str) -> dict[str, Any]:
    return next(one for one in run["law.priya"].look("rolls")["rolls"] if one["roll"] == roll)


def _places(run: Run, given: dict[str, str]) -> dict[str, int]:
    found = run["scheme.asha"].look("benefit_payments", office=given["office"])["releases"]
    (mine,) = (one for one in found if one["release"] == given["release"])
    return {one["place"]: one["sum_paise"] for one in mine["places"]}


class _Door:
    """The pages under ``/claim/`` in one browser without JavaScript."""

    def __init__(self, run: Run) -> None:
        self._address = f"{run.machine.address}/claim/"
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )

    def open(self, code: str, born_in: str) -> str:
        """The page after a code or number and a year."""
        return self.post("", {"code": code, "born_in": born_in})

    def page(self, path: str, fields: dict[str, str] | None = None) -> str:
        """A page, or the one after a form was sent."""
        sent = urllib.parse.urlencode(fields).encode() if fields else None
        with self._opener.open(f"{self._address}{path}", sent, timeout=60) as answer:
            return str(answer.read().decode())

    def post(self, path: str, fields: dict[str, str]) -> str:
        """Send a form of a page, with its token."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.page(path))
        assert token is not None
        return self.page(path, {**fields, "csrfmiddlewaretoken": token[1]})
