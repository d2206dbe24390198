"""A credit is told once, to whom the permit allows, after the ledger holds it."""

from __future__ import annotations

import email
import email.policy

from tests.messaging.conftest import MAIL, House
from vethanam.messaging.actions import intimate_credits
from vethanam.messaging.models import Intimation
from vethanam.privacy.models import Use, UseSubject


def test_each_credited_person_with_a_confirmed_address_gets_one_mail(house: House) -> None:
    house.credit()
    assert intimate_credits(house.desk.service) == 4
    house.sequence()
    house.dispatch()
    assert sorted(house.mailbox.addresses) == [MAIL.format(n=n) for n in range(3)]
    assert house.states() == {"sent": 3}
    message = email.message_from_bytes(house.mailbox.received[0][1], policy=email.policy.SMTP)
    body = message.get_content()
    assert "••,427" in body and "ശമ്പളം" in body and "68,427" not in body
