"""The paymaster's page: it shows what is signed, whatever the web process shows, and opens
once by its ticket.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.api.test_signatures import PAYMASTER, authenticator
from tests.conftest import Furnished, Furnisher, World
from tests.payroll.office import OCTOBER, at
from tests.signers import administrators, countersign_all
from tests.web.conftest import Town
from tests.web.paymaster_site import PaymasterClient
from vethanam.acts import executor
from vethanam.acts.executor import Performed, look, perform, prepare
from vethanam.identity.models import Account, SignedAct
from vethanam.money import grouped
from vethanam.payroll.actions import compute_run, lock_run, make_bill
from vethanam.payroll.models import Bill
from vethanam.service_book.models import PayeeAccount

LATE = at(28, month=12)
WAITING = (OCTOBER.plus(1), OCTOBER.plus(2))
SITE = "http://localhost:8000"


class Officer:
    """An officer's account and device on a real installation."""

    def __init__(self, name: str, folder: Path) -> None:
        self.account = Account.objects.get(username=name)
        self.device = authenticator.Authenticator(folder / name, PAYMASTER, "pay.localhost")
        administrators()
        challenge = look("own_keys", self.account, {}).state["challenge"]
        assert self.do("enrol_key", self.device.register(challenge)).ok
        countersign_all(LATE)

    def ticket(self, act: str, given: Mapping[str, Any], place: str = "/") -> dict[str, str]:
        """The form to the paymaster's page that the web process gives the browser."""
        asked = prepare(act, self.account, given, site=SITE)
        assert asked.ok, asked.says
        page = dict(asked.state["paymaster"])
        assert page.pop("address") == f"{PAYMASTER}/sign"
        return {**page, "back": place, "language": "en"}

    def sign(self, asked: Mapping[str, Any]) -> dict[str, str]:
        """The device's answer to the page, as the act takes it."""
        return {**self.device.sign(asked["options"]["challenge"]), "salt": asked["salt"]}

    def do(self, act: str, given: Mapping[str, Any], assertion: Mapping[str, str] | None = None) -> Performed:
        """Perform an act, as the web process does."""
        return perform(act, self.account, {**given, **({"assertion": dict(assertion)} if assertion else {})})


def _two_months_more(world: World, town: Town) -> Town:
    """Two bills that wait for their check, on a real installation."""
    clerk = town.office.by("clerk", LATE)
    for month in WAITING:
        run = compute_run(month, "0412", clerk)
        lock_run(run.run, clerk)
        (bill,) = make_bill(run.run, clerk).bills
        town.bills[month] = bill.pk
    world.sql("owner", "INSERT INTO site_installation (id, is_sample, born_at) VALUES (1, false, now())")
    return town


@pytest.fixture(scope="module")
def furnished_town(furnish: Furnisher, furnished_town: Furnished) -> Furnished:
    """The town after that, for every test here."""
    return furnish("town_waiting", _two_months_more, on=furnished_town, role="web")


@pytest.fixture
def bills(town: Town, monkeypatch: pytest.MonkeyPatch) -> list[Bill]:
    """The two bills at the end of December."""
    monkeypatch.setattr(executor, "business_now", lambda: (LATE, False))
    return [Bill.objects.get(pk=town.bills[month]) for month in WAITING]


@pytest.fixture
def page(world: World) -> PaymasterClient:
    return PaymasterClient(world)


@pytest.fixture
def officer(bills: list[Bill], tmp_path: Path) -> Officer:
    return Officer("officer", tmp_path)


def test_a_web_that_shows_one_bill_and_asks_for_another_has_the_other_shown(
    officer: Officer, bills: list[Bill], page: PaymasterClient
) -> None:
    one, other = bills
    opened = page.post(officer.ticket("check", {"bill": other.number}))
    says = opened.content.decode()
    assert other.number in says and grouped(other.net // 100) in says and one.number not in says
    assert f"to {other.people} people" in says and "Office of 0412" not in says


def test_what_the_page_signs_is_done_and_nothing_else(
    officer: Officer, bills: list[Bill], page: PaymasterClient
) -> None:
    one, other = ({"bill": bill.number} for bill in bills)
    signed = officer.sign(page.asked(officer.ticket("check", other)))
    assert officer.do("check", one, signed).code == "signed_something_else"
    assert (
        officer.do("check", {"bills": [bill.number for bill in bills]}, signed).code
        == "signed_something_else"
    )
    assert officer.do("check", other, signed).ok
    assert SignedAct.objects.get(act="check").key.relying_on == "pay.localhost"


def test_a_signature_on_a_page_of_the_web_process_moves_no_money(
    officer: Officer, bills: list[Bill], page: PaymasterClient
) -> None:
    given = {"bill": bills[0].number}
    asked = page.asked(officer.ticket("check", given))
    officer.device = replace(officer.device, origin=SITE)
    assert officer.do("check", given, officer.sign(asked)).code == "signed_elsewhere"


def test_several_bills_are_one_list_with_its_sums(
    officer: Officer, bills: list[Bill], page: PaymasterClient
) -> None:
    given = {"bills": [bill.number for bill in bills]}
    ticket = officer.ticket("check", given)
    opened = page.post(ticket)
    says = opened.content.decode()
    assert "Check two bills?" in says and grouped(sum(bill.net for bill in bills) // 100) in says
    assert all(bill.number in says for bill in bills)
    signed = officer.sign(page.asked(officer.ticket("check", given)))
    assert officer.do("check", given, signed).ok
    assert page.post({**ticket, "language": "ml"}).status_code == 403


def test_an_account_that_changed_is_named_with_its_digits_before_and_now(
    officer: Officer, bills: list[Bill], town: Town, page: PaymasterClient
) -> None:
    town.office.note(
        town.office.people["100236"], "payee_account", at(1, month=11).date(), at(2, month=11),
        branch="TEST0000001", number="77770009999", tail="9999", holder="Person 100236",
    )  # fmt: skip
    says = page.post(officer.ticket("check", {"bill": bills[0].number})).content.decode()
    assert "Person 100236" in says and "••0001" in says and "••9999" in says
    assert "100235" not in says and "77770009999" not in says


def test_a_ticket_opens_its_page_once_and_no_other(
    officer: Officer, bills: list[Bill], page: PaymasterClient, world: World
) -> None:
    ticket = officer.ticket("check", {"bill": bills[0].number})
    other = officer.ticket("check", {"bill": bills[1].number})
    assert "something else" in page.post({**ticket, "given": other["given"]}).content.decode()
    assert page.post(ticket).status_code == 200
    assert "opened before" in page.post(ticket).content.decode()
    world.sql("owner", "UPDATE identity_signingticket SET made_at = now() - interval '6 minutes'")
    assert "opened before" in page.post(other).content.decode()
    assert "opens from the page" in page.post({}).content.decode()


def test_the_page_is_read_again_in_malayalam_without_its_ticket(
    officer: Officer, bills: list[Bill], page: PaymasterClient
) -> None:
    opened = page.post(officer.ticket("check", {"bill": bills[0].number}, "/office/0412/bills/"))
    again = opened.content.decode().partition('name="again" value="')[2].partition('"')[0]
    answer = page.post({"again": again, "language": "ml", "back": "/office/0412/bills/"})
    assert answer.status_code == 200 and 'lang="ml"' in answer.content.decode()
    assert page.asked({"again": again})["back"] == f"{SITE}/"
    assert page.post({"again": again + "x"}).status_code == 403


def test_an_account_is_entered_and_verified_on_the_page(
    officer: Officer, bills: list[Bill], page: PaymasterClient, tmp_path: Path
) -> None:
    clerk = Officer("clerk", tmp_path)
    account = {
        "fact": "payee_account", "employment": "100236", "valid_from": "2026-11-01", "branch": "TEST0000001",
        "number": "77001122334455",
    }  # fmt: skip
    says = page.post(clerk.ticket("record", account)).content.decode()
    assert "••0001" in says and "77001122334455" in says and "Person 100236" in says
    asked = page.asked(clerk.ticket("record", account))
    assert clerk.do("record", {**account, "number": "77001122339999"}, clerk.sign(asked)).code == (
        "signed_something_else"
    )
    assert clerk.do("record", account, clerk.sign(asked)).ok
    given = {"employment": "100236"}
    ticket = officer.ticket("verify", given)
    assert (
        ticket["given"] == f'{{"facts": ["payee_account-{PayeeAccount.objects.only("id").latest("id").pk}"]}}'
    )
    read = page.post(officer.ticket("verify", given)).content.decode()
    assert "Person 100236" in read and "77001122334455" in read and "born 5 May 1985" in read
    assert officer.do("verify", given, officer.sign(page.asked(ticket))).state == {"verified": 1}


def test_the_page_is_in_no_frame_and_needs_no_cookie(
    officer: Officer, bills: list[Bill], page: PaymasterClient
) -> None:
    opened = page.post(officer.ticket("check", {"bill": bills[0].number}))
    policy = opened.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy and "default-src 'none'" in policy and "unsafe" not in policy
    assert (opened.headers["X-Frame-Options"], opened.headers["Referrer-Policy"]) == ("DENY", "no-referrer")
    assert "no-store" in opened.headers["Cache-Control"] and not opened.cookies


@pytest.mark.parametrize(
    ("place", "back"),
    [
        ("/treasury/T07/?tick=all", "/treasury/T07/?tick=all"),
        ("//evil.example/", "/"),
        ("https://evil.example/", "/"),
    ],
)
def test_the_way_back_leads_to_this_installation(
    officer: Officer, bills: list[Bill], page: PaymasterClient, place: str, back: str
) -> None:
    asked = page.asked(officer.ticket("check", {"bill": bills[0].number}, place))
    assert asked["back"] == f"{SITE}{back}"


def test_no_key_of_the_web_process_is_asked_for(
    officer: Officer, bills: list[Bill], page: PaymasterClient
) -> None:
    asked = page.asked(officer.ticket("check", {"bill": bills[0].number}))["options"]
    assert asked["rpId"] == "pay.localhost" and asked["userVerification"] == "required"
    (key,) = asked["allowCredentials"]
    assert key["id"] == authenticator.text(officer.device.credential)


def test_an_act_that_moves_no_money_opens_no_page(officer: Officer, page: PaymasterClient) -> None:
    ticket = officer.ticket("check", {"month": "2026-11", "drawing_code": "0412"})
    ticket["act"] = "cancel"
    assert page.post(ticket).status_code == 403


def test_the_paymaster_writes_nothing_and_the_web_process_reads_no_ticket(
    world: World, officer: Officer
) -> None:
    for role, text in (
        ("paymaster", "UPDATE payroll_bill SET state = 'passed'"),
        ("paymaster", "INSERT INTO identity_signingticket SELECT * FROM identity_signingticket"),
        ("paymaster", "SELECT password FROM identity_account"),
        ("web", "SELECT hash FROM identity_signingticket"),
        ("worker", "SELECT 1 FROM identity_signingticket"),
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            world.sql(role, text)


def test_two_officers_of_finance_sign_a_pay_day_and_see_its_days(
    bills: list[Bill], town: Town, page: PaymasterClient, tmp_path: Path
) -> None:
    town.office.appoint("finance-second", "finance_officer", "", office="FIN")
    first, second = (Officer(name, tmp_path) for name in ("finance", "finance-second"))
    row = {
        "month": "2026-11", "opens_on": "2026-11-20", "cut_off_on": "2026-11-23", "pays_on": "2026-11-25",
        "order_number": "G.O.(Rt) 61/2026/Fin", "order_dated": "2026-09-25",
    }  # fmt: skip
    given: dict[str, Any] = {"kind": "pay_day", "row": row}
    assert first.do("propose_master", given).code == "assertion_missing"
    says = page.post(first.ticket("propose_master", given)).content.decode()
    assert "25 Nov 2026" in says and "November 2026" in says and row["order_number"] in says
    proposed = first.do(
        "propose_master", given, first.sign(page.asked(first.ticket("propose_master", given)))
    )
    assert proposed.ok, proposed.says
    agreed = {"proposal": proposed.state["proposal"], "outcome": "agree"}
    assert second.do("decide_master", agreed).code == "assertion_missing"
    opened = second.ticket("decide_master", agreed)
    assert "25 Nov 2026" in page.post(opened).content.decode()
    assert second.do(
        "decide_master", agreed, second.sign(page.asked(second.ticket("decide_master", agreed)))
    ).ok
    assert SignedAct.objects.filter(signs="pay_day").count() == 2


def test_two_administrators_sign_that_a_file_was_never_paid(
    world: World, bills: list[Bill], town: Town, page: PaymasterClient, tmp_path: Path
) -> None:
    for name in ("one-administrator", "another-administrator"):
        town.office.appoint(name, "administrator", "", office="DEPT")
    first, second = (Officer(name, tmp_path) for name in ("one-administrator", "another-administrator"))
    row = {"message": "K7M2QXA-3JF2ZK5W6NQTBH4D", "outcome": "void", "reason": "Asked by letter 12."}
    world.sql(
        "owner",
        "INSERT INTO payments_foundfile (message, sha256, treasury, mark, legs_count, total, execute_on,"
        " created_at, found_at) VALUES (%s, '\\xabcd', 'T01', '', 3, 123400, now(), now(), now())",
        row["message"],
    )
    given: dict[str, Any] = {"kind": "found_file", "row": row}
    assert first.do("propose_master", given).code == "assertion_missing"
    says = page.post(first.ticket("propose_master", given)).content.decode()
    assert "Decide on this file" in says and "did not pay it" in says and "abcd" in says
    assert "1,234" in says and row["message"] in says
    signed = first.sign(page.asked(first.ticket("propose_master", given)))
    changed: dict[str, Any] = {"kind": "found_file", "row": row | {"reason": "Another."}}
    assert first.do("propose_master", changed, signed).code == "signed_something_else"
    proposed = first.do("propose_master", given, signed)
    assert proposed.ok, proposed.says
    agreed = {"proposal": proposed.state["proposal"], "outcome": "agree"}
    assert second.do("decide_master", agreed).code == "assertion_missing"
    asked = page.asked(second.ticket("decide_master", agreed))
    assert second.do("decide_master", agreed, second.sign(asked)).ok
    assert SignedAct.objects.filter(signs="found_file").count() == 2
