"""Events become deliveries, and deliveries are retried until accepted: in one process, over real HTTP."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, ProgrammingError, transaction
from django.utils import timezone

from tests.conftest import World
from tests.payroll.office import SmallOffice, at, draw_october
from tests.webhooks.conftest import Hooked
from tests.webhooks.receiver import Receiver, receiving
from tests.webhooks.test_signatures import client
from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.payments.models import PaymentFinding
from vethanam.payroll.models import Bill, BillAct
from vethanam.webhooks import collector
from vethanam.webhooks.collector import collect_events
from vethanam.webhooks.deliveries import deliver_due, end_webhook, make_secret, send_again
from vethanam.webhooks.models import Delivery, EventCursor, WebhookMark, WebhookSecret
from vethanam.webhooks.queries import state_of, webhooks_shown

__all__ = ["client"]


def found(office: SmallOffice, number: int = 1, bill: Bill | None = None) -> PaymentFinding:
    """A finding about payments of the office's treasury."""
    return PaymentFinding.objects.create(
        key=f"finding {number}", code="no_account", record="Person 1", facts={"holder": "Person 1"},
        treasury=office.treasury, bill=bill, recorded_at=at(21),
    )  # fmt: skip


def told(webhook: Any) -> None:
    """Try everything due now, as the queue's jobs do."""
    collect_events(is_sample=True)
    while (next_at := deliver_due(webhook.pk, is_sample=True)) and next_at <= timezone.now() + timedelta(
        seconds=6
    ):
        Delivery.objects.filter(next_at__gt=timezone.now()).update(next_at=timezone.now())


def bodies(receiver: Receiver) -> list[dict[str, Any]]:
    return [json.loads(got.body) for got in receiver.got]


def test_a_passed_bill_is_told_signed_and_once(
    office: SmallOffice, hooked: Hooked, client: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with receiving() as receiver:
        webhook = hooked(
            f"{receiver.address}/in", "bill.passed bill.objected credits.reported payment.finding"
        )
        draw_october(office)
        told(webhook)
        told(webhook)
        secret = webhook.text  # type: ignore[attr-defined]
        events = [client.verify_webhook(secret, got.headers, got.body) for got in receiver.got]
    assert [event["type"] for event in events] == ["webhook.ready", "bill.passed"]
    bill = Bill.objects.get()
    passed = events[1]
    assert passed["is_sample"] is True and passed["timestamp"].startswith("2026-10-29T10:00")
    assert passed["data"] == {
        "bill": bill.number, "kind": "monthly", "drawing_code": "0412", "treasury": "T07",
        "head": "2202-02-109-99", "account_year": bill.account_year, "people": 1, "gross_paise": bill.gross,
        "deductions_paise": bill.deductions,
        "net_paise": bill.net, "voucher": passed["data"]["voucher"], "voucher_date": "2026-10-29",
    }  # fmt: skip
    everything = " ".join(got.body.decode() + str(got.headers) for got in receiver.got) + caplog.text
    assert "Person 1" not in everything and "1111" not in everything
    assert {row.state for row in Delivery.objects.all()} == {"delivered"}


def test_each_is_told_within_its_scope_alone(office: SmallOffice, hooked: Hooked) -> None:
    with receiving() as receiver:
        other = hooked(receiver.address, "payment.finding", "drawing_code", "0999")
        ours = hooked(receiver.address, "payment.finding", "treasury", "T07")
        elsewhere = hooked(receiver.address, "bill.passed", "treasury", "T07")
        finding = found(office)
        collect_events(is_sample=True)
    rows = Delivery.objects.filter(event="payment.finding")
    assert [row.webhook for row in rows] == [ours] and other.pk and elsewhere.pk
    data = json.loads(rows.get().body)["data"]
    assert data["finding"] == finding.pk and data["treasury"] == "T07" and "Person" not in rows.get().body


def test_what_was_before_the_first_secret_is_not_told(office: SmallOffice, hooked: Hooked) -> None:
    PaymentFinding.objects.create(
        key="before", code="x", record="x", treasury=office.treasury, recorded_at=at(19)
    )
    hooked("http://127.0.0.1:1/", "payment.finding")
    found(office)
    collect_events(is_sample=True)
    assert Delivery.objects.filter(event="payment.finding").count() == 1


@pytest.mark.usefixtures("quickly")
def test_an_address_that_fails_hangs_and_breaks_off_is_tried_until_it_takes_it(
    office: SmallOffice, hooked: Hooked
) -> None:
    with receiving(204, 500, "hang", "drop", 200) as receiver:
        webhook = hooked(receiver.address, "payment.finding")
        told(webhook)
        found(office)
        told(webhook)
    (row,) = Delivery.objects.filter(event="payment.finding")
    assert row.state == "delivered" and row.delivered_at
    assert [one["why"] for one in row.tries] == ["status", "timeout", "broken_off", None]
    assert len(set(receiver.ids()[1:])) == 1 and len({got.body for got in receiver.got[1:]}) == 1


@pytest.mark.usefixtures("quickly")
def test_after_the_last_try_it_failed_and_is_sent_again_by_act(
    office: SmallOffice, hooked: Hooked, administrator: Authority
) -> None:
    with receiving(204, 500, 500, 500, 500) as receiver:
        webhook = hooked(receiver.address, "payment.finding")
        told(webhook)
        found(office)
        told(webhook)
        (row,) = Delivery.objects.filter(event="payment.finding")
        assert (row.state, row.next_at, len(row.tries)) == ("failed", None, 4)
        assert send_again(administrator, webhook, None) == 1
        with pytest.raises(Refused, match="waits for its next try"):
            send_again(administrator, webhook, row)
        told(webhook)
        row.refresh_from_db()
        assert (row.state, len(row.tries)) == ("delivered", 5)
        with pytest.raises(Refused, match="no delivery that failed"):
            send_again(administrator, webhook, None)
        assert send_again(administrator, webhook, row) == 1  # delivered, and asked for once more
        told(webhook)
    assert receiver.ids().count(row.reference) == 6


def test_waits_grow_and_a_busy_system_is_waited_for(office: SmallOffice, hooked: Hooked) -> None:
    with receiving(204, 500, 503) as receiver:
        webhook = hooked(receiver.address, "payment.finding")
        told(webhook)
        found(office)
        collect_events(is_sample=True)
        begun = timezone.now()
        assert deliver_due(webhook.pk, is_sample=True)
        row = Delivery.objects.get(event="payment.finding")
        assert row.next_at and 4 < (row.next_at - begun).total_seconds() < 8
        Delivery.objects.update(next_at=timezone.now())
        deliver_due(webhook.pk, is_sample=True)
        row.refresh_from_db()
        assert row.next_at and 95 < (row.next_at - begun).total_seconds() < 110


@pytest.mark.usefixtures("quickly")
def test_who_is_gone_is_told_nothing_more_until_somebody_sends_again(
    office: SmallOffice, hooked: Hooked, administrator: Authority
) -> None:
    with receiving(204, 410) as receiver:
        webhook = hooked(receiver.address, "payment.finding")
        told(webhook)
        for number in (1, 2):
            found(office, number)
        told(webhook)
        assert state_of(webhook) == "gone" and len(receiver.got) == 2
        assert {row.state for row in Delivery.objects.filter(event="payment.finding")} == {"failed"}
        assert send_again(administrator, webhook, None) == 2
        told(webhook)
    assert state_of(webhook) == "running"
    assert {row.state for row in Delivery.objects.all()} == {"delivered"}


def test_an_ended_webhook_is_told_nothing(
    office: SmallOffice, hooked: Hooked, administrator: Authority
) -> None:
    webhook = hooked("http://127.0.0.1:1/", "payment.finding")
    collect_events(is_sample=True)
    assert end_webhook(administrator, webhook, "The system is closed") == 1
    found(office)
    assert collect_events(is_sample=True) == set()
    assert {row.state for row in Delivery.objects.all()} == {"ended"}
    for again in (
        lambda: make_secret(administrator, webhook, ends_others=False),
        lambda: send_again(administrator, webhook, None),
    ):
        with pytest.raises(Refused, match="was ended"):
            again()
    assert webhooks_shown()[0].state == "ended"


def test_the_old_secret_signs_for_a_day_or_ends_at_once(
    office: SmallOffice, hooked: Hooked, administrator: Authority, client: Any
) -> None:
    with receiving() as receiver:
        webhook = hooked(receiver.address)
        first = webhook.text  # type: ignore[attr-defined]
        second = make_secret(administrator, webhook, ends_others=False)
        told(webhook)
        assert all(
            client.verify_webhook(text, got.headers, got.body)
            for got in receiver.got
            for text in (first, second)
        )
        third = make_secret(administrator, webhook, ends_others=True)
        told(webhook)
        last = receiver.got[-1]
        assert client.verify_webhook(third, last.headers, last.body)
        with pytest.raises(client.NotOurs):
            client.verify_webhook(second, last.headers, last.body)


def test_a_row_that_is_committed_late_is_told_too(
    world: World, office: SmallOffice, hooked: Hooked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cursor waits for running transactions, however late they end."""
    monkeypatch.setattr(collector, "_LAG", timedelta(0))
    webhook = hooked("http://127.0.0.1:1/", "payment.finding")
    collect_events(is_sample=True)
    with world.connect("worker") as slow:
        slow.autocommit = False
        slow.execute(
            "INSERT INTO payments_paymentfinding (key, code, record, facts, officer, treasury_id, "
            "recorded_at, resolution)"
            " VALUES ('slow', 'x', 'x', '{}', 'treasury_officer', %s, %s, '')", (office.treasury.pk, at(21)),
        )  # fmt: skip
        for number in range(3):
            found(office, number)
            collect_events(is_sample=True)
        before = EventCursor.objects.get(event="payment.finding").floor
        slow.commit()
    collect_events(is_sample=True)
    collect_events(is_sample=True)
    assert Delivery.objects.filter(event="payment.finding", webhook=webhook).count() == 4
    # a transaction of another database of this server holds the cursor back too
    end = time.monotonic() + 300
    while EventCursor.objects.get(event="payment.finding").floor <= before and time.monotonic() < end:
        time.sleep(0.1)
        collect_events(is_sample=True)
    assert EventCursor.objects.get(event="payment.finding").floor > before
    assert collect_events(is_sample=True) == set()


def test_the_web_process_writes_a_secret_and_reads_none(
    world: World, office: SmallOffice, hooked: Hooked
) -> None:
    webhook = hooked("http://127.0.0.1:1/")
    with world.role("web"):
        assert webhooks_shown()[0].state == "running"
        with pytest.raises(ProgrammingError), transaction.atomic():
            list(WebhookSecret.objects.values_list("secret"))
        with pytest.raises(DatabaseError), transaction.atomic():
            type(webhook).objects.create(
                code="own", name="x", url="https://x.example", events=[], within="state"
            )
    collect_events(is_sample=True)
    with pytest.raises(DatabaseError), transaction.atomic():
        Delivery.objects.update(body="{}")
    with pytest.raises(DatabaseError), transaction.atomic():
        WebhookMark.objects.create(webhook=webhook, kind="ended", at=at(), made_at=at()).delete()


def test_a_bill_that_was_sent_back_is_told_without_the_reason(office: SmallOffice, hooked: Hooked) -> None:
    webhook = hooked("http://127.0.0.1:1/", "bill.objected", "drawing_code", "0412")
    draw_october(office)
    act = BillAct.objects.filter(act="passed").get()
    BillAct.objects.create(
        bill=act.bill, act="objected", at=at(30), account_id=act.account_id, role=act.role, leaf=act.leaf,
        reason="Person 1 has no posting",
    )  # fmt: skip
    collect_events(is_sample=True)
    row = Delivery.objects.get(event="bill.objected", webhook=webhook)
    assert "Person" not in row.body and json.loads(row.body)["data"]["drawing_code"] == "0412"
