"""An officer or employee of a sample enters: with her paper the first time, by name and
password from then on.
"""

from __future__ import annotations

import csv

from tests.stories.browser import Browser
from tests.stories.house import House

#: of accounts that the demo does not show
OWN_PASSWORD = "seven-small-boats"
#: only on the page of a visitor who is not signed in
SIGN_IN = 'id="passkey_login"'


def entered(house: House, browser: Browser, name: str) -> Browser:
    """The browser, signed in under a name of an acts file: ``emp-`` and a number is
    the employee's own account.
    """
    account, code = _paper_of(house, name)
    kept = house.state.keys / "sample.password"
    passwords = [kept.read_text(encoding="ascii")] if kept.exists() else []
    browser.send("/activate/", name=account, first_code=code, password=OWN_PASSWORD)
    for password in (OWN_PASSWORD, *passwords):
        if SIGN_IN in browser.get("/sign-in/"):  # activating an account signs its holder in
            browser.sign_in(account, password)
    assert SIGN_IN not in browser.get("/sign-in/"), f"{account} cannot sign in."
    return browser


def _paper_of(house: House, name: str) -> tuple[str, str]:
    """The account of a name and its last first code."""
    with (house.state.keys / "sample.papers").open(newline="", encoding="ascii") as file:
        codes = dict(csv.reader(file))
    account = name.replace("emp-", "E")
    return account, codes.get(account, "ABCD-EFGH-JKLM")
