"""A further version of a purpose keeps every protection of the one before, and states any wider reach."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from tests.privacy.actions.test_purpose_proposals import another, approved, form
from vethanam.errors import Refused, UnsoundInput
from vethanam.identity.authority import Authority
from vethanam.journal.models import Staged
from vethanam.privacy.actions import propose_purpose, publish_purpose
from vethanam.privacy.models import PurposeProposal
from vethanam.privacy.purposes import Purpose, load_catalogue
from vethanam.privacy.purposes.registry import catalogue_now, purpose_in
from vethanam.privacy.purposes.versions import beyond, weaker

#: a further version of PUBLICITY that its office may register
MORE: dict[str, Any] = {
    "code": "PUBLICITY", "sender": "PRD", "provision": "s.6", "subjects": ["employee", "pensioner"],
    "fields": ["email_personal", "language"], "cohort": ["district"], "frequency_cap": "1",
    "contact_use": "deliver_only", "channels": ["email"], "recipients": ["subject_self"],
    "approvals": "three_person",
}  # fmt: skip
LATER = date(2026, 11, 29)


def of(code: str) -> Purpose:
    """The last version of the catalogue's own."""
    return max((one for one in load_catalogue().purposes if one.code == code), key=lambda one: one.version)


@pytest.fixture
def press(desk: Authority) -> Authority:
    return replace(desk, office="PRD")


def test_no_later_version_of_the_catalogue_protects_less() -> None:
    codes = {purpose.code for purpose in load_catalogue().purposes}
    later = [
        (before, after)
        for code in sorted(codes)
        for before, after in pairwise(
            sorted(
                (one for one in load_catalogue().purposes if one.code == code), key=lambda one: one.version
            )
        )
    ]
    assert {after.code for _, after in later} >= {"PUBLICITY", "SVC-TERMS", "BREACH-INT"}
    assert [
        (after.code, after.version, weaker(before, after)) for before, after in later if weaker(before, after)
    ] == []


LESS: list[tuple[str, Mapping[str, Any]]] = [
    ("approvals", {"approvals": "two_person"}),
    ("approvals", {"approvals": "rule_driven"}),
    ("contact_use", {"contact_use": "reveal_single"}),
    ("contact_use", {"contact_use": "system_feed"}),
    ("election_window", {"election_window": "neutral_template_only"}),
    ("caution_window", {"caution_window": "extra_approval"}),
    ("judicial_officers", {"judicial_officers": "same_as_employee"}),
    ("minors", {"minors": "guardian_only"}),
    ("opt_out", {"opt_out": "channel"}),
    ("is_consent_required", {"is_consent_required": False}),
    ("is_own_register_only", {"is_own_register_only": False}),
    ("most_a_month", {"most_a_month": 3}),
    ("most_a_month", {"most_a_month": None}),
]


@pytest.mark.parametrize(
    ("name", "changes"), LESS, ids=[f"{name} {next(iter(c.values()))}" for name, c in LESS]
)
def test_each_protection_is_missed_when_it_is_gone(name: str, changes: Mapping[str, Any]) -> None:
    assert weaker(of("PUBLICITY"), replace(of("PUBLICITY"), **changes)) == (name,)
    assert weaker(replace(of("PUBLICITY"), **changes), of("PUBLICITY")) == ()


def test_a_limit_of_people_and_a_prohibition_stay() -> None:
    book = of("SVC-BOOK")
    assert (
        weaker(book, replace(book, most_subjects=51))
        == weaker(book, replace(book, most_subjects=None))
        == ("most_subjects",)
    )
    assert weaker(book, replace(book, most_subjects=10)) == ()
    assert "status" in weaker(of("POLITICAL"), replace(of("POLITICAL"), status="active"))


def test_a_further_version_keeps_what_its_form_does_not_ask(press: Authority) -> None:
    proposal = propose_purpose(press, form(**MORE))
    later, former = purpose_in(proposal.content, "x"), of("PUBLICITY")
    assert weaker(former, later) == () and later.version == former.version + 1
    names = (
        "is_own_register_only",
        "minors",
        "judicial_officers",
        "election_window",
        "caution_window",
        "opt_out",
        "suffix",
    )
    assert [getattr(later, name) for name in names] == [getattr(former, name) for name in names]
    assert (later.is_consent_required, later.most_a_month) == (True, 1)
    leaf = json.loads(bytes(Staged.objects.get(pk=proposal.leaf).leaf))
    assert leaf["public"]["beyond"] == ["cohort_attributes", "retention"]
    assert beyond(former, later)["cohort_attributes"] == ("district",)


def test_one_that_takes_protections_away_is_not_registered_every_one_named(press: Authority) -> None:
    less = {**MORE, "provision": "s.7(c)", "frequency_cap": "3", "approvals": "two_person"}
    with pytest.raises(UnsoundInput) as faults:
        propose_purpose(press, form(**less))
    named = {fault.field: fault.says for fault in faults.value.faults}
    assert named == {
        "provision": "is s.6: this purpose draws only from people who said yes to it.",
        "frequency_cap": "is at most 2, as it was.",
        "approvals": "is three_person, as it was.",
    }
    assert not PurposeProposal.objects.exists()


@pytest.mark.parametrize(
    ("office", "changes", "field"),
    [
        ("GAD", {"code": "SURVEY", "provision": "s.7(c)", "approvals": "two_person"}, "provision"),
        ("FIN", {"code": "STAT-RES", "contact_use": "deliver_only", "fields": ["mobile"]}, "contact_use"),
    ],
)
def test_so_it_is_with_every_other_purpose(
    press: Authority, office: str, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(UnsoundInput) as faults:
        propose_purpose(replace(press, office=office), form(**{"sender": office, **changes}))
    assert field in {fault.field for fault in faults.value.faults}


def test_of_two_proposed_beside_each_other_the_second_loses_nothing_the_first_has(press: Authority) -> None:
    loose = propose_purpose(press, form(**{**MORE, "frequency_cap": "2"}, valid_from=LATER))
    strict = propose_purpose(press, form(**MORE))
    for proposal, first in ((strict, 2), (loose, 4)):  # keys of the first day sign once
        fin = replace(press, office="FIN")
        approved(proposal, another(press, f"owner-{first}", first, "purpose_owner"))
        approved(proposal, another(fin, f"dpo-{first}", first + 1, "data_protection_officer"))
    publish_purpose(press, strict)
    found = catalogue_now().on("PUBLICITY", LATER + timedelta(days=1))
    assert found is not None and found.most_a_month == 1
    with pytest.raises(Refused, match=r"protects less than version 4 \(most_a_month\)"):
        publish_purpose(press, loose)
    assert catalogue_now().on("PUBLICITY", LATER + timedelta(days=1)) == found
