"""An act performed by a command, as an officer by her sign-in name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from vethanam.acts.executor import Performed, perform
from vethanam.acts.files import Signer
from vethanam.errors import Unsound, typed
from vethanam.identity.models import Account

Officer = Annotated[str, typer.Option("--as", help="Sign-in name of the officer.")]


def performed_as(
    officer: str, act: str, given: Mapping[str, Any], *, sign: Signer | None = None
) -> Performed:
    """Perform an act as an officer. A refusal is printed with its faults; the exit code is then 1."""
    account = Account.objects.filter(username=officer).first()
    if account is None:
        raise Unsound("no_such_officer", officer=typed(officer, 40))
    by_key = None if sign is None else lambda acting, asked: sign(acting, officer, asked)
    performed = perform(act, account, given, sign=by_key)
    if not performed.ok:
        typer.echo(performed.says, err=True)
        for fault in performed.faults:
            place = ", ".join(filter(None, (fault.record, fault.field)))
            typer.echo(f"    {place}: {fault.says}", err=True)
        raise typer.Exit(1)
    return performed
