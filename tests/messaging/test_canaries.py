"""Canaries: planted by two officers, reached by no message, and an incident once something reaches one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction

from tests.messaging.test_dispatch import superuser
from tests.messaging.town import Town
from tests.signers import administrators, do, signs
from vethanam.acts.executor import Performed, perform
from vethanam.benefits.models import Beneficiary
from vethanam.errors import Broken
from vethanam.journal.queries import leaf_content
from vethanam.ledger.commitments import commitment
from vethanam.ledger.persons import root_of_persons
from vethanam.messaging.actions import canaries
from vethanam.messaging.canaries import LETTERS, canary_counts, record_of, seen_in_thousandths
from vethanam.messaging.canary_audit import canary_findings
from vethanam.messaging.canary_models import Canary, CanaryPlanting, CanaryProposal, CanaryReached
from vethanam.messaging.cohorts import ALL, ALL_BENEFICIARIES, Rule, members, people_of
from vethanam.messaging.subjects import subjects_of
from vethanam.people.models import Employment, Person
from vethanam.privacy.models import Contact, Duty, Outbox, UseSubject
from vethanam.privacy.queries import people_in
from vethanam.service_book.models import ServiceSpell

WANTED = {"kind": "processor", "holder": "KSITM", "people": "25", "domain": "post.example"}
WORDS = sha256(b"Vote for us").hexdigest()


@dataclass
class Planted:
    """The canaries of one holder, and the codes that only their addresses hold."""

    town: Town
    codes: list[str]
    people: list[int]

    def reached(self, which: int = 0, by: str = "dpo", **given: Any) -> Performed:
        day = self.town.house.desk.service.at.date().isoformat()
        given = {"code": self.codes[which], "day": day, "channel": "email", "words": WORDS, **given}
        return self.town[by].does("open_canary", **given)


def proposed(town: Town, **changes: str) -> CanaryProposal:
    first, _ = administrators()
    state = do("plant_canaries", first, town.house.desk.service.at, **{**WANTED, **changes})
    return CanaryProposal.objects.get(pk=state["proposal"])


@pytest.fixture
def planted(town: Town, monkeypatch: pytest.MonkeyPatch) -> Planted:
    codes, letters = list[str](), canaries._letters

    def kept(count: int) -> str:
        codes.append(letters(count))
        return codes[-1]

    monkeypatch.setattr(canaries, "_letters", kept)
    proposal = proposed(town)
    codes.clear()
    assert town["dpo"].does("agree_canaries", proposal=proposal.pk).ok
    return Planted(town, codes, list(Canary.objects.order_by("pk").values_list("subject", flat=True)))


def findings() -> set[str]:
    with connections["default"].cursor() as cursor:
        return {one.code for one in canary_findings(cursor)}


def test_two_officers_plant_canaries_and_the_log_commits_to_them(planted: Planted) -> None:
    planting = CanaryPlanting.objects.get()
    mark, content = planting.proposal.mark, leaf_content(planting.leaf)
    assert content["kind"] == "canaries.planted"
    said: Mapping[str, Any] = content["public"]
    assert (said["mark"], said["holder"], said["count"]) == (mark, "processor", 25)
    salts = Canary.objects.order_by("pk").values_list("salt", flat=True)
    records = [record_of(mark, code) for code in planted.codes]
    made = [commitment(bytes(salt), record) for salt, record in zip(salts, records, strict=True)]
    assert said["root"] == root_of_persons(made).hex()
    assert set("".join(planted.codes)) <= set(LETTERS) and len(set(planted.codes)) == 25
    contacts = Contact.objects.filter(person__in=planted.people)
    assert {(one.kind, one.mask, one.register) for one in contacts} == {("email_personal", "", "SPARK")}
    with planted.town.house.world.connect("postgres") as connection:
        (sealed,) = connection.execute(
            "SELECT count(*) FROM privacy_sealed WHERE contact_id = ANY (%s)", [[one.pk for one in contacts]]
        ).fetchone() or (0,)
    assert sealed == 25
    proposal = leaf_content(planting.proposal.leaf)["public"]
    for leaf in (said, proposal):
        assert "signed" in leaf
        assert not any(word in str(leaf) for word in ("KSITM", "post.example", *planted.codes))
    assert findings() == set()


def test_no_rule_of_people_selects_a_canary_and_no_message_reaches_one(planted: Planted) -> None:
    at, mine = planted.town.house.desk.service.at, set(planted.people)
    every = [Rule(), Rule.of({"category": list(Employment.Category.values)}), Rule(source="PRD-OPTIN")]
    assert members(Rule(), at) and not any(mine & set(members(rule, at)) for rule in every)
    assert not mine & {*people_of(ALL), *people_of(ALL_BENEFICIARIES), *people_in("PRD-OPTIN")}
    with pytest.raises(Broken, match="without an employment"):
        subjects_of(planted.people[:1], ["email"], "SAL-CREDIT", at=at)
    town = planted.town
    town.sent(town.approved())
    town.house.dispatch()
    received = town.house.mailbox.addresses
    assert received and not any(address.endswith("@post.example") for address in received)
    assert not ServiceSpell.objects.filter(employment__person__in=mine).exists()
    assert not any(model.objects.filter(person__in=mine).exists() for model in (UseSubject, Outbox))


@pytest.mark.parametrize("model", [Employment, Beneficiary])
def test_a_canary_enters_no_service_and_no_scheme(planted: Planted, model: type[Any]) -> None:
    at = planted.town.house.desk.service.at
    further = {"category": "state"} if model is Employment else {}
    with pytest.raises(IntegrityError, match="no employment and no benefit"), transaction.atomic():
        model.objects.create(person_id=planted.people[0], number="100999", recorded_at=at, **further)
    her = Person.objects.create(name="Anitha", born=at.date(), recorded_at=at)
    model.objects.create(person=her, number="100999", recorded_at=at, **further)


def test_two_persons_of_the_two_roles_plant(town: Town) -> None:
    proposal, at = proposed(town), town.house.desk.service.at
    first, second = administrators()
    for account in (first, second):
        again = perform("agree_canaries", account, {"proposal": proposal.pk}, at, is_sample=True, sign=signs)
        assert not again.ok and "One of the two is an administrator" in again.says
    for name in ("desk", "owner", "law"):
        assert not town[name].does("plant_canaries", **WANTED).ok
        assert not town[name].does("agree_canaries", proposal=proposal.pk).ok
    assert CanaryProposal.objects.count() == 1 and not Canary.objects.exists()
    assert town["dpo"].does("agree_canaries", proposal=proposal.pk).ok
    twice = town["dpo"].does("agree_canaries", proposal=proposal.pk)
    assert not twice.ok and "planted already" in twice.says and Canary.objects.count() == 25
    nothing = town["dpo"].does("agree_canaries", proposal=proposal.pk + 7)
    assert not nothing.ok and "no proposal" in nothing.says


def test_every_fault_of_a_proposal_is_told_at_once(town: Town) -> None:
    faulty = {"kind": "program", "holder": "NOBODY", "people": "501", "domain": "a@post.example"}
    done = town["dpo"].does("plant_canaries", **faulty)
    assert not done.ok and {one.field for one in done.faults} == {"holder", "people", "domain"}
    assert "a@post" not in str(done) and not CanaryProposal.objects.exists()


def test_what_reaches_a_canary_opens_one_case_for_its_mark(planted: Planted) -> None:
    mark = CanaryProposal.objects.get().mark
    assert not any(planted.reached(by=name).ok for name in ("desk", "owner", "law"))
    assert planted.reached().ok
    case = Duty.objects.get(asked="canary_reached")
    says = case.steps.get(kind="noticed").says
    assert f"the mark {mark}" in says and "10 to the power of 14" in says and "KSITM" not in says
    arrival = CanaryReached.objects.get()
    public = leaf_content(arrival.leaf)["public"]
    assert (public["mark"], public["words"], public["odds"]) == (mark, WORDS, 14)
    assert public["duty"] == case.reference and planted.codes[0] not in str(leaf_content(arrival.leaf))
    again = planted.reached()
    assert not again.ok and "is on record" in again.says
    assert planted.reached(1).ok and Duty.objects.filter(asked="canary_reached").count() == 1
    counts = canary_counts()
    (kind,) = counts.kinds
    assert (kind.marks, kind.planted, kind.reached, counts.reached) == (1, 25, 2, 2)
    assert counts.chances == {1: 24, 10: 222, 100: 928} and seen_in_thousandths(200, 10) == 866
    assert findings() == set()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"code": "abcabcabcabc"}, "No canary has this code"),
        ({"code": "somebody@post.example"}, ""),
        ({"day": "2031-01-01"}, "lies in the future"),
        ({"day": "2021-01-01"}, "before the canary was planted"),
        ({"words": "Vote for us"}, "64"),
    ],
)
def test_a_faulty_arrival_is_refused(planted: Planted, given: dict[str, Any], says: str) -> None:
    done = planted.reached(**given)
    told = done.says + " ".join(one.says for one in done.faults)
    assert not done.ok and says in told and "@" not in told
    assert not CanaryReached.objects.exists() and not Duty.objects.filter(asked="canary_reached").exists()


def test_a_planting_that_differs_from_its_entry_is_found(planted: Planted) -> None:
    assert planted.reached().ok
    superuser(
        planted.town.house,
        "UPDATE messaging_canaryreached SET day = day - 1",
        "UPDATE messaging_canary SET commitment = sha256(commitment) WHERE id % 2 = 0",
        "INSERT INTO people_employment (person_id, number, is_temporary, category, recorded_at)"
        f" VALUES ({planted.people[0]}, '100999', false, 'state', now())",
    )
    assert findings() == {"canaries_differ", "canary_arrival_differs", "canary_is_used"}
