"""The last pay certificate on the pages of both offices, and as a view."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import World
from tests.payroll.office import at, small_office
from tests.web.conftest import NOW, Town
from vethanam.acts.executor import Performed, look

PAGE, PAPER = "/office/0412/people/100234/", "/office/0412/people/100234/last-pay.pdf"


@pytest.fixture
def moved(town: Town, world: World) -> Town:
    """From the afternoon of 16 November 100234 is at another office."""
    with world.role("owner"):
        other = small_office("0413")
    town.office.note(
        town.office.people["100234"], "posting", date(2026, 11, 16), at(5, month=11), session="AN",
        post=other.post, office=other.place, drawing_code=other.code, bill_class=other.bill_class,
    )  # fmt: skip
    return town


def _told(town: Town, by: str, number: str) -> Performed:
    given = {"employment": number}
    return look("last_pay_certificate", town.office.officers[by], given, at(20, month=11), is_sample=True)


def text_of(pdf: bytes, folder: Path) -> str:
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext is not on this machine")
    paper = folder / "paper.pdf"
    paper.write_bytes(pdf)
    return subprocess.run([tool, "-layout", paper, "-"], capture_output=True, check=True, text=True).stdout


def test_a_person_who_left_has_a_link_to_her_certificate(moved: Town, tmp_path: Path) -> None:
    clerk = moved.sign_in("clerk")
    assert f'href="{PAPER}"' in clerk.get(PAGE).content.decode()
    paper = clerk.get(PAPER)
    assert paper["content-type"] == "application/pdf"
    text = text_of(paper.content, tmp_path)
    for told in (
        "Relieved on the forenoon of 16 Nov 2026.",
        "Pay is drawn to the afternoon of 31 Oct 2026",
        "Drawn for October 2026",
        "46,700",
        "Earnings of a whole month at relief",
    ):
        assert told in text, told


def test_who_is_still_there_has_no_link_and_the_address_says_why(town: Town) -> None:
    clerk = town.sign_in("clerk")
    assert PAPER not in clerk.get(PAGE).content.decode()
    said = clerk.get(PAPER, follow=True).content.decode()
    assert "is still posted under 0412" in said


def test_the_view_says_the_same_to_the_office_and_to_the_person(moved: Town) -> None:
    found = _told(moved, "clerk", "100234").state
    assert found["relieved"] == {"day": "2026-11-16", "session": "FN"}
    assert found["paid_until"] == {"day": "2026-10-31", "session": "AN"}
    assert (found["drawing_code"], found["month"], found["excess_paise"]) == ("0412", "2026-10", 0)
    assert {line["component"] for line in found["lines"]} >= {"basic_pay", "dearness_allowance"}


def test_she_finds_it_among_the_pages_of_her_service(moved: Town) -> None:
    mine = moved.sign_in("emp-100234")
    assert 'href="/pay/service/last-pay.pdf"' in mine.get("/pay/service/").content.decode()
    assert mine.get("/pay/service/last-pay.pdf").content.startswith(b"%PDF")
    stays = moved.sign_in("emp-100235")
    assert "last-pay.pdf" not in stays.get("/pay/service/").content.decode()
    assert stays.get("/pay/service/last-pay.pdf").status_code == 302


def test_another_office_is_refused(moved: Town, world: World) -> None:
    with world.role("owner"):
        moved.office.officers["stranger"] = small_office("0414").officers["clerk"]
    assert not _told(moved, "stranger", "100234").ok


@pytest.mark.parametrize(
    "view", ["loans", "leave_accounts", "next_increment", "expected_pay", "year_statement"]
)
def test_the_office_that_she_left_reads_her_book_no_more(moved: Town, view: str) -> None:
    officers, given, when = moved.office.officers, {"employment": "100234"}, at(20, month=11)
    assert not look(view, officers["clerk"], given, when, is_sample=True).ok
    assert look(view, officers["clerk"], {"employment": "100235"}, when, is_sample=True).ok


def test_both_offices_print_the_relieving_and_the_joining_report(
    moved: Town, world: World, tmp_path: Path
) -> None:
    clerk = moved.sign_in("clerk")
    page = clerk.get(PAGE).content.decode()
    relieving, joining = f"{PAGE}relieving.pdf", f"{PAGE}joining.pdf"
    assert f'href="{relieving}"' in page and f'href="{joining}"' in page
    text = text_of(clerk.get(relieving).content, tmp_path)
    for told in ("Relieving report", "Relieved on the forenoon of 16 Nov 2026.", "0413", "0412", "100234"):
        assert told in text, told
    there = moved.sign_in("clerk-0413").get(joining.replace("0412", "0413"))
    text = text_of(there.content, tmp_path)
    assert "Joined duty on the afternoon of 16 Nov 2026." in text
    assert "Relieved at the former office on the forenoon of 16 Nov 2026." in text
    hers = moved.sign_in("emp-100234")
    book = hers.get("/pay/service/book/").content.decode()
    for name, told in (("relieving", "Relieving report"), ("joining", "Joining report")):
        assert f'href="/pay/service/{name}.pdf"' in book
        assert told in text_of(hers.get(f"/pay/service/{name}.pdf").content, tmp_path)
    other = moved.sign_in("emp-100235")
    assert "relieving.pdf" not in other.get("/pay/service/book/").content.decode()
    assert other.get("/pay/service/relieving.pdf").status_code == 404
    stays = "/office/0412/people/100235/"
    assert "relieving.pdf" not in clerk.get(stays).content.decode()
    assert clerk.get(f"{stays}relieving.pdf").status_code == 404
    given = {"employment": "100234"}
    (one,) = look("transfers", moved.office.officers["clerk"], given, NOW, is_sample=True).state["transfers"]
    assert (one["relieved"], one["joined"]["session"]) == ({"day": "2026-11-16", "session": "FN"}, "AN")
    assert (one["from"]["drawing_code"], one["to"]["drawing_code"]) == ("0412", "0413")
    moved.office.appoint("stranger", "clerk", "0414")
    assert not look("transfers", moved.office.officers["stranger"], given, NOW, is_sample=True).ok
