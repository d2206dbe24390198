"""The people of an area: by district, by taluk; an unknown place counts as covered."""

from __future__ import annotations

import pytest

from vethanam.privacy.law.places import covers, near, taluks_by_district, unknown_places
from vethanam.privacy.law.windows import recorded_windows


def test_the_state_has_fourteen_districts_and_a_taluk_lies_in_one() -> None:
    taluks = [taluk for named in taluks_by_district().values() for taluk in named]
    assert len(taluks_by_district()) == 14 and len(taluks) == len(set(taluks)) == 78


def test_the_windows_that_ship_name_places_that_are_known() -> None:
    windows = recorded_windows()
    assert not [
        unknown_places(one.area) for one in (*windows.election, *windows.caution) if unknown_places(one.area)
    ]


@pytest.mark.parametrize(
    ("area", "district", "taluk", "is_inside"),
    [
        (["state"], "Kollam", None, True),
        (["Wayanad"], "Wayanad", None, True),
        (["Wayanad"], "wayanad ", None, True),
        (["Wayanad"], "Kollam", None, False),
        (["Wayanad"], None, None, True),
        (["Wayanad"], "Waynad", None, True),
        (["Wayanad"], None, "Vythiri", True),
        (["Wayanad"], None, "Punalur", False),
        (["Wayanad"], None, "Nowhere", True),
        (["Wayanad"], "Kollam", "Nowhere", False),
        (["Vythiri"], "Wayanad", None, True),
        (["Vythiri"], "Wayanad", "Nowhere", True),
        (["Vythiri"], "Wayanad", "Mananthavady", False),
        (["Vythiri"], "Wayanad", "Vythiri", True),
        (["Vythiri"], "Kollam", None, False),
        (["Vythiri", "Kollam"], "Kollam", None, True),
    ],
)  # fmt: skip
def test_an_area_covers_whoever_may_be_in_it(
    area: list[str], district: str | None, taluk: str | None, is_inside: bool
) -> None:
    assert covers(area, district, taluk) is is_inside


def test_a_name_of_no_place_is_told_with_what_is_near() -> None:
    assert unknown_places(["state", "Wayanad", "vythiri", "Waynad"]) == ["Waynad"]
    assert unknown_places(["Chennai"], ["Chennai"]) == []
    assert near("Waynad")[0] == "Wayanad"
