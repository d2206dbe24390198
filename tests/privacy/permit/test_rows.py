"""Each row: an allowed request, and its refusals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.privacy.permit.requests import (
    AT,
    LATER,
    approvals,
    ask,
    codes,
    credit,
    emergency,
    people,
    publicity,
    subject_codes,
    terms,
)
from vethanam.privacy.law.windows import IST, Window
from vethanam.privacy.permit import Approval, Restraint, Subject, Template
from vethanam.privacy.permit.request import Consent, Event, Order, Request, Sanction
from vethanam.privacy.permit.world import OptOut, Sharing

STATEWIDE = Window("W", ("state",), AT - timedelta(days=1))


@pytest.mark.parametrize("request_", [credit(), terms(), publicity(), emergency()], ids=lambda r: r.purpose)
def test_the_lawful_form_is_allowed(request_: Request) -> None:
    decision = ask(request_)
    assert (decision.outcome, codes(decision)) == ("allow", [])
    assert {answer.status for answer in decision.per_subject} == {"allow"}


REFUSED: list[tuple[str, Request, dict[str, Any], str]] = [
    # row 1
    ("defers while the log disagrees", credit(), {"ledger": "inconsistent"}, "LEDGER_UNHEALTHY"),
    ("defers while the head is old", terms(), {"ledger": "stale"}, "LEDGER_UNHEALTHY"),
    # row 2
    ("nobody asks", credit(actor=None), {}, "ACTOR_NOT_AUTHENTICATED"),
    ("a service without an office", credit(org=None), {}, "ACTOR_NOT_AUTHENTICATED"),
    ("a weak sign-in", credit(is_strong=False), {}, "ACTOR_NOT_AUTHENTICATED"),
    # row 3
    ("no such purpose", credit(purpose="INVITATION"), {}, "PURPOSE_UNKNOWN"),
    ("a prohibited one", credit(purpose="DATA-LAKE"), {}, "PURPOSE_PROHIBITED"),
    # row 4
    ("everything is stopped", credit(), {"restraints": (Restraint("R1"),)}, "COURT_RESTRAINT"),
    ("an emergency too", emergency(), {"restraints": (Restraint("R1"),)}, "COURT_RESTRAINT"),
    # row 5
    (
        "its date has passed",
        terms(),
        {"restraints": (Restraint("R1", until=AT - timedelta(days=1)),)},
        "HOLD_RESTRAINT_UNCONFIRMED",
    ),
    # row 7
    ("another office", credit(org="PRD", sender="PRD"), {}, "CONTROLLER_MISMATCH"),
    ("a minister's office", terms(org="CMO"), {}, "CONTROLLER_MISMATCH"),
    ("a processor for nobody", terms(org="KSITM"), {}, "CONTROLLER_MISMATCH"),
    ("a processor for another", terms(org="KSITM", on_behalf_of="PRD"), {}, "CONTROLLER_MISMATCH"),
    ("another's register", publicity(sources=("SPARK",)), {}, "CONTROLLER_MISMATCH"),
    ("a register of nobody known", terms(sources=("SPARK", "K-SMART")), {}, "CONTROLLER_MISMATCH"),
    ("a person in place of an office", credit(org="self"), {}, "CONTROLLER_MISMATCH"),
    # row 8
    (
        "beyond the office",
        credit(subjects=[Subject("e1"), Subject("e2", reaches=False)]),
        {},
        "ACTOR_NOT_AUTHORISED",
    ),
    # row 9
    (
        "to a list that is not named",
        credit(recipients=("employee_self", "MEDIA")),
        {},
        "RECIPIENT_NOT_ALLOWED",
    ),
    ("by a processor nobody registered", terms(external_processor="AGENCY"), {}, "RECIPIENT_NOT_ALLOWED"),
    # row 10
    ("a field more", credit(fields=("month", "pan")), {}, "FIELDS_EXCEED_PURPOSE"),
    (
        "a contact in clear",
        credit(mode="reveal", fields=("email_official",), reason_given="x"),
        {},
        "FIELDS_EXCEED_PURPOSE",
    ),
    ("an export", credit(mode="export", fields=("email_official",)), {}, "FIELDS_EXCEED_PURPOSE"),
    # row 11
    ("another sender", terms(sender="CMO"), {}, "SENDER_MISMATCH"),
    ("another controller's name", terms(sender="GAD"), {}, "SENDER_MISMATCH"),
    ("an account of another", terms(account_owner="KSITM"), {}, "SENDER_MISMATCH"),
    # row 12
    ("praise", terms(template=Template(parts=("praise",))), {}, "TEMPLATE_PUBLICITY"),
    ("facts with a tail", terms(template=Template(kind="mixed")), {}, "TEMPLATE_PUBLICITY"),
    ("a name of an office-holder", terms(template=Template(office_holder="photo")), {}, "TEMPLATE_PUBLICITY"),
    (
        "a party's sign in publicity",
        publicity(template=Template(kind="publicity", party_sign="colour")),
        {},
        "TEMPLATE_PUBLICITY",
    ),
    ("a text of another purpose", terms(template=Template(family="SAL-CREDIT")), {}, "TEMPLATE_PUBLICITY"),
    # row 13
    ("publicity in a window", publicity(), {"windows": (STATEWIDE,)}, "ELECTION_WINDOW"),
    ("publicity before one", publicity(), {"is_caution": True}, "CAUTION_WINDOW"),
    # row 15
    ("a channel of another purpose", credit(channels=("letter",)), {}, "CHANNEL_NOT_ALLOWED"),
    ("a messenger nobody opted in to", terms(channels=("whatsapp",)), {}, "CHANNEL_NOT_ALLOWED"),
    ("another suffix", terms(suffix="G"), {}, "CHANNEL_NOT_ALLOWED"),
    ("government suffix for publicity", publicity(suffix="G"), {}, "CHANNEL_NOT_ALLOWED"),
    # row 16
    ("one approval of two", terms(approvals=approvals("purpose_owner")), {}, "APPROVAL_MISSING"),
    ("two of three in the months before", terms(), {"is_caution": True}, "APPROVAL_MISSING"),
    (
        "one's own",
        terms(approvals=(Approval("fin-us-2", "purpose_owner", AT), Approval("d", "dpo", AT))),
        {},
        "APPROVAL_SELF",
    ),
    (
        "one person twice",
        terms(approvals=(Approval("d", "purpose_owner", AT), Approval("d", "dpo", AT))),
        {},
        "APPROVAL_SELF",
    ),
    (
        "older than 72 hours",
        terms(approvals=approvals("purpose_owner", "dpo", at=AT - timedelta(hours=73))),
        {},
        "APPROVAL_STALE",
    ),
    (
        "of another list",
        terms(commitment="b", approvals=approvals("purpose_owner", "dpo", commitment="a")),
        {},
        "APPROVAL_STALE",
    ),
    # row 17
    ("no sanction", publicity(sanction=None), {}, "SANCTION_MISSING"),
    (
        "a sanction of the same day",
        publicity(sanction=Sanction("G.O. 5/2026", "2220", AT.date())),
        {},
        "SANCTION_MISSING",
    ),
    # row 18
    ("no consent", publicity(subjects=people()), {}, "CONSENT_MISSING"),
    ("consent to another", publicity(subjects=people(consent=Consent("FIN"))), {}, "CONSENT_INVALID"),
    (
        "a bundled one",
        publicity(subjects=people(consent=Consent("PRD", form="bundled_preticked"))),
        {},
        "CONSENT_INVALID",
    ),
    ("taken back", publicity(subjects=people(consent=Consent("PRD", withdrawn=AT))), {}, "CONSENT_WITHDRAWN"),
    # row 20
    ("a class of another purpose", credit(subjects=people(kind="beneficiary")), {}, "SUBJECT_CLASS_GUARD"),
    ("a judge", terms(subjects=people(kind="judicial_officer")), {}, "SUBJECT_CLASS_GUARD"),
    (
        "a judge who is an employee too",
        terms(subjects=people(also=("judicial_officer",))),
        {},
        "SUBJECT_CLASS_GUARD",
    ),
    ("an order that is not signed", terms(order=Order("1", is_signed=False)), {}, "OUT_OF_COHORT"),
    ("no order", terms(order=None), {}, "OUT_OF_COHORT"),
    ("no event", emergency(event=None), {}, "OUT_OF_COHORT"),
    ("an event that is over", emergency(event=Event("E1", ("Wayanad",), is_open=False)), {}, "OUT_OF_COHORT"),
    ("nobody at all", terms(subjects=[]), {}, "OUT_OF_COHORT"),
    # row 21
    ("stopped", terms(), {"opt_outs": (OptOut("e1", "sms"), OptOut("e2", "sms"))}, "CHANNEL_OPTED_OUT"),
    ("no contact", credit(channels=("email",), subjects=people(contacts={})), {}, "CONTACT_UNVERIFIED"),
    ("an unconfirmed one", terms(subjects=people(contacts={"sms": "unverified"})), {}, "CONTACT_UNVERIFIED"),
    ("the dead", credit(subjects=people(is_deceased=True)), {}, "SUBJECT_DECEASED"),
]
HOLDS = {"LEDGER_UNHEALTHY", "HOLD_RESTRAINT_UNCONFIRMED", "APPROVAL_MISSING"}


@pytest.mark.parametrize(
    ("asked", "world", "code"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_each_row_refuses_or_holds(asked: Request, world: dict[str, Any], code: str) -> None:
    decision = ask(asked, **world)
    assert decision.reason == code
    assert decision.outcome == ("hold" if code in HOLDS else "deny")
    assert decision.says.startswith("Held. " if code in HOLDS else "Refused. ")


def test_every_code_of_the_table_has_a_case_here_or_below() -> None:
    from vethanam.privacy.permit.reason_order import ROWS
    from vethanam.privacy.permit.table import codes_of

    seen = {row[3] for row in REFUSED} | {
        "BASIS_NOT_IN_FORCE",
        "BASIS_7B_UNMET",
        "MINOR_GUARD",
        "PURPOSE_INACTIVE",
    }
    assert set(codes_of(ROWS)) == seen


# -- scope of restraints -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("restraint", "reaches"),
    [
        (Restraint("R", source_registers=frozenset({"SPARK"})), True),
        (Restraint("R", source_registers=frozenset({"K-SMART"})), False),
        (Restraint("R", purposes=frozenset({"SVC-TERMS"})), True),
        (Restraint("R", purposes=frozenset({"PUBLICITY"})), False),
        (Restraint("R", kinds=frozenset({"service_benefit_announcements"})), True),
        (Restraint("R", kinds=frozenset({"achievements"})), False),
        (Restraint("R", controllers=frozenset({"GAD"})), False),
        (Restraint("R", senders=frozenset({"FIN"})), True),
        (Restraint("R", starts_at=AT + timedelta(hours=1)), False),
        (Restraint("R", until=AT + timedelta(hours=1)), True),
        (Restraint("R", until=AT - timedelta(hours=1), is_case_pending=False), False),
        (Restraint("R", until=AT - timedelta(hours=1), is_next_order_recorded=True), False),
        (Restraint("R", excepts=frozenset({"SVC-TERMS"})), False),
    ],
)
def test_a_restraint_reaches_what_it_names_and_no_more(restraint: Restraint, reaches: bool) -> None:
    assert (ask(terms(), restraints=(restraint,)).outcome != "allow") == reaches


# -- the law's dates -----------------------------------------------------------------------------------------


def eligibility(**changes: Any) -> Request:
    asked = Request(
        actor="wpc-1", org="WPC", purpose="SCHEME-ELIG",
        subjects=people(kind="beneficiary", has_previous_consent=True),
        sources=("WPC-REGISTER",), fields=("beneficiary_id", "name", "mobile"), channels=("sms",),
        sender="WPC", recipients=("beneficiary_self",), act="determine", basis="s.7(b)(i)",
        is_second_schedule_complete=True,
        approvals=approvals("purpose_owner", "dpo", at=LATER - timedelta(hours=1)),
    )  # fmt: skip
    return replace(asked, **changes)


def test_the_same_request_has_two_answers_on_two_dates() -> None:
    before = ask(eligibility(approvals=approvals("purpose_owner", "dpo")))
    assert (before.outcome, before.reason) == ("deny", "BASIS_NOT_IN_FORCE")
    assert ask(eligibility(), LATER).outcome == "allow"


def test_the_permission_begins_on_the_later_day() -> None:
    day = datetime(2027, 5, 13, 23, 59, tzinfo=IST)
    signed = approvals("purpose_owner", "dpo", at=day - timedelta(hours=1))
    assert ask(eligibility(approvals=signed), day).reason == "BASIS_NOT_IN_FORCE"
    assert ask(eligibility(approvals=signed), day + timedelta(minutes=1)).outcome == "allow"


@pytest.mark.parametrize(
    "changes",
    [
        {"act": "announce"}, {"act": None}, {"is_second_schedule_complete": False},
        {"subjects": people(kind="beneficiary")},
        {"basis": "s.7(b)(ii)"},
    ],
)  # fmt: skip
def test_section_7b_carries_only_what_it_says(changes: dict[str, Any]) -> None:
    assert ask(eligibility(**changes), LATER).reason == "BASIS_7B_UNMET"


def test_a_notified_register_carries_without_an_earlier_consent() -> None:
    asked = eligibility(subjects=people(kind="beneficiary"), basis="s.7(b)(ii)")
    assert ask(asked, LATER, notified_registers=frozenset({"WPC-REGISTER"})).outcome == "allow"


# -- recipients ----------------------------------------------------------------------------------------------


def test_those_who_may_not_are_left_out_and_the_rest_is_told() -> None:
    decision = ask(
        terms(
            subjects=[
                *people(),
                Subject("j", "judicial_officer"),
                Subject("k", "judicial_officer", has_hck_approval=True),
            ]
        )
    )
    assert (decision.outcome, decision.reason, decision.allowed) == ("partial", None, 3)
    assert subject_codes(decision) == [None, None, "SUBJECT_CLASS_GUARD", None]
    assert decision.left_out == {"SUBJECT_CLASS_GUARD": 1}


def test_the_high_court_registry_tells_judicial_officers_itself() -> None:
    assert ask(terms(org="HCK", sender="HCK", subjects=people(kind="judicial_officer"))).outcome == "allow"


def child(**changes: Any) -> Request:
    asked = Request(
        actor="svc",
        org="WPC",
        purpose="BEN-CREDIT",
        subjects=[Subject("c", "minor_beneficiary", has_guardian_contact=True)],
        trigger="payment_event",
        sources=("WPC-REGISTER",),
        fields=("name", "guardian_mobile", "amount"),
        channels=("sms",),
        sender="WPC",
        recipients=("guardian",),
    )
    return replace(asked, **changes)


def test_a_child_is_told_through_the_guardian() -> None:
    (answer,) = ask(child()).per_subject
    assert (answer.status, answer.route) == ("allow", "guardian")


def test_a_child_without_a_guardians_contact_gets_a_letter_or_the_portal() -> None:
    alone = [Subject("c", "minor_beneficiary", has_guardian_contact=False)]
    assert ask(child(subjects=alone)).reason == "MINOR_GUARD"
    decision = ask(child(subjects=alone, channels=("sms", "portal")))
    assert decision.per_subject[0].channels == {"sms": "MINOR_GUARD", "portal": "allow"}


def test_consent_for_a_child_is_the_guardians() -> None:
    asked = publicity(subjects=[Subject("c", "beneficiary", age=15, consent=Consent("PRD", by="guardian"))])
    assert ask(asked).reason == "MINOR_GUARD"
    assert (
        ask(publicity(subjects=[Subject("c", "beneficiary", age=15, consent=Consent("PRD"))])).reason
        == "CONSENT_INVALID"
    )


def test_a_window_covers_its_area_and_whoever_is_nowhere() -> None:
    window = Window("B", ("Wayanad",), AT - timedelta(days=1))
    subjects = [
        Subject("a", district="Wayanad", consent=Consent("PRD")),
        Subject("b", district="Idukki", consent=Consent("PRD")),
        Subject("c", consent=Consent("PRD")),
    ]
    assert subject_codes(ask(publicity(subjects=subjects), windows=(window,))) == [
        "ELECTION_WINDOW",
        None,
        "ELECTION_WINDOW",
    ]


def test_a_window_of_a_place_that_nobody_knows_covers_everybody() -> None:
    window = Window("B", ("Waynad",), AT - timedelta(days=1))
    subjects = [Subject("a", district="Kollam", consent=Consent("PRD"))]
    assert subject_codes(ask(publicity(subjects=subjects), windows=(window,))) == ["ELECTION_WINDOW"]


def test_neutral_service_messages_go_on_in_a_window() -> None:
    assert ask(credit(), windows=(STATEWIDE,)).outcome == "allow"


def test_a_channel_that_is_stopped_leaves_the_others() -> None:
    decision = ask(credit(), opt_outs=(OptOut("e1", "email"),))
    assert decision.outcome == "allow"
    assert decision.per_subject[0].channels == {"email": "CHANNEL_OPTED_OUT", "portal": "allow"}


def test_an_emergency_is_not_stopped_by_a_choice_and_is_reviewed() -> None:
    decision = ask(emergency(), opt_outs=(OptOut("e1", "sms"),))
    assert decision.outcome == "allow"
    assert [(task.kind, task.due) for task in decision.tasks] == [("dpo_review", AT + timedelta(hours=24))]


def test_an_emergency_goes_on_with_a_sealed_journal() -> None:
    decision = ask(emergency(), ledger="stale")
    assert decision.outcome == "allow" and "merge_sealed_journal" in [task.kind for task in decision.tasks]


def test_a_shared_register_is_open_to_whom_it_is_shared_with() -> None:
    asked = publicity(sources=("SOMEWHERE",))
    owners = {"SOMEWHERE": "LSGD"}
    assert ask(asked, register_owners=owners).reason == "CONTROLLER_MISMATCH"
    assert (
        ask(asked, register_owners=owners, sharing=(Sharing("PUBLICITY", "LSGD", "PRD"),)).outcome == "allow"
    )
    assert (
        ask(asked, register_owners=owners, sharing=(Sharing("SURVEY", "LSGD", "PRD"),)).reason
        == "CONTROLLER_MISMATCH"
    )


def test_the_department_that_owns_a_scheme_acts_for_it() -> None:
    owners = {"KSSP": "SJD"}
    asked = child(org="SJD", sources=("KSSP",), sender="SJD")
    assert ask(asked, register_owners=owners).outcome == "allow"
    assert (
        ask(child(org="AGRI", sources=("KSSP",), sender="AGRI"), register_owners=owners).reason
        == "CONTROLLER_MISMATCH"
    )


def test_a_processor_acts_for_the_controller_it_names() -> None:
    assert ask(terms(org="KSITM", on_behalf_of="FIN")).outcome == "allow"


def test_a_persons_own_request_is_served() -> None:
    asked = Request(
        actor="e1", org="self", purpose="RIGHTS", subjects=people(1), mode="read",
        fields=("own_record", "own_access_list"),
        channels=("portal",), recipients=("subject_self",),
    )  # fmt: skip
    assert ask(asked).outcome == "allow"
    assert ask(replace(asked, sources=("ANYTHING",), sender=None)).outcome == "allow"


@pytest.mark.parametrize(
    ("subjects", "recipients"),
    [
        (people(2)[1:], ("subject_self",)),
        (people(2), ("subject_self",)),
        ([Subject("e1", count=3)], ("subject_self",)),
        (people(1, age=30), ("guardian",)),
        (people(1), ("nominee_after_death",)),
    ],
)
def test_a_request_about_somebody_else_is_not_ones_own(
    subjects: list[Subject], recipients: tuple[str, ...]
) -> None:
    """Only a person's own request passes rows 7 to 17."""
    asked = Request(
        actor="e1" if recipients == ("subject_self",) else "g1", org="self", purpose="RIGHTS",
        subjects=subjects, mode="read", fields=("own_record",), channels=("portal",), recipients=recipients,
    )  # fmt: skip
    assert (ask(asked).outcome, ask(asked).reason) == ("deny", "CONTROLLER_MISMATCH")


def test_a_guardian_asks_for_a_child_and_a_nominee_for_the_dead() -> None:
    asked = Request(
        actor="g1", org="self", purpose="RIGHTS", subjects=people(1, age=15), mode="read",
        fields=("own_record",),
        channels=("portal",), recipients=("guardian",),
    )  # fmt: skip
    assert "CONTROLLER_MISMATCH" not in (ask(asked).reason, *ask(asked).also)
    of_the_dead = replace(asked, subjects=people(1, is_deceased=True), recipients=("nominee_after_death",))
    assert "CONTROLLER_MISMATCH" not in (ask(of_the_dead).reason, *ask(of_the_dead).also)


def test_a_restraint_on_all_messages_stops_the_letter_and_not_the_reading_of_ones_own() -> None:
    restraint = Restraint("W.P.(C) 1/2026", kinds=frozenset({"all_messages"}))
    read = Request(
        actor="e1", org="self", purpose="RIGHTS", subjects=people(1), mode="read", fields=("own_record",),
        channels=("portal",), recipients=("subject_self",),
    )  # fmt: skip
    told = replace(read, mode="message", fields=("email_personal",), channels=("email",), sender="FIN")
    assert (ask(read, restraints=(restraint,)).outcome, ask(told).outcome) == ("allow", "allow")
    assert ask(told, restraints=(restraint,)).reason == "COURT_RESTRAINT"


def test_a_request_is_held_by_its_first_reason_and_says_what_else_stands_in_its_way() -> None:
    asked = credit(fields=("month", "bank_account"))
    decision = ask(asked, ledger="stale")
    assert (decision.outcome, decision.reason, decision.also) == (
        "hold",
        "LEDGER_UNHEALTHY",
        ("FIELDS_EXCEED_PURPOSE",),
    )
    assert (ask(asked).outcome, ask(asked).reason) == ("deny", "FIELDS_EXCEED_PURPOSE")


def test_a_court_order_is_its_own_list() -> None:
    order = Order("High Court W.P.(C) 1/2026", persons=("e1",), fields=("name", "mobile"))
    asked = Request(
        actor="dept-1",
        org="DEPT",
        purpose="COURT-ORD",
        subjects=people(),
        mode="reveal",
        reason_given="the order",
        fields=("name", "mobile"),
        channels=("sealed_bundle",),
        recipients=("COURT",),
        order=order,
        approvals=approvals("purpose_owner", "dpo"),
    )
    decision = ask(asked)
    assert (decision.outcome, subject_codes(decision)) == ("partial", [None, "OUT_OF_COHORT"])
    assert ask(replace(asked, fields=("name", "pan"))).reason == "FIELDS_EXCEED_PURPOSE"


def test_a_purpose_past_its_review_is_not_active() -> None:
    from vethanam.privacy.permit import World, permit
    from vethanam.privacy.purposes import load_catalogue

    catalogue = load_catalogue()
    known = catalogue.on("SAL-CREDIT", AT.date())
    assert known is not None
    old = replace(known, review_by=date(2026, 11, 29))
    decision = permit(credit(), AT, World(), catalogue=replace(catalogue, purposes=(old,)))
    assert decision.reason == "PURPOSE_INACTIVE"


def test_a_processor_whose_contract_is_over_is_refused() -> None:
    from vethanam.privacy.permit import World, permit
    from vethanam.privacy.purposes import load_catalogue

    catalogue = load_catalogue()
    asked = terms(org="KSITM", on_behalf_of="FIN")
    for until, reason in ((AT.date(), None), (AT.date() - timedelta(days=1), "RECIPIENT_NOT_ALLOWED")):
        ended = replace(catalogue.processors["KSITM"], contract="C 1/2024", contract_until=until)
        known = replace(catalogue, processors={"KSITM": ended})
        assert permit(asked, AT, World(), catalogue=known).reason == reason
