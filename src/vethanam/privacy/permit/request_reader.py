"""Read a request from a file's mappings, strictly: an unknown key or a wrong type is an error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vethanam.privacy.permit.request import (
    VALID,
    Approval,
    Consent,
    Event,
    Order,
    Request,
    Sanction,
    Subject,
    Template,
)
from vethanam.privacy.permit.values import (
    Reader,
    area,
    day,
    each,
    flag,
    listed,
    mapping,
    one_of,
    opt_ins,
    read_keys,
    some_of,
    text,
    texts,
    when,
    whole,
    wrong,
)
from vethanam.privacy.purposes.purpose import SUBJECTS

MODES = ("message", "feed", "reveal", "export", "read")
TRIGGERS = ("payment_event", "order", "none")
ACTS = ("determine", "provide", "issue", "intimate_own_payment", "announce")
CHANNELS = ("sms", "email", "whatsapp", "voice", "letter", "portal", "system_to_system")
#: further channels that a purpose of the catalogue may name
MORE_CHANNELS = (
    "cell_broadcast",
    "reveal_on_screen",
    "sealed_bundle",
    "signed_document",
    "aggregate_download",
    "read_only_room",
)
KINDS = ("neutral", "publicity", "mixed")
ROLES = ("purpose_owner", "dpo", "law_officer", "unit_head")


def read_request(given: Any, where: str = "request") -> Request:
    """A request from its mapping; left-out keys take their documented defaults."""
    raw = mapping(given, where)
    read = read_keys({key: value for key, value in raw.items() if key != "key"}, where, _REQUEST, ["purpose"])
    mode = read.get("mode", "message")
    subjects = read.get("subjects", [Subject("e1")])
    # a person who acts for herself is the subject
    usual = subjects[0].id if read.get("org") == "self" and len(subjects) == 1 else "fin-us-2"
    sender = read.get("sender", "FIN") if "sender" not in raw or raw["sender"] is not None else None
    return Request(
        actor=read.get("actor", usual) if "actor" not in raw else read.get("actor"),
        org=read.get("org", "FIN") if "org" not in raw else read.get("org"),
        is_strong=read.get("actor") not in ("anonymous", "unknown", "nobody"),
        purpose=read["purpose"],
        subjects=subjects,
        mode=mode,
        on_behalf_of=read.get("on_behalf_of"),
        trigger=read.get("trigger"),
        act=read.get("act"),
        basis=read.get("basis"),
        sources=read.get("source_register", ("SPARK",)),
        fields=read.get("fields", ("name", "mobile")),
        channels=read.get(
            "channel",
            ("sms",) if mode == "message" else ("system_to_system",) if mode == "feed" else ("portal",),
        ),
        suffix=read.get("suffix", "S"),
        sender=sender,
        account_owner=read.get("account_owner"),
        recipients=read.get("recipient", ("employee_self",)),
        template=read.get("template", Template()),
        order=read.get("order"),
        event=read.get("event"),
        sanction=read.get("sanction"),
        approvals=read.get("approvals", ()),
        commitment=read.get("commitment"),
        in_public_register_since=read.get("public_register_entry"),
        is_second_schedule_complete=read.get("second_schedule_checklist") == "complete",
        external_processor=read.get("external_processor"),
        scheme=read.get("scheme"),
        requisition=read.get("requisition"),
        reason_given=read.get("reason_given"),
        cohort_rule=read.get("cohort_rule"),
    )


def _template(value: Any, where: str) -> Template:
    none = lambda found, at: None if found in ("none", None, False) else text(found, at)  # noqa: E731
    read = read_keys(
        value,
        where,
        {"class": one_of(*KINDS), "parts": texts, "office_holder": none, "party_sign": none, "purpose": text},
    )
    return Template(
        kind=read.get("class", "neutral"), parts=read.get("parts", ()),
        office_holder=read.get("office_holder"),
        party_sign=read.get("party_sign"), family=read.get("purpose"),
    )  # fmt: skip


def _approvals(value: Any, where: str) -> tuple[Approval, ...]:
    readers: dict[str, Reader] = {"by": text, "role": one_of(*ROLES), "at": when, "commitment": text}
    read = lambda one, at: Approval(**read_keys(one, at, readers, ["by", "role"]))  # noqa: E731
    return each(listed(value, where), where, read, numbered=True)


def _order(value: Any, where: str) -> Order:
    readers: dict[str, Reader] = {
        "id": text,
        "signed": flag,
        "court": text,
        "number": text,
        "persons": texts,
        "fields": texts,
        "hash": text,
        "dated": day,
    }
    read = read_keys(value, where, readers)
    name = read.get("id") or " ".join(read[key] for key in ("court", "number") if key in read)
    if not name:
        raise wrong(where, "id is missing, or court and number.")
    return Order(name, read.get("signed", True), read.get("persons"), read.get("fields"))


def _event(value: Any, where: str) -> Event:
    read = read_keys(value, where, {"id": text, "hazard": text, "area": area, "status": text}, ["id"])
    return Event(read["id"], read.get("area", ()), read.get("status", "open") == "open")


def _sanction(value: Any, where: str) -> Sanction:
    read = read_keys(value, where, {"order": text, "head": text, "date": day})
    return Sanction(read.get("order"), read.get("head"), read.get("date"))


def _benefit(value: Any, where: str) -> Mapping[str, Any]:
    return read_keys(value, where, {"id": text, "ground": text})


def _subjects(value: Any, where: str) -> list[Subject]:
    return list(each(listed(value, where), where, _subject, numbered=True))


def _subject(value: Any, where: str) -> Subject:
    read = read_keys(value, where, _SUBJECT, ["id"])
    return Subject(
        id=read["id"],
        kind=read.get("class", "employee"),
        also=read.get("also", ()),
        count=read.get("count", 1),
        age=read.get("age"),
        district=read.get("district"),
        taluk=read.get("taluk"),
        dispatch_at=read.get("dispatch_at"),
        consent=read.get("consent"),
        has_previous_consent=read.get("consent_previous", False),
        opt_ins=read.get("opt_ins", {}),
        is_ward=read.get("under_guardianship", False),
        has_guardian_contact=read.get("guardian_contact"),
        has_hck_approval=read.get("hck_approval", False),
        is_cleared=read.get("election_clearance", False),
        had_this_month=read.get("messages_this_month", 0),
    )


def _consent(value: Any, where: str) -> Consent:
    if value == "valid":
        return Consent(to=VALID, by=VALID)
    readers: dict[str, Reader] = {
        "to": text,
        "by": one_of("self", "guardian"),
        "form": one_of("own", "bundled_preticked"),
        "given": when,
        "withdrawn": when,
        "for": text,
    }
    read = read_keys(value, where, readers, ["to"])
    return Consent(
        read["to"],
        read.get("by", "self"),
        read.get("form", "own"),
        read.get("given"),
        read.get("withdrawn"),
        read.get("for"),
    )


def _previous(value: Any, where: str) -> bool:
    read = read_keys(value, where, {"for": text, "to": text, "by": one_of("self", "guardian")}, ["to"])
    return bool(read["to"] == "State")


_SUBJECT: Mapping[str, Reader] = {
    "id": text,
    "class": one_of(*sorted(SUBJECTS)),
    "also": some_of(*sorted(SUBJECTS)),
    "count": whole(1, 999_999_999),
    "age": whole(0, 150),
    "district": text,
    "taluk": text,
    "dispatch_at": when,
    "consent": _consent,
    "consent_previous": _previous,
    "opt_ins": opt_ins,
    "under_guardianship": flag,
    "guardian_contact": flag,
    "hck_approval": flag,
    "election_clearance": flag,
    "messages_this_month": whole(0, 1_000),
}

_REQUEST: Mapping[str, Reader] = {
    "actor": text,
    "org": text,
    "on_behalf_of": text,
    "purpose": text,
    "mode": one_of(*MODES),
    "trigger": one_of(*TRIGGERS),
    "act": one_of(*ACTS),
    "basis": text,
    "source_register": texts,
    "fields": texts,
    "channel": some_of(*CHANNELS, *MORE_CHANNELS),
    "suffix": text,
    "sender": text,
    "account_owner": text,
    "recipient": texts,
    "template": _template,
    "order": _order,
    "event": _event,
    "sanction": _sanction,
    "approvals": _approvals,
    "commitment": text,
    "public_register_entry": when,
    "second_schedule_checklist": one_of("complete", "incomplete"),
    "external_processor": text,
    "scheme": text,
    "benefit": _benefit,
    "requisition": text,
    "reason_given": text,
    "cohort_rule": text,
    "subjects": _subjects,
}
