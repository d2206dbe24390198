"""Request a use: the permit answers and the answer is a leaf before anything happens, refusals included."""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

import polars as pl
from django.db import transaction
from django.utils import timezone

from vethanam.bulk import canonical_texts, copy_rows
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.ledger.canonical import Json
from vethanam.ledger.commitments import commitments, fresh_salts
from vethanam.ledger.label_trees import FEW, label_leaves, root_of_labels
from vethanam.ledger.leaves import refuse_contacts
from vethanam.privacy.actions.duties import open_case_of
from vethanam.privacy.counts import counted
from vethanam.privacy.current_world import world_at
from vethanam.privacy.labels import UseKeys, labels_of, store_tiles
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import Purpose, Use, UseSecret
from vethanam.privacy.permit import Decision, Request, SubjectAnswer, World, permit
from vethanam.privacy.permit.approvals import roles_needed
from vethanam.privacy.permit.decision import ALLOW
from vethanam.privacy.permit.facts import restraints_met
from vethanam.privacy.permit.subject_groups import Alike, as_alike, kinds_counted
from vethanam.privacy.permit.world import kinds_of
from vethanam.privacy.policies import needs_no_witness
from vethanam.privacy.purposes import Catalogue
from vethanam.privacy.purposes.registry import catalogue_now

_KINDS = {"allow": "use.allowed", "partial": "use.allowed", "hold": "use.held", "deny": "use.refused"}

#: modes allowed here and carried out by a separate request
_NOT_CARRIED_OUT = {
    "reveal": "This answer opens nothing: ask to see a contact with “ask_reveal”.",
    "feed": "This answer hands nothing over: ask for a feed with “ask_feed”.",
}


@dataclass(frozen=True, slots=True)
class Answered:
    """A recorded use: its row, its public reference, and the decision."""

    use: int
    reference: str
    leaf: int
    mode: str
    decision: Decision

    @property
    def says(self) -> str:
        """The answer as a sentence; for an answer-only mode it adds how to carry the use out."""
        if self.decision.is_allowed and self.mode in _NOT_CARRIED_OUT:
            return f"{self.decision.says} {_NOT_CARRIED_OUT[self.mode]} No contact was opened."
        return self.decision.says


@transaction.atomic
def request_use(
    authority: Authority,
    request: Request,
    *,
    world: World | None = None,
    refused: Decision | None = None,
    records: Mapping[str, Sequence[Json] | pl.Series] | None = None,
    send_until: datetime | None = None,
) -> Answered:
    """Request a use of contacts or personal data, and record the answer.

    Appends one leaf in the caller's transaction, with the root of the subjects' labels and commitments, and
    one row per subject, so that each person sees the requests about her. Nothing is opened or sent here.

    Parameters
    ----------
    request
        Its subject ids are person numbers as text.
    refused
        The answer for a message that no approval can help: refused at once, without waiting for approvals.
    records
        Further values of a subject's commitment (such as message or month): per name, one value per
        subject, in order.
    send_until
        After this instant (real time) none of its messages is handed over.
    """
    refuse_contacts(order=request.order.id if request.order else "")
    request = as_signed_in(request, authority)
    world, catalogue = world or world_at(authority.at), catalogue_now()
    decision = refused or permit(request, authority.at, world, catalogue=catalogue)
    restraints = restraints_met(request, world, catalogue, authority.at)
    reference = secrets.token_hex(16)
    answers = as_alike(decision.per_subject)
    told = [_Told.of(answer) for answer in answers.kinds]
    texts = _records(request, answers, told, reference, records or {})
    people = _People.committed(_persons(answers), texts, reference) if texts else None
    purpose = catalogue.on(request.purpose, authority.at.astimezone(IST).date())
    roles = roles_needed(purpose, is_caution=world.is_caution) if purpose else ()
    public = {
        **_public(request, decision, reference, people, authority, roles),
        "restraints": list(restraints),
    }
    if decision.is_allowed and needs_no_witness(request.purpose, authority.at):
        public["unwitnessed"] = True
    leaf = append(
        _KINDS[decision.outcome], public=public, private=_private(request, decision, authority),
        at=authority.at, is_sample=authority.is_sample,
    )  # fmt: skip
    use = Use.objects.create(
        reference=reference, leaf=leaf, root=people.root if people else None, send_until=send_until,
        restraints=restraints, **_decided(request, decision), **_row_of(request, authority, catalogue),
    )  # fmt: skip
    if people:
        UseSecret.objects.create(use=use, key=people.keys.key, filler=people.keys.filler)
        _insert(use.pk, request, answers, told, people)
        if request.count >= FEW:
            store_tiles(use.pk, people.leaves)
    open_case_of(authority, use)
    return Answered(use.pk, reference, leaf, request.mode, decision)


def as_signed_in(request: Request, authority: Authority) -> Request:
    """The request, strong only if its officer signed in by strong means within the last twelve hours."""
    return replace(request, is_strong=request.is_strong and authority.is_strong_at(timezone.now()))


def outside_channel(answer: SubjectAnswer) -> str:
    """The channel to a person: the first allowed one besides the portal, else the portal copy."""
    if answer.status != ALLOW:
        return ""
    open_channels = [channel for channel, said in answer.channels.items() if said == ALLOW]
    return next((channel for channel in open_channels if channel != "portal"), "portal")


def why_not_outside(answer: SubjectAnswer) -> str:
    """The code why a person gets no message, or the portal copy only; else empty."""
    if answer.reason:
        return answer.reason
    is_portal_only = outside_channel(answer) == "portal"
    return next((said for said in answer.channels.values() if said != ALLOW and is_portal_only), "")


def left_out_of(decision: Decision) -> dict[str, int]:
    """Number of people who get no message, or the portal copy only, by code."""
    left_out = Counter[str]()
    for answer, count in kinds_counted(decision.per_subject):
        if code := why_not_outside(answer):
            left_out[code] += count
    return dict(left_out)


@dataclass(frozen=True, slots=True)
class _Told:
    """The recorded part of the answer to one kind of subject."""

    outcome: str
    reason: str
    channel: str

    @classmethod
    def of(cls, answer: SubjectAnswer) -> _Told:
        return cls(answer.status, why_not_outside(answer), outside_channel(answer))


@dataclass(frozen=True, slots=True)
class _People:
    """Records of subjects under new salts and labels, in their order, and the root over them."""

    keys: UseKeys
    salts: Sequence[bytes]
    texts: Sequence[str]
    commitments: Sequence[bytes]
    labels: Sequence[bytes]
    leaves: Sequence[bytes]
    root: bytes

    @classmethod
    def committed(cls, persons: pl.Series, texts: Sequence[str], reference: str) -> _People:
        keys, salts = UseKeys.fresh(), fresh_salts(len(texts))
        made, labels = commitments(salts, texts), labels_of(persons, keys, reference)
        leaves = label_leaves(labels, made, keys.filler)
        return cls(keys, salts, texts, made, labels, leaves, root_of_labels(leaves))


def _records(
    request: Request,
    answers: Alike[SubjectAnswer],
    told: Sequence[_Told],
    reference: str,
    more: Mapping[str, Sequence[Json] | pl.Series],
) -> list[str]:
    """The canonical text of each subject's commitment, in their order.

    Subjects of one kind differ only in number and in ``more``: the common text is written once.
    """
    values = {"person": _persons(answers), **more}
    alike: list[dict[str, Json]] = [
        {
            "use": reference, "purpose": request.purpose, "outcome": one.outcome,
            "reason": one.reason or None,
            "channel": one.channel or None, "template": request.template.hash or None,
        }
        for one in told
    ]  # fmt: skip
    return canonical_texts(alike, answers.places, values).to_list()


def _persons(answers: Alike[SubjectAnswer]) -> pl.Series:
    return answers.ids.cast(pl.Int64)


def _of_kinds(values: Sequence[str], answers: Alike[SubjectAnswer]) -> pl.Series:
    """Spread values per kind to one value per subject."""
    return pl.Series(values, dtype=pl.String)[answers.places]


def _public(
    request: Request,
    decision: Decision,
    reference: str,
    people: _People | None,
    authority: Authority,
    roles: Sequence[str],
) -> dict[str, Json]:
    return {
        "use": reference,
        "purpose": request.purpose,
        "mode": request.mode,
        "office": request.org,
        "for_office": request.on_behalf_of,
        "role": authority.role,
        "sender": request.sender,
        "channels": list(request.channels),
        "sources": list(request.sources),
        "fields": list(request.fields),
        "template": request.template.name or None,
        "template_hash": request.template.hash or None,
        "values": request.template.values,
        "kinds": list(kinds_of(request)),
        "order": request.order.id if request.order else None,
        "cohort": request.cohort_rule,
        "outcome": decision.outcome,
        "reason": decision.reason,
        "also": list(decision.also),
        "asked_for": counted(request.count),
        "allowed": counted(decision.allowed),
        "rules": decision.rules_hash,
        "approved": request.commitment,
        "approvals": list(roles),
        "persons2": people.root.hex() if people else None,
        "label_key": people.keys.hash if people else None,
    }


def _private(request: Request, decision: Decision, authority: Authority) -> dict[str, Json]:
    """The private part of the leaf of a use."""
    return {
        "asked_by": authority.account, "asking_person": authority.person, "role": authority.role,
        "authenticator": authority.authenticator, "scope": authority.scope,
        "subjects": request.count, "allowed": decision.allowed, "left_out": dict(decision.left_out),
    }  # fmt: skip


def _decided(request: Request, decision: Decision) -> dict[str, Any]:
    """The columns of a use that hold the decision."""
    return {
        "subjects": request.count, "allowed": decision.allowed, "outcome": decision.outcome,
        "reason": decision.reason or "", "also": list(decision.also), "kinds": list(kinds_of(request)),
        "rules_hash": bytes.fromhex(decision.rules_hash), "left_out": left_out_of(decision),
    }  # fmt: skip


def _row_of(request: Request, authority: Authority, catalogue: Catalogue) -> dict[str, Any]:
    version = catalogue.on(request.purpose, authority.at.astimezone(IST).date())
    registered = version and Purpose.objects.filter(code=version.code, version=version.version).first()
    return {
        "purpose_code": request.purpose,
        "purpose": registered,
        "mode": request.mode,
        "trigger": request.trigger or "",
        "asked_by_id": authority.account,
        "asking_person": authority.person,
        "office": request.org or "",
        "department": authority.department,
        "role": authority.role,
        "on_behalf_of": request.on_behalf_of or "",
        "sender": request.sender or "",
        "channels": list(request.channels),
        "fields": list(request.fields),
        "recipients": list(request.recipients),
        "template": request.template.name,
        "template_hash": bytes.fromhex(request.template.hash) if request.template.hash else None,
        "text_leaf": request.template.registered or None,
        "order_number": request.order.id if request.order else "",
        "cohort_rule": request.cohort_rule or "",
        "request": _request_json(request),
        "at": authority.at,
        "recorded_at": timezone.now(),
        "is_sample": authority.is_sample,
    }


def _request_json(request: Request) -> Any:
    """All inputs of the answer except the subjects, who have rows of their own."""
    content = {
        name: value for name, value in asdict(_without_subjects(request)).items() if name != "subjects"
    }
    classes = Counter[str]()
    for subject, count in kinds_counted(request.subjects):
        classes[subject.kind] += count
    return json.loads(json.dumps({**content, "classes": dict(classes)}, default=str))


def _without_subjects(request: Request) -> Request:
    return replace(request, subjects=())


def _insert(
    use: int,
    request: Request,
    answers: Alike[SubjectAnswer],
    told: Sequence[_Told],
    people: _People,
) -> None:
    asked = as_alike(request.subjects)
    classes = ["{" + ",".join((one.kind, *one.also)) + "}" for one in asked.kinds]
    rows = pl.DataFrame(
        {
            "person": _persons(answers),
            "outcome": _of_kinds([one.outcome for one in told], answers),
            "reason": _of_kinds([one.reason for one in told], answers),
            "channel": _of_kinds([one.channel for one in told], answers),
            "classes": pl.Series(classes, dtype=pl.String)[asked.places],
            "salt": people.salts,
            "record": people.texts,
            "commitment": people.commitments,
            "label": people.labels,
        }
    )
    copy_rows("privacy_usesubject", rows.with_columns(use_id=pl.lit(use)))
