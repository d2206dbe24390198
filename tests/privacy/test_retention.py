"""The whole path of retention: a use, its time, the entry, the destruction, the proofs; and a hold."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError
from django.utils import timezone
from psycopg import sql

from tests.evidence.test_absences import STRANGER, asked_about, findings, judged
from tests.evidence.test_person_maps import mapped
from tests.forger import Forger
from tests.privacy.positions import record_position
from tests.signers import enrolled, private_of, public_of, seated, signs
from vethanam.acts.executor import look, perform
from vethanam.cli import retention as command
from vethanam.errors import Refused, Unsound
from vethanam.evidence import bundles
from vethanam.evidence.absences import absence_from_use
from vethanam.evidence.person_maps import complete_list
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal import audit, sequencer
from vethanam.journal.actions import append
from vethanam.journal.queries import leaf_content
from vethanam.ledger.canonical import Json, canonical
from vethanam.ledger.retention import HOLDERS
from vethanam.ledger.verifier import Outcome
from vethanam.people.models import Person
from vethanam.people.queries import authority_of
from vethanam.privacy.actions import (
    Filing,
    Holding,
    Position,
    announce_destructions,
    destroy_announced,
    file_restraint,
    positions,
    propose_position,
    set_hold,
    take_step,
)
from vethanam.privacy.actions import retention as actions
from vethanam.privacy.actions.duties import open_case_of_looks
from vethanam.privacy.current_restraints import restraint_shown
from vethanam.privacy.end_proofs import end_findings, prove_ends
from vethanam.privacy.models import (
    Destruction,
    Hold,
    PositionProposal,
    RestraintPosition,
    Use,
    UseSecret,
    UseSubject,
)
from vethanam.privacy.purposes import load_catalogue
from vethanam.privacy.retention import (
    cases_kept,
    destructible,
    end_of_record,
    held_now,
    state_of_hold,
)
from vethanam.site import worker

pytestmark = pytest.mark.usefixtures("world", "log_key")
AT = datetime.fromisoformat("2026-12-25T10:00:00+05:30")


@pytest.fixture
def old(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Asks for uses as of 440 days ago; the database's own clock stays."""

    def ask(*counts: int) -> list[Use]:
        now = datetime.now(UTC)
        with monkeypatch.context() as clock:
            clock.setattr(timezone, "now", lambda: now - timedelta(days=440))
            return [asked_about(count) for count in counts]

    return ask


def by(name: str, role: str, person: int | None = None) -> Authority:
    account, _ = Account.objects.get_or_create(username=name)
    return Authority(account.pk, person, "LAW", role, AT)


def announced(world: Any) -> int:
    """Announce what is due as the worker does, and let the log sign it."""
    with world.role("worker"):
        count = announce_destructions(by("service-worker", "service"))
    sequencer.sequence_once()
    return count


def destroyed(world: Any, lots: int = 100) -> int:
    with world.role("worker"):
        return destroy_announced(lots)


def test_what_is_over_is_destroyed_and_all_proofs_hold(
    world: Any, old: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    few, many = old(3, 150)
    young = asked_about(3)
    made = mapped(world, AT + timedelta(days=1))
    kept_before = bundles.bundle_of_use(many.pk, 1000)
    assert made and [one.uses for one in destructible()] == [2]
    assert "retention_overdue" in findings()
    end = end_of_record(many.pk)
    assert (end.went_at, end.held_by) == (None, None) and end.goes_on < date.today()  # noqa: DTZ011
    assert announced(world) == 1 and destructible() == []
    (entry,) = Destruction.objects.all()
    assert (entry.uses, entry.openings, entry.records) == (2, 2, 153)
    monkeypatch.setattr(actions, "LOT", 100)
    assert destroyed(world, 1) == 100
    assert UseSubject.objects.filter(use=many.pk, salt__isnull=True).exists()
    assert destroyed(world) == 55 and destroyed(world) == 0
    assert Destruction.objects.get().ended_at is not None
    for use in (few, many):
        assert (
            not UseSubject.objects.filter(use=use.pk)
            .exclude(outcome="", record__isnull=True, salt__isnull=True)
            .exists()
        )
        assert UseSecret.objects.get(use=use.pk).key is None
        verdict = judged(bundles.bundle_of_use(use.pk, 1000))
        assert verdict.outcome is Outcome.VERIFIED and "payload erased under R8.3" in verdict.says
        with pytest.raises(Unsound, match="key of this use was destroyed"):
            absence_from_use(use.reference, STRANGER)
    assert judged(kept_before).outcome is Outcome.VERIFIED
    assert "erased" not in judged(bundles.bundle_of_use(young.pk, 1000)).says
    everything = complete_list(1000)
    assert judged(everything).outcome is Outcome.VERIFIED
    assert [sorted(one) for one in json.loads(everything)["entries"]][:2] == [["commitment", "index"]] * 2
    assert findings() == [] and audit.broken_invariants("owner") == []
    assert judged(bundles.whole_log()).outcome is Outcome.VERIFIED


def test_a_record_is_erased_only_as_a_later_entry_announced(world: Any, old: Any) -> None:
    (use,) = old(3)
    announced(world)
    destroyed(world)
    file = json.loads(bundles.bundle_of_use(use.pk, 1000))
    others = [one for one in file["entries"] if one["leaf"]["kind"] != "openings_destroyed"]
    wrong: tuple[dict[str, object], ...] = ({"commitment": "00" * 32}, {"size": 129}, {"record": {}})
    for changed in ({**file, "entries": others}, *(_with(file, **given) for given in wrong)):
        verdict = judged(canonical(changed))
        assert (verdict.outcome, verdict.part) == (Outcome.TAMPERED, "leaf")


def _with(file: dict[str, Any], **given: object) -> dict[str, Any]:
    changed: dict[str, Any] = json.loads(json.dumps(file))
    next(one for one in changed["entries"] if "persons" in one)["persons"][0].update(given)
    return changed


@pytest.fixture
def officers() -> tuple[Account, Account]:
    """A law officer and the data protection officer, appointed and with keys."""
    return officer("law", "law_officer"), officer("dpo", "data_protection_officer")


def officer(name: str, role: str) -> Account:
    account = Account.objects.create(username=name, kind=Account.Kind.OFFICER)
    person = Person.objects.create(name=name, born=date(1975, 1, 1), account=account, recorded_at=AT)
    seated(account, role, AT)
    own = authority_of(account, AT, role=role, is_sample=True)
    enrolled(own, public_of(private_of(person.pk)), signed=True)
    return account


def held_by(world: Any, law: Account, use: Use) -> Hold:
    with world.role("web"):
        holding = Holding("court_order", "WP(C) 1/2027", "High Court", uses=(use.reference,))
        return set_hold(authority_of(law, AT, role="law_officer", is_sample=True), holding)


def end(world: Any, account: Account, reference: str) -> str:
    """Sign a step to the end on a page; returns the code of a refusal, else the state of the hold."""
    with world.role("web"):
        given = {"hold": reference, "says": "case decided"}
        done = perform("end_hold", account, given, AT, is_sample=True, sign=signs)
    return done.state["state"] if done.ok else done.code


def proven(world: Any) -> int:
    sequencer.sequence_once()
    with world.role("worker"):
        return prove_ends()


def test_a_hold_keeps_it_until_two_officers_end_it(
    world: Any, old: Any, officers: tuple[Account, Account]
) -> None:
    held, _free = old(3, 3)
    law, dpo = officers
    with pytest.raises(Refused):
        set_hold(by("clerk", "clerk"), Holding("audit", "AG 7", "Accountant General"))
    hold = held_by(world, law, held)
    assert [one.uses for one in destructible()] == [1] and held_now() == [(hold.reference, 1)]
    assert announced(world) == 1 and destroyed(world) == 4
    assert UseSubject.objects.filter(use=held.pk, salt__isnull=False).count() == 3
    assert end_of_record(held.pk).held_by == hold.reference and announced(world) == 0
    assert "retention_overdue" not in findings()
    assert end(world, law, hold.reference) == "ending"
    for again in (law, officer("second law officer", "law_officer")):
        assert end(world, again, hold.reference) == "hold_by_two"
    assert (proven(world), [one.uses for one in destructible()]) == (0, [])
    assert end(world, dpo, hold.reference) == "agreed"
    assert destructible() == [] and list(end_findings()) == []
    assert (proven(world), proven(world)) == (1, 0)
    assert end(world, law, hold.reference) == "hold_over" and state_of_hold(hold) == "ended"
    assert announced(world) == 1 and destroyed(world) == 4
    assert not UseSubject.objects.filter(use=held.pk, salt__isnull=False).exists()
    assert findings() == [] and list(end_findings()) == []
    assert judged(bundles.whole_log()).outcome is Outcome.VERIFIED


def test_the_web_process_alone_ends_no_hold(world: Any, old: Any, officers: tuple[Account, Account]) -> None:
    (held,) = old(3)
    law, dpo = officers
    hold, other = held_by(world, law, held), held_by(world, law, asked_about(3))
    for one in (law, dpo):
        end(world, one, other.reference)
    sequencer.sequence_once()
    agreed = leaf_content(other.steps.get(kind="ended").leaf)["public"]
    signed = {name: agreed[name] for name in ("proposed", "agreed")}
    leaves = [
        entered(world, hold, (law, dpo), {}),
        entered(world, hold, (law, dpo), signed),
        entered(world, hold, (law, dpo), {"proposed": signed["agreed"], "agreed": signed["agreed"]}),
    ]
    with world.connect("web") as connection, pytest.raises(psycopg.Error, match="permission denied"):
        connection.execute(
            "INSERT INTO privacy_provenend (of, reference, leaf, recorded_at) VALUES ('hold', %s, %s, now())",
            [hold.reference, leaves[0]],
        )
    assert proven(world) == 1  # the other's
    assert state_of_hold(other) == "ended" and held_now() == [(hold.reference, 1)]
    assert announced(world) == 0 and destroyed(world) == 0
    assert {one.code for one in end_findings()} == {"end_unproven"}
    assert UseSubject.objects.filter(use=held.pk, salt__isnull=False).count() == 3
    assert state_of_hold(hold) == "in_force"
    assert [end(world, one, hold.reference) for one in (dpo, law)] == ["ending", "agreed"]
    assert proven(world) == 1 and state_of_hold(hold) == "ended"


def refused(world: Any, table: str, **row: Any) -> None:
    """The web process writes a row without an entry of its own."""
    names = sql.SQL(", ").join(map(sql.Identifier, row))
    text = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(table), names, sql.SQL(", ").join(map(sql.Placeholder, row))
    )
    with world.connect("web") as connection, pytest.raises(psycopg.Error, match="not the one of its entry"):
        connection.execute(text, row)


def test_a_hold_without_its_entry_is_refused(world: Any, old: Any, officers: tuple[Account, Account]) -> None:
    (use,) = old(3)
    true = held_by(world, officers[0], use)
    said: dict[str, Json] = {
        "hold": "HOLD-1", "ground": "audit", "named": "AG 7", "purposes": ["SAL-CREDIT"], "offices": [],
        "uses": [], "since": None, "until": None, "role": "law_officer",
    }  # fmt: skip
    with world.role("web"):
        narrower = append("hold.set", public=said, private=None, at=AT, is_sample=True)
    row = {
        "ground": "audit", "named": "AG 7", "asked_by": "AG", "purposes": [], "offices": [], "uses": [],
        "at": AT, "recorded_at": AT, "entered_by_id": officers[0].pk, "office": "LAW", "role": "law_officer",
        "is_sample": True,
    }  # fmt: skip
    refused(world, "privacy_hold", reference="HOLD-1", leaf=narrower, **row)
    refused(world, "privacy_hold", reference="HOLD-1", leaf=narrower + 1_000, **row)
    refused(world, "privacy_hold", reference="HOLD-2", leaf=true.leaf, **row)
    step = {"kind": "proposed", "says": "x", "at": AT, "recorded_at": AT, "office": "LAW"}
    refused(
        world, "privacy_holdstep", hold_id=true.pk, leaf=true.leaf, by_id=officers[0].pk,
        role="law_officer", **step,
    )  # fmt: skip
    assert Hold.objects.get() == true


def test_a_case_without_its_entry_is_refused(world: Any, old: Any) -> None:
    (use,) = old(3)
    refused(
        world, "privacy_duty", reference="false", kind="breach", asked="looked_up_beyond_purpose",
        account_id=use.asked_by_id, people=20, opened_at=AT, recorded_at=AT, leaf=use.leaf,
    )  # fmt: skip
    assert held_now() == []


def restrained(*, is_pending: bool) -> Authority:
    """A court's order on the uses of a purpose, over since yesterday unless the case is pending."""
    now = datetime.now(UTC)
    authority = by("law clerk", "law_officer", 9_000_003)
    file_restraint(
        authority,
        Filing(
            "WP-1", "court_order", now - timedelta(days=500), {"purposes": ["PUBLICITY"]},
            until=now - timedelta(days=1), is_case_pending=is_pending,
        ),
    )  # fmt: skip
    return authority


def falsely(world: Any, authority: Authority, proposal: PositionProposal) -> RestraintPosition:
    """The web process puts a proposed position into effect, with keys of its own."""
    with world.role("web"):
        for more, role in enumerate(("law_officer", "dpo")):
            forger = Forger(replace(authority, person=9_100_000 + 2 * proposal.pk + more))
            forger.enrols()
            forger.approves("position", proposal.reference, bytes(proposal.commitment), role)
        return positions._take_effect(authority, proposal)


def a_day_passes(world: Any) -> None:
    """Since each head was signed."""
    with world.connect("postgres") as connection:
        connection.execute("ALTER TABLE journal_head DISABLE TRIGGER only_grows")
        connection.execute("UPDATE journal_head SET at = at - interval '25 hours'")
        connection.execute("ALTER TABLE journal_head ENABLE ALWAYS TRIGGER only_grows")


def test_a_false_position_keeps_nothing_longer(world: Any, old: Any, officers: Any) -> None:
    del officers  # their keys count
    old(3)
    authority = restrained(is_pending=False)
    assert [one.uses for one in destructible()] == [1]
    later = datetime.now(UTC) + timedelta(days=999)
    falsely(world, authority, propose_position(authority, Position("WP-1", "continued", later)))
    assert (proven(world), held_now()) == (0, [("WP-1", 1)])
    assert [one.code for one in end_findings()] == ["end_unproven"]
    a_day_passes(world)
    assert held_now() == [] and [one.uses for one in destructible()] == [1]
    record_position(authority, "WP-1", "continued", until=later, seats=True)
    a_day_passes(world)
    assert held_now() == [("WP-1", 1)] and proven(world) == 1 and held_now() == [("WP-1", 1)]
    assert announced(world) == 0


def test_a_false_end_of_a_restraint_keeps_no_true_position_out(world: Any, old: Any, officers: Any) -> None:
    del officers  # their keys count
    old(3)
    authority = restrained(is_pending=True)
    falsely(world, authority, propose_position(authority, Position("WP-1", "vacated")))
    assert (proven(world), held_now()) == (0, [("WP-1", 1)])
    shown = restraint_shown("WP-1", datetime.now(UTC))
    assert shown is not None and (shown.state, shown.positions) == ("unconfirmed", [])
    late = propose_position(authority, Position("WP-1", "continued"))
    record_position(authority, "WP-1", "continued", seats=True)
    record_position(authority, "WP-1", "vacated", seats=True)
    assert held_now() == [("WP-1", 1)]
    assert proven(world) == 2 and held_now() == []
    with pytest.raises(Unsound, match="is over"):
        record_position(authority, "WP-1", "continued", seats=True)
    with pytest.raises(DatabaseError, match="is over"):
        falsely(world, authority, late)
    assert [one.code for one in end_findings()] == ["end_unproven"]


def entered(world: Any, hold: Hold, two: tuple[Account, Account], signed: dict[str, Any]) -> int:
    """Enter the end of a hold as the web process can, without its act."""
    leaf = 0
    for one, role, kind in zip(two, HOLDERS, ("proposed", "ended"), strict=True):
        public = {"hold": hold.reference, "role": role, **(signed if kind == "ended" else {})}
        with world.role("web"):
            named = "hold.ended" if kind == "ended" else "hold.end_proposed"
            leaf = append(named, public=public, private=None, at=AT, is_sample=True)
            world.sql(
                "web",
                "INSERT INTO privacy_holdstep (hold_id, kind, says, at, recorded_at, by_id, person, office,"
                " role, leaf) VALUES (%s, %s, 'x', now(), now(), %s, %s, 'LAW', %s, %s)",
                hold.pk, kind, one.pk, one.pk, role, leaf,
            )  # fmt: skip
    return leaf


def test_the_closing_of_a_case_alone_ends_nothing_it_keeps(
    world: Any, old: Any, officers: tuple[Account, Account]
) -> None:
    (held,) = old(3)
    law, dpo = officers
    with world.role("web"):
        case = open_case_of_looks(by("dpo", "data_protection_officer"), held.asked_by_id, 20)
        assert case is not None and end(world, law, case.reference) == "case_still_open"
        take_step(by("dpo", "data_protection_officer"), case, "closed", "A drill.")
    sequencer.sequence_once()
    assert (proven(world), held_now(), destructible()) == (0, [(case.reference, 1)], [])
    assert cases_kept() == [case]
    (row,) = look("record_holds", law, {}, AT, is_sample=True).state["holds"]
    assert (row["hold"], row["named"], row["state"]) == (case.reference, case.number, "in_force")
    assert [end(world, one, case.reference) for one in (dpo, law)] == ["ending", "agreed"]
    assert proven(world) == 1 and (held_now(), cases_kept()) == ([], [])
    assert look("record_holds", law, {}, AT, is_sample=True).state["holds"] == []
    assert announced(world) == 1 and destroyed(world) == 4


def test_a_hold_set_after_the_announcement_beats_it(world: Any, old: Any) -> None:
    (use,) = old(3)
    announced(world)
    hold = set_hold(by("law", "law_officer"), Holding("breach", "3/2027", "Data protection officer"))
    assert destroyed(world) == 0 and UseSubject.objects.filter(use=use.pk, salt__isnull=False).count() == 3
    assert Hold.objects.get().reference == hold.reference and findings() == []


def test_the_command_announces_and_destroys_what_is_signed(
    world: Any, old: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    (use,) = old(3)
    by("service-worker", "service")
    due = f"PUBLICITY {use.recorded_at:%Y-%m}: requests and records of 1 uses"
    with world.role("worker"):
        command.run(dry_run=True)
        assert due in capsys.readouterr().out and not Destruction.objects.exists()
        command.run()
        assert "Destroyed: 0 rows. Announced: 1." in capsys.readouterr().out
        assert destroy_announced(9) == 0
    sequencer.sequence_once()
    with world.role("worker"):
        command.run()
    assert "Destroyed: 4 rows. Announced: 0." in capsys.readouterr().out


def test_the_worker_announces_by_night_once(world: Any, old: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    old(3)
    hours = iter((23, 2, 3))
    authority = by("service-worker", "service")
    monkeypatch.setattr(worker, "service_authority", lambda _: authority.later(AT.replace(hour=next(hours))))
    go = worker.destructions()
    with world.role("worker"):
        go()
        assert not Destruction.objects.exists()
        go()
        assert Destruction.objects.count() == 1
    sequencer.sequence_once()
    with world.role("worker"):
        go()
    assert Destruction.objects.get().ended_at is not None


EMPTY = "outcome = '', reason = '', channel = '', classes = '{}'"
#: what nobody may do to a use of yesterday, nor before its destruction is announced
REFUSED = [
    ("worker", "UPDATE privacy_usesubject SET record = NULL, salt = NULL"),
    ("worker", "DELETE FROM journal_opening"),
    ("worker", "INSERT INTO privacy_forgotten (use_id, destruction_id) SELECT id, 1 FROM privacy_use"),
    ("worker", "DELETE FROM privacy_hold"),
    ("worker", "DELETE FROM privacy_provenend"),
    ("web", "SELECT privacy_destroy_lot(1, 10)"),
    ("owner", f"UPDATE privacy_usesubject SET record = NULL, salt = NULL, {EMPTY}"),
    ("owner", "UPDATE privacy_usesecret SET key = NULL"),
    ("postgres", "DELETE FROM journal_opening"),
    ("postgres", "DELETE FROM privacy_usesecret"),
]  # fmt: skip


def test_who_may_not_destroy(world: Any) -> None:
    use = asked_about(3)
    for role, statement in REFUSED:
        with world.connect(role) as connection, pytest.raises(psycopg.Error):
            connection.execute(statement)
    parts: list[Json] = ["processing_log", "record"]
    public: dict[str, Json] = {
        "purpose": use.purpose_code, "month": f"{use.recorded_at:%Y-%m}", "parts": parts,
        "processing_log_days": 365, "record_days": 365, "uses": 1, "openings": 1,
        "records": 3, "rule": "R8.3",
    }  # fmt: skip
    leaf = append("openings_destroyed", public=public, private=None, at=AT, is_sample=True)
    sequencer.sequence_once()
    with world.connect("worker") as connection, pytest.raises(psycopg.Error, match="not what is due"):
        connection.execute("SELECT privacy_begin_destruction(%s)", [leaf])
    assert findings() == ["destruction_differs"]


def test_both_read_the_days_of_a_purpose_alike(world: Any) -> None:
    for purpose in load_catalogue().purposes:
        content = json.dumps(purpose.content, default=str)
        rows = world.sql(
            "owner",
            "SELECT privacy_retention_days(c, 'processing_log'), privacy_retention_days(c, 'record')"
            " FROM (SELECT %s::jsonb AS c) s",
            content,
        )
        assert rows == [(purpose.retention.processing_log_days, purpose.retention.record_days)], purpose.code
