"""Checks for ``vethanam check``: derived standing, lines of cycles, drawals, tables compared with the log."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import connections

from vethanam.benefits.cycle_tree import root_of_cycle
from vethanam.benefits.models import BeneficiarySheet, CycleApproval
from vethanam.benefits.sheets.roots import root_on_record
from vethanam.errors import Finding, Unsound
from vethanam.journal.row_audit import ANY_ACT, NO_ACT, Change
from vethanam.ledger.canonical import parse
from vethanam.periods import Month

_ENTERED, _VERIFIED = "beneficiary_sheet.entered", "beneficiary_sheet.verified"
#: tables compared with the log, and the kinds of entry under which an act writes their rows
ROWS: Mapping[str, Collection[str]] = {
    **dict.fromkeys(("benefits_schemeoffice", "benefits_society", "benefits_lifewindow"), ANY_ACT),
    "benefits_beneficiary": ("application.received", _ENTERED),
    "benefits_application": ("application.received", _ENTERED),
    "benefits_referencecode": ("application.received", "beneficiary.new_code"),
    "benefits_circumstance": ("application.received", "circumstance.recorded", _VERIFIED),
    "benefits_guardian": ("application.received", "guardian.recorded"),
    "benefits_assessment": ("application.assessed",),
    "benefits_decision": ("application.decided", _VERIFIED),
    "benefits_award": ("application.decided", _VERIFIED),
    "benefits_route": ("application.received", "route.changed", _ENTERED),
    "benefits_appeal": ("application.appealed",),
    "benefits_appealoutcome": ("appeal.decided",),
    "benefits_standingevent": ("standing.changed", "death.reported", "death.confirmed", _VERIFIED),
    "benefits_lifeproof": ("life.proven", _VERIFIED),
    "benefits_death": ("death.reported", "standing.changed"),
    "benefits_deathnotice": ("death.noticed",),
    "benefits_deathnoticeanswer": ("death.notice_settled",),
    "benefits_likeness": ("likeness.settled",),
    "benefits_cycle": ("cycle.computed",),
    "benefits_kindmonth": ("cycle.computed",),
    "benefits_cycleapproval": ("cycle.approved",),
    "benefits_cyclereopening": ("cycle.reopened",),
    "benefits_release": ("benefit.released",),
    "benefits_compensationline": ("benefit.released",),
    "benefits_drawnelsewhere": ("benefit.drawn_elsewhere", "benefit.elsewhere_taken_back", _VERIFIED),
    "benefits_paymentorder": ("benefit.payment_ordered",),
    **dict.fromkeys(("benefits_demand", "benefits_demandline"), ("benefit.demanded",)),
    "benefits_demandanswer": ("demand.answered",),
    "benefits_demanddecision": ("demand.decided",),
    "benefits_demandevent": ("demand.changed",),
    "benefits_recovery": ("benefit.released",),
    # written by the worker once two persons ordered the payment; the hand-over has the leaf
    **dict.fromkeys(("benefits_filepart", "benefits_leg"), NO_ACT),
    "benefits_advance": ("benefit.advanced",),
    "benefits_listtaken": ("delivery.list_taken",),
    "benefits_delivery": ("delivery.entered",),
    "benefits_moneyreturn": ("delivery.money_returned",),
    "benefits_incentivebill": ("incentive.claimed",),
    "benefits_incentiveorder": ("incentive.ordered",),
    "benefits_check": (
        "circumstance.verified", "guardian.verified", "standing.checked", "route.verified", "death.confirmed",
        "likeness.checked", "benefit.elsewhere_checked", "demand.checked", "delivery.checked",
        "delivery.return_checked", _VERIFIED,
    ),
    **dict.fromkeys(("benefits_beneficiarysheet", "benefits_sheetrow"), (_ENTERED,)),
    "benefits_sheetdecision": (_VERIFIED, "beneficiary_sheet.declined"),
}  # fmt: skip
#: changes of their rows: masters; the hash of a file part, once the paymaster made its bytes
CHANGES: Mapping[str, Change] = {
    **dict.fromkeys(("benefits_schemeoffice", "benefits_society"), Change()),
    "benefits_filepart": Change(filled="sha256"),
}
_STANDING = """
SELECT coalesce(a.number, n.award_id::text) FROM benefits_award_state s
  FULL JOIN benefits_awardnow n USING (award_id) LEFT JOIN benefits_award a ON a.id = award_id
 WHERE (s.beneficiary_id, s.scheme_id, s.local_body_id, s.ward, s.state, s.cause, s.since_month, s.waits)
       IS DISTINCT FROM
       (n.beneficiary_id, n.scheme_id, n.local_body_id, n.ward, n.state, n.cause, n.since_month, n.waits)
 LIMIT 20
"""
# The hashes that the database computed when the cycle came, against its lines and amounts of today.
_CYCLES = """
SELECT s.code, c.month, c.version FROM benefits_cycle_in_force f
  JOIN benefits_cycle c ON c.id = f.cycle_id JOIN benefits_schemeoffice s ON s.id = c.scheme_id
 CROSS JOIN LATERAL benefits_cycle_hashes(c.id) h
 WHERE (h.roll, h.result) IS DISTINCT FROM (c.roll_hash, c.result_hash) LIMIT 20
"""
# What each release draws, and its entry.
_DRAWALS = """
SELECT r.number, encode(benefits_drawals_hash(r.id), 'hex'), o.private
  FROM benefits_release r LEFT JOIN journal_opening o ON o.staged_id = r.leaf
"""

_RELEASES = """
SELECT r.number FROM benefits_release r JOIN benefits_drawal d ON d.release_id = r.id
 GROUP BY r.id, r.number, r.sum HAVING sum(d.amount) > r.sum LIMIT 20
"""

# A demand that lost more than it asks, and one without its months.
_DEMANDS = """
SELECT d.number FROM benefits_demand_now n JOIN benefits_demand d ON d.id = n.demand_id
 WHERE n.principal = 0 OR n.recovered + n.repaid + n.waived > n.principal + n.interest LIMIT 20
"""

# An advance that is not the sum of its lines, and one that returned more money than was left over. Lines of
# one that was never paid may all be on another list.
_ADVANCES = """
SELECT a.number FROM benefits_advance a JOIN benefits_advance_now n ON n.advance_id = a.id
 WHERE n.delivered + n.listed + n.undelivered <> a.total
       AND NOT (n.payment = 'withheld' AND n.delivered_people + n.listed_people + n.undelivered_people = 0)
    OR n.returned + n.returning > n.undelivered LIMIT 20
"""

# An incentive bill that is not for the delivered lines of its list.
_INCENTIVES = """
SELECT b.number FROM benefits_incentivebill b JOIN benefits_advance_now n ON n.advance_id = b.advance_id
 WHERE b.deliveries <> n.delivered_people LIMIT 20
"""


def broken_invariants(using: str = "default") -> list[Finding]:
    """Awards with another standing than by their entries; approved cycles with other lines or another tree;
    releases with other drawals than entered, or above their sum; sheets with other rows than entered; demands
    that lost more than they ask; advances to societies that are not their lines, and incentives for others.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(_STANDING)
        found = [
            Finding(f"Award {number}", "award_standing_differs", blocks=True)
            for (number,) in cursor.fetchall()
        ]
        cursor.execute(_CYCLES)
        found += [_differs(*row) for row in cursor.fetchall()]
        cursor.execute(_RELEASES)
        found += [
            Finding(f"Release {number}", "release_overdrawn", blocks=True) for (number,) in cursor.fetchall()
        ]
        cursor.execute(_DEMANDS)
        found += [
            Finding(f"Demand {number}", "demand_overdrawn", blocks=True) for (number,) in cursor.fetchall()
        ]
        cursor.execute(_ADVANCES)
        found += [
            Finding(f"Delivery list {number}", "advance_not_whole", blocks=True)
            for (number,) in cursor.fetchall()
        ]
        cursor.execute(_INCENTIVES)
        found += [
            Finding(f"Incentive bill {number}", "incentive_differs", blocks=True)
            for (number,) in cursor.fetchall()
        ]
        cursor.execute(_DRAWALS)
        found += [
            Finding(f"Release {number}", "release_differs", blocks=True)
            for number, drawals, private in cursor.fetchall()
            if drawals != _entered_drawals(private)
        ]
    for sheet in BeneficiarySheet.objects.using(using).order_by("pk"):
        if root_on_record(sheet, using) != bytes(sheet.root):
            found.append(Finding(str(sheet), "sheet_rows_differ", blocks=True))
    rows = CycleApproval.objects.using(using).select_related("cycle__scheme")
    for row in rows.filter(cycle__reopening=None):
        cycle = row.cycle
        if root_of_cycle(cycle.pk, using) != bytes(row.root):
            found.append(_differs(cycle.scheme.code, cycle.month, cycle.version))
    return found


def _differs(scheme: str, month: int, version: int) -> Finding:
    return Finding(f"Cycle {scheme} {Month.from_key(month)} {version}", "cycle_differs", blocks=True)


def _entered_drawals(private: bytes | None) -> object:
    """The hash of the drawals in the entry of a release; None if its opening has none."""
    try:
        said = parse(bytes(private or b""))
    except (Unsound, ValueError):
        return None
    return said.get("drawals") if isinstance(said, Mapping) else None
