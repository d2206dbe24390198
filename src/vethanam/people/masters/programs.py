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
from vethanam.people.masters.master_kinds import Agreed, MasterKind, Standing
from vethanam.people.masters.rows import Code, CodeOrNone, Day, Free, Row, Text, wrong
from vethanam.people.models import DrawingCode, MasterClosing, Program, Role, Treasury

#: the name of the kind
PROGRAM = "program"
#: a password that no text has
_NO_PASSWORD = "!"  # noqa: S105
_CODE = re.compile(r"[a-z0-9][a-z0-9-]*")
_SCOPES: Mapping[str, type[Model]] = {Role.DRAWING_OFFICER: DrawingCode, Role.TREASURY_OFFICER: Treasury}
_COLUMNS = ("code", "name", "name_ml", "office", "role", "scope", "valid_from", "valid_until")


def _small(text: str) -> str:
    if not _CODE.fullmatch(text):
        raise wrong("program_code_letters")
    return text


SmallCode = Annotated[str, AfterValidator(_small)]


class ProgramRow(Row):
    """A program of another body that reads over the HTTP API, within one scope, until a day."""

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
    role: Literal["drawing_officer", "treasury_officer", "finance_officer", "purpose_owner"] = Field(
        title=_("Reads as"),
        description=_("drawing_officer, treasury_officer, finance_officer or purpose_owner: whose views"),
    )
    scope: CodeOrNone = Field(
        "",
        max_length=24,
        title=_("Which"),
        description=_("drawing code, treasury, or the controller of a purpose; empty for finance"),
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
    role = Role(row.role)
    if role is Role.FINANCE_OFFICER:
        if row.scope:
            yield "scope", Sentence("program_scope_not_needed")
    elif role is Role.PURPOSE_OWNER:
        if row.scope != row.office:
            yield "scope", Sentence("program_scope_is_controller")
    elif not _SCOPES[role]._default_manager.filter(code=row.scope).exists():
        yield "scope", Sentence("program_scope_unknown")
    taken = Account.objects.filter(username__iexact=account_name(row.code)).exists()
    if taken and not Program.objects.filter(code=row.code).exists():
        yield "code", Sentence("program_account_taken")


#: the master kinds of this module
PROGRAM_KINDS: tuple[MasterKind, ...] = (
    MasterKind(
        PROGRAM, "programs", ProgramRow, ("code",), _standing, _write, names={"office": "department"},
        fixed=frozenset({"office", "role", "scope", "valid_from"}), close=_close, check=_faults,
    ),
)  # fmt: skip
