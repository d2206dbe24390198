"""Verify a sheet of beneficiaries: another person compares it with the former register, and its awards stand.

Everything is written in sets: a sheet of any length takes a dozen statements.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from vethanam.benefits.actions.applications import next_number
from vethanam.benefits.entering import entered, stage
from vethanam.benefits.models import Award, BeneficiarySheet, SchemeOffice, SheetDecision
from vethanam.benefits.powers import CLERK, SCHEME, SECRETARY
from vethanam.benefits.queries.payments import BENEFIT_ROUTE
from vethanam.benefits.sheets.roots import HOMES
from vethanam.errors import Refused, Unsound, holds_contact
from vethanam.identity.authority import Authority
from vethanam.identity.resets import person_acting
from vethanam.ledger.canonical import Json

#: they verify a sheet: an officer of its scheme, or the secretary of the local body that entered it
VERIFIERS = (SCHEME, SECRETARY)


@dataclass(frozen=True, slots=True)
class VerifiedSheet:
    """The awards that stand from now on, and the entries beside them."""

    awards: int
    entries: int


_DECISIONS = """
INSERT INTO benefits_decision (recorded_at, entered_by_id, person_id, application_id, outcome, order_id,
       from_month, reasons, words, words_ml, leaf)
SELECT %(at)s, %(account)s, %(person)s, r.application_id, 'sanctioned', r.order_id, r.from_month,
       '{}', '', '', %(leaf)s
  FROM benefits_sheetrow r WHERE r.sheet_id = %(sheet)s ORDER BY r.line
"""
_AWARDS = """
INSERT INTO benefits_award (number, decision_id, beneficiary_id, scheme_id, local_body_id, ward, from_month,
       recorded_at)
SELECT %(letters)s || lpad((%(first)s + row_number() OVER (ORDER BY d.id) - 1)::text, 8, '0'), d.id,
       a.beneficiary_id, a.scheme_id, a.local_body_id, a.ward, d.from_month, %(at)s
  FROM benefits_decision d JOIN benefits_application a ON a.id = d.application_id
 WHERE a.sheet_id = %(sheet)s ORDER BY d.id
"""
# By the account that entered the sheet: it states them.
_CIRCUMSTANCES = """
WITH stated AS (
  INSERT INTO benefits_circumstance (recorded_at, entered_by_id, person_id, beneficiary_id, kind, value,
         valid_from, document, is_withdrawn)
  SELECT %(at)s, %(maker)s, %(maker_person)s, a.beneficiary_id, c.key, c.value,
         (r.stated ->> 'stated_on')::date, r.stated ->> 'document', false
    FROM benefits_sheetrow r JOIN benefits_application a ON a.id = r.application_id
   CROSS JOIN LATERAL jsonb_each(r.stated -> 'circumstances') c
   WHERE r.sheet_id = %(sheet)s ORDER BY r.line RETURNING id)
SELECT count(*), min(id), max(id) FROM stated
"""
_CHECKS = """
INSERT INTO benefits_check (kind, entry, is_agreed, reason, recorded_at, checked_by_id, person_id)
SELECT 'circumstance', c.id, true, '', %(at)s, %(account)s, %(person)s FROM benefits_circumstance c
 WHERE c.id BETWEEN %(from)s AND %(to)s AND c.committed_in = pg_current_xact_id()
"""
_ROUTES = """
INSERT INTO benefits_check (kind, entry, is_agreed, reason, recorded_at, checked_by_id, person_id)
SELECT 'route', r.id, true, '', %(at)s, %(account)s, %(person)s
  FROM benefits_sheetrow s
  JOIN benefits_route r ON r.application_id = s.application_id AND r.committed_in = s.committed_in
 WHERE s.sheet_id = %(sheet)s ON CONFLICT DO NOTHING
"""
_SIGNATURES = """
INSERT INTO service_book_accountsignature (kind, fact, signed_id, recorded_at)
SELECT %(route)s, r.id, %(signed)s, %(at)s
  FROM benefits_sheetrow s
  JOIN benefits_route r ON r.application_id = s.application_id AND r.committed_in = s.committed_in
 WHERE s.sheet_id = %(sheet)s AND (r.kind <> 'home' OR %(is_of_homes)s)
"""
_LIFE = """
INSERT INTO benefits_lifeproof
       (recorded_at, entered_by_id, person_id, beneficiary_id, "on", manner, reference)
SELECT %(at)s, %(maker)s, %(maker_person)s, a.beneficiary_id, (r.stated ->> 'mustered_on')::date,
       r.stated ->> 'mustered_manner', r.stated ->> 'mustered_reference'
  FROM benefits_sheetrow r JOIN benefits_application a ON a.id = r.application_id
 WHERE r.sheet_id = %(sheet)s AND r.stated ->> 'mustered_on' IS NOT NULL ORDER BY r.line
"""
_STOPS = """
INSERT INTO benefits_standingevent (recorded_at, entered_by_id, person_id, award_id, event, cause,
       from_month, ward, sheet_id, leaf)
SELECT %(at)s, %(maker)s, %(maker_person)s, w.id, 'suspended', r.stated ->> 'suspension',
       (r.stated ->> 'suspended_from')::integer, '', %(sheet)s, %(leaf)s
  FROM benefits_sheetrow r JOIN benefits_decision d ON d.application_id = r.application_id
  JOIN benefits_award w ON w.decision_id = d.id
 WHERE r.sheet_id = %(sheet)s AND r.stated ->> 'suspension' IS NOT NULL ORDER BY r.line
"""
_DRAWN = """
INSERT INTO benefits_drawnelsewhere (recorded_at, entered_by_id, person_id, award_id, for_month, payer,
       amount, source, reference, reason, sheet_id, leaf)
SELECT %(at)s, %(maker)s, %(maker_person)s, w.id, to_char(m, 'YYYYMM')::integer, p.payer, p.amount,
       'former_system',
       'Sheet ' || %(sheet)s || ', row ' || r.line, '', %(sheet)s, %(leaf)s
  FROM benefits_sheetrow r JOIN benefits_decision d ON d.application_id = r.application_id
  JOIN benefits_award w ON w.decision_id = d.id
 CROSS JOIN LATERAL (VALUES ('state', (r.stated ->> 'drawn_state')::bigint),
                            ('centre', (r.stated ->> 'drawn_centre')::bigint)) AS p(payer, amount)
 CROSS JOIN LATERAL generate_series(to_date(r.stated ->> 'drawn_from', 'YYYYMM'),
                                    to_date(r.stated ->> 'drawn_until', 'YYYYMM'), interval '1 month') m
 WHERE r.sheet_id = %(sheet)s AND p.amount IS NOT NULL ORDER BY r.line, m, p.payer
"""
_DRAWN_CHECKS = """
INSERT INTO benefits_check (kind, entry, is_agreed, reason, recorded_at, checked_by_id, person_id)
SELECT 'elsewhere', e.id, true, '', %(at)s, %(account)s, %(person)s FROM benefits_drawnelsewhere e
 WHERE e.sheet_id = %(sheet)s
"""


_DEAD = """
SELECT b.number FROM benefits_application a JOIN benefits_beneficiary b ON b.id = a.beneficiary_id
  JOIN benefits_dead d ON d.person = b.person_id AND d.refuted_at IS NULL WHERE a.sheet_id = %s LIMIT 1
"""


def sheets_of(authority: Authority) -> QuerySet[BeneficiarySheet]:
    """The sheets of an officer's scheme or local body, the latest first."""
    rows = BeneficiarySheet.objects.select_related("scheme", "local_body", "decision").order_by("-pk")
    if authority.role == SCHEME:
        return rows.filter(scheme__code=authority.scope or "-")
    if authority.role in (CLERK, SECRETARY):
        return rows.filter(local_body__code=authority.scope or "-")
    return rows.none()


def require_second_person(authority: Authority, sheet: BeneficiarySheet) -> int:
    """The person who may decide on a sheet.

    Raises
    ------
    Refused
        She entered it, is of another office, or it was decided before.
    """
    if authority.role not in VERIFIERS or not sheets_of(authority).filter(pk=sheet.pk).exists():
        raise Refused("benefit_of_another_office")
    if SheetDecision.objects.filter(sheet=sheet).exists():
        raise Refused("sheet_decided_before", sheet=sheet.pk)
    person = person_acting(authority)
    if person == sheet.person_id or authority.account == sheet.entered_by_id:
        raise Refused("sheet_verifier_entered", sheet=sheet.pk)
    return person


@transaction.atomic
def verify_beneficiaries(authority: Authority, sheet: BeneficiarySheet) -> VerifiedSheet:
    """Verify a sheet whole: its awards stand, and its entries count from now on, under one leaf.

    Raises
    ------
    Refused
        As :func:`require_second_person`; the death of a person of it is reported; or the sheet has accounts
        and her key did not sign it.
    """
    SchemeOffice.objects.select_for_update(no_key=True).get(pk=sheet.scheme_id)
    require_second_person(authority, sheet)
    _refuse_dead(sheet)
    if sheet.accounts and authority.signed is None:
        raise Refused("assertion_missing")
    leaf = _decide(authority, sheet, is_agreed=True)
    last = next_number("W", authority.at.year, Award)
    given = {
        "at": authority.at, "account": authority.account, "person": person_acting(authority), "leaf": leaf,
        "sheet": sheet.pk, "maker": sheet.entered_by_id, "maker_person": sheet.person_id,
        "letters": last[:3], "first": int(last[3:]), "route": BENEFIT_ROUTE,
        "is_of_homes": HOMES in sheet.totals,
        "signed": authority.signed.record if authority.signed else None,
    }  # fmt: skip
    _write(_DECISIONS, given)
    awards = _write(_AWARDS, given)
    entries = _write_circumstances(given) + _write(_ROUTES, given)
    if authority.signed is not None:
        _write(_SIGNATURES, given)
    entries += sum(_write(text, given) for text in (_LIFE, _STOPS, _DRAWN))
    _write(_DRAWN_CHECKS, given)
    return VerifiedSheet(awards, entries)


def _refuse_dead(sheet: BeneficiarySheet) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_DEAD, [sheet.pk])
        row = cursor.fetchone()
    if row is not None:
        raise Refused("sheet_names_the_dead", number=row[0])


@transaction.atomic
def decline_beneficiaries(authority: Authority, sheet: BeneficiarySheet, reason: str) -> SheetDecision:
    """Decline a sheet: nothing of it ever counts, and its people can be taken over by another sheet.

    Raises
    ------
    Refused
        As :func:`require_second_person`.
    Unsound
        The reason is empty or holds a contact.
    """
    require_second_person(authority, sheet)
    if not reason.strip() or holds_contact(reason):
        raise Unsound("decline_needs_reason")
    _decide(authority, sheet, is_agreed=False, reason=reason.strip())
    return SheetDecision.objects.get(sheet=sheet)


def _decide(authority: Authority, sheet: BeneficiarySheet, *, is_agreed: bool, reason: str = "") -> int:
    kind = "beneficiary_sheet.verified" if is_agreed else "beneficiary_sheet.declined"
    public: dict[str, Json] = {
        "scheme": sheet.scheme.code, "rows": sheet.rows, "root": bytes(sheet.root).hex(),
        "account_root": bytes(sheet.account_root).hex(),
    }  # fmt: skip
    leaf = stage(authority, kind, public, {"sheet": sheet.pk})
    signed = authority.signed.record if authority.signed and is_agreed else None
    SheetDecision.objects.create(
        sheet=sheet, is_agreed=is_agreed, reason=reason, signed_id=signed, leaf=leaf, **entered(authority)
    )
    return leaf


def _write_circumstances(given: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_CIRCUMSTANCES, given)
        count, first, last = cursor.fetchone() or (0, None, None)
    if count:
        _write(_CHECKS, {**given, "from": first, "to": last})
    return int(count)


def _write(text: str, given: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(text, given)
        return int(cursor.rowcount)
