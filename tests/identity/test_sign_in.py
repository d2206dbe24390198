"""Name, password and code: guesses from anywhere are slowed down and reported; everybody else signs in."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.db import connection, connections

from tests.conftest import World
from vethanam.errors import Refused
from vethanam.identity import second_factors, slowdowns
from vethanam.identity.devices import forget_device, known_device
from vethanam.identity.models import Account, Device, SignIn, Slowdown, UsedCode
from vethanam.identity.second_factors import (
    check_code,
    confirm_generator,
    keep_generator,
    use_code,
)
from vethanam.identity.sign_in import Checked, check_password, record_sign_in
from vethanam.identity.slowdowns import LastWrong, last_wrong_of
from vethanam.journal.business_time import IST
from vethanam.journal.models import Staged

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PASSWORD = "three plain words here"
NOW = datetime(2026, 11, 28, 10, 0, tzinfo=IST)


def an_account(name: str = "E100234") -> Account:
    return Account.objects.create_user(name, PASSWORD)


def code_at(counter: int) -> str:
    return str(format_hotp_value(hotp_value(SECRET, counter)))


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The valid time steps; the test moves them."""
    now = [1000]
    monkeypatch.setattr(second_factors, "yield_hotp_counters_from_time", lambda: iter(now))
    return now


def wrong(name: str, times: int, now: datetime = NOW, **more: str) -> list[str]:
    """The refusal codes for repeated wrong passwords."""
    said = []
    for _ in range(times):
        with pytest.raises(Refused) as refused:
            check_password(name, "a wrong one", now=now, **more)
        said.append(refused.value.code)
    return said


def known(account: Account, key: str = "key of the device") -> Device:
    record_sign_in(account, SignIn.Means.PASSWORD, is_strong=False, device_key=key, now=NOW)
    device = known_device(account, key)
    assert device
    return device


def test_the_right_password_signs_in_in_upper_and_lower_case(db: None) -> None:
    account = an_account()
    assert check_password("E100234", PASSWORD, now=NOW) == Checked(account, used_code=False)
    assert check_password(" e100234 ", PASSWORD, now=NOW).account == account


def test_five_wrong_passwords_slow_the_password_alone(db: None) -> None:
    an_account()
    assert wrong("E100234", 8) == ["sign_in_wrong"] * 5 + ["sign_in_slowed"] * 3
    with pytest.raises(Refused, match="waits 15 more minutes") as refused:
        check_password("E100234", PASSWORD, now=NOW)
    assert refused.value.facts == {"minutes": 15}
    assert check_password("E100234", PASSWORD, now=NOW + timedelta(minutes=16)).account


def test_each_round_takes_longer_up_to_four_hours_and_a_quiet_day_begins_anew(db: None) -> None:
    an_account()
    now, waits = NOW, []
    for _ in range(7):
        wrong("E100234", 5, now)
        until = Slowdown.objects.get().until
        assert until
        waits.append(int((until - now).total_seconds() // 60))
        now = until + timedelta(minutes=1)
    assert waits == [15, 30, 60, 120, 240, 240, 240]
    wrong("E100234", 5, now + timedelta(days=2))
    assert Slowdown.objects.get().until == now + timedelta(days=2, minutes=15)


def test_an_unknown_name_gets_the_same_sentences_and_its_row_holds_no_name(db: None) -> None:
    an_account()
    assert wrong("nobody", 7) == wrong("E100234", 7)
    rows = str(list(Slowdown.objects.values()))
    assert "nobody" not in rows and "E100234" not in rows
    Slowdown.objects.update(last_wrong_at=NOW)
    wrong("somebody", 1, NOW + timedelta(days=2))
    assert Slowdown.objects.filter(account__isnull=True).count() == 1


def test_an_unknown_name_costs_a_slow_hash_too(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    monkeypatch.setattr("vethanam.identity.sign_in.make_password", hashed.append)
    unusable = an_account("E2")
    unusable.set_unusable_password()
    unusable.save()
    wrong("nobody", 1)
    wrong("E2", 1)
    assert len(hashed) == 2


def test_a_device_that_signed_in_before_is_not_slowed_by_strangers(db: None) -> None:
    account = an_account()
    known(account)
    wrong("E100234", 20)
    assert check_password("E100234", PASSWORD, device_key="key of the device", now=NOW).account == account
    assert wrong("E100234", 6, device_key="key of the device") == ["sign_in_wrong"] * 5 + ["sign_in_slowed"]


def test_a_forgotten_device_counts_as_unknown(db: None) -> None:
    account = an_account()
    forget_device(account, known(account).pk, NOW)
    wrong("E100234", 5)
    with pytest.raises(Refused, match="waits"):
        check_password("E100234", PASSWORD, device_key="key of the device", now=NOW)
    with pytest.raises(Refused, match="not on the list"):
        forget_device(an_account("E9"), Device.objects.get().pk, NOW)


def test_password_and_code_together_get_in_while_the_password_alone_is_slowed(
    db: None, steps: list[int]
) -> None:
    account = an_account()
    keep_generator(account, SECRET)
    wrong("E100234", 5)
    assert wrong("E100234", 1, code=code_at(999)) == ["sign_in_slowed"]
    checked = check_password("E100234", PASSWORD, code=code_at(1000), now=NOW)
    assert checked == Checked(account, used_code=True)
    with pytest.raises(Refused):
        check_password("E100234", PASSWORD, code=code_at(1000), now=NOW)


def test_a_right_code_with_a_wrong_password_is_used_up(db: None, steps: list[int]) -> None:
    """Else the finder of a code could try passwords with it while it is valid."""
    keep_generator(an_account(), SECRET)
    wrong("E100234", 5)
    assert wrong("E100234", 1, code=code_at(1000)) == ["sign_in_wrong"]
    assert wrong("E100234", 20, code=code_at(1000)) == ["sign_in_wrong"] * 20
    with pytest.raises(Refused):
        check_password("E100234", PASSWORD, code=code_at(1000), now=NOW)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> int:
    """A lower limit of wrong passwords per address."""
    monkeypatch.setattr(slowdowns, "ADDRESS_ROUND", 20)
    return 20


def test_one_password_for_many_names_slows_the_address_and_no_other(
    db: None, few: int, steps: list[int]
) -> None:
    account = an_account()
    keep_generator(account, SECRET)
    known(account)
    said = [wrong(f"name{number}", 1, address="203.0.113.9")[0] for number in range(30)]
    assert said == ["sign_in_wrong"] * 20 + ["address_slowed"] * 10
    with pytest.raises(Refused, match="from your network"):
        check_password("E100234", PASSWORD, address="203.0.113.9", now=NOW)
    for more in (
        {"address": "203.0.113.10"},
        {},
        {"address": "203.0.113.9", "device_key": "key of the device"},
    ):
        assert check_password("E100234", PASSWORD, now=NOW, **more).account == account
    given = {"code": code_at(1000), "address": "203.0.113.9"}
    assert check_password("E100234", PASSWORD, now=NOW, **given).used_code
    assert check_password("E100234", PASSWORD, address="203.0.113.9", now=NOW + timedelta(minutes=16))


def test_addresses_of_one_network_count_together_and_none_is_stored(db: None, few: int) -> None:
    for number in range(20):
        wrong(f"name{number}", 1, address=f"2001:db8:1:2::{number + 1:x}")
    assert wrong("another", 1, address="2001:db8:1:2:ffff::1") == ["address_slowed"]
    assert wrong("another", 1, address="2001:db8:1:3::1") == ["sign_in_wrong"]
    assert "2001" not in str(list(Slowdown.objects.values()))


def test_a_name_that_is_slowed_costs_its_address_nothing(db: None, few: int) -> None:
    an_account()
    wrong("E100234", 1000, address="203.0.113.9")
    assert wrong("somebody", 1, address="203.0.113.9") == ["sign_in_wrong"]


def test_a_slowed_address_is_an_entry_that_names_nobody(db: None, few: int) -> None:
    before = Staged.objects.count()
    for number in range(25):
        wrong(f"name{number}", 1, address="203.0.113.9")
    (leaf,) = [bytes(row.leaf) for row in Staged.objects.order_by("id")[before:]]
    assert b"address.slowed" in leaf and b"203.0" not in leaf


def test_a_closed_account_and_one_of_a_program_answer_as_a_wrong_password(db: None) -> None:
    closed, program = an_account("E1"), an_account("service-x")
    Account.objects.filter(pk=closed.pk).update(is_active=False)
    Account.objects.filter(pk=program.pk).update(kind=Account.Kind.SERVICE)
    for name in ("E1", "service-x"):
        with pytest.raises(Refused, match="do not match"):
            check_password(name, PASSWORD, now=NOW)


def test_the_holder_is_told_of_every_wrong_one_once(db: None) -> None:
    account = an_account()
    wrong("E100234", 7)
    told = record_sign_in(account, SignIn.Means.PASSKEY, is_strong=True, now=NOW).untold
    assert (told.count, told.last_at) == (7, NOW)
    again = record_sign_in(account, SignIn.Means.PASSKEY, is_strong=True, now=NOW)
    assert again.untold.count == 0 and again.before


def test_the_page_of_the_account_tells_the_last_wrong_one_and_no_right_one(db: None) -> None:
    account = an_account()
    check_password("E100234", PASSWORD, now=NOW)
    assert last_wrong_of(account, NOW) is None
    wrong("E100234", 1, NOW + timedelta(minutes=1))
    check_password("E100234", PASSWORD, now=NOW + timedelta(minutes=2))
    assert last_wrong_of(account, NOW) == LastWrong(NOW + timedelta(minutes=1), None)
    wrong("E100234", 5, NOW + timedelta(minutes=3))
    until = NOW + timedelta(minutes=18)
    assert last_wrong_of(account, NOW) == LastWrong(NOW + timedelta(minutes=3), until)
    assert last_wrong_of(account, NOW + timedelta(days=31)) is None


def test_a_slowed_account_is_an_entry_in_the_log_that_names_nobody(db: None) -> None:
    account, before = an_account(), Staged.objects.count()
    wrong("E100234", 9)
    wrong("nobody", 9)
    leaves = [bytes(row.leaf) for row in Staged.objects.order_by("id")[before:]]
    assert (
        len(leaves) == 1
        and b"account.slowed" in leaves[0]
        and str(account.username).encode() not in leaves[0]
    )


def test_a_thousand_guesses_let_nobody_in_and_slow_nobody_else(db: None) -> None:
    an_account()
    others = [an_account(f"E{number}") for number in range(20)]
    said = wrong("E100234", 1000)
    assert said.count("sign_in_wrong") == 5
    for other in others:
        assert check_password(other.username, PASSWORD, now=NOW).account == other


def test_a_code_counts_once(db: None, steps: list[int]) -> None:
    account = an_account()
    keep_generator(account, SECRET)
    assert check_code(account, code_at(1000), None, NOW)
    with pytest.raises(Refused, match="used before"):
        check_code(account, code_at(1000), None, NOW)
    steps[:] = [1001]
    assert check_code(account, code_at(1001), None, NOW)
    assert UsedCode.objects.get().counter == 1001


def test_a_new_generator_begins_anew(db: None, steps: list[int]) -> None:
    account = an_account()
    keep_generator(account, SECRET)
    assert check_code(account, code_at(1000), None, NOW)
    other = "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"
    assert confirm_generator(account, other, str(format_hotp_value(hotp_value(other, 1000))))


def test_a_code_counts_once_over_all_processes(world: World, steps: list[int]) -> None:
    """Each thread has its own connection and an empty cache, like another process."""
    with world.role("web"):
        account = an_account()
        keep_generator(account, SECRET)
        barrier, won = Barrier(8), []

        def guess() -> None:
            cache.clear()
            barrier.wait()
            won.append(use_code(account, code_at(1000)) is not None)
            connections.close_all()

        threads = [Thread(target=guess) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert won.count(True) == 1


def test_many_guesses_at_once_are_five(world: World) -> None:
    with world.role("web"):
        an_account()
        barrier, said = Barrier(12), []

        def guess() -> None:
            barrier.wait()
            try:
                check_password("E100234", "a wrong one", now=NOW)
            except Refused as refused:
                said.append(refused.code)
            connections.close_all()

        threads = [Thread(target=guess) for _ in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(said) == ["sign_in_slowed"] * 7 + ["sign_in_wrong"] * 5


def test_no_role_lets_a_used_code_count_again(world: World) -> None:
    account = an_account()
    UsedCode.objects.create(generator="a", account=account, counter=10)
    for role in ("web", "postgres"):
        for change in ("UPDATE identity_usedcode SET counter = 9", "DELETE FROM identity_usedcode"):
            with pytest.raises(Exception, match=r"counts once|stays used|permission denied"):
                world.sql(role, change)


def test_a_used_code_moves_forward_only_and_stays_with_its_generator_and_account(world: World) -> None:
    account, other = an_account(), Account.objects.create_user("another", PASSWORD)
    UsedCode.objects.create(generator="a", account=account, counter=10)
    for change in ("counter = 10", "counter = 11, generator = 'b'", f"counter = 11, account_id = {other.pk}"):
        with pytest.raises(Exception, match="counts once"):
            world.sql("postgres", f"UPDATE identity_usedcode SET {change}")
    with pytest.raises(Exception, match="stays used"):
        world.sql("postgres", "DELETE FROM identity_usedcode")
    world.sql("postgres", "UPDATE identity_usedcode SET counter = 11")


def test_wrong_codes_are_slowed_and_a_known_device_goes_on(db: None, steps: list[int]) -> None:
    account = an_account()
    keep_generator(account, SECRET)
    device = known(account)
    for _ in range(5):
        with pytest.raises(Refused, match="wrong"):
            check_code(account, "000000", None, NOW)
    with pytest.raises(Refused, match="waits 15 more minutes"):
        check_code(account, code_at(1000), None, NOW)
    assert check_code(account, code_at(1000), device, NOW)


def test_a_recovery_code_counts_once(db: None) -> None:
    account = an_account()
    first, *_ = keep_generator(account, SECRET)
    assert check_code(account, first, None, NOW)
    with pytest.raises(Refused):
        check_code(account, first, None, NOW)


def test_a_dump_holds_no_secret_of_a_generator(db: None) -> None:
    keep_generator(an_account(), SECRET)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        assert SECRET not in str(cursor.fetchall())
