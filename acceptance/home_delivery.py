"""A co-operative society brings some people their money: advance, list, outcomes, money back, incentive."""

from __future__ import annotations

import base64
import csv
import io
from datetime import timedelta
from typing import Any

from machine import wait_until
from steps import Run, appoint, expect, invite, refused, today

SOCIETY, NAME = "S77", "Ezhukone Service Co-operative Bank"
MASTER = {"code": SOCIETY, "name": NAME, "name_ml": "എഴുകോൺ സർവീസ് സഹകരണ ബാങ്ക്"}
#: people of the society's list; the last of them is not at home
PEOPLE = 6
#: rupees of the incentive for each delivery, for the agent and for the society
INCENTIVE = 25 + 5
OFFICERS: dict[str, tuple[str, str]] = {
    "society.beena": ("Beena K.", "society_secretary"),
    "society.jomon": ("Jomon P.", "society_agent"),
}
SECRETARY, AGENT = OFFICERS


def society(run: Run) -> None:
    """The officers of the society, and its account by two officers of treasuries."""
    for name, (person, role) in OFFICERS.items():
        invite(run, name, person)
        appoint(run, name, role, SOCIETY, today() - timedelta(days=40))
        run[name].sign_in()
    run["treasury.remya"].act(
        "institution", name=NAME, kind="cooperative", branch="SMPL0000012", number="771234567",
        valid_from=str(today() - timedelta(days=5)),
    )  # fmt: skip
    refused(lambda: run["treasury.remya"].act("verify_institution", name=NAME), "the person who entered it")
    run["treasury.ajith"].act("verify_institution", name=NAME)


def delivered(run: Run, scheme: str, rupees: int) -> None:
    """The agent enters the filled list, the secretary checks it and gives back what was not delivered."""
    wait_until(lambda: _advance(run)["payment"] == "credited", "the money of the society")
    advance = _advance(run)
    expect("the advance", (advance["people"], advance["sum_paise"]), (PEOPLE, PEOPLE * rupees * 100))
    given = {"advance": advance["list"]}
    expect("what waits for the secretary", _waiting(run, SECRETARY), ["list_to_take"])
    taken = run[SECRETARY].act("take_delivery_list", **given)["once"]
    refused(lambda: run[AGENT].act("take_delivery_list", **given), "the agent")
    expect("what waits for the agent", _waiting(run, AGENT), ["list_to_deliver"])
    run[AGENT].act("enter_deliveries", file=_filled(taken["content"]), **given)
    refused(lambda: run[AGENT].act("check_deliveries", outcome="agree", **given), "who entered them")
    run[SECRETARY].act("check_deliveries", outcome="agree", **given)
    back = {"amount": str(rupees), "on": str(today()), "reference": "UTR770001"}
    run[SECRETARY].act("return_money", **given, **back)
    (entry,) = run["scheme.asha"].look("money_returns", office=scheme, **given)["returns"]
    run["scheme.asha"].act("check_money_return", office=scheme, entry=entry["entry"], outcome="agree")
    places = {one["place"]: one["sum_paise"] // 100 for one in _advance(run)["places"]}
    whole = {"delivered": (PEOPLE - 1) * rupees, "to_deliver": 0, "to_return": 0, "returned": rupees}
    expect("the places of the advance", places, whole)
    incentive(run, scheme, given)
    run.found["home_delivery"] = {"people": PEOPLE - 1, "returned_paise": rupees * 100}


def incentive(run: Run, scheme: str, given: dict[str, str]) -> None:
    """The society claims its incentive, two order it by their keys, and it comes once."""
    bill = run[SECRETARY].act("claim_incentive", **given)["state"]
    expect("the incentive", bill["sum_paise"], (PEOPLE - 1) * INCENTIVE * 100)
    refused(lambda: run[SECRETARY].act("claim_incentive", **given), "a second claim")
    named = {"bill": bill["bill"], "office": scheme}
    refused(lambda: run["scheme.rafi"].act_unsigned("order_incentive", **named), "no signature")
    run["scheme.rafi"].act("order_incentive", **named)
    run["finance.biju"].act("order_incentive", bill=bill["bill"])
    wait_until(lambda: _bill(run)["state"] == "credited", "the incentive of the society")
    expect("what waits for the society", _waiting(run, SECRETARY) + _waiting(run, AGENT), [])


def _advance(run: Run) -> dict[str, Any]:
    (found,) = run[SECRETARY].look("advances")["advances"]
    return dict(found)


def _bill(run: Run) -> dict[str, Any]:
    (found,) = run[SECRETARY].look("incentives")["incentives"]
    return dict(found)


def _waiting(run: Run, name: str) -> list[str]:
    return [row["kind"] for row in run[name].look("inbox")["inbox"]]


def _filled(content: str) -> dict[str, str]:
    """The list as the agent fills it: thumb marks, and the last person absent."""
    rows = list(csv.DictReader(io.StringIO(content)))
    for place, row in enumerate(rows, 1):
        row |= {
            "outcome": "delivered",
            "on": str(today()),
            "proof": "thumb",
            "proof_reference": f"Page {place}",
        }
    rows[-1] |= {"outcome": "absent", "proof": "", "proof_reference": ""}
    sheet = io.StringIO()
    writer = csv.DictWriter(sheet, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return {"name": "list.csv", "content": base64.b64encode(sheet.getvalue().encode()).decode()}
