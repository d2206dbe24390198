"""The register of uses: counts by state and purpose, never a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, Q

from vethanam.periods import Month
from vethanam.privacy.counts import counted
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import Outbox, Use, UseClosing
from vethanam.privacy.permit.reason_texts import reason_in_words
from vethanam.privacy.purposes.registry import catalogue_now, office_name, purpose_name, register_name

MASS = 100
ENDS = ("accepted", "sent", "failed", "uncertain", "cancelled")
#: states of a message that a gateway took
HANDED_OVER = (Outbox.State.ACCEPTED, Outbox.State.SENT)


@dataclass(frozen=True, slots=True)
class UseShown:
    """One use in the register: counts, never a person. ``asked_for`` may say fewer than 20.

    ``is_strong``: who asked, in that role, had signed in with a passkey or a second factor.
    """

    use: int
    reference: str
    at: datetime
    office: str
    purpose: str
    mode: str
    outcome: str
    reason: str
    also: tuple[str, ...]
    sender: str
    channels: tuple[str, ...]
    fields: tuple[str, ...]
    template: str
    order_number: str
    cohort_rule: str
    subjects: int
    allowed: int
    leaf: int
    sources: tuple[str, ...] = ()
    role: str = ""
    is_strong: bool = False
    messages: Mapping[str, int] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)

    @property
    def asked_for(self) -> int | str:
        """The number of subjects, as outsiders may see it."""
        return counted(self.subjects)

    @property
    def handed_over(self) -> int:
        """How many messages a gateway took."""
        return handed_over(self.messages)

    @property
    def accepted(self) -> int:
        """How many of them lie with a mail server that has not delivered them, as far as is known."""
        return self.messages.get(Outbox.State.ACCEPTED, 0)

    @property
    def ended(self) -> int:
        """How many messages were cancelled before they went."""
        return self.messages.get(Outbox.State.CANCELLED, 0)

    @property
    def state(self) -> str:
        """The state of the use, from its messages.

        ``refused``, ``held``; ``allowed`` (no message); ``sending``; ``sent`` (no message was cancelled),
        ``part`` (some were), ``ended`` (all waiting ones were cancelled and none went), ``undelivered`` (none
        went, and not all were cancelled).
        """
        if self.outcome in ("deny", "hold"):
            return "refused" if self.outcome == "deny" else "held"
        open_ones = self.messages.get(Outbox.State.QUEUED, 0) + self.messages.get(Outbox.State.SENDING, 0)
        if open_ones:
            return "sending"
        if not self.messages:
            return "allowed"
        if self.handed_over:
            return "part" if self.ended else "sent"
        return "ended" if self.ended == sum(self.messages.values()) else "undelivered"

    def office_name(self, language: str = "en") -> str:
        """The office that asked."""
        return office_name(self.office, language)

    def purpose_name(self, language: str = "en") -> str:
        """The purpose, in two or three words."""
        return purpose_name(self.purpose, language)

    def registers(self, language: str = "en") -> list[str]:
        """The names of the requested registers."""
        return [register_name(source, language) for source in self.sources]

    def why(self, language: str = "en") -> str:
        """The reason in words; empty if nothing objected."""
        return reason_in_words(self.reason, language) if self.reason else ""


@dataclass(frozen=True, slots=True)
class PurposeCount:
    """A purpose with its counts in a period. ``is_registered`` is false for unregistered codes."""

    code: str
    messages: int
    uses: int
    refused: int
    held: int
    is_registered: bool

    def name(self, language: str = "en") -> str:
        """The purpose, in two or three words."""
        return purpose_name(self.code, language)


@dataclass(frozen=True, slots=True)
class UsesOverview:
    """The data protection officer's overview of a period."""

    uses: Sequence[UseShown]
    purposes: Sequence[PurposeCount]
    messages: Mapping[str, int]

    @property
    def refused(self) -> Sequence[UseShown]:
        """Uses that were refused."""
        return [use for use in self.uses if use.outcome == Use.Outcome.DENY]

    @property
    def held(self) -> Sequence[UseShown]:
        """Uses on hold."""
        return [use for use in self.uses if use.outcome == Use.Outcome.HOLD]


def uses_overview(since: datetime | None = None, until: datetime | None = None) -> UsesOverview:
    """Every use within a period of business time, newest first, with counts by purpose."""
    rows = Use.objects.all()
    if since is not None:
        rows = rows.filter(at__gte=since)
    if until is not None:
        rows = rows.filter(at__lt=until)
    uses = _shown(rows.order_by("-at", "-id"))
    return UsesOverview(uses, _by_purpose(uses), _added(use.messages for use in uses))


def use_shown(reference: str) -> UseShown | None:
    """One use, as the register shows it."""
    return next(iter(_shown(Use.objects.filter(reference=reference))), None)


def mass_uses(since: datetime | None = None, until: datetime | None = None) -> Sequence[UseShown]:
    """The public register: uses about more than a hundred people, refused ones included."""
    return [use for use in uses_overview(since, until).uses if use.subjects > MASS]


@dataclass(frozen=True, slots=True)
class MonthCount:
    """The requests of a month to send messages, and the messages that gateways took under them.

    ``small`` and ``by_small`` are of requests about a hundred people or fewer, which no list names.
    """

    month: Month
    listed: int = 0
    refused: int = 0
    small: int = 0
    by_listed: int = 0
    by_small: int = 0

    @property
    def requests(self) -> int:
        """All requests of the month."""
        return self.listed + self.small

    @property
    def handed_over(self) -> int:
        """All messages of the month that a gateway took."""
        return self.by_listed + self.by_small


def month_counts(uses: Sequence[UseShown] | None = None) -> list[MonthCount]:
    """Every month with a request to send messages or with another one about many people, newest first.

    ``uses`` are all uses, if already read.
    """
    months: dict[Month, list[UseShown]] = {}
    for use in uses_overview().uses if uses is None else uses:
        if use.mode == Use.Mode.MESSAGE or use.subjects > MASS:
            months.setdefault(month_of(use), []).append(use)
    return [_counted_month(month, months[month]) for month in sorted(months, reverse=True)]


def month_of(use: UseShown) -> Month:
    """The month of a request, in India."""
    return Month.of(use.at.astimezone(IST).date())


def _counted_month(month: Month, uses: Sequence[UseShown]) -> MonthCount:
    listed = [use for use in uses if use.subjects > MASS]
    small = [use for use in uses if use.subjects <= MASS]
    return MonthCount(
        month,
        listed=len(listed),
        refused=sum(use.outcome == Use.Outcome.DENY for use in listed),
        small=len(small),
        by_listed=sum(use.handed_over for use in listed),
        by_small=sum(use.handed_over for use in small),
    )


@dataclass(frozen=True, slots=True)
class RegisterCount:
    """The size of the public register: its requests, and how many of them were refused."""

    requests: int
    refused: int


def register_count() -> RegisterCount:
    """The number of entries that :func:`mass_uses` lists."""
    refused = Count("id", filter=Q(outcome=Use.Outcome.DENY))
    found = Use.objects.filter(subjects__gt=MASS).aggregate(requests=Count("id"), refused=refused)
    return RegisterCount(**found)


def message_counts(use: int | None = None) -> Mapping[str, int]:
    """Messages by state, of one use or of all."""
    rows = Outbox.objects.all() if use is None else Outbox.objects.filter(use=use)
    return dict(rows.values_list("state").annotate(Count("id")).order_by("state"))


def handed_over(counts: Mapping[str, int]) -> int:
    """How many of these messages a gateway took, delivered or not."""
    return sum(counts.get(state, 0) for state in HANDED_OVER)


def ended_by_reason(use: int) -> Mapping[str, int]:
    """Cancelled messages of a use by reason: a code of the permit, or an internal word."""
    rows = Outbox.objects.filter(use=use, state=Outbox.State.CANCELLED).values_list("result")
    return dict(rows.annotate(how_many=Count("id")).order_by("-how_many", "result"))


def sendings_of(office: str | None = None, *, limit: int = 50) -> Sequence[UseShown]:
    """Allowed message uses, newest first; of one office, or of all."""
    rows = Use.objects.filter(mode=Use.Mode.MESSAGE, outcome__in=(Use.Outcome.ALLOW, Use.Outcome.PARTIAL))
    if office is not None:
        rows = rows.filter(office=office)
    return _shown(rows.order_by("-id")[:limit])


def refused_requests(
    office: str, since: datetime, until: datetime, *, without: Any = ()
) -> Sequence[UseShown]:
    """An office's refused and held requests to send messages in a period, newest first, without some uses."""
    outcomes = (Use.Outcome.DENY, Use.Outcome.HOLD)
    rows = Use.objects.filter(
        office=office, mode=Use.Mode.MESSAGE, outcome__in=outcomes, at__gte=since, at__lt=until
    )
    return _shown(rows.exclude(pk__in=without).order_by("-at", "-id"))


@dataclass(frozen=True, slots=True)
class SendingTimes:
    """When a sending's first message was claimed and its last one handed over; real time."""

    first: datetime | None
    last: datetime | None


def sending_times(use: int) -> SendingTimes:
    """The instants of one sending."""
    found = Outbox.objects.filter(use=use).aggregate(
        first=Min("claimed_at"), last=Max("done_at", filter=Q(state__in=HANDED_OVER))
    )
    return SendingTimes(found["first"], found["last"])


@dataclass(frozen=True, slots=True)
class UncertainMessage:
    """A message with an unknown end: its process stopped before the gateway's answer."""

    message: int
    use: int
    reference: str
    person: int
    channel: str
    claimed_at: datetime | None
    result: str


def uncertain_messages() -> list[UncertainMessage]:
    """Messages begun without a known end. None is sent again by itself."""
    rows = Outbox.objects.filter(state=Outbox.State.UNCERTAIN).order_by("id")
    values = rows.values_list("id", "use_id", "use__reference", "person", "channel", "claimed_at", "result")
    return [UncertainMessage(*row) for row in values]


def leaves_of(use: int) -> list[int]:
    """Staged ids of the leaves of a use: its decision, and its closings."""
    decided = list(Use.objects.filter(pk=use).values_list("leaf", flat=True))
    return [*decided, *UseClosing.objects.filter(use=use).order_by("id").values_list("leaf", flat=True)]


def _shown(rows: Any) -> list[UseShown]:
    uses = list(rows)
    messages = _messages_of([use.pk for use in uses])
    return [
        UseShown(
            use=use.pk,
            reference=use.reference,
            at=use.at,
            office=use.office,
            purpose=use.purpose_code,
            mode=use.mode,
            outcome=use.outcome,
            reason=use.reason,
            also=tuple(use.also),
            sender=use.sender,
            channels=tuple(use.channels),
            fields=tuple(use.fields),
            template=use.template,
            order_number=use.order_number,
            cohort_rule=use.cohort_rule,
            subjects=use.subjects,
            allowed=use.allowed,
            leaf=use.leaf,
            sources=tuple(use.request.get("sources", ())),
            role=use.role,
            is_strong=bool(use.request.get("is_strong")),
            messages=messages.get(use.pk, {}),
            left_out=use.left_out,
        )
        for use in uses
    ]


def _messages_of(uses: Sequence[int]) -> dict[int, dict[str, int]]:
    """Messages by state: from the last closing of a use, and counted where it is not closed yet."""
    closings = UseClosing.objects.filter(use__in=uses).order_by("use", "-id").distinct("use")
    counts = {
        closing.use_id: {state: count for state in ENDS if (count := getattr(closing, state))}
        for closing in closings
    }
    running = [use for use in uses if use not in counts]
    rows = Outbox.objects.filter(use__in=running).values_list("use_id", "state").annotate(Count("id"))
    for use, state, count in rows:
        counts.setdefault(use, {})[state] = count
    return counts


def _by_purpose(uses: Sequence[UseShown]) -> list[PurposeCount]:
    known = {purpose.code for purpose in catalogue_now().purposes}
    counts = []
    for code in sorted({use.purpose for use in uses}):
        its = [use for use in uses if use.purpose == code]
        refused, held = (
            sum(use.outcome == outcome for use in its) for outcome in (Use.Outcome.DENY, Use.Outcome.HOLD)
        )
        counts.append(
            PurposeCount(code, sum(use.handed_over for use in its), len(its), refused, held, code in known)
        )
    return sorted(counts, key=lambda count: (-count.messages, count.code))


def _added(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for part in parts:
        for name, count in part.items():
            total[name] = total.get(name, 0) + count
    return total
