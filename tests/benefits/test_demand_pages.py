"""A demand on its pages, from the list of months paid too much to the person's own page in both languages."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from tests.benefits.bodies import OLD_AGE, Bodies
from tests.benefits.months import Person, approved, award_of, released
from tests.benefits.test_cycles import said
from tests.benefits.test_demands import LIMIT, elsewhere, kept
from tests.benefits.test_month_pages import viewed
from tests.benefits.test_own_page import MINE, opened, text_without_english
from tests.benefits.test_pages import signed_in, text
from vethanam.benefits.models import Demand
from vethanam.benefits.reference_codes import give_code
from vethanam.cli import benefits as command
from vethanam.identity.models import Account
from vethanam.periods import Month

HERE = f"/benefits/{OLD_AGE}/demands/"
ORDER = {"order_number": "G.O. 9/2026", "order_dated": "2026-10-20"}
WORDS = {"words": "The order fixes 2,000.", "words_ml": "ഉത്തരവ് 2,000 നിശ്ചയിക്കുന്നു."}

#: the officers of the scheme under the names that the helpers of months take
NAMES = {1: "old-age", 2: "old-age-2", 3: "old-age-3"}


def test_from_the_list_to_her_own_page(
    web_bodies: Bodies, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(LIMIT, lambda *_: 1000)
    Account.objects.get_or_create(username="service-web", defaults={"kind": "service", "password": "!"})
    january, february = Month(2026, 1), Month(2026, 2)
    award = award_of(web_bodies, OLD_AGE, Person(date(1960, 5, 5), january, {}))
    web_bodies.officers |= {f"{OLD_AGE}-{one}": web_bodies.officers[name] for one, name in NAMES.items()}
    approved(web_bodies, OLD_AGE, january, february)
    elsewhere(web_bodies, award, 2300, january)
    code = give_code(web_bodies.by("clerk"), award.beneficiary)
    maker, other, clerk, secretary = map(signed_in, ("old-age", "old-age-2", "clerk", "secretary"))

    listed = text(maker.get(HERE))
    assert "Paid too much" in listed and "₹ 300" in listed and "January 2026" in listed
    (row,) = viewed("old-age", "overpaid_months")
    assert row["too_much_paise"] == 300_00 and row["award"] in listed
    given = {
        "for_months": ["2026-01"], "cause": "wrong_rate", "of": "person", "notice_on": "2026-10-28",
        "answer_by": "2026-11-20",
    }  # fmt: skip
    done = text(maker.post(f"{HERE}of/{award.number}/", given, follow=True))
    demand = Demand.objects.get()
    where = f"{HERE}{demand.number}/"
    assert f"Demand {demand.number} asks for ₹ 300" in done, done
    assert "Uphold" not in text(maker.get(where)) and "Uphold" in text(other.get(where))
    (told,) = viewed("clerk", "demands")
    assert told["state"] == "noticed" and demand.number in text(clerk.get("/benefits/221001/demands/"))

    own = opened(code)
    assert "₹ 300 was paid to you too much for January 2026" in text(own.get(MINE))
    answer = {"words": "I asked for the order.", "received_on": "2026-10-28", "is_heard": "yes"}
    clerk.post(f"/benefits/221001/demands/{demand.number}/answer_demand/", answer)
    terms = {"source": award.number, "from": "2026-02", "instalment": "250"}
    done = text(other.post(f"{where}uphold_demand/", {**ORDER, **WORDS, **terms}, follow=True))
    assert "upheld: ₹ 300" in done, done
    release = released(web_bodies, OLD_AGE, said(2000, "2026-02"))
    assert kept(release) == {202602: 200}  # a tenth of 2,000
    page = text(maker.get(f"/benefits/{OLD_AGE}/payments/"))
    assert "Kept back for a demand" in page and "do not add up" not in page
    secretary.post(
        f"/benefits/221001/demands/{demand.number}/stay_demand/",
        {"by": "court", "reference": "WP 7/2026", "day": "2026-10-28"},
    )
    mine = text(own.get(MINE))
    assert "is upheld by order G.O. 9/2026: ₹ 300" in mine and "It is stayed" in mine and "₹ 100" in mine
    own.get("/language/ml/")
    page = own.get(MINE).content.decode()
    assert "ഉത്തരവ് 2,000 നിശ്ചയിക്കുന്നു." in page and "സ്റ്റേ" in page
    assert not re.search(r"[A-Za-z]{3,} [a-z]{3,} [a-z]{3,}", text_without_english(page))
    command.money(demand=demand.number, as_json=True)
    found = json.loads(capsys.readouterr().out)
    assert found["places"] == [
        {"place": "recovered", "sum_paise": 20_000}, {"place": "stayed", "sum_paise": 10_000},
    ]  # fmt: skip
    assert found["is_whole"] and found["decision"]["instalment_paise"] == 25_000
    shown = viewed("secretary", "demand_shown", demand=demand.number)
    assert demand.number in text(secretary.get(f"/benefits/221001/demands/{demand.number}/")) and shown
