"""Acts on accounts: another first code, and the names in an invitation of employees."""

from __future__ import annotations

from typing import Any

from tests.identity.conftest import furnished_office, office, office_world
from tests.payroll.office import SmallOffice
from tests.web.test_accounts import administrators
from vethanam.acts.executor import Performed, perform
from vethanam.identity.models import Account

__all__ = ["administrators", "furnished_office", "office", "office_world"]


def do(act: str, /, **given: Any) -> Performed:
    return perform(act, Account.objects.get(username="anita"), given)


def test_an_account_that_nobody_activated_gets_a_further_first_code(
    office: SmallOffice, administrators: tuple[str, str]
) -> None:
    invited = do("invite_officer", account="celine", name="Celine Jose", born="1980-01-02")
    again = do("invite_again", account="celine")
    codes = [one.once["first_codes"][0]["first_code"] for one in (invited, again)]
    assert codes[0] != codes[1] and "first_codes" not in again.state
    assert do("invite_again", account="nobody").code == "unknown_officer"


def test_employees_are_named_by_numbers_or_by_one_drawing_code(
    office: SmallOffice, administrators: tuple[str, str]
) -> None:
    assert do("invite_employees").code == "nobody_named"
    assert do("invite_employees", numbers=["100234"], drawing_code="0412").code == "nobody_named"
    assert do("invite_employees", drawing_code="0999").code == "seat_code_unknown"
    assert do("invite_employees", drawing_code="0412").state["invited"] == ["E100234", "E100235"]
    assert do("invite_employees", drawing_code="0412").code == "nobody_to_invite"
