"""The world of a request: ledger state, windows, restraints, registers and their owners."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from vethanam.privacy.law.windows import Window
from vethanam.privacy.permit.request import Request, Subject, Template

ACHIEVEMENTS, BENEFITS, ALL = "achievements", "service_benefit_announcements", "all_messages"
KINDS = (ACHIEVEMENTS, BENEFITS, ALL)
_BENEFIT_PURPOSES = frozenset({"SVC-TERMS", "SCHEME-ELIG"})


@dataclass(frozen=True, slots=True)
class Leave:
    """A leave of the court within a restraint, until an instant if it names one.

    Each field it names must match.
    """

    purposes: frozenset[str] = frozenset()
    senders: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    until: datetime | None = None

    def opens(self, request: Request, channel: str, at: datetime) -> bool:
        """Whether a request may use a channel under it."""
        return (
            (self.until is None or at <= self.until)
            and (not self.purposes or request.purpose in self.purposes)
            and (not self.senders or request.sender in self.senders)
            and (not self.channels or channel in self.channels)
        )


@dataclass(frozen=True, slots=True)
class Restraint:
    """An order or undertaking that stops messages.

    Each field it names must match; an empty field does not narrow it.

    ``place`` is that of its entry in the log. ``until`` is when its date passes. After that, while the case
    is pending and no further order is recorded, what it covered waits. ``excepts`` are purposes its text
    carves out, ``leaves`` what the court let through since.
    """

    id: str
    source_registers: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    purposes: frozenset[str] = frozenset()
    controllers: frozenset[str] = frozenset()
    senders: frozenset[str] = frozenset()
    starts_at: datetime | None = None
    until: datetime | None = None
    is_case_pending: bool = True
    is_next_order_recorded: bool = False
    excepts: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    leaves: tuple[Leave, ...] = ()
    place: int | None = None

    @property
    def is_of_single_messages(self) -> bool:
        """Whether the restraint may apply to only some channels or people of a request."""
        return bool(self.channels or self.classes or self.leaves)

    def reaches(self, request: Request, subject: Subject, channel: str, at: datetime) -> bool:
        """Whether the restraint applies to one subject on one channel of a covered request."""
        return (
            (not self.channels or channel in self.channels)
            and (not self.classes or bool(self.classes & {subject.kind, *subject.also}))
            and not any(leave.opens(request, channel, at) for leave in self.leaves)
        )

    def is_active(self, at: datetime) -> bool:
        """Whether the restraint stops messages at an instant."""
        return self._has_begun(at) and (self.until is None or at <= self.until)

    def is_unconfirmed(self, at: datetime) -> bool:
        """Whether its date has passed and the court's next order is not recorded."""
        passed = self._has_begun(at) and self.until is not None and at > self.until
        return passed and self.is_case_pending and not self.is_next_order_recorded

    def covers(self, request: Request, controller: str | None) -> bool:
        """Whether the restraint covers a request: by register, purpose or kind, controller or sender."""
        if request.purpose in self.excepts:
            return False
        return (
            (not self.source_registers or bool(self.source_registers & set(request.sources)))
            and self._reaches_kind(request)
            and self._reaches_office(request, controller)
        )

    def _has_begun(self, at: datetime) -> bool:
        return self.starts_at is None or self.starts_at <= at

    def _reaches_kind(self, request: Request) -> bool:
        if not self.purposes and not self.kinds:
            return True
        if request.purpose in self.purposes or any(_is_kind(kind, request) for kind in self.kinds):
            return True
        return bool(self.kinds) and request.mode == "message" and not self.lets_pass(request.template)

    def lets_pass(self, template: Template) -> bool:
        """Whether a text is closed: registered before this restraint, or classified
        by two signatures since.
        """
        if template.is_closed and (self.place is None or template.registered < self.place):
            return True
        return any(one.kind not in self.kinds and one.since > (self.place or 0) for one in template.classes)

    def _reaches_office(self, request: Request, controller: str | None) -> bool:
        if not self.controllers and not self.senders:
            return True
        return (
            controller in self.controllers
            or request.org in self.controllers
            or request.sender in self.senders
        )


def kinds_of(request: Request) -> tuple[str, ...]:
    """The message kinds of a request, as restraints name them."""
    return tuple(kind for kind in KINDS if _is_kind(kind, request))


def _is_kind(kind: str, request: Request) -> bool:
    if kind == ALL:
        return request.mode == "message"
    if kind == ACHIEVEMENTS:
        return request.purpose == "PUBLICITY" or not request.template.is_neutral
    if kind == BENEFITS:
        return request.purpose in _BENEFIT_PURPOSES or request.act == "announce"
    return True  # an unknown kind narrows nothing


@dataclass(frozen=True, slots=True)
class OptOut:
    """A person stopped a channel for a sender; None means every sender."""

    subject: str
    channel: str
    sender: str | None = None


@dataclass(frozen=True, slots=True)
class Sharing:
    """A recorded permission for one controller to use another's register, by owner or register
    name, for one purpose.
    """

    purpose: str
    owner: str
    to: str


@dataclass(frozen=True, slots=True)
class World:
    """The facts around a request at an instant."""

    ledger: str = "healthy"
    windows: tuple[Window, ...] = ()
    is_caution: bool = False
    restraints: tuple[Restraint, ...] = ()
    notified_registers: frozenset[str] = frozenset()
    register_owners: Mapping[str, str] = field(default_factory=dict)
    sharing: tuple[Sharing, ...] = ()
    opt_outs: tuple[OptOut, ...] = ()
