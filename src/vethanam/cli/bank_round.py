"""``vethanam pay settle``: one round with the bank at once. The worker does it by itself all day."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any

import typer

from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal.business_time import business_now
from vethanam.payments.actions import settle_pending
from vethanam.people.models import Role


def settle(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Give waiting payments to the paymaster and take over the bank's answers now, as the worker."""
    at, is_sample = business_now()
    done = settle_at(at, is_sample=is_sample)
    if as_json:
        typer.echo(json.dumps(done))
    else:
        typer.echo(
            f"Instructed: {done['instructed']}. Given to the paymaster: {done['released']}. "
            f"Answers taken over: {done['answers']}."
        )


def settle_at(at: datetime, *, is_sample: bool) -> dict[str, Any]:
    """One round of the worker at an instant; returns the document that ``--json`` prints."""
    account = Account.objects.get(username="service-worker")
    done = settle_pending(Authority(account.pk, None, "DEPT", Role.SERVICE, at, is_sample=is_sample))
    return {"instructed": done.instructed, "released": done.released, "answers": done.taken.answers}
