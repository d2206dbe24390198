"""``vethanam vault``: rotates the vault's keys and destroys earlier ones.

Runs as root, on the dispatcher's machine: the owner enters a rotation, and the key files belong to root's
folder. An ordinary user who runs everything runs it too.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings

from vethanam.errors import Refused
from vethanam.messaging.resealing import contacts_under_intake_seals
from vethanam.messaging.upkeep import keys_of_earlier_epochs
from vethanam.privacy.vault.keys import (
    PRIVATE_FILE,
    PUBLIC_FILE,
    VaultKeys,
    begin_epoch,
    end_epochs,
    read_vault_keys,
    write_public_key,
)
from vethanam.privacy.vault_rotations import (
    Rotation,
    begin_rotation,
    close_rotation,
    end_rotation,
    latest_rotation,
)

app = typer.Typer(
    help="Rotate the vault's keys and destroy old ones.", add_completion=False, no_args_is_help=True
)
_LOOK_SECONDS = 0.5


@app.callback()
def vault() -> None:
    """Rotate the keys that seal contacts.

    A public key seals a contact when it is typed. Once opened, a data key seals it; an epoch key seals the
    data keys.
    """


@app.command()
def rotate() -> None:
    """Begin an epoch: a new key pair. The dispatcher then seals every contact again under it.

    Interrupted, it goes on when called again.
    """
    rotation = latest_rotation()
    if rotation is not None and not rotation.is_under_way and not rotation.is_ended:
        raise Refused("rotation_interrupted", command="forget")
    epoch = begin_epoch(_folder() / PRIVATE_FILE)
    keys = _keys()
    begin_rotation(keys)
    write_public_key(_folder() / PUBLIC_FILE, keys.private.public_key())
    typer.echo(
        f"Epoch {epoch} has begun. Copy vault.key to other dispatchers and vault.pub to other machines; then "
        "destroy the old keys: vethanam vault forget"
    )


@app.command()
def status() -> None:
    """Show how far a rotation is."""
    rotation = latest_rotation()
    if rotation is None or rotation.is_ended:
        typer.echo(f"Epoch {_keys().epoch}. No rotation is under way.")
        return
    for step, at in rotation.steps.items():
        typer.echo(f"Epoch {rotation.epoch}: {step} at {at:%Y-%m-%d %H:%M}.")
    intake, wrapped = _left(rotation.epoch)
    typer.echo(f"{intake} contacts under an intake seal, {wrapped} data keys under an earlier epoch.")


@app.command()
def forget(
    wait: Annotated[int, typer.Option(min=0, help="Seconds to wait for the dispatcher.")] = 60,
) -> None:
    """Destroy the keys of earlier epochs, so that old dumps open no contact."""
    rotation, keys = latest_rotation(), _keys()
    if keys.earlier and (rotation is None or rotation.epoch != keys.epoch):
        raise Refused("rotation_interrupted", command="rotate")
    if rotation is not None and rotation.is_under_way:
        close_rotation(rotation)
        rotation = _resealed(rotation, wait)
    _refuse_if_needed(keys.epoch)
    ended = end_epochs(_folder() / PRIVATE_FILE)
    if rotation is not None and not rotation.is_ended:
        end_rotation(rotation)
    told = ", ".join(map(str, ended))
    typer.echo(f"Ended: epoch {told}. Their keys are destroyed." if ended else "There is no earlier epoch.")


def _resealed(rotation: Rotation, wait: int) -> Rotation:
    """The rotation, once the dispatcher has sealed everything again."""
    until = time.monotonic() + wait
    while rotation.is_under_way:
        if time.monotonic() >= until:
            intake, wrapped = _left(rotation.epoch)
            raise Refused("epoch_in_use", intake=intake, wrapped=wrapped)
        time.sleep(_LOOK_SECONDS)
        rotation = latest_rotation() or rotation
    return rotation


def _refuse_if_needed(epoch: int) -> None:
    intake, wrapped = _left(epoch)
    if wrapped:
        raise Refused("epoch_in_use", intake=intake, wrapped=wrapped)


def _left(epoch: int) -> tuple[int, int]:
    return contacts_under_intake_seals(), keys_of_earlier_epochs(epoch)


def _keys() -> VaultKeys:
    return read_vault_keys(_folder() / PRIVATE_FILE, is_rotation=True)


def _folder() -> Path:
    return Path(settings.VETHANAM_STATE) / "keys"
