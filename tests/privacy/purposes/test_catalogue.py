"""Every purpose is whole, and a half one is not used."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from vethanam.errors import Broken
from vethanam.privacy.purposes import load_catalogue
from vethanam.privacy.purposes.catalogue_loader import _check
from vethanam.privacy.purposes.purpose import purpose_of

TODAY = date(2026, 11, 24)


def content(**changes: Any) -> dict[str, Any]:
    purpose = load_catalogue().on("SAL-CREDIT", TODAY)
    assert purpose is not None
    return {**deepcopy(dict(purpose.content)), **changes}


def test_it_has_every_purpose_once() -> None:
    codes = [purpose.code for purpose in load_catalogue().in_force(TODAY)]
    assert len(codes) == len(set(codes)) == 37
    assert {"SAL-CREDIT", "SVC-TERMS", "PUBLICITY", "POLITICAL", "DATA-LAKE", "RIGHTS"} <= set(codes)


def test_each_has_its_titles_in_both_languages_and_its_test() -> None:
    for purpose in load_catalogue().purposes:
        assert purpose.title["ml"] and purpose.short["en"] and purpose.test["proportionality"]
        assert purpose.notice or purpose.status == "prohibited"


def test_the_hash_follows_the_content() -> None:
    one, other = purpose_of(content(), "a"), purpose_of(content(safeguards=["another"]), "b")
    assert one.hash == purpose_of(content(), "c").hash != other.hash


def test_no_purpose_reads_a_contact_it_may_not_open() -> None:
    contacts = load_catalogue().contact_fields
    for purpose in load_catalogue().purposes:
        assert purpose.opens_contacts or not contacts & set(purpose.fields)


@pytest.mark.parametrize(
    "changes",
    [
        {"approvals": "somebody"},
        {"election_window": None},
        {"fields": "name"},
        {"subjects": ["voter"]},
        {"title": {"en": "x"}},
        {"test": {"legality": "x", "aim": "", "proportionality": "y"}},
        {"controllers": []},
        {"notice": None},
        {"frequency": "daily"},
        {"ground": {"dpdp": ["s.6"]}},
    ],
)
def test_a_purpose_with_a_part_missing_or_strange_is_not_used(changes: dict[str, Any]) -> None:
    with pytest.raises(Broken, match="Mend the file"):
        purpose_of(content(**changes), "sal_credit.yaml")


@pytest.mark.parametrize(
    "changes",
    [
        {"controllers": ["CMO"]},
        {"fields": ["religion"]},
        {"cohort_attributes": ["health"]},
        {"contact_use": "none"},
    ],
)
def test_a_purpose_that_names_what_no_purpose_may_is_not_used(changes: dict[str, Any]) -> None:
    from dataclasses import replace

    purpose = purpose_of(content(**changes), "sal_credit.yaml")
    with pytest.raises(Broken):
        _check(replace(load_catalogue(), purposes=(purpose,)))


def test_a_later_version_holds_from_its_day() -> None:
    from dataclasses import replace

    first = purpose_of(content(valid_until=date(2026, 12, 31)), "a")
    second = purpose_of(content(version=2, valid_from=date(2027, 1, 1)), "b")
    catalogue = replace(load_catalogue(), purposes=(first, second))
    versions = [catalogue.on("SAL-CREDIT", day) for day in (date(2026, 12, 31), date(2027, 1, 1))]
    assert versions == [first, second]
