"""The command line: parses once, calls one action or query, prints once.

Decided here: names of commands, exit codes, output on stdout (results; ``--json`` is one JSON document) and
on stderr (progress, only on a terminal). May enter: every room below. Never enters: a rule.

One module per group (``vethanam pay …`` is ``cli/pay.py``) with ``app = typer.Typer(help=…)``;
``site/console.py`` mounts them by name and imports a module only when its group is called. If the table there
names a database role, Django is ready before the import; other commands call :func:`boot` when they need it.
"""

from __future__ import annotations

import atexit
import gc
import os

#: another State adds a folder in ``rules`` and names it in the setting ``VETHANAM_PACK``
DEFAULT_PACK = "kerala"


def boot(role: str = "worker") -> None:
    """Give this process a database role and load Django; open no connection yet.

    Modules live as long as the process: the garbage collector does not search them while they load nor at the
    end, which is a third of the time of a short command.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vethanam.site.settings")
    os.environ.setdefault("VETHANAM_ROLE", role)
    import django

    gc.disable()
    django.setup()
    gc.freeze()
    gc.enable()
    atexit.register(gc.freeze)
