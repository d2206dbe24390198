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

from vethanam.benefits.models import (
    AwardNow,
    BeneficiarySheet,
    Check,
    FilePart,
    Leg,
    PaymentOrder,
    Release,
    Route,
    SheetDecision,
)
from vethanam.benefits.payment_statements import payment_statement
from vethanam.benefits.powers import OFFICERS
from vethanam.benefits.queries.payments import (
    BENEFIT_ROUTE,
    content_of,
    drawn_rows,
    drawn_sum,
    route_commitments,
)
from vethanam.benefits.sheets.roots import accounts_on_record, sheet_statement
from vethanam.identity.signed_statements import fits, statements
from vethanam.identity.signers import ProvenSigner
from vethanam.journal.business_time import business_now
from vethanam.journal.epochs import is_restored
from vethanam.ledger.notes import VerifierKey
from vethanam.payments.accounts import Payee, tidied
from vethanam.payments.messages import Account
from vethanam.payments.models import BenefitAccount, FailedBenefit, FoundFile
from vethanam.payments.paymaster.advance_proofs import faults_of_advances, proven_accounts
from vethanam.payments.paymaster.benefit_compensation_proofs import faults_of_lines, release_waits
from vethanam.payments.paymaster.incentive_proofs import faults_of_incentives, incentives_wait
from vethanam.payments.paymaster.signature_proofs import SignedLog, Signing
from vethanam.people.models import Role
from vethanam.people.queries import persons_behind
from vethanam.periods import Month
from vethanam.service_book.models import AccountSignature

_DEAD = ("death_reported", "death")
_ROUTE = """
SELECT DISTINCT ON (a.id) a.id, r.id
  FROM benefits_award a JOIN benefits_decision s ON s.id = a.decision_id
  JOIN benefits_route r ON r.application_id = s.application_id AND r.payer = 'state' AND r.from_month <= %s
  JOIN benefits_check c ON c.kind = 'route' AND c.entry = r.id AND c.is_agreed
 WHERE a.id = ANY (%s) ORDER BY a.id, r.from_month DESC, r.id DESC
"""


@dataclass(frozen=True, slots=True)
class ProvenPart:
    """The payee of each proven leg, and the code of the fault of every other. ``waits``: look again later."""

    payees: Mapping[int, Payee] = field(default_factory=dict)
    faults: Mapping[int, str] = field(default_factory=dict)
    waits: bool = False


@dataclass(slots=True)
class BenefitProofs:
    """Proves file parts of benefits against the log of one key."""

    log: SignedLog
    #: routes of each verified sheet, once its root was recomputed
    _sheets: dict[int, frozenset[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, key: VerifierKey) -> BenefitProofs:
        """Proofs under heads signed by a log key."""
        return cls(SignedLog(key))

    def __call__(self, part: FilePart, legs: Sequence[Leg]) -> ProvenPart:
        """Each leg of a part, proven or with its fault."""
        release = part.release
        if is_restored() and _may_be_paid_before(release):
            return ProvenPart(waits=True)
        why, waits = self._ordered(release)
        if waits:
            return ProvenPart(waits=True)
        if why:
            return ProvenPart(faults=dict.fromkeys((leg.pk for leg in legs), why))
        if release.compensation and release_waits(release, self.log):
            return ProvenPart(waits=True)
        if any(leg.kind in Leg.TO_SOCIETY for leg in legs):
            return self._of_societies(release, legs)
        routes = Route.objects.defer(None).in_bulk([one for leg in legs if (one := leg.route_id) is not None])
        if self._wait(routes):
            return ProvenPart(waits=True)
        accounts = self._unsigned(routes)
        amounts = _left(release, legs)
        if release.compensation:
            amounts |= faults_of_lines(release, legs, self.log)
        payees: dict[int, Payee] = {}
        faults: dict[int, str] = {}
        for leg in legs:
            route = routes.get(leg.route_id or 0)
            why = amounts.get(leg.pk, "") or accounts.get(leg.route_id or 0, "")
            if why or route is None:
                faults[leg.pk] = why or "account_not_in_force"
            else:
                payees[leg.pk] = _payee(route)
        return ProvenPart(payees, faults)

    def _of_societies(self, release: Release, legs: Sequence[Leg]) -> ProvenPart:
        """The legs to societies of a part, into proven accounts: sums of lines, or ordered incentives."""
        incentives = [leg for leg in legs if leg.kind == Leg.Kind.BILL]
        if incentives_wait(self.log, incentives):
            return ProvenPart(waits=True)
        faults = faults_of_advances(release, [leg for leg in legs if leg.kind != Leg.Kind.BILL])
        faults |= faults_of_incentives(self.log, incentives)
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
        return ProvenPart(payees, faults)

    def _ordered(self, release: Release) -> tuple[str, bool]:
        """Why a release is not proven to be ordered by two persons; empty if it is. Or whether to wait."""
        if release.payer != "state":
            return "release_paid_elsewhere", False
        says = payment_statement(release, content_of(release), drawn_sum(release))
        leaves = [
            leaf
            for leaf in PaymentOrder.objects.filter(release=release).values_list("signed__leaf", flat=True)
            if leaf is not None
        ]
        waits = bool(self.log.waiting(leaves))
        by = [
            one.by for one in self.log.signings(leaves).values() if fits(one, "order_benefit_payment", says)
        ]
        scheme = [one for one in by if one.role == Role.SCHEME_OFFICER and _holds(one, release.scheme.code)]
        finance = [one for one in by if one.role == Role.FINANCE_OFFICER and one.holds(one.role)]
        if any(not one.is_same(other) for one in scheme for other in finance):
            return "", False
        return "payment_not_ordered", waits

    def _wait(self, routes: Collection[int]) -> bool:
        return bool(self.log.waiting(_leaves_over(routes)))

    def _unsigned(self, routes: Mapping[int, Route]) -> dict[int, str]:
        """The routes whose account no proven verifier signed as it stands, or its enterer alone."""
        rows = AccountSignature.objects.filter(kind=BENEFIT_ROUTE, fact__in=list(routes))
        listed = list(rows.values_list("fact", "signed__leaf"))
        signings = self.log.signings({leaf for _, leaf in listed})
        said = {leaf: _accounts_in(one) for leaf, one in signings.items()}
        committed = route_commitments(list(routes))
        makers = persons_behind({row.entered_by_id for row in routes.values()})
        sheets = self._of_sheets(signings)
        agreed = set(
            Check.objects.filter(kind=Check.Kind.ROUTE, entry__in=list(routes), is_agreed=True).values_list(
                "entry", flat=True
            )
        )
        good = set()
        for fact, leaf in listed:
            signing = signings.get(leaf)
            if signing is None:
                continue
            is_named = fact in said[leaf] and said[leaf][fact] == committed.get(fact)
            if not is_named and fact not in sheets.get(leaf, ()):
                continue
            entered = {*makers.get(routes[fact].entered_by_id, ()), routes[fact].person_id}
            is_officer = signing.by.role in OFFICERS and signing.by.holds(signing.by.role)
            if is_officer and signing.by.person not in entered and fact in agreed:
                good.add(fact)
        return {one: "account_unsigned" for one in routes if one not in good}

    def _of_sheets(self, signings: Mapping[int, Signing]) -> dict[int, frozenset[int]]:
        """The routes of each sheet with accounts as an officer of it signed them, by leaf."""
        decided = SheetDecision.objects.filter(is_agreed=True, signed__leaf__in=list(signings))
        found = {}
        for row in decided.select_related("sheet__scheme", "sheet__local_body", "signed"):
            if row.signed is None:
                continue
            leaf = row.signed.leaf
            if leaf not in self._sheets:
                self._sheets[leaf] = _routes_signed(signings[leaf], row.sheet)
            found[leaf] = self._sheets[leaf]
        return found


def _routes_signed(signing: Signing, sheet: BeneficiarySheet) -> frozenset[int]:
    """The routes of a sheet that this signature covers; none if one of them differs from it."""
    scope = sheet.scheme.code if signing.by.role == Role.SCHEME_OFFICER else ""
    if signing.by.role == Role.LOCAL_BODY_SECRETARY and sheet.local_body is not None:
        scope = sheet.local_body.code
    if not scope or not _holds(signing.by, scope):
        return frozenset()
    if not fits(signing, "verify_beneficiaries", sheet_statement(sheet)):
        return frozenset()
    root, routes = accounts_on_record(sheet)
    return routes if root == bytes(sheet.account_root) else frozenset()


def _holds(signer: ProvenSigner, scope: str) -> bool:
    return signer.holds(signer.role, scope)


def _leaves_over(routes: Collection[int]) -> set[int]:
    rows = AccountSignature.objects.filter(kind=BENEFIT_ROUTE, fact__in=list(routes))
    return {*rows.values_list("signed__leaf", flat=True)}


def _accounts_in(signing: Signing) -> dict[int, str]:
    """The commitments to accounts that a signature names, by route."""
    said = statements(signing, "sign_benefit_accounts")
    return {one["account"]: str(one.get("number")) for one in said if type(one.get("account")) is int}


def _left(release: Release, legs: Sequence[Leg]) -> dict[int, str]:
    """The legs with another amount than drawn, of an award that is paid in a signed file, stopped, or by
    another route than the one in force.
    """
    awards = [one for leg in legs if (one := leg.award_id) is not None]
    sums = drawn_rows(release).filter(award__in=awards).values_list("award")
    drawn = dict(sums.annotate(sum=Sum("amount")).order_by())
    stopped = AwardNow.objects.filter(award__in=awards, cause__in=_DEAD, state__in=("suspended", "ended"))
    dead, taken = set(stopped.values_list("award", flat=True)), _paid(release, awards)
    routes = _routes_now(release, legs)
    found: dict[int, str] = {}
    for leg in legs:
        if leg.award_id is None:
            found[leg.pk] = "amount_not_signed"
            continue
        if leg.award_id in taken:
            found[leg.pk] = "paid_before"
        elif leg.amount != drawn.get(leg.award_id) or leg.release_id != release.pk:
            found[leg.pk] = "amount_not_signed"
        elif leg.award_id in dead:
            found[leg.pk] = "award_stopped"
        elif routes.get(leg.award_id) != leg.route_id:
            found[leg.pk] = "account_not_in_force"
        taken.add(leg.award_id)
    return found


def _paid(release: Release, awards: Sequence[int]) -> set[int]:
    """The awards that a signed file of a release pays, or a society."""
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
