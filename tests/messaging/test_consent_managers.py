"""A registered consent manager's program reads, gives and withdraws the consents of people who linked it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from tests.messaging.house import House
from tests.messaging.test_publicity import GIVEN, Press, press, readers
from tests.signers import administrators, do
from vethanam.acts.executor import Limit, look, perform
from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.identity.tokens import issue_token
from vethanam.journal.business_time import business_now
from vethanam.journal.models import Staged
from vethanam.messaging.actions import queue_allowed
from vethanam.messaging.actions.campaign_queue import send
from vethanam.people.models import CONSENT_MANAGER, Program
from vethanam.privacy.actions.consent_managers import end_manager_link, make_manager_code
from vethanam.privacy.agreement_proofs import agreement_findings, registered_managers
from vethanam.privacy.consent_managers import consents_for_manager
from vethanam.privacy.consents import consent_entries, consents_of, notice_for
from vethanam.privacy.models import (
    Consent,
    ConsentManager,
    ConsentWithdrawal,
    ManagerCall,
    ManagerCode,
    ManagerLink,
)

__all__ = ["press", "readers"]
ROW = {
    "number": "CM-1", "name": "Example Consents", "name_ml": "", "valid_from": "2026-01-01",
    "valid_until": "2039-12-31",
}  # fmt: skip
SURVEY = {"purpose": "SURVEY", "to": "GAD"}


class Manager:
    """The program of a consent manager at the real HTTP interface of the web process."""

    def __init__(self, house: House, number: str = "CM-1") -> None:
        self.house, self.number, self.said = house, number, list[str]()
        account = Account.objects.create(
            username=f"program-{number.lower()}", kind=Account.Kind.SERVICE, password="!"
        )
        days = {"valid_from": date(2026, 1, 1), "valid_until": date(2039, 12, 31)}
        Program.objects.create(
            code=number.lower(), name="Example", office="FIN", role=CONSENT_MANAGER, scope=number,
            account=account, recorded_at=house.desk.service.at, **days,
        )  # fmt: skip
        self.account, lasts = account, timedelta(days=30)
        self.token = issue_token(account, name="x", role=CONSENT_MANAGER, scope=number, lasts=lasts)[1]
        self.client = Client(raise_request_exception=False)

    def post(self, act: str, **given: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": f"key-{len(self.said)}"}
        with self.house.world.role("web"):
            answer = self.client.post(
                f"/api/acts/{act}", given, content_type="application/json", headers=headers
            )
        self.said.append(answer.content.decode())
        return answer

    def get(self, view: str, **given: str) -> Any:
        with self.house.world.role("web"):
            answer = self.client.get(
                f"/api/views/{view}", given, headers={"Authorization": f"Bearer {self.token}"}
            )
        self.said.append(answer.content.decode())
        return answer

    def code_of(self, her: Authority) -> tuple[str, ManagerCode]:
        with self.house.world.role("web"):
            return make_manager_code(her, self.number)

    def ends(self, her: Authority, link: ManagerLink) -> None:
        with self.house.world.role("web"):
            end_manager_link(her, link)

    def linked(self, her: Authority) -> str:
        """The handle of a person who makes a code and enters it here."""
        code, _row = self.code_of(her)
        answer = self.post("redeem_manager_code", code=code)
        assert answer.status_code == 200, answer.content
        return str(answer.json()["once"]["handle"])


def registered(house: House, **changes: str) -> None:
    """Two administrators sign a consent manager, as a page does."""
    at, (first, second) = house.desk.service.at, administrators()
    with house.world.role("web"):
        proposed = do("propose_master", first, at, kind="consent_manager", row={**ROW, **changes})
        do("decide_master", second, at, proposal=proposed["proposal"], outcome="agree")
    house.sequence()


def today(her: Authority) -> Authority:
    return replace(her, at=business_now()[0])


@pytest.fixture
def manager(press: Press) -> Manager:
    registered(press.town.house)
    return Manager(press.town.house)


def survey_of(handle: str) -> dict[str, Any]:
    notice = notice_for("SURVEY", "en")
    assert notice is not None
    return {
        "handle": handle, **SURVEY, "channels": ["email"], "language": "en",
        "notice": bytes(notice.hash).hex(),
    }  # fmt: skip


def refused(answer: Any) -> str:
    """The code of a refusal that has a sentence, and is on record as the latest call and entry."""
    told = answer.json()
    assert (answer.status_code, told["ok"]) == (403, False) and told["says"]
    call = ManagerCall.objects.latest("pk")
    assert call.refusal == told["code"]
    assert b'"consent_manager.refused"' in bytes(Staged.objects.get(pk=call.leaf).leaf)
    return str(told["code"])


def test_a_linked_person_consents_reviews_and_withdraws_through_it(press: Press, manager: Manager) -> None:
    her = today(press.herself(0))
    handle = manager.linked(her)
    seen = manager.get("manager_consents", handle=handle).json()["state"]
    (offer,) = [one for one in seen["offers"] if (one["purpose"], one["controller"]) == ("SURVEY", "GAD")]
    assert "EMP-VERIFY" in {one["purpose"] for one in seen["offers"]}
    assert seen["consents"] == [] and offer["notices"][0]["notice_hash"] == survey_of(handle)["notice"]
    given = manager.post("give_consent_through_manager", **survey_of(handle))
    assert given.status_code == 200, given.content
    (consent,) = consents_of(her.person or 0)
    assert (consent.purpose, consent.manager, consent.given_by) == ("SURVEY", "CM-1", "self")
    leaf = bytes(Staged.objects.get(pk=consent.leaf).leaf)
    assert b'"consent.given"' in leaf and b'"manager":"CM-1"' in leaf
    assert manager.post("give_consent_through_manager", **survey_of(handle)).json()["code"] == "given_before"
    seen = manager.get("manager_consents", handle=handle).json()["state"]
    assert seen["consents"] == consent_entries(her.person or 0) and seen["consents"][0]["manager"] == "CM-1"
    link = ManagerLink.objects.get(person=her.person or 0)
    offers = consents_for_manager(link, her.at, ["beneficiary"])["offers"]
    purposes = {one["purpose"] for one in offers}
    assert "SURVEY" in purposes and "EMP-VERIFY" not in purposes, "a certificate of service is not for her"
    gone = manager.post("withdraw_consent_through_manager", handle=handle, **SURVEY)
    assert gone.status_code == 200, gone.content
    (consent,) = consents_of(her.person or 0)
    assert consent.withdrawn_through == "CM-1" and not consent.is_live
    again = manager.post("withdraw_consent_through_manager", handle=handle, **SURVEY)
    assert again.json()["code"] == "manager_no_consent"
    calls = ManagerCall.objects.filter(link__person=her.person or 0).order_by("pk")
    assert [one.does for one in calls] == ["read", "give", "read", "withdraw"]
    whole = "".join(manager.said)
    names = [f"person{her.person}", "@office.example", "+9100000"]
    assert not [one for one in names if one in whole] and '"person"' not in whole


def test_a_message_that_waits_is_cancelled_when_she_withdraws_through_it(readers: Press) -> None:
    """Three people are to be told; one withdraws before the dispatcher's turn, and her letter never goes."""
    house = readers.town.house
    registered(house)
    manager, her = Manager(house), today(readers.herself(0))
    handle = manager.linked(her)
    before, who = len(house.mailbox.received), readers["desk"].authority
    assert send(who, readers.approved()).decision.is_allowed
    queue_allowed()
    house.sequence()
    named = {"purpose": "PUBLICITY", "to": "PRD"}
    gone = manager.post("withdraw_consent_through_manager", handle=handle, **named)
    assert gone.status_code == 200, gone.content
    assert ConsentWithdrawal.objects.get().cancelled >= 1
    house.sequence()
    house.dispatch()
    assert sorted(house.mailbox.addresses[before:]) == [GIVEN.format(n=n) for n in (1, 2)]


def test_one_that_two_administrators_did_not_sign_is_refused_on_record(press: Press) -> None:
    house = press.town.house
    with house.world.role("web"):
        days = {name: date.fromisoformat(ROW[name]) for name in ("valid_from", "valid_until")}
        ConsentManager.objects.create(**{**ROW, **days}, recorded_at=house.desk.service.at)
    manager = Manager(house)
    assert registered_managers(business_now()[0]) == {}
    assert [one.code for one in agreement_findings()] == ["agreement_unproven"]
    with pytest.raises(Refused, match="No consent manager"):
        manager.code_of(today(press.herself(0)))
    assert refused(manager.post("redeem_manager_code", code="ABCD")) == "manager_not_registered"
    assert refused(manager.get("manager_consents", handle="0" * 32)) == "manager_not_registered"
    given = manager.post("give_consent_through_manager", **survey_of("0" * 32))
    assert refused(given) == "manager_not_registered" and not Consent.objects.exists()


def test_one_whose_registration_is_over_is_refused_on_record(press: Press, manager: Manager) -> None:
    handle = manager.linked(today(press.herself(0)))
    registered(press.town.house, valid_until="2026-02-01")
    for answer in (
        manager.get("manager_consents", handle=handle),
        manager.post("give_consent_through_manager", **survey_of(handle)),
        manager.post("withdraw_consent_through_manager", handle=handle, **SURVEY),
    ):
        assert refused(answer) == "manager_not_registered"
    assert ManagerCall.objects.latest("pk").link is not None  # it stands on her page


def test_a_code_works_once_in_time_and_for_its_manager_alone(press: Press, manager: Manager) -> None:
    house, her = press.town.house, today(press.herself(0))
    registered(house, number="CM-2")
    other = Manager(house, "CM-2")
    code, row = manager.code_of(her)
    assert refused(other.post("redeem_manager_code", code=code)) == "manager_code_unknown"
    assert redeemed(manager, code, row.ends_at + timedelta(seconds=1)) == "manager_code_over"
    assert manager.post("redeem_manager_code", code=code.lower()).status_code == 200
    assert refused(manager.post("redeem_manager_code", code=code)) == "manager_code_used"
    with pytest.raises(Refused, match="linked already"):
        manager.code_of(her)
    assert code not in "".join(manager.said) and ManagerLink.objects.count() == 1


def redeemed(manager: Manager, code: str, at: datetime) -> str:
    limit = Limit(CONSENT_MANAGER, manager.number, is_machine=True)
    given: Mapping[str, Any] = {"code": code}
    with manager.house.world.role("web"):
        done = perform("redeem_manager_code", manager.account, given, at, is_sample=True, limit=limit)
    return done.refusal


def test_a_handle_is_good_for_its_manager_and_person_alone(press: Press, manager: Manager) -> None:
    house = press.town.house
    handle = manager.linked(today(press.herself(0)))
    registered(house, number="CM-2")
    other = Manager(house, "CM-2")
    assert refused(other.get("manager_consents", handle=handle)) == "manager_not_linked"
    assert refused(manager.get("manager_consents", handle="0" * 32)) == "manager_not_linked"
    manager.post("give_consent_through_manager", **survey_of(handle))
    assert [one.person for one in Consent.objects.all()] == [press.herself(0).person]


def test_only_she_ends_her_link_and_then_it_is_refused(press: Press, manager: Manager) -> None:
    her = today(press.herself(0))
    handle = manager.linked(her)
    manager.post("give_consent_through_manager", **survey_of(handle))
    link = ManagerLink.objects.get()
    with pytest.raises(Refused, match="by its person"):
        manager.ends(today(press.herself(1)), link)
    manager.ends(her, link)
    with pytest.raises(Refused, match="ended before"):
        manager.ends(her, link)
    for answer in (
        manager.get("manager_consents", handle=handle),
        manager.post("withdraw_consent_through_manager", handle=handle, **SURVEY),
    ):
        assert refused(answer) == "manager_link_over"
    (consent,) = consents_of(her.person or 0)
    assert consent.is_live
    assert manager.linked(her) != handle


def test_it_does_nothing_else(press: Press, manager: Manager) -> None:
    handle = manager.linked(today(press.herself(0)))
    for act in ("deliver", "consent", "withdraw_consent", "make_manager_code", "end_manager_link"):
        assert manager.post(act, **SURVEY).status_code in (403, 422), act
    for view, given in (("person", {"employment": "E1"}), ("deliveries", {}), ("people", {}), ("uses", {})):
        assert not manager.get(view, **given).json().get("ok"), view
    wrong = manager.post("give_consent_through_manager", **{**survey_of(handle), "notice": "00" * 32})
    assert wrong.json()["code"] == "other_notice"
    beyond = manager.post("give_consent_through_manager", **{**survey_of(handle), "purpose": "SAL-CREDIT"})
    assert beyond.json()["code"] == "no_consent_asked" and not Consent.objects.exists()
    officer = Account.objects.get(pk=press["desk"].authority.account)
    assert look("manager_consents", officer, {"handle": handle}, is_sample=True).code == "not_acting_as"


def test_the_database_takes_no_consent_through_a_manager_without_a_link(
    press: Press, manager: Manager
) -> None:
    her = today(press.herself(0))
    manager.post("give_consent_through_manager", **survey_of(manager.linked(her)))
    row = Consent.objects.values().get()
    link = ManagerLink.objects.values().get()
    del row["id"], link["id"]
    with press.town.house.world.role("web"):
        false = {**row, "person": press.herself(1).person, "reference": "x"}
        with pytest.raises(DatabaseError, match="not ended"), transaction.atomic():
            Consent.objects.create(**false)
        with pytest.raises(DatabaseError, match="by the code of its person"), transaction.atomic():
            ManagerLink.objects.create(**{**link, "person": press.herself(1).person, "handle_hash": b"1"})
