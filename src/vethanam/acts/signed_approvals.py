"""The view of an officer's own approvals."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _

from vethanam.acts.accounts import NothingGiven
from vethanam.acts.declaration import view
from vethanam.acts.messages import APPROVES
from vethanam.identity.authority import Authority
from vethanam.messaging.signed_approvals import signed_by


@view("my_approvals", title=_("Approvals that I gave"), roles=APPROVES, rows="approvals")
def my_approvals(authority: Authority, given: NothingGiven) -> dict[str, Any]:
    """Everything that one approved or declined, newest first, also after it was sent or lapsed."""
    del given
    rows = [
        {
            "of": one.of, "reference": one.reference, "role": one.role,
            "at": one.at.isoformat(timespec="seconds"), "declined": one.is_declined,
        }
        for one in signed_by(authority.person)
    ]  # fmt: skip
    return {"approvals": rows}
