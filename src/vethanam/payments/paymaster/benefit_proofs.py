"""The legs of a file part proven one by one: release, amount, account, and nothing of it paid before.

An officer of the scheme and another of finance signed the content of the release, which binds every drawal to
the paisa. A verifier signed the whole account of each route, alone or under the root of its sheet, and
another person entered it. The SQL guards bound drawals by the due of their award, month and payer.
A leg to a society is proven by its lines (``advance_proofs``), or is an incentive (``incentive_proofs``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Sum
from django.utils.timezone import localdate

from vethanam.benefits.models import FilePart, Leg, Release, Route
from vethanam.benefits.queries.payments import drawn_rows
from vethanam.journal.business_time import business_now
from vethanam.journal.epochs import is_restored
from vethanam.ledger.notes import VerifierKey
from vethanam.payments.accounts import Payee, tidied
from vethanam.payments.messages import Account
from vethanam.payments.models import BenefitAccount, FailedBenefit, FoundFile
from vethanam.payments.paymaster.advance_proofs import (
    AGAIN_UNSIGNED,
    advances_wait,
    faults_of_advances,
    paid_to_societies,
    proven_accounts,
)
from vethanam.payments.paymaster.award_stops import STOPPED, awards_of_the_dead
from vethanam.payments.paymaster.benefit_compensation_proofs import faults_of_lines, release_waits
from vethanam.payments.paymaster.incentive_proofs import faults_of_incentives, incentives_wait
from vethanam.payments.paymaster.release_order_proofs import ProvenOrder, proven_order
from vethanam.payments.paymaster.route_proofs import RouteProofs
from vethanam.payments.paymaster.signature_proofs import SignedLog
from vethanam.periods import Month

_ROUTE = """
SELECT DISTINCT ON (a.id) a.id, r.id
  FROM benefits_award a JOIN benefits_decision s ON s.id = a.decision_id
  JOIN benefits_route r ON r.application_id = s.application_id AND r.payer = 'state' AND r.from_month <= %s
  JOIN benefits_check c ON c.kind = 'route' AND c.entry = r.id AND c.is_agreed
 WHERE a.id = ANY (%s) ORDER BY a.id, r.from_month DESC, r.id DESC
"""


@dataclass(frozen=True, slots=True)
class ProvenPart:
    """The payee of each proven leg, and the code of the fault of every other. ``waits``: look again later.

    ``head`` is the account to debit as two officers signed it; None if their orders do not name it.
    ``lines``: the code of the fault of each line of an advance that is not proven.
    """

    payees: Mapping[int, Payee] = field(default_factory=dict)
    faults: Mapping[int, str] = field(default_factory=dict)
    waits: bool = False
    head: Account | None = None
    lines: Mapping[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class BenefitProofs:
    """Proves file parts of benefits against the log of one key."""

    log: SignedLog
    routes: RouteProofs = field(init=False)

    def __post_init__(self) -> None:
        self.routes = RouteProofs(self.log)

    @classmethod
    def of(cls, key: VerifierKey) -> BenefitProofs:
        """Proofs under heads signed by a log key."""
        return cls(SignedLog(key))

    def __call__(self, part: FilePart, legs: Sequence[Leg]) -> ProvenPart:
        """Each leg of a part, proven or with its fault."""
        release = part.release
        if is_restored() and _may_be_paid_before(release):
            return ProvenPart(waits=True)
        order = proven_order(self.log, release)
        if order.why:
            every = dict.fromkeys((leg.pk for leg in legs), order.why)
            return ProvenPart(waits=True) if order.waits else ProvenPart(faults=every)
        if release.compensation and release_waits(release, self.log):
            return ProvenPart(waits=True)
        if any(leg.kind in Leg.TO_SOCIETY for leg in legs):
            return self._of_societies(release, legs, order)
        routes = Route.objects.defer(None).in_bulk([one for leg in legs if (one := leg.route_id) is not None])
        if self.routes.wait(routes):
            return ProvenPart(waits=True)
        proven = self.routes.proven(routes)
        amounts = _left(release, legs, order.again)
        dead = awards_of_the_dead(
            {leg.award_id: proven.get(leg.route_id or 0, ()) for leg in legs if leg.award_id is not None}
        )
        if release.compensation:
            amounts |= faults_of_lines(release, legs, self.log)
        payees: dict[int, Payee] = {}
        faults: dict[int, str] = {}
        for leg in legs:
            route = routes.get(leg.route_id or 0)
            why = amounts.get(leg.pk, "") or ("" if leg.route_id in proven else "account_unsigned")
            if why or route is None or leg.award_id in dead:
                faults[leg.pk] = why or ("account_not_in_force" if route is None else STOPPED)
            else:
                payees[leg.pk] = _payee(route)
        return ProvenPart(payees, faults, head=order.head)

    def _of_societies(self, release: Release, legs: Sequence[Leg], order: ProvenOrder) -> ProvenPart:
        """The legs to societies of a part, into proven accounts: sums of lines, or ordered incentives."""
        incentives = [leg for leg in legs if leg.kind == Leg.Kind.BILL]
        if incentives_wait(self.log, incentives):
            return ProvenPart(waits=True)
        advances = [leg for leg in legs if leg.kind != Leg.Kind.BILL]
        if advances_wait(self.routes, advances):
            return ProvenPart(waits=True)
        of_advances = faults_of_advances(self.routes, release, advances, order.again)
        faults = {**of_advances.legs, **faults_of_incentives(self.log, incentives)}
        accounts = proven_accounts(self.log, legs)
        if any(one.waits for one in accounts.values()):
            return ProvenPart(waits=True)
        payees = {}
        for leg in legs:
            account = accounts.get(leg.pk)
            if account is None or account.payee is None:
                faults.setdefault(leg.pk, "society_account_unsigned")
            elif leg.pk not in faults:
                payees[leg.pk] = account.payee
        return ProvenPart(payees, faults, head=order.head, lines=of_advances.lines)


def _left(release: Release, legs: Sequence[Leg], again: Collection[str]) -> dict[int, str]:
    """The legs with another amount than drawn, of an award that is paid in a signed file, or by another route
    than the one in force. ``again``: lines that two officers ordered a second time.
    """
    awards = [one for leg in legs if (one := leg.award_id) is not None]
    sums = drawn_rows(release).filter(award__in=awards).values_list("award")
    drawn = dict(sums.annotate(sum=Sum("amount")).order_by())
    taken, given = _paid(release, awards), paid_to_societies(release, again)
    routes = _routes_now(release, legs)
    found: dict[int, str] = {}
    for leg in legs:
        if leg.award_id is None:
            found[leg.pk] = "amount_not_signed"
            continue
        if leg.award_id in taken:
            found[leg.pk] = "paid_before"
        elif leg.award_id in given:
            found[leg.pk] = AGAIN_UNSIGNED
        elif leg.amount != drawn.get(leg.award_id) or leg.release_id != release.pk:
            found[leg.pk] = "amount_not_signed"
        elif routes.get(leg.award_id) != leg.route_id:
            found[leg.pk] = "account_not_in_force"
        taken.add(leg.award_id)
    return found


def _paid(release: Release, awards: Sequence[int]) -> set[int]:
    """The awards that a signed file of a release pays, or for which a society has its money by rows."""
    failed = FailedBenefit.objects.values("leg")
    signed = BenefitAccount.objects.filter(leg__release=release, leg__award__in=awards)
    home = Leg.objects.filter(release=release, award__in=awards, kind=Leg.Kind.HOME, state__in=Leg.LIVE)
    return {
        *_awards(signed.exclude(leg__in=failed).values_list("leg__award", flat=True)),
        *_awards(home.values_list("award", flat=True)),
    }


def _awards(found: Iterable[int | None]) -> list[int]:
    return [one for one in found if one is not None]


def _routes_now(release: Release, legs: Sequence[Leg]) -> dict[int, int]:
    """The route in force of each award now: a leg that the worker dated back would go by a former route."""
    month = max([int(Month.of(localdate(business_now()[0]))), *release.months])
    with connection.cursor() as cursor:
        cursor.execute(_ROUTE, [month, [one for leg in legs if (one := leg.award_id) is not None]])
        return dict(cursor.fetchall())


def _may_be_paid_before(release: Release) -> bool:
    """Whether a file from before a restore may have paid a release: it has its mark, and no part of ours."""
    found = FoundFile.objects.filter(mark=release.number)
    return found.exclude(message__in=FilePart.objects.values("message")).exists()


def _payee(route: Route) -> Payee:
    return Payee(" ".join(route.holder.split()), tidied(Account(route.branch, route.number)))
