"""Home delivery: one advance a society, a filled sheet, two persons, nothing twice, money back."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tests.benefits.bodies import SOCIETY_KEY, at
from tests.payments.benefits.conftest import SignedScheme, signer
from vethanam.acts.executor import Performed, look, perform
from vethanam.benefits.actions.deaths import report_death
from vethanam.benefits.actions.deliveries import COLUMNS
from vethanam.benefits.entering import entered
from vethanam.benefits.models import Advance, Check, Delivery, Leg, MoneyReturn
from vethanam.benefits.queries.credits import credited_of
from vethanam.benefits.queries.deliveries import money_of_advance, receipt_code
from vethanam.benefits.sealed_lists import open_list
from vethanam.journal.row_audit import row_findings
from vethanam.payments.actions.benefit_advances import end_lines
from vethanam.people.models import Treasury
from vethanam.site import checks
from vethanam.tables import as_csv

#: the day on which the sample's bank credits an advance; ten days of delivery follow
PAID = date(2026, 10, 29)
WRITTEN = {
    name: kinds
    for name, kinds in checks.ROWS.items()
    if name
    in ("benefits_advance", "benefits_listtaken", "benefits_delivery", "benefits_moneyreturn", "benefits_leg")
}


def with_society(scheme: SignedScheme, *, has_account: bool = True) -> None:
    """The society's account by two persons, and its secretary and agent."""
    Treasury.objects.create(code="T1", name="Treasury")
    signer(scheme.bodies, "signing-treasury", "treasury_officer", "T1")
    for name, role in (("society-secretary", "society_secretary"), ("agent", "society_agent")):
        scheme.bodies.appoint(name, role, "S1")
    scheme.bodies.appoint("other-society", "society_secretary", "S2")
    scheme.bodies.appoint("treasury-clerk", "treasury_officer", "T1")
    if has_account:
        scheme.do("verify_institution", "signing-treasury", at(27), account=enter_account(scheme))


def enter_account(scheme: SignedScheme, number: str = "4455667788", when: datetime | None = None) -> int:
    """An account of the society that waits for its verifier."""
    given: dict[str, Any] = {
        "name": "Society", "kind": "cooperative", "branch": "SBIN0070028", "number": number,
        "valid_from": "2026-10-01",
    }  # fmt: skip
    entry = perform("institution", scheme.bodies.officers["treasury-clerk"], given, when or at(27))
    assert entry.ok, entry.says
    return int(entry.state["account"])


def advanced(scheme: SignedScheme, *names: str) -> Advance:
    """A release of which these people are paid at home, advanced and credited."""
    with_society(scheme)
    for name in names:
        scheme.award("", name, "home")
    scheme.sign_accounts()
    release = scheme.release(2000 * len(names))
    scheme.order(release)
    scheme.pay()
    return Advance.objects.get()


def acted(scheme: SignedScheme, name: str, by: str, when: datetime | None = None, **given: Any) -> Performed:
    """An act without a signature."""
    return perform(name, scheme.bodies.officers[by], given, when or at(30))


def line_of(name: str) -> Leg:
    return Leg.objects.get(award__beneficiary__person__name=name, kind="home")


def sealed_of(taken: Performed) -> bytes:
    """The sealed file that an act gave."""
    return base64.b64decode(taken.once["content"])


def opened(taken: Performed) -> str:
    """The list as the society opens it, as CSV."""
    lines = open_list(sealed_of(taken), SOCIETY_KEY).lines
    return as_csv(COLUMNS, [[line[name] for name in COLUMNS] for line in lines])


def filled(content: str, rows: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """The list as an agent fills it, by names."""
    text = io.StringIO()
    table = csv.DictWriter(text, COLUMNS, lineterminator="\r\n")
    table.writeheader()
    for row in csv.DictReader(io.StringIO(content)):
        table.writerow({**row, **rows.get(row["name"], {})})
    return {"name": "list.csv", "content": base64.b64encode(text.getvalue().encode()).decode()}


def test_a_list_is_delivered_by_a_filled_sheet_and_the_rest_given_back(scheme: SignedScheme) -> None:
    advance = advanced(scheme, "Anna", "Beena", "Chandra")
    legs = Leg.objects.filter(kind="society")
    assert [(one.amount, one.state, one.advance_id) for one in legs] == [(600_000, "credited", advance.pk)]
    (sent,) = [path.read_text() for path in scheme.channel.outgoing.glob("*.xml")]
    assert "4455667788" in sent
    assert sent.count("<CdtTrfTxInf>") == 1
    release = advance.release
    assert scheme.places(release) == {"listed": (3, 6000)}
    assert credited_of() == []

    taken = acted(scheme, "take_delivery_list", "society-secretary", advance=advance.number)
    assert taken.ok, taken.says
    assert "content" not in taken.state
    assert b"Anna" not in base64.b64decode(taken.once["content"])
    content = opened(taken)
    assert content.splitlines()[0] == ",".join(COLUMNS)
    assert {"Anna", "Beena", "Chandra"} <= {row["name"] for row in csv.DictReader(io.StringIO(content))}
    assert receipt_code(line_of("Anna").reference) not in content
    assert acted(scheme, "take_delivery_list", "agent", advance=advance.number).ok is False
    assert acted(scheme, "take_delivery_list", "other-society", advance=advance.number).ok is False

    on = {"on": "2026-10-30", "outcome": "delivered"}
    wrong = filled(content, {
        "Anna": {**on, "proof": "code", "proof_reference": "AAAAAAAA"},
        "Beena": {**on},
        "Chandra": {"on": "2026-10-01", "outcome": "absent"},
    })  # fmt: skip
    refused = acted(scheme, "enter_deliveries", "agent", advance=advance.number, file=wrong)
    assert [(one.record, one.code) for one in refused.faults] == [
        ("2", "receipt_code_wrong"), ("3", "delivery_without_proof"), ("4", "delivery_day"),
    ]  # fmt: skip
    assert not Delivery.objects.exists()

    code = receipt_code(line_of("Anna").reference)
    good = filled(content, {
        "Anna": {**on, "proof": "code", "proof_reference": f"{code[:4]}-{code[4:]}".lower()},
        "Beena": {**on, "proof": "thumb", "proof_reference": "Page 12"},
        "Chandra": {"on": "2026-10-30", "outcome": "absent"},
    })  # fmt: skip
    assert acted(scheme, "enter_deliveries", "agent", advance=advance.number, file=good).state["lines"] == 3
    again = acted(scheme, "enter_deliveries", "agent", advance=advance.number, file=good)
    assert {one.code for one in again.faults} == {"delivery_entered_before"}
    assert scheme.places(release) == {"listed": (3, 6000)}  # nothing counts before the secretary agrees

    assert acted(scheme, "check_deliveries", "agent", advance=advance.number, outcome="agree").ok is False
    checked = acted(scheme, "check_deliveries", "society-secretary", advance=advance.number, outcome="agree")
    assert checked.state["checked"] == 3
    assert scheme.places(release) == {"delivered": (2, 4000), "undelivered": (1, 2000)}
    assert [(one.on, one.manner) for one in credited_of()] == [(date(2026, 10, 30), "home")] * 2
    give_the_rest_back(scheme, advance)
    scheme.sign_log()
    with scheme.world.connect("postgres") as db:
        assert row_findings(db.cursor(), WRITTEN, None, checks.CHANGES) == []


def give_the_rest_back(scheme: SignedScheme, advance: Advance) -> None:
    """2,000 rupees go back by a transfer that the scheme confirms."""
    more = acted(
        scheme, "return_money", "society-secretary", advance=advance.number, amount="2001", on="2026-10-30",
        reference="UTR0001",
    )  # fmt: skip
    assert more.code == "return_above_rest"
    given: dict[str, Any] = {
        "advance": advance.number,
        "amount": "2000",
        "on": "2026-10-30",
        "reference": "UTR0001",
    }
    back = acted(scheme, "return_money", "society-secretary", **given)
    assert back.ok, back.says
    assert acted(scheme, "return_money", "society-secretary", **given).code == "return_entered_before"
    assert money_of_advance(advance).places["to_return"] == 200_000
    confirm: dict[str, Any] = {"entry": back.state["entry"], "outcome": "agree"}
    assert acted(scheme, "check_money_return", "society-secretary", **confirm).ok is False
    assert acted(scheme, "check_money_return", "widows", **confirm).ok is False
    assert acted(scheme, "check_money_return", "old-age", **confirm).ok
    assert acted(scheme, "check_money_return", "old-age-2", **confirm).code == "checked_before"
    assert dict(money_of_advance(advance).places) == {
        "delivered": 400_000, "to_deliver": 0, "to_return": 0, "returned": 200_000,
    }  # fmt: skip
    (seen,) = look("advances", scheme.bodies.officers["old-age"], {}, at(30)).state["advances"]
    assert seen["is_whole"] is True


def test_a_society_without_an_account_waits_and_is_paid_once(scheme: SignedScheme) -> None:
    scheme.award("", "Anna", "home")
    release = scheme.release(2000)
    scheme.order(release)
    scheme.pay()
    assert scheme.places(release) == {"unsigned": (1, 2000)}
    scheme.sign_accounts()
    scheme.pay()
    assert scheme.places(release) == {"waiting": (1, 2000)}
    assert not Advance.objects.exists()
    with_society(scheme)
    scheme.pay(rounds=3)
    assert Leg.objects.filter(kind="society", state="credited").count() == 1
    assert len(list(scheme.channel.outgoing.glob("*.xml"))) == 1


def test_an_account_that_only_rows_verify_pays_no_society(scheme: SignedScheme) -> None:
    with_society(scheme)
    scheme.award("", "Anna", "home")
    scheme.sign_accounts()
    release = scheme.release(2000)
    scheme.order(release)
    treasury = scheme.bodies.officers["treasury-clerk"]
    given: dict[str, Any] = {
        "name": "Society", "kind": "cooperative", "branch": "SBIN0070028", "number": "6666666666",
        "valid_from": "2026-10-02",
    }  # fmt: skip
    assert perform("institution", treasury, given, at(28)).ok
    scheme.world.sql(
        "owner",
        "UPDATE payments_institutionaccount SET verified_at = recorded_at, verified_by_id = "
        f"{scheme.bodies.officers['signing-treasury'].pk} WHERE tail = '6666'",
    )
    scheme.pay()
    assert list(scheme.channel.outgoing.glob("*.xml")) == []
    found = Leg.objects.filter(kind="society").values_list("state", "why")
    assert set(found) == {("withheld", "society_account_unsigned")}


def test_a_line_of_the_dead_and_a_line_after_the_last_day_go_back(scheme: SignedScheme) -> None:
    advance = advanced(scheme, "Anna", "Beena")
    report_death(scheme.bodies.by("clerk", at(30)), _award(line_of("Anna")).beneficiary, PAID, "relative")
    said: dict[str, Any] = {
        "advance": advance.number, "reference": line_of("Anna").reference, "on": "2026-10-30",
        "proof": "thumb", "proof_reference": "Page 1",
    }  # fmt: skip
    dead = acted(scheme, "enter_delivery", "agent", outcome="delivered", **said)
    assert [one.code for one in dead.faults] == ["line_of_the_dead"]
    with pytest.raises(DatabaseError), transaction.atomic():
        Delivery.objects.create(
            leg=line_of("Anna"), outcome="delivered", on=date(2026, 10, 30), proof="thumb", reference="1",
            leaf=-1, **entered(scheme.bodies.by("agent", at(30))),
        )  # fmt: skip
    assert end_lines(scheme.service) == 0
    late = at(12, month=11)
    bare = {**said, "proof": None, "proof_reference": None}
    over = acted(scheme, "enter_delivery", "agent", late, outcome="absent", **bare)
    assert over.code == "delivery_over"
    scheme.service = type(scheme.service)(
        scheme.service.account, None, "DEPT", "service", late, is_sample=True
    )  # fmt: skip
    assert end_lines(scheme.service) == 2
    ended = Leg.objects.filter(kind="home").values_list("state", "why")
    assert set(ended) == {("undelivered", "not_entered")}
    assert money_of_advance(advance).to_return == 400_000


def test_rows_alone_deliver_and_return_nothing(scheme: SignedScheme) -> None:
    advance = advanced(scheme, "Anna")
    line = line_of("Anna")
    for change in ({"state": "delivered", "paid_on": PAID}, {"state": "waiting"}, {"advance": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Leg.objects.filter(pk=line.pk).update(**change)
    by = entered(scheme.bodies.by("agent", at(30)))
    row = Delivery.objects.create(
        leg=line, outcome="delivered", on=date(2026, 10, 30), proof="thumb", reference="1", leaf=-1, **by
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        Delivery.objects.create(leg=line, outcome="absent", on=date(2026, 10, 30), leaf=-2, **by)
    with pytest.raises(DatabaseError), transaction.atomic():  # her own entry
        Check.objects.create(
            kind="delivery", entry=row.pk, is_agreed=True, recorded_at=at(30),
            checked_by_id=by["entered_by_id"], person_id=by["person_id"],
        )  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic():
        MoneyReturn.objects.create(
            advance=advance, amount=1, on=date(2026, 10, 30), reference="UTR1", leaf=-3, **by
        )


def test_a_declined_entry_is_entered_again_and_others_read_nothing(scheme: SignedScheme) -> None:
    advance = advanced(scheme, "Anna")
    said: dict[str, Any] = {
        "advance": advance.number, "reference": line_of("Anna").reference, "on": "2026-10-30",
        "outcome": "delivered", "proof": "witnesses", "proof_reference": "Two neighbours",
    }  # fmt: skip
    assert acted(scheme, "enter_delivery", "agent", **said).ok
    assert acted(scheme, "enter_delivery", "agent", **said).faults[0].code == "delivery_entered_before"
    declined: dict[str, Any] = {"advance": advance.number, "outcome": "decline"}
    assert acted(scheme, "check_deliveries", "society-secretary", **declined).code == "decline_needs_reason"
    assert acted(scheme, "check_deliveries", "society-secretary", reason="Another house.", **declined).ok
    assert acted(scheme, "enter_delivery", "agent", **said).ok
    assert acted(scheme, "check_deliveries", "society-secretary", advance=advance.number, outcome="agree").ok
    assert line_of("Anna").state == "delivered"
    for who in ("widows", "other-society"):
        assert look("advances", scheme.bodies.officers[who], {}, at(30)).state["advances"] == []


def _award(line: Leg) -> Any:
    assert line.award is not None
    return line.award
