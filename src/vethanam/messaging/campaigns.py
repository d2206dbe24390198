"""A message to many people as a signed value: its commitment, and how to prove that it is the approved one.

    members → salted commitments → root; purpose, order, text, root, sender, channels, time →
    commitment → approvals

The salts of the members derive from one secret, so that the root can be recomputed from their numbers alone:

    salt = HMAC-SHA-256(secret, person in decimal)[:16] record = {"campaign": reference, "person": person}
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from vethanam.ledger.approvals import CAMPAIGN
from vethanam.ledger.canonical import Json, canonical
from vethanam.ledger.commitments import SALT_BYTES, commitment
from vethanam.ledger.leaves import instant
from vethanam.ledger.persons import PersonTree
from vethanam.messaging.cohorts import BY_ORDER, Rule
from vethanam.messaging.draft_restraints import Stopping, restraints_on
from vethanam.messaging.guardian_delivery import naming_guardians
from vethanam.messaging.models import Campaign
from vethanam.messaging.subjects import subjects_of
from vethanam.messaging.templates import Text, assessed, text_of, values_hash
from vethanam.messaging.text_standing import in_log
from vethanam.orders.orders_in_force import orders_not_in_force
from vethanam.privacy.approval_proofs import Approvable, name_of
from vethanam.privacy.current_world import world_at
from vethanam.privacy.law.windows import IST
from vethanam.privacy.permit import Approval, Request
from vethanam.privacy.permit.approvals import roles_needed
from vethanam.privacy.permit.request import Order as AskedOrder
from vethanam.privacy.permit.request import Sanction
from vethanam.privacy.purposes import Purpose
from vethanam.privacy.purposes.registry import catalogue_now
from vethanam.privacy.queries import KINDS_OF_CHANNEL
from vethanam.privacy.recorded_facts import event_at

#: purposes with an order in their own text, which is no field about a person
ORDER_IS_NO_FIELD = BY_ORDER | {"HLTH-INS", "PUBLICITY"}


def cohort_root(reference: str, secret: bytes, persons: Iterable[int]) -> bytes:
    """The root over the members, sorted by their salted commitments; it also binds their number."""
    return PersonTree(
        commitment(
            hmac.digest(secret, str(person).encode(), "sha256")[:SALT_BYTES],
            {"campaign": reference, "person": person},
        )
        for person in persons
    ).root


def content_of(campaign: Campaign, text: Text) -> dict[str, Json]:
    """The content under the commitment, public in its leaf: nothing in it is about one person.

    ``cohort`` names the register of its people and contacts, so that the commitment binds it too.
    """
    return {
        "campaign": campaign.reference,
        "purpose": campaign.purpose,
        "purpose_hash": bytes(campaign.purpose_hash).hex(),
        "office": campaign.office,
        "order": campaign.order.number if campaign.order else None,
        "order_dated": campaign.order.dated.isoformat() if campaign.order else None,
        "template": text.name,
        "template_hash": text.hash,
        "values": values_hash(campaign.values),
        "cohort": campaign.cohort,
        "persons": bytes(campaign.root).hex(),
        "sender": campaign.sender,
        "channels": list(campaign.channels),
        "sanction": dict(campaign.sanction) if campaign.sanction else None,
        "send_from": instant(campaign.send_from),
        "send_until": instant(campaign.send_until),
    }


def commitment_of(content: Mapping[str, Json]) -> bytes:
    """The 32 bytes that approvers sign, from the content in its leaf."""
    return sha256(CAMPAIGN + canonical(content)).digest()


def text_of_campaign(campaign: Campaign) -> Text:
    """The text of a campaign, read from its content. Composing refuses a text that is not neutral."""
    return text_of(campaign.text.content)


def program_in_log(code: str) -> str:
    """A program as its leaves and the permit name it."""
    return f"program {code}"


def approvable(campaign: Campaign, purpose: Purpose, *, is_caution: bool) -> Approvable:
    """The approval request and its roles."""
    return Approvable(
        "campaign", campaign.reference, bytes(campaign.commitment), campaign.office,
        campaign.asked_by_persons,
        roles_needed(purpose, is_caution=is_caution),
    )  # fmt: skip


def request_of(
    campaign: Campaign, persons: Sequence[int], at: datetime, approvals: Sequence[Approval] = ()
) -> Request:
    """The permit request to send it to these members; the suffix follows from the purpose."""
    purpose = catalogue_now().on(campaign.purpose, at.astimezone(IST).date())
    allowed, event = purpose.fields if purpose else (), event_of(campaign)
    template = in_log(assessed(campaign.text.content), campaign.text.content, values_hash(campaign.values))
    program, asked_by = campaign.program, campaign.asked_by_persons
    request = Request(
        actor=program_in_log(program.code) if program else name_of(min(asked_by)),
        org=campaign.office,
        purpose=campaign.purpose,
        subjects=subjects_of(
            persons,
            campaign.channels,
            campaign.purpose,
            at=at,
            sender=campaign.sender,
            controller=campaign.office,
            sources=(campaign.source,),
            text_hash=template.hash,
            text=template.name,
        ),
        sources=(campaign.source,),
        trigger="order" if campaign.order else "event" if event else "none",
        fields=fields_of(
            campaign.channels,
            allowed,
            has_order=campaign.order is not None and campaign.purpose not in ORDER_IS_NO_FIELD,
        ),
        channels=tuple(campaign.channels),
        suffix=(purpose.suffix if purpose else "") or "S",
        sender=campaign.sender,
        template=template,
        order=asked_order(campaign, at),
        event=event_at(event, at) if event else None,
        sanction=_sanction(campaign.sanction),
        approvals=tuple(approvals),
        commitment=bytes(campaign.commitment).hex(),
        in_public_register_since=campaign.at,
        cohort_rule=campaign.cohort,
        **_of_eligibility(campaign),
    )
    return naming_guardians(request)


def _of_eligibility(campaign: Campaign) -> dict[str, Any]:
    """The act under section 7(b) of a message to people found eligible by an assessment. The program keeps
    the Second Schedule there: one purpose, the contact of one register, a text with contact and rights.
    """
    if not Rule.of(campaign.rule).is_of_assessed:
        return {}
    recipients = ("beneficiary_self",)
    return {"act": "determine", "recipients": recipients, "is_second_schedule_complete": True}


def event_of(campaign: Campaign) -> str:
    """The code of the declared event of a safety message, which its signed rule names; else empty."""
    return next(iter(Rule.of(campaign.rule).events), "")


def restraints_over(campaign: Campaign, at: datetime) -> Stopping:
    """The restraints over a composed message, with any approvals."""
    return restraints_on(request_of(campaign, (), at), world_at(at), at)


def fields_of(channels: Sequence[str], allowed: Sequence[str], *, has_order: bool) -> tuple[str, ...]:
    """The fields a sending needs: those its text names, and a contact per channel, an
    allowed one if possible.
    """
    named = ("order_number", "effective_month") if has_order else ()
    kinds = [KINDS_OF_CHANNEL[channel] for channel in channels if channel in KINDS_OF_CHANNEL]
    contacts = [next((kind for kind in of if kind in allowed), of[0]) for of in kinds]
    return tuple(dict.fromkeys([*named, *contacts]))


def asked_order(campaign: Campaign, at: datetime) -> AskedOrder | None:
    """The order of a campaign; marked unsigned if it is stayed, set aside or superseded for everybody."""
    if campaign.order is None:
        return None
    suspended = (campaign.order.pk, None) in orders_not_in_force(at.astimezone(IST).date(), at)
    return AskedOrder(campaign.order.number, is_signed=not suspended)


def _sanction(kept: Mapping[str, Any] | None) -> Sanction | None:
    if not kept:
        return None
    dated = datetime.fromisoformat(kept["dated"]).date() if kept.get("dated") else None
    return Sanction(kept.get("order"), kept.get("head"), dated)
