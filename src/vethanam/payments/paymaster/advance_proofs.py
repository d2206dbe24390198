"""Legs to societies proven: each is the sum of its lines, and none of these is paid by another payment.

The money of a line is what its release draws for the award, which two officers ordered by its hash. The
account is that of the institution with the society's name: one person entered it, and a treasury officer
signed it.
Which awards are a society's is read from their checked routes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import connection
from django.db.models import Sum
from django.utils.timezone import localdate

from vethanam.benefits.models import Drawal, Leg, Release
from vethanam.journal.business_time import business_now
from vethanam.payments.institutions import accounts_of_societies
from vethanam.payments.models import BenefitAccount, FailedBenefit
from vethanam.payments.paymaster.account_proofs import AccountProofs, ProvenAccount
from vethanam.payments.paymaster.signature_proofs import SignedLog
from vethanam.periods import Month

_ROUTES = """
SELECT DISTINCT ON (a.id) a.id, r.kind, r.society_id
  FROM benefits_award a JOIN benefits_decision s ON s.id = a.decision_id
  JOIN benefits_route r ON r.application_id = s.application_id AND r.payer = 'state' AND r.from_month <= %s
  JOIN benefits_check c ON c.kind = 'route' AND c.entry = r.id AND c.is_agreed
 WHERE a.id = ANY (%s) ORDER BY a.id, r.from_month DESC, r.id DESC
"""


def proven_accounts(log: SignedLog, legs: Sequence[Leg]) -> Mapping[int, ProvenAccount]:
    """The account of the society of each leg as proven from the log; a leg without one is left out.

    It is that of now: a leg that the worker dated back would be paid to a former account.
    """
    societies = {leg.pk: leg.advance.society_id for leg in legs if leg.advance is not None}
    accounts = accounts_of_societies({*societies.values()}, business_now()[0])
    found = {leg: accounts[society] for leg, society in societies.items() if society in accounts}
    proven = AccountProofs(log).of_institutions(set(found.values()))
    return {leg: proven[account] for leg, account in found.items() if account in proven}


def faults_of_advances(release: Release, legs: Sequence[Leg]) -> dict[int, str]:
    """The code of the fault of each leg that its lines do not prove."""
    found, taken = {}, _paid(release)
    for leg in legs:
        lines = list(Leg.objects.filter(advance=leg.advance_id, kind=Leg.Kind.HOME).order_by("pk"))
        awards = [line.award_id for line in lines if line.award_id is not None]
        if why := _fault(release, leg, lines, taken):
            found[leg.pk] = why
        taken.update(awards)
    return found


def _fault(release: Release, leg: Leg, lines: Sequence[Leg], taken: set[int]) -> str:
    if leg.kind != Leg.Kind.SOCIETY or leg.advance is None or leg.release_id != release.pk:
        return "amount_not_signed"
    awards = [line.award_id for line in lines if line.award_id is not None]
    sums = Drawal.objects.filter(release_id=release.pk, award__in=awards).values_list("award")
    drawn = dict(sums.annotate(sum=Sum("amount")).order_by())
    if len(set(awards)) != len(lines) or not lines or leg.amount != sum(drawn.values()):
        return "amount_not_signed"
    if any(line.amount != drawn.get(line.award_id or 0) for line in lines):
        return "amount_not_signed"
    if taken & set(awards):
        return "paid_before"
    if BenefitAccount.objects.filter(leg__advance=leg.advance_id, leg__kind=Leg.Kind.SOCIETY).exists():
        return ""  # its routes were proven before it was signed first; its lines cannot change since
    month = max(int(Month.of(localdate(business_now()[0]))), *release.months)
    society = leg.advance.society_id
    if any(route != ("home", society) for route in _routes(awards, month).values()):
        return "line_of_another_society"
    return ""


def _routes(awards: Sequence[int], month: int) -> dict[int, tuple[str, int | None]]:
    """Kind and society of the route of each award in a month; of an award without one, none."""
    found: dict[int, tuple[str, int | None]] = dict.fromkeys(awards, ("", None))
    with connection.cursor() as cursor:
        cursor.execute(_ROUTES, [month, list(awards)])
        found.update({award: (kind, society) for award, kind, society in cursor.fetchall()})
    return found


def _paid(release: Release) -> set[int]:
    """The awards that a signed file of a release pays: by a leg of their own, or by an advance.

    A line that was not delivered is open again, as is every line of an advance that failed.
    """
    failed = FailedBenefit.objects.values("leg")
    signed = BenefitAccount.objects.filter(leg__release=release).exclude(leg__in=failed)
    advances = signed.filter(leg__kind=Leg.Kind.SOCIETY).values("leg__advance")
    lines = Leg.objects.filter(advance__in=advances, kind=Leg.Kind.HOME)
    lines = lines.exclude(state__in=(Leg.State.UNDELIVERED, Leg.State.REISSUED))
    found = [
        *signed.filter(leg__award__isnull=False).values_list("leg__award", flat=True),
        *lines.values_list("award", flat=True),
    ]
    return {one for one in found if one is not None}
