"""Allowed requests; a test changes one thing."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from vethanam.privacy.law.windows import IST
from vethanam.privacy.permit import Approval, Decision, Request, Subject, World, permit
from vethanam.privacy.permit.request import Event, Order, Sanction

#: generated worlds of each property of the permit, each of one person; ``make nightly`` tries 1,000,000
EXAMPLES = int(os.environ.get("VETHANAM_TEST_PERMITS") or ("3000" if os.environ.get("CI") else "120"))
AT = datetime(2026, 11, 30, 18, 5, tzinfo=IST)
LATER = datetime(2027, 6, 1, 10, tzinfo=IST)


def people(count: int = 2, **common: Any) -> list[Subject]:
    return [Subject(f"e{n}", **common) for n in range(1, count + 1)]


def credit(**changes: Any) -> Request:
    """The Finance Department tells employees of their credits."""
    asked = Request(
        actor="svc-credit", org="FIN", purpose="SAL-CREDIT", subjects=people(), trigger="payment_event",
        fields=("month", "net_masked", "account_last4", "email_official"), channels=("email", "portal"),
        sender="FIN",
    )  # fmt: skip
    return replace(asked, **changes)


def approvals(
    *roles: str, at: datetime = AT - timedelta(hours=1), commitment: str | None = None
) -> tuple[Approval, ...]:
    return tuple(Approval(f"officer-{role}", role, at, commitment) for role in roles)


def terms(**changes: Any) -> Request:
    """The Finance Department tells employees of an order that changes their pay, approved by two."""
    asked = Request(
        actor="fin-us-2",
        org="FIN",
        purpose="SVC-TERMS",
        subjects=people(),
        fields=("name", "mobile"),
        channels=("sms",),
        sender="FIN",
        order=Order("G.O.(P) 1/2026/Fin"),
        approvals=approvals("purpose_owner", "dpo"),
    )
    return replace(asked, **changes)


def publicity(**changes: Any) -> Request:
    """The information office writes to people who consented."""
    from vethanam.privacy.permit.request import Consent

    asked = Request(
        actor="prd-1",
        org="PRD",
        purpose="PUBLICITY",
        subjects=people(consent=Consent("PRD")),
        sources=("PRD-OPTIN",),
        fields=("mobile", "language"),
        channels=("sms",),
        suffix="P",
        sender="PRD",
        recipients=("subject_self",),
        approvals=approvals("purpose_owner", "dpo", "law_officer"),
        sanction=Sanction("G.O. 5/2026", "2220-60-101", AT.date() - timedelta(days=9)),
    )
    return replace(asked, **changes)


def emergency(**changes: Any) -> Request:
    """The disaster authority warns one district."""
    asked = Request(
        actor="ksdma-1",
        org="KSDMA",
        purpose="EMERG",
        subjects=people(district="Wayanad"),
        fields=("mobile", "district"),
        channels=("sms",),
        suffix="G",
        sender="KSDMA",
        recipients=("subject_self",),
        event=Event("E1", ("Wayanad",)),
    )
    return replace(asked, **changes)


def ask(request: Request, at: datetime = AT, **world: Any) -> Decision:
    return permit(request, at, World(**world))


def codes(decision: Decision) -> list[str]:
    """Reason and the rest, in order."""
    return ([decision.reason] if decision.reason else []) + list(decision.also)


def subject_codes(decision: Decision) -> Sequence[str | None]:
    return [answer.reason for answer in decision.per_subject]
