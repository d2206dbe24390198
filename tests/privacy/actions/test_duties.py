"""A request of a person gets an answer by a deadline; a case opens by itself, with the clocks of the law."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from vethanam.errors import Refused, Unsound, UnsoundInput
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal.models import Staged
from vethanam.privacy.actions import ask, ask_about_use, escalate, open_case, request_use, take_step
from vethanam.privacy.duty_deadlines import BREACH, FORMS, GRIEVANCE, running
from vethanam.privacy.models import Duty, Use
from vethanam.privacy.permit import Request, Subject
from vethanam.privacy.queries.duties import duties_due, duties_of, duty_shown

pytestmark = pytest.mark.usefixtures("desk_db")


@pytest.fixture
def dpo(clerk: Authority) -> Authority:
    return replace(clerk, role="data_protection_officer", scope=None)


def person(authority: Authority, number: int) -> Authority:
    account = Account.objects.create(username=f"emp-{number}", kind=Account.Kind.PERSON)
    return replace(authority, account=account.pk, person=number)


def look_up(authority: Authority, *people: int, mode: str = "reveal", purpose: str = "SAL-CREDIT") -> Use:
    asked = request_use(authority, Request(
        actor="clerk", org="FIN", purpose=purpose, subjects=[Subject(str(one)) for one in people], mode=mode,
        fields=("mobile",), channels=("portal",), sender="FIN",
    ))  # fmt: skip
    return Use.objects.get(pk=asked.use)


def test_hours_of_a_case_and_days_of_a_complaint(clerk: Authority) -> None:
    hours = [(clock.step, clock.within) for clock in running(BREACH, clerk.at, (), clerk.at)]
    assert hours[0] == ("told_agency", timedelta(hours=6))
    assert hours[-1] == ("told_board_in_full", timedelta(hours=72))
    after = [clerk.at + timedelta(days=days) for days in (30, 31, 91)]
    assert [running(GRIEVANCE, clerk.at, (), at)[0].within.days for at in after] == [30, 90, 90]
    assert running(GRIEVANCE, clerk.at, ("answered",), clerk.at) == ()


@pytest.mark.parametrize(
    ("step", "hours"),
    [("told_agency", 6), ("told_board", 24), ("told_people", 24), ("told_board_in_full", 72)],
)
def test_each_clock_of_a_case_runs_out_to_the_second(dpo: Authority, step: str, hours: int) -> None:
    case = open_case(dpo, "device_lost", dpo.at, 40, "A disk is missing.")
    due = dpo.at + timedelta(hours=hours)

    def clock_of(at: datetime) -> tuple[datetime, bool]:
        shown = duty_shown(case.reference, at)
        assert shown is not None
        (clock,) = (one for one in shown.clocks if one.step == step)
        return clock.due(case.opened_at), clock.due(case.opened_at) < at

    assert clock_of(due) == (due, False)
    assert clock_of(due + timedelta(seconds=1)) == (due, True)
    parts = dict.fromkeys(FORMS.get(step, ()), "Told.")
    take_step(dpo.later(due), case, step, "" if parts else "Told.", parts=parts)
    assert step not in [one.step for one in duties_due(due)[0].clocks]
    with pytest.raises(Refused):
        take_step(dpo.later(due), case, step, "" if parts else "Told again.", parts=parts)
    leaf = bytes(Staged.objects.latest("pk").leaf)
    assert f"duty.{step}".encode() in leaf and case.reference.encode() in leaf


def test_the_board_moves_the_clock_of_72_hours_and_no_other(dpo: Authority) -> None:
    case = open_case(dpo, "data_reached", dpo.at, 0, "A server answered a stranger.")
    longer = dpo.at + timedelta(hours=120)
    with pytest.raises(Refused):
        take_step(dpo, case, "given_longer", "In writing.", until=longer)
    take_step(dpo, case, "asked_longer", parts={"why_longer": "Logs are abroad"}, until=longer)
    before = {one.step: one.due(case.opened_at) for one in duties_due(dpo.at)[0].clocks}
    take_step(dpo, case, "given_longer", "In writing.", until=longer)
    after = {one.step: one.due(case.opened_at) for one in duties_due(dpo.at)[0].clocks}
    assert after == {**before, "told_board_in_full": longer}


def test_a_form_without_a_part_or_with_a_number_in_it_is_not_kept(dpo: Authority) -> None:
    case = open_case(dpo, "device_lost", dpo.at, 40, "A disk is missing.")
    whole = dict.fromkeys(FORMS["told_agency"], "Told.")
    for parts in (
        {},
        {**whole, "actions": ""},
        {**whole, "effects": "Call 00000 00045"},
        {**whole, "x": "y"},
    ):
        with pytest.raises(UnsoundInput):
            take_step(dpo, case, "told_agency", parts=parts)
    assert case.steps.filter(kind="told_agency").count() == 0


def test_a_question_is_about_a_use_of_ones_own_and_asked_once(clerk: Authority) -> None:
    use, mine = look_up(clerk, 1), person(clerk, 1)
    duty = ask_about_use(mine, use, "who_and_why")
    assert b"who_and_why" in bytes(Staged.objects.get(pk=duty.leaf).leaf)
    for whose in (mine, person(clerk, 2)):
        with pytest.raises(Refused):
            ask_about_use(whose, use, "who_and_why")
    with pytest.raises(Unsound):
        ask(mine, "right", "call me on +91 00000 00001")
    assert [shown.reference for shown in duties_of(1, clerk.at)] == [duty.reference]


def test_an_answer_is_given_once_and_holds_no_contact(clerk: Authority) -> None:
    duty = ask(person(clerk, 1), "right", "summary")
    for words in ("", "x" * 1001, "Write to a@b.example.", "Call 00000 00045."):
        with pytest.raises(Unsound):
            take_step(clerk, duty, "answered", words)
    reference = "1234567890abcdef" * 2
    named = f"It is all on your page of 24 Nov 2026; the message was {reference}."
    with pytest.raises(Unsound):  # a text that looks like a reference may hold a number
        take_step(clerk, duty, "answered", named)
    take_step(clerk, duty, "answered", named, naming=reference)
    with pytest.raises(Refused):
        take_step(clerk, duty, "answered", "Again.")
    assert duties_due(clerk.at) == []


def test_twenty_looked_up_within_a_day_open_one_case(clerk: Authority) -> None:
    look_up(clerk, *range(1, 20))
    assert not Duty.objects.exists()
    look_up(replace(clerk, at=clerk.at + timedelta(hours=24)), 20)
    assert not Duty.objects.exists()  # the first nineteen are a day ago
    for n in range(21, 25):
        look_up(replace(clerk, at=clerk.at + timedelta(hours=23)), n)
    (case,) = duties_due(clerk.at + timedelta(hours=24))
    assert (case.kind, case.people, case.person) == (BREACH, 20, None)


def test_only_refused_feeds_and_unknown_purposes_count_besides(clerk: Authority) -> None:
    look_up(clerk, *range(1, 40), mode="message")
    assert not Duty.objects.exists()
    look_up(clerk, *range(1, 40), mode="message", purpose="INVITATION")
    assert Duty.objects.get().people == 39


def test_a_persons_look_at_herself_opens_nothing(clerk: Authority) -> None:
    request_use(person(clerk, 1), Request(
        actor="e", org="self", purpose="NONE", subjects=[Subject(str(n)) for n in range(30)], mode="reveal",
    ))  # fmt: skip
    assert not Duty.objects.exists()


def test_what_was_asked_and_done_stays(clerk: Authority) -> None:
    duty = ask(person(clerk, 1), "right", "summary")
    take_step(clerk, duty, "answered", "Done.")
    further = (
        "INSERT INTO privacy_dutystep (duty_id, kind, says, at, recorded_at, by_id, leaf)"
        " SELECT duty_id, 'closed', 'x', at, at, by_id, 1 FROM privacy_dutystep"
    )
    for statement in (
        "UPDATE privacy_duty SET asked = 'erasure'", "DELETE FROM privacy_duty",
        "DELETE FROM privacy_dutystep",
        further,
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_what_is_not_answered_for_80_days_goes_to_the_head_of_the_office_by_itself(clerk: Authority) -> None:
    waiting, answered = (
        ask(person(clerk, 1), GRIEVANCE, "contact_wrong"),
        ask(person(clerk, 2), "right", "summary"),
    )
    take_step(clerk, answered, "answered", "It was told.")
    with pytest.raises(Refused):
        take_step(clerk, waiting, "escalated", "by hand")
    day = timedelta(days=1)
    assert escalate(clerk.later(clerk.at + 80 * day - timedelta(seconds=1))) == 0
    assert [escalate(clerk.later(clerk.at + 80 * day)) for _ in range(2)] == [1, 0]
    (due,) = duties_due(clerk.at + 81 * day)
    assert (due.is_escalated, due.clocks[0].within) == (True, 90 * day)
    assert b"duty.escalated" in bytes(Staged.objects.latest("pk").leaf)
    take_step(clerk.later(clerk.at + 82 * day), waiting, "answered", "It was mended.")
    assert duties_due(clerk.at + 83 * day) == []
