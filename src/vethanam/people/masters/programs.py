"""The master kind of programs: two administrators enter one, which makes its service account."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal

from django.db.models import Model
from django.utils.translation import gettext_noop as _
from pydantic import AfterValidator, Field

from vethanam.errors import Sentence
from vethanam.identity.models import Account
from vethanam.journal.business_time import IST, business_now
from vethanam.people.masters.master_kinds import Agreed, MasterKind, Standing
from vethanam.people.masters.rows import Code, CodeOrNone, Day, Free, Row, Text, wrong
from vethanam.people.models import (
    CONSENT_MANAGER,
    DEATH_REGISTRY,
    PAYMENT_OPERATOR,
    DrawingCode,
    MasterClosing,
    Program,
    Role,
    Treasury,
)
from vethanam.privacy.agreement_proofs import registered_managers
from vethanam.privacy.models import SchemeRegister
from vethanam.privacy.purposes.registry import catalogue_now

#: the name of the kind
PROGRAM = "program"
#: a password that no text has
_NO_PASSWORD = "!"  # noqa: S105
#: how purposes name the controller of any scheme
OF_SCHEMES = "WPC"
_CODE = re.compile(r"[a-z0-9][a-z0-9-]*")
_SCOPES: Mapping[str, type[Model]] = {Role.DRAWING_OFFICER: DrawingCode, Role.TREASURY_OFFICER: Treasury}
_COLUMNS = (
    "code", "name", "name_ml", "office", "role", "scope", "purpose", "key_kind", "valid_from", "valid_until",
)  # fmt: skip


def _small(text: str) -> str:
    if not _CODE.fullmatch(text):
        raise wrong("program_code_letters")
    return text


SmallCode = Annotated[str, AfterValidator(_small)]


class ProgramRow(Row):
    """A program of another body that reads over the HTTP API, within one scope, until a day; with a purpose
    and a kind of key it also has messages sent.
    """

    code: SmallCode = Field(
        max_length=24, title=_("Code"), description=_("small letters, digits and hyphens, such as ag-office")
    )
    name: Text = Field(max_length=120, title=_("Name"), description=_("the body and its program, in English"))
    name_ml: Free = Field(
        "", max_length=120, title=_("Name in Malayalam"), description=_("name in Malayalam")
    )
    office: Code = Field(
        max_length=24, title=_("Controller"), description=_("code of the department that answers for it")
    )
    role: Literal[
        "drawing_officer", "treasury_officer", "finance_officer", "purpose_owner", "death_registry",
        "payment_operator", "consent_manager",
    ] = Field(
        title=_("Reads as"),
        description=_(
            "drawing_officer, treasury_officer, finance_officer or purpose_owner: whose views; "
            "death_registry for notices of deaths, payment_operator for the status of a scheme's payments, "
            "consent_manager for the consents of people who linked it"
        ),
    )  # fmt: skip
    scope: CodeOrNone = Field(
        "",
        max_length=24,
        title=_("Which"),
        description=_(
            "drawing code, treasury, scheme, the controller of a purpose or register, or the registration "
            "number of a consent manager; empty for finance"
        ),
    )
    purpose: CodeOrNone = Field(
        "",
        max_length=24,
        title=_("Sends under"),
        description=_("code of a purpose, for a program that has messages sent; empty for one that reads"),
    )
    key_kind: Literal["", "live", "team", "test"] = Field(
        "",
        title=_("Kind of key"),
        description=_("live, team (its testers alone) or test (to nobody); empty for one that reads"),
    )
    valid_from: Day = Field(title=_("From"), description=_("first day, year-month-day"))
    valid_until: Day = Field(title=_("Last day"), description=_("last day, year-month-day"))


def account_name(code: str) -> str:
    """The name of a program's account; it has no password."""
    return f"program-{code}"


def _standing() -> Standing:
    rows = Program.objects.order_by("code").values(*_COLUMNS)
    return {
        row["code"]: {**row, **{name: row[name].isoformat() for name in ("valid_from", "valid_until")}}
        for row in rows
    }


def _write(changes: Sequence[Agreed]) -> None:
    """Make the account of each new program; correct the names and the last day of the others."""
    for change in changes:
        days = {name: date.fromisoformat(change.given[name]) for name in ("valid_from", "valid_until")}
        given: dict[str, Any] = {**change.given, **days}
        if change.is_new:
            account = Account.objects.create(
                username=account_name(change.key), kind=Account.Kind.SERVICE, password=_NO_PASSWORD
            )
            Program.objects.create(**given, account=account, recorded_at=change.at)
        else:
            changed = {name: given[name] for name in ("name", "name_ml", "valid_until")}
            Program.objects.filter(code=change.key).update(**changed)


def _close(changes: Sequence[Agreed]) -> None:
    """End each program after its new last day, if that is the earlier one."""
    for change in changes:
        last = date.fromisoformat(change.given["last_day"])
        Program.objects.filter(code=change.key, valid_until__gt=last).update(valid_until=last)


def _faults(row: Row) -> Iterator[tuple[str, Sentence]]:
    if not isinstance(row, ProgramRow):
        return
    if row.valid_until < row.valid_from:
        yield "valid_until", Sentence("program_days")
    closed = MasterClosing.objects.filter(kind=PROGRAM, key=row.code).order_by("-id").first()
    if closed and row.valid_until > closed.last_day:
        yield "valid_until", Sentence("program_was_ended", {"day": closed.last_day})
    yield from _scope_faults(row)
    yield from _key_faults(row)
    taken = Account.objects.filter(username__iexact=account_name(row.code)).exists()
    if taken and not Program.objects.filter(code=row.code).exists():
        yield "code", Sentence("program_account_taken")


def _scope_faults(row: ProgramRow) -> Iterator[tuple[str, Sentence]]:
    """The faults of a scope: of the role's own kind, and on record."""
    role: str = row.role
    if role == Role.FINANCE_OFFICER:
        if row.scope:
            yield "scope", Sentence("program_scope_not_needed")
    elif role == PAYMENT_OPERATOR:
        if not row.scope:
            yield "scope", Sentence("program_scope_unknown")
    elif role == CONSENT_MANAGER:
        if row.scope not in registered_managers(business_now()[0]):
            yield "scope", Sentence("program_manager_unregistered")
    elif role == DEATH_REGISTRY:
        if row.scope != row.office:
            yield "scope", Sentence("program_scope_is_controller")
    elif role == Role.PURPOSE_OWNER:
        if row.scope not in (row.office, *_schemes()):
            yield "scope", Sentence("program_scope_is_controller")
    elif not _SCOPES[role]._default_manager.filter(code=row.scope).exists():
        yield "scope", Sentence("program_scope_unknown")


def _schemes() -> list[str]:
    """The controllers of registers of schemes."""
    return list(SchemeRegister.objects.values_list("controller", flat=True))


def _key_faults(row: ProgramRow) -> Iterator[tuple[str, Sentence]]:
    """The faults of a purpose and of a kind of key: both or neither, and the purpose is the controller's."""
    if bool(row.purpose) != bool(row.key_kind):
        yield "key_kind" if row.purpose else "purpose", Sentence("program_key_without_purpose")
    if not row.purpose:
        return
    role: str = row.role
    if role != Role.PURPOSE_OWNER:
        yield "role", Sentence("program_sends_as_owner")
        return
    known = catalogue_now().on(row.purpose, business_now()[0].astimezone(IST).date())
    if known is None:
        yield "purpose", Sentence("program_purpose_unknown")
    elif row.scope not in known.controllers and not (
        OF_SCHEMES in known.controllers and row.scope in _schemes()
    ):
        yield "purpose", Sentence("program_purpose_of_another")


#: the master kinds of this module
PROGRAM_KINDS: tuple[MasterKind, ...] = (
    MasterKind(
        PROGRAM, "programs", ProgramRow, ("code",), _standing, _write, names={"office": "department"},
        fixed=frozenset({"office", "role", "scope", "purpose", "key_kind", "valid_from"}), close=_close,
        check=_faults,
    ),
)  # fmt: skip
