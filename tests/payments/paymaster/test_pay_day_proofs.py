"""The attack on the pay-day as a story, with the real proofs: rows alone bring no money forward."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import pytest

from tests.conftest import Furnished, Furnisher, World
from tests.payments.paymaster.conftest import ActingOffice, SignedOffice, enrol
from tests.payments.paymaster.forged import again, sign_as_web
from tests.payments.test_pay_days import ORDER
from tests.payroll.office import SmallOffice, at
from tests.signers import do
from vethanam.acts.masters import kinds
from vethanam.identity.agreements import PROPOSES
from vethanam.identity.models import SignedAct
from vethanam.journal.models import Opening, Staged
from vethanam.payments.findings import PAY_DAY_UNPROVEN, sentence_of
from vethanam.payments.models import PaymentFile, PaymentFinding
from vethanam.payroll.models import Bill, PayDay
from vethanam.payroll.pay_calendar.queries import bill_pays_on
from vethanam.people.masters import Stated, decide, propose

DAYS = {"month": "2026-10", "pay_group": "general", "opens_on": "2026-10-20", "cut_off_on": "2026-10-24"}
EARLY = {**DAYS, "pays_on": "2026-10-28", **ORDER}
LATE = {**DAYS, "pays_on": "2026-10-30", **ORDER, "order_number": "G.O.(Rt) 62/2026/Fin"}
FINANCE = ("suma", "biju")


def _pass_october(_world: World, office: SmallOffice) -> SmallOffice:
    """October passed on the 28th, and two officers of finance with keys."""
    for name in FINANCE:
        enrol(office.appoint(name, "finance_officer", "", office="FIN"))
    acting = ActingOffice(office)
    for number, digits in (("100234", "31234567890"), ("100235", "31234567891")):
        acting.account(number, digits)
    acting.pass_month()
    return office


@pytest.fixture(scope="module")
def furnished_signed(furnish: Furnisher, furnished_signed: Furnished) -> Furnished:
    """The office after that, for every test here."""
    return furnish("signed_october", _pass_october, on=furnished_signed)


@pytest.fixture
def october(signed: SignedOffice) -> SignedOffice:
    """The clock says the 28th."""
    clock(signed, at(28))
    return signed


def clock(signed: SignedOffice, moment: datetime) -> None:
    """The server's time, for guards and processes alike."""
    text = moment.isoformat()
    signed.world.sql(
        "owner",
        "CREATE OR REPLACE FUNCTION journal_business_time() RETURNS timestamptz LANGUAGE plpgsql STABLE"
        f" SET search_path = pg_catalog, public, pg_temp AS $$ BEGIN RETURN '{text}'::timestamptz; END $$",
    )


def enter(signed: SignedOffice, row: Mapping[str, str], kind: str = "pay_day") -> None:
    """A change of the calendar by two signed acts."""
    proposed = signed.do("propose_master", "suma", at(27), kind=kind, row=dict(row))
    signed.do("decide_master", "biju", at(27), proposal=proposed["proposal"], outcome="agree")


def forge(signed: SignedOffice, role: str, row: Mapping[str, str], kind: str = "pay_day") -> None:
    """Proposal, change, decision and row as an attacker with a role writes them in the names of both."""
    with signed.world.role(role):
        proposal = propose(signed.office.by("suma", at(27)), kinds(), [Stated(kind, "", dict(row))])
        decide(signed.office.by("biju", at(27)), kinds(), proposal.pk, outcome="agreed")


def findings() -> list[str]:
    rows = PaymentFinding.objects.filter(code=PAY_DAY_UNPROVEN).order_by("id")
    return ["closed" if one.resolved_at else one.facts["day"] for one in rows]


def is_paid() -> bool:
    return PaymentFile.objects.filter(sha256__isnull=False).exists()


@pytest.mark.parametrize("role", ["web", "worker"])
def test_rows_alone_pay_nobody_early(october: SignedOffice, role: str) -> None:
    forge(october, role, EARLY)
    assert bill_pays_on(Bill.objects.get().pk) == date(2026, 10, 28)
    october.pay()
    assert (is_paid(), october.paid["paid"], list(october.channel.outgoing.iterdir())) == (False, 0, [])
    assert findings() == ["2026-11-01"]
    says = sentence_of(PAY_DAY_UNPROVEN, PaymentFinding.objects.get(code=PAY_DAY_UNPROVEN).facts).says
    assert "0412" in says and "October 2026" in says and "both sign it" in says
    clock(october, at(1, month=11))
    october.pay()
    assert (is_paid(), findings(), october.paid["paid"]) == (True, ["closed"], 2)


@pytest.mark.parametrize("is_staged", [False, True], ids=["no entry", "an opening that does not fit"])
def test_a_false_row_of_a_signature_hides_no_finding(october: SignedOffice, is_staged: bool) -> None:
    forge(october, "web", EARLY)
    ((never,),) = october.world.sql("postgres", "SELECT nextval('journal_staged_id_seq')")
    with october.world.role("web"):
        true, leaf = SignedAct.objects.order_by("id").last(), never
        assert true is not None
        if is_staged:
            leaf = Staged.objects.create(leaf=bytes(Staged.objects.get(pk=true.leaf).leaf)).pk
            Opening.objects.create(staged_id=leaf, salt=bytes(16), private=b"{}")
        SignedAct.objects.create(
            act=PROPOSES, signs="pay_day", commitment=bytes(32), role="finance_officer", leaf=leaf,
            account_id=true.account_id, person=true.person, key_id=true.key_id, at=true.at,
            recorded_at=true.recorded_at,
        )  # fmt: skip
    october.pay()
    assert (is_paid(), findings()) == (False, ["2026-11-01"])


def test_a_day_that_two_officers_signed_is_paid_on_that_day(
    october: SignedOffice,
) -> None:
    enter(october, LATE)
    october.pay()
    assert (is_paid(), findings()) == (False, [])
    clock(october, at(30))
    october.pay()
    assert (is_paid(), findings(), october.paid["paid"]) == (True, [], 2)


def test_signatures_after_the_finding_pay_the_file_that_waits(october: SignedOffice) -> None:
    forge(october, "web", EARLY)
    october.pay()
    enter(october, EARLY)
    october.pay()
    assert (is_paid(), findings(), october.paid["paid"]) == (True, ["closed"], 2)


def test_an_order_that_moves_the_day_later_holds_against_rows_and_old_signatures(
    october: SignedOffice,
) -> None:
    enter(october, EARLY)
    enter(october, LATE)
    with october.world.role("web"):
        for one in SignedAct.objects.filter(signs="pay_day").order_by("id")[:2]:
            again(one)
    forge(october, "web", EARLY)
    october.pay()
    assert (is_paid(), findings()) == (False, ["2026-10-30"])
    clock(october, at(30))
    october.pay()
    assert (is_paid(), findings()) == (True, ["closed"])


def test_an_unsigned_later_day_holds(october: SignedOffice) -> None:
    enter(october, EARLY)
    forge(october, "worker", LATE)
    october.pay()
    assert (is_paid(), findings()) == (False, [])
    clock(october, at(30))
    october.pay()
    assert is_paid()


def test_one_officer_and_officers_of_other_roles_prove_no_day(
    october: SignedOffice, subtests: pytest.Subtests
) -> None:
    """Valid signatures of their own keys, but of one person alone, or without finance's role."""
    for names in (("suma", "suma"), ("officer", "treasurer"), ("clerk", "suma")):
        with subtests.test(str(names)), october.world.role("web"):
            says = {"kind": "pay_day", **EARLY}
            for act, name in zip(("propose_master", "decide_master"), names, strict=True):
                sign_as_web(october.office.by(name, at(27)), act, "pay_day", says)
    forge(october, "web", EARLY)
    october.pay()
    assert (is_paid(), findings()) == (False, ["2026-11-01"])


def test_a_group_that_rows_alone_give_brings_no_day_forward(october: SignedOffice) -> None:
    enter(october, {**EARLY, "pay_group": "C"})
    forge(
        october,
        "web",
        {"drawing_code": "0412", "first_month": "2026-10", "pay_group": "C", **ORDER},
        "pay_group",
    )
    october.pay()
    assert (is_paid(), findings()) == (False, ["2026-11-01"])
    enter(october, {"drawing_code": "0412", "first_month": "2026-09", "pay_group": "C", **ORDER}, "pay_group")
    october.pay()
    assert (is_paid(), findings()) == (True, ["closed"])


def test_an_agreement_needs_the_signature_of_another_officer_of_finance(october: SignedOffice) -> None:
    proposed = do("propose_master", october.office.officers["suma"], at(27), kind="pay_day", row=EARLY)
    assert SignedAct.objects.filter(signs="pay_day").count() == 1
    with pytest.raises(AssertionError, match="proposed"):
        do(
            "decide_master", october.office.officers["suma"], at(27), proposal=proposed["proposal"],
            outcome="agree",
        )  # fmt: skip
    assert not PayDay.objects.exists()
