"""The command line: parses once, calls one action or query, shows once.

Decided here: words of commands, exit codes, what goes to stdout (results; ``--json`` is one JSON document) and to
stderr (progress, only on a terminal). May enter: every room below. Never enters: a rule.

One module per group (``vethanam pay …`` is ``cli/pay.py``) with ``app = typer.Typer(help=…)``; ``site/console.py``
mounts them by name and imports a module only when its group is called. Where the table there names a database role,
Django is ready before the module is imported; elsewhere a command that needs it calls :func:`boot` first.
"""

from __future__ import annotations

import os

#: another State is a folder in ``rules`` and its name in the setting ``VETHANAM_PACK``
DEFAULT_PACK = "kerala"


def boot(role: str = "worker") -> None:
    """Make this process one of the given database role and load Django; no connection is opened yet."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vethanam.site.settings")
    os.environ.setdefault("VETHANAM_ROLE", role)
    import django

    django.setup()
