"""The town with a row in nearly every declared view, made once for tests that only read."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.conftest import Furnished, Furnisher
from tests.payroll.office import OCTOBER, at
from tests.signers import enrolled
from tests.web.conftest import NOW, Town, sequence
from vethanam.acts.executor import perform
from vethanam.journal import keys as journal_keys
from vethanam.journal import known_heads
from vethanam.messaging.actions.campaigns import Draft, compose
from vethanam.orders.actions import record_order
from vethanam.payments.models import PaymentFinding
from vethanam.payroll.actions import check_bill, compute_run, lock_run, make_bill, present_bill
from vethanam.people.models import AppointmentProposal, Treasury
from vethanam.privacy.actions import Filing, file_restraint, seal_contacts
from vethanam.privacy.duty_deadlines import NOTICED
from vethanam.privacy.vault.number import parse
from vethanam.service_book.models import Pay
from vethanam.web.parts import access
from vethanam.web.pay import line_explanation
from vethanam.webhooks.events import EVENTS
from vethanam.webhooks.models import Delivery, Webhook

MOBILE, MAIL = "+91 00000 2{n:04}", "person{n}@home.example"


@pytest.fixture(scope="module")
def full_town(furnish: Furnisher, furnished_town: Furnished) -> Iterator[Town]:
    """A copy of the town as the web role, with more of everything."""
    for kept in (line_explanation._kept, line_explanation._kept_lines):
        kept.cache_clear()
    town: Town = copy.deepcopy(furnished_town.made)
    with pytest.MonkeyPatch.context() as patch, furnish.copy_of(furnished_town) as world:
        patch.setattr(access, "business_now", lambda: (NOW, True))
        patch.setattr("django.conf.settings.VETHANAM_STATE", town.folder)
        patch.setattr(journal_keys, "key_path", lambda: town.folder / "log.key")
        known_heads.path_of_heads().unlink(missing_ok=True)
        with world.role("worker"):
            _people(town)
        _november(town)
        _masters(town)
        with world.role("worker"):
            _delivery()
        sequence(world)
        _offices(town)
        sequence(world)
        yield town


def _people(town: Town) -> None:
    """Contacts; a loan, leave, an increment and an entry that waits."""
    office, known = town.office, at(20, month=11)
    service = office.by("clerk", known)
    for n, employment in enumerate(office.people.values()):
        person = employment.person_id
        contacts = [
            (person, parse("mobile", MOBILE.format(n=n))),
            (person, parse("email_personal", MAIL.format(n=n))),
        ]
        seal_contacts(service, contacts)
    mine = office.people["100234"]
    pay = Pay.objects.filter(employment=mine).latest("valid_from")
    office.amend(pay, known, increment_month=10)
    office.note(
        mine, "obligation", date(2026, 11, 1), known, kind_of_due="festival_advance", payee="Government",
        principal=1_200_000, instalment=240_000, instalments=5,
    )  # fmt: skip
    office.note(mine, "leave_account", date(2026, 1, 1), known, kind_of_leave="earned", days=120)
    office.record(office.people["100235"], "quarters", date(2026, 12, 1), known)
    office.appoint("administrator", "administrator", "")
    office.appoint("other-administrator", "administrator", "")
    office.appoint("writer", "communicating_officer", "FIN", office="FIN")
    office.appoint("owner", "purpose_owner", "FIN", office="FIN")
    office.appoint("law", "law_officer", "FIN", office="FIN")
    enrolled(office.by("law", NOW), Ed25519PrivateKey.generate().public_key().public_bytes_raw())
    PaymentFinding.objects.create(
        key="full", code="said_again", record="Payment FULL-77", treasury=Treasury.objects.get(code="T07"),
        facts={}, recorded_at=known,
    )  # fmt: skip

    _proposed_appointment(town)


def _proposed_appointment(town: Town) -> None:
    """The writer is proposed for a further role."""
    writer, proposer = (town.office.by(name, NOW) for name in ("writer", "administrator"))
    assert writer.person is not None and proposer.person is not None
    AppointmentProposal.objects.create(
        account_id=writer.account, person_id=writer.person, role="law_officer", scope="", office="FIN",
        valid_from=date(2026, 12, 1), order="G.O. 9/2026", proposed_by_id=proposer.account,
        proposed_by_person_id=proposer.person, proposed_at=NOW, leaf=-1,
    )  # fmt: skip


def _november(town: Town) -> None:
    """The next month is at the treasury."""
    when = at(25, month=11)
    run = compute_run(OCTOBER.plus(1), "0412", town.office.by("clerk", when))
    lock_run(run.run, town.office.by("clerk", when))
    (bill,) = make_bill(run.run, town.office.by("clerk", when)).bills
    check_bill(bill, town.office.by("officer", when))
    present_bill(bill, town.office.by("officer", when))
    town.bills[OCTOBER.plus(1)] = bill.pk


def _masters(town: Town) -> None:
    """Two administrators enter a department and a webhook; a further department waits for the second."""
    webhook = {
        "code": "ag-office", "name": "Accountant General", "url": "https://ag.example/", "within": "state",
        "events": ", ".join(name for name, kind in EVENTS.items() if not kind.of_its_body),
    }  # fmt: skip
    entered(town, "department", {"code": "FIN", "name": "Finance"})
    entered(town, "webhook", webhook)
    entered(town, "department", {"code": "TRY", "name": "Treasuries"}, is_agreed=False)


def _delivery() -> None:
    """An event waits for the webhook."""
    Delivery.objects.create(
        webhook=Webhook.objects.get(), reference="msg_full_town", event="credit", source=1, body="{}",
        made_at=NOW,
    )  # fmt: skip


def _done(town: Town, act: str, by: str, **given: object) -> Mapping[str, Any]:
    done = perform(act, town.office.officers[by], given, NOW, is_sample=True)
    assert done.ok, (act, done.says, done.state)
    return done.state


def entered(town: Town, kind: str, row: Mapping[str, str], *, is_agreed: bool = True) -> None:
    """A master that one administrator proposed and another agreed."""
    state = _done(town, "propose_master", "administrator", kind=kind, row=dict(row))
    if is_agreed:
        _done(town, "decide_master", "other-administrator", proposal=state["proposal"], outcome="agree")


def _offices(town: Town) -> None:
    """A message that waits for approvals, a restraint, and a request of each further kind."""
    key = {"public_key": "ab" * 32, "receives_as": "CEO_DEO", "kind": "feed"}
    _done(town, "propose_recipient", "owner", code="ceo", name="Election officer", name_ml="ഓഫീസർ", **key)
    _done(town, "open_case", "dpo", asked=NOTICED[0], says="A sheet was left in a bus.")
    _done(town, "count_arrears", "finance", **{"from": "2026-09", "to": "2026-10"})
    _done(
        town, "ask_reveal", "clerk", purpose="SVC-BOOK", reason="A letter came back", employment="100234",
        fields=["email_official"], recipient="DEPT",
    )  # fmt: skip
    order = record_order(
        town.office.by("clerk", NOW), number="G.O.(P) No.214/2026/Fin", dated=date(2026, 11, 20),
        title="Rate of dearness allowance from 1 July 2026", title_ml="ക്ഷാമബത്ത നിരക്ക്",
        with_effect_from=date(2026, 7, 1),
    )  # fmt: skip
    composed = compose(town.office.by("writer", NOW), Draft(order=order))
    assert composed.campaign is not None, composed.decision.says
    filing = Filing("WPC-1", "court_order", NOW, {"purposes": ["GO-INFO"]}, case_number="WPC-1/2026")
    file_restraint(town.office.by("law", NOW), filing)
