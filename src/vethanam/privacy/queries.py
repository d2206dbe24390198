"""Reading contacts as masks, and uses as each reader may see them. Nothing here yields a contact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Max, Min, Q

from vethanam.privacy import purposes
from vethanam.privacy.consents import kinds_consented
from vethanam.privacy.counts import counted
from vethanam.privacy.models import (
    ChannelChoice,
    Contact,
    Outbox,
    Purpose,
    SubjectOutcome,
    Use,
    UseClosing,
)
from vethanam.privacy.permit.says import outcome_in_words, purpose_in_words, reason_in_words
from vethanam.privacy.purposes import load_catalogue
from vethanam.privacy.vault.number import ContactKind

MASS = 100
ENDS = ("sent", "failed", "uncertain", "cancelled")
#: which kinds of contact carry a channel, the first one preferred
KINDS_OF_CHANNEL: Mapping[str, tuple[str, ...]] = {
    "email": ("email_official", "email_personal"),
    "sms": ("mobile",),
    "whatsapp": ("mobile",),
    "voice": ("mobile",),
    "letter": ("postal_address",),
}


def fields_for(purpose: purposes.Purpose, channels: Sequence[str]) -> tuple[str, ...]:
    """The fields of a purpose that messages through these channels need: of contacts, only those that carry them."""
    kinds = {kind for channel in channels for kind in KINDS_OF_CHANNEL.get(channel, ())}
    return tuple(name for name in purpose.fields if name in kinds or name not in set(ContactKind))


@dataclass(frozen=True, slots=True)
class ContactShown:
    """A contact as its own person sees it: the kind, two digits of a number, and whether it is confirmed."""

    id: int
    person: int
    kind: str
    version: int
    mask: str
    verified_on: date | None
    recorded_at: datetime
    given_for: Sequence[str] = ()

    @property
    def is_verified(self) -> bool:
        """Whether messages may go there."""
        return self.verified_on is not None


def live_contacts(
    persons: Sequence[int], kinds: Iterable[str] | None = None
) -> dict[tuple[int, str], ContactShown]:
    """The contact in use of each person and kind: the highest version."""
    rows = Contact.objects.filter(person__in=list(persons))
    if kinds is not None:
        rows = rows.filter(kind__in=list(kinds))
    rows = rows.order_by("person", "kind", "-version").distinct("person", "kind")
    values = rows.values_list(
        "id", "person", "kind", "version", "mask", "verified_on", "recorded_at", "given_for"
    )
    return {(row[1], row[2]): ContactShown(*row) for row in values.iterator(chunk_size=10_000)}


def contacts_of(person: int) -> list[ContactShown]:
    """A person's own contacts, masked."""
    return sorted(live_contacts([person]).values(), key=lambda contact: contact.kind)


def contact_states(
    persons: Sequence[int], channels: Sequence[str], purpose: str
) -> dict[int, dict[str, str]]:
    """For each person and channel that needs a contact: ``verified``, ``unverified``, or ``none`` given for this purpose."""
    found = _by_channel(persons, channels, purpose)
    states: dict[int, dict[str, str]] = {person: {} for person in persons}
    for person in persons:
        for channel in channels:
            if channel in KINDS_OF_CHANNEL:
                hers = found.get((person, channel), [])
                states[person][channel] = (
                    "verified" if any(c.is_verified for c in hers) else "unverified" if hers else "none"
                )
    return states


def contacts_in_use(persons: Sequence[int], channel: str, purpose: str) -> dict[int, int]:
    """The confirmed contact each person is told through: the official one first. Ids only."""
    found = _by_channel(persons, [channel], purpose)
    return {
        person: next(c.id for c in contacts if c.is_verified)
        for (person, _), contacts in found.items()
        if any(c.is_verified for c in contacts)
    }


def _by_channel(
    persons: Sequence[int], channels: Sequence[str], purpose: str
) -> dict[tuple[int, str], list[ContactShown]]:
    kinds = {kind for channel in channels for kind in KINDS_OF_CHANNEL.get(channel, ())}
    live = live_contacts(persons, kinds) if kinds else {}
    limited = {person for (person, _), contact in live.items() if contact.given_for}
    by_consent = kinds_consented(list(limited), purpose) if limited else {}
    usable = {
        key: contact
        for key, contact in live.items()
        if not contact.given_for or purpose in contact.given_for or key[1] in by_consent.get(key[0], ())
    }
    found: dict[tuple[int, str], list[ContactShown]] = {}
    for channel in channels:
        for kind in KINDS_OF_CHANNEL.get(channel, ()):
            for (person, its_kind), contact in usable.items():
                if its_kind == kind:
                    found.setdefault((person, channel), []).append(contact)
    return found


def stopped_channels(persons: Sequence[int], purpose: str, sender: str = "") -> dict[int, frozenset[str]]:
    """Channels that persons stopped for a purpose, or for its sender; the latest choice of each holds."""
    rows = (
        ChannelChoice.objects.filter(
            person__in=list(persons), purpose__in={purpose, ""}, sender__in={sender, ""}
        )
        .order_by("person", "channel", "purpose", "sender", "-recorded_at", "-id")
        .distinct("person", "channel", "purpose", "sender")
        .values_list("person", "channel", "is_stopped")
    )
    stopped: dict[int, set[str]] = {}
    for person, channel, is_stopped in rows:
        if is_stopped:
            stopped.setdefault(person, set()).add(channel)
    return {person: frozenset(channels) for person, channels in stopped.items()}


# -- one person ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PersonUse:
    """One use as the person it was about sees it.

    ``state`` is ``sent``, ``queued``, ``sending``, ``failed``, ``uncertain``, ``cancelled``, ``portal`` (told on the portal
    only), ``allowed`` (used without a message), ``held``, ``refused`` or ``left_out``.
    """

    use: int
    reference: str
    at: datetime
    office: str
    role: str
    sender: str
    purpose: str
    mode: str
    outcome: str
    state: str
    reason: str
    also: tuple[str, ...]
    channel: str
    fields: tuple[str, ...]
    count: int
    template: str
    cohort_rule: str
    done_at: datetime | None
    leaf: int
    order_number: str

    @property
    def is_refused(self) -> bool:
        """Whether it was refused or held: nothing happened."""
        return self.state in ("refused", "held")

    def office_name(self, language: str = "en") -> str:
        """The office that asked."""
        return load_catalogue().office_name(self.office, language)

    def purpose_name(self, language: str = "en") -> str:
        """The purpose, in two or three words."""
        return purpose_in_words(self.purpose, language)

    def outcome_name(self, language: str = "en") -> str:
        """Allowed, held or refused."""
        return outcome_in_words(self.outcome, language)

    def why(self, language: str = "en") -> str:
        """The reason in words; empty where nothing stood in the way."""
        return reason_in_words(self.reason, language) if self.reason else ""


_OF_PERSON = """
-- Each use of a person, newest first, with where her message is.
SELECT u.id, u.reference, u.at, u.office, u.role, u.sender, u.purpose_code, u.mode, u.outcome, s.outcome, s.reason, u.reason,
       u.also, s.channel, u.fields, u.subjects, u.template, u.cohort_rule, o.state, o.done_at, u.leaf, u.order_number
  FROM privacy_usesubject s
  JOIN privacy_use u ON u.id = s.use_id
  LEFT JOIN LATERAL (SELECT state, done_at FROM privacy_outbox o
                      WHERE o.use_id = u.id AND o.person = s.person ORDER BY o.id DESC LIMIT 1) o ON true
 WHERE s.person = %s AND (%s::text IS NULL OR u.reference = %s)
 ORDER BY u.at DESC, u.id DESC
 LIMIT %s
"""


def uses_of(person: int, *, limit: int = 200) -> list[PersonUse]:
    """Every use that was asked for about a person, refused ones too, newest first."""
    return _uses(person, None, limit)


def use_of(person: int, reference: str) -> PersonUse | None:
    """One use, if it was about this person."""
    return next(iter(_uses(person, reference, 1)), None)


def _uses(person: int, reference: str | None, limit: int) -> list[PersonUse]:
    with connection.cursor() as cursor:
        cursor.execute(_OF_PERSON, [person, reference, reference, limit])
        return [_person_use(row) for row in cursor.fetchall()]


def _person_use(row: Sequence[Any]) -> PersonUse:
    (use, reference, at, office, role, sender, purpose, mode, outcome, hers, her_reason, reason, also, channel, fields, count,
     template, cohort_rule, state, done_at, leaf, order_number) = row  # fmt: skip
    return PersonUse(
        use=use, reference=reference, at=at, office=office, role=role, sender=sender, purpose=purpose, mode=mode, outcome=outcome,
        state=_state(outcome, hers, channel, state), reason=reason or her_reason, also=tuple(also), channel=channel,
        fields=tuple(fields), count=count, template=template, cohort_rule=cohort_rule, done_at=done_at, leaf=leaf,
        order_number=order_number,
    )  # fmt: skip


def _state(outcome: str, hers: str, channel: str, message: str | None) -> str:
    if outcome == "deny":
        return "refused"
    if outcome == "hold":
        return "held"
    if hers != "allow":
        return "left_out"
    return message or ("portal" if channel == "portal" else "allowed")


# -- the register ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UseShown:
    """One use as the register shows it: counts, never a person. ``asked_for`` may say that it was fewer than 20."""

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
    messages: Mapping[str, int] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)

    @property
    def asked_for(self) -> int | str:
        """For how many, as outsiders may see it."""
        return counted(self.subjects)

    @property
    def sent(self) -> int:
        """How many messages were handed over."""
        return self.messages.get(Outbox.State.SENT, 0)

    @property
    def state(self) -> str:
        """``refused``, ``held``, ``sending``, ``sent`` (all that could be), or ``allowed`` (nothing to send)."""
        if self.outcome in ("deny", "hold"):
            return "refused" if self.outcome == "deny" else "held"
        open_ones = self.messages.get(Outbox.State.QUEUED, 0) + self.messages.get(Outbox.State.SENDING, 0)
        if open_ones:
            return "sending"
        return "sent" if self.messages else "allowed"

    def office_name(self, language: str = "en") -> str:
        """The office that asked."""
        return load_catalogue().office_name(self.office, language)

    def purpose_name(self, language: str = "en") -> str:
        """The purpose, in two or three words."""
        return purpose_in_words(self.purpose, language)

    def why(self, language: str = "en") -> str:
        """The reason in words; empty where nothing stood in the way."""
        return reason_in_words(self.reason, language) if self.reason else ""


@dataclass(frozen=True, slots=True)
class PurposeCount:
    """A purpose with what happened under it in a stretch of time. ``is_registered`` is false for codes nobody registered."""

    code: str
    messages: int
    uses: int
    refused: int
    is_registered: bool

    def name(self, language: str = "en") -> str:
        """The purpose, in two or three words."""
        return purpose_in_words(self.code, language)


@dataclass(frozen=True, slots=True)
class UsesOverview:
    """What the data protection officer sees of a stretch of time."""

    uses: Sequence[UseShown]
    purposes: Sequence[PurposeCount]
    messages: Mapping[str, int]

    @property
    def refused(self) -> Sequence[UseShown]:
        """Uses that were refused."""
        return [use for use in self.uses if use.outcome == Use.Outcome.DENY]

    @property
    def held(self) -> Sequence[UseShown]:
        """Uses that wait."""
        return [use for use in self.uses if use.outcome == Use.Outcome.HOLD]


def uses_overview(since: datetime | None = None, until: datetime | None = None) -> UsesOverview:
    """Every use within a stretch of business time, newest first, with counts by purpose."""
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
    """The public register: uses that were about more than a hundred people, refused ones too."""
    return [use for use in uses_overview(since, until).uses if use.subjects > MASS]


def refused_uses_count() -> int:
    """How many uses were refused so far."""
    return Use.objects.filter(outcome=Use.Outcome.DENY).count()


def message_counts(use: int | None = None) -> Mapping[str, int]:
    """Messages by state, of one use or of all."""
    rows = Outbox.objects.all() if use is None else Outbox.objects.filter(use=use)
    return dict(rows.values_list("state").annotate(Count("id")).order_by("state"))


def sendings_of(office: str | None = None, *, limit: int = 50) -> Sequence[UseShown]:
    """Messages asked for and allowed, newest first; of one office, or of all."""
    rows = Use.objects.filter(mode=Use.Mode.MESSAGE, outcome__in=(Use.Outcome.ALLOW, Use.Outcome.PARTIAL))
    if office is not None:
        rows = rows.filter(office=office)
    return _shown(rows.order_by("-id")[:limit])


@dataclass(frozen=True, slots=True)
class SendingTimes:
    """When a sending's first message was taken in hand, and when its last was handed over; real time."""

    first: datetime | None
    last: datetime | None


def sending_times(use: int) -> SendingTimes:
    """The instants of one sending."""
    found = Outbox.objects.filter(use=use).aggregate(
        first=Min("claimed_at"), last=Max("done_at", filter=Q(state=Outbox.State.SENT))
    )
    return SendingTimes(found["first"], found["last"])


@dataclass(frozen=True, slots=True)
class UncertainMessage:
    """A message nobody knows the fate of: the process that was sending it ended before it heard."""

    message: int
    use: int
    reference: str
    person: int
    channel: str
    claimed_at: datetime | None
    result: str


def uncertain_messages() -> list[UncertainMessage]:
    """Messages that were begun and whose end is not known. None of them is sent again by itself."""
    rows = Outbox.objects.filter(state=Outbox.State.UNCERTAIN).order_by("id")
    values = rows.values_list("id", "use_id", "use__reference", "person", "channel", "claimed_at", "result")
    return [UncertainMessage(*row) for row in values]


def registered_purposes() -> list[Purpose]:
    """The registry, by code and version."""
    return list(Purpose.objects.order_by("code", "version"))


def leaves_of(use: int) -> list[int]:
    """Staged ids of the leaves of a use: its decision, and its closings."""
    decided = list(Use.objects.filter(pk=use).values_list("leaf", flat=True))
    return [*decided, *UseClosing.objects.filter(use=use).order_by("id").values_list("leaf", flat=True)]


def outcomes_of(use: int, person: int) -> list[Mapping[str, Any]]:
    """What the closing leaves of a use say of one person."""
    rows = SubjectOutcome.objects.filter(closing__use=use, person=person).order_by("id")
    return [row.record for row in rows]


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
    known = {purpose.code for purpose in load_catalogue().purposes}
    counts = []
    for code in sorted({use.purpose for use in uses}):
        its = [use for use in uses if use.purpose == code]
        refused = sum(use.outcome == Use.Outcome.DENY for use in its)
        counts.append(PurposeCount(code, sum(use.sent for use in its), len(its), refused, code in known))
    return sorted(counts, key=lambda count: (-count.messages, count.code))


def _added(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for part in parts:
        for name, count in part.items():
            total[name] = total.get(name, 0) + count
    return total
