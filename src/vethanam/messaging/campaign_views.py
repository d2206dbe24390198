"""Messages to many people, for pages: content, approvals and outcome. Counts, never a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db.models import Exists, OuterRef, Q, QuerySet

from vethanam.messaging.actions.campaigns import TERMS, asked_of
from vethanam.messaging.campaigns import text_of_campaign
from vethanam.messaging.models import Campaign, CampaignDecline, CampaignUse
from vethanam.messaging.templates import LANGUAGES, Rendered, render
from vethanam.orders.models import Order
from vethanam.people.models import Person
from vethanam.privacy.approval_proofs import proven_approvals
from vethanam.privacy.counts import counted
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import UseSubject
from vethanam.privacy.permit.approvals import ANY_ROLE, LAPSES_AFTER
from vethanam.privacy.purposes import Purpose
from vethanam.privacy.purposes.registry import catalogue_now
from vethanam.privacy.queries import MASS, UseShown, use_shown

ORDERS_SHOWN = 40
#: approval schemes that officers fill
BY_OTHERS = ("two_person", "three_person", "dpo", "unit_head")


@dataclass(frozen=True, slots=True)
class Needed:
    """An approval that a message needs: its role, and when it was given, if valid."""

    role: str
    given_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Declined:
    """Who declined a message, in which role, when and why: for officers, never for the public."""

    role: str
    name: str
    name_ml: str
    at: datetime
    reason: str
    leaf: int


@dataclass(frozen=True, slots=True)
class Repeated:
    """An earlier message with the same text to some of the same people, and why it is sent again."""

    reference: str
    at: datetime
    because: str


@dataclass(frozen=True, slots=True)
class CampaignShown:
    """One composed message. ``people``, ``classes`` and ``left_out`` hide small counts.

    ``state`` is ``waits`` (for approvals), ``ready``, ``declined``, ``past`` (its time ended unsent), or that
    of its use: ``sending``, ``sent``, ``part``, ``ended``, ``undelivered``, and ``portal`` if everybody is
    told on this site only.
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
    values: Mapping[str, str]
    commitment: str
    leaf: int
    sanction: Mapping[str, str | None] | None = None
    needed: Sequence[Needed] = ()
    state: str = "waits"
    use: UseShown | None = None

    @property
    def missing(self) -> list[str]:
        """Roles without an approval."""
        return [one.role for one in self.needed if one.given_at is None]


def campaign_by_reference(reference: str) -> Campaign | None:
    """The campaign with a reference; None if there is none."""
    return composed_rows().filter(reference=reference).first()


def campaign_of_use(reference: str) -> Campaign | None:
    """The composed message behind a use, if there is one."""
    link = CampaignUse.objects.filter(use__reference=reference).first()
    return composed_rows().get(pk=link.campaign_id) if link else None


def campaigns_of_office(office: str, now: datetime, *, most: int = 30) -> list[CampaignShown]:
    """An office's composed messages, newest first."""
    return [shown(row, now) for row in composed_rows().filter(office=office).order_by("-pk")[:most]]


def unsent_campaigns(now: datetime) -> QuerySet[Campaign]:
    """Messages that nobody sent or declined and that can still be sent."""
    return composed_rows().filter(send_until__gt=now, decline__isnull=True).exclude(uses__is_allowed=True)


def waiting_campaigns(now: datetime) -> list[CampaignShown]:
    """Messages that wait for approvals and can still be sent, oldest first."""
    return [shown(row, now) for row in unsent_campaigns(now).order_by("pk")]


def campaigns_listed(
    office: str,
    now: datetime,
    *,
    with_waiting: bool,
    after: str | None,
    most: int,
    within: tuple[datetime, datetime] | None = None,
    state: str | None = None,
) -> list[CampaignShown]:
    """An office's composed messages, optionally with all that wait for approvals, newest
    first, below a reference.

    Only those composed ``within`` a period, and only those in a ``state``, if given.
    """
    chosen = Q(office=office)
    if with_waiting:
        sent = CampaignUse.objects.filter(campaign=OuterRef("pk"), is_allowed=True)
        chosen = chosen | Q(~Exists(sent), send_until__gt=now, decline__isnull=True)
    rows = composed_rows().filter(chosen)
    if after is not None:
        last = Campaign.objects.filter(reference=after).values_list("pk", flat=True).first()
        rows = rows.filter(pk__lt=last or 0)
    if within is not None:
        rows = rows.filter(at__gte=within[0], at__lt=within[1])
    found = (shown(row, now) for row in rows.order_by("-pk").iterator(chunk_size=most))
    return list(islice((one for one in found if state in (None, one.state)), most))


def published_campaigns(now: datetime) -> list[CampaignShown]:
    """Unsent messages to more than a hundred people: public before they go."""
    rows = composed_rows().exclude(uses__is_allowed=True).order_by("-pk")
    return [shown(row, now) for row in rows if len(row.members) > MASS]


def orders_to_tell() -> Sequence[Order]:
    """Government orders a message can begin at: those with a title and an effective date, newest first."""
    rows = Order.objects.filter(kind=Order.Kind.GOVERNMENT, with_effect_from__isnull=False)
    return list(rows.exclude(title="").exclude(title_ml="").order_by("-dated", "-pk")[:ORDERS_SHOWN])


def startable(office: str, at: datetime) -> list[Purpose]:
    """The purposes under which an office may write to many people on its own
    initiative, with others' approval.
    """
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
    """One message with its valid signatures and its outcome."""
    text = text_of_campaign(campaign)
    link = campaign.uses.filter(is_allowed=True).select_related("use").first()
    use = use_shown(link.use.reference) if link else None
    needed = needed_of(campaign, now)
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
        sanction=campaign.sanction, values=campaign.values,
        commitment=bytes(campaign.commitment).hex(), leaf=campaign.leaf,
        needed=needed,
        state=_state(campaign, use, needed, now), use=use,
    )  # fmt: skip


def declined_of(campaign: Campaign) -> Declined | None:
    """The decline of a message, if an officer declined it."""
    row: CampaignDecline | None = getattr(campaign, "decline", None)
    if row is None:
        return None
    who = Person.objects.filter(pk=row.person).first()
    name, name_ml = (who.name, who.name_ml) if who else ("", "")
    return Declined(row.role, name, name_ml, row.at, row.reason, row.leaf)


def repeated_by(campaign: Campaign) -> Repeated | None:
    """The earlier message that a message repeats."""
    earlier = campaign.repeats
    return Repeated(earlier.reference, earlier.at, campaign.repeats_because) if earlier else None


def came_of(use: UseShown) -> str:
    """The state of an allowed message; it is under way until the worker has queued it."""
    if use.messages:
        return use.state
    return "sending" if told_outside(use.use) else "portal"


def told_outside(use: int) -> int:
    """Number of messages of an allowed use outside this site, queued or not."""
    return UseSubject.objects.filter(use=use, outcome="allow").exclude(channel="portal").count()


def needed_of(campaign: Campaign, now: datetime) -> list[Needed]:
    """The approvals that a message needs now, with the valid ones that were given."""
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
    if hasattr(campaign, "decline"):
        return "declined"
    if now >= campaign.send_until:
        return "past"
    return "waits" if any(one.given_at is None for one in needed) else "ready"


def composed_rows() -> QuerySet[Campaign]:
    """Every composed message, with what its pages read."""
    return Campaign.objects.select_related("text", "order", "decline").defer("secret")
