"""A credit is told once, only to people the permit allows, in true words."""

from __future__ import annotations

import email
import email.policy
import json
from hashlib import sha256

import polars as pl
from django.db import connection

from tests.messaging.house import MAIL, House
from tests.payments.builders import DAY
from tests.payments.test_answers import notice, rejected, report, returned, say
from vethanam.journal.models import Staged
from vethanam.ledger.commitments import commitment
from vethanam.ledger.label_trees import label_of, root_of_labels
from vethanam.ledger.persons import PersonTree
from vethanam.messaging.actions import intimate_credits
from vethanam.messaging.models import Intimation
from vethanam.messaging.queries import intimations_of
from vethanam.messaging.templates import values_hash
from vethanam.people.models import Person
from vethanam.privacy.actions import stop_channel
from vethanam.privacy.labels import keys_of_use, leaves_of_tree, secret_of
from vethanam.privacy.models import Outbox, SubjectOutcome, Use, UseClosing, UseSubject
from vethanam.privacy.queries import uses_of, uses_overview
from vethanam.privacy.vault.number import parse


def tell(house: House) -> int:
    told = intimate_credits(house.desk.service)
    house.sequence()
    house.dispatch()
    return told


def body_of(house: House, n: int) -> str:
    content = next(text for address, text in reversed(house.mailbox.received) if address == MAIL.format(n=n))
    return str(email.message_from_bytes(content, policy=email.policy.SMTP).get_content())


def test_each_credited_person_with_a_confirmed_address_gets_one_mail(house: House) -> None:
    house.credit()
    assert tell(house) == 4
    assert sorted(house.mailbox.addresses) == [MAIL.format(n=n) for n in range(3)]
    assert house.states() == {"accepted": 3}


def test_the_text_is_masked_and_in_both_languages(house: House) -> None:
    house.credit()
    tell(house)
    body = body_of(house, 0)
    assert "••,427" in body and "••7890" in body and "October 2026" in body and "2026 ഒക്ടോബർ" in body
    assert "68,427" not in body and "31234567890" not in body and "P0" not in body


def test_a_persons_own_language_comes_first(house: House) -> None:
    Person.objects.filter(pk=house.people[0]).update(language="ml")
    house.credit()
    tell(house)
    assert body_of(house, 0).startswith("നിങ്ങളുടെ")
    assert body_of(house, 1).startswith("Your salary")


def test_nobody_is_told_twice(house: House) -> None:
    house.credit()
    assert (tell(house), tell(house)) == (4, 0)
    assert len(house.mailbox.received) == 3


def test_who_has_no_contact_has_the_copy_on_the_portal(house: House) -> None:
    house.credit()
    tell(house)
    (copy,) = intimations_of(house.people[3])
    assert (copy.state, copy.month.number) == ("portal", 10)
    assert "October 2026" in copy.words("en").body
    (use,) = uses_of(house.people[3])
    assert (use.state, use.reason, use.outcome) == ("portal", "CONTACT_UNVERIFIED", "allow")


def test_an_unconfirmed_contact_gets_no_message(house: House) -> None:
    from vethanam.privacy.actions import seal_contacts

    seal_contacts(house.desk.service, [(house.people[3], parse("email_personal", "late@home.example"))])
    house.credit(3)
    tell(house)
    assert house.mailbox.received == []
    assert uses_of(house.people[3])[0].state == "portal"


def test_who_stopped_the_channel_has_the_copy_on_the_portal(house: House) -> None:
    from dataclasses import replace

    herself = replace(house.desk.service, person=house.people[0])
    with house.world.role("web"):
        stop_channel(herself, house.people[0], "SAL-CREDIT", "email")
    house.credit()
    tell(house)
    assert MAIL.format(n=0) not in house.mailbox.addresses
    assert uses_of(house.people[0])[0].reason == "CHANNEL_OPTED_OUT"


def test_a_rejected_payment_is_told_to_nobody_as_credited(house: House) -> None:
    sent = house.credit(0)
    say(house.desk, report(sent, rejected(sent, 1)))
    assert tell(house) == 1
    assert house.mailbox.addresses == [MAIL.format(n=0)]


def test_a_credit_that_came_back_before_anybody_was_told_is_not_told(house: House) -> None:
    sent = house.credit(0, 1)
    say(house.desk, notice(returned(sent, 1), message="R1"))
    assert tell(house) == 1
    assert house.mailbox.addresses == [MAIL.format(n=0)]


def test_a_late_return_of_a_told_credit_gets_a_second_true_message(house: House) -> None:
    sent = house.credit(0, 1)
    tell(house)
    say(house.desk, notice(returned(sent, 1), message="R1"))
    assert tell(house) == 1
    assert house.mailbox.addresses.count(MAIL.format(n=1)) == 2
    body = body_of(house, 1)
    assert "The bank returned it on 4 November 2026" in body and f"{DAY.day} November" in body
    told, corrected = Intimation.objects.filter(person=house.people[1]).order_by("pk")
    assert corrected.corrects_id == told.pk
    assert tell(house) == 0


def test_two_credits_of_one_person_are_two_messages(house: House) -> None:
    house.credit()
    told = Intimation.objects.none()
    from vethanam.messaging.actions.intimations import _waves
    from vethanam.messaging.queries import events_in_bulk

    events = events_in_bulk()
    waves = list(_waves(pl.concat([events, events[:1]])))
    assert [wave.height for _, wave in waves] == [4, 1] and not told


def test_what_is_committed_to_is_written_once_for_a_kind_and_is_each_ones_own(house: House) -> None:
    house.credit()
    intimate_credits(house.desk.service)
    use = Use.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT person, salt, commitment FROM privacy_usesubject")
        kept = {person: (salt, committed) for person, salt, committed in cursor.fetchall()}
    told = {row.person_id: row for row in Intimation.objects.all()}
    assert len(told) == len(kept) == 4
    for person, (salt, committed) in kept.items():
        is_told = person != house.people[3]
        record = {
            "use": use.reference, "person": person, "purpose": "SAL-CREDIT", "outcome": "allow",
            "reason": None if is_told else "CONTACT_UNVERIFIED", "channel": "email" if is_told else "portal",
            "template": bytes(use.template_hash or b"").hex(), "month": "2026-10",
            "values": values_hash(told[person].values),
        }  # fmt: skip
        assert commitment(bytes(salt), record) == bytes(committed)
        assert told[person].values["code"] == told[person].code


def test_the_leaf_comes_before_and_says_nothing_personal(house: House) -> None:
    house.credit()
    intimate_credits(house.desk.service)
    use = Use.objects.get()
    leaf = json.loads(bytes(Staged.objects.get(pk=use.leaf).leaf))
    assert leaf["kind"] == "use.allowed"
    assert leaf["public"]["asked_for"] == "fewer than 20"
    rows = list(UseSubject.objects.filter(use=use))
    keys = keys_of_use(use.pk)
    assert keys is not None
    for row in rows:
        assert label_of(secret_of(row.person) or b"", keys.key, use.reference) == bytes(row.label or b"")
    leaves = leaves_of_tree(use.pk, keys.filler)
    assert (len(leaves), root_of_labels(leaves).hex()) == (128, leaf["public"]["persons2"])
    assert leaf["public"]["label_key"] == sha256(keys.key).hexdigest()
    assert all(commitment(bytes(row.salt or b""), row.record) == bytes(row.commitment) for row in rows)
    assert Outbox.objects.count() == 3


def test_a_closing_leaf_says_what_became_of_the_messages(house: House) -> None:
    house.credit()
    tell(house)
    closing = UseClosing.objects.get()
    (shown,) = uses_overview().uses
    assert (shown.state, shown.handed_over, shown.left_out) == ("sent", 3, {"CONTACT_UNVERIFIED": 1})
    assert (closing.accepted, closing.failed, closing.uncertain) == (3, 0, 0)
    leaf = json.loads(bytes(Staged.objects.get(pk=closing.leaf).leaf))
    assert leaf["kind"] == "use.closed"
    rows = list(SubjectOutcome.objects.filter(closing=closing))
    assert PersonTree(bytes(row.commitment) for row in rows).root.hex() == leaf["public"]["persons"]
    assert {row.record["outcome"] for row in rows if row.record} == {"accepted"}


def test_the_code_of_a_message_stands_in_it(house: House) -> None:
    house.credit()
    tell(house)
    assert Intimation.objects.get(person=house.people[0]).code in body_of(house, 0)


def test_nothing_is_asked_while_the_ledger_is_not_healthy(house: House, monkeypatch: object) -> None:
    from vethanam.messaging.actions import intimations

    house.credit()
    monkeypatch.setattr(intimations, "ledger_state", lambda: "stale")  # type: ignore[attr-defined]
    assert intimate_credits(house.desk.service) == 0
    assert Use.objects.count() == 0
