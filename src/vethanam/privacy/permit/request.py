"""The request: actor, purpose, fields, channels and subjects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from vethanam.privacy.permit.subject_groups import kinds_counted

NEUTRAL = "neutral"
#: in a consent: fits the request's controller and the person's age
VALID = "valid"
#: parts of a text that state facts of the event; all other parts are publicity
NEUTRAL_PARTS = frozenset(
    {
        "facts",
        "order_number",
        "order_link",
        "amount",
        "date",
        "month",
        "hazard",
        "place",
        "action",
        "helpline",
    }
    | {
        "contact",
        "contact_person",
        "rights_link",
        "link",
        "payslip_link",
        "effective_month",
        "receipt_number",
        "code",
    }
)


@dataclass(frozen=True, slots=True)
class SignedClass:
    """A class of a text that a law officer and a second person signed.

    ``since`` is the place in the log of the earlier signature.
    """

    kind: str
    since: int


@dataclass(frozen=True, slots=True)
class Template:
    """A message's text as the permit sees it: its kind, its parts, its version and its fixed values.

    ``name`` and ``hash`` bind its version; ``family`` is the purpose it was written for.

    ``is_closed`` is false for a text that an office wrote or that a free value fills. ``registered`` is the
    place in the log of its registration, ``values`` the hash of the values that fill it for everybody alike,
    ``classes`` are its signed classes.
    """

    kind: str = NEUTRAL
    parts: tuple[str, ...] = ()
    office_holder: str | None = None
    party_sign: str | None = None
    name: str = ""
    hash: str = ""
    family: str | None = None
    is_closed: bool = True
    registered: int = 0
    values: str | None = None
    classes: tuple[SignedClass, ...] = ()

    @property
    def publicity_parts(self) -> tuple[str, ...]:
        """The parts of the text besides facts of the event."""
        return tuple(part for part in self.parts if part not in NEUTRAL_PARTS)

    @property
    def is_neutral(self) -> bool:
        """Whether the text holds facts of the event and nothing else."""
        return (
            self.kind == NEUTRAL
            and not self.publicity_parts
            and not self.office_holder
            and not self.party_sign
        )


@dataclass(frozen=True, slots=True)
class Approval:
    """An approval, in a role, at an instant, of the cohort, text and sender that ``commitment`` binds.

    ``place`` is its place in the log.
    """

    by: str
    role: str
    at: datetime | None = None
    commitment: str | None = None
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """The order or court order behind a request.

    ``persons`` and ``fields`` limit it to those a court named.
    """

    id: str
    is_signed: bool = True
    persons: tuple[str, ...] | None = None
    fields: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Sanction:
    """The financial sanction of a campaign."""

    order: str | None
    head: str | None
    dated: date | None


@dataclass(frozen=True, slots=True)
class Event:
    """A recorded emergency: its area (districts or taluks, or ``state``) and whether it is still open."""

    id: str
    area: tuple[str, ...]
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent: controller, giver, form, when given and when withdrawn."""

    to: str
    by: str = "self"
    form: str = "own"
    given: datetime | None = None
    withdrawn: datetime | None = None
    purpose: str | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """The subject of a request: one person, or ``count`` people alike; known by ``id`` only."""

    id: str
    kind: str = "employee"
    also: tuple[str, ...] = ()
    count: int = 1
    age: int | None = None
    district: str | None = None
    taluk: str | None = None
    dispatch_at: datetime | None = None
    consent: Consent | None = None
    has_previous_consent: bool = False
    opt_ins: Mapping[str, str] = field(default_factory=dict)
    is_ward: bool = False
    has_guardian_contact: bool | None = None
    has_hck_approval: bool = False
    is_cleared: bool = False
    reaches: bool = True
    in_cohort: bool = True
    had_this_month: int = 0
    is_deceased: bool = False
    contacts: Mapping[str, str] | None = None
    stopped: frozenset[str] = frozenset()
    unnumbered: frozenset[str] = frozenset()

    def contact_for(self, channel: str) -> str:
        """State of the contact for a channel: ``verified``, ``unverified`` or ``none``.

        Unset means verified.
        """
        return "verified" if self.contacts is None else self.contacts.get(channel, "none")


@dataclass(frozen=True, slots=True)
class Request:
    """A request to use contacts, as the permit decides it. Common facts of its subjects are stored once."""

    actor: str | None
    org: str | None
    purpose: str
    subjects: Sequence[Subject]
    mode: str = "message"
    on_behalf_of: str | None = None
    is_strong: bool = True
    trigger: str | None = None
    act: str | None = None
    basis: str | None = None
    sources: tuple[str, ...] = ("SPARK",)
    fields: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    suffix: str = "S"
    sender: str | None = None
    account_owner: str | None = None
    recipients: tuple[str, ...] = ("employee_self",)
    template: Template = Template()
    order: Order | None = None
    event: Event | None = None
    sanction: Sanction | None = None
    approvals: tuple[Approval, ...] = ()
    commitment: str | None = None
    in_public_register_since: datetime | None = None
    is_second_schedule_complete: bool = False
    external_processor: str | None = None
    scheme: str | None = None
    requisition: str | None = None
    reason_given: str | None = None
    cohort_rule: str | None = None

    @property
    def count(self) -> int:
        """The number of people it is about."""
        return sum(subject.count * alike for subject, alike in kinds_counted(self.subjects))
