"""The page that tells how a month of an award was computed: amount, orders, open questions, inputs."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.benefits.bodies import OLD_AGE, Bodies
from tests.benefits.months import Person, approved, award_of, released
from tests.benefits.test_own_page import MINE, opened, text_without_english
from tests.benefits.test_pages import signed_in, text
from vethanam.benefits.actions.releases import ReleaseSaid
from vethanam.benefits.models import Award
from vethanam.benefits.queries.award_months import explained
from vethanam.benefits.reference_codes import give_code
from vethanam.identity.models import Account
from vethanam.periods import Month
from vethanam.privacy.models import Look

JANUARY, FEBRUARY = Month(2026, 1), Month(2026, 2)
NAMES = {1: "old-age", 2: "old-age-2", 3: "old-age-3"}


@pytest.fixture
def award(web_bodies: Bodies) -> Award:
    """On the Centre's list, 80 on 15 February 2026; January and February approved, January released."""
    web_bodies.officers |= {f"{OLD_AGE}-{one}": web_bodies.officers[name] for one, name in NAMES.items()}
    stated = {"on_central_list": "yes"}
    found = award_of(web_bodies, OLD_AGE, Person(date(1946, 2, 15), JANUARY, stated))
    approved(web_bodies, OLD_AGE, JANUARY, FEBRUARY)
    released(web_bodies, OLD_AGE, ReleaseSaid([JANUARY], 10_00_000_00))
    return found


def page_of(who: str, award: Award, month: str = "", code: str = OLD_AGE) -> Any:
    return signed_in(who).get(f"/benefits/{code}/awards/{award.number}/month/{month}")


def test_each_line_has_its_rule_order_and_inputs(award: Award) -> None:
    """January: 1,800 by the State and 200 by the Centre, with the figures that the view tells."""
    shown = text(page_of("old-age", award, "2026-01/"))
    told = explained(award, JANUARY)
    assert "How this month was computed" in shown and "January 2026" in shown and "IGNOAPS-2026-01-1" in shown
    for amount in ("₹ 2,000.00", "₹ 1,800.00", "₹ 200.00"):
        assert amount in shown, shown
    for one in told["figures"]:
        assert one["order"] in shown and one["says"] in shown
    for one in told["conditions"]:
        assert one["says"] in shown and all(order in shown for order in one["orders"])
    assert "Another pension none that counts" in shown and "The Centre's list on it" in shown
    (drawal,) = told["drawals"]
    assert drawal["release"] in shown and drawal["order"] in shown and "The month itself" in shown


def test_a_held_part_stands_between_least_and_most(award: Award) -> None:
    """February, example 4: 1,500 and 200 are paid, and 300 held since an order was not read."""
    shown = text(page_of("old-age", award))
    assert "February 2026" in shown and "reaches the age of the higher share in this month" in shown
    assert "At least: this part is certain and paid. ₹ 200.00" in shown
    assert "At most: the part between is held until the order is read. ₹ 500.00" in shown
    assert "The due less the most of the other payer. ₹ 1,500.00" in shown
    assert "A part of this order was not read" in shown
    assert (
        f'href="/benefits/{OLD_AGE}/awards/{award.number}/month/2026-01/"'
        in page_of("old-age", award).content.decode()
    )


def test_a_month_without_a_cycle_is_answered_as_of_now(award: Award) -> None:
    shown = text(page_of("old-age", award, "2026-05/"))
    assert "No approved month has this award" in shown and "She has reached the age of the scheme." in shown


def test_the_page_is_whole_in_malayalam(award: Award) -> None:
    client = signed_in("old-age")
    client.get("/language/ml/")
    for month in ("2026-01/", ""):
        page = client.get(f"/benefits/{OLD_AGE}/awards/{award.number}/month/{month}").content.decode()
        assert '<html lang="ml">' in page and "ഈ മാസം കണക്കാക്കിയ വിധം" in page
        plain = text_without_english(page)
        assert not re.search(r"[A-Za-z]{3,} [a-z]{3,} [a-z]{3,}", plain), plain


def test_the_award_leads_to_it_and_each_look_is_recorded(award: Award) -> None:
    where = f"/benefits/{OLD_AGE}/awards/{award.number}/month/"
    person = signed_in("old-age").get(f"/benefits/{OLD_AGE}/people/{award.beneficiary.number}/")
    assert where in person.content.decode()
    before = Look.objects.filter(person=award.beneficiary.person_id).count()
    page_of("clerk", award, code="221001")
    assert Look.objects.filter(person=award.beneficiary.person_id).count() == before + 1


def test_another_office_finds_no_award(award: Award) -> None:
    assert page_of("widows", award, code="IGNWPS").status_code == 404
    assert page_of("old-age", award, "2026-13/").status_code == 404
    assert page_of("widows", award).status_code in (302, 403, 404)


def test_she_reads_it_on_her_own_page_in_both_languages(web_bodies: Bodies, award: Award) -> None:
    """Amount, orders and answers, but none of her circumstances: a card opens no more."""
    Account.objects.get_or_create(username="service-web", defaults={"kind": "service", "password": "!"})
    client = opened(give_code(web_bodies.by("clerk"), award.beneficiary), "1946")
    assert 'href="/benefit/month/"' in client.get(MINE).content.decode()
    answer = client.get("/benefit/month/2026-01/")
    shown = text(answer)
    assert "₹ 1,800.00" in shown and "R2600000001" in shown and "Her income" not in shown
    assert "84,000" not in shown and answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "₹ 1,500.00" in text(client.get("/benefit/month/"))
    assert client.get("/benefit/month/2026-05/").status_code == 404
    client.get("/language/ml/")
    page = client.get("/benefit/month/").content.decode()
    assert "ഈ മാസം കണക്കാക്കിയ വിധം" in page
    assert not re.search(r"[A-Za-z]{3,} [a-z]{3,} [a-z]{3,}", text_without_english(page))
    assert Client().get("/benefit/month/").status_code == 302
