"""Messages to many people as pages show them: what was composed, who approved, what came of it. Counts, never a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from vethanam.messaging.actions.campaigning import TERMS, asked_of
from vethanam.messaging.campaigns import text_of_campaign
from vethanam.messaging.models import Campaign, CampaignUse
from vethanam.messaging.templates import LANGUAGES, Rendered, render
from vethanam.orders.models import Order
from vethanam.privacy.approving import proven_approvals
from vethanam.privacy.counts import counted
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import UseSubject
from vethanam.privacy.permit.approvals import ANY_ROLE, LAPSES_AFTER
from vethanam.privacy.purposes import Purpose
from vethanam.privacy.purposes.registry import catalogue_now
from vethanam.privacy.queries import MASS, UseShown, use_shown

ORDERS_SHOWN = 40
#: approvals that officers of this house give
BY_OTHERS = ("two_person", "three_person", "dpo")


@dataclass(frozen=True, slots=True)
class Needed:
    """An approval that a message needs: in which role, and when it was given, if it holds."""

    role: str
    given_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CampaignShown:
    """One composed message. ``people``, ``classes`` and ``left_out`` say of few only that they are few.

    ``state`` is ``waits`` (for approvals), ``ready``, ``past`` (its time ended unsent), or what its use came to: ``sending``,
    ``sent``, ``part``, ``ended``, ``undelivered``, and ``portal`` where everybody is told on this site only.
    """

    id: int
    reference: str
    purpose: str
    order: Order | None
    office: str
    sender: str
    channels: tuple[str, ...]
    source: str
    cohort: str
    people: int | str
    classes: Mapping[str, int | str]
    left_out: Mapping[str, int | str]
    at: datetime
    send_from: datetime
    send_until: datetime
    words: Mapping[str, Rendered]
    commitment: str
    leaf: int
    needed: Sequence[Needed] = ()
    state: str = "waits"
    use: UseShown | None = None

    @property
    def missing(self) -> list[str]:
        """Roles that have not approved."""
        return [one.role for one in self.needed if one.given_at is None]


def campaign_by_reference(reference: str) -> Campaign | None:
    """The row of a reference."""
    return _rows().filter(reference=reference).first()


def campaign_of_use(reference: str) -> Campaign | None:
    """The message that a use asked to send, if it was one of those composed."""
    link = CampaignUse.objects.filter(use__reference=reference).first()
    return _rows().get(pk=link.campaign_id) if link else None


def campaigns_of_office(office: str, now: datetime, *, most: int = 30) -> list[CampaignShown]:
    """What an office composed, newest first."""
    return [shown(row, now) for row in _rows().filter(office=office).order_by("-pk")[:most]]


def waiting_campaigns(now: datetime) -> list[CampaignShown]:
    """What waits for approvals and can still be sent, the oldest first."""
    rows = _rows().filter(send_until__gt=now).exclude(uses__is_allowed=True).order_by("pk")
    return [shown(row, now) for row in rows]


def campaigns_listed(
    office: str, now: datetime, *, with_waiting: bool, after: str | None, most: int
) -> list[CampaignShown]:
    """What an office composed, and where asked what waits for approvals too, newest first; those after a reference."""
    chosen = Q(office=office)
    if with_waiting:
        sent = CampaignUse.objects.filter(campaign=OuterRef("pk"), is_allowed=True)
        chosen = chosen | Q(~Exists(sent), send_until__gt=now)
    rows = _rows().filter(chosen)
    if after is not None:
        last = Campaign.objects.filter(reference=after).values_list("pk", flat=True).first()
        rows = rows.filter(pk__lt=last or 0)
    return [shown(row, now) for row in rows.order_by("-pk")[:most]]


def published_campaigns(now: datetime) -> list[CampaignShown]:
    """What was composed for more than a hundred people and not sent yet: it stands in public before it goes."""
    rows = _rows().exclude(uses__is_allowed=True).order_by("-pk")
    return [shown(row, now) for row in rows if len(row.members) > MASS]


def orders_to_tell() -> Sequence[Order]:
    """Orders of Government a message can begin at: those that say what they are and from when, newest first."""
    rows = Order.objects.filter(kind=Order.Kind.GOVERNMENT, with_effect_from__isnull=False)
    return list(rows.exclude(title="").exclude(title_ml="").order_by("-dated", "-pk")[:ORDERS_SHOWN])


def startable(office: str, at: datetime) -> list[Purpose]:
    """The purposes under which an office may write to many of its own accord, once other people approved it."""
    day = at.astimezone(IST).date()
    return [
        purpose
        for purpose in catalogue_now().in_force(day)
        if purpose.status == "active"
        and purpose.contact_use == "deliver_only"
        and purpose.approvals in BY_OTHERS
        and office in purpose.controllers
        and purpose.code != TERMS
    ]


def shown(campaign: Campaign, now: datetime) -> CampaignShown:
    """One message with its approvals, so far as they are signed, and what came of it."""
    text = text_of_campaign(campaign)
    link = campaign.uses.filter(is_allowed=True).select_related("use").first()
    use = use_shown(link.use.reference) if link else None
    needed = _needed(campaign, now)
    return CampaignShown(
        id=campaign.pk, reference=campaign.reference, purpose=campaign.purpose, order=campaign.order,
        office=campaign.office, sender=campaign.sender, channels=tuple(campaign.channels),
        source=campaign.source,
        cohort=campaign.cohort,
        people=counted(len(campaign.members)),
        classes={name: counted(count) for name, count in sorted(campaign.classes.items())},
        left_out={code: counted(count) for code, count in sorted(campaign.left_out.items())}, at=campaign.at,
        send_from=campaign.send_from, send_until=campaign.send_until,
        words={language: render(text, campaign.values, language) for language in LANGUAGES},
        commitment=bytes(campaign.commitment).hex(), leaf=campaign.leaf, needed=needed,
        state=_state(campaign, use, needed, now), use=use,
    )  # fmt: skip


def came_of(use: UseShown) -> str:
    """What an allowed message came to; it is under way until the worker has queued it."""
    if use.messages:
        return use.state
    return "sending" if told_outside(use.use) else "portal"


def told_outside(use: int) -> int:
    """How many messages an allowed use has outside this site, queued or not."""
    return UseSubject.objects.filter(use=use, outcome="allow").exclude(channel="portal").count()


def _needed(campaign: Campaign, now: datetime) -> list[Needed]:
    given = {
        one.role: one.at
        for one in proven_approvals("campaign", campaign.reference, campaign.asked_by_persons)
        if one.at is not None and one.at <= now < one.at + LAPSES_AFTER
    }
    any_one = {ANY_ROLE: min(given.values())} if given else {}
    return [Needed(role, (given | any_one).get(role)) for role in asked_of(campaign, now).roles]


def _state(campaign: Campaign, use: UseShown | None, needed: Sequence[Needed], now: datetime) -> str:
    if use is not None:
        return came_of(use)
    if now >= campaign.send_until:
        return "past"
    return "waits" if any(one.given_at is None for one in needed) else "ready"


def _rows() -> QuerySet[Campaign]:
    return Campaign.objects.select_related("text", "order").defer("secret")
