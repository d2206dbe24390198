"""The public rulebook: text, figures over time, orders, and recomputed examples."""

from __future__ import annotations

import pytest
from django.test import Client

from vethanam.rules import load_pack


@pytest.mark.django_db
def test_every_line_stands_in_the_list_and_opens() -> None:
    client = Client()
    page = client.get("/rules/")
    assert page.status_code == 200
    pack = load_pack("kerala").pack
    for component in pack.components:
        assert f"/rules/{component.name}/" in page.content.decode()
    for name in ("pension_contribution", "pay.scales", "festival_advance", "slab_tax"):
        assert client.get(f"/rules/{name}/").status_code == 200, name
    assert client.get("/rules/no_such_rule/").status_code == 404


@pytest.mark.django_db
def test_a_rule_has_its_steps_orders_and_examples_that_come_out() -> None:
    page = Client().get("/rules/house_rent_allowance/").content.decode()
    assert "G.O.(P) No.27/2021/Fin" in page
    assert "not known: the line is held" in page
    assert "Worked examples" in page
    assert "not as expected" not in page
    assert "<svg" in Client().get("/rules/dearness_allowance.rate/").content.decode()


@pytest.mark.django_db
def test_a_rule_shows_its_own_figures_whatever_the_month_and_only_its_own_place_among_deductions() -> None:
    page = Client().get("/rules/profession_tax/").content.decode()
    assert "income 1,25,000: 1,250" in page and "article 276(2)" in page
    assert "place 102" in page and "place 101" not in page


@pytest.mark.django_db
def test_a_rule_is_told_in_malayalam_but_for_orders_and_the_names_of_examples() -> None:
    page = Client().get("/rules/house_rent_allowance/", headers={"accept-language": "ml"}).content.decode()
    assert "Floor and ceiling" not in page and "were not read" not in page and "rate 10 %" not in page
    assert "G.O.(P) No.27/2021/Fin" in page
