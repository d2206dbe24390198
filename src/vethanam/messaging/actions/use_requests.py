"""An office requests a use under a purpose: read the request, ask the permit, record the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.messaging.cohorts import ALL, members, people_of, read_rule
from vethanam.messaging.guardian_delivery import names_guardians
from vethanam.messaging.subjects import subjects_of
from vethanam.privacy.actions import Answered, request_use
from vethanam.privacy.law.windows import IST
from vethanam.privacy.permit.request_reader import read_request
from vethanam.privacy.purposes.registry import catalogue_now
from vethanam.privacy.recorded_facts import event_at

#: fields that come from the authority and the rule, not from the office
_NOT_ASKED = frozenset({"actor", "org", "subjects", "cohort_rule"})
#: facts proven by signatures and entries, never claimed
_PROVEN = frozenset({"approvals", "commitment", "public_register_entry"})


def ask_for_use(authority: Authority, asked: Mapping[str, Any]) -> Answered:
    """Request a use as an office.

    ``asked`` is a request in the form of a question file, with ``cohort`` in place of its subjects: everybody
    in words, or attributes that the purpose allows. Actor and office come from the authority. Every answer is
    in the ledger and on the pages of its subjects.

    Raises
    ------
    Unsound
        The request cannot be read, names people or an actor, or its cohort is no rule of the closed list.
    """
    said = sorted(_NOT_ASKED & set(asked))
    if said:
        raise Unsound("not_asked", said=[*said])
    claimed = sorted(name for name in _PROVEN if asked.get(name))
    if claimed:
        raise Unsound("approval_claimed", claimed=[*claimed])
    authority = speaking_for(authority, str(asked.get("purpose", "")))
    rule, people = _chosen(asked, authority.at)
    given = {key: value for key, value in asked.items() if key != "cohort"}
    office = {
        "actor": f"officer {authority.account}",
        "org": authority.office,
        "cohort_rule": rule,
        "subjects": [],
    }
    request = read_request({**given, **office})
    subjects = subjects_of(
        people, request.channels, request.purpose, at=authority.at, sender=request.sender or "",
        controller=request.on_behalf_of or request.org or "", sources=request.sources,
        names_guardians=names_guardians(request.fields, request.recipients),
    )  # fmt: skip
    event = event_at(request.event.id, authority.at) if request.event else None
    return request_use(authority, replace(request, subjects=subjects, event=event))


def speaking_for(authority: Authority, code: str) -> Authority:
    """The authority, acting for its department if the purpose names that department as a controller."""
    purpose = catalogue_now().on(code, authority.at.astimezone(IST).date())
    if purpose is None or not authority.department or authority.department not in purpose.controllers:
        return authority
    return replace(authority, office=authority.department)


def _chosen(asked: Mapping[str, Any], at: datetime) -> tuple[str, Sequence[int]]:
    """The rule in words, and its people."""
    given = asked.get("cohort")
    if not isinstance(given, Mapping):
        named = asked.get("source_register") or ()
        sources = [named] if isinstance(named, str) else [str(one) for one in named]
        return str(given or ""), people_of(str(given or ""), sources)
    purpose = catalogue_now().on(str(asked.get("purpose", "")), at.astimezone(IST).date())
    if purpose is None:
        raise Unsound("no_purpose_for_cohort", all=ALL)
    rule = read_rule(given, purpose)
    return rule.words, members(rule, at)
