"""``vethanam vault``: begin an epoch of the vault's keys, and end the earlier ones. Run by the dispatcher's own account."""

from __future__ import annotations

from pathlib import Path

import typer
from django.conf import settings

from vethanam.errors import Refused
from vethanam.messaging.upkeep import keys_of_earlier_epochs
from vethanam.privacy.vault.keys import PRIVATE_FILE, begin_epoch, end_epochs, read_vault_keys

app = typer.Typer(
    help="Begin and end epochs of the vault's keys.", add_completion=False, no_args_is_help=True
)


@app.callback()
def vault() -> None:
    """Contacts are closed under data keys, and data keys under the key of an epoch."""


@app.command()
def rotate() -> None:
    """Begin an epoch: a fresh key wraps every data key, as soon as each dispatcher is started again."""
    epoch = begin_epoch(_path())
    typer.echo(
        f"Epoch {epoch} has begun. Start each dispatcher again; then end the earlier epochs: "
        f"vethanam vault forget"
    )


@app.command()
def forget() -> None:
    """End earlier epochs: their keys are destroyed, and with them what old dumps hold of erased contacts."""
    waiting = keys_of_earlier_epochs(read_vault_keys(_path()).epoch)
    if waiting:
        raise Refused("epoch_in_use", waiting=waiting)
    ended = end_epochs(_path())
    told = ", ".join(map(str, ended))
    typer.echo(f"Ended: epoch {told}. Their keys are destroyed." if ended else "There is no earlier epoch.")


def _path() -> Path:
    return Path(settings.VETHANAM_STATE) / "keys" / PRIVATE_FILE
