"""Sign-in and activation without a browser, for the API."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.payroll.office import SmallOffice, at
from vethanam.errors import Refused, Unsound
from vethanam.identity import second_factors
from vethanam.identity.first_codes import issue_first_codes
from vethanam.identity.models import Account, SignIn
from vethanam.people.sign_in import Activated, activate_with_generator, sign_in

PASSWORD = "three plain words here"


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    now = [1000]
    monkeypatch.setattr(second_factors, "yield_hotp_counters_from_time", lambda: iter(now))
    return now


def activated(office: SmallOffice, name: str) -> Activated:
    account = Account.objects.get(username=name)
    (issued,) = issue_first_codes(office.by("clerk", at(20)), [account])
    return activate_with_generator(name, issued.code, PASSWORD)


def code_of(made: Activated, counter: int) -> str:
    assert made.generator
    return str(format_hotp_value(hotp_value(made.generator.secret, counter)))


def test_an_officer_activates_and_signs_in_by_code(office: SmallOffice, steps: list[int]) -> None:
    made = activated(office, "officer")
    assert (
        made.generator
        and made.generator.address.startswith("otpauth://totp/officer?")
        and len(made.recovery_codes) == 10
    )
    with pytest.raises(Refused, match="Give the code"):
        sign_in("officer", PASSWORD, "", at=at(21), is_sample=False)
    done = sign_in("officer", PASSWORD, code_of(made, 1000), at=at(21), is_sample=False)
    assert done.is_strong and done.account.username == "officer"
    with pytest.raises(Refused, match="used before"):
        sign_in("officer", PASSWORD, code_of(made, 1000), at=at(21), is_sample=False)
    assert sign_in("officer", PASSWORD, made.recovery_codes[0], at=at(21), is_sample=False).is_strong
    assert SignIn.objects.count() == 2


def test_a_password_alone_is_for_clerks_and_samples(office: SmallOffice) -> None:
    for name in ("clerk", "officer"):
        account = office.officers[name]
        account.set_password(PASSWORD)
        account.save()
    assert not sign_in("clerk", PASSWORD, "", at=at(21), is_sample=False).is_strong
    with pytest.raises(Refused, match="needs a second factor, and it has none"):
        sign_in("officer", PASSWORD, "", at=at(21), is_sample=False)
    assert sign_in("officer", PASSWORD, "", at=at(21), is_sample=True).account


def test_guesses_without_a_browser_are_counted_too(office: SmallOffice, steps: list[int]) -> None:
    made = activated(office, "officer")
    for _ in range(5):
        with pytest.raises(Refused, match="do not match"):
            sign_in("officer", "guess", "000000", at=at(21), is_sample=False)
    with pytest.raises(Refused, match="waits"):
        sign_in("officer", PASSWORD, "", at=at(21), is_sample=False)
    done = sign_in("officer", PASSWORD, code_of(made, 1000), at=at(21), is_sample=False)
    assert done.is_strong and done.untold.count == 6


def test_a_weak_password_leaves_the_code_and_no_generator(office: SmallOffice) -> None:
    account = office.officers["officer"]
    (issued,) = issue_first_codes(office.by("clerk", at(20)), [account])
    with pytest.raises(Unsound, match="common"):
        activate_with_generator("officer", issued.code, "123456")
    assert not second_factors.has_second_factor(account)
    assert activate_with_generator("officer", issued.code, PASSWORD)
