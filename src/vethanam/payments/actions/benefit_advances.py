"""Pay each society in advance, in one leg a release, for its people; and the incentive of a delivered list.

Lines are the waiting home legs by a route to the society. The leg goes into the verified account of the
institution with the society's name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.timezone import localdate

from vethanam.benefits.actions.applications import next_number
from vethanam.benefits.entering import stage
from vethanam.benefits.models import (
    Advance,
    AwardNow,
    IncentiveBill,
    Leg,
    Release,
    Route,
    SchemeOffice,
    Society,
)
from vethanam.benefits.queries.deliveries import expired_lines
from vethanam.benefits.queries.incentives import bills_to_pay
from vethanam.benefits.queries.payments import BENEFIT_ROUTE, routes_now
from vethanam.identity.authority import Authority
from vethanam.payments.actions.file_parts import DEAD, STOPPED, write_part
from vethanam.payments.actions.unproven import INSTITUTION
from vethanam.payments.institutions import accounts_of_societies
from vethanam.payments.references import fresh_reference
from vethanam.periods import Month
from vethanam.service_book.models import AccountSignature
from vethanam.service_book.rulebook import rulebook_in_use

#: reason of a line that the society did not enter until the last day
NOT_ENTERED = "not_entered"
#: reason of a waiting line with another route by now
ANOTHER_ROUTE = "account_not_in_force"


def settle_advances(authority: Authority) -> int:
    """Advance waiting home legs, pay incentives, pay anew what failed, end lines after their last day.

    Returns the number of new legs to societies. Each step commits by itself and may be run again.
    """
    waiting = Leg.objects.filter(release=OuterRef("pk"), state=Leg.State.WAITING, kind=Leg.Kind.HOME)
    releases = Release.objects.filter(Exists(waiting)).order_by("pk").values_list("pk", flat=True)
    made = sum(advance_release(one, authority) for one in list(releases))
    made += sum(pay_incentive(one, authority) for one in bills_to_pay())
    failed = Leg.objects.filter(
        kind__in=Leg.TO_SOCIETY,
        state__in=(Leg.State.REJECTED, Leg.State.RETURNED, Leg.State.WITHHELD),
    )  # fmt: skip
    made += sum(_pay_anew(one, authority) for one in list(failed.order_by("pk").values_list("pk", flat=True)))
    end_lines(authority)
    return made


@transaction.atomic
def advance_release(release_id: int, authority: Authority) -> int:
    """List the waiting home legs of a release by society, and write one leg for each society with an account.

    A line of a person reported dead, or with another route by now, is withheld first; one whose route nobody
    signed waits. Returns the number of societies.
    """
    release = Release.objects.get(pk=release_id)
    SchemeOffice.objects.select_for_update(no_key=True).get(pk=release.scheme_id)  # one round at a time
    rows = Leg.objects.filter(release=release, kind=Leg.Kind.HOME, state=Leg.State.WAITING)
    lines = _withhold(release, list(rows.select_for_update(of=("self",)).order_by("pk")), authority)
    lines = _with_signed_route(lines)
    societies = dict(
        Route.objects.filter(
            pk__in=[one for line in lines if (one := line.route_id) is not None]
        ).values_list("pk", "society")
    )
    groups: dict[int, list[Leg]] = {}
    for line in lines:
        society = societies[line.route_id] if line.route_id is not None else None
        if society is not None:
            groups.setdefault(society, []).append(line)
    accounts = accounts_of_societies(groups, authority.at)
    days = _days_allowed(authority)
    ready = [one for one in sorted(groups) if one in accounts]
    if not ready or days is None:
        return 0
    legs = [_advance(release, society, groups[society], days, authority) for society in ready]
    write_part(release, legs, authority)
    return len(legs)


@transaction.atomic
def pay_incentive(bill_id: int, authority: Authority) -> int:
    """Write the leg of an ordered incentive, once, as soon as its society has an account; how many."""
    bill = IncentiveBill.objects.select_related("advance__release__scheme").get(pk=bill_id)
    advance = bill.advance
    SchemeOffice.objects.select_for_update(no_key=True).get(pk=advance.release.scheme_id)
    is_paid = Leg.objects.filter(advance=advance, kind=Leg.Kind.BILL).exists()
    if is_paid or not accounts_of_societies([advance.society_id], authority.at):
        return 0
    leg = _leg(advance, authority, kind=Leg.Kind.BILL, amount=bill.total)
    write_part(advance.release, [leg], authority)
    return 1


@transaction.atomic
def end_lines(authority: Authority) -> int:
    """Lines without an outcome after the last day are not delivered: their money goes back."""
    found = expired_lines(localdate(authority.at))
    if found:
        Leg.objects.filter(pk__in=found).update(state=Leg.State.UNDELIVERED, why=NOT_ENTERED)
    return len(found)


def take_off_list(faulty: Mapping[int, str]) -> None:
    """Withhold lines of an advance that the paymaster could not prove, by the code of the reason.

    The other lines wait for a new list: one holds up no other. A list whose money has left stays.
    """
    signed = Leg.objects.filter(kind=Leg.Kind.SOCIETY, part__sha256__isnull=False).values("advance")
    lines = Leg.objects.filter(pk__in=faulty, state=Leg.State.LISTED).exclude(advance__in=signed)
    lists = dict(lines.values_list("pk", "advance"))
    for line in lists:
        Leg.objects.filter(pk=line).update(state=Leg.State.WITHHELD, why=faulty[line], advance=None)
    others = Leg.objects.filter(advance__in={*lists.values()}, kind=Leg.Kind.HOME, state=Leg.State.LISTED)
    others.update(state=Leg.State.WAITING, advance=None)


def _withhold(release: Release, lines: Sequence[Leg], authority: Authority) -> list[Leg]:
    """The lines that can be listed now; the others are withheld with their reason."""
    awards = [one for line in lines if (one := line.award_id) is not None]
    dead = AwardNow.objects.filter(award__in=awards, cause__in=DEAD, state__in=("suspended", "ended"))
    stopped = set(dead.values_list("award", flat=True))
    routes = routes_now(release, Month.of(localdate(authority.at)))
    kept: dict[str, list[int]] = {}
    ready = []
    for line in lines:
        if line.award_id in stopped:
            kept.setdefault(STOPPED, []).append(line.pk)
        elif line.award_id is None or routes.get(line.award_id) != line.route_id:
            kept.setdefault(ANOTHER_ROUTE, []).append(line.pk)
        else:
            ready.append(line)
    for why, found in kept.items():
        Leg.objects.filter(pk__in=found).update(state=Leg.State.WITHHELD, why=why)
    return ready


def _with_signed_route(lines: Sequence[Leg]) -> list[Leg]:
    routes = [line.route_id for line in lines]
    rows = AccountSignature.objects.filter(kind=BENEFIT_ROUTE, fact__in=[one for one in routes if one])
    signed = {*rows.values_list("fact", flat=True)}
    return [line for line in lines if line.route_id in signed]


def _advance(release: Release, society_id: int, lines: Sequence[Leg], days: int, authority: Authority) -> Leg:
    """The advance of a society with its lines, and its leg, which no file has yet."""
    society, total = Society.objects.get(pk=society_id), sum(line.amount for line in lines)
    number = next_number("L", localdate(authority.at).year, Advance)
    leaf = stage(
        authority, "benefit.advanced",
        {"list": number, "release": release.number, "scheme": release.scheme.code, "society": society.code},
        {
            "people": len(lines), "total_paise": total,
            "lines": [[line.reference, line.amount] for line in lines],
        },
    )  # fmt: skip
    advance = Advance.objects.create(
        number=number, release=release, society=society, people=len(lines), total=total, days=days,
        recorded_at=authority.at, leaf=leaf,
    )  # fmt: skip
    Leg.objects.filter(pk__in=[line.pk for line in lines]).update(advance=advance, state=Leg.State.LISTED)
    return _leg(advance, authority, kind=Leg.Kind.SOCIETY, amount=advance.total)


def _leg(advance: Advance, authority: Authority, *, kind: str, amount: int, before: Leg | None = None) -> Leg:
    return Leg(
        reference=fresh_reference(), release_id=advance.release_id, advance=advance, kind=kind,
        amount=amount, attempt=before.attempt + 1 if before else 1, replaces=before,
        state=Leg.State.INSTRUCTED, recorded_at=authority.at,
    )  # fmt: skip


@transaction.atomic
def _pay_anew(leg_id: int, authority: Authority) -> int:
    """Pay a failed advance or incentive again once another account of the society is verified."""
    before = Leg.objects.select_for_update(of=("self",)).select_related("advance__release").get(pk=leg_id)
    advance = before.advance
    if advance is None or before.state not in (*Leg.FAILED, Leg.State.WITHHELD):
        return 0
    if not Leg.objects.filter(advance=advance, kind=Leg.Kind.HOME).exists():
        return 0  # its lines stand on another list
    account = accounts_of_societies([advance.society_id], authority.at).get(advance.society_id)
    if account is None or not _is_signed_since(account, before):
        return 0
    anew = _leg(advance, authority, kind=before.kind, amount=before.amount, before=before)
    write_part(advance.release, [anew], authority)
    Leg.objects.filter(pk=before.pk).update(state=Leg.State.REISSUED)
    return 1


def _is_signed_since(account: int, before: Leg) -> bool:
    """Whether a society's account was signed after a leg was written."""
    rows = AccountSignature.objects.filter(kind=INSTITUTION, fact=account)
    return rows.filter(recorded_at__gt=before.recorded_at).exists()


def _days_allowed(authority: Authority) -> int | None:
    """The days within which a society delivers, by the rules in force."""
    day = localdate(authority.at)
    figure = rulebook_in_use().in_force(Month.of(day), on=day).benefits.folder("delivery").money_back
    value = figure.value()
    found = None if value is None else value.fields.get("days")
    return None if found is None else int(found)
