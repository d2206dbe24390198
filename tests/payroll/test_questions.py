"""A person asks about a line of her pay; the drawing office answers, and no one answers her own question."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from tests.payroll.office import OCTOBER, SmallOffice, at, small_office
from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal.models import Staged
from vethanam.payroll.actions import (
    answer_question,
    ask_about_line,
    compute_run,
    lock_run,
    make_bill,
)
from vethanam.payroll.models import LineQuestion
from vethanam.payroll.payslips.question_models import ANSWERED_WITHIN
from vethanam.payroll.payslips.questions import (
    open_questions,
    question_at,
    questions_at,
    questions_of_person,
)
from vethanam.people.models import Appointment, Role


@pytest.fixture
def office(desk_db: None) -> SmallOffice:
    """Two people drawn on a bill of October."""
    office = small_office()
    office.hire("1", gpf=500_000)
    office.hire("2")
    run = compute_run(OCTOBER, "0412", office.by("clerk"))
    lock_run(run.run, office.by("clerk"))
    make_bill(run.run, office.by("clerk"))
    return office


def herself(office: SmallOffice, number: str = "1") -> Authority:
    account = Account.objects.create(username=f"emp-{number}", kind=Account.Kind.PERSON)
    return Authority(
        account.pk, office.people[number].person_id, "self", Role.EMPLOYEE, at(30), is_sample=True
    )


def asked(office: SmallOffice, component: str = "basic_pay", says: str = "") -> LineQuestion:
    return ask_about_line(herself(office), office.people["1"], OCTOBER, component, "entry_wrong", says)


def test_a_question_waits_at_the_office_until_it_is_answered(office: SmallOffice) -> None:
    question = asked(office, says="The order of 5 October says 47,800.")
    assert open_questions("0412").count() == 1
    (shown,) = questions_at("0412")
    assert (shown.number, shown.component, shown.says) == (
        "1",
        "basic_pay",
        "The order of 5 October says 47,800.",
    )
    assert not shown.is_late(at(30)) and shown.is_late(at(30) + ANSWERED_WITHIN + timedelta(seconds=1))
    answer_question(office.by("officer", at(31)), question, "mended", "Corrected; November draws it.")
    (shown,) = questions_of_person(office.people["1"].person_id)
    assert (shown.outcome, shown.answer, shown.is_open) == ("mended", "Corrected; November draws it.", False)
    assert open_questions("0412").count() == 0
    assert questions_of_person(office.people["2"].person_id) == []


def test_the_log_tells_in_public_only_that_something_was_asked(office: SmallOffice) -> None:
    question = asked(office, says="my own words")
    leaf = json.loads(bytes(Staged.objects.get(pk=question.leaf).leaf))
    assert leaf["kind"] == "pay.asked" and leaf["public"] == {"question": question.reference}
    assert "my own words" not in str(leaf) and "entry_wrong" not in str(leaf)


def test_it_is_her_own_pay_and_asked_once_at_a_time(office: SmallOffice) -> None:
    question = asked(office)
    mine = herself(office, "2")
    with pytest.raises(Refused, match="her own pay"):
        ask_about_line(mine, office.people["1"], OCTOBER, "basic_pay", "entry_wrong")
    again = Authority(
        mine.account, question.employment.person_id, "self", Role.EMPLOYEE, at(30), is_sample=True
    )
    with pytest.raises(Refused, match="asked before"):
        ask_about_line(again, office.people["1"], OCTOBER, "basic_pay", "not_expected")
    answer_question(office.by("clerk", at(31)), question, "stands", "As the order says.")
    assert ask_about_line(again, office.people["1"], OCTOBER, "basic_pay", "not_expected").pk


@pytest.mark.parametrize(
    ("component", "why", "says", "match"),
    [
        ("no_such", "entry_wrong", "", "no such line"),
        ("basic_pay", "wanted_more", "", "none of the things"),
        ("basic_pay", "entry_wrong", "Call +91 00000 12345", "looks like a number"),
        ("basic_pay", "entry_wrong", "x" * 501, "at most 500"),
    ],
)
def test_what_cannot_be_kept_is_said(
    office: SmallOffice, component: str, why: str, says: str, match: str
) -> None:
    with pytest.raises(Unsound, match=match) as unsound:
        ask_about_line(herself(office), office.people["1"], OCTOBER, component, why, says)
    assert "12345" not in unsound.value.says and not LineQuestion.objects.exists()


def test_a_month_may_be_asked_about_without_a_line(office: SmallOffice) -> None:
    assert ask_about_line(
        herself(office), office.people["1"], OCTOBER, "", "line_missing", "House rent allowance"
    ).drawing_code.code == "0412"  # fmt: skip


def test_only_an_officer_of_that_office_answers_and_never_the_asker(office: SmallOffice) -> None:
    question = asked(office)
    office.appoint("elsewhere", "drawing_officer", "0999")
    with pytest.raises(Refused, match="of 0412"):
        answer_question(office.by("elsewhere", at(31)), question, "stands", "No.")
    office.appoint("oneself", "clerk", "0412", person=question.employment.person)
    with pytest.raises(Refused, match="Another officer of the office must"):
        answer_question(office.by("oneself", at(31)), question, "stands", "Yes.")
    with (
        pytest.raises(IntegrityError, match="another person"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO payroll_lineanswer (question_id, outcome, says, answered_at, recorded_at, by_id, "
            "leaf)"
            " VALUES (%s, 'stands', 'x', %s, now(), %s, 1)",
            [question.pk, at(31), question.employment.person_id],
        )
    for says, match in (
        ("", "Write your action or finding"),
        ("Ask e1@office.example", "looks like a number"),
    ):
        with pytest.raises(Unsound, match=match):
            answer_question(office.by("clerk", at(31)), question, "stands", says)
    answer_question(office.by("clerk", at(31)), question, "elsewhere", "The Accountant General answers.")
    with pytest.raises(Refused, match="answered before"):
        answer_question(office.by("officer", at(31)), question, "stands", "Again.")
    shown = question_at("0412", question.reference)
    assert (
        shown is not None and shown.outcome == "elsewhere" and question_at("0999", question.reference) is None
    )


def test_whoever_alone_draws_the_pay_is_told_that_nobody_else_answers(office: SmallOffice) -> None:
    for name in ("clerk", "second", "officer"):
        row = Appointment.objects.get(account=office.officers[name])
        office.officers.pop(name)
        Appointment.objects.create(
            account=row.account, person=row.person, role=row.role, scope=row.scope, office=row.office,
            valid_from=row.valid_from, valid_until=at(29).date(), recorded_at=at(29), ends=row,
        )  # fmt: skip
    office.appoint("self-drawn", "drawing_officer", "0412", person=office.people["1"].person)
    with pytest.raises(Refused, match="draw this pay yourself"):
        asked(office)
