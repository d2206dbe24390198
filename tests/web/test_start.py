"""The start page of a visitor: its counts are those of the database, in both languages."""

from __future__ import annotations

from django.test import Client

from tests.conftest import World
from tests.payroll.office import at
from tests.web.conftest import Town, sequence
from vethanam.journal.queries import latest_head
from vethanam.privacy.actions import request_use
from vethanam.privacy.permit import Request, Subject
from vethanam.web.parts import words


def _start(language: str = "en") -> str:
    page = Client(headers={"accept-language": language}).get("/")
    assert page.status_code == 200
    return page.content.decode()


def test_a_visitor_reads_the_state_of_the_register(world: World, town: Town) -> None:
    before, head = _start(), latest_head()
    assert head is not None
    assert f'<a href="/proof/">{head.size}</a>' in before and words.instant(head.at) in before
    assert "No request to message many people was made yet." in before
    for address in ("/sign-in/", "/activate/", "/messages/", "/purposes/", "/rules/", "/proof/", "/rights/"):
        assert f'href="{address}"' in before
    many = Request(
        actor="clerk", org="PRD", purpose="SAL-CREDIT", subjects=[Subject(str(n)) for n in range(101)],
        mode="feed",
    )  # fmt: skip
    request_use(town.office.by("clerk", at(24, month=11)), many)
    sequence(world)
    after, later = _start(), latest_head()
    assert later is not None and later.size > head.size
    assert f'<a href="/proof/">{later.size}</a>' in after
    assert "1 request to message many people, 1 refused." in after


def test_the_start_page_is_in_malayalam_too(town: Town) -> None:
    page = _start("ml")
    assert "പൊതു രജിസ്റ്റർ ഇപ്പോൾ" in page and "The public register now" not in page


def test_somebody_signed_in_gets_her_own_first_page(town: Town) -> None:
    assert town.sign_in("emp-100234").get("/")["Location"] == "/pay/"
