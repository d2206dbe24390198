"""A single use requested by an office, to see one contact or for a feed: its commitment and its request.

people → salted commitments → root;   purpose, mode, fields, root, recipient, request → commitment → approvals
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from vethanam.ledger.approvals import ASKED
from vethanam.ledger.canonical import Json, canonical
from vethanam.messaging.models import AskedUse
from vethanam.messaging.subjects import subjects_of
from vethanam.payroll.arrears.home_offices import placed
from vethanam.people.models import Employment
from vethanam.privacy.approval_proofs import Approvable, name_of
from vethanam.privacy.permit import Alike, Approval, Request, Subject
from vethanam.privacy.permit.approvals import roles_needed
from vethanam.privacy.permit.request_reader import read_request
from vethanam.privacy.purposes import Purpose
from vethanam.service_book.reader import BookReader

REVEAL, FEED = "reveal", "feed"
#: fields a feed may hold besides contacts
FACTS = ("pen", "name", "designation", "office")


def content_of_asked(asked: AskedUse, channels: Sequence[str]) -> dict[str, Json]:
    """The content under the commitment, public in its leaf: nothing in it is about one person."""
    return {
        "asked": asked.reference,
        "purpose": asked.purpose,
        "purpose_hash": bytes(asked.purpose_hash).hex(),
        "office": asked.office,
        "mode": asked.mode,
        "fields": list(asked.fields),
        "cohort": asked.cohort,
        "persons": bytes(asked.root).hex(),
        "channels": list(channels),
        "recipient": asked.recipient.reference if asked.recipient else None,
        "recipient_key": bytes(asked.recipient.public_key).hex() if asked.recipient else None,
        "request": sha256(bytes(asked.secret) + canonical(dict(asked.given))).hexdigest(),
    }


def commitment_of_asked(asked: AskedUse, channels: Sequence[str]) -> bytes:
    """The 32 bytes that approvers sign."""
    return sha256(ASKED + canonical(content_of_asked(asked, channels))).digest()


def approvable_asked(asked: AskedUse, purpose: Purpose, *, is_caution: bool) -> Approvable:
    """The approval request and its roles."""
    return Approvable(
        "asked", asked.reference, bytes(asked.commitment), asked.office, asked.asked_by_persons,
        roles_needed(purpose, is_caution=is_caution),
    )  # fmt: skip


def request_of_asked(asked: AskedUse, at: datetime, approvals: Sequence[Approval] = ()) -> Request:
    """The request for the permit, with its people."""
    request = read_request(
        {
            **asked.given, "actor": name_of(min(asked.asked_by_persons)), "org": asked.office,
            "cohort_rule": asked.cohort,
            "subjects": [],
        }
    )  # fmt: skip
    subjects = subjects_of(
        asked.members, request.channels, asked.purpose, at=at,
        controller=request.on_behalf_of or asked.office,
        sources=request.sources,
    )  # fmt: skip
    if asked.scope and not reaches(asked.scope, asked.members, at):
        subjects = out_of_reach(subjects)
    return replace(
        request,
        subjects=subjects,
        approvals=tuple(approvals),
        commitment=bytes(asked.commitment).hex() or None,
        in_public_register_since=asked.at,
    )


def reaches(drawing_code: str, persons: Sequence[int], at: datetime) -> bool:
    """Whether every one of these people was last posted under the drawing code."""
    employments = dict(Employment.objects.filter(person__in=persons).values_list("pk", "person"))
    places = placed(BookReader(), sorted(employments), at)
    theirs = {
        employments[one]
        for one, code in places.select("employment", "drawing_code").iter_rows()
        if code == drawing_code
    }
    return set(persons) <= theirs


def out_of_reach(subjects: Alike[Subject]) -> Alike[Subject]:
    """The subjects, marked as outside the officer's office."""
    return replace(subjects, kinds=[replace(kind, reaches=False) for kind in subjects.kinds])


def told_of_asked(asked: AskedUse, answer_key: bytes | None) -> Mapping[str, str]:
    """Extra values in each person's commitment: the fields, and the key they are sealed to."""
    key = answer_key or (bytes(asked.recipient.public_key) if asked.recipient else b"")
    return {"asked": asked.reference, "fields": ", ".join(asked.fields), "key": key.hex()}


def shown_request(asked: AskedUse) -> Mapping[str, Any]:
    """The request for its office and approvers."""
    return {name: value for name, value in asked.given.items() if value not in (None, "", [], ())}
