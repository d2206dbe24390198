"""Officers' views of pages about one person: hers to read the next day; an officer signs for the month."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.conftest import World
from tests.payroll.office import OCTOBER
from tests.web.confirming import confirmed
from tests.web.conftest import NOW, Town, sequence
from tests.web.test_record_holds import _text
from vethanam.acts.executor import look, perform
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.ledger.hashing import leaf_hash
from vethanam.ledger.proofs import is_included
from vethanam.people.models import Person
from vethanam.privacy import looks
from vethanam.privacy.actions.look_days import chain_looks, sign_look_day
from vethanam.privacy.look_audit import look_findings
from vethanam.privacy.looks import line_commitment, record_look
from vethanam.privacy.models import Duty, Look, LookDay, LookEntry, LookGap, MonthReview
from vethanam.privacy.queries.duties import concerned_by
from vethanam.service_book.looks_outside_desk import looks_outside_desk
from vethanam.web.parts import access

HER, OTHER = "100236", "100234"
MORROW = NOW + timedelta(days=1)


def worker(town: Town, at: Any = NOW) -> Authority:
    return Authority(
        Account.objects.get(username="service-worker").pk, None, "DEPT", "service", at, is_sample=True
    )


def chained(world: World, town: Town, at: Any = NOW) -> None:
    with world.role("worker"):
        chain_looks(worker(town, at), looks_outside_desk)


def shown(name: str, account: str, given: dict[str, Any], at: Any) -> Any:
    return look(name, Account.objects.get(username=account), given, at, is_sample=True).state


def test_a_look_is_hers_to_read_the_next_day_and_proven(town: Town, world: World, monkeypatch: Any) -> None:
    clerk, mine = town.sign_in("clerk"), town.sign_in(f"emp-{HER}")
    person = town.office.people[HER].person_id
    assert clerk.get(f"/office/0412/people/{HER}/").status_code == 200
    shown("claims", "clerk", {"employment": HER}, NOW)
    mine.get("/pay/")
    assert [(one.page, one.role, one.scope) for one in Look.objects.order_by("pk")] == [
        ("page_book", "clerk", "0412"), ("claims", "clerk", "0412"),
    ]  # fmt: skip
    chained(world, town)
    assert set(LookEntry.objects.values_list("person", "number", "is_outside")) == {
        (person, 1, False), (person, 2, False),
    }  # fmt: skip
    assert "Nobody looked" in _text(mine.get("/pay/looks/")), "not on the same day"
    with world.role("worker"):
        assert sign_look_day(worker(town)) == NOW.date() - timedelta(days=1)
        assert sign_look_day(worker(town)) is None
        assert sign_look_day(worker(town, MORROW)) == NOW.date()
    sequence(world)
    monkeypatch.setattr(access, "business_now", lambda: (MORROW, True))
    page = _text(mine.get("/pay/looks/"))
    for said in ("Officers looked", "Pay and service book", "Clerk, 0412", "the desk of 0412"):
        assert said in page, said
    told = shown("looks_at_me", f"emp-{HER}", {}, MORROW)
    assert [one["number"] for one in told["looks"]] == [2, 1]
    (day,) = told["days"]
    commitment = line_commitment(bytes.fromhex(day["salt"]), day["number"], bytes.fromhex(day["head"]))
    root = bytes(LookDay.objects.get(day=day["day"]).root)
    path = [bytes.fromhex(step) for step in day["path"]]
    assert is_included(leaf_hash(commitment), day["index"], day["people"], path, root)
    assert day["head"] == told["looks"][0]["head"]
    assert shown("looks_at_me", f"emp-{OTHER}", {}, MORROW) == {"looks": [], "days": []}


@pytest.mark.parametrize(
    ("address", "page"),
    [("surrender/", "page_surrender"), ("", "page_book"), ("last-pay.pdf", "page_last_pay")],
)
def test_each_page_about_a_person_is_a_look(town: Town, address: str, page: str) -> None:
    town.sign_in("clerk").get(f"/office/0412/people/{HER}/{address}")
    assert [(one.page, one.person) for one in Look.objects.all()] == [
        (page, town.office.people[HER].person_id)
    ]


def test_twenty_people_outside_the_desk_open_a_case(town: Town, world: World) -> None:
    finance = Authority(
        Account.objects.get(username="finance").pk, None, "FIN", "finance_officer", NOW, is_sample=True
    )
    people = [Person.objects.create(name=f"P{n}", born=NOW.date(), recorded_at=NOW).pk for n in range(20)]
    for person in people[:19]:
        record_look(finance, person, "page_book")
        record_look(finance, person, "page_bill_line", "bill 0412/1")
    record_look(finance, people[19], "page_bill_line", "bill 0412/1")
    chained(world, town)
    assert not Duty.objects.filter(account=finance.account).exists()
    record_look(finance, people[19], "page_line")
    chained(world, town)
    case = Duty.objects.get(account=finance.account)
    assert (case.asked, case.people) == ("looked_up_beyond_purpose", 20)
    assert concerned_by(case) == sorted(people)


def test_a_look_that_cannot_be_written_does_not_stop_the_page_and_is_an_incident(
    town: Town, world: World
) -> None:
    clerk, write = town.sign_in("clerk"), looks._write
    with patch.object(looks, "_write", side_effect=DatabaseError):
        assert clerk.get(f"/office/0412/people/{HER}/").status_code == 200
    assert looks._write is write and not Look.objects.exists()
    clerk.get(f"/office/0412/people/{HER}/")
    assert LookGap.objects.get().count == 1
    chained(world, town)
    assert Duty.objects.get(asked="looks_unwritten").pk == LookGap.objects.get().case


def test_a_look_is_one_statement(town: Town) -> None:
    clerk = town.office.by("clerk", NOW)
    with CaptureQueriesContext(connection) as asked:
        record_look(clerk, 7, "page_book")
    assert len(asked) == 1


#: changes by the superuser past every guard, and the finding
CHANGES = {
    "a look is another's": ("UPDATE privacy_look SET account_id = account_id + 1", "look_chain_differs"),
    "the last look is removed": (
        "DELETE FROM privacy_lookentry WHERE number = 2; DELETE FROM privacy_look WHERE page = 'claims'",
        "look_chain_differs",
    ),
    "a line is removed": ("DELETE FROM privacy_lookline", "look_day_differs"),
    "a look leaves its chain": (
        "DELETE FROM privacy_lookentry WHERE number = 2; UPDATE privacy_look SET at = at - interval '2 days'",
        "look_not_chained",
    ),
    "a day is removed": (
        "DELETE FROM privacy_lookline; DELETE FROM privacy_lookday WHERE day = '{day}'", "look_day_missing",
    ),
}  # fmt: skip


@pytest.fixture
def signed(town: Town, world: World) -> Town:
    """Two looks at a person, on a signed day between two others."""
    town.sign_in("clerk").get(f"/office/0412/people/{HER}/")
    shown("claims", "clerk", {"employment": HER}, NOW)
    chained(world, town)
    with world.role("worker"):
        for day in range(3):
            sign_look_day(worker(town, NOW + timedelta(days=day)))
    return town


@pytest.mark.parametrize("name", CHANGES)
def test_a_look_changed_by_the_superuser_is_found(signed: Town, world: World, name: str) -> None:
    change, code = CHANGES[name]
    assert list(look_findings("default", None)) == []
    with world.connect("postgres") as db:
        db.execute("SET session_replication_role = replica")
        for one in change.split("; "):
            db.execute(one.format(day=NOW.date().isoformat()))
    assert code in {found.code for found in look_findings("default", None)}


def test_a_month_that_nobody_signed_stands_red_until_the_officer_signs(town: Town, world: World) -> None:
    dpo, anybody = town.sign_in("dpo"), Client()
    assert {"month": str(OCTOBER), "is_late": True} in shown("reviews_due", "dpo", {}, NOW)["months"]
    desk = dpo.get("/protection/").content.decode()
    assert "Not signed in time" in desk and f"/protection/reviews/{OCTOBER}/" in desk
    assert "has not signed the review of: October 2026" in _text(anybody.get("/messages/"))
    page = _text(dpo.get(f"/protection/reviews/{OCTOBER}/"))
    assert "Refused uses" in page and "Nobody looked outside the desk" in page
    figures = shown("month_review", "dpo", {"month": str(OCTOBER)}, NOW)
    assert figures["figures"]["uses_refused"] == 0, figures
    assert dpo.get("/protection/reviews/2026-11/").status_code == 404, "not over"
    officer = Account.objects.get(username="dpo")
    early = perform("sign_review", officer, {"month": "2026-11", "says": "Nothing."}, NOW, is_sample=True)
    assert early.code == "review_of_open_month"
    confirmed(dpo, f"/protection/reviews/{OCTOBER}/", {"says": "Read. Nothing follows."})
    signed = MonthReview.objects.get()
    assert signed.figures["uses_refused"] == 0 and signed.month == OCTOBER.first
    sequence(world)
    assert "October 2026" not in _text(anybody.get("/messages/")).split("has not signed")[-1][:60]
    assert "Read. Nothing follows." in _text(dpo.get(f"/protection/reviews/{OCTOBER}/"))
    twice = perform("sign_review", officer, {"month": str(OCTOBER), "says": "Again."}, NOW, is_sample=True)
    assert twice.code == "review_given"
