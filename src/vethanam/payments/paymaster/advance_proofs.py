"""Legs to societies proven: each is the sum of its lines, and none of these is paid by another payment.

The money of a line is what its release draws for the award, which two officers ordered by its hash. An
officer signed the route of each line with the code of the society (``route_proofs``). A treasury officer
signed the account of the society with the same code, and another person entered it. A line whose money went
to a society before is paid again only if two officers ordered that by its reference.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Sum
from django.utils.timezone import localdate

from vethanam.benefits.models import Drawal, Leg, Release, Route
from vethanam.journal.business_time import business_now
from vethanam.payments.institutions import accounts_of_societies
from vethanam.payments.models import BenefitAccount, FailedBenefit
from vethanam.payments.paymaster.account_proofs import AccountProofs, ProvenAccount
from vethanam.payments.paymaster.award_stops import STOPPED, awards_of_the_dead
from vethanam.payments.paymaster.route_proofs import RouteProofs
from vethanam.payments.paymaster.signature_proofs import SignedLog
from vethanam.periods import Month

#: the money of an award went to a society, and no two officers ordered it a second time
AGAIN_UNSIGNED = "not_ordered_again"
#: nobody signed that an award is paid by this society
ROUTE_UNSIGNED = "society_route_unsigned"
_ROUTES = """
SELECT DISTINCT ON (a.id) a.id, r.kind, r.society_id, r.id
  FROM benefits_award a JOIN benefits_decision s ON s.id = a.decision_id
  JOIN benefits_route r ON r.application_id = s.application_id AND r.payer = 'state' AND r.from_month <= %s
  JOIN benefits_check c ON c.kind = 'route' AND c.entry = r.id AND c.is_agreed
 WHERE a.id = ANY (%s) ORDER BY a.id, r.from_month DESC, r.id DESC
"""


def proven_accounts(log: SignedLog, legs: Sequence[Leg]) -> Mapping[int, ProvenAccount]:
    """The account of the society of each leg as proven from the log; a leg without one is left out.

    The account is that of now: a leg that the worker dated back would be paid to a former account. Its
    signature names the society by its code. The name, by which the row is found, proves nothing.
    """
    societies = {leg.pk: leg.advance.society for leg in legs if leg.advance is not None}
    accounts = accounts_of_societies({one.pk for one in societies.values()}, business_now()[0])
    found = {leg: accounts[one.pk] for leg, one in societies.items() if one.pk in accounts}
    proven = AccountProofs(log).of_institutions(set(found.values()))
    return {
        leg: proven[account]
        for leg, account in found.items()
        if account in proven and (proven[account].waits or societies[leg].code in proven[account].societies)
    }


def advances_wait(proofs: RouteProofs, legs: Sequence[Leg]) -> bool:
    """Whether the signature over the route of a line has no signed head yet."""
    lines = Leg.objects.filter(advance__in=[leg.advance_id for leg in legs], kind=Leg.Kind.HOME)
    return proofs.wait([one for one in lines.values_list("route", flat=True) if one is not None])


@dataclass(frozen=True, slots=True)
class AdvanceFaults:
    """The code of the fault of each leg that its lines do not prove, and of each line that is at fault."""

    legs: Mapping[int, str]
    lines: Mapping[int, str]


def faults_of_advances(
    proofs: RouteProofs, release: Release, legs: Sequence[Leg], again: Collection[str]
) -> AdvanceFaults:
    """The faults of the legs of advances. ``again``: lines ordered once more."""
    found, of_lines = dict[int, str](), dict[int, str]()
    taken, given = _paid(release), paid_to_societies(release, again)
    for leg in legs:
        lines = list(Leg.objects.filter(advance=leg.advance_id, kind=Leg.Kind.HOME).order_by("pk"))
        why = _fault(release, leg, lines)
        faulty = {} if why else _faults_of_lines(proofs, leg, lines, taken, given)
        if why or faulty:
            found[leg.pk] = why or next(iter(faulty.values()))
            of_lines |= faulty
        taken.update(line.award_id for line in lines if line.award_id is not None)
    return AdvanceFaults(found, of_lines)


def paid_to_societies(release: Release, again: Collection[str]) -> set[int]:
    """The awards of a release that a signed file paid to a society, without those ordered once more."""
    failed = FailedBenefit.objects.values("leg")
    signed = BenefitAccount.objects.filter(leg__release=release, leg__kind=Leg.Kind.SOCIETY)
    advances = signed.exclude(leg__in=failed).values("leg__advance")
    lines = Leg.objects.filter(advance__in=advances, kind=Leg.Kind.HOME).exclude(reference__in=list(again))
    return {one for one in lines.values_list("award", flat=True) if one is not None}


def _fault(release: Release, leg: Leg, lines: Sequence[Leg]) -> str:
    if leg.kind != Leg.Kind.SOCIETY or leg.advance is None or leg.release_id != release.pk:
        return "amount_not_signed"
    awards = [line.award_id for line in lines if line.award_id is not None]
    sums = Drawal.objects.filter(release_id=release.pk, award__in=awards).values_list("award")
    drawn = dict(sums.annotate(sum=Sum("amount")).order_by())
    if len(set(awards)) != len(lines) or not lines or leg.amount != sum(drawn.values()):
        return "amount_not_signed"
    if any(line.amount != drawn.get(line.award_id or 0) for line in lines):
        return "amount_not_signed"
    return ""


def _faults_of_lines(
    proofs: RouteProofs, leg: Leg, lines: Sequence[Leg], taken: Collection[int], given: Collection[int]
) -> dict[int, str]:
    """The lines that something else pays, of another route by now, unsigned, or of a person reported dead."""
    found = {line.pk: AGAIN_UNSIGNED for line in lines if line.award_id in given}
    found |= {line.pk: "paid_before" for line in lines if line.award_id in taken}
    if BenefitAccount.objects.filter(leg__advance=leg.advance_id, leg__kind=Leg.Kind.SOCIETY).exists():
        return found  # its routes were proven before it was signed first; its lines cannot change since
    society = leg.advance.society_id if leg.advance else None
    month = max(int(Month.of(localdate(business_now()[0]))), *leg.release.months)
    now = _routes([line.award_id for line in lines if line.award_id is not None], month)
    theirs = [route for kind, whose, route in now.values() if (kind, whose) == ("home", society) and route]
    proven = proofs.proven(Route.objects.select_related("society").in_bulk(theirs))
    dead = awards_of_the_dead({award: proven.get(route or 0, ()) for award, (_, _, route) in now.items()})
    for line in lines:
        kind, whose, route = now.get(line.award_id or 0, ("", None, None))
        if (kind, whose) != ("home", society):
            found.setdefault(line.pk, "line_of_another_society")
        elif route not in proven:
            found.setdefault(line.pk, ROUTE_UNSIGNED)
        elif line.award_id in dead:
            found.setdefault(line.pk, STOPPED)
    return found


def _routes(awards: Sequence[int], month: int) -> dict[int, tuple[str, int | None, int | None]]:
    """Kind, society and entry of the route of each award in a month; of an award without one, none."""
    found: dict[int, tuple[str, int | None, int | None]] = dict.fromkeys(awards, ("", None, None))
    with connection.cursor() as cursor:
        cursor.execute(_ROUTES, [month, list(awards)])
        found.update({award: (kind, society, route) for award, kind, society, route in cursor.fetchall()})
    return found


def _paid(release: Release) -> set[int]:
    """The awards that a signed file of a release pays by a leg of their own."""
    failed = FailedBenefit.objects.values("leg")
    signed = BenefitAccount.objects.filter(leg__release=release).exclude(leg__in=failed)
    found = signed.filter(leg__award__isnull=False).values_list("leg__award", flat=True)
    return {one for one in found if one is not None}
