"""People with the minimum for a message: a name, an employment, sealed contacts, and a credit by the bank.

Contacts are sealed as by an import, with the vault's public key. Permit, leaf, outbox, opening and hand-over
are the real actions; only the bank's credits are written here.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars as pl
from django.db import transaction
from django.utils import timezone
from psycopg import Connection

from vethanam.bench.database_guard import refuse_real_database
from vethanam.bulk import copy_rows
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal.models import Staged
from vethanam.journal.queries import is_under_head
from vethanam.messaging.actions import intimate_credits
from vethanam.messaging.gateways.letter import shipped_senders
from vethanam.messaging.masters import MESSAGING_KINDS
from vethanam.messaging.models import RegisteredGateway
from vethanam.messaging.operator_texts import texts_needed
from vethanam.orders.actions import record_order
from vethanam.people.masters import KINDS as PEOPLE_KINDS
from vethanam.people.masters import Stated, by_name, decide, propose
from vethanam.people.masters.master_kinds import Kinds
from vethanam.people.models import Appointment, Person, Role
from vethanam.privacy.actions import seal_contacts
from vethanam.privacy.current_world import ledger_state
from vethanam.privacy.models import Use
from vethanam.privacy.vault.number import parse

NOW = datetime(2026, 11, 2, 11, 0, tzinfo=ZoneInfo("Asia/Kolkata"))
LAW_OFFICER = "law-officer"
_AT_ONCE = 20_000
_BILL = (
    "INSERT INTO payroll_bill (id, number, signing, kind, account_year, register_number, drawn_in, state, "
    "people, gross, deductions, net, made_at, bill_class_id, drawing_code_id, head_id, made_by_id, "
    "made_for_id, treasury_id) VALUES (%s, 'B' || %s, 'self_drawn', 'monthly', '2026-27', %s, %s, 'made', 0, "
    "0, 0, 0, now(), 0, 0, 0, 0, 0, 0)"
)
_LEGS = (
    "INSERT INTO payments_paymentleg (end_to_end_id, bill_id, payslip, employment_id, person_id, for_month, "
    "payee, schedule,"
    " party, kind, amount, attempt, state, recorded_at) "
    "SELECT 'B' || %s || e.id, %s, e.id * 100 + %s %% 100, e.id, e.person_id,"
    " %s, 'employee', '', '', 'bank', 5000000 + e.id, 1, 'settled', now() FROM people_employment e"
)
_CREDITS = (
    'INSERT INTO payments_credit (leg_id, hop, kind, amount, "on", code, answer_id, recorded_at)'
    " SELECT id, 1, 'credited', amount, '2026-10-31', '', 0, now() FROM payments_paymentleg "
    "WHERE for_month = %s"
)


def record_tellable(authority: Authority, count: int, tell: Callable[[str], None]) -> None:
    """Record people with a confirmed e-mail and a confirmed number each, and a law officer."""
    refuse_real_database()
    with transaction.atomic():
        ids = record_people(count)
        _appoint_law_officer()
    for start in range(0, count, _AT_ONCE):
        tell(f"contacts sealed of {start} people …")
        part = ids[start : start + _AT_ONCE]
        mail = [(person, parse("email_official", f"b{person}@sample.example")) for person in part]
        phone = [(person, parse("mobile", f"+91 00000 {person % 100_000:05d}")) for person in part]
        seal_contacts(authority, [*mail, *phone], verified_on=date(2026, 6, 30))


def record_people(count: int) -> list[int]:
    """Record people with an employment each; returns their numbers."""
    copy_rows("people_person", _persons(pl.int_range(1, count + 1, eager=True)))
    ids = list(Person.objects.order_by("pk").values_list("pk", flat=True))
    copy_rows("people_employment", _employments(ids))
    return ids


def _persons(numbers: pl.Series) -> pl.DataFrame:
    return pl.select(
        name=pl.format("Person {}", numbers), name_ml=pl.lit(""), born=pl.lit(date(1980, 1, 1)),
        language=pl.when(numbers % 2 == 0).then(pl.lit("ml")).otherwise(pl.lit("en")),
        recorded_at=pl.lit(NOW),
    )  # fmt: skip


def _employments(persons: list[int]) -> pl.DataFrame:
    ids = pl.Series(persons)
    return pl.select(
        person_id=ids, number=ids.cast(pl.String), is_temporary=pl.lit(value=False), category=pl.lit("state"),
        recorded_at=pl.lit(NOW),
    )  # fmt: skip


def _appoint_law_officer() -> None:
    account = Account.objects.create(
        username=LAW_OFFICER,
        kind=Account.Kind.OFFICER,
        password="!",  # noqa: S106
    )
    person = Person.objects.create(
        name="The law officer", born=date(1975, 1, 1), account=account, recorded_at=NOW
    )
    Appointment.objects.create(
        account=account, person=person, role=Role.LAW_OFFICER, scope="", office="FIN",
        valid_from=date(2020, 1, 1),
        recorded_at=NOW,
    )  # fmt: skip


def register_gateways(authority: Authority, kind: str, *ports: int) -> None:
    """Register receivers on loopback, as two administrators would."""
    order = record_order(authority, number="BENCH", dated=date(2020, 1, 1))
    for port in ports:
        RegisteredGateway.objects.create(
            code=f"B{port}", kind=kind, host="127.0.0.1", port=port, run_by="Bench",
            valid_from=date(2020, 1, 1), order=order, recorded_at=NOW,
        )  # fmt: skip


def enter_operator_rows(authority: Authority) -> None:
    """Two administrators enter the sender with made-up numbers of the operators' register, and each text."""
    known = by_name(*PEOPLE_KINDS, *MESSAGING_KINDS)
    first, second = (_administrator(authority, name) for name in ("administrator", "second-administrator"))
    shipped = shipped_senders()["FIN"]
    sender = {
        "office": "FIN", "name": shipped.name["en"], "name_ml": shipped.name["ml"], "mailbox": shipped.mail,
        "header": shipped.header, "header_id": "1005234500000000002", "entity_id": "1001234500000000001",
        "telemarketers": "1202234500000000003", "owner": shipped.name["en"],
    }  # fmt: skip
    department = {"code": "FIN", "name": shipped.name["en"], "name_ml": shipped.name["ml"]}
    _enter(first, second, known, [Stated("department", "FIN", department), Stated("sender", "FIN", sender)])
    rows = []
    for place, one in enumerate(texts_needed(authority.at.date())):
        if one.office == "FIN":
            cells = {
                "text": one.text, "version": str(one.version), "office": one.office, "language": one.language,
                "template_id": f"11072345{place:011d}", "category": one.category, "words": one.words,
                "valid_from": "2020-01-01",
            }  # fmt: skip
            rows.append(Stated("operator_text", one.text, cells))
    _enter(first, second, known, rows)


def _administrator(authority: Authority, name: str) -> Authority:
    account = Account.objects.create(username=f"bench-{name}", kind=Account.Kind.OFFICER)
    person = Person.objects.create(name=f"The {name}", born=date(1975, 1, 1), recorded_at=NOW)
    return replace(authority, role="administrator", office="DEPT", account=account.pk, person=person.pk)


def _enter(first: Authority, second: Authority, known: Kinds, rows: list[Stated]) -> None:
    proposal = propose(first, known, rows)
    decide(second, known, proposal.pk, outcome="agreed")


def law_officer(authority: Authority) -> Authority:
    """The officer who files a restraint in a benchmark."""
    account = Account.objects.get(username=LAW_OFFICER)
    person = Person.objects.get(account=account)
    return replace(authority, role="law_officer", office="FIN", account=account.pk, person=person.pk)


def credit_everybody(admin: Connection[tuple[object, ...]], for_month: int) -> None:
    """Write the bank's credits of a month without its files; foreign keys are not checked."""
    with admin.transaction():
        admin.execute("SET LOCAL session_replication_role = replica")
        admin.execute(_BILL, (for_month,) * 4)
        admin.execute(_LEGS, (for_month,) * 4)
        admin.execute(_CREDITS, (for_month,))
    admin.execute("ANALYZE payroll_bill, payments_paymentleg, payments_credit")


def only_phones(admin: Connection[tuple[object, ...]]) -> None:
    """Unconfirm every e-mail address, so that everybody is told by phone."""
    with admin.transaction():
        admin.execute("SET LOCAL session_replication_role = replica")
        admin.execute("UPDATE privacy_contact SET verified_on = NULL WHERE kind = 'email_official'")


def ask_for_all(authority: Authority) -> int:
    """Request the use for everybody: permit, leaf, outbox."""
    while ledger_state() != "healthy":
        time.sleep(0.05)
    return intimate_credits(authority)


def wait_for_head() -> None:
    """Wait until a signed head covers the latest use's leaf; dispatchers start then."""
    _wait_for(Use.objects.order_by("-pk").values_list("leaf", flat=True).first())


def wait_for_last_entry() -> None:
    """Wait until a signed head covers the latest entry of the log."""
    _wait_for(Staged.objects.order_by("-pk").values_list("pk", flat=True).first())


def _wait_for(latest: int | None) -> None:
    since = timezone.now()
    while latest is not None and not is_under_head(latest):
        time.sleep(0.01)
        if (timezone.now() - since).total_seconds() > 60:
            raise TimeoutError("The sequencer signs no head; see its log in the state folder.")
