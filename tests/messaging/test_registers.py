"""Another body's register has messages sent by its numbers: by a real request, to a real far side, and no
answer tells a contact.
"""

# ruff: noqa: F811 - fixtures of other modules

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from tests.benefits.bodies import Bodies
from tests.contact_search import forms_of
from tests.messaging.house import MAIL, House
from tests.messaging.test_benefit_intimations import HERS, Told, smsc, told  # noqa: F401 - fixtures
from tests.messaging.test_guardian_delivery import told as numbers_reached
from tests.messaging.test_restraint import restrain
from tests.messaging.test_smpp import Running
from tests.messaging.town import Town, officer
from tests.webhooks.conftest import quickly  # noqa: F401 - a fixture
from tests.webhooks.receiver import receiving
from vethanam.acts.executor import look
from vethanam.benefits.actions.deaths import report_death
from vethanam.benefits.reference_codes import give_code
from vethanam.errors import Refused, UnsoundInput
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.identity.tokens import issue_token
from vethanam.journal.business_time import business_now
from vethanam.messaging.actions import queue_register_messages, report_register_messages
from vethanam.messaging.message_codes import message_of_code
from vethanam.messaging.models import FactNotice
from vethanam.messaging.registers.links import (
    choose_testing,
    decide_links,
    end_link,
    link_people,
    links_of,
    links_to_decide,
)
from vethanam.messaging.registers.models import RegisterMessage, RegisterRecipient, RegisterReport
from vethanam.people.masters import KINDS, Stated, by_name, decide, propose
from vethanam.people.masters.programs import PROGRAM_KINDS
from vethanam.people.models import Department, Employment, Program
from vethanam.privacy.actions import stop_channel
from vethanam.privacy.models import Use, UseSubject
from vethanam.web.parts import access
from vethanam.webhooks.collector import collect_events
from vethanam.webhooks.deliveries import deliver_due, make_secret
from vethanam.webhooks.models import Webhook
from vethanam.webhooks.queries import unheard_webhooks
from vethanam.webhooks.signatures import signature_of

SCHEME = "IGNOAPS"
VALUES = {
    "scheme": SCHEME, "month": "2026-10", "paid_on": "2026-11-02", "amount_masked": "•,600",
    "account_last4": "••0022",
}  # fmt: skip


class Body:
    """A program of another body with a token of its own, at the real HTTP interface of the web process."""

    def __init__(self, house: House, **row: Any) -> None:
        self.house, self.said = house, list[str]()
        self.program = entered(house, **row)
        self.token = issue_token(
            self.program.account, name="register", role=self.program.role, scope=self.program.scope,
            lasts=timedelta(days=30),
        )[1]  # fmt: skip
        self.client = Client(raise_request_exception=False)

    def post(self, given: Mapping[str, Any], key: str | None = None, act: str = "deliver") -> Any:
        headers = {"Authorization": f"Bearer {self.token}"}
        if key != "":
            headers["Idempotency-Key"] = key or f"key-{len(self.said)}"
        with self.house.world.role("web"):
            return self._noted(
                self.client.post(f"/api/acts/{act}", given, content_type="application/json", headers=headers)
            )

    def get_answer(self, delivery: str) -> Any:
        with self.house.world.role("web"):
            headers = {"Authorization": f"Bearer {self.token}"}
            return self._noted(
                self.client.get("/api/views/delivery", {"delivery": delivery}, headers=headers)
            )

    def get(self, delivery: str) -> Any:
        return self.get_answer(delivery).json()["state"]

    def _noted(self, answer: Any) -> Any:
        self.said.append(answer.content.decode())
        return answer

    def outcomes(self, delivery: str) -> dict[str, tuple[str, str | None]]:
        return {one["id"]: (one["outcome"], one["reason"]) for one in self.get(delivery)["people"]}

    def goes(self, smsc: Running) -> set[str]:
        """The worker queues, the dispatcher sends; the numbers reached."""
        queue_register_messages()
        self.house.sequence()
        return numbers_reached(self.house, smsc)

    def told_no_contact(self) -> bool:
        """No answer has a contact in any spelling, nor the last digits of one."""
        whole = "\n".join(self.said).encode()
        wanted = [
            *forms_of(f"+{HERS}").values(),
            *forms_of(MAIL.format(n=0)).values(),
            HERS[-4:].encode(),
            b"@",
        ]
        return not any((one if isinstance(one, bytes) else one.encode()) in whole for one in wanted)


def entered(house: House, **row: Any) -> Program:
    """A program that one administrator proposes and another agrees to."""
    at = house.desk.service.at
    two = []
    for n in (1, 2):
        name = f"admin-{Account.objects.count()}"
        two.append(replace(
            officer(house, name, "administrator", "").authority, role="administrator", office=f"A{n}", at=at
        ))  # fmt: skip
    day = at.date()
    cells = {
        "name": "Pension board", "name_ml": "പെൻഷൻ ബോർഡ്", "office": "SJD", "role": "purpose_owner",
        "scope": SCHEME, "purpose": "BEN-CREDIT", "key_kind": "live", "valid_from": day - timedelta(days=30),
        "valid_until": day + timedelta(days=300), **row,
    }  # fmt: skip
    kinds = by_name(*KINDS, *PROGRAM_KINDS)
    decide(two[1], kinds, propose(two[0], kinds, [Stated("program", "program", cells)]).pk, outcome="agreed")
    return Program.objects.get(code=cells["code"])


@pytest.fixture
def board(told: Told) -> Body:
    return Body(told.house, code="pension-board")


def second(bodies: Bodies, at: datetime) -> Authority:
    """Another officer of the scheme for the old."""
    if "old-age-2" not in bodies.officers:
        bodies.appoint("old-age-2", "scheme_officer", SCHEME)
    return bodies.by("old-age-2", at)


def linked(told: Told, **people: str) -> None:
    """One officer of the body entered these links two days ago, and another agreed."""
    at = told.house.desk.service.at - timedelta(days=2)
    other = second(told.bodies, at)
    with told.house.world.role("web"):
        link_people(
            told.bodies.by("old-age", at), {name.replace("_", "/"): ours for name, ours in people.items()}
        )
        decide_links(other, [row.pk for row in links_to_decide(other)], is_agreed=True)
    told.house.sequence()


def request(**people: Any) -> dict[str, Any]:
    named = {name.replace("_", "/"): VALUES if values is None else values for name, values in people.items()}
    return {"purpose": "BEN-CREDIT", "text": "benefit-credited", "people": named}


def test_a_register_sends_by_its_numbers_and_is_told_no_contact(
    told: Told,
    board: Body,
    smsc: Running,
) -> None:
    hers, silent = told.awarded(), told.bodies.awarded(name="Mariam Beevi")
    linked(told, PB_1=hers.beneficiary.number, PB_2=silent.beneficiary.number)
    taken = board.post(request(PB_1=None, PB_2=None, PB_3=None))
    assert taken.status_code == 200, taken.content
    state = taken.json()["state"]
    assert state["counts"] == {"accepted": 1, "delivered": 0, "failed": 0, "not_told": 2}
    outcomes = board.outcomes(state["delivery"])
    assert outcomes["PB/1"] == ("accepted", None)
    assert outcomes["PB/2"] == outcomes["PB/3"] == ("not_told", "NOT_REACHABLE")
    assert board.goes(smsc) == {HERS}
    assert {part.source_addr for part in smsc.parts} == {"VTNBEN"}
    assert board.outcomes(state["delivery"])["PB/1"][0] in ("accepted", "delivered")
    officers_view = look("deliveries", told.bodies.officers["old-age"], {}, business_now()[0], is_sample=True)
    (listed,) = officers_view.state["deliveries"]
    assert (listed["delivery"], listed["program"], listed["not_told"]) == (
        state["delivery"], "pension-board", 2,
    )  # fmt: skip
    another = look("deliveries", told.bodies.officers["widows"], {}, business_now()[0], is_sample=True)
    assert another.ok and another.state["deliveries"] == []
    use = Use.objects.get(purpose_code="BEN-CREDIT")
    assert (use.office, use.sender, use.subjects) == (SCHEME, SCHEME, 2)
    assert board.told_no_contact()


def test_every_answer_that_is_no_delivery_is_a_code_and_a_sentence(
    told: Told,
    board: Body,
    smsc: Running,
) -> None:
    award = told.awarded()
    linked(told, PB_1=award.beneficiary.number)
    wrong = {
        "purpose": "BEN-CREDIT", "text": "benefit-credited",
        "not_after": "2020-01-01",
        "people": {
            "+91 00000 70000": VALUES,
            "PB/1": {**VALUES, "month": "October", "name": "Sarada K."},
            "234567890124": {},
        },
    }  # fmt: skip
    faulty = board.post(wrong)
    assert faulty.status_code == 422
    faults = {(one["where"], one["code"]) for one in faulty.json()["faults"]}
    assert {
        ("people.1", "register_number_unreadable"), ("people.2.month", "register_value_form"),
        ("people.2.name", "register_value_unknown"), ("people.3", "register_number_is_contact"),
        ("people.3.month", "register_value_missing"), ("not_after", "delivery_without_time"),
    } <= faults  # fmt: skip
    assert "00000" not in faulty.content.decode() and "Sarada" not in faulty.content.decode()
    assert board.post({**request(PB_1=None), "text": "scheme-verified"}).status_code == 422
    assert board.post({**request(PB_1=None), "weather": "fine"}).status_code == 422
    assert board.post({**request(), "people": ["PB/1"]}).status_code == 409
    no_key = board.post(request(PB_1=None), key="")
    assert (no_key.status_code, no_key.json()["code"]) == (422, "key_needed")
    other = board.post({**request(PB_1=None), "purpose": "SCHEME-ELIG"})
    assert (other.status_code, other.json()["code"]) == (403, "key_of_another_purpose")
    act = board.post({"entries": []}, act="verify")
    assert (act.status_code, act.json()["code"]) == (403, "program_only_reads")
    first, again = board.post(request(PB_1=None), key="one"), board.post(request(PB_1=None), key="one")
    assert first.json() == again.json() and RegisterMessage.objects.count() == 1
    assert board.post(request(PB_9=None), key="one").json()["code"] == "key_reused"
    restrain(told.house, scope={"purposes": ["BEN-CREDIT"]})
    told.house.sequence()
    refused = board.post(request(PB_1=None))
    assert (refused.status_code, refused.json()["code"]) == (403, "COURT_RESTRAINT")
    assert refused.json()["says"] and Use.objects.latest("pk").outcome == "deny"
    assert board.goes(smsc) == set()
    assert board.outcomes(first.json()["state"]["delivery"])["PB/1"][0] == "not_told"
    assert board.told_no_contact()


def test_what_binds_our_offices_binds_the_register(
    told: Told,
    board: Body,
    smsc: Running,
) -> None:
    dead, stopped, later, unlinked, hers = (
        told.awarded(number=HERS[:-1] + str(n), name=f"Person {n}") for n in range(5)
    )
    linked(
        told, PB_1=dead.beneficiary.number, PB_2=stopped.beneficiary.number, PB_4=unlinked.beneficiary.number,
        PB_5=hers.beneficiary.number,
    )  # fmt: skip
    today = told.bodies.by("old-age", business_now()[0])
    other = second(told.bodies, today.at)
    with told.house.world.role("web"):
        assert link_people(today, {"PB/3": later.beneficiary.number}) == 1
        decide_links(other, [row.pk for row in links_to_decide(other)], is_agreed=True)
        person = replace(today, person=stopped.beneficiary.person_id, role="employee", office="self")
        stop_channel(person, stopped.beneficiary.person_id, "BEN-CREDIT", "sms")
        ending = replace(person, person=unlinked.beneficiary.person_id)
        (held,) = links_of(unlinked.beneficiary.person_id)
        link = held.link
        with pytest.raises(Refused, match="neither yours"):
            end_link(person, link)
        end_link(ending, link)
        with pytest.raises(Refused, match="ended before"):
            end_link(ending, link)
    report_death(told.bodies.by("clerk"), dead.beneficiary, date(2026, 10, 25), "relative")
    told.house.sequence()
    names = [f"PB_{n}" for n in range(1, 6)]
    taken = board.post({**request(**dict.fromkeys(names)), "not_before": _in(hours=1)}).json()["state"]
    assert {one["id"]: (one["outcome"], one["reason"]) for one in taken["people"]} == {
        "PB/1": ("not_told", "NOT_REACHABLE"), "PB/2": ("not_told", "CHANNEL_OPTED_OUT"),
        "PB/3": ("not_told", "NOT_REACHABLE"), "PB/4": ("not_told", "NOT_REACHABLE"),
        "PB/5": ("accepted", None),
    }  # fmt: skip
    assert board.goes(smsc) == set()  # not before its time
    told.house.world.sql("postgres", "UPDATE privacy_outbox SET not_before = now()")
    assert board.goes(smsc) == {HERS[:-1] + "4"}
    notice = FactNotice.objects.get(person=hers.beneficiary.person_id)
    assert notice.kind == "register" and notice.values["month"] == "2026-10"
    assert UseSubject.objects.filter(use=Use.objects.latest("pk")).count() == 3
    assert board.told_no_contact()
    with (
        pytest.raises(DatabaseError, match="by a link that counts"),
        told.house.world.role("web"),
        transaction.atomic(),
    ):
        RegisterRecipient.objects.create(
            message=RegisterMessage.objects.get(), number="PB/3", person=later.beneficiary.person_id,
            values={},
        )  # fmt: skip


def _in(**span: int) -> str:
    return (business_now()[0] + timedelta(**span)).isoformat()


def test_a_test_key_plays_every_outcome_and_sends_nothing(told: Told, smsc: Running) -> None:
    award = told.awarded()
    linked(told, PB_1=award.beneficiary.number)
    body = Body(told.house, code="pension-test", key_kind="test")
    uses = Use.objects.count()
    names = ("test-accepted", "test-delivered", "test-failed", "test-consent-withdrawn", "PB/1")
    played = {"people": dict.fromkeys(names, VALUES)}
    taken = body.post({**request(), **played}).json()["state"]
    assert taken["counts"] == {"accepted": 1, "delivered": 1, "failed": 1, "not_told": 2}
    assert body.outcomes(taken["delivery"])["PB/1"] == ("not_told", "NOT_REACHABLE")
    assert body.outcomes(taken["delivery"])["test-consent-withdrawn"] == ("not_told", "CONSENT_WITHDRAWN")
    refused = body.post({**request(), "people": {"test-court-restraint": VALUES}})
    assert (refused.status_code, refused.json()["code"]) == (403, "COURT_RESTRAINT")
    assert body.goes(smsc) == set() and Use.objects.count() == uses
    assert not FactNotice.objects.filter(kind="register").exists()
    assert body.told_no_contact()
    (message,) = RegisterMessage.objects.all()
    with (
        pytest.raises(DatabaseError, match=r"is of the purpose|test_key_never_sends"),
        told.house.world.role("web"),
        transaction.atomic(),
    ):
        message.pk, message.reference, message.use_id = None, "x" * 32, uses
        message.save(force_insert=True)


def test_a_team_key_reaches_its_testers_alone(told: Told, smsc: Running) -> None:
    tester, other = told.awarded(), told.awarded(number=HERS[:-1] + "7", name="Mariam Beevi")
    linked(told, PB_1=tester.beneficiary.number, PB_2=other.beneficiary.number)
    herself = replace(
        told.bodies.by("old-age", business_now()[0]), person=tester.beneficiary.person_id, role="employee",
        office="self",
    )  # fmt: skip
    with told.house.world.role("web"), pytest.raises(Refused, match="no key for testers"):
        choose_testing(herself, SCHEME, is_tester=True)
    body = Body(told.house, code="pension-team", key_kind="team")
    herself = herself.later(business_now()[0])
    with told.house.world.role("web"):
        choose_testing(herself, SCHEME, is_tester=True)
        with pytest.raises(Refused, match="already"):
            choose_testing(herself, SCHEME, is_tester=True)
    taken = body.post(request(PB_1=None, PB_2=None)).json()["state"]
    assert taken["counts"]["accepted"] == 1
    assert body.outcomes(taken["delivery"])["PB/2"] == ("not_told", "NOT_REACHABLE")
    assert body.goes(smsc) == {HERS}
    with (
        pytest.raises(DatabaseError, match="testers alone"),
        told.house.world.role("web"),
        transaction.atomic(),
    ):
        RegisterRecipient.objects.filter(number="PB/2").get()
        RegisterRecipient.objects.create(
            message=_another(RegisterMessage.objects.get()), number="PB/2",
            person=other.beneficiary.person_id, values={},
        )  # fmt: skip


def _another(message: RegisterMessage) -> RegisterMessage:
    """A second message of the same program, under another use."""
    use = Use.objects.get(pk=message.use_id or 0)
    use.pk, use.reference, use.leaf = None, "y" * 32, use.leaf + 1
    use.save(force_insert=True)
    message.pk, message.reference, message.use = None, "z" * 32, use
    message.save(force_insert=True)
    return message


def test_her_page_names_the_body_and_its_webhook_hears_the_outcome(
    told: Told,
    board: Body,
    smsc: Running,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    award = told.awarded()
    linked(told, PB_1=award.beneficiary.number)
    with receiving() as receiver:
        hook = Webhook.objects.create(
            code="board", name="Pension board", url=f"{receiver.address}/hook", events=["delivery.outcomes"],
            within="department", scope="SJD",
        )  # fmt: skip
        wide = Webhook.objects.create(
            code="wide", name="Accountant General", url=f"{receiver.address}/wide",
            events=["delivery.outcomes"], within="state",
        )  # fmt: skip
        at = told.house.desk.service
        texts_ = [make_secret(at, one, ends_others=False) for one in (hook, wide)]
        taken = board.post(request(PB_1=None, PB_2=None)).json()["state"]
        assert board.goes(smsc) == {HERS}
        told.house.world.sql("postgres", "UPDATE privacy_delivery SET state = 'delivered'")
        assert report_register_messages(business_now()[0]) == 1
        assert report_register_messages(business_now()[0]) == 0
        assert RegisterReport.objects.get().is_final
        for pk in collect_events(is_sample=True):
            deliver_due(pk, is_sample=True)
    (got,) = [one for one in receiver.got if json.loads(one.body)["type"] == "delivery.outcomes"]
    assert got.path == "/hook"
    secret = base64.b64decode(texts_[0].removeprefix("whsec_"))
    signed = signature_of(secret, got.headers["webhook-id"], int(got.headers["webhook-timestamp"]), got.body)
    assert got.headers["webhook-signature"] == signed
    data = json.loads(got.body)["data"]
    assert data["delivery"] == taken["delivery"] and data["counts"]["delivered"] == 1
    assert data["people"][0] == {"id": "PB/1", "outcome": "delivered", "reason": None}
    board.said.append(got.body.decode())
    assert board.outcomes(taken["delivery"])["PB/1"] == ("delivered", None) and board.told_no_contact()
    code = give_code(told.bodies.by("clerk"), award.beneficiary)
    monkeypatch.setattr(access, "business_now", lambda: (at.at, True))
    client, use = Client(), Use.objects.latest("pk")
    with told.house.world.role("web"):
        client.post("/benefit/", {"code": code, "born_in": "1960"})
        page = client.get(f"/benefit/uses/{use.reference}/").content.decode()
    assert "Asked by Old age pension, program of another body" in re.sub(
        r"\s+", " ", re.sub("<[^>]*>", " ", page)
    )
    with told.house.world.role("web"):
        own = client.get("/benefit/registers/").content.decode()
    assert f'href="/benefit/uses/{use.reference}/"' in own and "Old age pension" in own
    assert message_of_code(FactNotice.objects.get().code).sender == SCHEME  # type: ignore[union-attr]


def test_a_register_of_employees_is_told_by_mail(town: Town) -> None:
    house = town.house
    Department.objects.create(code="FIN", name="Finance")
    body = Body(
        house,
        code="pay-desk",
        office="FIN",
        scope="FIN",
        purpose="SAL-CREDIT",
        name="Pay desk",
        name_ml="ശമ്പളം",
    )
    early = town["owner"].authority.later(house.desk.service.at - timedelta(days=2))
    other = officer(house, "fin-owner-2", "purpose_owner").authority.later(early.at)
    numbers = list(Employment.objects.order_by("pk").values_list("number", flat=True))
    with house.world.role("web"):
        assert link_people(early, {f"T/{n}": number for n, number in enumerate(numbers)}) == len(numbers)
        assert link_people(early, {"T/0": numbers[0]}) == 0
        decide_links(other, [row.pk for row in links_to_decide(other)], is_agreed=True)
        assert link_people(early, {"T/0": numbers[0]}) == 0
        with pytest.raises(UnsoundInput) as faulty:
            link_people(
                early,
                {
                    "T/0": numbers[1],
                    "T/9": "999999",
                    "test-x": numbers[0],
                    "person0@office.example": numbers[0],
                },
            )
    assert [one.code for one in faulty.value.faults] == [
        "register_number_taken", "register_person_unknown", "register_number_reserved",
        "register_number_unreadable",
    ]  # fmt: skip
    house.sequence()
    before = len(house.mailbox.received)
    given = {
        "purpose": "SAL-CREDIT", "text": "salary-credited",
        "people": {f"T/{n}": {
            "month": "2026-10", "credited_on": "2026-11-02", "net_masked": "••,427",
            "account_last4": "••0022",
        } for n in range(4)},
    }  # fmt: skip
    taken = body.post(given)
    assert taken.status_code == 200, taken.content
    queue_register_messages()
    house.sequence()
    house.dispatch()
    assert sorted(house.mailbox.addresses[before:]) == [MAIL.format(n=n) for n in range(3)]
    outcomes = body.outcomes(taken.json()["state"]["delivery"])
    assert outcomes["T/0"][0] in ("accepted", "delivered")
    assert outcomes["T/3"] == ("not_told", "NOT_REACHABLE")
    assert body.told_no_contact()


def test_a_webhook_that_nobody_hears_waits_for_the_administrator(
    told: Told,
    board: Body,
    quickly: None,
) -> None:
    linked(told, PB_1=told.awarded().beneficiary.number)
    admin = replace(told.house.desk.service, role="administrator", person=1)
    assert [one.code for one in unheard_webhooks()] == []
    with receiving(500, 500, 500, 500, 500, 500, 500, 500) as receiver:
        hook = Webhook.objects.create(
            code="board", name="Pension board", url=f"{receiver.address}/hook", events=["delivery.outcomes"],
            within="department", scope="SJD",
        )  # fmt: skip
        make_secret(admin, hook, ends_others=False)
        for _ in range(5):
            collect_events(is_sample=True)
            deliver_due(hook.pk, is_sample=True)
    (found,) = unheard_webhooks()
    assert (found.code, found.failed) == ("board", 1)  # type: ignore[attr-defined]
