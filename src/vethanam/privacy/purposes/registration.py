"""The form that registers a purpose: the test of legality, aim and proportionality, field by field.

No field may be empty, and free text is not enough: the instrument has a number, a day and the hash of its
text; two less intrusive ways were considered; the beneficiary is the person or the public, never the holder
of an office.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from vethanam.errors import Broken, Fault, UnsoundInput, counted, holds_contact, typed
from vethanam.privacy.purposes.catalogue_loader import Catalogue, check_names
from vethanam.privacy.purposes.purpose import LEAST_DAYS, SUBJECTS, Purpose, purpose_of
from vethanam.privacy.purposes.versions import kept, weaker

BENEFICIARIES = ("person", "public")
OFFICE_HOLDER = "office_holder"
APPROVALS = ("two_person", "three_person")
EMPLOYER = "s.7(i)"
LEAST_WAYS = 2
MOST_A_MONTH = 31
MOST_DAYS = 36_525


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form: name, question, and kind (one value, several, a day, a count, days or a word).

    ``default`` is the value of an empty field; without one it must be filled.
    """

    name: str
    asks: str
    kind: str = "text"
    words: Sequence[str] = ()
    default: int | None = None


FIELDS: tuple[Field, ...] = (
    Field("code", "its code, in capitals: LIB-DUES"),
    Field("title_en", "its title in English"),
    Field("title_ml", "its title in Malayalam"),
    Field("short_en", "the same in two or three words"),
    Field("short_ml", "the same in two or three words, in Malayalam"),
    Field("instrument", "Act, rule or order: its title"),
    Field("instrument_number", "its number"),
    Field("instrument_dated", "its date", "day"),
    Field("instrument_section", "section or paragraph"),
    Field("instrument_hash", "SHA-256 of its text", "hash"),
    Field("provision", "the provision of the DPDP Act it stands on: s.6 for consent, s.7(i) for an employer"),
    Field("authorised_officer", "the post that may start it"),
    Field("aim", "its aim, in one sentence"),
    Field("beneficiary", "who gains", "word", (*BENEFICIARIES, OFFICE_HOLDER)),
    Field("link", "why this data serves this aim"),
    Field("alternatives", "two less intrusive ways, and why each is not enough", "lines"),
    Field("subjects", "the people concerned", "list", tuple(sorted(SUBJECTS))),
    Field("fields", "exactly these fields", "list"),
    Field("cohort", "by which attributes people are chosen", "list"),
    Field("frequency_cap", "how many messages a person gets in a month at most: a number", "count"),
    Field("end_date", "the last day", "day"),
    Field("contact_use", "how a contact is used", "word", ("none", "deliver_only")),
    Field("channels", "through which channels", "list"),
    Field("recipients", "who receives", "list"),
    Field("sender", "the sender people see: the office itself"),
    Field("retention", "how long each record is kept"),
    Field("processing_log_days", "for how many days it is kept who asked", "days", default=LEAST_DAYS),
    Field("record_days", "for how many days each record about a person is kept", "days", default=LEAST_DAYS),
    Field("notice", "the notice people were shown"),
    Field("approvals", "who approves each use", "word", APPROVALS),
    Field("visibility", "who sees its uses"),
    Field("complaint_route", "where a person complains"),
    Field("review_date", "when it is looked at again", "day"),
    Field("intrusion", "the person's loss: attention, risk, chill"),
    Field("valid_from", "the first day, 72 hours in public at least", "day"),
)  # fmt: skip
_CODE = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)*")
_HASH = re.compile(r"[0-9a-f]{64}")
_ABOUT = "Registration"
#: the kinds of field with free text
_WORDS = ("text", "list", "lines")


def read_registration(
    given: Mapping[str, Any], *, office: str, version: int, day: date, first: date, catalogue: Catalogue
) -> Purpose:
    """The purpose described by a filled form, checked like every purpose of the catalogue.

    ``day`` is today, ``first`` the first day on which it may be in force.

    Raises
    ------
    UnsoundInput
        Every field that is empty or does not fit, with the remedy.
    """
    values, faults = _values(given)
    former = latest(catalogue, values.get("code", ""))
    faults += [fault for check in _CHECKS for fault in check(values)]
    faults += _days(values, day, first) + _names(values, office, catalogue)
    if faults:
        raise UnsoundInput("purpose_form_unsound", faults, counted=counted(faults))
    try:
        purpose = purpose_of(_content(values, office, version, former), values["code"])
        check_names(purpose, catalogue)
    except Broken as broken:
        raise UnsoundInput(
            "purpose_contradicts_itself", [Fault(_ABOUT, "", broken.code, broken.facts)]
        ) from None
    if former is not None and (lost := weaker(former, purpose)):
        faults = [_lost(name, former) for name in lost]
        raise UnsoundInput("purpose_form_unsound", faults, counted=counted(faults))
    return purpose


def latest(catalogue: Catalogue, code: str) -> Purpose | None:
    """The last registered version of a purpose, in force or not."""
    known = [purpose for purpose in catalogue.purposes if purpose.code == code]
    return max(known, key=lambda purpose: purpose.version, default=None)


def filled_from(purpose: Purpose) -> dict[str, Any]:
    """The form filled from a registered purpose, as a draft of the next version."""
    test: Mapping[str, Any] = purpose.test
    instrument: Mapping[str, Any] = purpose.content.get("test", {}).get("instrument") or {}
    stated = {
        "code": purpose.code, "title_en": purpose.title.get("en"), "title_ml": purpose.title.get("ml"),
        "short_en": purpose.short.get("en"), "short_ml": purpose.short.get("ml"),
        "instrument": instrument.get("title"), "instrument_number": instrument.get("number"),
        "instrument_dated": instrument.get("dated"), "instrument_section": instrument.get("section"),
        "instrument_hash": instrument.get("hash"), "provision": next(iter(purpose.ground.dpdp), None),
        "authorised_officer": test.get("authorised_officer"), "aim": test.get("aim"),
        "beneficiary": test.get("beneficiary"),
        "link": test.get("proportionality"), "alternatives": test.get("alternatives"),
        "subjects": purpose.subjects, "fields": purpose.fields, "cohort": purpose.cohort_attributes,
        "frequency_cap": purpose.most_a_month and str(purpose.most_a_month),
        "contact_use": purpose.contact_use, "channels": purpose.channels, "recipients": purpose.recipients,
        "retention": purpose.retention.personal,
        "processing_log_days": str(purpose.retention.processing_log_days),
        "record_days": str(purpose.retention.record_days), "notice": purpose.notice,
        "approvals": purpose.approvals, "visibility": test.get("visibility"),
        "complaint_route": test.get("complaint_route"), "intrusion": test.get("intrusion"),
    }  # fmt: skip
    return {name: value for name, value in stated.items() if value}


def _lost(name: str, former: Purpose) -> Fault:
    """The fault for a protection of the former version that the form drops."""
    if name == "is_consent_required":
        return _fault("provision", "consent_stays")
    if name == "most_a_month":
        return _fault("frequency_cap", "cap_stays", most=former.most_a_month)
    return _fault(name, "word_stays", word=getattr(former, name))


def _fault(field: str, code: str, /, **facts: object) -> Fault:
    return Fault(_ABOUT, field, code, facts)


def _values(given: Mapping[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
    """Each field read by its kind; an empty or unreadable one is a fault."""
    known = {field.name for field in FIELDS}
    faults = [_fault(typed(name, 30), "not_a_purpose_field") for name in sorted(set(given) - known)]
    values: dict[str, Any] = {}
    for field in FIELDS:
        value = _read(field, given.get(field.name))
        if value in (None, "", []) and field.default is not None:
            values[field.name] = field.default
        elif value in (None, "", []):
            faults.append(_fault(field.name, "purpose_field_empty", asks=field.asks))
        elif isinstance(value, Fault):
            faults.append(value)
        elif field.kind in _WORDS and any(map(holds_contact, [value] if isinstance(value, str) else value)):
            faults.append(_fault(field.name, "field_holds_contact"))
        else:
            values[field.name] = value
    return values, faults


def _read(field: Field, value: Any) -> Any:
    if value is None:
        return None
    if field.kind in ("list", "lines"):
        return _several(value, "\n" if field.kind == "lines" else "[,\n]")
    text = " ".join(str(value).split())
    if field.kind == "day" and text:
        try:
            return value if type(value) is date else date.fromisoformat(text)
        except ValueError:
            return _fault(field.name, "not_a_day")
    if field.kind == "hash" and text and not _HASH.fullmatch(text):
        return _fault(field.name, "not_a_sha256")
    if field.kind == "count" and text:
        return (
            int(text)
            if text.isdecimal() and 0 < int(text) <= MOST_A_MONTH
            else _fault(field.name, "not_a_cap", most=MOST_A_MONTH)
        )
    if field.kind == "days" and text:
        is_long_enough = text.isdecimal() and LEAST_DAYS <= int(text) <= MOST_DAYS
        return int(text) if is_long_enough else _fault(field.name, "kept_too_short", least=LEAST_DAYS)
    if field.kind == "word" and text and text not in field.words:
        return _fault(field.name, "not_of_the_words", words=[*field.words])
    return text


def _several(value: Any, between: str) -> list[str]:
    parts = value if isinstance(value, list | tuple) else re.split(between, str(value))
    return [text for part in parts if (text := " ".join(str(part).split()))]


def _beneficiary(values: Mapping[str, Any]) -> list[Fault]:
    if values.get("beneficiary") != OFFICE_HOLDER:
        return []
    return [_fault("beneficiary", "office_holder")]


def _ways(values: Mapping[str, Any]) -> list[Fault]:
    ways = values.get("alternatives", ())
    if not ways or len(set(ways)) >= LEAST_WAYS:
        return []
    return [_fault("alternatives", "one_way")]


def _instrument(values: Mapping[str, Any]) -> list[Fault]:
    is_power = "executive power" in values.get("instrument", "").casefold()
    if not is_power or values.get("provision") == EMPLOYER:
        return []
    return [_fault("instrument", "executive_power_alone")]


def _code(values: Mapping[str, Any]) -> list[Fault]:
    code = values.get("code", "")
    if not code or (_CODE.fullmatch(code) and len(code) <= 24):
        return []
    return [_fault("code", "not_a_purpose_code")]


def _subjects(values: Mapping[str, Any]) -> list[Fault]:
    strange = sorted(set(values.get("subjects", ())) - SUBJECTS)
    return [_fault("subjects", "subjects_known", words=sorted(SUBJECTS))] if strange else []


_CHECKS: tuple[Callable[[Mapping[str, Any]], list[Fault]], ...] = (
    _beneficiary,
    _ways,
    _instrument,
    _code,
    _subjects,
)


def _days(values: Mapping[str, Any], day: date, first: date) -> list[Fault]:
    faults = []
    starts = values.get("valid_from")
    if values.get("instrument_dated", day) > day:
        faults.append(_fault("instrument_dated", "instrument_from_future"))
    if starts is not None and starts < first:
        faults.append(_fault("valid_from", "begins_too_early", day=first))
    if starts is not None and values.get("end_date", starts) < starts:
        faults.append(_fault("end_date", "purpose_ends_before"))
    if starts is not None and "review_date" in values and not starts < values["review_date"]:
        faults.append(_fault("review_date", "review_too_early"))
    return faults


def _names(values: Mapping[str, Any], office: str, catalogue: Catalogue) -> list[Fault]:
    faults = []
    if values.get("sender", office) != office:
        faults.append(_fault("sender", "sender_of_another", office=office))
    barred = sorted(set(values.get("recipients", ())) & catalogue.never_recipients)
    if barred:
        faults.append(_fault("recipients", "never_a_recipient", names=barred))
    forbidden = sorted(set(values.get("fields", ())) & catalogue.forbidden_fields)
    if forbidden:
        faults.append(_fault("fields", "forbidden_field", names=forbidden))
    never = sorted(set(values.get("cohort", ())) & catalogue.never_for_cohorts)
    if never:
        faults.append(_fault("cohort", "never_chosen_by", names=never))
    former = latest(catalogue, values.get("code", ""))
    if former is not None and former.status == "prohibited":
        faults.append(_fault("code", "purpose_prohibited"))
    elif former is not None and office not in former.controllers:
        faults.append(_fault("code", "purpose_of_another"))
    return faults


def _content(values: Mapping[str, Any], office: str, version: int, former: Purpose | None) -> dict[str, Any]:
    is_consent = values["provision"].startswith("s.6")
    is_silent = values["contact_use"] == "none"
    instrument = f"{values['instrument']}, {values['instrument_number']} of {values['instrument_dated']}"
    return {
        "code": values["code"], "version": version, "status": "active",
        "title": {"en": values["title_en"], "ml": values["title_ml"]},
        "short": {"en": values["short_en"], "ml": values["short_ml"]},
        "controllers": [office], "processors": ["KSITM"], "senders": [values["sender"]],
        "ground": {
            "dpdp": [values["provision"]],
            "statute_now": ["consent of the person" if is_consent else (
                f"{instrument}, "
                f"{values['instrument_section']}"
            )],
            "confidence": "registered",
        },
        "test": {
            "legality": f"{instrument}, {values['instrument_section']}", "aim": values["aim"],
            "proportionality": values["link"],
            "instrument": {
                "title": values["instrument"], "number": values["instrument_number"],
                "dated": values["instrument_dated"].isoformat(), "section": values["instrument_section"],
                "hash": values["instrument_hash"],
            },
            "authorised_officer": values["authorised_officer"], "beneficiary": values["beneficiary"],
            "alternatives": values["alternatives"], "frequency_cap": f"{values['frequency_cap']} a month",
            "end_date": values["end_date"].isoformat(), "visibility": values["visibility"],
            "complaint_route": values["complaint_route"], "intrusion": values["intrusion"],
        },
        "subjects": values["subjects"], "fields": values["fields"], "contact_use": values["contact_use"],
        "recipients": values["recipients"], "channels": values["channels"],
        "cohort_attributes": values["cohort"],
        "most_a_month": values["frequency_cap"],
        "is_consent_required": is_consent, "opt_out": "withdraw_any_time" if is_consent else "channel",
        "approvals": values["approvals"], "judicial_officers": "via_hck", "minors": "never",
        "election_window": "deny" if is_consent else "neutral_template_only",
        "caution_window": "extra_approval",
        "court_restraint": "obey_scope", "ledger_unhealthy": "defer",
        "category": "none" if is_silent else "promotional" if is_consent else "service",
        "suffix": "P" if is_consent else "S", "whatsapp_category": "marketing" if is_consent else "utility",
        "notice": values["notice"],
        "retention": {
            "personal": values["retention"], "contact": "token only, dropped when the run closes",
            "log": "P1Y minimum, then payload erased, salted commitment kept", "consent": "P7Y",
            "processing_log_days": values["processing_log_days"], "record_days": values["record_days"],
        },
        "safeguards": [f"at most {values['frequency_cap']} messages a month",
            f"uses are seen by {values['visibility']}"],
        "review_by": values["review_date"], "valid_from": values["valid_from"],
        "valid_until": values["end_date"],
        **kept(former, is_consent=is_consent),
    }  # fmt: skip
