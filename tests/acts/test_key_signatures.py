"""Acts on institutions and restraints need a signature of the officer's own key
over exactly their content.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.acts.keys import Sign, signs_with
from tests.payroll.office import SmallOffice, at, small_office
from vethanam.acts.declaration import Prepared
from vethanam.acts.executor import Performed, perform
from vethanam.identity.authority import Authority
from vethanam.identity.models import SignedAct
from vethanam.journal.models import Staged
from vethanam.journal.queries import opening_of
from vethanam.ledger.signed_acts import SignedList
from vethanam.payments.models import InstitutionAccount
from vethanam.privacy.actions import Filing, file_restraint
from vethanam.privacy.models import RestraintPosition

RELEASE = {"restraint": "WPC-1", "state": "vacated", "dated": "2026-10-19", "document_hash": "a" * 64}


@pytest.fixture
def office(desk_db: None) -> SmallOffice:
    office = small_office()
    office.appoint("law", "law_officer", "", office="FIN")
    office.appoint("dpo", "data_protection_officer", "", office="FIN")
    return office


@pytest.fixture
def account(office: SmallOffice) -> int:
    """The account of a court, entered by the clerk."""
    given = {"name": "Munsiff Court", "kind": "court", "branch": "TEST0000001", "number": "44444440001"}
    entered = perform("institution", office.officers["clerk"], given, at(20), is_sample=True)
    assert entered.ok, entered.says
    return int(entered.state["account"])


@pytest.fixture
def restraint(office: SmallOffice) -> str:
    """A court's order that stops messages about the terms of service."""
    law = office.by("law", at(18))
    scope = {"purposes": ["SVC-TERMS"]}
    file_restraint(law, Filing("WPC-1", "court_order", law.at, scope, case_number="W.P.(C) 1/2026"))
    return "WPC-1"


def done(office: SmallOffice, act: str, by: str, given: dict[str, Any], sign: Sign | None) -> Performed:
    return perform(act, office.officers[by], given, at(20), is_sample=True, sign=sign)


def _kept(act: str) -> Mapping[str, Any]:
    """The one statement stored beside an act's signature; the commitment is over it."""
    signed = SignedAct.objects.get(act=act)
    leaf = json.loads(bytes(Staged.objects.get(pk=signed.leaf).leaf))["public"]
    opening = opening_of(signed.leaf)
    assert opening is not None and leaf["approves"] == bytes(signed.commitment).hex()
    (statement,) = opening.private["statements"]
    assert SignedList(act, (statement,)).commitment == bytes(signed.commitment)
    found: Mapping[str, Any] = statement
    return found


def test_the_account_of_an_institution_is_verified_by_a_signature(office: SmallOffice, account: int) -> None:
    named = {"account": account}
    assert done(office, "verify_institution", "treasurer", named, None).code == "no_key_to_sign"
    sign = signs_with(office.by("treasurer", at(19)))
    assert done(office, "verify_institution", "treasurer", named, None).code == "assertion_missing"
    verified = done(office, "verify_institution", "treasurer", named, sign)
    assert verified.ok, verified.says
    says = _kept("verify_institution")
    assert (says["account"], says["institution"], says["tail"]) == (account, "Munsiff Court", "0001")
    assert "44444440001" not in json.dumps(dict(says))
    assert InstitutionAccount.objects.filter(pk=account, verified_at__isnull=False).exists()


def test_a_signature_for_the_account_before_verifies_no_later_one(office: SmallOffice, account: int) -> None:
    sign = signs_with(office.by("treasurer", at(19)))
    earlier: list[Mapping[str, Any]] = []

    def keeps(acting: Authority, asked: Prepared) -> Mapping[str, Any]:
        earlier.append(sign(acting, asked))
        return {**earlier[0], "signature": "AAAA"}

    refused = done(office, "verify_institution", "treasurer", {"account": account}, keeps)
    assert refused.code == "signed_something_else"
    later = {"name": "Munsiff Court", "kind": "court", "branch": "TEST0000001", "number": "44444440002"}
    assert done(office, "institution", "clerk", later, None).ok
    other = {"name": "Munsiff Court", "assertion": dict(earlier[0])}
    assert done(office, "verify_institution", "treasurer", other, None).code == "signed_something_else"
    assert not SignedAct.objects.exists()


def test_what_a_court_said_takes_effect_with_two_signatures(office: SmallOffice, restraint: str) -> None:
    waits = done(office, "release", "law", RELEASE, None)
    assert waits.ok and waits.state["approvals"] == ["law_officer", "dpo"]
    named = {"position": waits.state["position"]}
    assert done(office, "approve", "law", named, None).code == "no_key_to_sign"
    assert (
        done(office, "approve", "law", named, signs_with(office.by("law", at(19)))).state["in_effect"]
        is False
    )
    assert not RestraintPosition.objects.exists()
    approved = done(office, "approve", "dpo", named, signs_with(office.by("dpo", at(19))))
    assert approved.ok and approved.state["in_effect"] is True
    assert RestraintPosition.objects.get().state == "vacated" and restraint == approved.state["restraint"]
    again = done(office, "approve", "dpo", named, None)
    assert not again.ok and RestraintPosition.objects.count() == 1


def test_the_release_of_a_stop_takes_effect_with_two_signatures(office: SmallOffice) -> None:
    law = office.by("law", at(18))
    file_restraint(law, Filing("STOP-1", "stop", law.at, {"uses": ["u1"]}, is_case_pending=False))
    waits = done(office, "release", "law", {"restraint": "STOP-1", "state": "released"}, None)
    named = {"position": waits.state["position"]}
    for who in ("law", "dpo"):
        assert not RestraintPosition.objects.exists()
        assert done(office, "approve", who, named, signs_with(office.by(who, at(19)))).ok
    assert RestraintPosition.objects.get().state == "released"


def test_a_signature_for_one_position_is_none_for_another(office: SmallOffice, restraint: str) -> None:
    sign = signs_with(office.by("law", at(19)))
    first, second = (done(office, "release", "law", {**RELEASE, "says": says}, None) for says in "ab")
    assert restraint and first.ok and second.ok
    given: list[Mapping[str, Any]] = []

    def keeps(acting: Authority, asked: Prepared) -> Mapping[str, Any]:
        given.append(sign(acting, asked))
        return given[0]

    assert done(office, "approve", "law", {"position": first.state["position"]}, keeps).ok
    other = {"position": second.state["position"], "assertion": dict(given[0])}
    assert done(office, "approve", "law", other, None).code == "signed_something_else"
