"""What the database itself decides about restraints, by SQL and rows, without the actions above it."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.ledger import restraints as verifier
from vethanam.ledger.leaves import instant
from vethanam.privacy.actions import Filing, file_restraint
from vethanam.privacy.current_restraints import SCOPE
from vethanam.privacy.models import (
    Approval,
    PositionProposal,
    Restraint,
    RestraintPosition,
    TextClassProposal,
)

#: a code of each part of a scope, and another
SCOPED = {
    "source_registers": ("SPARK", "PENSION"), "purposes": ("SAL-CREDIT", "SVC-TERMS"),
    "kinds": ("achievements", "service_benefit_announcements"), "controllers": ("FIN", "PRD"),
    "senders": ("FIN", "PRD"), "channels": ("email", "sms"), "classes": ("employee", "pensioner"),
    "uses": ("u0", "u1"),
}  # fmt: skip
SIGNED = "ab" * 32


@pytest.fixture
def law(desk: Authority) -> Authority:
    return replace(desk, role="law_officer")


def filed(law: Authority, **changes: Any) -> Restraint:
    filing = Filing("WPC-9", "court_order", law.at, case_number="W.P.(C) 9/2026")
    file_restraint(law, replace(filing, **changes))
    return Restraint.objects.get(reference=changes.get("reference", "WPC-9"))


def refused(row: Any, why: str) -> None:
    """Store a row again as a new one; the database refuses it."""
    row.pk = None
    with pytest.raises(DatabaseError, match=why), transaction.atomic():
        row.save(force_insert=True)


def test_a_restraint_is_the_row_of_its_entry(law: Authority) -> None:
    scope = {name: codes[:1] for name, codes in SCOPED.items()}
    filed(law, scope=scope, excepts=("PAY-SLIP",), until=law.at + timedelta(days=9))
    others = {
        "reference": "WPC-8", "kind": "undertaking", "starts_at": law.at + timedelta(hours=1),
        "until": law.at + timedelta(days=8), "is_case_pending": False, "excepts": ["SAL-CREDIT"],
        "leaf": append("restraint.other", public={}, private=None, at=law.at, is_sample=True),
        **{name: [other] for name, (_, other) in SCOPED.items()},
    }  # fmt: skip
    assert {*SCOPED} == {*SCOPE}
    for column, value in others.items():
        row = Restraint.objects.get()
        setattr(row, column, value)
        refused(row, "not the one of its entry")
    row = Restraint.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError, match="reference"), transaction.atomic():
        row.save(force_insert=True)


# -- positions -----------------------------------------------------------------------------------------------


@dataclass
class Signing:
    """A position with its entry, proposal and two approvals, written row by row as a process could."""

    law: Authority
    restraint: Restraint
    state: str = "vacated"
    until: datetime | None = None
    leave: Mapping[str, Sequence[str]] = field(default_factory=dict)
    #: what the entry says otherwise
    said: Mapping[str, Any] = field(default_factory=dict)

    def row(self, *approvals: Mapping[str, Any], of: Restraint | None = None) -> RestraintPosition:
        """The position, not yet stored. ``of``: the restraint of its proposal."""
        number = PositionProposal.objects.count()
        leave: Any = {name: list(codes) for name, codes in self.leave.items()} or None
        public = {
            "restraint": self.restraint.reference, "state": self.state, "leave": leave, "approved": SIGNED,
            "until": instant(self.until) if self.until else None, **self.said,
        }  # fmt: skip
        columns: Any = {
            "restraint": self.restraint, "state": self.state, "until": self.until, "at": self.law.at,
            "recorded_at": self.law.at, "entered_by_id": self.law.account, "office": "FIN",
            "role": "law_officer", "leaf": self.entry("restraint.position", public),
            **{f"leave_{name}": list(codes) for name, codes in self.leave.items()},
        }  # fmt: skip
        proposal = PositionProposal.objects.create(
            **{**columns, "restraint": of or self.restraint},
            reference=f"p{number}",
            commitment=bytes.fromhex(SIGNED),
        )
        approve(self.law, "position", proposal.reference, approvals)
        return RestraintPosition(**columns, proposal=proposal)

    def entry(self, kind: str, public: Mapping[str, Any]) -> int:
        return append(kind, public=public, private=None, at=self.law.at, is_sample=True)


LAWYER, OTHER = {"role": "law_officer", "person": 81}, {"role": "dpo", "person": 82}


def approve(law: Authority, of: str, reference: str, approvals: Sequence[Mapping[str, Any]]) -> None:
    for changes in approvals:
        leaf = append("approval.given", public={}, private=None, at=law.at, is_sample=True)
        Approval.objects.create(
            **{
                "of": of, "reference": reference, "commitment": bytes.fromhex(SIGNED), "leaf": leaf,
                "account_id": law.account, "key_id": 1, "at": law.at, "recorded_at": law.at, **changes,
            }
        )  # fmt: skip


def unsigned(restraint: Restraint) -> Sequence[Sequence[Mapping[str, Any]]]:
    """Approvals that are not those of a law officer and another person after a restraint."""
    differing = ({"leaf": restraint.leaf}, {"of": "purpose"}, {"reference": "p"}, {"commitment": bytes(32)})
    return (
        (),
        (LAWYER,),
        (OTHER, {**OTHER, "person": 83}),
        (LAWYER, {**OTHER, "person": LAWYER["person"]}),
        *((LAWYER, {**OTHER, **one}) for one in differing),
        *(({**LAWYER, **one}, OTHER) for one in differing),
    )


def test_a_position_is_the_row_of_its_entry(law: Authority) -> None:
    restraint = filed(law)
    other = filed(law, reference="WPC-8")
    leave = {"purposes": ["SAL-CREDIT"], "senders": ["FIN"], "channels": ["email"]}
    until = law.at + timedelta(days=9)
    signing = Signing(law, restraint, "leave", until, leave)
    row = signing.row(LAWYER, OTHER)
    unlike: list[dict[str, Any]] = [
        {"state": "continued"},
        {"restraint": other.reference},
        {"until": instant(until + timedelta(days=1))},
        *({"leave": {**leave, name: []}} for name in leave),
    ]
    for said in unlike:
        refused(replace(signing, said=said).row(LAWYER, OTHER), "not the one of its entry")
    row.leaf, leaf = signing.entry("restraint.other", {}), row.leaf
    refused(row, "not the one of its entry")
    row.leaf = leaf
    row.save(force_insert=True)


def test_a_law_officer_and_another_person_sign_a_position_after_its_restraint(law: Authority) -> None:
    restraint = filed(law)
    other = filed(law, reference="WPC-8")
    signing = Signing(law, restraint)
    for approvals in unsigned(restraint):
        with transaction.atomic():
            refused(signing.row(*approvals), "A law officer and a second person sign")
            transaction.set_rollback(True)
    refused(signing.row(LAWYER, OTHER, of=other), "A law officer and a second person sign")
    refused(
        replace(signing, said={"approved": "cd" * 32}).row(LAWYER, OTHER),
        "A law officer and a second person sign",
    )
    row = signing.row(LAWYER, OTHER)
    row.proposal, proposal = None, row.proposal
    refused(row, "A law officer and a second person sign")
    row.proposal = proposal
    row.save(force_insert=True)


def test_a_court_does_not_release_and_an_officer_does_not_end_an_order(law: Authority) -> None:
    order, stop = filed(law), filed(law, reference="STOP-1", kind="stop", scope={"uses": ("u0",)})
    for restraint, state in ((order, "released"), (stop, "vacated")):
        refused(Signing(law, restraint, state).row(LAWYER, OTHER), "An officer releases a stop")
    for approvals in unsigned(stop):
        with transaction.atomic():
            refused(Signing(law, stop, "released").row(*approvals), "A law officer and a second person sign")
            transaction.set_rollback(True)
    Signing(law, stop, "released").row(LAWYER, OTHER).save(force_insert=True)


# -- what a restraint reaches --------------------------------------------------------------------------------


def test_database_and_verifier_agree_on_the_scope_of_a_restraint(law: Authority) -> None:
    """Over drawn pairs of a restraint and a use, read from the use's entry."""
    chance = random.Random(15)
    texts = {
        is_closed: append(
            "text.registered", public={"hash": SIGNED, "closed": is_closed}, private=None, at=law.at,
            is_sample=True,
        )
        for is_closed in (True, False)
    }  # fmt: skip
    uses = []
    for number in range(60):
        said: dict[str, Any] = {
            "use": f"u{number % 4}", "mode": chance.choice(("message", "message", "feed")), "kinds": [],
            "purpose": chance.choice((*SCOPED["purposes"], "PAY-SLIP")), "template_hash": SIGNED,
            "office": chance.choice(("FIN", "GAD")), "for_office": chance.choice((None, "PRD")),
            "sender": chance.choice((None, "FIN", "GAD")),
            "sources": [chance.choice(SCOPED["source_registers"])],
        }  # fmt: skip
        said["kinds"] = sorted(verifier.kinds_of_use({**said, "kinds": chance.sample(SCOPED["kinds"], 1)}))
        leaf = append("use.allowed", public=said, private=None, at=law.at, is_sample=True)
        text = chance.choice((None, True, False))
        uses.append(
            (
                said,
                text,
                {"reference": said["use"], "leaf": leaf, "text_leaf": None if text is None else texts[text]},
            )
        )
    reached = 0
    for _ in range(60):
        scope = {
            name: chance.sample(codes, 1)
            if name not in ("channels", "classes") and chance.random() < 0.4
            else []
            for name, codes in SCOPED.items()
        }  # fmt: skip
        excepts, place = chance.choice(([], ["PAY-SLIP"])), chance.choice((0, 10**9))
        row = json.dumps({**scope, "excepts": excepts, "leaf": place})
        theirs = verifier._Restraint(0, "", {"scope": scope, "except": excepts})
        for (said, text, _), is_reached in zip(uses, covered(row, [use for *_, use in uses]), strict=True):
            is_closed = said["mode"] != "message" or (text is True and place > 0)
            assert theirs.covers(said, is_closed=is_closed) is is_reached, (row, said, text)
            reached += is_reached
    assert 200 < reached < 3400


def covered(restraint: str, uses: Sequence[Mapping[str, Any]]) -> list[bool]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT privacy_covers(jsonb_populate_record(NULL::privacy_restraint, %s::jsonb),"
            " jsonb_populate_record(NULL::privacy_use, u.value))"
            " FROM jsonb_array_elements(%s::jsonb) WITH ORDINALITY u ORDER BY u.ordinality",
            [restraint, json.dumps(uses)],
        )
        return [one for (one,) in cursor.fetchall()]


def test_a_text_passes_with_a_class_that_two_signed_after_the_restraint(law: Authority) -> None:
    restraint = filed(law, scope={"kinds": ("achievements",)})
    registered = {
        is_closed: append(
            "text.registered", public={"hash": SIGNED, "closed": is_closed}, private=None, at=law.at,
            is_sample=True,
        )
        for is_closed in (True, False)
    }  # fmt: skip
    said = {"mode": "message", "template_hash": SIGNED, "values": "cd" * 32}
    of_values, of_text = {"values_hash": bytes.fromhex(said["values"])}, {"values_hash": None}
    both = (LAWYER, OTHER)
    cases: list[tuple[Mapping[str, Any], Sequence[Mapping[str, Any]], int | None, bool]] = [
        (of_values, both, None, True),
        ({"values_hash": bytes(32)}, both, None, False),
        (of_text, both, registered[True], True),
        (of_text, both, registered[False], False),
        ({**of_values, "kind": "achievements"}, both, None, False),
        ({**of_values, "template_hash": bytes(32)}, both, None, False),
        *((of_values, approvals, None, False) for approvals in unsigned(restraint)),
    ]
    for columns, approvals, text, is_passing in cases:
        with transaction.atomic():
            TextClassProposal.objects.create(
                **{
                    "reference": "c1", "template": "SVC", "template_hash": bytes.fromhex(SIGNED),
                    "kind": "neutral", "content": {}, "office": "FIN", "proposed_by_id": law.account,
                    "asking_person": 80, "commitment": bytes.fromhex(SIGNED), "at": law.at,
                    "recorded_at": law.at, "leaf": registered[True], **columns,
                }
            )  # fmt: skip
            approve(law, "text", "c1", approvals)
            assert passes(restraint, text, said) is is_passing, (columns, approvals)
            transaction.set_rollback(True)
    assert not passes(restraint, registered[True], said)


def passes(restraint: Restraint, text: int | None, said: Mapping[str, Any]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT privacy_text_passes(r, jsonb_populate_record(NULL::privacy_use, %s::jsonb), %s::jsonb)"
            " FROM privacy_restraint r WHERE id = %s",
            [json.dumps({"text_leaf": text}), json.dumps(said), restraint.pk],
        )
        return bool(cursor.fetchone()[0])


def test_a_use_without_its_own_entry_is_reached_by_every_restraint(law: Authority) -> None:
    def entry(kind: str, use: str) -> int:
        public = {"use": use, "purpose": "SVC-TERMS", "sources": ["SPARK"]}
        return append(kind, public=public, private=None, at=law.at, is_sample=True)

    row = json.dumps({**{name: [] for name in SCOPE}, "purposes": ["SAL-CREDIT"], "excepts": [], "leaf": 1})
    kinds = ("use.allowed", "use.held", "use.refused")
    own = [{"reference": "u0", "leaf": entry(kind, "u0")} for kind in kinds]
    foreign = [
        {"reference": "u0", "leaf": leaf} for leaf in (entry("use.allowed", "u1"), entry("other", "u0"), 0)
    ]
    assert covered(row, own) == [False] * 3 and covered(row, foreign) == [True] * 3


def test_database_and_verifier_agree_on_when_a_restraint_binds(law: Authority) -> None:
    days = [law.at + timedelta(days=day) for day in (-2, -1, 0, 1, 2)]
    for starts in days:
        for until in (None, *days):
            for is_pending in (True, False):
                public = {
                    "from": instant(starts), "is_case_pending": is_pending,
                    "until": instant(until) if until else None,
                }  # fmt: skip
                theirs = verifier._Restraint(0, instant(law.at), public)
                row = {"starts_at": instant(starts), "at": instant(law.at), "until": public["until"]}
                found = bound(json.dumps({**row, "id": 0, "is_case_pending": is_pending}), days)
                assert found == [theirs.binds(instant(day)) for day in days], (starts, until, is_pending)


def bound(restraint: str, moments: Sequence[datetime]) -> list[bool]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT privacy_binds(jsonb_populate_record(NULL::privacy_restraint, %s::jsonb), m)"
            " FROM unnest(%s::timestamptz[]) WITH ORDINALITY u(m, place) ORDER BY place",
            [restraint, list(moments)],
        )
        return [one for (one,) in cursor.fetchall()]


def test_a_further_order_sets_the_date_anew_until_the_court_ends_it(law: Authority) -> None:
    days = [law.at + timedelta(days=day) for day in (1, 5, 9)]
    restraint = filed(law, until=days[0], is_case_pending=False)
    assert _binding(restraint, days) == [True, False, False]
    Signing(law, restraint, "leave", leave={"purposes": ["SAL-CREDIT"]}).row(LAWYER, OTHER).save()
    assert _binding(restraint, days) == [True, False, False]
    Signing(law, restraint, "continued", days[1]).row(LAWYER, OTHER).save()
    assert _binding(restraint, days) == [True, True, False]
    Signing(law, restraint, "continued").row(LAWYER, OTHER).save()
    assert _binding(restraint, days) == [True, True, True]
    Signing(law, restraint).row(LAWYER, OTHER).save()
    assert _binding(restraint, days) == [False] * 3
    pending = filed(law, reference="WPC-8", until=days[0])
    Signing(law, pending, "continued", days[0]).row(LAWYER, OTHER).save()
    assert _binding(pending, days) == [True] * 3


def _binding(restraint: Restraint, moments: Sequence[datetime]) -> list[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(r)::text FROM privacy_restraint r WHERE id = %s", [restraint.pk])
        (row,) = cursor.fetchone()
    return bound(row, moments)


def test_a_leave_opens_what_matches_each_of_its_names_until_its_date(law: Authority) -> None:
    public = {"use": "u0", "purpose": "SAL-CREDIT", "sender": "FIN"}
    use = {
        "reference": "u0",
        "leaf": append("use.allowed", public=public, private=None, at=law.at, is_sample=True),
    }
    until = law.at + timedelta(days=1)
    for number, (leave, is_open) in enumerate(
        (
            ({"purposes": ["SAL-CREDIT"]}, True),
            ({"senders": ["FIN"]}, True),
            ({"channels": ["email"]}, True),
            ({"purposes": ["SAL-CREDIT"], "senders": ["FIN"], "channels": ["email"]}, True),
            ({"purposes": ["SVC-TERMS"], "senders": ["FIN"], "channels": ["email"]}, False),
            ({"purposes": ["SAL-CREDIT"], "senders": ["PRD"], "channels": ["email"]}, False),
            ({"purposes": ["SAL-CREDIT"], "senders": ["FIN"], "channels": ["sms"]}, False),
        )
    ):
        restraint = filed(law, reference=f"WPC-{number}")
        assert not opened(restraint, use, law.at)
        Signing(law, restraint, "leave", until, leave).row(LAWYER, OTHER).save()
        assert opened(restraint, use, until) is is_open, leave
        assert not opened(restraint, use, until + timedelta(seconds=1))
    endless = filed(law, reference="WPC-E")
    Signing(law, endless, "continued").row(LAWYER, OTHER).save()
    assert not opened(endless, use, law.at)
    Signing(law, endless, "leave", leave={"purposes": ["SAL-CREDIT"]}).row(LAWYER, OTHER).save()
    assert opened(endless, use, until + timedelta(days=900)) and not opened(restraint, use, law.at)


def opened(restraint: Restraint, use: Mapping[str, Any], moment: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT privacy_leave_opens(%s, jsonb_populate_record(NULL::privacy_use, %s::jsonb),"
            " 'email', %s)",
            [restraint.pk, json.dumps(use), moment],
        )
        return bool(cursor.fetchone()[0])
