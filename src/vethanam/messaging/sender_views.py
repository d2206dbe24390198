"""The sender register as anybody may read it: senders, managers, credentials and short texts on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from vethanam.messaging.gateways.letter import Sender, shipped_senders
from vethanam.messaging.models import OperatorText, RegisteredSender, SenderCredential, SenderManager


@dataclass(frozen=True, slots=True)
class ManagerShown:
    """A post that manages a sender, how its holder signs in there, and its days."""

    post: Mapping[str, str]
    signs_in: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class CredentialShown:
    """Where a sender signs in with a credential, where that is kept, who renewed it and when."""

    place: str
    kept: str
    turned_by: Mapping[str, str]
    since: date


@dataclass(frozen=True, slots=True)
class TextShown:
    """A short text in the operators' register."""

    text: str
    version: int
    language: str
    template_id: str
    category: str
    words: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class SenderShown:
    """A sender on a day. ``entered`` is when it was entered; None for one that ships with this version."""

    office: str
    name: Mapping[str, str]
    mailbox: str
    header: str
    header_id: str
    entity_id: str
    telemarketers: Sequence[str]
    owner: str
    replies_to: str
    entered: datetime | None
    managers: Sequence[ManagerShown]
    credentials: Sequence[CredentialShown]
    texts: Sequence[TextShown]


def senders_on(day: date) -> list[SenderShown]:
    """Every sender as the register had it on a day, by department."""
    end = timezone.make_aware(datetime.combine(day, time(23, 59, 59)))
    rows = RegisteredSender.objects.filter(recorded_at__lte=end).order_by("id")
    latest = {row.office: row for row in rows}
    shipped = {office: one for office, one in shipped_senders().items() if office not in latest}
    found = [_shown(row, day) for row in latest.values()] + [_shipped(one) for one in shipped.values()]
    return sorted(found, key=lambda one: one.office)


def sender_on(office: str, day: date) -> SenderShown | None:
    """The sender of a department on a day; None if it has none."""
    return next((one for one in senders_on(day) if one.office == office), None)


def _shown(row: RegisteredSender, day: date) -> SenderShown:
    return SenderShown(
        row.office, {"en": row.name, "ml": row.name_ml}, row.mailbox, row.header, row.header_id,
        row.entity_id, [one for one in row.telemarketers.split(",") if one], row.owner, row.replies_to,
        row.recorded_at,
        _managers(row.office, day), _credentials(row.office, day), _texts(row.office, day),
    )  # fmt: skip


def _shipped(one: Sender) -> SenderShown:
    return SenderShown(one.office, one.name, one.mail, one.header, "", "", (), "", "", None, (), (), ())


def _holds(row: SenderManager | OperatorText, day: date) -> bool:
    return row.valid_from <= day and (row.valid_until is None or row.valid_until >= day)


def _managers(office: str, day: date) -> list[ManagerShown]:
    rows = SenderManager.objects.filter(office=office).order_by("id")
    latest = {(row.post, row.valid_from): row for row in rows}
    return [
        ManagerShown({"en": row.post, "ml": row.post_ml}, row.signs_in, row.valid_from, row.valid_until)
        for row in latest.values()
        if _holds(row, day)
    ]


def _credentials(office: str, day: date) -> list[CredentialShown]:
    """The credential in use at each place, which is the latest."""
    rows = SenderCredential.objects.filter(office=office, valid_from__lte=day).order_by("valid_from", "id")
    latest = {row.place: row for row in rows}
    return [
        CredentialShown(row.place, row.kept, {"en": row.turned_by, "ml": row.turned_by_ml}, row.valid_from)
        for _, row in sorted(latest.items())
    ]


def _texts(office: str, day: date) -> list[TextShown]:
    rows = OperatorText.objects.filter(office=office).order_by("id")
    latest = {(row.text, row.version, row.language): row for row in rows}
    return [
        TextShown(
            row.text,
            row.version,
            row.language,
            row.template_id,
            row.category,
            row.words,
            row.valid_from,
            row.valid_until,
        )
        for _, row in sorted(latest.items())
        if _holds(row, day)
    ]
