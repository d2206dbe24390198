"""An administrator's view of the whole installation: waiting work, and totals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.utils.translation import gettext_noop as _

from vethanam.acts.declaration import view
from vethanam.acts.fields import Given
from vethanam.benefits.models import CycleApproval
from vethanam.benefits.queries.cycles import totals_of
from vethanam.identity.authority import Authority
from vethanam.messaging.queries import events_to_tell
from vethanam.payments.actions.benefit_parts import releases_to_instruct
from vethanam.payments.found_transfers import open_transfers
from vethanam.payments.queries import DEDUCTED, bills_to_instruct, settlement_of_all
from vethanam.people.models import Role

_WAITING = """
    SELECT (SELECT count(*) FROM payments_paymentfile
      WHERE state IN ('written', 'leaving')) AS files_to_hand_over,
           (SELECT count(*) FROM payments_paymentleg WHERE state = 'instructed') AS payments_without_answer,
           (SELECT count(*) FROM privacy_outbox WHERE done_at IS NULL) AS messages,
           (SELECT count(*) FROM journal_staged s
              WHERE NOT EXISTS (SELECT FROM journal_leaf l WHERE l.staged_id = s.id)) AS log_entries,
           (SELECT count(*) FROM benefits_cyclerequest WHERE state IN ('asked', 'computing'))
              AS benefit_months_to_compute,
           (SELECT count(*) FROM benefits_leg WHERE state = 'instructed') AS benefit_payments_without_answer,
           (SELECT count(*) FROM benefits_leg l WHERE state IN ('credited', 'delivered')
              AND kind NOT IN ('society', 'bill')
              AND NOT EXISTS (SELECT FROM messaging_benefitintimation i WHERE i.leg = l.id))
              AS benefits_to_tell
"""
_TOTALS = """
    SELECT (SELECT count(DISTINCT person_id) FROM people_employment) AS people,
           (SELECT count(*) FROM people_drawingcode) AS drawing_codes,
           count(b.id) AS bills,
           COALESCE(sum(b.gross), 0) AS gross_paise,
           COALESCE(sum(b.deductions), 0) AS deductions_paise,
           COALESCE(sum(b.net), 0) AS net_paise,
           (SELECT count(*) FROM payroll_runfinding f JOIN payroll_run r ON r.id = f.run_id
              WHERE r.state <> 'superseded' AND f.code = 'line_held') AS lines_held,
           (SELECT count(*) FROM payroll_runfinding f JOIN payroll_run r ON r.id = f.run_id
              WHERE r.state <> 'superseded') AS findings
    FROM payroll_bill b WHERE b.state IN ('passed', 'part_credited', 'closed')
"""
_BENEFITS = """
    SELECT (SELECT count(DISTINCT beneficiary_id) FROM benefits_awardnow WHERE state <> 'ended') AS people,
           COALESCE(sum(amount) FILTER (WHERE state NOT IN ('reissued', 'withheld')), 0) AS instructed_paise,
           COALESCE(sum(amount) FILTER (WHERE state = 'credited'), 0) AS credited_paise,
           COALESCE(sum(amount) FILTER (WHERE state = 'delivered'), 0) AS delivered_paise,
           COALESCE(sum(amount) FILTER (WHERE state = 'rejected'), 0) AS rejected_paise,
           COALESCE(sum(amount) FILTER (WHERE state IN ('returned', 'undelivered')), 0) AS returned_paise,
           (SELECT count(*) FROM messaging_benefitintimation) AS told,
           (SELECT COALESCE(sum(total), 0) FROM benefits_advance_now WHERE payment = 'credited')
              AS advanced_to_societies_paise,
           (SELECT COALESCE(sum(listed), 0) FROM benefits_advance_now WHERE payment = 'credited')
              AS advanced_to_deliver_paise,
           (SELECT COALESCE(sum(undelivered - returned), 0) FROM benefits_advance_now)
              AS advanced_to_return_paise,
           (SELECT COALESCE(sum(returned), 0) FROM benefits_advance_now) AS advanced_returned_paise
    FROM benefits_leg WHERE kind NOT IN ('society', 'bill')
"""
_TOLD = """
    SELECT (SELECT count(*) FROM privacy_outbox WHERE state IN ('accepted', 'sent')) AS messages_sent,
           (SELECT count(*) FROM privacy_outbox WHERE state = 'uncertain') AS messages_uncertain,
           (SELECT count(*) FROM privacy_use WHERE outcome = 'deny') AS uses_refused
"""


class WholeGiven(Given):
    """No fields: the whole installation."""


@view("waiting", title=_("Waiting"), roles=(Role.ADMINISTRATOR,))
def waiting(authority: Authority, given: WholeGiven) -> Mapping[str, Any]:
    """The number of items waiting for worker, bank, dispatcher and sequencer; all zero means
    that all is done. ``payments_before_restore`` wait for the bills that explain them.
    """
    return {
        "bills_to_instruct": len(bills_to_instruct()),
        **_counts(_WAITING),
        "payments_before_restore": open_transfers().count(),
        "credits_to_tell": len(events_to_tell()),
        "benefits_to_instruct": len(releases_to_instruct(authority)),
    }


@view("totals", title=_("Totals"), roles=(Role.ADMINISTRATOR, Role.FINANCE_OFFICER), for_programs=True)
def totals(authority: Authority, given: WholeGiven) -> Mapping[str, Any]:
    """Counts and sums of everything passed, paid and told, in paise; size and root of the log."""
    money = settlement_of_all()
    with connection.cursor() as cursor:
        cursor.execute("SELECT size, encode(root, 'hex') FROM journal_head ORDER BY size DESC LIMIT 1")
        size, head = cursor.fetchone() or (0, None)
    return {
        **_counts(_TOTALS),
        "instructed_paise": money.instructed,
        "credited_paise": money.settled,
        "rejected_paise": money.rejected,
        "returned_paise": money.returned,
        "open_paise": money.open,
        "remitted_paise": settlement_of_all(DEDUCTED).settled,
        **_counts(_TOLD),
        "benefits": _benefits(),
        "ledger": {"size": size, "head": head},
    }


def _benefits() -> dict[str, int]:
    """Counts and sums of benefits; due and held of the approved months."""
    approved = CycleApproval.objects.filter(cycle__reopening=None).select_related("cycle")
    own = [one for row in approved for one in totals_of(row.cycle) if one.month == row.cycle.month]
    held = sum(one.people for one in own if one.state == "held" and one.change != "gone")
    return {**_counts(_BENEFITS), "due_paise": sum(one.due or 0 for one in own), "held": held}


def _counts(query: str) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        names = [column.name for column in cursor.description or ()]
        return {name: int(count) for name, count in zip(names, cursor.fetchone() or (), strict=True)}
