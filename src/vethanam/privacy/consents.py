"""Reads of consents and notices: for the permit, for the person's page, and for her export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from vethanam.bulk import among
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import ChannelChoice, Consent, ConsentWithdrawal, Notice
from vethanam.privacy.permit.request import Consent as AskedConsent
from vethanam.privacy.purposes import Purpose
from vethanam.privacy.purposes.registry import catalogue_now

RECORD_FORM = "vethanam.consent/1"


@dataclass(frozen=True, slots=True)
class ConsentShown:
    """A consent for its person's page, with the version of the notice shown to her; none before the Act."""

    id: int
    reference: str
    purpose: str
    controller: str
    fields: tuple[str, ...]
    channels: tuple[str, ...]
    form: str
    given_by: str
    given_at: datetime
    withdrawn_at: datetime | None
    notice: str
    notice_hash: str
    language: str
    is_pre_act: bool
    leaf: int
    withdrawal_leaf: int | None
    #: the consent managers through which it was given and withdrawn; empty for the person herself
    manager: str = ""
    withdrawn_through: str = ""

    @property
    def is_live(self) -> bool:
        """Whether the consent is not withdrawn."""
        return self.withdrawn_at is None


def consents_of(person: int) -> list[ConsentShown]:
    """Every consent of a person, newest first, withdrawn ones included."""
    rows = Consent.objects.filter(person=person).select_related("notice").order_by("-given_at", "-id")
    taken_back = _withdrawals(rows)
    return [_shown(row, taken_back.get(row.pk)) for row in rows]


def consents_by_person(persons: Sequence[int], purpose: str, controller: str = "") -> dict[int, AskedConsent]:
    """The consent the permit uses, for each person who ever consented to a purpose.

    A consent to ``controller`` comes first, then a live one, then the latest.
    """
    return {
        person: AskedConsent(
            to=row.controller, by=row.given_by, form=row.form, given=row.given_at,
            withdrawn=withdrawn.withdrawn_at if withdrawn else None, purpose=row.purpose,
        )
        for person, (row, withdrawn) in _chosen(persons, purpose, controller).items()
    }  # fmt: skip


def unnamed_channels(
    persons: Sequence[int], channels: Sequence[str], purpose: str, controller: str
) -> dict[int, frozenset[str]]:
    """Of these channels, those that each person's consent does not name, for a purpose that needs consent.

    A consent from before the Act may name no channel: it counts for every channel of its purpose.
    """
    if not any(one.code == purpose and one.is_consent_required for one in catalogue_now().purposes):
        return {}
    unnamed = {
        person: frozenset(channels) - {*row.channels}
        for person, (row, _) in _chosen(persons, purpose, controller).items()
        if row.channels
    }
    return {person: beyond for person, beyond in unnamed.items() if beyond}


def _chosen(
    persons: Sequence[int], purpose: str, controller: str
) -> dict[int, tuple[Consent, ConsentWithdrawal | None]]:
    """The consent that counts for each person, and its withdrawal."""
    rows = list(Consent.objects.filter(purpose=purpose, person__in=among(persons)).order_by("given_at", "id"))
    taken_back = _withdrawals(rows)
    rows.sort(key=lambda row: (row.controller == controller, row.pk not in taken_back, row.given_at, row.pk))
    return {row.person: (row, taken_back.get(row.pk)) for row in rows}


def earlier_consents(persons: Sequence[int], at: datetime) -> list[int]:
    """The people who earlier consented, by an act of their own, to a State benefit (section 7(b)(i))."""
    benefits = [purpose.code for purpose in catalogue_now().purposes if is_of_benefit(purpose)]
    rows = Consent.objects.filter(
        purpose__in=benefits, form=Consent.Form.OWN, given_at__lte=at, withdrawal=None,
        person__in=among(persons),
    )  # fmt: skip
    return sorted(set(rows.values_list("person", flat=True)))


def is_of_benefit(purpose: Purpose) -> bool:
    """Whether a purpose rests on section 7(b): a benefit of the State."""
    return any(ground.startswith("s.7(b)") for ground in purpose.ground.dpdp)


def opt_ins_of(persons: Sequence[int], sender: str) -> dict[int, Mapping[str, str]]:
    """The channels in which each person opted in to a sender, each mapped to the sender.

    The latest choice for a channel decides; without one, a live consent with WhatsApp.
    """
    found: dict[int, dict[str, str]] = {}
    for person, channels in Consent.objects.filter(
        person__in=list(persons),
        controller=sender,
        withdrawal=None,
        channels__contains=["whatsapp"],
        form=Consent.Form.OWN,
    ).values_list("person", "channels"):
        found.setdefault(person, {}).update({name: sender for name in channels if name == "whatsapp"})
    choices = (
        ChannelChoice.objects.filter(person__in=list(persons), purpose="", sender=sender)
        .order_by("person", "channel", "-recorded_at", "-id")
        .distinct("person", "channel")
        .values_list("person", "channel", "is_stopped")
    )
    for person, channel, is_stopped in choices:
        if is_stopped:
            found.get(person, {}).pop(channel, None)
        else:
            found.setdefault(person, {})[channel] = sender
    return {person: channels for person, channels in found.items() if channels}


def notice_for(purpose: str, language: str) -> Notice | None:
    """The notice in force of a purpose in a language: the highest published version."""
    registered = next((p for p in catalogue_now().purposes if p.code == purpose), None)
    rows = Notice.objects.filter(purpose=purpose, language=language)
    return rows.order_by("-version").first() if registered else None


def consent_record(person: int) -> Mapping[str, Any]:
    """One person's consents as machine-readable data: each with its notice, hash and state."""
    return {"form": RECORD_FORM, "person": person, "consents": consent_entries(person)}


def consent_entries(person: int) -> list[dict[str, Any]]:
    """The consents of that record alone, the latest first."""
    return [_record(one) for one in consents_of(person)]


def _record(one: ConsentShown) -> dict[str, Any]:
    return {
        "consent": one.reference, "purpose": one.purpose, "controller": one.controller,
        "fields": list(one.fields), "channels": list(one.channels), "form_of_consent": one.form,
        "given_by": one.given_by,
        "given_at": _written(one.given_at),
        "withdrawn_at": _written(one.withdrawn_at) if one.withdrawn_at else None,
        "notice": one.notice or None, "notice_hash": one.notice_hash or None,
        "language": one.language or None,
        "pre_act": one.is_pre_act,
        "manager": one.manager or None, "withdrawn_through": one.withdrawn_through or None,
    }  # fmt: skip


def _written(at: datetime) -> str:
    return at.astimezone(IST).isoformat()


def _withdrawals(rows: Any) -> dict[int, ConsentWithdrawal]:
    found = ConsentWithdrawal.objects.filter(consent__in=[row.pk for row in rows])
    return {row.consent_id: row for row in found}


def _shown(row: Consent, withdrawal: ConsentWithdrawal | None) -> ConsentShown:
    notice = row.notice
    return ConsentShown(
        id=row.pk, reference=row.reference, purpose=row.purpose, controller=row.controller,
        fields=tuple(row.fields), channels=tuple(row.channels), form=row.form, given_by=row.given_by,
        given_at=row.given_at, withdrawn_at=withdrawal.withdrawn_at if withdrawal else None,
        notice=f"{notice.code}/{notice.version}" if notice else "",
        notice_hash=bytes(notice.hash).hex() if notice else "",
        language=notice.language if notice else "", is_pre_act=row.is_pre_act, leaf=row.leaf,
        withdrawal_leaf=withdrawal.leaf if withdrawal else None, manager=row.manager,
        withdrawn_through=withdrawal.manager if withdrawal else "",
    )  # fmt: skip
