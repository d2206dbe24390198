"""A co-operative society brings some people their money: advance, list, outcomes, money back, incentive."""

from __future__ import annotations

import base64
import csv
from datetime import timedelta
from pathlib import Path
from typing import Any

from api import file_given
from machine import wait_until
from steps import Run, appoint, expect, invite, refused, today, write_rows

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


def new_key(run: Run) -> str:
    """The society makes its key and tells the public one."""
    return run.machine.vethanam("benefits", "society-key", str(_key_of(run))).strip()


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
    answer = _answered(run, base64.b64decode(taken["content"]))
    refused(lambda: run[AGENT].act("take_delivery_list", **given), "the agent")
    expect("what waits for the agent", _waiting(run, AGENT), ["list_to_deliver"])
    run[AGENT].act("enter_deliveries", file=answer, **given)
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


def _key_of(run: Run) -> Path:
    return run.machine.folder / "society.key"


def _answered(run: Run, sealed: bytes) -> dict[str, str]:
    """The society opens the list and signs the outcomes of its agent: thumb marks, the last person absent."""
    taken, sheet, answer = (run.machine.folder / f"society.{end}" for end in ("list", "csv", "answer"))
    taken.write_bytes(sealed)
    key = ("--key", str(_key_of(run)))
    run.machine.vethanam("benefits", "open-list", str(taken), *key, "--to", str(sheet))
    with sheet.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    expect("names in the sealed list", [row["name"] for row in rows if row["name"].encode() in sealed], [])
    for place, row in enumerate(rows, 1):
        row |= {
            "outcome": "delivered",
            "on": str(today()),
            "proof": "thumb",
            "proof_reference": f"Page {place}",
        }
    rows[-1] |= {"outcome": "absent", "proof": "", "proof_reference": ""}
    write_rows(sheet, rows)
    run.machine.vethanam("benefits", "answer-list", str(taken), *key, "--filled", str(sheet))
    return file_given(answer)
