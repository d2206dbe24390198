"""“This looks wrong”: from the page of a line to the office, and the answer back beside the line."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.web.conftest import Town
from vethanam.payroll.models import LineQuestion

LINE = "/pay/2026-10/basic_pay/"


def text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_a_line_is_asked_about_and_answered_beside_it(town: Town) -> None:
    mine = town.sign_in("emp-100234")
    assert f'href="{LINE}ask/"' in mine.get(LINE).content.decode()
    assert "What looks wrong?" in text(mine.get(f"{LINE}ask/"))
    said = text(
        mine.post(f"{LINE}ask/", {"asked": "order_missing", "says": "The order of 5 October."}, follow=True)
    )
    assert "Asked. Your office answers here within 30 days." in said and "Answer by" in said
    assert f'href="{LINE}ask/"' not in mine.get(LINE).content.decode()
    assert "Answers you are owed: 1" in text(mine.get("/pay/questions/"))
    clerk = town.sign_in("clerk")
    assert "A question about the pay of" in text(clerk.get("/office/0412/"))
    question = LineQuestion.objects.get()
    address = f"/office/0412/questions/{question.reference}/"
    assert address in clerk.get("/office/0412/questions/").content.decode()
    page = clerk.get(address).content.decode()
    assert "The order of 5 October." in page and "/office/0412/people/100234/2026-10/basic_pay/" in page
    refused = text(clerk.post(address, {"outcome": "mended", "says": "Call +91 00000 12345"}))
    assert "This looks like it holds a phone number" in refused
    done = text(
        clerk.post(address, {"outcome": "mended", "says": "Entered; November draws it."}, follow=True)
    )
    assert "No question waits for an answer" in done and "Answered. The person reads it" in done
    said = text(mine.get(LINE))
    assert "Entered; November draws it." in said and "a later bill draws the difference" in said
    assert f'href="{LINE}ask/"' in mine.get(LINE).content.decode()


def test_what_is_not_on_a_month_is_asked_of_the_month(town: Town) -> None:
    mine = town.sign_in("emp-100234")
    assert 'href="/pay/2026-10/ask/"' in mine.get("/pay/").content.decode()
    fault = text(mine.post("/pay/2026-10/ask/", {"asked": "line_missing", "says": "me@home.example"}))
    assert "This looks like it holds a phone number" in fault and not LineQuestion.objects.exists()
    said = text(mine.post("/pay/2026-10/ask/", {"asked": "line_missing"}, follow=True))
    assert "A line is missing." in said and LineQuestion.objects.get().component == ""


@pytest.mark.parametrize("name", ["treasurer", "dpo", "emp-100235"])
def test_nobody_else_reads_it(town: Town, name: str) -> None:
    town.sign_in("emp-100234").post(f"{LINE}ask/", {"asked": "not_mine"})
    address = f"/office/0412/questions/{LineQuestion.objects.get().reference}/"
    assert town.sign_in(name).get(address).status_code == 403


def test_in_malayalam_too(town: Town) -> None:
    mine = town.sign_in("emp-100234")
    mine.get("/language/ml/")
    assert "ഇത് ശരിയല്ലെന്നു തോന്നുന്നു" in mine.get(LINE).content.decode()
    page = mine.get(f"{LINE}ask/").content.decode()
    assert "എന്താണ് ശരിയല്ലാത്തത്?" in page and "What looks wrong" not in page
