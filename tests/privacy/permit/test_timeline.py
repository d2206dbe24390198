"""Between submission and dispatch: sent messages stay sent; a waiting one that is no
longer allowed is cancelled.
"""

from __future__ import annotations

from datetime import timedelta

from tests.privacy.permit.requests import AT, credit, people, publicity, terms
from vethanam.privacy.law.windows import Window
from vethanam.privacy.permit import Decision, Restraint, Subject, World
from vethanam.privacy.permit.request import Consent
from vethanam.privacy.permit.timeline import Happening, as_json, follow

MINUTE = timedelta(minutes=1)


def ends(decision: Decision) -> dict[str, tuple[str, str | None]]:
    return {answer.id: (answer.status, answer.reason) for answer in decision.per_subject}


def test_without_events_it_is_the_answer_at_submission() -> None:
    assert ends(follow(credit(), AT, World())) == {"e1": ("allow", None), "e2": ("allow", None)}


def test_a_window_that_begins_between_two_dispatches_parts_them() -> None:
    window = Window("W", ("state",), AT + MINUTE)
    consent = Consent("PRD")
    subjects = [Subject("a", consent=consent), Subject("b", consent=consent, dispatch_at=AT + MINUTE)]
    decision = follow(publicity(subjects=subjects), AT, World(windows=(window,)))
    assert decision.outcome == "partial"
    assert ends(decision) == {"a": ("allow", None), "b": ("cancelled", "ELECTION_WINDOW")}


def test_a_withdrawal_stops_what_waits_and_leaves_what_went() -> None:
    events = [
        Happening(AT + MINUTE, "dispatch", ("e1",)),
        Happening(AT + 2 * MINUTE, "withdraw_consent", ("e1", "e2")),
        Happening(AT + 3 * MINUTE, "dispatch"),
    ]
    decision = follow(publicity(), AT, World(), events)
    assert ends(decision) == {"e1": ("sent", None), "e2": ("cancelled", "CONSENT_WITHDRAWN")}
    assert [(task.kind, task.due) for task in decision.tasks] == [
        ("purge_queue", AT + 3 * MINUTE),
        ("tell_processors", AT + 17 * MINUTE),
    ]


def test_a_withdrawal_does_not_touch_what_rests_on_no_consent() -> None:
    events = [Happening(AT + MINUTE, "withdraw_consent", ("e1",)), Happening(AT + 2 * MINUTE, "dispatch")]
    assert set(ends(follow(credit(), AT, World(), events)).values()) == {("sent", None)}


def test_a_window_entered_late_stops_from_its_entry_and_reports_the_gap() -> None:
    events = [
        Happening(AT + MINUTE, "dispatch", ("e1",)),
        Happening(AT + 2 * MINUTE, "open_window", starts_at=AT),
        Happening(AT + 3 * MINUTE, "dispatch", ("e2",)),
    ]
    decision = follow(publicity(), AT, World(), events)
    assert ends(decision) == {"e1": ("sent", None), "e2": ("cancelled", "ELECTION_WINDOW")}
    assert "gap_report" in [task.kind for task in decision.tasks]


def held() -> World:
    return World(restraints=(Restraint("U", until=AT - timedelta(days=1)),))


def test_what_waits_for_an_order_goes_only_when_somebody_sends_it() -> None:
    recorded = Happening(AT + MINUTE, "record_order", restraint="U", state="vacated")
    assert follow(terms(), AT, held()).outcome == "hold"
    assert ends(follow(terms(), AT, held(), [recorded])) == {"e1": ("allow", None), "e2": ("allow", None)}
    decision = follow(terms(), AT, held(), [recorded, Happening(AT + 2 * MINUTE, "dispatch", ("e1",))])
    assert ends(decision) == {"e1": ("sent", None), "e2": ("allow", None)}


def test_an_order_that_goes_on_keeps_stopping() -> None:
    recorded = Happening(AT + MINUTE, "record_order", restraint="U", state="continued")
    decision = follow(terms(), AT, held(), [recorded, Happening(AT + 2 * MINUTE, "dispatch")])
    assert decision.outcome == "deny" and decision.reason == "COURT_RESTRAINT"
    assert {status for status, _ in ends(decision).values()} == {"cancelled"}


def test_an_approval_lapses_before_a_late_dispatch() -> None:
    decision = follow(terms(), AT, World(), [Happening(AT + timedelta(hours=72), "dispatch")])
    assert set(ends(decision).values()) == {("cancelled", "APPROVAL_STALE")}


def test_a_refused_request_is_not_helped_by_what_follows() -> None:
    decision = follow(terms(sender="CMO"), AT, World(), [Happening(AT + MINUTE, "dispatch")])
    assert (decision.outcome, decision.reason) == ("deny", "SENDER_MISMATCH")


def test_as_plain_values_it_has_the_documented_form() -> None:
    shown = as_json(follow(credit(subjects=people(1, contacts={})), AT, World()))
    assert shown["outcome"] == "allow" and shown["also"] == [] and shown["tasks"] == []
    assert shown["per_subject"] == {
        "e1": {
            "status": "allow",
            "reason": None,
            "route": None,
            "channel": {"email": "CONTACT_UNVERIFIED", "portal": "allow"},
            "note": None,
        }
    }


def test_who_was_left_out_when_it_was_asked_is_never_sent_and_keeps_her_reason() -> None:
    """Her consent comes before the dispatch, and too late: no message to her was queued.

    Later events change no reason.
    """
    late, child = (
        Consent("PRD", given=AT + MINUTE),
        Subject("e3", age=16, consent=Consent("PRD", by="guardian")),
    )
    asked = publicity(subjects=[*people(1, consent=Consent("PRD")), Subject("e2", consent=late), child])
    sent = follow(asked, AT, World(), [Happening(AT + 2 * MINUTE, "dispatch")])
    left = {"e2": ("dropped", "CONSENT_MISSING"), "e3": ("dropped", "MINOR_GUARD")}
    assert (sent.outcome, ends(sent)) == ("partial", {"e1": ("sent", None), **left})
    events = [
        Happening(AT + 2 * MINUTE, "withdraw_consent", ("all",)),
        Happening(AT + 3 * MINUTE, "open_window", starts_at=AT + 3 * MINUTE),
    ]
    assert ends(follow(asked, AT, World(), events)) == {"e1": ("cancelled", "CONSENT_WITHDRAWN"), **left}


def test_her_own_instant_does_not_undo_what_she_was_left_out_for() -> None:
    window = Window("W", ("Thrissur",), AT - MINUTE, AT + MINUTE)
    consent = Consent("PRD")
    subjects = [
        Subject("a", district="Palakkad", consent=consent),
        Subject("b", district="Thrissur", consent=consent, dispatch_at=AT + 2 * MINUTE),
    ]
    decision = follow(publicity(subjects=subjects), AT, World(windows=(window,)))
    assert ends(decision) == {"a": ("allow", None), "b": ("dropped", "ELECTION_WINDOW")}
