"""Money paid too much, demands for it, and the place of every rupee of a demand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from vethanam.benefits.models import (
    Award,
    AwardNow,
    Check,
    Demand,
    DemandAnswer,
    DemandDecision,
    DemandEvent,
    DemandLine,
    SchemeOffice,
)
from vethanam.benefits.powers import OF_BODY, SCHEME, body_of
from vethanam.bulk import array_of
from vethanam.identity.authority import Authority
from vethanam.money import Paise
from vethanam.rules.benefit_demand import principal_first

_OVERPAID = """
SELECT award, for_month, is_held, excess, demanded, paid_on FROM benefits_overpaid(%s, %s, %s)
 ORDER BY award, for_month
"""
# Awards with a decision that a later cycle changed, or with a payment entered from outside.
_SUSPECTED = """
SELECT l.award_id, l.for_month FROM benefits_rollline l
  JOIN benefits_cycle_in_force c ON c.cycle_id = l.cycle_id
 WHERE c.scheme_id = %(scheme)s AND c.month > %(after)s AND cardinality(c.months) > 1
   AND l.for_month < c.month
UNION
SELECT e.award_id, e.for_month FROM benefits_elsewhere_in_force e JOIN benefits_award a ON a.id = e.award_id
 WHERE a.scheme_id = %(scheme)s AND e.payer = 'state'
"""
_STATE = """
SELECT outcome, principal, interest, is_set_aside, is_stayed, waived, repaid, recovered, remaining
  FROM benefits_demand_now WHERE demand_id = %s
"""
_RECOVERABLE = """
SELECT award, demand, from_month, instalment, most_rate, remaining
  FROM benefits_recoverable(%s) ORDER BY award
"""
_LOCK = "SELECT benefits_lock_recoverable(%s)"
_KEPT = """
SELECT a.number, r.for_month, s.number, r.amount
  FROM benefits_recovery r JOIN benefits_award a ON a.id = r.award_id
  JOIN benefits_release s ON s.id = r.release_id
 WHERE r.demand_id = %s ORDER BY r.id
"""
# Instalments, repayments and waivers of a demand, in the order in which they counted.
_SETTLED = """
SELECT how, reference, amount
  FROM (SELECT 'recovered' AS how, s.number AS reference, r.amount, s.recorded_at AS at, r.id
          FROM benefits_recovery r JOIN benefits_release s ON s.id = r.release_id
         WHERE r.demand_id = %(demand)s
        UNION ALL
        SELECT e.kind, coalesce(nullif(e.reference, ''), o.number, ''), e.amount, c.recorded_at, e.id
          FROM benefits_demandevent e
          JOIN benefits_check c ON c.kind = 'demand' AND c.entry = e.id AND c.is_agreed
          LEFT JOIN orders_order o ON o.id = e.order_id
         WHERE e.demand_id = %(demand)s AND e.kind IN ('waived', 'repaid')) x
 ORDER BY at, how, id
"""
_KEPT_OF_RELEASE = """
SELECT count(DISTINCT r.award_id), coalesce(sum(r.amount), 0)::bigint
  FROM benefits_recovery r WHERE r.release_id = %s
"""
_SETTLED_WHOLLY = """
SELECT r.award_id, r.for_month FROM benefits_recovery r
 WHERE r.award_id = ANY (%s) AND NOT EXISTS (
       SELECT FROM benefits_drawal d WHERE d.release_id = r.release_id AND d.award_id = r.award_id
          AND d.for_month = r.for_month)
   AND NOT EXISTS (SELECT FROM benefits_demand_event_now e
                    WHERE e.demand_id = r.demand_id AND e.kind = 'set_aside')
"""


@dataclass(frozen=True, slots=True)
class Overpaid:
    """A month of an award with more than its due paid by the State; paise.

    ``is_held``: the due is not known. ``demanded``: what standing demands ask. ``paid_on`` None: outside.
    """

    award: int
    month: int
    is_held: bool
    excess: Paise
    demanded: Paise
    paid_on: date | None

    @property
    def open(self) -> Paise:
        """What nobody has demanded."""
        return 0 if self.is_held else self.excess - self.demanded


@dataclass(frozen=True, slots=True)
class DemandState:
    """What stands of a demand; paise. ``remaining`` is what is still to be repaid."""

    outcome: str
    principal: Paise
    interest: Paise
    is_set_aside: bool
    is_stayed: bool
    waived: Paise
    repaid: Paise
    recovered: Paise
    remaining: Paise

    @property
    def word(self) -> str:
        """The state in a word."""
        if self.is_set_aside:
            return "set_aside"
        if self.outcome == DemandDecision.Outcome.DROPPED:
            return "dropped"
        if not self.outcome:
            return "noticed"
        if self.is_stayed:
            return "stayed"
        return "upheld" if self.remaining else "settled"

    @property
    def places(self) -> list[tuple[str, Paise]]:
        """Where every rupee of principal and interest is."""
        whole = self.principal + self.interest
        settled = [("recovered", self.recovered), ("repaid", self.repaid), ("waived", self.waived)]
        if self.word in ("set_aside", "dropped"):
            back = self.recovered + self.repaid
            found = [("due_again", self.recovered), ("to_give_back", self.repaid), (self.word, whole - back)]
        else:
            found = [*settled, (self.word if self.word != "settled" else "upheld", self.remaining)]
        return [(name, amount) for name, amount in found if amount]


@dataclass(frozen=True, slots=True)
class Recoverable:
    """The oldest open demand of an award, by which a release may keep something back; paise.

    ``most_rate`` is the most of a month's due, in hundredths of a per cent.
    """

    award: int
    demand: int
    from_month: int
    instalment: Paise
    most_rate: int
    remaining: Paise


@dataclass(frozen=True, slots=True)
class KeptBack:
    """What a release kept back of a month for a demand."""

    award: str
    month: int
    release: str
    amount: Paise


@dataclass(frozen=True, slots=True)
class Settled:
    """A sum kept back, repaid or waived of a demand, split into principal and interest; paise."""

    how: str
    reference: str
    amount: Paise
    principal: Paise
    interest: Paise


def overpaid(scheme: SchemeOffice, awards: Sequence[int], months: Sequence[int]) -> list[Overpaid]:
    """The paid months of some awards, each with what was paid above its due."""
    with connection.cursor() as cursor:
        cursor.execute(_OVERPAID, [scheme.pk, list(awards), list(months)])
        return [Overpaid(*row) for row in cursor.fetchall()]


def overpaid_of(scheme: SchemeOffice, after: int) -> list[Overpaid]:
    """Months paid above their due that nobody has demanded, as the cycles after a month found them."""
    with connection.cursor() as cursor:
        cursor.execute(_SUSPECTED, {"scheme": scheme.pk, "after": after})
        pairs = set(cursor.fetchall())
    awards, months = sorted({one for one, _ in pairs}), sorted({month for _, month in pairs})
    found = overpaid(scheme, awards, months) if pairs else []
    return [one for one in found if one.open > 0]


def state_of(demand: Demand) -> DemandState:
    """What stands of a demand now."""
    with connection.cursor() as cursor:
        cursor.execute(_STATE, [demand.pk])
        return DemandState(*cursor.fetchone())


def kept_for(demand: Demand) -> list[KeptBack]:
    """What releases kept back for a demand, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(_KEPT, [demand.pk])
        return [KeptBack(*row) for row in cursor.fetchall()]


def settled_of(demand: Demand) -> list[Settled]:
    """Instalments, repayments and waivers of a demand in order of time, principal first, then interest."""
    with connection.cursor() as cursor:
        cursor.execute(_SETTLED, {"demand": demand.pk})
        rows = cursor.fetchall()
    split = principal_first(state_of(demand).principal, [amount for _, _, amount in rows])
    return [
        Settled(how, reference, amount, principal, interest)
        for (how, reference, amount), (principal, interest) in zip(rows, split, strict=True)
    ]


def kept_by(release: int) -> tuple[int, Paise]:
    """The awards from which a release kept something back, and the sum."""
    with connection.cursor() as cursor:
        cursor.execute(_KEPT_OF_RELEASE, [release])
        people, amount = cursor.fetchone()
    return people, amount


def months_kept_whole(awards: Sequence[int]) -> set[tuple[int, int]]:
    """Award and month where everything due was kept back for a demand."""
    with connection.cursor() as cursor:
        cursor.execute(_SETTLED_WHOLLY, [array_of(list(awards))])
        return set(cursor.fetchall())


def lock_recoverable(scheme: SchemeOffice) -> None:
    """Lock the demands that a release of a scheme may serve: a stay comes before it or after it."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [scheme.pk])


def recoverable(scheme: SchemeOffice) -> list[Recoverable]:
    """The demands by which a release of a scheme may keep something back, one an award."""
    with connection.cursor() as cursor:
        cursor.execute(_RECOVERABLE, [scheme.pk])
        return [Recoverable(*row) for row in cursor.fetchall()]


def demands_of(authority: Authority) -> QuerySet[Demand]:
    """The demands of an officer's scheme or local body, the latest first."""
    rows = Demand.objects.select_related("award__scheme", "award__beneficiary__person").order_by("-pk")
    if authority.role == SCHEME:
        return rows.filter(award__scheme__code=authority.scope or "-")
    if authority.role in OF_BODY:
        theirs = AwardNow.objects.filter(local_body=body_of(authority)).values("award")
        return rows.filter(award__in=theirs)
    return rows.none()


def demands_to_decide(authority: Authority) -> QuerySet[Demand]:
    """Demands of the scheme that another person made, answered or past the last day for an answer."""
    decided = DemandDecision.objects.filter(demand=OuterRef("pk"))
    answered = DemandAnswer.objects.filter(demand=OuterRef("pk"))
    rows = demands_of(authority).filter(~Exists(decided))
    rows = rows.filter(Exists(answered) | Q(answer_by__lt=localdate(authority.at)))
    return rows.exclude(entered_by=authority.account).exclude(person__in=_oneself(authority))


def interest_to_fix(authority: Authority) -> QuerySet[Demand]:
    """Upheld demands of the scheme without interest, where a false statement may bear some.

    Whether its form is known, :mod:`vethanam.benefits.demand_rules` tells.
    """
    declined = Check.objects.filter(kind=Check.Kind.DEMAND, entry=OuterRef("pk"), is_agreed=False)
    events = DemandEvent.objects.filter(demand=OuterRef("pk"))
    fixed = events.filter(~Exists(declined), kind=DemandEvent.Kind.INTEREST)
    agreed = Check.objects.filter(kind=Check.Kind.DEMAND, entry=OuterRef("pk"), is_agreed=True)
    over = events.filter(Exists(agreed), kind=DemandEvent.Kind.SET_ASIDE)
    return demands_of(authority).filter(
        ~Exists(fixed), ~Exists(over), cause=Demand.Cause.FALSE_STATEMENT, decision__interest=0,
        decision__outcome=DemandDecision.Outcome.UPHELD, decision__form="",
    )  # fmt: skip


def events_to_check(authority: Authority) -> QuerySet[DemandEvent]:
    """Changes of demands of the scheme that wait for another person than the one who entered them."""
    checked = Check.objects.filter(kind=Check.Kind.DEMAND, entry=OuterRef("pk"))
    rows = DemandEvent.objects.filter(~Exists(checked), demand__award__scheme__code=authority.scope or "-")
    return rows.exclude(kind=DemandEvent.Kind.STAYED).select_related("demand__award__beneficiary__person")


def others_events(authority: Authority) -> QuerySet[DemandEvent]:
    """Those that this officer may check."""
    rows = events_to_check(authority).exclude(entered_by=authority.account)
    return rows.exclude(person__in=_oneself(authority))


def agreed_or_stay(event: DemandEvent, checks: dict[int, bool]) -> bool | None:
    """Whether an event counts: a stay at once, another once agreed to; None: it waits."""
    return True if event.kind == DemandEvent.Kind.STAYED else checks.get(event.pk)


def open_stays(demand: Demand) -> list[DemandEvent]:
    """The stays of a demand that nothing has lifted."""
    agreed = Check.objects.filter(kind=Check.Kind.DEMAND, entry=OuterRef("pk"), is_agreed=True)
    lifted = DemandEvent.objects.filter(Exists(agreed), demand=demand, kind=DemandEvent.Kind.LIFTED)
    rows = DemandEvent.objects.filter(demand=demand, kind=DemandEvent.Kind.STAYED)
    return list(rows.exclude(pk__in=lifted.values("lifts")).order_by("pk"))


def waits_for_check(demand: Demand, kind: str) -> bool:
    """Whether a change of this kind waits for another person."""
    checked = Check.objects.filter(kind=Check.Kind.DEMAND, entry=OuterRef("pk"))
    return DemandEvent.objects.filter(~Exists(checked), demand=demand, kind=kind).exists()


def lines_of_demand(demand: Demand) -> list[DemandLine]:
    """The months of a demand, oldest first."""
    return list(DemandLine.objects.filter(demand=demand).order_by("for_month"))


def sources_of(demand: Demand) -> list[Award]:
    """The awards of the same person from which instalments may be kept back."""
    if demand.addressee != Demand.Addressee.PERSON:
        return []
    rows = AwardNow.objects.filter(beneficiary=demand.award.beneficiary_id)
    standing = rows.exclude(state=AwardNow.State.ENDED).values("award")
    return list(Award.objects.select_related("scheme").filter(pk__in=standing).order_by("pk"))


def is_late(demand: Demand, at: datetime) -> bool:
    """Whether the last day for an answer is over."""
    return localdate(at) > demand.answer_by


def facts_of_event(event: DemandEvent) -> dict[str, Any]:
    """A change of a demand as codes, for a person who checks it."""
    return {
        "demand": event.demand.number, "change": event.kind, "amount": event.amount,
        "reference": event.reference, "order": event.order.number if event.order else "",
    }  # fmt: skip


def _oneself(authority: Authority) -> list[int]:
    return [one for one in (authority.person, authority.on_behalf_of) if one is not None]
