"""Compensation of beneficiaries: from the looks that a case counts to the bank's answer and her own page."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from tests.benefits.bodies import OLD_AGE, at
from tests.benefits.test_pages import signed_in, text
from tests.payments.benefits.conftest import SignedScheme, signer
from vethanam.acts.executor import look, perform
from vethanam.benefits import audit
from vethanam.benefits.models import Award, CompensationLine, Leg, Release
from vethanam.benefits.queries.credits import credited_of
from vethanam.benefits.reference_codes import give_code
from vethanam.evidence.compensation_counts import PaidLines, paid_lines
from vethanam.evidence.roll_making import make_rolls
from vethanam.identity.models import Account
from vethanam.journal.row_audit import row_findings
from vethanam.orders.actions import record_order_effect
from vethanam.orders.models import Order
from vethanam.payroll.models import Compensation
from vethanam.people.models import HeadOfAccount
from vethanam.people.queries import authority_of
from vethanam.periods import Month
from vethanam.privacy.actions.duties import open_case_of_looks
from vethanam.privacy.models import RollClaim, RollLine
from vethanam.site import checks
from vethanam.web.parts import access

FEBRUARY = Month(2026, 2)
ORDER: dict[str, Any] = {
    "order_number": "WP(C) 9/2026",
    "order_dated": "2026-10-20",
    "head": "2075-00-800-99",
}
RUPEES = 10_000


class Relief:
    """A scheme whose beneficiaries stand on a made roll, with a compensation that finance approved."""

    def __init__(self, scheme: SignedScheme, monkeypatch: pytest.MonkeyPatch) -> None:
        self.scheme, self.awards = scheme, dict[str, Award]()
        for name, digits, kind in (
            ("Anna", "31234567890", "bank"), ("Beena", "31234560009", "bank"), ("Devi", "", "home"),
            ("Elsy", "31234567893", "bank"),
        ):  # fmt: skip
            self.awards[name] = scheme.award(digits, name, kind)
        scheme.sign_accounts()
        for name, role in (
            ("law", "law_officer"), ("dpo", "data_protection_officer"), ("court-finance", "finance_officer"),
        ):  # fmt: skip
            signer(scheme.bodies, name, role, "")
        HeadOfAccount.objects.create(code=ORDER["head"], title="Sums by order of a court", is_charged=True)
        Account.objects.get_or_create(username="service-web", defaults={"kind": "service", "password": "!"})
        monkeypatch.setattr(access, "business_now", lambda: (at(28), True))
        self.roll = self._rolled()
        state = self.do("order_compensation", "law", roll=self.roll, amount=str(RUPEES), **ORDER)
        self.reference = str(state["compensation"])
        self.do("approve_compensation", "court-finance", compensation=self.reference)

    def do(self, act: str, by: str, **given: Any) -> Any:
        with self.scheme.world.role("web"):
            return self.scheme.do(act, by, **given)

    def _rolled(self) -> str:
        scheme = self.scheme
        clerk = scheme.bodies.officers["clerk"]
        dpo = authority_of(scheme.bodies.officers["dpo"], at(28), is_sample=True)
        case = open_case_of_looks(dpo, clerk.pk, 21)
        assert case is not None
        people = [one.beneficiary.person_id for one in self.awards.values()]
        scheme.world.sql(
            "postgres",
            "INSERT INTO privacy_look (account_id, person, page, reason, office, role, scope, at)"
            " SELECT %s, p, 'benefit', '', 'FIN', 'clerk', '', %s::timestamptz - interval '1 hour'"
            " FROM unnest(%s::bigint[]) p",
            clerk.pk, case.opened_at, people,
        )  # fmt: skip
        scheme.world.sql(
            "postgres",
            "INSERT INTO privacy_lookentry (look_id, person, number, head, is_outside)"
            " SELECT id, person, 1, decode(repeat('00', 32), 'hex'), true FROM privacy_look",
        )
        roll = self.do("make_roll", "law", of="case", subject=case.number)["roll"]
        self.do("confirm_roll", "dpo", roll=roll)
        scheme.sign_log()
        assert make_rolls(scheme.service, scheme.log_key.verifier) == 1
        return str(roll)

    def person(self, name: str) -> int:
        return self.awards[name].beneficiary.person_id

    def card(self, name: str) -> Client:
        """Her page, opened by a card."""
        with self.scheme.world.role("worker"):
            code = give_code(self.scheme.bodies.by("clerk"), self.awards[name].beneficiary)
        client = Client()
        client.post("/benefit/", {"code": code, "born_in": "1960"})
        return client

    def page(self, name: str) -> str:
        """What her page says of her rolls."""
        with self.scheme.world.role("web"):
            shown = self.card(name).get("/benefit/rolls/").content.decode()
        return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", shown))).replace("\u202f", " ")

    def claims(self, *names: str) -> None:
        """They claim on the page of the card."""
        for name in names:
            line = RollLine.objects.get(person=self.person(name))
            given = {"roll": self.roll, "line": line.number}
            with self.scheme.world.role("web"):
                self.card(name).post("/benefit/rolls/", given)
        assert RollClaim.objects.filter(line__person__in=[self.person(one) for one in names]).count() == len(
            names
        )

    def code(self, act: str, by: str, **given: Any) -> str:
        account = self.scheme.bodies.officers[by]
        with self.scheme.world.role("web"):
            done = perform(act, account, given, at(28), is_sample=True)
        return "done" if done.ok else str(done.code)

    def release(self) -> str:
        return self.code("release_compensation", f"{OLD_AGE}-1", compensation=self.reference)

    def to_release(self, name: str = f"{OLD_AGE}-1") -> list[dict[str, Any]]:
        """The rows of an officer's inbox that ask for a release of compensation."""
        with self.scheme.world.role("web"):
            shown = look("inbox", self.scheme.bodies.officers[name], {}, at(28), is_sample=True).state
        return [row for row in shown["inbox"] if row["kind"] == "compensation_to_release"]

    def taxed(self, rate: int = 0) -> None:
        basis = "Opinion 4/2026"
        self.do("enter_compensation_tax", "law", compensation=self.reference, rate=rate, basis=basis)

    def effect(self, state: str) -> None:
        law = authority_of(self.scheme.bodies.officers["law"], at(28), is_sample=True)
        order = Order.objects.get(number=ORDER["order_number"])
        with self.scheme.world.role("web"):
            record_order_effect(law, order, state=state, valid_from=at(28).date())

    def states(self) -> dict[str, str]:
        return {
            name: state
            for name, state in self.scheme.states().items()
            if Leg.objects.filter(release__compensation=self.reference).exists()
        }


@pytest.fixture
def relief(scheme: SignedScheme, monkeypatch: pytest.MonkeyPatch) -> Relief:
    return Relief(scheme, monkeypatch)


def test_from_the_roll_to_her_page(relief: Relief) -> None:
    scheme = relief.scheme
    assert "A court gives ₹ 10,000 for this line. Claim on it" in relief.page("Anna")
    assert relief.release() == "compensation_tax_not_entered"
    relief.taxed()
    assert relief.release() == "compensation_for_no_beneficiary"
    relief.claims("Anna", "Beena", "Devi")
    assert "It waits for the office of your scheme" in relief.page("Anna")
    officer = scheme.bodies.officers[f"{OLD_AGE}-1"]
    (row,) = look("compensation_to_release", officer, {}, at(28), is_sample=True).state["compensations"]
    assert (row["lines"], row["sum_paise"]) == (3, 3 * RUPEES * 100)
    _released_on_its_page(relief)
    release = Release.objects.get(compensation=relief.reference)
    assert (release.months, release.sum, release.order.number) == ([], 3 * RUPEES * 100, "WP(C) 9/2026")
    assert "waits until two officers have ordered" in relief.page("Anna")
    assert relief.release() == "compensation_for_no_beneficiary"
    scheme.order(release)
    assert scheme.places(release) == {"no_account": (1, RUPEES), "to_write": (2, 2 * RUPEES)}
    scheme.pay()
    assert relief.states() == {"Anna": "credited", "Beena": "returned"}
    assert paid_lines(Compensation.objects.get().roll_id) == PaidLines(3, 1, 1)
    assert "₹ 10,000 was paid into your account that ends in 7890, by order WP(C) 9/2026" in relief.page(
        "Anna"
    )
    assert "came back from the bank. Give your local body another account" in relief.page("Beena")
    assert "waits for an account of yours: it is not brought to a home" in relief.page("Devi")
    (file,) = scheme.channel.outgoing.glob("*.xml")
    sent = file.read_text()
    assert ORDER["head"] in sent and f"Compensation {relief.reference}" in sent
    assert credited_of() == [], "no payment of an award: nobody is told that her benefit came"

    scheme.route(relief.awards["Beena"], "31234567899", FEBRUARY)
    scheme.route(relief.awards["Devi"], "31234567898", FEBRUARY)
    assert "waits until an officer has signed your account" in relief.page("Devi")
    scheme.sign_accounts()
    scheme.pay()
    assert relief.states() == {"Anna": "credited", "Beena": "credited", "Devi": "credited"}
    assert scheme.places(release) == {"credited": (3, 3 * RUPEES)}
    relief.claims("Elsy")
    assert relief.release() == "done"
    assert Release.objects.filter(compensation=relief.reference).latest("pk").sum == RUPEES * 100
    scheme.sign_log()
    written = {name: kinds for name, kinds in checks.ROWS.items() if name.startswith("benefits_")}
    names = ("benefits_release", "benefits_compensationline", "benefits_leg", "benefits_filepart")
    with scheme.world.connect("postgres") as db:
        rows = {name: written[name] for name in names}
        assert row_findings(db.cursor(), rows, None, checks.CHANGES) == []
    assert audit.broken_invariants() == []


def _released_on_its_page(relief: Relief) -> None:
    """The officer of the scheme sees what waits, and presses."""
    pages = f"/benefits/{OLD_AGE}/payments/"
    with relief.scheme.world.role("web"):
        officer = signed_in(f"{OLD_AGE}-1")
        page = text(officer.get(pages))
        assert relief.reference in page and "claimed lines of beneficiaries: 3, ₹ 30,000" in page
        act = f"{pages}compensation/{relief.reference}/"
        assert "Release compensation" in text(officer.get(act))
        done = text(officer.post(act, follow=True))
        assert f"of {relief.reference}: ₹ 30,000 for lines of beneficiaries: 3." in done
        assert f"Compensation {relief.reference}" in done and "Payment not ordered yet 3" in done
        again = text(officer.post(act))
        assert "has a claimed line that is not paid" in again


def test_a_line_is_released_once_and_by_the_rules_of_its_court(relief: Relief) -> None:
    relief.taxed()
    relief.claims("Anna", "Beena")
    assert relief.release() == "done"
    one = CompensationLine.objects.order_by("pk")[0]
    other = RollLine.objects.get(person=relief.person("Elsy"))
    for line, amount in ((one.line_id, RUPEES * 100), (other.pk, RUPEES * 100), (one.line_id, 1)):
        with pytest.raises(DatabaseError), transaction.atomic():
            CompensationLine.objects.create(
                release=one.release, award=relief.awards["Elsy"], line_id=line, amount=amount
            )
    with pytest.raises(DatabaseError, match="as finance approved"), transaction.atomic():
        copied = Release.objects.get(pk=one.release_id)
        copied.pk, copied.number, copied.leaf, copied.compensation = None, "R2699999999", -1, "COMP-none"
        copied.save(force_insert=True)


def test_who_may_not_and_what_waits(relief: Relief) -> None:
    relief.claims("Anna")
    relief.taxed(1000)
    assert relief.release() == "compensation_taxed_for_beneficiaries"
    assert relief.to_release() == []
    relief.taxed(0)
    (row,) = relief.to_release()
    said = f"Compensation {relief.reference}: people of your scheme claimed it. Release it to them."
    assert row["says"] == said
    assert relief.to_release("widows") == relief.to_release("court-finance") == []
    for who in ("clerk", "secretary", "finance", "law"):
        assert relief.code("release_compensation", who, compensation=relief.reference) != "done"
    nothing = relief.code("release_compensation", f"{OLD_AGE}-1", compensation="COMP-none")
    assert nothing == "no_such_compensation"
    relief.effect("stayed")
    assert relief.release() == "order_does_not_hold"
    assert relief.to_release() == []
    relief.effect("vacated")
    assert len(relief.to_release()) == 1
    assert relief.release() == "done"
    assert relief.to_release() == []
    relief.scheme.order(Release.objects.get(compensation=relief.reference))
    relief.effect("stayed")
    relief.scheme.pay()
    assert not Leg.objects.exists()
    relief.effect("vacated")
    relief.scheme.pay()
    assert relief.states() == {"Anna": "credited"}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE payroll_compensation SET amounts = '{\"\": 900000}'",
        "UPDATE payroll_compensationdecision SET leaf = (SELECT leaf FROM payroll_compensation)",
    ],
)
def test_what_no_two_officers_signed_is_not_paid(relief: Relief, change: str) -> None:
    relief.taxed()
    relief.claims("Anna")
    assert relief.release() == "done"
    relief.scheme.order(Release.objects.get(compensation=relief.reference))
    relief.scheme.world.sql("postgres", f"SET session_replication_role = replica; {change}")
    relief.scheme.pay()
    why = set(Leg.objects.values_list("state", "why"))
    assert why == {("withheld", "benefit_compensation_unsigned")}
    assert list(relief.scheme.channel.outgoing.glob("*.xml")) == []
