"""Every act and view by name, from the modules in ``acts/__init__.py``."""

from __future__ import annotations

import functools
from importlib import import_module

from vethanam.acts import MODULES
from vethanam.acts.declaration import Act, Declared, View
from vethanam.errors import Unsound, typed


@functools.cache
def acts() -> dict[str, Act]:
    """Every act by its name."""
    return _declared(Act)


@functools.cache
def views() -> dict[str, View]:
    """Every view by its name."""
    return _declared(View)


def act_of(name: str) -> Act:
    """The act with a name; otherwise Unsound lists all names."""
    if (found := acts().get(name)) is None:
        raise Unsound("unknown_verb", name=typed(name, 40), known=sorted(acts()))
    return found


def view_of(name: str) -> View:
    """The view with a name; otherwise Unsound lists all names."""
    if (found := views().get(name)) is None:
        raise Unsound("cannot_show", name=typed(name, 40), known=sorted(views()))
    return found


def _declared[D: Declared](kind: type[D]) -> dict[str, D]:
    found: dict[str, D] = {}
    for module in MODULES:
        for declared in vars(import_module(f"vethanam.acts.{module}")).values():
            if type(declared) is kind and found.setdefault(declared.name, declared) is not declared:
                raise RuntimeError(f"{declared.name} is declared twice.")
    return found
