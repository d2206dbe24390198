"""Compensation by order of a court, from the roll to the bank: ordered, claimed, drawn, stayed, paid."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from typer.testing import CliRunner

from tests.conftest import World
from tests.payments.paymaster_rounds import PAY_KEY, settle_pending
from tests.signers import signs
from tests.web.conftest import NOW, Town, sequence
from tests.web.test_rolls import _text
from vethanam.acts.executor import look, perform
from vethanam.cli.evidence import app
from vethanam.evidence import roll_making
from vethanam.evidence.roll_making import make_rolls
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.messaging.actions import intimate_credits
from vethanam.messaging.models import Intimation
from vethanam.orders.actions import record_order_effect
from vethanam.orders.models import Order
from vethanam.payments import audit as payments_audit
from vethanam.payments.actions import instruct
from vethanam.payments.channel import open_channel
from vethanam.payments.models import PaymentFile, PaymentFinding, PaymentLeg
from vethanam.payroll import audit
from vethanam.payroll.models import Bill, Claim, CompensatedLine, Compensation
from vethanam.privacy import rolls as privacy_rolls
from vethanam.privacy.actions import Filing, file_restraint
from vethanam.privacy.models import Roll, RollLine
from vethanam.sample.bank import Bank, Terms, read_key

AMOUNT = 1_000_000  # 10,000 rupees
ORDER = {"order_number": "WP(C) 9/2026", "order_dated": "2026-11-20"}


@dataclass
class Court:
    """The town with a law officer, a charged head and a roll that is made."""

    town: Town
    world: World
    roll: Roll

    def does(self, who: str, act: str, **given: Any) -> Any:
        account = Account.objects.get(username=who)
        with self.world.role("web"):
            return perform(act, account, given, NOW, is_sample=True, sign=signs)

    def code(self, who: str, act: str, **given: Any) -> str:
        done = self.does(who, act, **given)
        return "done" if done.ok else str(done.code)

    def claims(self, number: str) -> str:
        line = RollLine.objects.get(roll=self.roll, person=self.town.office.people[number].person_id)
        return self.code(f"emp-{number}", "claim_on_roll", roll=self.roll.reference, line=line.number)

    def ordered(self, **more: Any) -> str:
        """Ordered on the law officer's page and approved on that of finance."""
        law, finance = self.town.sign_in("law"), self.town.sign_in("finance")
        given = {"roll": self.roll.reference, **ORDER, "head": "2075-00-800-99", "amount": "10000", **more}
        answer = law.post("/protection/compensation/", given)
        found = Compensation.objects.order_by("-pk").first()
        assert found is not None, _text(answer)
        finance.post(f"/finance/compensation/{found.reference}/", {})
        return found.reference

    def effect(self, state: str, when: datetime) -> None:
        authority = self.town.office.by("law", when)
        record_order_effect(authority, Order.objects.get(number=ORDER["order_number"]), state=state,
                            valid_from=when.date())  # fmt: skip

    def passed(self, bill: Bill) -> list[str]:
        steps = (("officer", "check"), ("officer", "present"), ("treasurer", "pass"))
        return [self.code(who, act, bill=bill.number) for who, act in steps]


@pytest.fixture
def court(town: Town, world: World, monkeypatch: pytest.MonkeyPatch) -> Court:
    # the keys of this town are under no anchor; messaging/test_compensations.py proves the signatures
    monkeypatch.setattr(roll_making, "is_confirmed_by_two", lambda roll, _key: hasattr(roll, "confirmation"))
    monkeypatch.setattr(privacy_rolls, "_stands", lambda _leaf, _is_proven: True)
    town.office.appoint("law", "law_officer", "", office="FIN")
    _head(world, "2075-00-800-99", is_charged=True)
    return Court(town, world, _roll(town, world, "WPC-9"))


def _head(world: World, code: str, *, is_charged: bool) -> None:
    insert = "INSERT INTO people_headofaccount (code, title, is_charged) VALUES (%s, 'Sums', %s)"
    world.sql("owner", insert, code, is_charged)


def _roll(town: Town, world: World, subject: str) -> Roll:
    """The roll of a restraint on messages of credits, which reached people of the town."""
    filing = Filing(subject, "court_order", NOW, {"purposes": ("SAL-CREDIT",)}, dated=date(2026, 11, 20))
    file_restraint(town.office.by("law", NOW), filing)
    asked = town.sign_in("law").post("/protection/rolls/", {"of": "restraint", "subject": subject})
    town.sign_in("dpo").post(asked["Location"], {})
    sequence(world)
    service = Account.objects.get(username="service-worker")
    with world.role("worker"):
        make_rolls(Authority(service.pk, None, "DEPT", "service", NOW, is_sample=True))
    sequence(world)
    return Roll.objects.get(subject=subject)


def worker() -> Authority:
    service = Account.objects.get(username="service-worker")
    return Authority(service.pk, None, "DEPT", "service", NOW, is_sample=True)


def bank_of(town: Town) -> Bank:
    return Bank(
        inbox=town.folder / "bank" / "out", outbox=town.folder / "bank" / "in", own=town.folder / "own",
        key=read_key(town.folder / "bank.key"), pay_key=PAY_KEY.public_key(),
        terms=Terms(rejects=0, returns=0), return_after=0,
    )  # fmt: skip


def settle(court: Court) -> None:
    with court.world.role("worker"):
        settle_pending(open_channel(court.town.folder / "bank", court.town.folder / "bank.pub"), worker())


def on_roll(court: Court) -> list[str]:
    people = {employment.person_id: number for number, employment in court.town.office.people.items()}
    return sorted(people[line.person] for line in RollLine.objects.filter(roll=court.roll))


def findings() -> list[str]:
    return [one.code for one in (*audit.broken_invariants(), *payments_audit.broken_invariants())]


def test_it_goes_from_the_order_to_the_bank_and_each_is_told(court: Court) -> None:
    numbers = on_roll(court)
    reference = court.ordered()
    assert court.code("clerk", "draw_compensation", drawing_code="0412", compensation=reference) == (
        "compensation_for_nobody"
    )
    assert [court.claims(number) for number in numbers] == ["done"] * len(numbers)
    clerk = court.town.sign_in("clerk")
    page = _text(clerk.get("/office/0412/compensation/"))
    given = {"drawing_code": "0412"}
    account = Account.objects.get(username="clerk")
    rows = look("compensation_to_draw", account, given, NOW, is_sample=True).state["lines"]
    assert sorted(one["employment"] for one in rows) == numbers and all(one in page for one in numbers)
    assert reference in page and "until a law officer has entered the tax" in page
    with court.world.role("web"):
        clerk.post("/office/0412/compensation/", {"compensation": reference})
    bill = Bill.objects.get(kind="compensation")
    _beside(court, reference)
    assert (bill.people, bill.gross, bill.deductions) == (len(numbers), AMOUNT * len(numbers), 0)
    assert bill.head.code == "2075-00-800-99"
    assert court.passed(bill) == ["compensation_tax_unknown", "not_in_that_state", "not_in_that_state"]
    law = court.town.sign_in("law")
    law.post(f"/protection/compensation/{reference}/", {"rate": "0", "basis": "Section 10, opinion 4/2026"})
    assert court.passed(bill) == ["done"] * 3
    told = Intimation.objects.count()
    settle(court)
    bank_of(court.town).round()
    settle(court)
    bill.refresh_from_db()
    assert bill.state == "closed"
    assert {*PaymentLeg.objects.filter(bill=bill).values_list("state", flat=True)} == {"settled"}
    with court.world.role("worker"):
        intimate_credits(worker())
    fresh = Intimation.objects.order_by("pk")[told:]
    assert {one.text.code for one in fresh} <= {"compensation-credited"}
    sequence(court.world)
    state = look("rolls", Account.objects.get(username="dpo"), {}, NOW, is_sample=True).state["rolls"][0]
    assert (state["drawn"], state["paid"], state["returned"]) == ("fewer than 20", "fewer than 20", 0)
    page = _text(law.get(f"/protection/rolls/{court.roll.reference}/"))
    _as_by_command(page)
    slip = _text(court.town.sign_in(f"emp-{numbers[0]}").get("/pay/"))
    assert slip
    assert findings() == []
    again = court.code("clerk", "draw_compensation", drawing_code="0412", compensation=reference)
    assert again == "compensation_for_nobody"


def _as_by_command(page: str) -> None:
    """Question 28 of a court: the page of the roll and the command tell the same numbers."""
    listed = CliRunner().invoke(app, ["roll", "list"]).output
    told = re.search(
        r"uses, .+ messages, (.+) claimed, (.+) drawn, (.+) paid, (.+) returned, (.+) told", listed
    )
    assert told and told[2] == "fewer than 20" and told[4] == "0", listed
    for name, count in zip(("Claimed", "Drawn", "Paid", "Returned", "Told"), told.groups(), strict=True):
        assert f"{name} {count}" in page


def _beside(court: Court, reference: str) -> None:
    """The views say what their pages show."""
    finance = Account.objects.get(username="finance")
    (row,) = look("compensations", finance, {}, NOW, is_sample=True).state["compensations"]
    one = look("compensation", finance, {"compensation": reference}, NOW, is_sample=True).state
    page = _text(court.town.sign_in("finance").get(f"/finance/compensation/{reference}/"))
    assert row == one and (row["state"], row["tax_rate"], row["drawn"]) == ("approved", None, 0)
    assert row["head"] in page and row["order"] in page and "not known" in page


def test_a_stay_holds_each_step_also_between_passing_and_credit(court: Court) -> None:
    numbers = on_roll(court)
    reference = court.ordered()
    for number in numbers:
        court.claims(number)
    court.does("law", "enter_compensation_tax", compensation=reference, rate=0, basis="Opinion 4/2026")
    court.effect("stayed", NOW)
    draw = {"drawing_code": "0412", "compensation": reference}
    assert court.code("clerk", "draw_compensation", **draw) == "order_does_not_hold"
    court.effect("vacated", NOW)
    assert court.code("clerk", "draw_compensation", **draw) == "done"
    bill = Bill.objects.get(kind="compensation")
    court.effect("stayed", NOW)
    assert court.code("officer", "check", bill=bill.number) == "compensation_order_not_in_force"
    court.effect("vacated", NOW)
    assert court.passed(bill) == ["done"] * 3
    court.effect("stayed", NOW)
    settle(court)
    assert not PaymentFile.objects.filter(bill=bill).exists()
    assert PaymentFinding.objects.filter(code="compensation_held", resolved_at=None, bill=bill).count() == 1
    refused = pytest.raises(IntegrityError, match="not in force")
    with court.world.role("worker"), refused, transaction.atomic():
        PaymentFile.objects.create(
            message=PaymentFile.objects.order_by("-pk")[0].message[:-1] + "Z", bill=bill, ordinal=1,
            execute_on=NOW.date(), legs_count=1, total=1, created_at=NOW, made_by_id=worker().account,
        )  # fmt: skip
    court.effect("vacated", NOW)
    with court.world.role("worker"):
        file = instruct(bill.pk, worker())
    assert file is not None and file.state == "written"
    assert not PaymentFinding.objects.filter(code="compensation_held", resolved_at=None).exists()
    court.effect("stayed", NOW)
    settle(court)
    file.refresh_from_db()
    assert (file.state, file.sha256) == ("written", None)
    court.effect("vacated", NOW)
    settle(court)
    file.refresh_from_db()
    assert file.state == "handed_over"
    assert findings() == []


def test_two_rolls_pay_twice_and_one_line_never(court: Court) -> None:
    numbers = on_roll(court)
    other = _roll(court.town, court.world, "WPC-10")
    first = court.ordered()
    second_roll = Court(court.town, court.world, other)
    second = second_roll.ordered(amount="2500.50")
    assert first != second
    for number in numbers:
        court.claims(number)
        second_roll.claims(number)
    for reference in (first, second):
        court.does("law", "enter_compensation_tax", compensation=reference, rate=1000, basis="Opinion 4/2026")
        given = {"drawing_code": "0412", "compensation": reference}
        assert court.code("clerk", "draw_compensation", **given) == "done"
        assert court.code("clerk", "draw_compensation", **given) == "compensation_for_nobody"
    bills = Bill.objects.filter(kind="compensation").order_by("pk")
    assert [one.gross for one in bills] == [AMOUNT * len(numbers), 250_050 * len(numbers)]
    assert [one.deductions for one in bills] == [100_000 * len(numbers), 25_000 * len(numbers)]
    for bill in bills:
        assert court.passed(bill) == ["done"] * 3
    line = CompensatedLine.objects.order_by("pk")[0]
    claim = Claim.objects.filter(compensated__compensation__reference=second)[0]
    with pytest.raises(IntegrityError, match="drawn already"), transaction.atomic("owner"):
        CompensatedLine.objects.using("owner").create(
            claim_id=claim.pk + 1000, compensation_id=line.compensation_id, line_id=line.line_id
        )
    settle(court)
    bank_of(court.town).round()
    settle(court)
    assert {one.state for one in Bill.objects.filter(kind="compensation")} == {"closed"}
    assert findings() == []


def test_a_cancelled_bill_frees_its_lines_and_another_tax_asks_for_another_bill(court: Court) -> None:
    reference = court.ordered()
    number = on_roll(court)[0]
    court.claims(number)
    given = {"drawing_code": "0412", "compensation": reference}
    court.does("law", "enter_compensation_tax", compensation=reference, rate=0, basis="Opinion 4/2026")
    assert court.code("clerk", "draw_compensation", **given) == "done"
    bill = Bill.objects.get(kind="compensation")
    court.does("law", "enter_compensation_tax", compensation=reference, rate=2000, basis="Opinion 5/2026")
    assert court.code("officer", "check", bill=bill.number) == "compensation_tax_differs"
    assert court.code("clerk", "cancel", bill=bill.number, reason="Another tax") == "done"
    assert court.code("clerk", "draw_compensation", **given) == "done"
    anew = Bill.objects.get(kind="compensation", state="made")
    assert (anew.gross, anew.deductions, anew.people) == (AMOUNT, 200_000, 1)
    assert court.passed(anew) == ["done"] * 3
    assert findings() == []


def test_who_may_not_and_what_is_refused(court: Court) -> None:
    given: dict[str, Any] = {"roll": court.roll.reference, **ORDER, "head": "2075-00-800-99", "amount": "100"}
    law = court.town.sign_in("law")

    def says(**more: Any) -> str:
        return _text(law.post("/protection/compensation/", {**given, **more}))

    _head(court.world, "2071-01", is_charged=False)
    Order.objects.create(number="GO 1", dated=date(2026, 11, 1), recorded_at=NOW)
    assert "is not charged" in says(head="2071-01") or "head" in says(head="2071-01").lower()
    assert "is no order of a court" in says(order_number="GO 1", order_dated="2026-11-01")
    assert "above zero" in says(amount="0")
    assert not Compensation.objects.exists()
    for who in ("clerk", "dpo", "finance", "officer"):
        assert court.code(who, "order_compensation", **given) != "done"
    reference = court.ordered()
    assert "has compensation already" in says()
    for who in ("clerk", "dpo", "law", "officer"):
        assert court.code(who, "approve_compensation", compensation=reference) != "done"
        assert court.code(who, "decline_compensation", compensation=reference, reason="No") != "done"
    for who in ("clerk", "dpo", "finance"):
        done = court.code(who, "enter_compensation_tax", compensation=reference, rate=0, basis="None")
        assert done != "done"
    refused = court.code("finance", "decline_compensation", compensation=reference, reason="No")
    assert refused == "compensation_decided_before"
    assert court.code("law", "draw_compensation", drawing_code="0412", compensation=reference) != "done"
    for who in ("clerk", "emp-100234"):
        assert court.town.sign_in(who).get("/protection/compensation/").status_code in (302, 403, 404)
        assert court.town.sign_in(who).get("/finance/compensation/").status_code in (302, 403, 404)


def test_finance_declines_and_another_is_ordered(court: Court) -> None:
    law, finance = court.town.sign_in("law"), court.town.sign_in("finance")
    given = {"roll": court.roll.reference, **ORDER, "head": "2075-00-800-99", "amounts_employee": "500"}
    law.post("/protection/compensation/", given)
    first = Compensation.objects.get()
    assert first.amounts == {"employee": 50_000}
    finance.post(f"/finance/compensation/{first.reference}/decline/", {"reason": "Another head"})
    page = _text(finance.get(f"/finance/compensation/{first.reference}/"))
    assert "Declined" in page and "Another head" in page
    drawn = court.code("clerk", "draw_compensation", drawing_code="0412", compensation=first.reference)
    assert drawn == "compensation_not_approved"
    law.post("/protection/compensation/", given)
    assert Compensation.objects.count() == 2
    assert "Waits for finance" in _text(law.get("/protection/compensation/"))
