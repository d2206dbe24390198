"""The form of a declaration: an act that changes something, a view that shows something.

    @act("check", title=_("Check a bill"), roles=(Role.DRAWING_OFFICER,), scope="drawing_code", signs="bill")
    def check(authority: Authority, given: NamedBills) -> Answer:
        \"\"\"The drawing officer signs as checker.\"\"\"

``given`` is a :class:`vethanam.acts.fields.Given`, or a union of them with a discriminator. The docstring goes to the
reference.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, get_type_hints

from pydantic import TypeAdapter

from vethanam.errors import Sentence
from vethanam.identity.authority import Authority

#: what a person's key must sign before an act counts; None where the session or token suffices
SIGNED = ("bill", "approval", "account", "restraint", "key", "contact")


@dataclass(frozen=True, slots=True)
class Answer:
    """What an act did: one sentence, and the state it changed with amounts in paise.

    ``once`` is shown beside the state once and kept nowhere, not under an Idempotency-Key either: a first code.
    """

    says: Sentence | str
    state: Mapping[str, Any] = field(default_factory=dict)
    once: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, code: str, state: Mapping[str, Any] | None = None, /, **facts: Any) -> Answer:
        """An answer with a sentence of ``acts/sentences.py``."""
        return cls(Sentence(code, facts), state or {})

    def with_once(self, **shown: Any) -> Answer:
        """The same answer with what is shown once."""
        return replace(self, once=shown)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a person's key is to sign: the commitment, the challenge made of it, and what it means in plain keys."""

    commitment: bytes
    challenge: bytes
    summary: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Declared:
    """What acts and views have in common. ``scope`` names the field that says for which code or treasury one acts."""

    name: str
    title: str
    does: Callable[[Authority, Any], Any]
    given: Any
    roles: tuple[str, ...] = ()
    scope: str | None = None
    power: str = "view"

    @property
    def adapter(self) -> TypeAdapter[Any]:
        """The parser of what is given."""
        return _adapter(self.given)

    @property
    def about(self) -> str:
        """The docstring."""
        return inspect.getdoc(self.does) or ""


@dataclass(frozen=True, slots=True)
class Act(Declared):
    """One act. ``signs`` says what a person's own key signs; ``prepares`` answers what it is to sign."""

    signs: str | None = None
    prepares: Callable[[Authority, Any], Prepared] | None = None


@dataclass(frozen=True, slots=True)
class View(Declared):
    """One thing that is shown; it answers its rows as a mapping and changes nothing.

    ``rows`` is the key of its rows where it is a list, paged by key; such a list is also a file.
    """

    rows: str = ""


type Doing = Callable[[Authority, Any], Answer]
type Showing = Callable[[Authority, Any], Mapping[str, Any]]


def act(
    name: str,
    *,
    title: str,
    roles: tuple[str, ...] = (),
    scope: str | None = None,
    power: str = "view",
    signs: str | None = None,
    prepares: Callable[[Authority, Any], Prepared] | None = None,
) -> Callable[[Doing], Act]:
    """Declare an act under a name, for roles (none: whatever the account acts as) within the scope of a field.

    ``title`` is English, marked with ``gettext_noop``.
    """
    if signs is not None and signs not in SIGNED:
        raise ValueError(f"{name}: {signs} is not one of {', '.join(SIGNED)}.")

    def declared(does: Doing) -> Act:
        return Act(name, title, does, _given_of(does), roles, scope, power, signs, prepares)

    return declared


def view(
    name: str,
    *,
    title: str,
    roles: tuple[str, ...] = (),
    scope: str | None = None,
    power: str = "view",
    rows: str = "",
) -> Callable[[Showing], View]:
    """Declare a view under a name, for roles (none: whatever the account acts as)."""

    def declared(does: Showing) -> View:
        return View(name, title, does, _given_of(does), roles, scope, power, rows)

    return declared


def _given_of(does: Callable[..., Any]) -> Any:
    return get_type_hints(does, include_extras=True)["given"]


@functools.cache
def _adapter(given: Any) -> TypeAdapter[Any]:
    return TypeAdapter(given)
