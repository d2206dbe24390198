"""An answer-only use opens nothing, and says how to carry it out."""

from __future__ import annotations

import pytest

from vethanam.identity.authority import Authority
from vethanam.privacy.actions import register_purposes, request_use
from vethanam.privacy.models import Outbox, Use
from vethanam.privacy.permit import Request, Subject, World
from vethanam.privacy.permit.request import Approval

pytestmark = pytest.mark.usefixtures("desk_db")


@pytest.mark.parametrize(
    ("purpose", "org", "mode", "recipient", "says"),
    [
        ("SVC-BOOK", "DEPT", "reveal", "DEPT", "ask to see a contact with “ask_reveal”"),
        ("ELEC-DUTY", "CEO_DEO", "feed", "CEO_DEO", "ask for a feed with “ask_feed”"),
    ],
)
def test_an_allowed_look_or_feed_is_not_carried_out(
    clerk: Authority, purpose: str, org: str, mode: str, recipient: str, says: str
) -> None:
    asked = Request(
        actor="officer", org=org, purpose=purpose, subjects=[Subject("1")], mode=mode, fields=("name", "mobile"),
        channels=("system_to_system",), sender=org, recipients=(recipient,), reason_given="a letter came back",
        requisition="RQ-1", approvals=(Approval("head", "unit_head"),),
    )  # fmt: skip
    answered = request_use(clerk, asked, world=World())
    assert answered.decision.outcome == "allow"
    assert says in answered.says and answered.says.endswith("No contact was opened.")
    assert not Outbox.objects.exists()


@pytest.mark.parametrize(("day", "version"), [(24, 1), (25, 2)])
def test_a_use_names_the_version_of_its_purpose_that_was_in_force(
    clerk: Authority, day: int, version: int
) -> None:
    register_purposes(clerk)
    at = clerk.at.replace(year=2026, month=11, day=day, hour=10)
    asked = Request(actor="prd", org="PRD", purpose="PUBLICITY", subjects=[Subject("1")], sender="PRD")
    answered = request_use(clerk.later(at), asked, world=World())
    registered = Use.objects.get(pk=answered.use).purpose
    assert registered is not None and registered.version == version


def test_a_use_of_a_purpose_that_nobody_registered_names_none(clerk: Authority) -> None:
    register_purposes(clerk)
    answered = request_use(
        clerk, Request(actor="prd", org="PRD", purpose="INVITATION", subjects=[Subject("1")]), world=World()
    )
    assert Use.objects.get(pk=answered.use).purpose is None
