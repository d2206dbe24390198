"""Draws the roll of a pension in a bench database: people with their circumstances, an approved month before,
and the changes since. Everything is written by the database in sets, without triggers.

Everybody is drawn by her number: birth, list of the Centre, provident fund pension. So the first ``PROFILES``
people are like all others, and the month before is decided for these alone.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.db import connection, transaction

from vethanam.bench.database_guard import refuse_real_database
from vethanam.bench.loader import FOUNDED, IMPORTED, VERIFIED
from vethanam.benefits.actions.cycles import rules_hash
from vethanam.benefits.kind_amounts import amounts_in, kinds_on
from vethanam.benefits.models import Cycle, CycleApproval, KindMonth, LifeWindow, SchemeOffice
from vethanam.benefits.queries import cycle_rows
from vethanam.benefits.queries.changes import seen_now
from vethanam.benefits.roll_lines import lines_of
from vethanam.bulk import copy_rows
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.identity.resets import person_acting
from vethanam.orders.models import Order
from vethanam.people.models import (
    Appointment,
    Department,
    District,
    HeadOfAccount,
    LocalBody,
    Person,
    Role,
)
from vethanam.periods import Month
from vethanam.privacy.labels import make_secrets
from vethanam.rules.benefit_columns import KIND
from vethanam.service_book.rulebook import rulebook_in_use

type Tell = Callable[[str], None]

SCHEME = "IGNOAPS"
BEFORE, MONTH = Month(2025, 12), Month(2026, 1)
#: people after which births, lists and pensions repeat
PROFILES = 39_000
#: people a local body, and rows of one statement
OF_A_BODY, AT_ONCE = 6_000, 200_000
_BORN = "date '1930-01-01' + ((n * 7919) %% 13000)::integer"
#: people with a new entry in the month: a circumstance, a suspension, an award
_MOVED, _STOPPED = "n %% 200 = 7", "n %% 400 = 11"
_NEW = "n > %(old)s"
_FACTS = {
    "is_resident": "'true'", "income": "'8400000'", "income_valid_until": "'\"2031-12-31\"'",
    "has_service_pension": "'false'", "pays_income_tax": "'false'", "has_board_pension": "'false'",
    "epf_pension": "CASE WHEN n %% 50 = 0 THEN '450000' ELSE '0' END", "nps_pension": "'0'",
    "ex_gratia_pension": "'0'", "in_care_home": "'false'",
    "on_central_list": "CASE WHEN n %% 3 = 0 THEN 'true' ELSE 'false' END",
}  # fmt: skip
_TABLES = (
    "people_person", "benefits_beneficiary", "benefits_award", "benefits_awardnow", "benefits_circumstance",
    "benefits_check", "benefits_lifeproof", "benefits_standingevent", "benefits_rollline",
)  # fmt: skip
_SEQUENCES = _TABLES[:3] + _TABLES[4:8]


@dataclass(frozen=True)
class Officers:
    """Who computes, approves, releases: account and person of each."""

    names: tuple[str, ...] = ("pensions-1", "pensions-2", "pensions-3", "finance-pensions", "clerk-bench")

    def by(self, place: int) -> Authority:
        """The authority of one of them."""
        account = Account.objects.get(username=self.names[place])
        at = Appointment.objects.get(account=account)
        return Authority(
            account.pk, at.person_id, at.office, at.role, VERIFIED, scope=at.scope or None, is_sample=True
        )


def record_beneficiaries(
    count: int,
    tell: Tell,
    settle: Callable[[], None],
    without_triggers: Callable[[Sequence[str]], AbstractContextManager[None]] = lambda _: nullcontext(),
    *,
    facts_of_all: bool = True,
) -> None:
    """Draw a roll of ``count`` awards, its approved month before, and the changes of the month.

    ``facts_of_all``: without it only those people have circumstances whom a month assesses without a change
    of the rules; then nobody can be assessed again.

    Raises
    ------
    Refused
        The database was not created as a sample.
    """
    refuse_real_database()
    scheme = _masters(count)
    given: dict[str, Any] = {
        "old": count - count // 400,
        "maker": _maker(),
        "at": IMPORTED,
        "scheme": scheme.pk,
    }
    with without_triggers(_TABLES):
        tell(f"{count} awards …")
        with transaction.atomic():
            _roll(count, given)
        tell("circumstances …")
        _facts(count, given, of_all=facts_of_all)
        _secrets(count)
    settle()
    tell("the month before …")
    with without_triggers(("benefits_rollline",)), transaction.atomic():
        _month_before(count, scheme)
    tell("changes since …")
    with without_triggers(_TABLES), transaction.atomic():
        _changes(given)
    settle()


def _masters(count: int) -> SchemeOffice:
    District.objects.create(name="Bench")
    LocalBody.objects.bulk_create(
        LocalBody(name=f"Sample Panchayat {n}", kind="panchayat", district="Bench", code=f"22{n:04d}")
        for n in range(count // OF_A_BODY + 1)
    )
    scheme = SchemeOffice.objects.create(
        code=SCHEME, title="Old age pension", title_ml="വാർദ്ധക്യകാല പെൻഷൻ",
        department=Department.objects.create(code="SJD", name="Social Justice"),
        head=HeadOfAccount.objects.create(code="2235-60-102-99", title="Pensions"),
    )  # fmt: skip
    order = Order.objects.create(number="G.O. 1/2026", dated=date(2026, 1, 1), recorded_at=IMPORTED)
    for year in (2025, 2026):
        LifeWindow.objects.create(
            scheme=scheme, year=year, opens=date(year, 1, 1), closes=date(year, 3, 31), order=order,
            recorded_at=IMPORTED,
        )  # fmt: skip
    roles = (*(Role.SCHEME_OFFICER,) * 3, Role.FINANCE_OFFICER, Role.LOCAL_BODY_CLERK)
    scopes = (SCHEME, SCHEME, SCHEME, "", "220000")
    for name, role, scope in zip(Officers().names, roles, scopes, strict=True):
        account = Account.objects.create(username=name, kind=Account.Kind.OFFICER)
        person = Person.objects.create(
            name=f"Officer {name}", born=date(1975, 1, 1), account=account, recorded_at=IMPORTED
        )
        Appointment.objects.create(
            account=account, person=person, role=role, scope=scope, office=scope or "FIN",
            valid_from=FOUNDED, recorded_at=IMPORTED,
        )  # fmt: skip
    return scheme


def _maker() -> int:
    return Officers().by(4).account


_PERSONS = f"""
INSERT INTO people_person (id, name, name_ml, born, language, recorded_at)
SELECT %(people)s + n, 'Person ' || n, '', {_BORN}, 'ml', %(at)s
  FROM generate_series(1::bigint, %(count)s::bigint) n
"""  # noqa: S608 - our own texts
_BENEFICIARIES = """
INSERT INTO benefits_beneficiary (id, person_id, number, recorded_at)
SELECT n, %(people)s + n, 'B26' || lpad(n::text, 8, '0'), %(at)s
  FROM generate_series(1::bigint, %(count)s::bigint) n
"""
_AWARDS = f"""
INSERT INTO benefits_award
       (id, number, decision_id, beneficiary_id, scheme_id, local_body_id, ward, from_month, recorded_at)
SELECT n, 'W26' || lpad(n::text, 8, '0'), n, n, %(scheme)s, %(body)s + (n - 1) / %(of_a_body)s, '1',
       CASE WHEN {_NEW} THEN 202601 ELSE 202401 END, %(at)s
  FROM generate_series(1::bigint, %(count)s::bigint) n
"""  # noqa: S608 - our own texts
_STANDS = """
INSERT INTO benefits_awardnow
       (award_id, beneficiary_id, scheme_id, local_body_id, ward, state, cause, since_month)
SELECT id, beneficiary_id, scheme_id, local_body_id, ward, 'standing', '', from_month FROM benefits_award
"""


def _roll(count: int, given: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM people_person")
        (people,) = cursor.fetchone() or (0,)
        cursor.execute("SELECT min(id) FROM people_localbody")
        (body,) = cursor.fetchone() or (0,)
        for text in (_PERSONS, _BENEFICIARIES, _AWARDS, _STANDS):
            cursor.execute(
                text, {**given, "people": people, "body": body, "count": count, "of_a_body": OF_A_BODY}
            )
    given["people"] = people
    _count_on()


def _facts(count: int, given: dict[str, Any], *, of_all: bool) -> None:
    values = ", ".join(f"('{kind}', {value})" for kind, value in _FACTS.items())
    is_eighty = f"to_char({_BORN}, 'YYYYMM') IN ('194512', '194601')"
    assessed = f"n <= {PROFILES} OR {_MOVED} OR {_STOPPED} OR {_NEW} OR {is_eighty}"
    who = "true" if of_all else assessed
    for first in range(1, count + 1, AT_ONCE):
        asked = {**given, "first": first, "last": min(first + AT_ONCE - 1, count)}
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_CIRCUMSTANCES.format(values=values, who=who), asked)
            cursor.execute(_CHECKS, asked)
            cursor.execute(_LIFE.format(who=who), asked)
    _count_on()


_CIRCUMSTANCES = """
INSERT INTO benefits_circumstance
       (recorded_at, entered_by_id, person_id, beneficiary_id, kind, value, valid_from, document,
        is_withdrawn)
SELECT %(at)s, %(maker)s, %(people)s, n, f.kind, f.value::jsonb, '2024-01-01', 'Form 1', false
  FROM generate_series(%(first)s::bigint, %(last)s::bigint) n
 CROSS JOIN LATERAL (VALUES {values}) AS f(kind, value)
 WHERE {who}
"""
_CHECKS = """
INSERT INTO benefits_check (kind, entry, is_agreed, reason, recorded_at, checked_by_id, person_id)
SELECT 'circumstance', c.id, true, '', %(at)s, %(maker)s, %(people)s FROM benefits_circumstance c
 WHERE c.beneficiary_id BETWEEN %(first)s AND %(last)s
"""
_LIFE = """
INSERT INTO benefits_lifeproof
       (recorded_at, entered_by_id, person_id, beneficiary_id, "on", manner, reference)
SELECT %(at)s, %(maker)s, %(people)s, n, '2025-02-03', 'centre', 'AKS-' || n
  FROM generate_series(%(first)s::bigint, %(last)s::bigint) n WHERE {who}
"""


def _secrets(count: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(person_id) FROM benefits_beneficiary")
        (first,) = cursor.fetchone() or (0,)
    for start in range(0, count, AT_ONCE):
        with transaction.atomic():
            make_secrets(range(first + start, first + min(start + AT_ONCE, count)))


def _month_before(count: int, scheme: SchemeOffice) -> None:
    """The approved month: decided for each profile, and written for everybody like it."""
    rulebook = rulebook_in_use(VERIFIED)
    maker, checker = Officers().by(0), Officers().by(1)
    lines = lines_of(scheme, BEFORE, rulebook, range(1, min(count, PROFILES) + 1))
    kinds = kinds_on(lines, scheme)
    profiles = lines.join(kinds, on=list(KIND), how="left", maintain_order="left").select(
        place=pl.col("beneficiary") - 1, state="state", reason=pl.col("reason").fill_null(""),
        kind_id="kind_id", recheck="recheck",
    )  # fmt: skip
    seen, number = seen_now(), cycle_rows.open_cycle()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE bench_profile (place bigint, state text, reason text, kind_id bigint,"
            " recheck integer) ON COMMIT DROP"
        )
        copy_rows("bench_profile", profiles)
        cursor.execute(_LINES, [number, int(BEFORE), PROFILES, int(BEFORE)])
    amounts = amounts_in(scheme, BEFORE, kinds["kind_id"].to_list(), rulebook)
    for one in amounts:
        one.cycle_id = number
    KindMonth.objects.bulk_create(amounts)
    cycle = Cycle.objects.create(
        pk=number, scheme=scheme, month=int(BEFORE), version=1, months=[int(BEFORE)], assessed=count,
        rules_hash=rules_hash(scheme, rulebook), rulebook=bytes.fromhex(rulebook.hash), seen=seen,
        roll_hash=b"", result_hash=b"", leaf=-1, recorded_at=VERIFIED, entered_by_id=maker.account,
        person_id=person_acting(maker),
    )  # fmt: skip
    cycle.refresh_from_db()
    CycleApproval.objects.create(
        cycle=cycle, result_hash=cycle.result_hash, people=count, root=secrets.token_bytes(32), leaf=-2,
        recorded_at=VERIFIED, entered_by_id=checker.account, person_id=person_acting(checker),
    )  # fmt: skip


_LINES = """
INSERT INTO benefits_rollline
       (cycle_id, award_id, for_month, beneficiary_id, local_body_id, state, reason, kind_id, recheck)
SELECT %s, a.id, %s, a.beneficiary_id, a.local_body_id, t.state, t.reason, t.kind_id, t.recheck
  FROM benefits_award a JOIN bench_profile t ON t.place = (a.beneficiary_id - 1) %% %s
 WHERE a.from_month <= %s AND t.state <> 'ended' ORDER BY a.id
"""
_MOVES = """
WITH entered AS (
  INSERT INTO benefits_circumstance
         (recorded_at, entered_by_id, person_id, beneficiary_id, kind, value, valid_from, document,
          is_withdrawn)
  SELECT %(at)s, %(maker)s, %(people)s, n, 'in_care_home', 'true'::jsonb, '2026-01-01', 'Enquiry', false
    FROM (SELECT id AS n FROM benefits_beneficiary) b WHERE {moved} RETURNING id)
INSERT INTO benefits_check (kind, entry, is_agreed, reason, recorded_at, checked_by_id, person_id)
SELECT 'circumstance', id, true, '', %(at)s, %(maker)s, %(people)s FROM entered
"""
_STOPS = """
INSERT INTO benefits_standingevent
       (recorded_at, entered_by_id, person_id, award_id, event, cause, from_month, ward, leaf)
SELECT %(at)s, %(maker)s, %(people)s, n, 'suspended', 'court_stay', 202601, '', -10 - n
  FROM (SELECT id AS n FROM benefits_award) a WHERE {stopped}
"""
# As benefits_refresh says it, which compares each event with each.
_STOPPED_NOW = """
UPDATE benefits_awardnow n SET state = e.event, cause = e.cause, since_month = e.from_month
  FROM benefits_standingevent e WHERE e.award_id = n.award_id
"""


def _changes(given: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_MOVES.format(moved=_MOVED), given)
        cursor.execute(_STOPS.format(stopped=_STOPPED), given)
        cursor.execute(_STOPPED_NOW)


def _count_on() -> None:
    """The sequences go on after the ids that were written."""
    with connection.cursor() as cursor:
        for table in _SEQUENCES:
            last = f"(SELECT greatest(max(id), 1) FROM {table})"  # noqa: S608 - our own names
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {last})")


@contextmanager
def without_triggers(tables: Sequence[str]) -> Iterator[None]:
    """Write to tables without their triggers, as their owner; only for benches."""
    named = "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger"
    with connection.cursor() as cursor:
        cursor.execute(f"{named} WHERE NOT tgisinternal AND tgrelid::regclass::text = ANY (%s)", [[*tables]])
        found = cursor.fetchall()
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        for table, name, state in found:
            kind = {"A": "ENABLE ALWAYS", "D": "DISABLE", "R": "ENABLE REPLICA"}.get(state, "ENABLE")
            cursor.execute(f'ALTER TABLE {table} {kind} TRIGGER "{name}"')
