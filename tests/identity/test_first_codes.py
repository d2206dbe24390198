"""A first code is random, shown once, stored as a hash, and activates an account once, before its end."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connections
from django.utils import timezone

from tests.conftest import World
from tests.payroll.office import SmallOffice, at
from vethanam.errors import Refused, Unsound
from vethanam.identity import first_codes
from vethanam.identity.first_codes import LETTERS, Issued, activate, issue_first_codes, open_code
from vethanam.identity.models import Account, FirstCode
from vethanam.journal.models import Staged

PASSWORD = "three plain words here"


def issue(office: SmallOffice, *names: str) -> list[Issued]:
    accounts = [Account.objects.create_user(name) for name in names]
    return issue_first_codes(office.by("clerk", at(20)), accounts)


def test_a_code_activates_its_account_once(office: SmallOffice) -> None:
    (one,) = issue(office, "E1")
    assert open_code(one.account) == one.row
    typed = one.code.lower().replace("-", " ")
    assert activate("e1", typed, PASSWORD).check_password(PASSWORD)
    assert open_code(one.account) is None
    with pytest.raises(Refused, match="do not match"):
        activate("E1", one.code, PASSWORD)


def test_codes_are_random_hashed_and_in_no_entry(office: SmallOffice) -> None:
    before = Staged.objects.count()
    issued = issue(office, *(f"E{n}" for n in range(5)))
    assert len({one.code for one in issued}) == 5
    for one in issued:
        plain = one.code.replace("-", "")
        assert len(plain) == 12 and set(plain) <= set(LETTERS)
        assert one.row.code_hash.startswith("$argon2id$") and plain not in one.row.code_hash
    leaves = [bytes(row.leaf) for row in Staged.objects.order_by("id")[before:]]
    assert len(leaves) == 5 and not any(one.code.encode() in leaf for leaf in leaves for one in issued)


def test_a_later_code_replaces_an_earlier_one(office: SmallOffice) -> None:
    (first,) = issue(office, "E1")
    (second,) = issue_first_codes(office.by("clerk", at(20)), [first.account])
    with pytest.raises(Refused):
        activate("E1", first.code, PASSWORD)
    assert activate("E1", second.code, PASSWORD)


def test_a_code_ends(office: SmallOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_codes, "INVITED_FOR", timedelta(seconds=-1))
    (one,) = issue(office, "E1")
    with pytest.raises(Refused, match="past its end"):
        activate("E1", one.code, PASSWORD)


@pytest.mark.parametrize(
    ("password", "says"),
    [
        (
            "123456",
            "at least 10 characters. It is on the list of common passwords. It needs more than digits",
        ),
        ("password123", "common"),
        ("98127346501", "more than digits"),
        ("E1002345678", "too close to the sign-in name"),
    ],
)
def test_a_weak_password_is_refused_with_a_sentence_and_the_code_still_counts(
    office: SmallOffice, password: str, says: str
) -> None:
    (one,) = issue(office, "E1002345")
    with pytest.raises(Unsound, match=says):
        activate("E1002345", one.code, password)
    assert activate("E1002345", one.code, PASSWORD)


def test_wrong_guesses_get_one_sentence_whatever_is_wrong(office: SmallOffice) -> None:
    (one,) = issue(office, "E1")
    said = set()
    for name, code in (("E1", "AAAA-BBBB-CCCC"), ("nobody", one.code), ("clerk", one.code), ("E1", "")):
        with pytest.raises(Refused) as refused:
            activate(name, code, PASSWORD)
        said.add(refused.value.says)
    assert len(said) == 1


def test_two_processes_activate_once(office: SmallOffice) -> None:
    (one,) = issue(office, "E1")
    barrier, won = Barrier(4), []

    def try_it() -> None:
        barrier.wait()
        try:
            activate("E1", one.code, PASSWORD)
            won.append(True)
        except Refused:
            pass
        connections.close_all()

    threads = [Thread(target=try_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert won == [True]


def test_the_database_takes_no_activation_by_an_ended_or_replaced_code(
    office: SmallOffice, office_world: World
) -> None:
    (one,) = issue(office, "E1")
    issue_first_codes(office.by("clerk", at(20)), [one.account])
    with pytest.raises(Exception, match="does not count"):
        office_world.sql(
            "web",
            "INSERT INTO identity_activation (first_code_id, at, leaf) VALUES (%s, %s, 1)",
            one.row.pk,
            timezone.now(),
        )
    for change in ("UPDATE identity_firstcode SET ends_at = now()", "DELETE FROM identity_firstcode"):
        with pytest.raises(Exception, match="never changed"):
            office_world.sql("postgres", change)
    assert FirstCode.objects.count() == 2
