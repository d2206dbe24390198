"""One registered purpose, read strictly from its file."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from vethanam.errors import Broken, typed

#: key → its allowed words
WORDS: Mapping[str, frozenset[str]] = {
    "status": frozenset({"active", "suspended", "prohibited"}),
    "contact_use": frozenset({"none", "deliver_only", "system_feed", "reveal_single"}),
    "approvals": frozenset(
        {"rule_driven", "unit_head", "dpo", "two_person", "three_person", "post_review_24h", "none_possible"}
    ),
    "opt_out": frozenset({"channel", "withdraw_any_time", "not_possible", "not_applicable"}),
    "judicial_officers": frozenset({"same_as_employee", "via_hck", "never", "not_applicable"}),
    "minors": frozenset({"guardian_only", "never", "not_applicable"}),
    "election_window": frozenset({"unaffected", "neutral_template_only", "deny"}),
    "caution_window": frozenset({"unaffected", "extra_approval", "deny"}),
    "court_restraint": frozenset({"obey_scope"}),
    "ledger_unhealthy": frozenset({"continue_no_contact", "defer", "sealed_journal"}),
    "category": frozenset({"none", "service", "otp", "government", "promotional"}),
}
LISTS = (
    "controllers",
    "processors",
    "senders",
    "subjects",
    "fields",
    "recipients",
    "channels",
    "cohort_attributes",
    "safeguards",
)
SUBJECTS = frozenset({"employee", "judicial_officer", "pensioner", "beneficiary", "minor_beneficiary"})


@dataclass(frozen=True, slots=True)
class Ground:
    """The legal ground: provisions of the DPDP Act, and the statute that carries it before they commence."""

    dpdp: tuple[str, ...]
    statute_now: tuple[str, ...]
    together_with: str
    confidence: str


#: Rule 8(3): logs and records are kept a year at least
LEAST_DAYS = 365


@dataclass(frozen=True, slots=True)
class Retention:
    """How long each part is kept, as a sentence; ``consent`` is an ISO period or empty.

    The days count from the end of the month of a use: ``processing_log_days`` for the private part of its
    entry, ``record_days`` for the records about its people. A version that has none states the years of both
    in ``log``.
    """

    personal: str
    contact: str
    log: str
    consent: str
    processing_log_days: int = LEAST_DAYS
    record_days: int = LEAST_DAYS


@dataclass(frozen=True, slots=True)
class Purpose:
    """The rules for a use.

    Names follow the file; ``content`` is the file's mapping, the input of the hash.
    """

    code: str
    version: int
    status: str
    title: Mapping[str, str]
    short: Mapping[str, str]
    controllers: tuple[str, ...]
    processors: tuple[str, ...]
    senders: tuple[str, ...]
    ground: Ground
    test: Mapping[str, str]
    subjects: tuple[str, ...]
    fields: tuple[str, ...]
    contact_use: str
    recipients: tuple[str, ...]
    channels: tuple[str, ...]
    cohort_attributes: tuple[str, ...]
    is_consent_required: bool
    opt_out: str
    approvals: str
    judicial_officers: str
    minors: str
    election_window: str
    caution_window: str
    court_restraint: str
    ledger_unhealthy: str
    category: str
    suffix: str
    whatsapp_category: str
    notice: str
    retention: Retention
    safeguards: tuple[str, ...]
    is_own_register_only: bool
    most_subjects: int | None
    most_a_month: int | None
    dormant_until: date | None
    valid_from: date | None
    valid_until: date | None
    review_by: date | None
    notes: str
    content: Mapping[str, Any]

    @property
    def opens_contacts(self) -> bool:
        """Whether its uses may open contacts at all."""
        return self.contact_use != "none"

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical JSON of its content, as committed to in the registering leaf."""
        return hashlib.sha256(canonical(self.content)).hexdigest()

    def covers(self, day: date) -> bool:
        """Whether this version is valid on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )


def canonical(content: Mapping[str, Any]) -> bytes:
    """JSON with sorted keys and no spaces; dates as ISO text."""
    return json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str
    ).encode()


def purpose_of(content: Mapping[str, Any], where: str) -> Purpose:
    """A purpose from its mapping.

    Raises
    ------
    Broken
        A key is missing or unknown, or a word is unknown. A purpose that cannot be read in full is not
        used at all.
    """
    given = dict(content)
    for name, words in WORDS.items():
        if given.get(name) not in words:
            raise _unreadable(
                where, f"{name} is “{typed(given.get(name))}” and must be one of {', '.join(sorted(words))}"
            )
    for name in LISTS:
        given[name] = _texts(given.get(name), name, where)
    strange = set(given["subjects"]) - SUBJECTS
    if strange:
        raise _unreadable(where, f"subjects names {', '.join(sorted(strange))}, which is no class of persons")
    stated, retention = given.pop("ground", None), given.pop("retention", None)
    try:
        ground = dict(stated)
        return Purpose(
            ground=Ground(
                dpdp=_texts(ground.pop("dpdp"), "ground.dpdp", where),
                statute_now=_texts(ground.pop("statute_now"), "ground.statute_now", where),
                together_with=ground.pop("together_with", ""),
                **ground,
            ),
            retention=_retention(dict(retention), where),
            content=content,
            **_with_defaults(given, where),
        )
    except (TypeError, KeyError, AttributeError) as broken:
        raise _unreadable(where, str(broken)) from broken


def _retention(given: dict[str, Any], where: str) -> Retention:
    years = re.search(r"P(\d+)Y", given["log"])
    stated = int(years[1]) if years else 1
    days = stated * LEAST_DAYS + stated // 3
    found = Retention(
        **{"processing_log_days": days, "record_days": days, **given, "consent": given["consent"] or ""}
    )
    for name in ("processing_log_days", "record_days"):
        value = getattr(found, name)
        if type(value) is not int or value < LEAST_DAYS:
            raise _unreadable(where, f"retention.{name} must be a number of days, {LEAST_DAYS} at least")
    return found


_OPTIONAL: Mapping[str, Any] = {
    "is_own_register_only": False,
    "most_subjects": None,
    "most_a_month": None,
    "dormant_until": None,
    "valid_from": None,
    "valid_until": None,
    "review_by": None,
    "notes": "",
}


def _with_defaults(given: dict[str, Any], where: str) -> dict[str, Any]:
    for name in ("title", "short"):
        if set(given.get(name) or ()) < {"en", "ml"}:
            raise _unreadable(where, f"{name} needs en and ml")
    for name in ("legality", "aim", "proportionality"):
        if not (given.get("test") or {}).get(name):
            raise _unreadable(where, f"test.{name} is empty")
    for name in ("suffix", "whatsapp_category", "notice"):
        given[name] = given[name] or ""
    if given["status"] == "active" and not (given["controllers"] and given["notice"]):
        raise _unreadable(where, "an active purpose needs a controller and a notice")
    return {**_OPTIONAL, **given}


def _texts(value: Any, name: str, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise _unreadable(where, f"{name} must be a list of texts")
    return tuple(value)


def _unreadable(where: str, why: str) -> Broken:
    return Broken("purpose_unreadable", where=where, why=why)


def plain(content: Mapping[str, Any]) -> Any:
    """The content as plain JSON values, dates as ISO text."""
    return json.loads(canonical(content))
