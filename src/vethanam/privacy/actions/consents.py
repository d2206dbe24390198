"""Give and withdraw a consent. A withdrawal cancels the waiting messages in the same transaction."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.privacy.actions.contact_erasure import erase_given_with
from vethanam.privacy.consents import is_of_benefit, notice_for
from vethanam.privacy.law.commencement import in_force
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import Consent, ConsentWithdrawal, ManagerLink, Notice
from vethanam.privacy.purposes import Purpose
from vethanam.privacy.purposes.registry import catalogue_now


@dataclass(frozen=True, slots=True)
class Yes:
    """The content of a consent: one purpose, one controller, fields and channels."""

    person: int
    purpose: str
    controller: str
    fields: tuple[str, ...]
    channels: tuple[str, ...]


@transaction.atomic
def give_consent(
    authority: Authority, yes: Yes, *, language: str = "en", shown: str = "", guardian_proof: str = "",
    through: ManagerLink | None = None,
) -> Consent:  # fmt: skip
    """Record the consent of a person, or of her guardian with a proof. The notice in force is bound to it.

    Parameters
    ----------
    shown
        The hash of the notice on the page; refused if another one is in force by now. Left out: the
        one in force.
    guardian_proof
        How the office knows that the actor is her guardian (``Consent.GuardianProof``); needed unless
        she acts herself.
    through
        Her link in force to the consent manager of this program.

    Raises
    ------
    Refused
        The actor may not consent; no notice; already given; a bundle.
    Unsound
        Fields or channels are not those of the purpose.
    """
    purpose = _purpose(yes, authority)
    is_hers = authority.person == yes.person or _is_hers(through, yes.person)
    if not is_hers and guardian_proof not in Consent.GuardianProof.values:
        raise Refused("guardian_without_proof")
    notice = _notice(yes.purpose, language, shown)
    _within(purpose, yes)
    if not yes.channels:
        raise Unsound("no_channel")
    _not_twice(yes)
    giver = _Giver(
        None if is_hers else authority.person,
        "" if is_hers else guardian_proof,
        through.manager if through else "",
    )
    return _record(authority, yes, giver, notice=notice, form=Consent.Form.OWN, given_at=authority.at)


@transaction.atomic
def record_earlier_consent(
    authority: Authority, yes: Yes, *, given_at: datetime, form: str = Consent.Form.OWN
) -> Consent:
    """Record a consent from before section 6 began; only the office that received it may record it.

    It is marked as from before the Act, holds until it is withdrawn, and waits for its notice. A bundled or
    pre-ticked consent is recorded as such and permits nothing. For a benefit of the State it is the earlier
    consent of section 7(b)(i). Whoever has withdrawn since gives her consent again herself.

    Its fields and channels are those of the purpose or fewer. If the paper names no channel, it counts for
    every channel of the purpose, except one that needs an opt-in.

    Raises
    ------
    Refused
        Another office received it; it is not earlier; given or withdrawn before.
    Unsound
        A field or a channel is not of the purpose, or the form is unknown.
    """
    purpose = _purpose(yes, authority, is_earlier=True)
    _within(purpose, yes)
    if authority.office != yes.controller:
        raise Refused("other_office")
    if in_force("s.6(1)", given_at.astimezone(IST).date()) or given_at > authority.at:
        raise Refused("not_earlier")
    if form not in Consent.Form.values:
        raise Unsound("consent_form", values=[*Consent.Form.values])
    _not_twice(yes)
    same = {"person": yes.person, "purpose": yes.purpose, "controller": yes.controller}
    if Consent.objects.filter(**same, withdrawal__withdrawn_at__gte=given_at).exists():
        raise Refused("withdrawn_since")
    return _record(
        authority, yes, _Giver(), notice=None, form=form, given_at=given_at, is_pre_act=True
    )  # fmt: skip


@transaction.atomic
def withdraw_consent(
    authority: Authority, consent: Consent, *, through: ManagerLink | None = None
) -> ConsentWithdrawal:
    """Withdraw a consent from this instant and cancel the messages waiting under it. Sent messages stay sent.

    Contacts given with it to the office's opt-in list are erased with it. ``through`` is her link in force to
    the consent manager of the program that acts for her.

    Raises
    ------
    Refused
        Another person asks, or it was withdrawn before.
    """
    is_own = authority.person is not None and authority.person in (consent.person, consent.guardian)
    if not (is_own or _is_hers(through, consent.person)):
        raise Refused("consent_of_another")
    if ConsentWithdrawal.objects.filter(consent=consent).exists():
        raise Refused("taken_back")
    waiting = waiting_messages(consent.person, consent.purpose, consent.controller)
    manager = through.manager if through else ""
    leaf = append(
        "consent.withdrawn",
        public={"purpose": consent.purpose, "controller": consent.controller, **_named(manager)},
        private={"person": consent.person, "consent": consent.reference, "cancelled": waiting},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    withdrawal = ConsentWithdrawal.objects.create(
        consent=consent, withdrawn_at=authority.at, cancelled=waiting, manager=manager,
        recorded_at=timezone.now(), recorded_by_id=authority.account, leaf=leaf,
    )  # fmt: skip
    call_off(consent.person, purpose=consent.purpose, controller=consent.controller)
    erase_given_with(authority, consent)
    return withdrawal


def _is_hers(through: ManagerLink | None, person: int) -> bool:
    """Whether a consent manager's program acts for this person."""
    return through is not None and through.person == person


def _named(manager: str) -> dict[str, str]:
    """The consent manager of an entry, if it came through one."""
    return {"manager": manager} if manager else {}


def live_consent(person: int, purpose: str, controller: str) -> Consent | None:
    """The latest consent of a person to an office for a purpose that is not withdrawn."""
    rows = Consent.objects.filter(person=person, purpose=purpose, controller=controller, withdrawal=None)
    return rows.order_by("-given_at", "-id").first()


def call_off(
    person: int, *, purpose: str = "", controller: str = "", channel: str = "", sender: str = ""
) -> int:
    """Cancel the waiting messages of a person; the database allows it only after a withdrawal
    or a stopped channel.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT privacy_call_off(%s, %s, %s, %s, %s)", [person, purpose, controller, channel, sender]
        )
        (count,) = cursor.fetchone() or (0,)
    return int(count)


def waiting_messages(person: int, purpose: str, controller: str) -> int:
    """The number of messages waiting for a person under a purpose of an office."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM privacy_outbox o JOIN privacy_use u ON u.id = o.use_id"
            " WHERE o.person = %s AND o.state = 'queued' AND u.purpose_code = %s"
            " AND coalesce(nullif(u.on_behalf_of, ''), u.office) = %s",
            [person, purpose, controller],
        )
        (count,) = cursor.fetchone() or (0,)
    return int(count)


def _purpose(yes: Yes, authority: Authority, *, is_earlier: bool = False) -> Purpose:
    purpose = catalogue_now().on(yes.purpose, authority.at.astimezone(IST).date())
    if purpose is None or purpose.status != "active":
        raise Refused("no_consent_asked")
    if not (purpose.is_consent_required or (is_earlier and is_of_benefit(purpose))):
        raise Refused("no_consent_asked")
    if yes.controller not in purpose.controllers:
        raise Refused("consent_to_another_office")
    return purpose


def _notice(purpose: str, language: str, shown: str) -> Notice:
    notice = notice_for(purpose, language)
    if notice is None:
        raise Refused("no_notice")
    if shown and shown != bytes(notice.hash).hex():
        raise Refused("other_notice")
    return notice


def _within(purpose: Purpose, yes: Yes) -> None:
    """Refuse a field or channel beyond the purpose: no consent widens it."""
    beyond = sorted({*yes.fields} - {*purpose.fields}) + sorted({*yes.channels} - {*purpose.channels})
    if beyond:
        raise Unsound("beyond_purpose", fields=[*beyond])


def _not_twice(yes: Yes) -> None:
    if live_consent(yes.person, yes.purpose, yes.controller) is not None:
        raise Refused("given_before")


@dataclass(frozen=True, slots=True)
class _Giver:
    """Who gave a consent for its person: a guardian with a proof, a consent manager, or neither."""

    guardian: int | None = None
    guardian_proof: str = ""
    manager: str = ""


def _record(
    authority: Authority, yes: Yes, giver: _Giver, *, notice: Notice | None, form: str, given_at: datetime,
    is_pre_act: bool = False,
) -> Consent:  # fmt: skip
    reference = secrets.token_hex(16)
    given_by = Consent.GivenBy.GUARDIAN if giver.guardian_proof else Consent.GivenBy.SELF
    leaf = append(
        "consent.given",
        public={
            "purpose": yes.purpose, "controller": yes.controller, "form": form, "given_by": given_by.value,
            "notice": f"{notice.code}/{notice.version}" if notice else None,
            "notice_hash": bytes(notice.hash).hex() if notice else None, "pre_act": is_pre_act,
            **_named(giver.manager),
        },
        private={
            "person": yes.person, "consent": reference, "fields": _sorted(yes.fields),
            "channels": _sorted(yes.channels), "given_at": given_at.isoformat(),
            "guardian_proof": giver.guardian_proof or None,
        },
        at=authority.at,
        is_sample=authority.is_sample,
    )  # fmt: skip
    return Consent.objects.create(
        reference=reference, person=yes.person, purpose=yes.purpose, controller=yes.controller,
        fields=list(yes.fields), channels=list(yes.channels), notice=notice, form=form, given_by=given_by,
        guardian=giver.guardian, guardian_proof=giver.guardian_proof, is_pre_act=is_pre_act,
        manager=giver.manager, given_at=given_at,
        recorded_at=timezone.now(),
        recorded_by_id=authority.account, leaf=leaf,
    )  # fmt: skip


def _sorted(names: Sequence[str]) -> list[str]:
    return sorted(names)
