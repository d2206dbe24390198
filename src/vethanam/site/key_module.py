"""``vethanam keys module``: a key in a hardware module, for a fresh installation."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from vethanam.cli import boot
from vethanam.errors import Refused
from vethanam.journal.module_keys import KeyAddress, make_key
from vethanam.ledger.notes import VerifierKey


def module(
    key: Annotated[Literal["log", "pay"], typer.Argument(help="The sequencer's or the paymaster's key.")],
    uri: Annotated[str, typer.Argument(help="pkcs11:token=…;object=…?module-path=/….so&pin-source=file:/…")],
) -> None:
    """Make a key in a hardware module; its key file then has this URI and no secret.

    Run it after `vethanam install`, before the first start. The PIN's file is given to the key's process.
    """
    boot("worker")
    from django.conf import settings

    from vethanam.journal.keys import public_key
    from vethanam.journal.models import Head
    from vethanam.payments.paymaster.keys import public_pem
    from vethanam.site.folders import give_key, replace_key
    from vethanam.site.state import State

    private = State(settings.VETHANAM_STATE).keys / f"{key}.key"
    name = public_key(private.with_name("log.key")).name
    if Head.objects.exists():
        raise Refused("module_after_first_head", key=private.name)
    made = make_key(uri)
    public = f"{VerifierKey(name, made.public.public_bytes_raw())}\n".encode()
    # a crash in between leaves a pair that no process takes, and the next call mends it
    replace_key(private, f"{uri}\n".encode())
    replace_key(private.with_suffix(".pub"), public if key == "log" else public_pem(made))
    give_key(KeyAddress.parse(uri).pin_file, private.name)
    typer.echo(private.with_suffix(".pub").read_text("utf-8").strip())
