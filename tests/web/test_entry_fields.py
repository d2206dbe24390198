"""An entry asks only what its kind has; offices, codes and scales are picked."""

from __future__ import annotations

import re

import pytest

from tests.web.conftest import Town
from vethanam.service_book.models import Absence
from vethanam.web.parts import choices

NEW = "/office/0412/people/100234/new/"


def _fields(page: str) -> list[str]:
    main = page[page.index("<main") :]
    return re.findall(r'<(?:input|select|textarea)[^>]*name="([a-z_]+)"', main)


def _page(town: Town, kind: str) -> str:
    return town.sign_in("clerk").get(f"{NEW}{kind}/").content.decode()


def test_a_leave_asks_only_what_a_leave_has(town: Town) -> None:
    page = _page(town, "absence")
    asked = [name for name in _fields(page) if name != "csrfmiddlewaretoken"]
    assert asked == [
        "kind_of_absence", "valid_from", "session", "valid_until", "order_number", "order_dated",
        "order_kind",
    ]  # fmt: skip
    assert 'value="suspension"' not in page and 'value="half_pay"' in page


def test_a_suspension_asks_its_rate_and_no_kind(town: Town) -> None:
    asked = _fields(_page(town, "suspension"))
    assert "varied_to" in asked and "kind_of_absence" not in asked
    clerk = town.sign_in("clerk")
    clerk.post(
        f"{NEW}suspension/",
        {
            "valid_from": "2026-11-20", "session": "FN", "order_number": "S 1/2026",
            "order_dated": "2026-11-19", "order_kind": "office",
        },
    )  # fmt: skip
    assert Absence.objects.get(order__number="S 1/2026").kind_of_absence == Absence.Kind.SUSPENSION


@pytest.mark.parametrize(("kind", "field", "value"), [
    ("posting", "office", "O0412"), ("posting", "drawing_code", "0412"), ("pay", "scale", "37400-79000"),
])  # fmt: skip
def test_a_code_is_picked_from_a_list(town: Town, kind: str, field: str, value: str) -> None:
    page = _page(town, kind)
    assert re.search(rf'name="{field}"[^>]*list="list_{field}"', page)
    listed = re.search(rf'<datalist id="list_{field}">(.*?)</datalist>', page, re.DOTALL)
    assert listed and f'<option value="{value}">' in listed[1]


def test_a_list_too_long_to_read_is_left_out(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choices, "MOST_LISTED", 0)
    assert "list_office" not in _page(town, "posting")
