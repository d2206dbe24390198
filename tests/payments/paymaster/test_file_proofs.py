"""The attack on payments as a story, with the real proofs: a payment that nobody signed is not made, and
a finding says why.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from psycopg import errors

from tests.forger import Forger
from tests.payments.paymaster.conftest import ACCOUNT, SignedOffice
from tests.payments.paymaster.forged import sign_as_web
from tests.payroll.office import at
from tests.signers import countersigned
from vethanam.acts.declaration import Prepared
from vethanam.acts.executor import perform
from vethanam.acts.fields import File
from vethanam.acts.key_signatures import to_base64
from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal.actions import append
from vethanam.ledger.signed_acts import SignedList
from vethanam.payments import actions
from vethanam.payments.models import PaymentFile, PaymentFinding, PaymentLeg
from vethanam.payments.paymaster.signature_proofs import Entry, SignedLog
from vethanam.payroll import actions as payroll_actions
from vethanam.payroll import audit as payroll_audit
from vethanam.payroll.models import Bill, BillAct
from vethanam.people.audit import broken_invariants
from vethanam.people.delegations import says_of_lent
from vethanam.people.models import Delegation, DelegationDecision, Person
from vethanam.periods import Month
from vethanam.service_book.actions import correct, verify
from vethanam.service_book.models import PayeeAccount, Verification

THEIRS = "66666666666"
SEATS = {
    "clerk": ("clerk", "0412", "DEPT"),
    "officer": ("drawing_officer", "0412", "DEPT"),
    "treasurer": ("treasury_officer", "T07", "TRY"),
}
type Forge = Callable[[SignedOffice], dict[str, Forger]]


def test_an_honest_month_is_paid(signed: SignedOffice) -> None:
    signed.account("100234", "31234567890")
    signed.account("100235", "31234567891")
    signed.pass_month()
    signed.pay()
    assert signed.states() == {"100234": "settled", "100235": "settled"}
    assert (signed.why(), signed.paid["paid"], Bill.objects.get().state) == (set(), 2, "closed")


def test_an_account_that_only_rows_verify_is_held_and_the_others_are_paid(signed: SignedOffice) -> None:
    signed.account("100234", "31234567890")
    signed.account("100235", "31234567891")
    redirect(signed, "100235")
    signed.pass_month()
    signed.pay()
    assert signed.states() == {"100234": "settled", "100235": "withheld"}
    assert signed.why() == {"account_unsigned"}
    assert not any(THEIRS in path.read_text() for path in signed.channel.outgoing.glob("*.xml"))


def redirect(signed: SignedOffice, number: str) -> None:
    """An account entered as the clerk and verified as the officer by rows alone, as the web process may."""
    with signed.world.role("web"):
        employment = signed.office.people[number]
        fact = PayeeAccount.objects.create(
            employment_id=employment.pk, valid_from=at(27).date(), recorded_at=at(27),
            entered_by_id=signed.office.officers["clerk"].pk, branch="SBIN0070028", number=THEIRS,
            tail="6666",
            holder="Somebody",
        )  # fmt: skip
        Verification.objects.create(
            kind="payee_account", fact=fact.pk, verified_by_id=signed.office.officers["officer"].pk,
            recorded_at=at(27),
        )  # fmt: skip


_BROKEN_PARTS: list[Any] = [
    "x", [], {"approves": "x"}, {"approves": []}, {"approves": "00" * 32, "place": 1},
]  # fmt: skip


def false_steps(signed: SignedOffice, step: str) -> None:
    """Rows of a step of the bill, as the web process may add them: of no entry, another, broken ones."""
    bill = Bill.objects.get()
    true = BillAct.objects.filter(bill=bill, act=step).latest("id")
    with signed.world.role("web"):
        leaves = [10**12, BillAct.objects.filter(bill=bill, act="made").latest("id").leaf]
        for part in _BROKEN_PARTS:
            public: dict[str, Any] = {"bill": bill.number, "signed": part}
            leaves.append(append(f"bill_{step}", public=public, private=None, at=at(28), is_sample=True))
        for leaf in leaves:
            BillAct.objects.create(
                bill=bill, act=step, at=true.at, account_id=true.account_id, person_id=true.person_id,
                role=true.role, scope=true.scope, facts=true.facts, leaf=leaf,
            )  # fmt: skip


def test_false_rows_of_a_bills_steps_hide_no_true_one(signed: SignedOffice) -> None:
    signed.account("100234", "31234567890")
    signed.account("100235", "31234567891")
    signed.pass_month()
    for step in ("made", "checked", "presented", "passed"):
        false_steps(signed, step)
    signed.pay()
    assert (signed.why(), signed.paid["paid"]) == (set(), 2)
    assert "bill_step_without_entry" in {one.code for one in payroll_audit.broken_invariants("owner")}


def test_a_step_whose_rows_name_no_entry_is_held_with_a_finding(signed: SignedOffice) -> None:
    signed.account("100234", "31234567890")
    signed.account("100235", "31234567891")
    signed.pass_month()
    assert payroll_audit.broken_invariants("owner") == []
    gone = "UPDATE payroll_billact SET leaf = 1000000000000 WHERE act = 'checked'"
    signed.world.sql("postgres", f"SET session_replication_role = replica; {gone}")
    signed.pay()
    assert (signed.why(), signed.paid["paid"]) == ({"bill_step_missing"}, 0)
    assert {one.code for one in payroll_audit.broken_invariants("owner")} == {"bill_step_without_entry"}


def test_an_entry_that_gets_its_head_while_its_bill_is_proven_is_not_missing(
    signed: SignedOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed.account("100234", "31234567890")
    signed.account("100235", "31234567891")
    signed.pass_month()
    read, passed = SignedLog.entries, BillAct.objects.get(act="passed").leaf
    readings: list[int] = []

    def entries(log: SignedLog, staged: Collection[int]) -> dict[int, Entry]:
        """Without the last step in the first two readings, whose head comes right after the second."""
        found = read(log, staged)
        if passed in staged and len(readings) < 2:
            readings.append(passed)
            del found[passed]
        return found

    monkeypatch.setattr(SignedLog, "entries", entries)
    signed.pay()
    assert (signed.why(), signed.paid["paid"], len(readings)) == (set(), 2, 2)


@pytest.mark.parametrize("error", [TypeError, Unsound("not_a_leaf")])
def test_an_entry_of_an_unforeseen_form_stops_its_own_bill_with_a_finding(
    signed: SignedOffice, monkeypatch: pytest.MonkeyPatch, error: Any
) -> None:
    def stops(*_: object) -> None:
        raise error

    signed.account("100234", "31234567890")
    signed.account("100235", "31234567891")
    signed.pass_month()
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("vethanam.payments.paymaster.file_proofs.prove_bills", stops)
        signed.pay()
    open_ = PaymentFinding.objects.filter(resolved_at__isnull=True)
    assert {*open_.values_list("code", flat=True)} == {"bill_entry_unread"}
    signed.pay()
    assert (signed.paid["paid"], open_.count()) == (2, 0)


def test_a_bill_that_the_web_process_drew_by_itself_is_not_paid(signed: SignedOffice) -> None:
    for number, digits in (("100234", "31234567890"), ("100235", "31234567891")):
        signed.account(number, digits)
    office = signed.office
    with signed.world.role("web"):
        run = payroll_actions.compute_run(Month(2026, 10), "0412", office.by("clerk", at(28)))
        payroll_actions.lock_run(run.run, office.by("clerk", at(28)))
        (bill,) = payroll_actions.make_bill(run.run, office.by("clerk", at(28))).bills
        payroll_actions.check_bill(bill, office.by("officer", at(28)))
        payroll_actions.present_bill(bill, office.by("officer", at(28)))
        payroll_actions.pass_bill(bill, office.by("treasurer", at(28)))
    signed.pay()
    assert set(signed.states().values()) == {"withheld"}
    assert signed.why() == {"bill_step_unsigned"}
    assert (signed.paid["paid"], list(signed.channel.outgoing.iterdir())) == (0, [])


def first_keys(signed: SignedOffice) -> dict[str, Forger]:
    """Three people of his own, with first keys that they confirmed each other, and appointments likewise."""
    with signed.world.role("web"):
        forgers = three(signed)
        keys = [(forger, forger.enrols()) for forger in forgers.values()]
        first, second, _ = forgers.values()
        for forger, key in keys:
            other = second if forger is first else first
            other.confirms(key)
        seat(forgers)
    return forgers


def countersigned_keys(signed: SignedOffice) -> dict[str, Forger]:
    """Three employees whose keys an administrator did countersign; the appointments are forged."""
    forgers = three(signed)
    for forger in forgers.values():
        countersigned(forger.enrols(), forger.authority.at)
    with signed.world.role("web"):
        seat(forgers)
    return forgers


def further_keys(signed: SignedOffice) -> dict[str, Forger]:
    """A further key of each true officer, with an earlier date."""
    with signed.world.role("web"):
        forgers = {name: Forger(signed.office.by(name, at(10))) for name in SEATS}
        for forger in forgers.values():
            forger.confirms(forger.enrols(), "clerk")
    return forgers


def three(signed: SignedOffice) -> dict[str, Forger]:
    found = {}
    for name in SEATS:
        account = Account.objects.create(username=f"forged-{name}", kind=Account.Kind.OFFICER)
        born = date(1980, 1, 1)
        person = Person.objects.create(name=name, born=born, account=account, recorded_at=at(10))
        by = replace(signed.office.by(name, at(10)), account=account.pk, person=person.pk)
        found[name] = Forger(by)
    return found


def seat(forgers: dict[str, Forger]) -> None:
    clerk, officer, _ = forgers.values()
    for name, forger in forgers.items():
        forger.appoints(*SEATS[name], officer if forger is clerk else clerk)


def acts(forger: Forger, name: str, when: datetime, /, **given: Any) -> Mapping[str, Any]:
    """An act as the forger, signed with his key."""
    account = Account.objects.get(pk=forger.authority.account)

    def sign(_: Authority, asked: Prepared) -> Mapping[str, Any]:
        assert forger.key is not None
        return {"key": forger.key.reference, "signature": to_base64(forger.private.sign(asked.challenge))}

    done = perform(name, account, given, when, is_sample=True, sign=sign)
    assert done.ok, done.says
    return done.state


def redirect_by_acts(forgers: dict[str, Forger], number: str) -> None:
    acts(forgers["clerk"], "record", at(20), employment=number, number=THEIRS, **ACCOUNT)
    acts(forgers["officer"], "verify", at(20), employment=number)


@pytest.mark.parametrize("forge", [first_keys, countersigned_keys, further_keys])
def test_a_bill_signed_by_forged_officers_is_not_paid(signed: SignedOffice, forge: Forge) -> None:
    forgers = forge(signed)
    signed.account("100234", "31234567890")
    with signed.world.role("web"):
        redirect_by_acts(forgers, "100235")
    signed.do("run", "clerk", month="2026-10", drawing_code="0412")
    with signed.world.role("web"):
        made = acts(forgers["clerk"], "make", at(28), month="2026-10", drawing_code="0412")
        bill = made["bills"][0]["bill"]
        acts(forgers["officer"], "check", at(28), bill=bill)
        acts(forgers["officer"], "present", at(28), bill=bill)
        acts(forgers["treasurer"], "pass", at(28), bill=bill)
    signed.pay()
    assert set(signed.states().values()) == {"withheld"}
    assert signed.why() == {"bill_step_unsigned"}
    assert (signed.paid["paid"], list(signed.channel.outgoing.iterdir())) == (0, [])


@pytest.mark.parametrize("forge", [first_keys, countersigned_keys, further_keys])
def test_an_account_signed_by_forged_officers_is_not_paid(signed: SignedOffice, forge: Forge) -> None:
    forgers = forge(signed)
    signed.account("100234", "31234567890")
    with signed.world.role("web"):
        redirect_by_acts(forgers, "100235")
    signed.pass_month()
    signed.pay()
    assert signed.states() == {"100234": "settled", "100235": "withheld"}
    assert signed.why() == {"account_unsigned"}


@pytest.mark.parametrize(
    "changes", [{"is_withdrawn": True}, {"valid_from": date(2027, 1, 1), "number": "31234567899"}]
)
def test_no_row_that_takes_an_account_back_brings_an_earlier_one_back(
    signed: SignedOffice, changes: dict[str, Any]
) -> None:
    """The payee left her old account; the web process takes the new one back in two officers' names."""
    signed.account("100234", "31234567890")
    newer = signed.account("100234", "31234567899")
    signed.account("100235", "31234567891")
    office = signed.office
    with signed.world.role("web"):
        row = PayeeAccount.objects.defer(*PayeeAccount.unread).get(pk=newer)
        verify(office.by("officer", at(21)), [correct(office.by("clerk", at(21)), row, **changes)])
    signed.pass_month()
    signed.pay()
    assert signed.states() == {"100234": "withheld", "100235": "settled"}
    assert signed.why() == {"account_not_in_force"}
    assert signed.paid["paid"] == 1
    again = signed.account("100234", "31234567890")
    assert again > newer


def test_a_claim_changed_after_the_signatures_is_not_paid(signed: SignedOffice) -> None:
    for number, digits in (("100234", "31234567890"), ("100235", "31234567891")):
        signed.account(number, digits)
    signed.pass_month()
    with signed.world.connect("postgres") as rows:
        rows.execute("SET session_replication_role = replica")
        rows.execute(
            "UPDATE payroll_claim SET for_month = 202609 WHERE id = (SELECT min(id) FROM payroll_claim)"
        )
    signed.pay()
    assert (signed.why(), signed.paid["paid"]) == ({"bill_step_unsigned"}, 0)


def test_a_leg_of_more_than_was_signed_and_a_second_leg_are_not_paid(signed: SignedOffice) -> None:
    """The worker writes files and legs, and says what the bank answered."""
    for number, digits in (("100234", "31234567890"), ("100235", "31234567891")):
        signed.account(number, digits)
    signed.pass_month()
    signed.pay()
    leg = PaymentLeg.objects.order_by("id").first()
    assert leg is not None
    with signed.world.connect("postgres") as rows:
        rows.execute("SET session_replication_role = replica")
        rows.execute("UPDATE payments_paymentleg SET state = 'returned' WHERE id = %s", [leg.pk])
    leg.refresh_from_db()
    actions.reissue(leg.pk, leg.account_fact_id or 0, signed.office.by("officer", at(29)))
    signed.pay()
    assert signed.why() == {"paid_before"}
    assert signed.paid["paid"] == 2


def test_an_account_that_stood_before_signatures_is_paid_once_two_persons_signed_it(
    signed: SignedOffice,
) -> None:
    signed.pass_month()
    signed.pay()
    assert (set(signed.states().values()), signed.why()) == ({"withheld"}, {"account_unsigned"})
    assert signed.do("sign_accounts", "officer", at(29), drawing_code="0412") == {"signed": 2}
    signed.pay()
    assert signed.why() == {"account_signed_by_one"}
    assert signed.do("sign_accounts", "clerk", at(29), drawing_code="0412") == {"signed": 2}
    signed.pay()
    assert set(signed.states().values()) == {"settled"}
    assert signed.do("sign_accounts", "clerk", at(29), drawing_code="0412") == {"signed": 0}


SHEET = """number,valid_from,kind_of_account,branch,account
100234,2026-10-01,bank,SBIN0070028,31234567890
100235,2026-10-01,bank,SBIN0070028,31234567891
"""


def test_the_accounts_of_a_sheet_are_paid_once_an_officer_signed_its_root(signed: SignedOffice) -> None:
    content = File("payee_account.csv", SHEET.encode())
    taken = signed.do("take_over", "clerk", at(20), file=content, drawing_code="0412")
    signed.do("verify_sheet", "officer", at(20), sheet=taken["number"])
    signed.pass_month()
    signed.pay()
    assert (signed.states(), signed.why()) == ({"100234": "settled", "100235": "settled"}, set())


def test_the_accounts_of_a_sheet_that_a_forged_officer_signed_are_not_paid(signed: SignedOffice) -> None:
    forgers = countersigned_keys(signed)
    with signed.world.role("web"):
        content = File("payee_account.csv", SHEET.replace("31234567891", THEIRS).encode())
        taken = acts(forgers["clerk"], "take_over", at(20), file=content, drawing_code="0412")
        acts(forgers["officer"], "verify_sheet", at(20), sheet=taken["number"])
    signed.pass_month()
    signed.pay()
    assert (set(signed.states().values()), signed.why()) == ({"withheld"}, {"account_unsigned"})


@pytest.mark.parametrize("is_agreed", [True, False])
def test_accounts_verified_on_a_loan_are_paid_if_a_superior_agreed_to_it(
    signed: SignedOffice, is_agreed: bool
) -> None:
    """Otherwise the web process writes the controlling officer's agreement, over the lender's signature."""
    given = {"role": "drawing_officer", "scope": "0412", "power": "prepare", "until": "2026-10-31"}
    signed.do("delegate", "officer", at(20), to="treasurer-2", **given)
    if is_agreed:
        signed.do("agree_delegation", "controller", at(20), to="treasurer-2")
    else:
        _agree_as_web(signed)
    content = File("payee_account.csv", SHEET.encode())
    taken = signed.do("take_over", "clerk", at(20), file=content, drawing_code="0412")
    signed.do("verify_sheet", "treasurer-2", at(20), sheet=taken["number"])
    signed.pass_month()
    signed.pay()
    state, why = ("settled", set()) if is_agreed else ("withheld", {"account_unsigned"})
    assert (set(signed.states().values()), signed.why()) == ({state}, why)
    with signed.world.role("owner"):
        codes = [one.code for one in broken_invariants()]
    assert ("delegation_not_agreed" in codes) is not is_agreed


def _agree_as_web(signed: SignedOffice) -> None:
    lent, controller = Delegation.objects.get(), signed.office.by("controller", at(20))
    with signed.world.role("web"):
        sign_as_web(signed.office.by("officer", at(20)), "agree_delegation", "rights", says_of_lent(lent))
        part = SignedList("agree_delegation", (says_of_lent(lent),)).parts()[0]
        leaf = append(
            "delegation.agreed", public={**says_of_lent(lent), "signed": part}, private=None, at=at(20),
            is_sample=True,
        )  # fmt: skip
        DelegationDecision.objects.create(
            delegation=lent, is_agreed=True, decided_by_id=controller.account,
            decided_by_person_id=controller.person or 0, decided_at=at(20), leaf=leaf,
        )  # fmt: skip


@pytest.mark.parametrize("role", ["web", "worker", "dispatcher", "sequencer"])
def test_no_other_process_reads_a_number_or_signs_a_file(signed: SignedOffice, role: str) -> None:
    asked = (
        "SELECT number FROM service_book_payeeaccount", "SELECT number FROM payments_institutionaccount",
        "SELECT * FROM payments_legaccount", "SELECT * FROM payments_filebody",
        "SELECT * FROM payments_answerbody", "SELECT * FROM service_book_accountsecret",
        "INSERT INTO payments_legaccount (leg_id, salt, account_hash) VALUES (1, '', '')",
        "INSERT INTO payments_failedleg (leg_id, answer_id) VALUES (1, 1)",
        "UPDATE payments_paymentfile SET sha256 = ''",
    )  # fmt: skip
    for text in asked:
        with signed.world.connect(role) as rows, pytest.raises(errors.InsufficientPrivilege):
            rows.execute(text)


def test_the_paymaster_writes_no_fact_bill_or_leaf(signed: SignedOffice) -> None:
    with signed.world.connect("paymaster") as rows:
        writes = rows.execute(
            "SELECT DISTINCT relname::text FROM pg_class c"
            " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
            " AND (has_any_column_privilege(c.oid, 'INSERT') OR has_any_column_privilege(c.oid, 'UPDATE')"
            "      OR has_table_privilege(c.oid, 'DELETE'))"
        ).fetchall()
        opens = rows.execute("SELECT has_any_column_privilege('privacy_sealed', 'SELECT')").fetchone()
    assert {name for (name,) in writes} == {
        "identity_signingticket",  # of its own page
        "payments_answer", "payments_answerbody", "payments_failedleg", "payments_filebody",
        "payments_legaccount", "payments_paymasterremark", "payments_paymentfile",
        "benefits_filepart", "payments_benefitaccount", "payments_benefitfilebody", "payments_benefitremark",
        "payments_failedbenefit",
    }  # fmt: skip
    assert opens == (False,)


def test_a_file_dropped_into_the_banks_folder_is_not_paid(signed: SignedOffice) -> None:
    signed.account("100234", "31234567890")
    signed.account("100235", "31234567891")
    signed.pass_month()
    signed.pay()
    (sent,) = signed.channel.outgoing.glob("*.xml")
    text = sent.read_text().replace("31234567890", THEIRS).replace(PaymentFile.objects.get().message, "X-1")
    (signed.channel.outgoing / "X-1.xml").write_text(text)
    (signed.channel.outgoing / "X-1.xml.sig").write_bytes(sent.with_name(sent.name + ".sig").read_bytes())
    signed.bank.round()
    assert signed.paid["paid"] == 2
