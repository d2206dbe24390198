"""Home delivery that waits for an officer: payments to order, lists to take and to deliver, deliveries to
check, money to give back and to confirm.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BigIntegerField,
    Count,
    DateField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Cast, Coalesce
from django.utils.timezone import localdate

from vethanam.benefits.models import (
    Check,
    Delivery,
    Leg,
    ListTaken,
    MoneyReturn,
    Payer,
    PaymentOrder,
    Release,
    Route,
)
from vethanam.benefits.powers import SCHEME
from vethanam.benefits.queries.checks import is_agreed, waiting
from vethanam.benefits.queries.deliveries import advances_of, returns_waiting
from vethanam.benefits.queries.payments import BENEFIT_ROUTE
from vethanam.identity.authority import Authority
from vethanam.service_book.models import AccountSignature


def to_order(authority: Authority) -> QuerySet[Release]:
    """Releases with a payment; ``ordered``: the rows that say that this officer's role, or she in another
    role, has ordered it. ``again``: lines that were not delivered and that another signed route may pay.
    Which orders count, and which lines they name, :mod:`vethanam.benefits.order_proofs` tells.
    """
    own = Q(role=authority.role) | Q(entered_by=authority.account) | Q(person__in=_oneself(authority))
    orders = PaymentOrder.objects.filter(own, release=OuterRef("pk")).order_by("pk").values("pk")
    signed = AccountSignature.objects.filter(kind=BENEFIT_ROUTE, fact=OuterRef("pk"))
    another = Route.objects.filter(
        Exists(signed), is_agreed(Check.Kind.ROUTE), payer=Route.Payer.STATE, pk__gt=OuterRef("route"),
        application=OuterRef("award__decision__application"),
    )  # fmt: skip
    lines = Leg.objects.filter(
        Exists(another), release=OuterRef("pk"), kind=Leg.Kind.HOME, state=Leg.State.UNDELIVERED
    )
    rows = Release.objects.filter(payer=Payer.STATE).annotate(
        ordered=ArraySubquery(orders), again=ArraySubquery(lines.order_by("pk").values("pk"))
    )
    return rows.filter(scheme__code=authority.scope or "-") if authority.role == SCHEME else rows


def lists_to_take(authority: Authority) -> QuerySet[Any]:
    """Credited lists that no secretary of the society has taken; ``since`` is the day of the credit."""
    taken = ListTaken.objects.filter(advance=OuterRef("pk"))
    return _credited(authority).filter(~Exists(taken), count__gt=0)


def lists_to_deliver(authority: Authority) -> QuerySet[Any]:
    """Lists that were taken, with lines to enter until the last day; ``since`` is the first taking."""
    taken = ListTaken.objects.filter(advance=OuterRef("pk")).order_by("pk").values("recorded_at")[:1]
    today = Value(localdate(authority.at), DateField())
    last = ExpressionWrapper(F("paid_on") + F("days"), DateField())
    rows: QuerySet[Any] = _credited(authority).annotate(taken=Subquery(taken), last=last)
    return rows.filter(taken__isnull=False, count__gt=0, last__gte=today)


def to_check(authority: Authority) -> QuerySet[Any, Any]:
    """The lists with deliveries that another person entered, by number; to be counted by the caller."""
    rows = Delivery.objects.filter(leg__advance__in=advances_of(authority).order_by().values("pk"))
    rows = waiting(rows, Check.Kind.DELIVERY).exclude(entered_by=authority.account)
    return rows.exclude(person__in=_oneself(authority)).values("leg__advance__number")


def money_to_return(authority: Authority) -> QuerySet[Any]:
    """Lists that are delivered to the end; the society still has ``rest``."""
    lines = Leg.objects.filter(advance=OuterRef("pk"), kind=Leg.Kind.HOME).order_by().values("advance")
    left = lines.exclude(state=Leg.State.DELIVERED).annotate(sum=Sum("amount")).values("sum")
    declined = Check.objects.filter(kind=Check.Kind.MONEY_RETURN, entry=OuterRef("pk"), is_agreed=False)
    returns = MoneyReturn.objects.filter(
        ~Exists(declined), advance=OuterRef("pk"), is_interest=False
    ).order_by()
    given = returns.values("advance").annotate(sum=Sum("amount")).values("sum")
    none = Value(0, BigIntegerField())
    rest = Coalesce(Subquery(left, BigIntegerField()), none)
    rows: QuerySet[Any] = ended_advances(authority).annotate(
        rest=rest - Coalesce(Subquery(given, BigIntegerField()), none)
    )
    return rows.filter(rest__gt=0)


def late_interest_to_pay(authority: Authority) -> QuerySet[Any]:
    """Lists with confirmed money that came back after the last day; ``late_on`` is the last such transfer.

    Whether interest is known and left to pay, :mod:`vethanam.benefits.queries.late_money` tells.
    """
    agreed = Check.objects.filter(kind=Check.Kind.MONEY_RETURN, entry=OuterRef("pk"), is_agreed=True)
    returns = MoneyReturn.objects.filter(Exists(agreed), advance=OuterRef("pk"), is_interest=False)
    latest = returns.order_by("-on", "-pk").values("recorded_at")[:1]
    last = ExpressionWrapper(F("paid_on") + F("days"), DateField())
    late = returns.filter(on__gt=OuterRef("last"))
    rows: QuerySet[Any] = _credited(authority).annotate(last=last, late_on=Subquery(latest))
    return rows.filter(Exists(late))


def ended_advances(authority: Authority) -> QuerySet[Any]:
    """Credited lists on which no line is open; ``ended``: the last check, or the last day without one."""
    open_lines = Leg.objects.filter(advance=OuterRef("pk"), kind=Leg.Kind.HOME, state=Leg.State.LISTED)
    checks = Check.objects.filter(kind=Check.Kind.DELIVERY, entry__in=_deliveries_of()).order_by()
    ended = checks.values("kind").annotate(at=Max("recorded_at")).values("at")
    last = Cast(ExpressionWrapper(F("paid_on") + F("days"), DateField()), DateTimeField())
    rows: QuerySet[Any] = _credited(authority).annotate(ended=Coalesce(Subquery(ended), last))
    return rows.filter(~Exists(open_lines))


def returns_to_confirm(authority: Authority) -> QuerySet[MoneyReturn]:
    """Transfers back that another person entered, for an officer of the scheme."""
    rows = returns_waiting(authority).exclude(entered_by=authority.account)
    return rows.exclude(person__in=_oneself(authority))


def _credited(authority: Authority) -> QuerySet[Any]:
    """The credited lists, with ``paid_on``, ``since``, and ``count`` of lines to enter."""
    paid = Leg.objects.filter(advance=OuterRef("pk"), kind=Leg.Kind.SOCIETY, state=Leg.State.CREDITED)
    lines = Leg.objects.filter(
        ~Exists(_undeclined()), advance=OuterRef("pk"), kind=Leg.Kind.HOME, state=Leg.State.LISTED
    )
    count = lines.order_by().values("advance").annotate(count=Count("pk")).values("count")
    rows = advances_of(authority).annotate(paid_on=Subquery(paid.values("paid_on")[:1]))
    return rows.filter(paid_on__isnull=False).annotate(
        since=Cast(F("paid_on"), DateTimeField()), count=Coalesce(Subquery(count), Value(0))
    )


def _undeclined() -> QuerySet[Delivery]:
    declined = Check.objects.filter(kind=Check.Kind.DELIVERY, entry=OuterRef("pk"), is_agreed=False)
    return Delivery.objects.filter(~Exists(declined), leg=OuterRef("pk"))


def _deliveries_of() -> QuerySet[Any, Any]:
    return Delivery.objects.filter(leg__advance=OuterRef(OuterRef("pk"))).values("pk")


def _oneself(authority: Authority) -> list[int]:
    return [one for one in (authority.person, authority.on_behalf_of) if one is not None]
