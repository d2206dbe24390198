"""Messages go through gateways that two administrators registered; the others wait, and nothing is lost."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from typing import Any

import pytest

from tests.conftest import World
from tests.messaging.house import House, open_mailbox, register_gateway
from tests.payments.test_masters import agreed, faults
from tests.people.masters.test_proposals import ORDER, administrator, stated
from vethanam.acts.masters import kinds
from vethanam.journal.business_time import business_now
from vethanam.messaging.actions import intimate_credits
from vethanam.messaging.gateways.letter import OtherSide
from vethanam.messaging.gateways.smtp import SmtpGateway
from vethanam.messaging.models import RegisteredGateway
from vethanam.messaging.registered_gateways import in_settings, registered_on, unregistered
from vethanam.orders.actions import record_order
from vethanam.people.masters import CLOSINGS, Stated, decide, propose
from vethanam.site import checks

MAIL = {
    "code": "MAIL", "kind": "smtp", "host": "smtp.example.in", "port": "587", "run_by": "IT Mission",
    "valid_from": "2026-10-01", **ORDER,
}  # fmt: skip


def hosts_on(day: date) -> set[str]:
    return {side.host for side in registered_on(day)}


def closed(key: str, last_day: str) -> None:
    cells = {"kind": "gateway", "key": key, "last_day": last_day}
    proposal = propose(administrator("first"), kinds(), [Stated(CLOSINGS, "closing", {**cells, **ORDER})])
    decide(administrator("second"), kinds(), proposal.pk, outcome="agreed")


def test_messages_wait_for_two_administrators_and_the_dispatcher_says_so_once(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.credit()
    intimate_credits(house.desk.service)
    house.sequence()
    with open_mailbox() as other:
        gateway = SmtpGateway("127.0.0.1", other.port, seconds=5)
        with house.world.role("dispatcher"), caplog.at_level(logging.ERROR, "vethanam.messaging"):
            dispatcher = house.dispatcher()
            dispatcher.gateways = (gateway,)
            dispatcher.start()
            assert [dispatcher.go_round() for _ in range(3)] == [0, 0, 0]
        assert (house.states(), other.received) == ({"queued": 3}, [])
        said = [one for one in caplog.messages if "is not registered" in one]
        assert len(said) == 1 and f"127.0.0.1:{other.port} of this machine's settings" in said[0]
        register_gateway(house.world, "smpp", other.port)  # another kind is another gateway
        with house.world.role("dispatcher"):
            assert dispatcher.go_round() == 0
        register_gateway(house.world, "smtp", other.port)
        with house.world.role("dispatcher"):
            dispatcher.go_round()
            gateway.close()
        assert (house.states(), len(other.received)) == ({"accepted": 3}, 3)


def test_a_row_of_an_attacker_sends_nothing_elsewhere(house: House) -> None:
    """The worker may write rows; the dispatcher knows its own settings' address alone."""
    house.credit()
    intimate_credits(house.desk.service)
    house.sequence()
    with open_mailbox() as other:
        with house.world.role("worker"):
            order = record_order(house.desk.service, number="G.O. 1/2026", dated=date(2026, 1, 1))
            RegisteredGateway.objects.create(
                code="MAIL", kind="smtp", host="127.0.0.1", port=other.port, run_by="Nobody",
                valid_from=date(2020, 1, 1), order=order, recorded_at=house.desk.service.at,
            )  # fmt: skip
        house.dispatch()
        assert (house.states(), other.received) == ({"accepted": 3}, [])


def test_one_gateway_of_a_code_stands_on_a_day(db: None) -> None:
    agreed(stated("gateway", **MAIL))
    agreed(stated("gateway", **{**MAIL, "host": "New.example.in", "valid_from": "2026-11-01"}))
    assert hosts_on(date(2026, 9, 30)) == set()
    assert hosts_on(date(2026, 10, 31)) == {"smtp.example.in"}
    assert registered_on(date(2026, 11, 1)) == {OtherSide("smtp", "new.example.in", 587)}
    agreed(stated("gateway", **{**MAIL, "host": "10.20.0.5", "valid_from": "2026-11-01"}))
    assert hosts_on(date(2026, 11, 1)) == {"10.20.0.5"}


def test_a_closed_gateway_sends_to_its_last_day_and_brings_no_earlier_one_back(db: None) -> None:
    agreed(stated("gateway", **MAIL))
    agreed(stated("gateway", **{**MAIL, "host": "new.example.in", "valid_from": "2026-11-01"}))
    closed("MAIL/2026-11-01", "2026-11-30")
    assert (hosts_on(date(2026, 11, 30)), hosts_on(date(2026, 12, 1))) == ({"new.example.in"}, set())
    agreed(stated("gateway", **{**MAIL, "host": "newest.example.in", "valid_from": "2026-11-01"}))
    assert hosts_on(date(2026, 12, 1)) == set()
    assert RegisteredGateway.objects.count() == 4


@pytest.mark.parametrize(
    "host", ["smtp.example.in:587", "smtp example", "9447012345", "-x.in", "::1", "a@b.in"]
)
def test_a_host_is_a_name_or_an_address_as_the_settings_name_it(db: None, host: str) -> None:
    assert faults(stated("gateway", **{**MAIL, "host": host})) == [("host", "gateway_not_a_host")]


def test_a_gateway_needs_an_order_and_a_port(db: None) -> None:
    without = {name: value for name, value in MAIL.items() if name not in ORDER}
    assert faults(stated("gateway", **without)) == [("order_number", "master_no_order")]
    assert [field for field, _ in faults(stated("gateway", **{**MAIL, "port": "70000"}))] == ["port"]


def test_the_check_names_each_gateway_of_the_settings_that_is_not_registered(
    world: World, settings: Any
) -> None:
    """The machine with the dispatcher alone has the settings."""
    settings.VETHANAM_SMTP, settings.VETHANAM_SMPP = "Smtp.example.in:587", "127.0.0.1:2775"
    with world.role("web"):
        agreed(stated("gateway", **{**MAIL, "valid_from": "2020-01-01"}))
    today = business_now()[0].date()
    found = list(unregistered(in_settings(), today))
    assert [(one.record, one.code) for one in found] == [("127.0.0.1:2775", "gateway_not_registered")]
    before = list(unregistered(in_settings(), date(2020, 1, 1) - timedelta(days=1)))
    assert len(before) == 2
    with world.connect("backup") as db:
        assert [one.record for one in checks._agreed(db)] == ["127.0.0.1:2775"]
        settings.VETHANAM_PROCESSES = frozenset({"web"})
        assert list(checks._agreed(db)) == []
