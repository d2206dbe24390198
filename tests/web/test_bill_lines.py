"""A bill's lines for office and treasury: everybody, one person, one line's arithmetic."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.web.conftest import Town
from vethanam.payroll.models import Bill, Claim


def _text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


@pytest.mark.parametrize(("who", "desk"), [("treasurer", "/treasury/T07/"), ("clerk", "/office/0412/")])
def test_a_bill_opens_to_its_people_a_person_to_lines_and_a_line_to_its_arithmetic(
    town: Town, bill: Bill, who: str, desk: str
) -> None:
    reader, where = town.sign_in(who), f"{desk}bills/{bill.pk}/lines/"
    assert f'href="{where}"' in reader.get(f"{desk}bills/{bill.pk}/").content.decode()
    page = reader.get(where)
    claims = list(Claim.objects.filter(lines__bill=bill).select_related("employment"))
    assert len(claims) == 3 and "draws for three people" in _text(page)
    assert all(f'href="{where}{claim.pk}/"' in page.content.decode() for claim in claims)
    raised = next(claim for claim in claims if claim.employment.number == "100234")
    one = reader.get(f"{where}{raised.pk}/")
    assert "Person 100234 · October 2026 100234" in _text(one) and "Total deductions" in _text(one)
    assert f'href="{where}{raised.pk}/basic_pay/"' in one.content.decode()
    why = _text(reader.get(f"{where}{raised.pk}/basic_pay/"))
    assert "basic pay" in why and "Order 1/2015" in why


def test_whose_net_changed_most_comes_first_where_that_is_asked(town: Town, bill: Bill) -> None:
    page = town.sign_in("treasurer").get(f"/treasury/T07/bills/{bill.pk}/lines/?by=change")
    numbers = re.findall(r"Person (\d{6})", _text(page))
    assert numbers[0] == "100234"  # the only one who had an increment
    assert "+" in _text(page)


def test_the_lines_of_another_office_or_treasury_are_not_there(town: Town, bill: Bill) -> None:
    claim = Claim.objects.filter(lines__bill=bill).earliest("pk")
    other = Bill.objects.exclude(pk=bill.pk).earliest("pk")
    treasurer = town.sign_in("treasurer")
    assert treasurer.get(f"/treasury/T07/bills/{other.pk}/lines/{claim.pk}/").status_code == 404
    assert treasurer.get(f"/treasury/T99/bills/{bill.pk}/lines/").status_code == 403
    assert town.sign_in("emp-100234").get(f"/office/0412/bills/{bill.pk}/lines/").status_code == 403
    assert treasurer.get(f"/treasury/T07/bills/{bill.pk}/lines/{claim.pk}/nothing/").status_code == 302
