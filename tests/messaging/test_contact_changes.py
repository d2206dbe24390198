"""A replaced contact: the old one is told, the new one gets a code, and only the right code confirms it."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from tests.contact_search import found_in
from tests.messaging.house import MAIL, House
from tests.messaging.test_dispatch import superuser
from tests.messaging.test_no_contact_anywhere import dump_of
from tests.privacy.positions import record_position
from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.messaging.actions import change_contact, intimate_credits, queue_notices, send_code
from vethanam.privacy.actions import (
    Filing,
    confirm_contact,
    erase_contact,
    file_restraint,
    seal_contacts,
)
from vethanam.privacy.models import CodeAnswer, Contact, ContactCode, Outbox, Use
from vethanam.privacy.queries import contacts_in_use, contacts_of, uses_of
from vethanam.privacy.vault.number import parse

NEW = "new.one@home.example"
KIND = "email_official"


@pytest.fixture
def herself(house: House) -> Authority:
    return replace(house.desk.service, person=house.people[0], role="employee")


def changed(house: House, herself: Authority, address: str = NEW) -> None:
    change_contact(herself, parse(KIND, address))
    queue_notices()
    house.sequence()
    house.dispatch()


def code_in(letter: bytes) -> str:
    body = letter.partition(b"\n\n")[2] or letter.partition(b"\r\n\r\n")[2]
    for part in re.split(rb"\r?\n--[^\r\n]+", letter):
        head, _, text = part.replace(b"\r\n", b"\n").partition(b"\n\n")
        plain = base64.b64decode(text) if b"base64" in head.lower() else text
        found = re.search(rb"Code: ([A-Z2-7]{10})", plain)
        if found:
            return found[1].decode()
    raise AssertionError(body[:500])


def letters_to(house: House, address: str) -> list[bytes]:
    return [text for to, text in house.mailbox.received if to == address]


def test_both_are_told_and_the_code_confirms(house: House, herself: Authority) -> None:
    changed(house, herself)
    assert sorted(house.mailbox.addresses) == sorted([MAIL.format(n=0), NEW])
    assert contacts_in_use([house.people[0]], "email", "SAL-CREDIT") == {}
    code = code_in(letters_to(house, NEW)[0])
    assert code.encode() not in letters_to(house, MAIL.format(n=0))[0]
    assert confirm_contact(herself, KIND, f" {code[:5].lower()} {code[5:]} ")
    (contact,) = [c for c in contacts_of(house.people[0]) if c.kind == KIND]
    assert (contact.version, contact.verified_on) == (2, herself.at.date())
    assert contacts_in_use([house.people[0]], "email", "SAL-CREDIT") == {house.people[0]: contact.id}
    assert [(use.purpose, use.state) for use in uses_of(house.people[0])] == [("SEC-NOTICE", "accepted")] * 2
    house.credit(0)
    intimate_credits(house.desk.service)
    house.sequence()
    house.dispatch()
    assert len(letters_to(house, NEW)) == 2 and len(letters_to(house, MAIL.format(n=0))) == 1


def test_a_dump_holds_neither_code_nor_contact_nor_what_would_confirm(
    house: House, herself: Authority
) -> None:
    changed(house, herself)
    code = code_in(letters_to(house, NEW)[0])
    dump = dump_of(house)
    assert found_in(dump, [NEW, MAIL.format(n=0)]) == []
    assert code.encode() not in dump and code.encode().hex().encode() not in dump
    assert hashlib.sha256(code.encode()).hexdigest().encode() not in dump
    with pytest.raises(Exception, match="permission denied"):
        house.world.sql("web", "SELECT sealed FROM privacy_contactcode")


def test_a_wrong_code_confirms_nothing_and_five_end_it(house: House, herself: Authority) -> None:
    changed(house, herself)
    code = code_in(letters_to(house, NEW)[0])
    wrong = "A" * 10 if code != "A" * 10 else "B" * 10
    assert [confirm_contact(herself, KIND, wrong) for _ in range(5)] == [False] * 5
    with pytest.raises(Refused, match="wrongly too often"):
        confirm_contact(herself, KIND, code)
    assert CodeAnswer.objects.filter(is_right=True).count() == 0
    assert send_code(herself, KIND) is not None
    queue_notices()
    house.sequence()
    house.dispatch()
    fresh = code_in(letters_to(house, NEW)[1])
    assert confirm_contact(herself, KIND, fresh)
    with pytest.raises(Refused, match="waits to be confirmed"):
        confirm_contact(herself, KIND, fresh)


def test_a_code_is_over_after_a_day_and_five_a_day_are_enough(house: House, herself: Authority) -> None:
    changed(house, herself)
    code = code_in(letters_to(house, NEW)[0])
    with pytest.raises(Refused, match="older than a day"):
        confirm_contact(herself.later(herself.at + timedelta(days=1, seconds=1)), KIND, code)
    for _ in range(4):
        send_code(herself, KIND)
    with pytest.raises(Refused, match="5 codes"):
        send_code(herself, KIND)


def test_somebody_else_types_it_in_vain(house: House, herself: Authority) -> None:
    changed(house, herself)
    other = replace(herself, person=house.people[3])
    with pytest.raises(Refused, match="waits to be confirmed"):
        confirm_contact(other, KIND, code_in(letters_to(house, NEW)[0]))


def test_a_code_put_in_place_of_the_one_committed_to_is_not_sent(house: House, herself: Authority) -> None:
    change_contact(herself, parse(KIND, NEW))
    queue_notices()
    house.sequence()
    superuser(
        house, "UPDATE privacy_contactcode SET sealed = '\\x01'::bytea || substr(sealed, 3) || '\\x00'::bytea"
    )
    house.dispatch()
    assert letters_to(house, NEW) == []


def test_the_old_one_is_erased_and_the_new_one_stays(house: House, herself: Authority) -> None:
    changed(house, herself)
    house.dispatch(rounds=0)
    assert seals(house, house.people[0]) == 3
    superuser(house, "UPDATE privacy_contactcode SET recorded_at = recorded_at - interval '61 minutes'")
    house.dispatch(rounds=0)
    assert seals(house, house.people[0]) == 2


# -- erased --------------------------------------------------------------------------------------------------


def seals(house: House, person: int) -> int:
    text = (
        "SELECT count(*)::int FROM privacy_sealed s JOIN privacy_contact c ON c.id = s.contact_id "
        "WHERE c.person = %s"
    )
    return int(house.world.sql("postgres", text, person)[0][0])


def test_what_a_person_takes_back_is_called_off_and_gone(house: House, herself: Authority) -> None:
    house.credit()
    intimate_credits(house.desk.service)
    house.sequence()
    before = seals(house, house.people[0])
    erase_contact(herself, KIND)
    assert house.states() == {"cancelled": 1, "queued": 2}
    assert [c.kind for c in contacts_of(house.people[0])] == ["mobile"]
    house.dispatch(rounds=1)
    assert seals(house, house.people[0]) == before - 1
    assert MAIL.format(n=0) not in house.mailbox.addresses and len(house.mailbox.received) == 2
    with pytest.raises(Refused, match="No contact of this kind"):
        erase_contact(herself, KIND)
    change_contact(herself, parse(KIND, NEW))  # she may give one again
    assert [c.version for c in contacts_of(house.people[0]) if c.kind == KIND] == [2]


def test_a_contact_taken_back_before_its_notice_is_queued_stops_nobody_elses(
    house: House, herself: Authority
) -> None:
    change_contact(herself, parse(KIND, NEW))
    erase_contact(herself, KIND)
    change_contact(replace(herself, person=house.people[1]), parse(KIND, "other@home.example"))
    assert queue_notices() == 3
    house.sequence()
    house.dispatch()
    assert {MAIL.format(n=1), "other@home.example"} <= {*house.mailbox.addresses}
    assert NEW not in house.mailbox.addresses


def test_a_worker_queues_no_message_to_another_contact_of_the_same_person(
    house: House, herself: Authority
) -> None:
    """A replaced one, one that is not confirmed, of another purpose, taken back, or not of the channel."""
    service, person = house.desk.service, house.people[0]
    for kind, said, verified_on in (
        (KIND, NEW, herself.at.date()),
        ("email_personal", "other@home.example", None),
        ("postal_address", "TC 1/1, Home Road, 695001", herself.at.date()),
    ):
        seal_contacts(service, [(person, parse(kind, said))], verified_on=verified_on)
    house.credit(0)
    intimate_credits(service)
    house.sequence()
    use = Use.objects.get(outcome="allow", purpose_code="SAL-CREDIT")
    (queued,) = Outbox.objects.filter(use=use)
    former, now_hers = Contact.objects.filter(person=person, kind=KIND).order_by("version")
    assert queued.contact == now_hers
    personal = Contact.objects.get(person=person, kind="email_personal")
    postal = Contact.objects.get(person=person, kind="postal_address")
    for contact, channel in (
        (former, "email"), (personal, "email"), (postal, "email"), (now_hers, "sms"), (now_hers, "letter"),
        (postal, "portal"),
    ):  # fmt: skip
        assert refused_to_worker(house, queued, contact, channel)
    superuser(
        house, f"UPDATE privacy_contact SET verified_on = DATE '2026-11-01' WHERE id = {personal.pk}",
        f"UPDATE privacy_contact SET given_for = '{{SURVEY}}' WHERE id = {postal.pk}",
    )  # fmt: skip
    assert refused_to_worker(house, queued, postal, "letter")
    assert not refused_to_worker(house, queued, personal, "email")
    erase_contact(herself, "email_personal")
    assert refused_to_worker(house, queued, personal, "email")


def refused_to_worker(house: House, like: Outbox, contact: Contact, channel: str) -> bool:
    """Whether the worker is refused such a message, which is not kept."""
    message = Outbox(
        use=like.use, person=like.person, contact=contact, channel=channel, queued_at=like.queued_at
    )
    with house.world.role("worker"):
        try:
            with transaction.atomic():
                message.save()
                transaction.set_rollback(True)
        except DatabaseError as refused:
            assert "the confirmed contact that its person has now" in str(refused)
            return True
    return False


def test_a_pending_case_that_counts_her_messages_keeps_it(house: House, herself: Authority) -> None:
    house.credit()
    intimate_credits(house.desk.service)
    house.sequence()
    officer = replace(house.desk.officer, role="law_officer", office="FIN")
    file_restraint(
        officer,
        Filing(
            reference="WPC-1", kind="court_order", starts_at=officer.at, case_number="W.P.(C) 0001/2026",
            dated=date(2026, 11, 5), scope={"purposes": ("SAL-CREDIT",)}, is_case_pending=True,
        ),
    )  # fmt: skip
    with pytest.raises(Refused, match=r"W\.P\.\(C\) 0001/2026 is pending"):
        erase_contact(herself, KIND)
    record_position(officer, "WPC-1", "dismissed", dated=date(2026, 11, 9))
    assert erase_contact(herself, KIND).contact.kind == KIND
    assert ContactCode.objects.count() == 0
