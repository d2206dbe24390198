"""Accounts of societies that a treasury has to enter: none is there, or it did not get an advance."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from vethanam.benefits.models import Leg
from vethanam.payments.actions.unproven import INSTITUTION
from vethanam.payments.models import BenefitCredit, InstitutionAccount
from vethanam.service_book.models import AccountSignature


def failed_advances() -> QuerySet[Leg]:
    """Advances and incentives that failed and for which no later account was entered; ``since`` they failed.

    One whose lines were taken off its list needs no account. One that waits for its verifier is among the
    accounts to verify; one that is signed is paid anew.
    """
    signed = AccountSignature.objects.filter(kind=INSTITUTION, fact=OuterRef("pk"))
    later = InstitutionAccount.objects.filter(
        Q(verified_at=None) | Exists(signed), institution__name=OuterRef("advance__society__name"),
        recorded_at__gt=OuterRef("recorded_at"),
    )  # fmt: skip
    lines = Leg.objects.filter(advance=OuterRef("advance"), kind=Leg.Kind.HOME)
    told = BenefitCredit.objects.filter(leg=OuterRef("pk")).exclude(kind=BenefitCredit.Kind.CREDITED)
    rows = Leg.objects.filter(
        ~Exists(later), Exists(lines), kind__in=Leg.TO_SOCIETY,
        state__in=(Leg.State.REJECTED, Leg.State.RETURNED, Leg.State.WITHHELD),
    )  # fmt: skip
    since = Subquery(told.order_by("-pk").values("recorded_at")[:1])
    return rows.annotate(since=Coalesce(since, "recorded_at"))


def lines_without_account() -> QuerySet[Leg]:
    """Payments that wait for a society without an account."""
    entered = InstitutionAccount.objects.filter(institution__name=OuterRef("route__society__name"))
    return Leg.objects.filter(~Exists(entered), kind=Leg.Kind.HOME, state=Leg.State.WAITING)
