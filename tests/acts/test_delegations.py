"""A power is lent by one signed act and agreed to by another; a superior of several codes names the code."""

from __future__ import annotations

from typing import Any

import pytest

from tests.payroll.office import SmallOffice, at, small_office
from tests.signers import signs
from vethanam.acts.executor import Performed, look, perform
from vethanam.identity.models import SignedAct
from vethanam.people.models import Appointment

LOAN = {"role": "drawing_officer", "scope": "0412", "power": "view", "until": "2026-11-30"}


@pytest.fixture
def office(desk_db: None) -> SmallOffice:
    return small_office()


def act(office: SmallOffice, name: str, by: str, **given: Any) -> Performed:
    return perform(name, office.officers[by], given, at(22), is_sample=True, sign=signs)


def test_both_sign_the_same_statement(office: SmallOffice) -> None:
    lent = act(office, "delegate", "officer", to="clerk", **LOAN)
    agreed = act(office, "agree_delegation", "controller", delegation=lent.state["delegation"])
    assert lent.ok and agreed.ok and agreed.state == lent.state
    signed = SignedAct.objects.filter(act__in=("delegate", "agree_delegation")).order_by("id")
    assert [(one.act, one.role) for one in signed] == [
        ("delegate", "drawing_officer"), ("agree_delegation", "countersigning_officer"),
    ]  # fmt: skip


def test_a_delegation_that_is_not_named_or_does_not_wait_is_refused(office: SmallOffice) -> None:
    assert act(office, "agree_delegation", "controller").code == "delegation_not_named"
    assert act(office, "agree_delegation", "controller", to="clerk").code == "delegation_not_proposed"
    for power in ("view", "prepare"):
        assert act(office, "delegate", "officer", **{**LOAN, "to": "clerk", "power": power}).ok
    assert act(office, "agree_delegation", "controller", to="clerk").code == "several_delegations"
    rejected = act(office, "reject_delegation", "controller", to="clerk", reason="Not now.")
    assert rejected.code == "several_delegations"
    assert not SignedAct.objects.filter(act="agree_delegation").exists()


def test_an_end_by_name_is_of_a_power_that_was_not_rejected(office: SmallOffice) -> None:
    first = act(office, "delegate", "officer", to="clerk", **LOAN).state["delegation"]
    act(office, "agree_delegation", "controller", delegation=first)
    second = act(office, "delegate", "officer", **{**LOAN, "to": "clerk", "power": "present"})
    rejected = act(office, "reject_delegation", "controller", to="clerk", reason="Not now.")
    assert rejected.ok and rejected.state == second.state
    assert act(office, "revoke", "officer", to="clerk").state == {"delegation": first}
    assert act(office, "revoke", "officer", to="clerk").code == "no_delegation"


def test_a_superior_ends_a_power_that_counts_and_nobody_else(office: SmallOffice) -> None:
    lent = act(office, "delegate", "officer", to="clerk", **LOAN).state["delegation"]
    assert act(office, "end_delegation", "controller", delegation=lent).code == "no_delegation"
    act(office, "agree_delegation", "controller", delegation=lent)
    assert not act(office, "end_delegation", "clerk", delegation=lent).ok
    ended = act(office, "end_delegation", "controller", delegation=lent)
    assert ended.ok and ended.says == "clerk may no longer view."
    assert act(office, "end_delegation", "controller", delegation=lent).code == "no_delegation"


def test_a_controlling_officer_of_two_codes_names_the_code(office: SmallOffice) -> None:
    held = Appointment.objects.get(account=office.officers["controller"])
    Appointment.objects.create(
        account=held.account, person=held.person, role="countersigning_officer", scope="0413", office="DEPT",
        valid_from=held.valid_from, recorded_at=held.recorded_at,
    )  # fmt: skip
    office.appoint("other", "drawing_officer", "0413")
    assert act(office, "delegate", "other", to="clerk", **{**LOAN, "scope": "0413"}).ok
    waiting = {}
    for code in ("0412", "0413"):
        shown = look(
            "proposed_delegations", held.account, {}, at(22), is_sample=True,
            authority=office.by("controller", at(22), scope=code),
        )  # fmt: skip
        waiting[code] = [(one["lent_by"], one["may_decide"]) for one in shown.state["delegations"]]
    assert waiting == {"0412": [], "0413": [("other", True)]}
    assert act(office, "agree_delegation", "controller", to="clerk").code == "not_ones_to_decide"
    assert act(office, "agree_delegation", "controller", to="clerk", drawing_code="0413").ok
