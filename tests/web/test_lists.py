"""Every list is a table on a page: search, sort, download; another office's list gives 404."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.conftest import Town

BILLS = "/lists/bills/?drawing_code=0412"


def test_a_list_is_a_table_with_files_beside_it(town: Town) -> None:
    page = town.sign_in("clerk").get("/lists/people/?drawing_code=0412&month=2026-10")
    text = page.content.decode()
    assert page.status_code == 200
    assert "100236" in text
    assert "/lists/people.xlsx?drawing_code=0412" in text


def test_words_narrow_a_list_and_a_column_sorts_it(town: Town) -> None:
    clerk = town.sign_in("clerk")
    address = "/lists/people/?drawing_code=0412&month=2026-10"
    assert "100236" not in clerk.get(f"{address}&q=nobody-like-that").content.decode()
    assert 'aria-sort="descending"' in clerk.get(f"{address}&order=-employment").content.decode()


def test_files_are_sent_by_their_endings_and_others_do_not_exist(town: Town) -> None:
    clerk = town.sign_in("clerk")
    for ending, begins in (("csv", b"employment"), ("xlsx", b"PK"), ("parquet", b"PAR1")):
        answer = clerk.get(f"/lists/people.{ending}?drawing_code=0412&month=2026-10")
        assert answer.content.startswith(begins), ending
        assert answer["Content-Disposition"].endswith(f'people.{ending}"')
    assert clerk.get("/lists/people.exe?drawing_code=0412").status_code == 404
    assert clerk.get("/lists/nothing/").status_code == 404


def test_a_list_of_another_office_does_not_exist_and_a_faulty_address_says_what_is_wrong(town: Town) -> None:
    clerk = town.sign_in("clerk")
    assert clerk.get("/lists/people/?drawing_code=0999&month=2026-10").status_code == 404
    faulty = clerk.get("/lists/people/?drawing_code=0412&month=october")
    assert faulty.status_code == 409
    assert "month" in faulty.content.decode()


def test_a_person_and_a_bill_are_found_by_a_part(town: Town) -> None:
    clerk = town.sign_in("clerk")

    def found(q: str) -> str:
        page: Any = clerk.get("/find/", {"q": q})
        assert page.status_code == 200
        return str(page.content.decode())

    assert 'href="/office/0412/people/100236/"' in found("10023")
    assert "Nothing fits" in found("zzzz")
    assert town.sign_in("emp-100236").get("/find/?q=1").status_code == 404


@pytest.mark.parametrize(
    ("who", "address", "listed"),
    [
        ("clerk", "/office/0412/bills/", "bills/?drawing_code=0412"),
        ("clerk", "/office/0412/entries/", "entries/?drawing_code=0412"),
        ("clerk", "/office/0412/people/", "people/?drawing_code=0412&amp;month=2026-10"),
        ("treasurer", "/treasury/T07/", "register/?treasury=T07"),
        ("finance", "/finance/vouchers/list/?month=2026-10", "vouchers/?month=2026-10"),
        ("emp-100236", "/pay/uses/", "uses/"),
    ],
)
def test_a_page_of_rows_leads_to_its_table(town: Town, who: str, address: str, listed: str) -> None:
    reader = town.sign_in(who)
    assert f'href="/lists/{listed}"' in reader.get(address).content.decode()
    assert reader.get("/lists/" + listed.replace("&amp;", "&")).status_code == 200
