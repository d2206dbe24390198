"""Ask the permit again at dispatch: a message allowed when queued may not be any more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from vethanam.ledger.notes import VerifierKey
from vethanam.messaging.guardians import names_guardians
from vethanam.messaging.subjects import subjects_of
from vethanam.privacy.current_world import world_at
from vethanam.privacy.models import Use
from vethanam.privacy.permit import Approval, Request, Template, permit
from vethanam.privacy.permit.decision import ALLOW
from vethanam.privacy.permit.request import Event, Order, Sanction
from vethanam.privacy.purposes.registry import catalogue_now
from vethanam.privacy.recorded_facts import event_at

_LISTS = ("sources", "fields", "channels", "recipients")


def still_allowed(
    use: Use,
    persons: Sequence[int],
    *,
    at: datetime,
    channel: str = "",
    approvals: Sequence[Approval] = (),
    template: Template | None = None,
    log_key: VerifierKey | None = None,
) -> dict[int, str]:
    """The people who may no longer get the message, each with the reason code. Other people are left out.

    Parameters
    ----------
    channel
        That of the messages: another one that is open does not stand for it. Without it, any of the use.
    approvals, template
        Approvals whose signatures the caller has checked, and the text with the log's facts of it. The row is
        not read for them.
    log_key
        With it a position on a restraint and a published purpose count only under a head that
        this key signed.
    """
    subjects = subjects_of(
        persons, use.channels, use.purpose_code, at=at, sender=use.sender,
        controller=use.on_behalf_of or use.office,
        before=use.pk, sources=use.request["sources"], text_hash=template.hash if template else "",
        names_guardians=names_guardians(use.fields, use.recipients),
    )  # fmt: skip
    decision = permit(
        replace(request_of(use, approvals, template), subjects=subjects, event=_event_of(use, at)),
        at,
        world_at(at, use=use.reference, log_key=log_key),
        catalogue=catalogue_now(log_key),
    )
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


def _event_of(use: Use, at: datetime) -> Event | None:
    """The event of a use as on record now."""
    kept = use.request.get("event")
    return event_at(kept["id"], at) if kept else None


def request_of(use: Use, approvals: Sequence[Approval] = (), proven: Template | None = None) -> Request:
    """The request a use was answered for, without its subjects. The proven text replaces the row's."""
    kept: dict[str, Any] = dict(use.request)
    kept.pop("classes", None)
    template, order, since = kept.pop("template"), kept.pop("order"), kept.get("in_public_register_since")
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
        in_public_register_since=datetime.fromisoformat(since) if since else None,
        subjects=(),
    )


def _sanction(kept: Mapping[str, Any] | None) -> Sanction | None:
    if not kept:
        return None
    return Sanction(kept["order"], kept["head"], date.fromisoformat(kept["dated"]) if kept["dated"] else None)


_DROPPED = frozenset(
    {"subjects", "template", "order", "event", "sanction", "approvals", "in_public_register_since"}
)
