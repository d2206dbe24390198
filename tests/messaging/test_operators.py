"""An operator that refuses a message without its registered numbers, over TLS."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tests.messaging.certificates import Authority
from tests.messaging.house import ENTITY, TELEMARKETER, House, register_gateway
from tests.messaging.test_smpp import NUMBER, NUMBERS, Running
from tests.messaging.test_smtp import Open
from vethanam.acts.inbox_kinds import KINDS
from vethanam.messaging.actions import intimate_credits
from vethanam.messaging.gateway_calls import hand_over
from vethanam.messaging.gateways.letter import Fate, Handed, Letter, Posted, shipped_senders
from vethanam.messaging.gateways.secure_lines import Security, Tls
from vethanam.messaging.gateways.smpp import SmppGateway
from vethanam.messaging.operator_holds import HELD, MOST_REFUSALS, RefusalCount, current_holds, held_languages
from vethanam.messaging.short_texts import as_registered, short_faults
from vethanam.messaging.templates import LANGUAGES, render_short, texts
from vethanam.privacy.law.windows import IST

TEXT = texts()["salary-credited"]
#: a value of each form
VALUES = {
    "month": "2026-10", "months": "2026-09,2026-10", "day": "2026-11-02", "masked_money": "••,021",
    "last_digits": "4821", "code": "ABCDEFGH23", "first_code": "ABCD-EFGH-2345", "case": "2026/14",
    "order_number": "G.O.(Rt) No.12/2026/Fin", "words_en": "Order on leave", "words_ml": "അവധി ഉത്തരവ്",
    "scheme": "IGNOAPS", "hazard": "flood", "place": "state", "roll": "ROLL-0123456789ab",
}  # fmt: skip


@pytest.fixture
def smsc(tmp_path: Path) -> Iterator[tuple[Running, Security]]:
    authority = Authority(tmp_path)
    running = Running(authority.server())
    running.smsc.wants_numbers = True
    yield running, Security(Tls.TLS, authority.file)
    running.end()


def waiting(house: House, kind: str) -> list[Any]:
    """The work of one kind that waits for an administrator."""
    (found,) = (one for one in KINDS if one.code == kind)
    return list(found.rows(house.desk.service))


def by_phone(house: House, smsc: Running, settings: Any) -> None:
    """Everybody has a confirmed number and no mail; changes of the register are made in SQL."""
    settings.VETHANAM_SMPP = f"127.0.0.1:{smsc.port}"
    for change in (
        "ALTER TABLE privacy_contact DISABLE TRIGGER is_appended",
        "UPDATE privacy_contact SET verified_on = '2026-10-01' WHERE kind = 'mobile'",
        "ALTER TABLE messaging_operatortext DISABLE TRIGGER only_appended",
    ):
        house.world.sql("postgres", change)


def test_every_text_in_both_languages_is_accepted(smsc: tuple[Running, Security]) -> None:
    running, security = smsc
    gateway = SmppGateway("127.0.0.1", running.port, seconds=5, security=security)
    post = [
        Posted(
            0, NUMBER,
            Letter("7.abc", shipped_senders()["FIN"], (language,), "", as_registered(text, language),
                   numbers=NUMBERS),
        )
        for text in texts().values()
        for language in LANGUAGES
        if not any(short_faults(text, language))
    ]  # fmt: skip
    post = [one._replace(id=place) for place, one in enumerate(post)]
    assert len(post) >= 28 and gateway.is_reachable()
    handed = hand_over(gateway, post, Open())
    gateway.close()
    assert {one.fate for one in handed.values()} == {Fate.SENT}
    assert running.smsc.taken == len(running.parts)


def test_a_text_goes_out_as_it_is_registered(db: None) -> None:
    """Byte for byte outside its variables."""
    for text in texts().values():
        for language in LANGUAGES:
            if any(short_faults(text, language)):
                continue
            values = {name: VALUES[form] for name, form in text.values.items()}
            sent = render_short(text, values, language)
            rest = sent
            for fixed in as_registered(text, language).split("{#var#}"):
                assert fixed in rest, (text.code, language)
                rest = rest.split(fixed, 1)[1] if fixed else rest


def test_with_a_number_missing_the_portal_copy_stays_and_a_duty_opens(
    house: House, smsc: tuple[Running, Security], settings: Any
) -> None:
    running, _ = smsc
    by_phone(house, running, settings)
    assert TEXT.code not in {one.code for one in waiting(house, "operator_text")}
    house.world.sql(
        "postgres", f"DELETE FROM messaging_operatortext WHERE language = 'en' AND text = '{TEXT.code}'"
    )
    house.credit()
    intimate_credits(house.desk.service)
    assert house.states() == {"queued": 3}, "three have mail; the fourth has the portal copy alone"
    assert house.world.sql("postgres", "SELECT count(*) FROM messaging_intimation") == [(4,)]
    assert TEXT.code in {one.code for one in waiting(house, "operator_text")}
    assert running.parts == []


def test_ten_refusals_of_our_numbers_hold_a_text_until_it_is_entered_anew(
    house: House, smsc: tuple[Running, Security], settings: Any
) -> None:
    running, security = smsc
    by_phone(house, running, settings)
    house.credit()
    intimate_credits(house.desk.service)
    house.sequence()
    at = house.desk.service.at
    letter = Letter("7.abc", shipped_senders()["FIN"], ("en",), "", "x", numbers=NUMBERS)
    post = [Posted(n, NUMBER, letter) for n in range(MOST_REFUSALS)]
    refused = Handed(Fate.TEMPORARY, "SMPP 0x26C", is_registration_refused=True)
    with house.world.role("dispatcher"):
        count = RefusalCount()
        count.learn(TEXT.code, TEXT.version, post[1:], dict.fromkeys(range(1, MOST_REFUSALS), refused), at)
        count.learn(TEXT.code, TEXT.version, post[:1], {0: Handed(Fate.SENT, "SMPP 0x00")}, at)
        count.learn(TEXT.code, TEXT.version, post[1:], dict.fromkeys(range(1, MOST_REFUSALS), refused), at)
        assert not held_languages("FIN", TEXT.code, TEXT.version, at), "nine in a row"
        count.learn(TEXT.code, TEXT.version, post[:1], {0: refused}, at)
        assert held_languages("FIN", TEXT.code, TEXT.version, at) == {"en"}
        assert not current_holds(at + timedelta(days=1)).exists(), "a day later ten messages try again"
    (held,) = waiting(house, "operator_hold")
    assert (held.text, held.status) == (TEXT.code, "SMPP 0x26C")
    register_gateway(house.world, "smpp", running.port)
    gateway = SmppGateway("127.0.0.1", running.port, seconds=5, security=security)

    def go() -> list[tuple[Any, ...]]:
        with house.world.role("dispatcher"):
            dispatcher = house.dispatcher()
            dispatcher.gateways = (gateway,)
            dispatcher.start()
            dispatcher.go_round()
        return house.world.sql("postgres", "SELECT state, result FROM privacy_outbox WHERE channel = 'sms'")

    assert go() == [("queued", HELD)] and running.parts == []
    house.world.sql("postgres", "UPDATE messaging_operatortext SET recorded_at = %s", at)
    house.world.sql("postgres", "UPDATE privacy_outbox SET not_before = NULL WHERE channel = 'sms'")
    assert [state for state, _ in go()] == ["sent"] and waiting(house, "operator_hold") == []
    gateway.close()
    chain = sha256(f"{ENTITY},{TELEMARKETER}".encode()).hexdigest()
    assert running.parts[0].tlvs[2].value.decode() == chain
    assert at.astimezone(IST).year == 2026
