"""The roll of the people that a message affected: asked, confirmed, made, claimed on, proven and checked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connections, transaction

from tests.messaging.test_evidence_files import judged
from tests.messaging.town import Town
from vethanam.acts.executor import look, perform
from vethanam.errors import Refused, Unsound, UnsoundInput
from vethanam.evidence import published_trees, roll_making
from vethanam.evidence.bundles import whole_log
from vethanam.evidence.published_trees import publish_trees
from vethanam.evidence.roll_making import make_rolls
from vethanam.evidence.roll_proofs import proof_of_roll
from vethanam.evidence.rolls import confirm_roll, counts_of
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal import audit
from vethanam.ledger import standalone
from vethanam.ledger.label_trees import LEAF_BYTES
from vethanam.ledger.verifier import verify
from vethanam.messaging.actions.campaigns import Draft, compose
from vethanam.messaging.models import Campaign
from vethanam.people.models import Person
from vethanam.privacy.actions import Filing, file_restraint, open_case
from vethanam.privacy.actions.duties import open_case_of_looks
from vethanam.privacy.audit import broken_invariants
from vethanam.privacy.models import MadeRoll, Roll, RollClaim, RollConfirmation, RollLine

STRANGER = 777


@pytest.fixture
def campaign(town: Town) -> Campaign:
    """A message that reached the people of the house."""
    campaign = town.approved()
    town.sent(campaign)
    town.house.dispatch()
    return campaign


def made_by_worker(town: Town) -> int:
    """Let the log sign, the worker make rolls, and the log sign again."""
    town.house.sequence()
    with town.house.world.role("worker"):
        count = make_rolls(town.house.desk.service)
    town.house.sequence()
    return count


def made_roll(town: Town, of: str, subject: str) -> Roll:
    with town.house.world.role("web"):
        asked = town["law"].does("make_roll", of=of, subject=subject)
        assert asked.ok, asked.says
        confirmed = town["dpo"].does("confirm_roll", roll=asked.state["roll"])
        assert confirmed.ok, confirmed.says
    made_by_worker(town)
    return Roll.objects.get(reference=asked.state["roll"])


def herself(town: Town, person: int) -> tuple[Account, Authority]:
    """The account of a person of the house."""
    account = Account.objects.create(username=f"person-{person}")
    Person.objects.filter(pk=person).update(account=account)
    at = town["law"].authority.at
    return account, Authority(account.pk, person, "DEPT", "employee", at, is_sample=True)


def claims(town: Town, person: int, roll: Roll, line: int) -> str:
    account = Account.objects.filter(username=f"person-{person}").first()
    authority = (
        herself(town, person)[1]
        if account is None
        else Authority(account.pk, person, "DEPT", "employee", town["law"].authority.at, is_sample=True)
    )
    account = account or Account.objects.get(pk=authority.account)
    with town.house.world.role("web"):
        done = perform("claim_on_roll", account, {"roll": roll.reference, "line": line}, authority=authority)
    return "done" if done.ok else done.code


def findings() -> list[str]:
    return [one.code for one in broken_invariants("owner") if one.code.startswith("roll")]


def test_a_roll_goes_from_two_officers_to_a_claim(town: Town, campaign: Campaign) -> None:
    with town.house.world.role("web"):
        asked = town["law"].does("make_roll", of="message", subject=campaign.reference)
    roll = Roll.objects.get()
    assert asked.ok and asked.state["state"] == "asked"
    assert made_by_worker(town) == 0
    with town.house.world.role("web"):
        assert town["dpo"].does("confirm_roll", roll=roll.reference).state["state"] == "confirmed"
    with town.house.world.role("worker"):
        assert make_rolls(town.house.desk.service) == 0, "before the log signed both"
    assert (made_by_worker(town), made_by_worker(town)) == (1, 0)
    made, lines = MadeRoll.objects.get(), RollLine.objects.order_by("number")
    assert made.lines == len(lines) == len(town.house.people) and made.classes == {"employee": made.lines}
    assert {line.person for line in lines} == {*town.house.people}
    assert [line.number for line in lines] == [*range(1, made.lines + 1)]
    assert {(line.uses, line.district) for line in lines} == {(1, "other")}
    assert made.messages == sum(town.house.states().values())
    assert [bytes(line.label) for line in lines] == sorted(bytes(line.label) for line in lines)
    law = Account.objects.get(pk=town["law"].authority.account)
    (row,) = look("rolls", law, {}, authority=town["law"].authority).state["rolls"]
    assert (row["state"], row["lines"], row["claimed"]) == ("made", "fewer than 20", 0)
    first, other = lines[0], lines[1]
    account, authority = herself(town, first.person)
    (mine,) = look("my_rolls", account, {}, authority=authority).state["lines"]
    assert (mine["line"], mine["subject"], mine["claimed_at"]) == (first.number, campaign.reference, None)
    assert claims(town, first.person, roll, other.number) == "roll_line_of_another"
    assert claims(town, first.person, roll, first.number) == "done"
    assert claims(town, first.person, roll, first.number) == "claimed_before"
    assert RollClaim.objects.count() == 1
    (mine,) = look("my_rolls", account, {}, authority=authority).state["lines"]
    assert mine["claimed_at"]
    town.house.sequence()
    assert findings() == [] and list(audit.broken_invariants("owner")) == []


def test_who_may_not_and_what_is_no_subject(town: Town, campaign: Campaign) -> None:
    def code(who: str, act: str, **given: Any) -> str:
        with town.house.world.role("web"):
            done = town[who].does(act, **given)
            return "done" if done.ok else done.code

    assert code("dpo", "make_roll", of="message", subject=campaign.reference) != "done"
    assert code("desk", "make_roll", of="message", subject=campaign.reference) != "done"
    assert code("law", "make_roll", of="message", subject="M-1") == "roll_subject_missing"
    assert code("law", "make_roll", of="case", subject="2026/9999") == "roll_subject_missing"
    dpo = town["dpo"].authority
    by_hand = open_case(dpo, "data_reached", dpo.at - timedelta(hours=1), 40, "A copy was found.")
    assert code("law", "make_roll", of="case", subject=by_hand.number) == "roll_of_case_by_hand"
    assert not Roll.objects.exists()
    assert code("law", "make_roll", of="message", subject=campaign.reference) == "done"
    assert code("law", "make_roll", of="message", subject=campaign.reference) == "roll_asked_before"
    roll = Roll.objects.get()
    assert code("law", "confirm_roll", roll=roll.reference) != "done"
    assert code("dpo", "confirm_roll", roll="ROLL-0") == "no_such_roll"
    assert claims(town, town.house.people[0], roll, 1) == "roll_line_of_another"
    with pytest.raises(Unsound, match="is not made yet"):
        proof_of_roll(roll.reference, STRANGER)
    assert code("dpo", "confirm_roll", roll=roll.reference) == "done"
    assert code("dpo", "confirm_roll", roll=roll.reference) == "roll_confirmed_before"
    assert RollConfirmation.objects.count() == 1


def test_one_proves_that_she_is_on_the_roll_and_that_she_is_not(
    town: Town, campaign: Campaign, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    roll = made_roll(town, "message", campaign.reference)
    on, off = proof_of_roll(roll.reference, town.house.people[0]), proof_of_roll(roll.reference, STRANGER)
    assert (judged(on).outcome, judged(off).outcome) == ("verified", "verified")
    number = RollLine.objects.get(person=town.house.people[0]).number
    assert f'"line":{number}' in on.decode() and '"vethanam-absence/1"' in off.decode()
    altered = on.replace(f'"line":{number}'.encode(), b'"line":99')
    assert standalone.verify(altered)["outcome"] != "verified"
    assert publish_trees(tmp_path) == 0


def test_a_changed_line_or_count_is_found_and_the_database_refuses_others(
    town: Town, campaign: Campaign
) -> None:
    roll = made_roll(town, "message", campaign.reference)
    assert findings() == []
    second = RollLine.objects.get(number=2)
    for table in ("privacy_rollline", "privacy_maderoll"):
        with pytest.raises(DatabaseError, match="appended to"), transaction.atomic("owner"):
            connections["owner"].cursor().execute(f"DELETE FROM {table}")

    def forge(change: str) -> None:
        town.house.world.sql("postgres", f"SET session_replication_role = replica; {change}")

    for change, back in (
        (
            "UPDATE privacy_rollline SET messages = messages + 1 WHERE number = 1",
            "UPDATE privacy_rollline SET messages = messages - 1 WHERE number = 1",
        ),
        (
            "UPDATE privacy_rollline SET district = 'Idukki' WHERE number = 1",
            "UPDATE privacy_rollline SET district = 'other' WHERE number = 1",
        ),
        ("UPDATE privacy_maderoll SET uses = uses + 1", "UPDATE privacy_maderoll SET uses = uses - 1"),
        (
            "UPDATE privacy_rollline SET person = 777 WHERE number = 2",
            f"UPDATE privacy_rollline SET person = {second.person} WHERE number = 2",
        ),
    ):
        forge(change)
        assert findings() == ["roll_differs"], change
        forge(back)
        assert findings() == [], back
    assert roll.made.lines == len(town.house.people)


def test_a_restraint_and_a_case_of_looks_have_rolls_too(town: Town, campaign: Campaign) -> None:
    law = town["law"].authority
    filing = Filing("WPC-9", "court_order", law.at, {"purposes": ("SVC-TERMS",)}, dated=law.at.date())
    file_restraint(law, filing)
    roll = made_roll(town, "restraint", "WPC-9")
    assert (roll.made.lines, roll.made.messages) == (
        len(town.house.people),
        sum(town.house.states().values()),
    )
    case = open_case_of_looks(town["dpo"].authority, town["desk"].authority.account, 21)
    assert case is not None
    with town.house.world.role("web"):
        asked = town["law"].does("make_roll", of="case", subject=case.number)
    assert asked.code == "roll_of_nobody", "it looked nobody up"
    assert findings() == []


def test_the_tree_of_a_roll_of_many_people_is_published(
    town: Town, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of an account that saw 130 people outside its desk, as the rows of looks say."""
    account, at, many = town["desk"].authority.account, town["law"].authority.at, 130
    case = open_case_of_looks(town["dpo"].authority, account, many)
    assert case is not None
    sql = town.house.world.sql
    sql(
        "postgres",
        "INSERT INTO privacy_look (account_id, person, page, reason, office, role, scope, at)"
        " SELECT %s, 90000 + n, 'pay', '', 'FIN', 'clerk', '', %s::timestamptz - interval '1 hour'"
        " FROM generate_series(1, %s) n",
        account, at, many,
    )  # fmt: skip
    sql(
        "postgres",
        "INSERT INTO privacy_lookentry (look_id, person, number, head, is_outside)"
        " SELECT id, person, 1, decode(repeat('00', 32), 'hex'), true FROM privacy_look",
    )
    roll = made_roll(town, "case", case.number)
    assert (roll.made.lines, roll.made.classes) == (many, {"unknown": many})
    monkeypatch.setattr(published_trees, "_publish_map", lambda _: 0)
    assert (publish_trees(tmp_path), publish_trees(tmp_path)) == (1, 0)
    published = (tmp_path / "persons" / bytes(roll.made.root).hex()).read_bytes()
    assert len(published) == many * LEAF_BYTES
    on, off = proof_of_roll(roll.reference, 90001), proof_of_roll(roll.reference, STRANGER)
    assert (judged(on).outcome, judged(off).outcome) == ("verified", "verified")
    assert findings() == []


def test_everybody_on_it_is_told_once_under_the_purpose_of_breaches(town: Town, campaign: Campaign) -> None:
    roll = made_roll(town, "message", campaign.reference)
    desk, people = town["desk"].authority, sorted(town.house.people)

    def draft(**rule: list[str]) -> Draft:
        return Draft(None, purpose="BREACH-INT", rule=rule)

    with pytest.raises(UnsoundInput):
        compose(desk, draft(roll=["ROLL-unknown"]))
    with pytest.raises(UnsoundInput):
        compose(desk, replace(draft(roll=[roll.reference]), purpose="SVC-TERMS"))
    told = compose(desk, draft(roll=[roll.reference])).campaign
    assert told is not None and told.members == people
    assert (told.cohort, told.text.code, told.values) == (
        f"people on roll: {roll.reference}", "roll-made", {"roll": roll.reference},
    )  # fmt: skip
    with pytest.raises(Refused, match="They are told once"):
        compose(desk, draft(roll=[roll.reference]))
    with pytest.raises(AssertionError, match="approval"):
        town.sent(told)
    before = len(town.house.mailbox.received)
    town["dpo"].approves(told)
    town.house.sequence()
    town.sent(told)
    town.house.dispatch()
    letters = [letter.decode() for _, letter in town.house.mailbox.received[before:]]
    assert len(letters) == counts_of(roll).told == 3, "one of them has no address, and reads it on the page"
    assert all(roll.reference in letter and "What happened" in letter for letter in letters)
    with pytest.raises(Refused, match="They are told once"):
        compose(desk, draft(roll=[roll.reference]))
    (row,) = look_rolls(town)
    assert row["told"] == "fewer than 20" and verify(whole_log()).outcome == "verified"


def test_a_restraint_on_the_purpose_stops_the_message_to_a_roll(town: Town, campaign: Campaign) -> None:
    roll = made_roll(town, "message", campaign.reference)
    law = town["law"].authority
    file_restraint(
        law, Filing("WPC-10", "court_order", law.at, {"purposes": ("BREACH-INT",)}, dated=law.at.date())
    )
    done = compose(town["desk"].authority, Draft(None, purpose="BREACH-INT", rule={"roll": [roll.reference]}))
    assert "COURT_RESTRAINT" in (done.decision.reason, *done.decision.also)
    assert counts_of(roll).told == 0


def look_rolls(town: Town) -> list[dict[str, Any]]:
    law = town["law"].authority
    account = Account.objects.get(pk=law.account)
    return list(look("rolls", account, {}, authority=law).state["rolls"])


def test_a_confirmation_without_a_signature_makes_no_roll(town: Town, campaign: Campaign) -> None:
    with town.house.world.role("web"):
        asked = town["law"].does("make_roll", of="message", subject=campaign.reference)
        confirm_roll(town["dpo"].authority, asked.state["roll"])
    assert RollConfirmation.objects.count() == 1
    assert made_by_worker(town) == 0 and not RollLine.objects.exists()


def test_a_killed_worker_leaves_nothing_behind(
    town: Town, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: Any, **__: Any) -> int:
        raise KeyboardInterrupt

    with town.house.world.role("web"):
        asked = town["law"].does("make_roll", of="message", subject=campaign.reference)
        town["dpo"].does("confirm_roll", roll=asked.state["roll"])
    with monkeypatch.context() as patch:
        patch.setattr(roll_making, "append", killed)
        with pytest.raises(KeyboardInterrupt):
            made_by_worker(town)
    assert not RollLine.objects.exists() and made_by_worker(town) == 1
    assert RollLine.objects.count() == len(town.house.people)
