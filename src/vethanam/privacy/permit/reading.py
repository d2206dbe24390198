"""Read a request and its world from a file's mappings, strictly: an unknown key or a wrong type is a sentence, never a guess."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from vethanam.errors import Unsound
from vethanam.privacy.law.windows import Window, instant
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
from vethanam.privacy.permit.world import ACHIEVEMENTS, ALL, BENEFITS, OptOut, Restraint, Sharing, World
from vethanam.privacy.purposes.purpose import SUBJECTS

MODES = ("message", "feed", "reveal", "export", "read")
TRIGGERS = ("payment_event", "order", "none")
ACTS = ("determine", "provide", "issue", "intimate_own_payment", "announce")
CHANNELS = ("sms", "email", "whatsapp", "voice", "letter", "portal", "system_to_system")
#: further channels a purpose of the catalogue may name
MORE_CHANNELS = (
    "cell_broadcast",
    "reveal_on_screen",
    "sealed_bundle",
    "signed_document",
    "aggregate_download",
    "read_only_room",
)
KINDS = ("neutral", "publicity", "mixed")
#: years in which an instant of a question may lie
YEARS = range(1947, 2100)
#: what a further order does to a restraint
CONTINUES = ("continued", "continues", "extended", "in_force", "made_absolute", "modified")
ENDS = (
    "vacated", "lifted", "released", "withdrawn", "set_aside", "stayed", "dismissed", "disposed", "disposed_of", "discharged",
    "closed", "ended", "expired", "lapsed", "not_continued", "not_extended", "allowed_to_lapse",
)  # fmt: skip
RESTRAINED = (ACHIEVEMENTS, BENEFITS, ALL)
ROLES = ("purpose_owner", "dpo", "law_officer", "unit_head")

_Reader = Callable[[Any, str], Any]


def wrong(where: str, what: str) -> Unsound:
    """An unusable part of a question."""
    return Unsound("unusable_question", f"{where}: {what}")


def mapping(value: Any, where: str) -> Mapping[str, Any]:
    """A mapping with text keys."""
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise wrong(where, "write keys and values here.")
    return value


def text(value: Any, where: str) -> str:
    """A text or a whole number written as one."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise wrong(where, "write a text here.")
    if not str(value).isprintable():
        raise wrong(where, "it has a character that no text has. Write letters, digits and signs.")
    return str(value)


def flag(value: Any, where: str) -> bool:
    """true or false."""
    if not isinstance(value, bool):
        raise wrong(where, "write true or false here.")
    return value


def whole(least: int, most: int) -> _Reader:
    """A whole number between two bounds."""

    def read(value: Any, where: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise wrong(where, f"write a whole number from {least} to {most} here.")
        return value

    return read


def when(value: Any, where: str) -> datetime:
    """An instant; Indian Standard Time unless a zone is written."""
    return _instant(value, where, end_of_day=False)


def end_of(value: Any, where: str) -> datetime:
    """An instant, or the end of a day."""
    return _instant(value, where, end_of_day=True)


def _instant(value: Any, where: str, *, end_of_day: bool) -> datetime:
    if not isinstance(value, str | date):
        raise wrong(where, "write a date or an instant here, such as 2026-11-30T18:05.")
    try:
        found = instant(value, end_of_day=end_of_day)
    except (ValueError, OverflowError):
        raise wrong(where, "this is no date or instant. Write it as 2026-11-30T18:05.") from None
    if found.year not in YEARS:
        raise wrong(where, f"this lies outside the years {YEARS[0]} to {YEARS[-1]}.")
    return found


def day(value: Any, where: str) -> date:
    """A date."""
    return when(value, where).date()


def texts(value: Any, where: str) -> tuple[str, ...]:
    """A text, or a list of texts."""
    items = value if isinstance(value, list | tuple) else [value]
    return tuple(text(item, where) for item in items)


def one_of(*words: str) -> _Reader:
    """A word of a closed list."""

    def read(value: Any, where: str) -> str:
        if value not in words:
            raise wrong(where, f"write one of {', '.join(words)}.")
        return str(value)

    return read


def some_of(*words: str) -> _Reader:
    """One or more words of a closed list."""
    single = one_of(*words)

    def read(value: Any, where: str) -> tuple[str, ...]:
        return tuple(single(item, where) for item in (value if isinstance(value, list | tuple) else [value]))

    return read


def read_keys(
    given: Any, where: str, readers: Mapping[str, _Reader], needed: Iterable[str] = ()
) -> dict[str, Any]:
    """The values of a mapping by their readers; null counts as left out.

    Raises
    ------
    Unsound
        A key is unknown, a needed one is missing, or a value is of another type.
    """
    values = mapping(given, where)
    unknown = sorted(set(values) - set(readers))
    if unknown:
        raise wrong(where, f"it has no key called {', '.join(unknown)}. Its keys are {', '.join(readers)}.")
    missing = [key for key in needed if values.get(key) is None]
    if missing:
        raise wrong(where, f"{', '.join(missing)} is missing.")
    return {key: readers[key](value, f"{where}.{key}") for key, value in values.items() if value is not None}


# -- the request -------------------------------------------------------------------------------------------------------


def read_request(given: Any, where: str = "request") -> Request:
    """A request from its mapping; what is left out takes the value that the documentation shows."""
    raw = mapping(given, where)
    read = read_keys({key: value for key, value in raw.items() if key != "key"}, where, _REQUEST, ["purpose"])
    mode = read.get("mode", "message")
    sender = read.get("sender", "FIN") if "sender" not in raw or raw["sender"] is not None else None
    return Request(
        actor=read.get("actor", "fin-us-2") if "actor" not in raw else read.get("actor"),
        org=read.get("org", "FIN") if "org" not in raw else read.get("org"),
        is_strong=read.get("actor") not in ("anonymous", "unknown", "nobody"),
        purpose=read["purpose"],
        subjects=read.get("subjects", [Subject("e1")]),
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
        kind=read.get("class", "neutral"), parts=read.get("parts", ()), office_holder=read.get("office_holder"),
        party_sign=read.get("party_sign"), family=read.get("purpose"),
    )  # fmt: skip


def _approvals(value: Any, where: str) -> tuple[Approval, ...]:
    readers: dict[str, _Reader] = {"by": text, "role": one_of(*ROLES), "at": when, "commitment": text}
    return tuple(
        Approval(**read_keys(one, f"{where}[{i}]", readers, ["by", "role"]))
        for i, one in enumerate(_list(value, where))
    )


def _order(value: Any, where: str) -> Order:
    readers: dict[str, _Reader] = {
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
    read = read_keys(value, where, {"id": text, "hazard": text, "area": texts, "status": text}, ["id"])
    return Event(read["id"], read.get("area", ()), read.get("status", "open") == "open")


def _sanction(value: Any, where: str) -> Sanction:
    read = read_keys(value, where, {"order": text, "head": text, "date": day})
    return Sanction(read.get("order"), read.get("head"), read.get("date"))


def _benefit(value: Any, where: str) -> Mapping[str, Any]:
    return read_keys(value, where, {"id": text, "ground": text})


def _subjects(value: Any, where: str) -> list[Subject]:
    return [_subject(one, f"{where}[{i}]") for i, one in enumerate(_list(value, where))]


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
        has_guardian_contact=read.get("guardian_contact"),
        has_hck_approval=read.get("hck_approval", False),
        had_this_month=read.get("messages_this_month", 0),
    )


def _consent(value: Any, where: str) -> Consent:
    if value == "valid":
        return Consent(to=VALID, by=VALID)
    readers: dict[str, _Reader] = {
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


def _opt_ins(value: Any, where: str) -> dict[str, str]:
    return {
        key: text(sender, f"{where}.{key}")
        for key, sender in mapping(value, where).items()
        if sender is not None
    }


def _list(value: Any, where: str) -> Sequence[Any]:
    if not isinstance(value, list):
        raise wrong(where, "write a list here.")
    return value


_SUBJECT: Mapping[str, _Reader] = {
    "id": text,
    "class": one_of(*sorted(SUBJECTS)),
    "also": some_of(*sorted(SUBJECTS)),
    "count": whole(1, 2_000_000_000),
    "age": whole(0, 150),
    "district": text,
    "taluk": text,
    "dispatch_at": when,
    "consent": _consent,
    "consent_previous": _previous,
    "opt_ins": _opt_ins,
    "guardian_contact": flag,
    "hck_approval": flag,
    "messages_this_month": whole(0, 1_000),
}

_REQUEST: Mapping[str, _Reader] = {
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


# -- the world -----------------------------------------------------------------------------------------------------------


def read_world(given: Any, where: str = "world") -> World:
    """The world around a request; what is left out is quiet and healthy."""
    readers: dict[str, _Reader] = {
        "ledger": _ledger,
        "windows": _windows,
        "caution": flag,
        "restraints": _restraints,
        "notified_registers": texts,
        "register_owners": _opt_ins,
        "sharing": _sharing,
        "channel_opt_outs": _opt_outs,
    }
    read = read_keys({} if given is None else given, where, readers)
    return World(
        ledger=read.get("ledger", "healthy"),
        windows=read.get("windows", ()),
        is_caution=read.get("caution", False),
        restraints=read.get("restraints", ()),
        notified_registers=frozenset(read.get("notified_registers", ())),
        register_owners=read.get("register_owners", {}),
        sharing=read.get("sharing", ()),
        opt_outs=read.get("channel_opt_outs", ()),
    )


def _ledger(value: Any, where: str) -> str:
    states = one_of("healthy", "inconsistent", "stale")
    if isinstance(value, Mapping):
        return str(read_keys(value, where, {"state": states}, ["state"])["state"])
    return str(states(value, where))


def _windows(value: Any, where: str) -> tuple[Window, ...]:
    readers: dict[str, _Reader] = {
        "id": text,
        "area": texts,
        "starts_at": when,
        "ended": end_of,
        "count": day,
    }
    found = []
    for i, one in enumerate(_list(value, where)):
        read = read_keys(one, f"{where}[{i}]", readers, ["starts_at"])
        _in_order(read, "starts_at", "ended", f"{where}[{i}]")
        found.append(
            Window(
                read.get("id", f"window-{i + 1}"),
                read.get("area", ("state",)),
                read["starts_at"],
                read.get("ended"),
            )
        )
    return tuple(found)


def _in_order(read: Mapping[str, Any], first: str, last: str, where: str) -> None:
    """Refuse a stretch of time that ends before it begins."""
    if first in read and last in read and read[last] < read[first]:
        raise wrong(where, f"{last} lies before {first}. Write the earlier one as {first}.")


def _any_or_codes(value: Any, where: str) -> frozenset[str]:
    return frozenset() if value == "any" else frozenset(texts(value, where))


def _kinds(value: Any, where: str) -> frozenset[str]:
    return frozenset() if value == "any" else frozenset(some_of(*RESTRAINED)(value, where))


def _restraints(value: Any, where: str) -> tuple[Restraint, ...]:
    readers: dict[str, _Reader] = {
        "id": text,
        "source_register": _any_or_codes,
        "kinds": _kinds,
        "purposes": _any_or_codes,
        "controller": _any_or_codes,
        "sender": _any_or_codes,
        "from": when,
        "to": end_of,
        "case": one_of("pending", "closed"),
        "next_order": _next_order,
        "except": texts,
        "channels": _any_or_codes,
        "classes": _any_or_codes,
    }
    found = []
    for i, one in enumerate(_list(value, where)):
        read = read_keys(one, f"{where}[{i}]", readers, ["id"])
        _in_order(read, "from", "to", f"{where}[{i}]")
        further = read.get("next_order") or {}
        found.append(
            Restraint(
                id=read["id"], source_registers=read.get("source_register", frozenset()), kinds=read.get("kinds", frozenset()),
                purposes=read.get("purposes", frozenset()), controllers=read.get("controller", frozenset()),
                senders=read.get("sender", frozenset()), starts_at=read.get("from"), until=further.get("until", read.get("to")),
                is_case_pending=read.get("case", "pending") == "pending", is_next_order_recorded=bool(further),
                excepts=frozenset(read.get("except", ())), channels=read.get("channels", frozenset()),
                classes=read.get("classes", frozenset()),
            )
        )  # fmt: skip
    return tuple(found)


def state_of_order(value: Any, where: str) -> str:
    """What a further order does: it goes on, or it ends."""
    return str(one_of(*CONTINUES, *ENDS)(value, where))


def _next_order(value: Any, where: str) -> Mapping[str, Any]:
    """What the court said next: nothing recorded is empty; one that goes on has a further end, or none."""
    if value == "not_recorded":
        return {}
    readers: dict[str, _Reader] = {
        "state": state_of_order, "to": end_of, "from": when, "id": text, "number": text, "court": text,
        "date": day, "dated": day, "at": when, "recorded_at": when, "order": text,
    }  # fmt: skip
    read = read_keys(value, where, readers)
    if read.get("state", "continued" if "to" in read else "recorded") in CONTINUES:
        return {"state": "continued", "until": read.get("to")}
    return {"state": "recorded"}


def _sharing(value: Any, where: str) -> tuple[Sharing, ...]:
    readers: dict[str, _Reader] = {"id": text, "purpose": text, "from": text, "to": text}
    rows = [
        read_keys(one, f"{where}[{i}]", readers, ["purpose", "from", "to"])
        for i, one in enumerate(_list(value, where))
    ]
    return tuple(Sharing(row["purpose"], row["from"], row["to"]) for row in rows)


def _opt_outs(value: Any, where: str) -> tuple[OptOut, ...]:
    readers: dict[str, _Reader] = {"subject": text, "channel": one_of(*CHANNELS), "sender": text}
    rows = [
        read_keys(one, f"{where}[{i}]", readers, ["subject", "channel"])
        for i, one in enumerate(_list(value, where))
    ]
    return tuple(OptOut(row["subject"], row["channel"], row.get("sender")) for row in rows)
