"""Ask the permit again at dispatch: a message allowed when queued may not be any more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import polars as pl

from vethanam.ledger.notes import VerifierKey
from vethanam.messaging.guardian_delivery import names_guardians
from vethanam.messaging.subjects import subjects_of
from vethanam.privacy.current_restraints import restraints_now
from vethanam.privacy.current_world import world_at
from vethanam.privacy.models import Use
from vethanam.privacy.permit import Approval, Request, Template, permit
from vethanam.privacy.permit.decision import ALLOW
from vethanam.privacy.permit.request import Event, Order, Sanction
from vethanam.privacy.purposes.registry import catalogue_now
from vethanam.privacy.recorded_facts import declared_event

_LISTS = ("sources", "fields", "channels", "recipients")


def still_allowed(  # noqa: PLR0913 - the use, and what of it the caller has proven
    use: Use,
    persons: Sequence[int],
    *,
    at: datetime,
    channel: str = "",
    approvals: Sequence[Approval] = (),
    template: Template | None = None,
    log_key: VerifierKey | None = None,
    public_since: datetime | None = None,
    chosen: pl.DataFrame | None = None,
) -> dict[int, str]:
    """The people who may no longer get the message, each with the reason code. Other people are left out.

    Parameters
    ----------
    channel
        That of the messages: another one that is open does not stand for it. Without it, any of the use.
    approvals, template
        Approvals with signatures that the caller has checked, and the text with the log's facts of it. The
        row is not read for them.
    public_since
        When the log took the message or the request that the use is allowed for. The row is not read for it.
    chosen
        The contacts of these people, if the caller has looked them up.
    log_key
        With it a position on a restraint, a published purpose, an approval of the High Court and a notified
        register count only under a head that this key signed.
    """
    subjects = subjects_of(
        persons, use.channels, use.purpose_code, at=at, sender=use.sender,
        controller=use.on_behalf_of or use.office,
        before=use.pk, sources=use.request["sources"], text_hash=template.hash if template else "",
        text=template.name if template and use.mode == Use.Mode.MESSAGE else "",
        names_guardians=names_guardians(use.fields, use.recipients), chosen=chosen, log_key=log_key,
    )  # fmt: skip
    asked = replace(
        request_of(use, approvals, template), subjects=subjects, event=_event_of(use, at, log_key),
        in_public_register_since=public_since,
    )  # fmt: skip
    world = world_at(at, use=use.reference, log_key=log_key)
    decision = permit(asked, at, world, catalogue=catalogue_now(log_key))
    if use.mode != Use.Mode.MESSAGE:
        return {
            int(answer.id): decision.reason or answer.reason or "CHANNEL_NOT_ALLOWED"
            for answer in decision.per_subject
            if decision.reason is not None or answer.status != ALLOW
        }
    outside = [channel] if channel else [name for name in use.channels if name != "portal"]
    refusals = {}
    for answer in decision.per_subject:
        if decision.reason is not None or not any(answer.channels.get(name) == ALLOW for name in outside):
            said = [answer.channels[name] for name in outside if name in answer.channels]
            refusals[int(answer.id)] = (
                decision.reason or answer.reason or next(iter(said), "CHANNEL_NOT_ALLOWED")
            )
    return refusals


def covered_since(
    use: Use, template: Template | None, at: datetime, *, log_key: VerifierKey | None = None
) -> int | None:
    """The place of the first restraint that would stop this message if its text were not closed."""
    if template is None:
        return None
    asked = request_of(use, (), replace(template, is_closed=False, classes=()))
    controller = use.on_behalf_of or use.office
    places = [
        one.place or 0
        for one in restraints_now(use.reference, log_key)
        if (one.is_active(at) or one.is_unconfirmed(at)) and one.covers(asked, controller)
    ]
    return min(places, default=None)


def _event_of(use: Use, at: datetime, log_key: VerifierKey | None) -> Event | None:
    """The declared event of a use as it is now, whatever its purpose."""
    kept = use.request.get("event")
    return declared_event(kept["id"], at, log_key) if kept else None


def request_of(use: Use, approvals: Sequence[Approval] = (), proven: Template | None = None) -> Request:
    """The request a use was answered for, without its subjects. The proven text replaces the row's."""
    kept: dict[str, Any] = dict(use.request)
    kept.pop("classes", None)
    template, order = kept.pop("template"), kept.pop("order")
    sanction = kept.get("sanction")
    kept |= {"purpose": use.purpose_code, "sender": use.sender or None, "channels": use.channels}
    known: dict[str, Any] = {
        name: value
        for name, value in kept.items()
        if name in Request.__dataclass_fields__ and name not in _DROPPED
    }
    listed: dict[str, Any] = {
        name: tuple(value) if name in _LISTS else value for name, value in known.items()
    }
    return Request(
        **listed,
        template=proven or Template(**{**template, "parts": tuple(template["parts"]), "classes": ()}),
        order=Order(order["id"], order["is_signed"]) if order else None,
        sanction=_sanction(sanction),
        approvals=tuple(approvals),
        subjects=(),
    )


def _sanction(kept: Mapping[str, Any] | None) -> Sanction | None:
    if not kept:
        return None
    return Sanction(kept["order"], kept["head"], date.fromisoformat(kept["dated"]) if kept["dated"] else None)


_DROPPED = frozenset(
    {"subjects", "template", "order", "event", "sanction", "approvals", "in_public_register_since"}
)
