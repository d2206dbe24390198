"""``vethanam vault``: rotates the vault's keys and destroys earlier ones.

Runs as the dispatcher's account.
"""

from __future__ import annotations

from pathlib import Path

import typer
from django.conf import settings

from vethanam.errors import Refused
from vethanam.messaging.upkeep import keys_of_earlier_epochs
from vethanam.privacy.vault.keys import PRIVATE_FILE, begin_epoch, end_epochs, read_vault_keys

app = typer.Typer(
    help="Rotate the vault's keys and destroy old ones.", add_completion=False, no_args_is_help=True
)


@app.callback()
def vault() -> None:
    """Rotate the keys that seal contacts.

    A data key seals each person's contacts; an epoch key seals the data keys.
    """


@app.command()
def rotate() -> None:
    """Begin an epoch: a new key seals every data key. Restart every dispatcher afterwards."""
    epoch = begin_epoch(_path())
    typer.echo(
        f"Epoch {epoch} has begun. Start each dispatcher again; then end the earlier epochs: "
        f"vethanam vault forget"
    )


@app.command()
def forget() -> None:
    """End earlier epochs and destroy their keys, so that old dumps no longer open erased contacts."""
    waiting = keys_of_earlier_epochs(read_vault_keys(_path()).epoch)
    if waiting:
        raise Refused("epoch_in_use", waiting=waiting)
    ended = end_epochs(_path())
    told = ", ".join(map(str, ended))
    typer.echo(f"Ended: epoch {told}. Their keys are destroyed." if ended else "There is no earlier epoch.")


def _path() -> Path:
    return Path(settings.VETHANAM_STATE) / "keys" / PRIVATE_FILE
