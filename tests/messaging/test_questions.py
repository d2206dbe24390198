"""Questions about messages, each answered by an act or a command alone: reason, count or exit code."""

# ruff: noqa: F811 - fixtures of other modules

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from tests.messaging.house import MAIL
from tests.messaging.test_emergencies import THANKS, alert, declared  # noqa: F401 - a fixture
from tests.messaging.test_facts_at_dispatch import SANCTION, Survey, survey  # noqa: F401 - a fixture
from tests.messaging.test_guardian_delivery import smsc  # noqa: F401 - a fixture
from tests.messaging.test_known_facts import clerk, noted, posted
from tests.messaging.test_portal_reports import LATER, LATER_UNNAMED, named, report, told_by_portal
from tests.messaging.test_restraint import results
from tests.messaging.test_rolls import claims, made_roll
from tests.messaging.test_sendings import counts_of, told_by_phone
from tests.messaging.test_smpp import Running
from tests.messaging.town import Officer, Town
from vethanam.cli.evidence import app as evidence
from vethanam.cli.ledger import app as ledger
from vethanam.cli.messages import app as messages
from vethanam.cli.rolls import app as rolls
from vethanam.identity.models import Account
from vethanam.messaging.actions import queue_allowed
from vethanam.messaging.count_files import own_counts
from vethanam.messaging.models import Campaign
from vethanam.orders.actions import record_order
from vethanam.people.models import BillClass, DrawingCode, Employment, Office, Post
from vethanam.privacy.current_restraints import restraint_shown
from vethanam.privacy.models import Outbox, RollClaim, RollLine, Use
from vethanam.service_book.actions import record


def moved(survey: Survey, which: int, district: str) -> None:
    """A person is posted to an office of a district today."""
    house = survey.town.house
    day = house.desk.service.at.date()
    office = Office.objects.create(
        code="O-new", name="Office", district=district, taluk="", local_body="Palakkad",
        local_body_kind="municipality",
    )  # fmt: skip
    posting = record(
        clerk(house), "posting", Employment.objects.get(person=house.people[which]), valid_from=day,
        order=record_order(house.desk.officer, number="T 9/2026", dated=day),
        post=Post.objects.get(code="HST"), office=office, drawing_code=DrawingCode.objects.get(),
        bill_class=BillClass.objects.get(),
    )  # fmt: skip
    noted(house, [posting])


def test_question_01(town: Town, smsc: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """How many were told, by class and district, and does the operator agree?"""
    house = town.house
    told_by_phone(town, smsc)
    for which, district in enumerate(("Palakkad", "Palakkad", "Kollam")):
        posted(house, which, district)
    use, today = Use.objects.latest("pk"), timezone.localdate()
    lines = [(*key, count) for key, count in own_counts(today, today).items()]
    dpo = Account.objects.get(pk=town["dpo"].authority.account).username
    monkeypatch.setattr("vethanam.cli.evidence.time.sleep", lambda _: house.sequence())
    for number, more in enumerate((0, 3)):
        counts, file = tmp_path / f"{number}.csv", tmp_path / f"{number}.json"
        counts.write_bytes(counts_of([(*lines[0][:3], lines[0][3] + more), *lines[1:]]))
        compared = CliRunner().invoke(messages, ["reconcile", str(counts), "--as", dpo])
        assert compared.exit_code == (1 if more else 0), compared.output
        house.sequence()
        words = ["use", use.reference, "--to", str(file), "--as", dpo]
        with house.world.role("web"):
            done = CliRunner().invoke(evidence, words)
        assert done.exit_code == 0, done.output
        checked = CliRunner().invoke(ledger, ["verify", str(file)])
        assert checked.exit_code == 0, checked.output
        facts = json.loads(file.read_bytes())["content"]["facts"]
        said = {one["code"]: one["values"] for one in facts}
        assert said["fact_answered"]["allowed"] == said["fact_class"]["people"] == "fewer than 20"
        assert {one["values"]["people"] for one in facts if one["code"] == "fact_district"} == {
            "fewer than 20"
        }
        ours = sum(count for *_, count in lines)
        assert (said["fact_operator"]["ours"], said["fact_operator"]["theirs"]) == (ours, ours + more)


def test_question_13(town: Town, tmp_path: Path) -> None:
    """One person, a line on each of two rolls over the same message; she claims on both, and twice."""
    house, law = town.house, town["law"].authority
    her = house.people[0]
    campaign = town.approved()
    town.sent(campaign)
    house.dispatch()
    filed = town["law"].does(
        "restrain", id="WPC-13", kind="court_order", case_number="W.P.(C) 13/2026",
        dated=law.at.date().isoformat(), purposes=["SVC-TERMS"], **{"from": law.at.isoformat()},
    )  # fmt: skip
    assert filed.ok, filed.says
    first = made_roll(town, "message", campaign.reference)
    second = made_roll(town, "restraint", "WPC-13")
    lines = {roll.pk: RollLine.objects.get(roll=roll, person=her).number for roll in (first, second)}
    for roll in (first, second):
        others = RollLine.objects.filter(roll=roll).exclude(person=her).first()
        assert others is not None
        assert claims(town, her, roll, others.number) == "roll_line_of_another"
        assert claims(town, her, roll, lines[roll.pk]) == "done"
        assert claims(town, her, roll, lines[roll.pk]) == "claimed_before"
    claimed = RollClaim.objects.filter(line__person=her)
    assert {one.line.roll_id for one in claimed} == {*lines} and RollClaim.objects.count() == 2
    house.sequence()
    listed = CliRunner().invoke(rolls, ["list"])
    assert listed.exit_code == 0 and listed.output.count("fewer than 20 claimed") == 2, listed.output
    number = Employment.objects.get(person=her).number
    for roll in (first, second):
        file = tmp_path / f"{roll.reference}.json"
        given = ["proof", roll.reference, "--employee", number, "--to", str(file)]
        assert CliRunner().invoke(rolls, given).exit_code == 0
        assert CliRunner().invoke(ledger, ["verify", str(file)]).exit_code == 0


def test_question_15(survey: Survey) -> None:
    """Bye-election in Palakkad; an officer posted there today, elsewhere at submission."""
    town, house = survey.town, survey.town.house
    for which in range(3):
        survey.records(which)
    for which in range(3):
        posted(house, which, "Kollam")
    opened = town["law"].does(
        "window", code="KL-BYE", kind="election", area=["Palakkad"], source="press note (sample)",
        **{"from": house.desk.service.at.isoformat()},
    )  # fmt: skip
    assert opened.ok, opened.says
    done = survey.desk.does("compose", purpose="SURVEY", channel=["email"], sanction=SANCTION)
    assert done.ok and done.state["campaign"], done.says
    campaign = done.state["campaign"]
    for officer_ in (survey.owner, town["dpo"]):
        assert officer_.does("approve", campaign=campaign).ok
    house.sequence()
    sent = survey.desk.does("dispatch", campaign=campaign)
    assert sent.ok, sent.says
    queue_allowed()
    house.sequence()
    assert Outbox.objects.count() == 3
    moved(survey, 1, "Palakkad")
    assert survey.told() == [MAIL.format(n=0), MAIL.format(n=2)]
    assert ("cancelled", "ELECTION_WINDOW") in results(house)


def test_question_17(town: Town, smsc: Running, settings: Any) -> None:
    """The operators have a text in English only: who reads Malayalam has the copy alone."""
    settings.VETHANAM_SMPP = f"127.0.0.1:{smsc.port}"
    house = town.house
    for change in (
        "ALTER TABLE privacy_contact DISABLE TRIGGER is_appended",
        "UPDATE privacy_contact SET verified_on = '2026-10-01' WHERE kind = 'mobile'",
        "ALTER TABLE messaging_operatortext DISABLE TRIGGER only_appended",
        "DELETE FROM messaging_operatortext WHERE text = 'pay-terms-changed' AND language = 'ml'",
        f"UPDATE people_person SET language = 'en' WHERE id = {house.people[0]}",
        f"UPDATE people_person SET language = 'ml' WHERE id <> {house.people[0]}",
    ):
        house.world.sql("postgres", change)
    done = town["desk"].does("compose", order=town.order.number, channel=["sms", "portal"])
    assert done.ok and done.state["campaign"], done.says
    composed = Campaign.objects.get(reference=done.state["campaign"])
    assert composed.left_out.get("CHANNEL_NOT_ALLOWED", 0) == 3, composed.left_out


def test_question_18(town: Town, tmp_path: Path) -> None:
    """The portal "will submit"; then a restraint; then its report: known by now, and never sent again."""
    house, answers = town.house, (named(LATER, 1), named(LATER, 2), LATER_UNNAMED, LATER_UNNAMED)
    with told_by_portal(town, *answers) as portal:
        assert house.states() == {"uncertain": 4}
        day = town["law"].authority.at
        filed = town["law"].does(
            "restrain", id="WPC-18", kind="court_order", case_number="W.P.(C) 18/2026",
            dated=day.date().isoformat(), kinds=["all_messages"], **{"from": day.isoformat()},
        )  # fmt: skip
        assert filed.ok, filed.says
        file = tmp_path / "report.csv"
        file.write_bytes(report(("1", "delivered"), ("2", "failed")))
        name = Account.objects.get(pk=town["dpo"].authority.account).username
        done = CliRunner().invoke(messages, ["report", str(file), "--as", name])
        assert done.exit_code == 0 and "delivered: 1, failed: 1" in done.output, done.output
        assert portal.hands_out(house) == 4, "nothing goes a second time"
        assert house.states() == {"sent": 1, "failed": 1, "uncertain": 2}
        file.write_bytes(report(("3", "delivered")))
        other = CliRunner().invoke(messages, ["report", str(file), "--as", name])
        assert other.exit_code == 1 and "not ours: 1" in other.output, other.output
    assert restraint_shown("WPC-18", day).state == "active"  # type: ignore[union-attr]


def test_question_19(town: Town, smsc: Running, tmp_path: Path) -> None:
    """The operator counts twelve more than ours: a case, and exit code 1."""
    told_by_phone(town, smsc)
    today = timezone.localdate()
    (first, *others) = [(*key, count) for key, count in own_counts(today, today).items()]
    name = Account.objects.get(pk=town["dpo"].authority.account).username
    file = tmp_path / "counts.csv"
    file.write_bytes(counts_of([first, *others]))
    same = CliRunner().invoke(messages, ["reconcile", str(file), "--as", name])
    assert same.exit_code == 0, same.output
    file.write_bytes(counts_of([(*first[:3], first[3] + 12), *others]))
    more = CliRunner().invoke(messages, ["reconcile", str(file), "--as", name])
    assert more.exit_code == 1 and f"operator {first[3] + 12}" in more.output, more.output


@pytest.mark.parametrize("carved_out", [None, ["EMERG"]])
def test_question_20(town: Town, alert: Officer, carved_out: list[str] | None) -> None:
    """A safety message with thanks; one under a restraint of all messages, with and without carve-out."""
    event = declared(alert)
    town.house.sequence()
    given = {"purpose": "EMERG", "event": event.code, "channel": ["sms"]}
    thanks = alert.does("compose", **given, text=THANKS)
    assert thanks.state["reason"] == "TEMPLATE_PUBLICITY" and "campaign" not in thanks.state, thanks.state
    day = alert.authority.at.date()
    filed = town["law"].does(
        "restrain", id="WPC-20", kind="court_order", case_number="W.P.(C) 20/2026", dated=day.isoformat(),
        kinds=["all_messages"], **{"from": alert.authority.at.isoformat(), "except": carved_out},
    )  # fmt: skip
    assert filed.ok, filed.says
    done = alert.does("compose", **given, text="emergency-stay")
    if carved_out:
        assert done.state["campaign"], done.says
    else:
        assert "campaign" not in done.state
        assert "COURT_RESTRAINT" in [done.state["reason"], *done.state["also"]], done.state
