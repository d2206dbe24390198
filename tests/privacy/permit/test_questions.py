"""Files of questions are read strictly, and one bad question does not spoil the rest."""

from __future__ import annotations

from typing import Any

import pytest

from vethanam.privacy.permit.questions import answer_all

AT = "2026-11-30T18:05"


def question(**changes: Any) -> dict[str, Any]:
    return {
        "id": "q",
        "at": AT,
        "request": {"purpose": "SAL-CREDIT", "fields": ["month", "mobile"]},
        **changes,
    }


def test_what_is_left_out_takes_the_documented_value() -> None:
    (answer,) = answer_all([question()])
    assert (answer["id"], answer["outcome"], answer["reason"]) == ("q", "allow", None)
    assert answer["per_subject"]["e1"]["channel"] == {"sms": "allow"}


def test_several_requests_carry_their_keys() -> None:
    asked = question(requests=[{"key": "a", "purpose": "SAL-CREDIT"}, {"key": "b", "purpose": "NONE"}])
    del asked["request"]
    assert [(a["id"], a["key"], a["reason"]) for a in answer_all([asked])] == [
        ("q", "a", None),
        ("q", "b", "PURPOSE_UNKNOWN"),
    ]


WRONG: list[dict[str, Any]] = [
    {"at": None},
    {"at": "tomorrow"},
    {"when": AT},
    {"request": None},
    {"requests": []},
    {"requests": [{"purpose": "SAL-CREDIT"}], "request": None},
    {"request": {"purpose": "SAL-CREDIT", "senders": "FIN"}},
    {"request": {"fields": ["name"]}},
    {"request": {"purpose": "SAL-CREDIT", "mode": "shout"}},
    {"request": {"purpose": "SAL-CREDIT", "subjects": [{"class": "employee"}]}},
    {"request": {"purpose": "SAL-CREDIT", "subjects": []}},
    {"request": {"purpose": "SAL-CREDIT", "subjects": [{"id": "a"}, {"id": "a"}]}},
    {"request": {"purpose": "SAL-CREDIT", "subjects": [{"id": "a", "class": "voter"}]}},
    {"request": {"purpose": "SAL-CREDIT", "subjects": [{"id": "a", "count": "many"}]}},
    {"request": {"purpose": "SAL-CREDIT", "approvals": [{"role": "dpo"}]}},
    {"request": {"purpose": "SAL-CREDIT", "channel": "pigeon"}},
    {"request": {"purpose": "SAL-CREDIT", "order": {}}},
    {"world": {"weather": "rain"}},
    {"world": {"ledger": "tired"}},
    {"world": {"restraints": [{"id": "R", "from": "someday"}]}},
    {"events": [{"do": "dispatch"}]},
    {"events": [{"t": AT, "do": "explode"}]},
    {"events": [{"t": AT, "do": "dispatch", "who": "stranger"}]},
    {"events": [{"t": "2026-11-30T18:04", "do": "dispatch", "who": "e1"}]},
    {"events": [{"t": AT, "do": "withdraw_consent"}]},
    {"events": [{"t": AT, "do": "open_window", "area": "state"}]},
    {"events": [{"t": AT, "do": "open_window", "area": ["Waynad"], "starts_at": AT}]},
    {"world": {"windows": [{"id": "W", "area": ["Waynad"], "starts_at": "2026-11-20"}]}},
    {"request": {"purpose": "EMERG", "event": {"id": "EV-1", "area": ["Waynad"]}}},
    {"events": [{"t": AT, "do": "record_order", "restraint": "R9", "state": "vacated"}]},
    {
        "world": {"restraints": [{"id": "R"}]},
        "events": [{"t": AT, "do": "record_order", "restraint": "R", "state": "maybe"}],
    },
    {"world": {"restraints": [{"id": "R", "kinds": ["everything"]}]}},
    {"world": {"restraints": [{"id": "R", "next_order": {"state": "maybe"}}]}},
    {"world": {"restraints": [{"id": "R", "from": "2026-11-20", "to": "2026-11-10"}]}},
    {"world": {"windows": [{"id": "W", "starts_at": "2026-11-20", "ended": "2026-11-10"}]}},
    {"world": {"windows": [{"id": "W", "starts_at": "9999-12-31"}]}},
    {"world": []},
    {"events": {}},
    {"at": "1990-01-01"},
    {
        "requests": [{"key": "a", "purpose": "SAL-CREDIT"}, {"key": "a", "purpose": "SAL-CREDIT"}],
        "request": None,
    },
    {"request": {"purpose": "SAL-CREDIT", "subjects": [{"id": "a", "count": 0}]}},
    {"request": {"purpose": "SAL-CREDIT", "subjects": [{"id": "a", "count": 10**30}]}},
    {"request": {"purpose": "SAL-CREDIT\ud800"}},
]


@pytest.mark.parametrize("changes", WRONG, ids=str)
def test_what_cannot_be_used_is_an_error_with_a_sentence(changes: dict[str, Any]) -> None:
    answers = answer_all([question(**changes), question(id="next")])
    assert (
        answers[0]["id"] == "q"
        and answers[0]["error"]["code"]
        and answers[0]["error"]["message"].endswith(".")
    )
    assert answers[1]["id"] == "next" and answers[1]["outcome"] == "allow"


def test_a_place_that_nobody_knows_is_told_with_what_is_near() -> None:
    (answer,) = answer_all([question(world={"windows": [{"area": "Waynad", "starts_at": "2026-11-20"}]})])
    assert answer["error"]["message"] == (
        "world.windows[0].area: “Waynad” is no district or taluk. Write state, districts or taluks. Near it are Wayanad."
    )


def test_something_that_is_no_question_gets_a_number() -> None:
    assert [answer["id"] for answer in answer_all(["what", {"at": AT}])] == ["question 1", "question 2"]


def test_a_court_order_may_be_named_by_court_and_number() -> None:
    asked = question(
        request={
            "purpose": "COURT-ORD",
            "org": "DEPT",
            "mode": "reveal",
            "fields": ["name"],
            "recipient": "COURT",
            "reason_given": "order",
            "channel": "sealed_bundle",
            "order": {
                "court": "High Court",
                "number": "W.P.(C) 1/2026",
                "persons": ["e1"],
                "fields": ["name"],
            },
            "approvals": [
                {"by": "a", "role": "purpose_owner", "at": AT},
                {"by": "b", "role": "dpo", "at": AT},
            ],
        }
    )
    (answer,) = answer_all([asked])
    assert answer["outcome"] == "allow"


def test_all_that_is_wrong_with_a_question_is_told_at_once() -> None:
    asked = {
        "id": "q",
        "at": "tomorrow",
        "colour": "red",
        "world": {
            "ledger": "tired",
            "restraints": [
                {"id": "R", "from": "someday", "kinds": ["everything", "all_messages"]},
                {"kinds": "any"},
            ],
            "windows": [{"area": "state"}],
            "sharing": [{"purpose": "SURVEY"}],
            "channel_opt_outs": [{"subject": "e1", "channel": "pigeon"}],
        },
        "request": {
            "senders": "FIN",
            "mode": "shout",
            "channel": ["pigeon", "sms"],
            "approvals": [{"role": "dpo"}, {"by": "x", "role": "king"}],
            "subjects": [{"class": "voter", "count": 0}, {"id": "e2", "consent": {"by": "me"}}],
        },
        "events": [{"do": "dispatch"}, {"t": AT, "do": "explode"}, {"t": AT, "do": "withdraw_consent"}],
    }
    (answer,) = answer_all([asked])
    says = answer["error"]["message"]
    for place in (
        "no key called colour", "at: ", "world.ledger", "world.restraints[0].from", "world.restraints[0].kinds",
        "world.restraints[1]: id", "world.windows[0]: starts_at", "world.sharing[0]: from, to",
        "world.channel_opt_outs[0].channel", "no key called senders", "request: purpose", "request.mode", "request.channel",
        "request.approvals[0]: by", "request.approvals[1].role", "request.subjects[0]: id", "request.subjects[0].class",
        "request.subjects[0].count", "request.subjects[1].consent: to", "request.subjects[1].consent.by", "events[0]: t",
        "events[1].do", "events[2]: who",
    ):  # fmt: skip
        assert place in says, place
    assert says.count("write one of sms") == 2  # each place once


def test_of_several_requests_each_says_its_own_faults() -> None:
    asked = question(
        requests=[
            {"key": "a", "purpose": "SAL-CREDIT", "mode": "x", "act": "y"},
            {"key": "b", "purpose": "SAL-CREDIT", "fields": ["month"]},
            {
                "key": "c",
                "purpose": "SAL-CREDIT",
                "subjects": [{"id": "z", "dispatch_at": "2026-11-30T18:04"}],
            },
        ]
    )
    del asked["request"]
    first, second, third = answer_all([asked])
    assert "request.mode" in first["error"]["message"] and "request.act" in first["error"]["message"]
    assert second["outcome"] == "allow"
    assert third["error"]["message"].startswith("request.subjects: dispatch_at of z lies before the request")


def test_a_consent_said_to_be_valid_is_not_missing_where_no_controller_is_named() -> None:
    """Another row checks the controller."""
    survey = {
        "purpose": "SURVEY", "org": "KSITM", "sender": "GAD", "suffix": "P", "fields": ["name", "mobile"],
        "subjects": [{"id": "e1", "consent": "valid"}],
    }  # fmt: skip
    (answer,) = answer_all([question(request=survey)])
    assert answer["reason"] == "CONTROLLER_MISMATCH"
    assert not {"CONSENT_MISSING", "CONSENT_INVALID"} & set(answer["also"])
