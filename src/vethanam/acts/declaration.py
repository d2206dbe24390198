"""Declarations: an act changes something, a view shows something.

    @act("check", title=_("Check a bill"), roles=(Role.DRAWING_OFFICER,), scope="drawing_code", signs="bill")
    def check(authority: Authority, given: NamedBills) -> Answer:
        \"\"\"The drawing officer signs as checker.\"\"\"

``given`` is a :class:`vethanam.acts.fields.Given`, or a discriminated union of them. The docstring becomes
the text of the reference.
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
from vethanam.ledger.signed_acts import SignedList

#: subjects that a person's own key must sign; None if the session or token is enough
SIGNED = (
    "bill", "benefit", "approval", "account", "pay_day", "found_file", "key", "contact", "rights",
    "money_key", "decision",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """The result of an act: one sentence, and the changed state with amounts in paise.

    ``once`` is shown with the state once and never stored, not even under an Idempotency-Key: a first code.
    ``refusal`` is the reason of a refusal that is itself recorded.
    """

    says: Sentence | str
    state: Mapping[str, Any] = field(default_factory=dict)
    once: Mapping[str, Any] = field(default_factory=dict)
    refusal: str = ""

    @classmethod
    def of(cls, code: str, state: Mapping[str, Any] | None = None, /, **facts: Any) -> Answer:
        """An answer with a sentence of ``acts/sentences``."""
        return cls(Sentence(code, facts), state or {})

    def with_once(self, **shown: Any) -> Answer:
        """The same answer with values that are shown once."""
        return replace(self, once=shown)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement to be signed: the commitment, its challenge, and its meaning as plain values.

    ``role`` is the signer's role. ``listed`` holds the statements of a list under one signature, with their
    ``subjects`` in the same order; ``private`` is stored beside the signature. ``refers`` is the input by
    which the paymaster finds the same statement, where it is not the act's own. ``signs`` is the subject
    where it depends on the input.
    """

    commitment: bytes
    challenge: bytes
    summary: Mapping[str, Any]
    role: str = ""
    listed: SignedList | None = None
    subjects: tuple[str, ...] = ()
    private: Mapping[str, Any] = field(default_factory=dict)
    refers: Mapping[str, Any] | None = None
    signs: str = ""


@dataclass(frozen=True, slots=True)
class Declared:
    """The common part of acts and views.

    ``scope`` names the field with the code or treasury of the acting officer. ``for_programs``: programs of
    other bodies may perform or ask it; a view of theirs shows no contact and nothing masked, an act of theirs
    is theirs alone.
    """

    name: str
    title: str
    does: Callable[[Authority, Any], Any]
    given: Any
    roles: tuple[str, ...] = ()
    scope: str | None = None
    power: str = "view"
    #: without a named scope, prefer an appointment for all drawing codes to one for a single code
    is_widest: bool = False
    for_programs: bool = field(default=False, kw_only=True)

    @property
    def adapter(self) -> TypeAdapter[Any]:
        """The parser of the input."""
        return _adapter(self.given)

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON schema of the input."""
        return _schema(self.given)

    @property
    def about(self) -> str:
        """The docstring."""
        return inspect.getdoc(self.does) or ""


@dataclass(frozen=True, slots=True)
class Act(Declared):
    """One act. ``signs`` names the subject of the signature; ``prepares`` makes the statement to be signed.

    ``signs_if`` decides from the input whether a signature is needed; by default always. ``keeps`` is False
    if the action itself stores the signature. ``at_paymaster`` makes the statement from references in a
    process that writes nothing; by default ``prepares`` does. ``final`` is a sentence about the effect that
    cannot be undone: a page then shows the values first (``final_if`` decides from the input, by default
    always). The page tries the act before, so that it asks about nothing that is refused, or calls ``tries``
    in its place where a try is dear.
    """

    signs: str | None = None
    prepares: Preparing | None = None
    signs_if: Callable[[Mapping[str, Any]], bool] | None = None
    keeps: bool = True
    at_paymaster: Preparing | None = None
    final: str = ""
    final_if: Callable[[Mapping[str, Any]], bool] | None = None
    tries: Trying | None = None

    def subject_of(self, asked: Prepared) -> str:
        """The subject of a prepared signature."""
        return asked.signs or self.signs or ""

    def is_signed(self, raw: Mapping[str, Any]) -> bool:
        """True if the act with this input needs a signature of the person's own key."""
        return self.signs is not None and (self.signs_if is None or self.signs_if(raw))

    def is_final(self, raw: Mapping[str, Any]) -> bool:
        """True if the effect of this input cannot be undone."""
        return bool(self.final) and (self.final_if is None or self.final_if(raw))


@dataclass(frozen=True, slots=True)
class View(Declared):
    """One view; it returns its rows as a mapping and changes nothing.

    It may answer with a refusal that it put on record.

    ``rows`` is the key of its rows if it is a list, paged by key; such a list is also available as a file.
    """

    rows: str = ""


type Doing = Callable[[Authority, Any], Answer]
type Trying = Callable[[Authority, Any], object]
type Preparing = Callable[[Authority, Any], Prepared | None]
type Showing = Callable[[Authority, Any], Mapping[str, Any] | Answer]


def act(  # noqa: PLR0913  (what a declaration says; all but the name by name)
    name: str,
    *,
    title: str,
    roles: tuple[str, ...] = (),
    scope: str | None = None,
    power: str = "view",
    signs: str | None = None,
    prepares: Preparing | None = None,
    signs_if: Callable[[Mapping[str, Any]], bool] | None = None,
    keeps: bool = True,
    at_paymaster: Preparing | None = None,
    is_widest: bool = False,
    final: str = "",
    final_if: Callable[[Mapping[str, Any]], bool] | None = None,
    tries: Trying | None = None,
    for_programs: bool = False,
) -> Callable[[Doing], Act]:
    """Declare an act under a name, for roles (none: any role of the account) within the scope of a field.

    ``title`` is English, marked with ``gettext_noop``. An act with ``signs`` also has ``prepares`` (its
    result None means that this input needs no signature), and its model has a field ``assertion``.
    """
    if signs is not None and signs not in SIGNED:
        raise ValueError(f"{name}: {signs} is not one of {', '.join(SIGNED)}.")
    if (signs is None) != (prepares is None):
        raise ValueError(f"{name}: an act that signs prepares what is signed, and no other does.")

    def declared(does: Doing) -> Act:
        return Act(
            name,
            title,
            does,
            _given_of(does),
            roles,
            scope,
            power,
            is_widest,
            signs,
            prepares,
            signs_if,
            keeps,
            at_paymaster,
            final,
            final_if,
            tries,
            for_programs=for_programs,
        )

    return declared


def view(
    name: str,
    *,
    title: str,
    roles: tuple[str, ...] = (),
    scope: str | None = None,
    power: str = "view",
    is_widest: bool = False,
    rows: str = "",
    for_programs: bool = False,
) -> Callable[[Showing], View]:
    """Declare a view under a name, for roles (none: any role of the account)."""

    def declared(does: Showing) -> View:
        return View(
            name, title, does, _given_of(does), roles, scope, power, is_widest, rows=rows,
            for_programs=for_programs,
        )  # fmt: skip

    return declared


def _given_of(does: Callable[..., Any]) -> Any:
    return get_type_hints(does, include_extras=True)["given"]


@functools.cache
def _adapter(given: Any) -> TypeAdapter[Any]:
    return TypeAdapter(given)


@functools.cache
def _schema(given: Any) -> dict[str, Any]:
    return _adapter(given).json_schema(by_alias=True)
