"""The scenes of a month of pensions: cycle, release, bank files in parts, home delivery, second attempts."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from tests.benefits.bodies import OLD_AGE, at
from tests.payments.benefits.conftest import JANUARY
from tests.stories.pension_district import (
    BY_BANK,
    CYCLE,
    FINANCE,
    ORDER,
    PEOPLE,
    RUPEES,
    SCHEME,
    SECRETARY,
    SOCIETIES,
)
from tests.stories.pension_month import Month
from vethanam.benefits.actions.deliveries import COLUMNS


def play(month: Month) -> None:
    """The whole month of a seed, to its end."""
    compute_and_release(month)
    month.rest()
    for number, society in _lists(month):
        bring_home(month, number, society)
    month.rest()
    mend(month)
    month.rest()
    order_again(month)
    month.rest()
    for number, society in _lists(month):
        bring_home(month, number, society)
    month.now += timedelta(days=20)
    month.rest()
    for number, society in _lists(month, is_over=True):
        give_back(month, number, society)
        incentive(month, number, society)
    month.rest()


def compute_and_release(month: Month) -> None:
    """The cycle is computed, approved by another officer, released, and its payment ordered by two keys."""
    asked = {"scheme": OLD_AGE, "month": str(JANUARY)}
    month.officer(f"{OLD_AGE}-1", "cycle", asked, "SELECT count(*) = 1 FROM benefits_cyclerequest")
    month.rest()
    ((result,),) = month.sql("SELECT encode(result_hash, 'hex') FROM benefits_cycle")
    agreed = {"cycle": CYCLE, "result_hash": result}
    month.officer(f"{OLD_AGE}-2", "approve_cycle", agreed, "SELECT count(*) = 1 FROM benefits_cycleapproval")
    released = {
        "scheme": OLD_AGE, "for_months": [str(JANUARY)], "sum": str(PEOPLE * RUPEES), "order": ORDER,
    }  # fmt: skip
    month.officer("finance", "release_benefit", released, "SELECT count(*) = 1 FROM benefits_release")
    ((release,),) = month.sql("SELECT number FROM benefits_release")
    for place, who in enumerate(month.chance.sample((SCHEME, FINANCE), 2), 1):
        done = "SELECT count(*) = %s FROM benefits_paymentorder"
        month.officer(who, "order_benefit_payment", {"release": release}, done, place)
    month.meanwhile += disturbances(month)


def disturbances(month: Month) -> list[tuple[str, str, dict[str, Any]]]:
    """Acts while files leave: a death, a month that an officer wants to take back, another account."""
    found: list[tuple[str, str, dict[str, Any]]] = []
    chance = month.chance
    if chance.random() < 0.4:
        ((who,),) = month.sql(
            "SELECT b.number FROM benefits_beneficiary b ORDER BY b.id OFFSET %s LIMIT 1",
            chance.randrange(PEOPLE),
        )
        found.append(
            ("clerk", "report_death", {"beneficiary": who, "died_on": "2026-10-20", "source": "relative"})
        )
    if chance.random() < 0.5:
        reason = {"order": ORDER, "reason": "The release is cancelled."}
        found.append((f"{OLD_AGE}-3", "reopen_cycle", {"cycle": CYCLE, **reason}))
    if chance.random() < 0.4:
        ((award,),) = month.sql(
            "SELECT number FROM benefits_award ORDER BY id OFFSET %s LIMIT 1", chance.randrange(len(BY_BANK))
        )
        found.append(
            ("clerk", "change_route", {"award": award, "from_month": "2026-10", "route": _route(month)})
        )
    chance.shuffle(found)
    return found


def _route(month: Month) -> dict[str, Any]:
    number = f"7{month.chance.randrange(10**8):08d}21"
    return {"kind": "bank", "branch": "SBIN0070028", "number": number, "is_account_number": True}


def _lists(month: Month, *, is_over: bool = False) -> Sequence[tuple[str, str]]:
    """The credited advances with lines to deliver, or those that are over; each with its society."""
    return [(number, society) for number, society in month.sql(_OVER if is_over else _TO_DELIVER)]


def bring_home(month: Month, number: str, society: str) -> None:
    """Two agents upload outcomes of the same list at once; the secretary checks what was entered."""
    secretary, *agents = SOCIETIES[society]
    ((paid_on,),) = month.sql(_PAID_ON, number)
    month.now = max(
        month.now, at().replace(year=paid_on.year, month=paid_on.month, day=paid_on.day) + timedelta(days=1)
    )
    month.officer(secretary, "take_delivery_list", {"advance": number}, _IS_TAKEN, number)
    for turn in range(3):
        uploads = [
            {
                "by": one,
                "act": "enter_deliveries",
                "with": {"advance": number, "file": _filled(month, number)},
            }
            for one in agents
        ]
        month.go(*(("officer", one) for one in month.chance.sample(uploads, 2 if turn == 0 else 1)))
        while month.holds(_HAS_TO_CHECK, number):
            is_agreed = turn == 2 or month.chance.random() < 0.8
            decided = (
                {"outcome": "agree"} if is_agreed else {"outcome": "decline", "reason": "Another house."}
            )
            month.officer(
                secretary, "check_deliveries", {"advance": number, **decided}, _NONE_TO_CHECK, number
            )
        if not month.holds(_HAS_LINES, number):
            break
    give_back(month, number, society)


def _filled(month: Month, number: str) -> dict[str, str]:
    """The list with outcomes of some lines, as an agent has it."""
    rows = io.StringIO()
    table = csv.DictWriter(rows, COLUMNS, lineterminator="\r\n", restval="")
    table.writeheader()
    for reference, is_dead in month.sql(_LINES, number):
        if month.chance.random() < 0.15:
            continue
        outcome = (
            "died" if is_dead else month.chance.choice(("delivered", "delivered", "delivered", "absent"))
        )
        proof = {"proof": "thumb", "proof_reference": "Page 1"} if outcome == "delivered" else {}
        table.writerow({"reference": reference, "outcome": outcome, "on": str(month.now.date()), **proof})
    return {"name": "list.csv", "content": base64.b64encode(rows.getvalue().encode()).decode()}


def give_back(month: Month, number: str, society: str) -> None:
    """The secretary gives back what was not delivered, and the scheme confirms it."""
    secretary = SOCIETIES[society][0]
    ((rest, before),) = month.sql(_TO_RETURN, number)
    if rest:
        given = {
            "advance": number, "amount": str(rest // 100), "on": str(month.now.date()),
            "reference": f"UTR{number}{before}",
        }  # fmt: skip
        month.officer(secretary, "return_money", given, _IS_RETURNED, given["reference"])
    for (entry,) in month.sql(_RETURNS_TO_CHECK, number):
        agreed = {"entry": entry, "outcome": "agree"}
        month.officer("old-age", "check_money_return", agreed, _IS_CHECKED, "money_return", entry)


def incentive(month: Month, number: str, society: str) -> None:
    """The society claims its incentive, and two order it."""
    if not month.holds(_IS_CLAIMABLE, number):
        return
    month.officer(SOCIETIES[society][0], "claim_incentive", {"advance": number}, _IS_CLAIMED, number)
    ((bill,),) = month.sql(_BILL, number)
    for place, who in enumerate((SCHEME, FINANCE), 1):
        month.officer(who, "order_incentive", {"bill": bill}, _IS_ORDERED, place, bill)


def mend(month: Month) -> None:
    """Some people with a failed payment give another account; two persons enter it and one signs."""
    for award, routes in month.sql(_FAILED):
        if month.chance.random() < 0.7:
            given = {"award": award, "from_month": "2026-10", "route": _route(month)}
            month.officer("clerk", "change_route", given, _HAS_ROUTES, routes, award)
    for (entry,) in month.sql(_ROUTES_TO_CHECK):
        agreed = {"kind": "route", "entry": entry, "outcome": "agree"}
        month.officer("secretary", "check_entry", agreed, _IS_CHECKED, "route", entry)
    if month.holds(_HAS_UNSIGNED):
        month.officer(SECRETARY, "sign_benefit_accounts", {}, f"SELECT NOT ({_HAS_UNSIGNED.strip()[7:]})")
    for name, accounts in month.sql(_FAILED_SOCIETIES):
        given = {
            "name": name, "kind": "cooperative", "branch": "SBIN0070028",
            "number": f"8{month.chance.randrange(10**8):08d}7", "valid_from": "2026-10-02",
        }  # fmt: skip
        month.officer("treasury-clerk", "institution", given, _HAS_ACCOUNTS, accounts, name)
        ((account,),) = month.sql(_LATEST_ACCOUNT, name)
        month.officer("signing-treasury", "verify_institution", {"account": account}, _IS_VERIFIED, account)


def order_again(month: Month) -> None:
    """Two officers order the lines not delivered of people with another account by now once more."""
    ((release, is_open),) = month.sql(_TO_ORDER_AGAIN)
    if is_open:
        for place, who in enumerate((SCHEME, FINANCE), 1):
            done = "SELECT count(*) = %s FROM benefits_paymentorder"
            month.officer(who, "order_benefit_payment", {"release": release}, done, 2 + place)


_TO_ORDER_AGAIN = """
SELECT r.number, EXISTS (SELECT FROM benefits_open_awards(r.id, 202610) o WHERE o.place = 'to_order_again')
  FROM benefits_release r
"""
_PAID_ON = """
SELECT n.paid_on FROM benefits_advance a JOIN benefits_advance_now n ON n.advance_id = a.id
 WHERE a.number = %s
"""
_TO_DELIVER = """
SELECT a.number, s.code FROM benefits_advance a JOIN benefits_advance_now n ON n.advance_id = a.id
  JOIN benefits_society s ON s.id = a.society_id WHERE n.payment = 'credited' AND n.listed > 0 ORDER BY 1
"""
_OVER = """
SELECT a.number, s.code FROM benefits_advance a JOIN benefits_advance_now n ON n.advance_id = a.id
  JOIN benefits_society s ON s.id = a.society_id WHERE n.payment = 'credited' AND n.listed = 0 ORDER BY 1
"""
_IS_TAKEN = """
SELECT count(*) > 0 FROM benefits_listtaken t JOIN benefits_advance a ON a.id = t.advance_id
 WHERE a.number = %s
"""
_LINES = """
SELECT l.reference, benefits_is_dead(w.beneficiary_id) FROM benefits_leg l
  JOIN benefits_advance a ON a.id = l.advance_id JOIN benefits_award w ON w.id = l.award_id
 WHERE a.number = %s AND l.kind = 'home' AND l.state = 'listed' ORDER BY l.id
"""
_HAS_LINES = f"SELECT EXISTS ({_LINES})"
_TO_CHECK = """
SELECT d.id FROM benefits_delivery d JOIN benefits_leg l ON l.id = d.leg_id
  JOIN benefits_advance a ON a.id = l.advance_id
 WHERE a.number = %s
   AND NOT EXISTS (SELECT FROM benefits_check c WHERE c.kind = 'delivery' AND c.entry = d.id)
"""
_HAS_TO_CHECK, _NONE_TO_CHECK = f"SELECT EXISTS ({_TO_CHECK})", f"SELECT NOT EXISTS ({_TO_CHECK})"
_TO_RETURN = """
SELECT n.undelivered - n.returned - n.returning,
       (SELECT count(*) FROM benefits_moneyreturn r WHERE r.advance_id = a.id)
  FROM benefits_advance a JOIN benefits_advance_now n ON n.advance_id = a.id
 WHERE a.number = %s
"""
_IS_RETURNED = "SELECT count(*) = 1 FROM benefits_moneyreturn WHERE reference = %s"
_RETURNS_TO_CHECK = """
SELECT r.id FROM benefits_moneyreturn r JOIN benefits_advance a ON a.id = r.advance_id WHERE a.number = %s
   AND NOT EXISTS (SELECT FROM benefits_check c WHERE c.kind = 'money_return' AND c.entry = r.id)
"""
_IS_CHECKED = "SELECT count(*) = 1 FROM benefits_check WHERE kind = %s AND entry = %s"
_IS_CLAIMABLE = """
SELECT n.delivered > 0 FROM benefits_advance a JOIN benefits_advance_now n ON n.advance_id = a.id
 WHERE a.number = %s
"""
_IS_CLAIMED = """
SELECT count(*) = 1 FROM benefits_incentivebill b JOIN benefits_advance a ON a.id = b.advance_id
 WHERE a.number = %s
"""
_BILL = """
SELECT b.number FROM benefits_incentivebill b JOIN benefits_advance a ON a.id = b.advance_id
 WHERE a.number = %s
"""
_IS_ORDERED = """
SELECT count(*) = %s FROM benefits_incentiveorder o JOIN benefits_incentivebill b ON b.id = o.bill_id
 WHERE b.number = %s
"""
_FAILED = """
SELECT w.number, (SELECT count(*) FROM benefits_route r WHERE r.application_id = d.application_id)
  FROM benefits_leg l JOIN benefits_award w ON w.id = l.award_id
  JOIN benefits_decision d ON d.id = w.decision_id
 WHERE l.state IN ('rejected', 'returned', 'undelivered') AND NOT benefits_is_dead(w.beneficiary_id)
 ORDER BY 1
"""
_HAS_ROUTES = """
SELECT count(*) > %s FROM benefits_route r JOIN benefits_decision d ON d.application_id = r.application_id
  JOIN benefits_award w ON w.decision_id = d.id WHERE w.number = %s
"""
_ROUTES_TO_CHECK = """
SELECT r.id FROM benefits_route r
 WHERE NOT EXISTS (SELECT FROM benefits_check c WHERE c.kind = 'route' AND c.entry = r.id) ORDER BY 1
"""
_HAS_UNSIGNED = """
SELECT EXISTS (SELECT FROM benefits_route r JOIN benefits_check c ON c.kind = 'route' AND c.entry = r.id
  WHERE r.kind = 'bank' AND c.is_agreed AND NOT EXISTS (SELECT FROM service_book_accountsignature g
        WHERE g.kind = 'benefit_route' AND g.fact = r.id))
"""
_FAILED_SOCIETIES = """
SELECT DISTINCT s.name, (SELECT count(*) FROM payments_institutionaccount i
                           JOIN payments_institution n ON n.id = i.institution_id WHERE n.name = s.name)
  FROM benefits_leg l JOIN benefits_advance a ON a.id = l.advance_id
  JOIN benefits_society s ON s.id = a.society_id
 WHERE l.kind IN ('society', 'bill') AND l.state IN ('rejected', 'returned')
"""
_HAS_ACCOUNTS = """
SELECT count(*) > %s FROM payments_institutionaccount i JOIN payments_institution n ON n.id = i.institution_id
 WHERE n.name = %s
"""
_LATEST_ACCOUNT = """
SELECT max(i.id) FROM payments_institutionaccount i JOIN payments_institution n ON n.id = i.institution_id
 WHERE n.name = %s
"""
_IS_VERIFIED = "SELECT verified_at IS NOT NULL FROM payments_institutionaccount WHERE id = %s"
