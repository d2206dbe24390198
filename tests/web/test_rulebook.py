"""The rulebook is open to anybody: text, figures through time, orders, and examples worked out now."""

from __future__ import annotations

import pytest
from django.test import Client

from vethanam.payroll.rulebook import rulebook_in_use


@pytest.mark.django_db
def test_every_line_stands_in_the_list_and_opens() -> None:
    client = Client()
    page = client.get("/rules/")
    assert page.status_code == 200
    pack = rulebook_in_use().pack
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
    assert "not what was expected" not in page
    assert "<svg" in Client().get("/rules/dearness_allowance.rate/").content.decode()
