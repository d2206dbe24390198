"""Finance proposes an order by five fields, and it is costed as the same order sent as a file."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from tests.conftest import World
from tests.web.conftest import Town
from tests.web.test_arrears import _text
from tests.web.test_finance import DA, PAY, costed, worked
from vethanam.payroll.models import Costing, Scenario

ADDRESS = "/finance/order/"
DEARNESS: dict[str, Any] = {
    "what": "dearness_allowance.rate", "amount": "+3", "starts": "2026-10", "whom": "state_11",
    "first_drawn": "2026-12", "until": "2027-01", "press": "p1",
}  # fmt: skip


def test_the_form_offers_figures_of_pay_with_whom_and_the_figure_in_force(town: Town) -> None:
    browser = town.sign_in("finance")
    page = browser.get(ADDRESS).content.decode()
    offered = re.findall(r'<option value="([\w.]+)"', page)
    assert {"dearness_allowance.rate", "house_rent_allowance.slab"} <= set(offered)
    assert not [name for name in offered if name.startswith(("income_tax", "profession_tax", "retirement"))]
    assert 'name="amount"' not in page
    page = browser.get(ADDRESS, {"what": "dearness_allowance.rate"}).content.decode()
    assert re.search(r'name="whom" value="state_11"\s*>\s*[^:<]+: \d+', page)
    assert 'href="/finance/order/"' in browser.get("/finance/").content.decode()


def test_the_form_costs_what_the_file_costs(world: World, town: Town) -> None:
    browser, of_file = costed(world, town)
    asked = browser.post(ADDRESS, DEARNESS)
    assert asked.status_code == 302, _text(asked)
    worked(world, asked["Location"])
    address = browser.get(asked["Location"])["Location"]
    by_form, by_file = (browser.get(one).context["cost"] for one in (address, of_file))
    assert (by_form.total, by_form.arrears, by_form.first_drawn) == (
        4 * PAY * 3,
        by_file.arrears,
        by_file.first_drawn,
    )
    content = yaml.safe_load(Scenario.objects.latest("pk").text)
    assert content["changes"] == yaml.safe_load(DA.format(add=3))["changes"]


def test_a_new_rate_is_written_as_a_value(town: Town) -> None:
    browser = town.sign_in("finance")
    assert browser.post(ADDRESS, {**DEARNESS, "amount": "40.5"}).status_code == 302
    (change,) = yaml.safe_load(Costing.objects.get().text)["changes"]
    assert change == {"parameter": "dearness_allowance.rate", "key": "state_11", "value": 40.5}


def test_a_figure_of_several_fields_keeps_the_others(town: Town) -> None:
    browser, slab = town.sign_in("finance"), {**DEARNESS, "what": "house_rent_allowance.slab"}
    assert browser.post(ADDRESS, {**slab, "amount": "12", "whom": ["11/B", "11/C"]}).status_code == 302
    first, second = yaml.safe_load(Costing.objects.get().text)["changes"]
    assert (first["key"], second["key"], first["value"]["rate"]) == ("11/B", "11/C", 12)
    assert {"rate", "floor", "ceiling"} == set(first["value"])


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"what": "income_tax.cess"}, "Choose what the order changes."),
        ({"amount": "three"}, "Write a number, such as 38 or +3."),
        ({"amount": "-3"}, "Write a number, such as 38 or +3."),
        ({"starts": "January"}, "is not a month"),
        ({"first_drawn": ""}, "is not a month"),
        ({"first_drawn": "2026-09"}, "or later."),
        ({"whom": "state_99"}, "Choose for whom."),
        ({"whom": []}, "Choose for whom."),
        ({"until": "2026-01"}, "before the order takes effect"),
        ({"until": ""}, "This is empty. Enter it."),
    ],
)
def test_a_fault_is_told_and_nothing_is_costed(town: Town, changes: dict[str, Any], says: str) -> None:
    answer = town.sign_in("finance").post(ADDRESS, {**DEARNESS, **changes})
    assert answer.status_code == 200 and says in _text(answer)
    assert not Costing.objects.exists()


def test_the_file_remains_and_another_role_has_no_form(town: Town) -> None:
    assert 'name="text"' in town.sign_in("finance").get("/finance/").content.decode()
    assert town.sign_in("clerk").get(ADDRESS).status_code == 403


def test_the_form_is_in_malayalam(town: Town) -> None:
    page = town.sign_in("finance").get(
        ADDRESS, {"what": "dearness_allowance.rate"}, headers={"accept-language": "ml"}
    )
    assert "Rate or amount" not in page.content.decode()
