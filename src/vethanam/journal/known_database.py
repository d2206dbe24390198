"""Check that this database has the epoch and signed heads of the key folder: no copy, no earlier state."""

from __future__ import annotations

from vethanam.errors import Refused
from vethanam.journal import keys, known_heads
from vethanam.journal.epochs import code_on_disk, epoch_path, present_epoch
from vethanam.journal.models import Head


def require_known_database() -> None:
    """Check that this database has the epoch and the signed heads that the key folder records.

    Raises
    ------
    Refused
        The epoch differs, or the log is behind its last signed head: the database was brought back without
        ``vethanam restore``.
    """
    code, known = present_epoch().code, code_on_disk()
    if known != code:
        raise Refused("epoch_differs", path=epoch_path(), known=known or "-", epoch=code)
    heads = known_heads.read()  # first: a head signed between the two looks is then in the database
    size = Head.objects.order_by("-pk").values_list("size", flat=True).first() or 0
    if heads.origin == keys.public_key().name and size < heads.signed_size:
        raise Refused("database_rolled_back", size=size, signed=heads.signed_size)
