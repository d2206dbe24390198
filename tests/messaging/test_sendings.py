"""Pause and resume, the operator's own count, and the cost: each seen at the far side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from tests.messaging.house import MOBILE
from tests.messaging.test_guardian_delivery import told
from tests.messaging.test_restraint import results
from tests.messaging.test_smpp import Running
from tests.messaging.town import Officer, Town, officer
from vethanam.errors import Refused, UnsoundInput
from vethanam.evidence.bundles import whole_log
from vethanam.identity.signatures import Approved, keep_signature
from vethanam.journal.actions import append
from vethanam.journal.queries import leaf_content
from vethanam.ledger import standalone
from vethanam.ledger.canonical import Json
from vethanam.ledger.signed_acts import SignedList
from vethanam.ledger.verifier import verify
from vethanam.messaging.actions import intimate_credits
from vethanam.messaging.actions.reconciliations import reconcile_counts
from vethanam.messaging.batch_size import Pace
from vethanam.messaging.costs import cost_of
from vethanam.messaging.count_files import own_counts
from vethanam.messaging.message_codes import message_of_code
from vethanam.messaging.models import CountFile, Intimation
from vethanam.privacy.actions import seal_contacts
from vethanam.privacy.actions.pauses import pause_use, waiting_of
from vethanam.privacy.models import Use, UseClosing, UsePause, UseResume
from vethanam.privacy.pause_proofs import is_ended, open_pause, pause_findings, statement_of_resume
from vethanam.privacy.vault.number import parse


class OneByOne(Pace):
    """A dispatcher that takes one message a round."""

    def chunk(self, channel: str) -> int:
        return 1


@pytest.fixture
def smsc() -> Iterator[Running]:
    running = Running()
    yield running
    running.end()


@pytest.fixture
def use(town: Town) -> Use:
    """A message about an order that is allowed and queued for three people's mail."""
    campaign = town.approved()
    town.sent(campaign)
    return Use.objects.latest("pk")


def mailed(town: Town) -> int:
    before = len(town.house.mailbox.received)
    town.house.dispatch()
    return len(town.house.mailbox.received) - before


def resumed(town: Town, name: str, use: Use) -> str:
    """Another officer resumes with her key, and the log takes it; returns the code of a refusal."""
    done = town[name].does("resume_message", use=use.reference)
    town.house.sequence()
    return done.code if not done.ok else ""


def resumed_by_row(town: Town, pause: UsePause, by: Officer, signed: Any = None) -> None:
    """End a pause as the web process can, without its act."""
    public: dict[str, Json] = {
        "use": pause.use.reference, "as": "data_protection_officer", "waiting": 3,
        **({"signed": signed} if signed else {}),
    }  # fmt: skip
    world, at = town.house.world, by.authority.at
    with world.role("web"):
        leaf = append("message.resumed", public=public, private=None, at=at, is_sample=True)
    world.sql(
        "web",
        "INSERT INTO privacy_useresume (pause_id, role, waiting, resumed_by_id, person, at, recorded_at,"
        " leaf) VALUES (%s, 'data_protection_officer', 3, %s, %s, now(), now(), %s)",
        pause.pk, by.authority.account, by.authority.person, leaf,
    )  # fmt: skip
    town.house.sequence()


def test_a_paused_sending_goes_on_when_another_person_resumes_it(town: Town, use: Use) -> None:
    desk, dpo = town["desk"].authority, town["dpo"].authority
    pause = pause_use(desk, use, "The order is being read again.")
    assert pause.waiting == 3
    assert mailed(town) == 0 and waiting_of(use) == 3
    with pytest.raises(Refused, match="paused already"):
        pause_use(dpo, use, "Again.")
    assert resumed(town, "desk", use) == "resume_by_another"
    assert resumed(town, "dpo", use) == "" and UseResume.objects.get().waiting == pause.waiting
    assert mailed(town) == 3 and open_pause(use) is None
    with pytest.raises(Refused, match="Nothing of this sending waits"):
        pause_use(desk, use, "Too late.")
    assert verify(whole_log()).outcome == "verified" and list(pause_findings()) == []
    assert standalone.verify(whole_log(), str(town.house.log_key.verifier))["outcome"] == "verified"


def test_a_sending_paused_on_its_way_goes_on_by_another_and_the_gateway_counts_the_same(
    town: Town, use: Use
) -> None:
    house = town.house
    with house.world.role("dispatcher"):
        dispatcher = house.dispatcher(pace=OneByOne())
        dispatcher.start()
        dispatcher.go_round()
    assert (len(house.mailbox.received), waiting_of(use)) == (1, 2)
    pause = pause_use(town["desk"].authority, use, "The order is being read again.")
    assert pause.waiting == 2
    for _ in range(3):
        with house.world.role("dispatcher"):
            dispatcher.go_round()
    assert (len(house.mailbox.received), waiting_of(use)) == (1, 2)
    assert resumed(town, "desk", use) == "resume_by_another"
    assert resumed(town, "dpo", use) == ""
    for _ in range(3):
        with house.world.role("dispatcher"):
            dispatcher.go_round()
    dispatcher.gateways[0].close()
    house.sequence()
    assert len(house.mailbox.received) == len({*house.mailbox.addresses}) == 3
    closing = UseClosing.objects.latest("pk")
    assert (closing.accepted + closing.sent, closing.failed, closing.cancelled) == (3, 0, 0)


def test_the_web_process_alone_resumes_nothing(town: Town, use: Use) -> None:
    pause = pause_use(town["desk"].authority, use, "The order is being read again.")
    resumed_by_row(town, pause, town["dpo"])
    assert mailed(town) == 0 and waiting_of(use) == 3
    assert [one.code for one in pause_findings()] == ["resume_unproven"]
    assert town.house.world.sql("postgres", "SELECT count(*) FROM privacy_opengrant") == [(0,)]


def test_a_false_end_keeps_no_true_one_out(town: Town, use: Use) -> None:
    pause = pause_use(town["desk"].authority, use, "The order is being read again.")
    for signed in (None, {"approves": "00" * 32, "path": []}):
        resumed_by_row(town, pause, town["dpo"], signed)
        assert open_pause(use) == pause and mailed(town) == 0
    with pytest.raises(Refused, match="paused already"):
        pause_use(town["dpo"].authority, use, "Again.")
    assert resumed(town, "dpo", use) == "" and open_pause(use) is None
    assert resumed(town, "law", use) == "not_paused"
    assert mailed(town) == 3
    assert [one.code for one in pause_findings()] == ["resume_unproven"] * 2
    assert UseResume.objects.filter(pause=pause).count() == 3


def test_a_false_pause_of_nobody_can_be_ended(town: Town, use: Use) -> None:
    world, at = town.house.world, town["desk"].authority.at
    public: dict[str, Json] = {"use": use.reference, "as": "communicating_officer", "waiting": 3}
    with world.role("web"):
        leaf = append("message.paused", public=public, private=None, at=at, is_sample=True)
    with world.connect("web") as connection, connection.transaction():
        connection.execute("SELECT privacy_close_fence()")
        connection.execute(
            "INSERT INTO privacy_usepause (use_id, role, reason, waiting, paused_by_id, person, at,"
            " recorded_at, leaf) VALUES (%s, 'communicating_officer', 'x', 3, %s, 0, now(), now(), %s)",
            [use.pk, town["desk"].authority.account, leaf],
        )
    town.house.sequence()
    assert resumed(town, "owner", use) == "" and mailed(town) == 0
    assert resumed(town, "dpo", use) == "" and mailed(town) == 3


def test_an_end_without_its_own_entry_is_refused(town: Town, use: Use) -> None:
    pause = pause_use(town["desk"].authority, use, "The order is being read again.")
    for leaf in (pause.leaf, pause.leaf + 1_000):
        with pytest.raises(DatabaseError, match="not the one of its entry"), transaction.atomic():
            UseResume.objects.create(
                pause=pause, role="dpo", waiting=3, resumed_by_id=pause.paused_by_id, person=0,
                at=pause.at, recorded_at=timezone.now(), leaf=leaf,
            )  # fmt: skip


def test_the_signature_that_ended_a_pause_ends_no_later_one(town: Town, use: Use) -> None:
    pause_use(town["desk"].authority, use, "The order is being read again.")
    assert resumed(town, "dpo", use) == ""
    signed = leaf_content(UseResume.objects.get().leaf)["public"]["signed"]
    later = pause_use(town["desk"].authority, use, "Once more.")
    resumed_by_row(town, later, town["dpo"], signed)
    assert mailed(town) == 0 and waiting_of(use) == 3


@pytest.mark.parametrize(("name", "is_enough"), [("dpo", False), ("other", False), ("owner", True)])
def test_only_another_person_who_may_resume_it_proves_the_end(
    town: Town, use: Use, name: str, *, is_enough: bool
) -> None:
    other = officer(town.house, "tax-desk", "communicating_officer", "TAX")
    one = other if name == "other" else town[name]
    pause = pause_use(town["dpo"].authority, use, "The order is being read again.")
    says = SignedList("resume_message", (statement_of_resume(pause),))
    over = Approved("resume_message", "decision", says.commitment, one.authority.role)
    keep_signature(
        replace(one.authority, is_sample=True),
        over,
        one.key,
        one.signs(says.commitment, one.authority.role),
        {},
    )
    town.house.sequence()
    resumed_by_row(town, pause, town["law"], says.parts()[0])
    assert is_ended(pause, town.house.log_key.verifier) == is_enough
    assert mailed(town) == (3 if is_enough else 0)


def test_what_is_too_old_when_a_sending_is_resumed_is_cancelled(town: Town, use: Use) -> None:
    pause_use(town["desk"].authority, use, "The order is being read again.")
    with town.house.world.connect("postgres") as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("UPDATE privacy_use SET send_until = now() - interval '1 minute'")
    assert resumed(town, "dpo", use) == ""
    assert mailed(town) == 0
    assert results(town.house) == [("cancelled", "no news any more")]


def test_the_database_refuses_a_message_of_a_paused_use_and_a_resume_by_the_same_person(
    town: Town, use: Use
) -> None:
    pause = pause_use(town["desk"].authority, use, "The order is being read again.")
    with pytest.raises(DatabaseError, match="Another person"), transaction.atomic():
        UseResume.objects.create(
            pause=pause, role="dpo", waiting=3, resumed_by_id=pause.paused_by_id, person=pause.person,
            at=pause.at, recorded_at=timezone.now(), leaf=1,
        )  # fmt: skip
    with pytest.raises(DatabaseError, match="nobody hands"), transaction.atomic():
        UsePause.objects.create(
            use=use, role="dpo", reason="x", waiting=3, paused_by_id=pause.paused_by_id, person=pause.person,
            at=pause.at, recorded_at=timezone.now(), leaf=2,
        )  # fmt: skip


def told_by_phone(town: Town, smsc: Running) -> Use:
    """The order by short message, to four confirmed numbers."""
    house = town.house
    numbers = [(person, parse("mobile", MOBILE.format(n=n))) for n, person in enumerate(house.people)]
    seal_contacts(house.desk.service, numbers, verified_on=date(2026, 10, 1))
    campaign = town.approved(channels=("sms", "portal"))
    town.sent(campaign)
    assert len(told(house, smsc)) == 4
    return Use.objects.latest("pk")


def counts_of(lines: list[tuple[str, str, str, int]]) -> bytes:
    rows = "\n".join(",".join(map(str, line)) for line in lines)
    return f"header,template,day,count\n{rows}\n".encode()


def test_an_operator_that_counts_twelve_more_opens_a_case(town: Town, smsc: Running) -> None:
    told_by_phone(town, smsc)
    today = timezone.localdate()
    ours = own_counts(today, today)
    assert sum(ours.values()) == 4
    same = [(*key, count) for key, count in ours.items()]
    dpo = town["dpo"].authority
    agreed = reconcile_counts(dpo, counts_of(same))
    assert (agreed.over, agreed.case) == (0, None)
    header, template, day, count = same[0]
    more = [(header, template, day, count + 12), *same[1:]]
    found = reconcile_counts(dpo, counts_of(more))
    assert found.over == 12 and found.case is not None
    assert (found.case.kind, found.case.asked) == ("breach", "header_used_elsewhere")
    with pytest.raises(Refused, match="compared before"):
        reconcile_counts(dpo, counts_of(more))
    with pytest.raises(UnsoundInput) as caught:
        reconcile_counts(dpo, counts_of([("NOTOURS", "x", "yesterday", 1)]))
    assert [fault.field for fault in caught.value.faults] == ["header"]
    assert CountFile.objects.count() == 2
    town.house.sequence()
    assert verify(whole_log()).outcome == "verified"


def test_the_cost_of_a_message_follows_the_tariff_of_its_day(
    town: Town, smsc: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    use = told_by_phone(town, smsc)
    parts = len(smsc.parts)
    cost = cost_of(use.pk)
    assert cost is not None and (cost.messages, cost.parts, cost.total) == (4, parts, None)
    with town.house.world.connect("postgres") as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(
            "INSERT INTO messaging_operatortariff"
            " (gateway, thousand_paise, valid_from, order_id, recorded_at)"
            " VALUES ('any', 12500, '2020-01-01', 0, now())"
        )
    cost = cost_of(use.pk)
    assert cost is not None and cost.total == -(-parts * 12500 // 1000)
    assert cost.each == -(-cost.total // 4)
    monkeypatch.setattr("vethanam.web.public.views.MASS", 1)
    page = Client().get(f"/messages/{use.reference}/").content.decode()
    assert f"for 4 short messages in {parts} parts" in page and "Cost of one message" in page


def test_anybody_learns_whether_a_code_is_of_this_system(town: Town) -> None:
    town.house.credit()
    intimate_credits(town.house.desk.service)
    code = Intimation.objects.first().code  # type: ignore[union-attr]
    found = message_of_code(f"{code[:5]} {code[5:].lower()}")
    assert found is not None and (found.purpose, found.sender) == ("SAL-CREDIT", "FIN")
    assert message_of_code("AAAAAAAAAA") is None and message_of_code("x' OR 1=1") is None
    page = Client().get(f"/code/?code={code}").content.decode()
    assert "From this system" in page and "SAL-CREDIT" in page
    assert "Not from this system" in Client().get("/code/?code=AAAAAAAAAA").content.decode()
