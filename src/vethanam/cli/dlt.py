"""``vethanam dlt import``: the numbers of short texts from a file of an operator's portal."""

from vethanam.cli.senders import dlt as app

__all__ = ["app"]
