"""Acts and a view on programs of other bodies: an administrator makes and ends their tokens.

The program itself is a master of two administrators.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Answer, act, view
from vethanam.acts.fields import Code, Count, Day, Given, at_most
from vethanam.acts.own_account import end_of, token_state
from vethanam.errors import Refused, Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.identity.tokens import issue_token, revoke_token, tokens_of
from vethanam.people.accounts import check_administrator
from vethanam.people.models import Program, Role
from vethanam.people.queries import programs_at

ADMINISTRATORS = (Role.ADMINISTRATOR,)


class ProgramNamed(Given):
    """A program by its code."""

    program: Code = Field(title=_("Program"), description=_("Its code."))


class MakeProgramTokenGiven(ProgramNamed):
    """A program, the name of its token and the token's last day."""

    name: at_most(60) = Field(  # type: ignore[valid-type]
        title=_("Name of the token"), description=_("By it you find the token again.")
    )
    last_day: Day = Field(
        title=_("Last day"), description=_("At most a year ahead, and within the program's.")
    )


class EndProgramTokenGiven(ProgramNamed):
    """A program and the number of its token."""

    token: Count = Field(title=_("Number of the token"))


class ProgramsAsked(Given):
    """No fields."""


@act("make_program_token", title=_("Make the token of a program"), roles=ADMINISTRATORS)
def make(authority: Authority, given: MakeProgramTokenGiven) -> Answer:
    """Make a token with which a program of another body reads within its scope, until a day.

    The token is shown once, in ``once``. With it the program asks for views, and one with a purpose has
    messages delivered; every other act is refused.
    """
    check_administrator(authority)
    if authority.only != ("", ""):
        raise Refused("token_makes_none")
    program = _program(given.program)
    if not programs_at(authority.at, pk=program.pk).exists():
        raise Refused("program_not_in_force", program=program.code)
    if given.last_day > program.valid_until:
        raise Unsound("token_after_program", day=program.valid_until)
    lasts = end_of(given.last_day) - timezone.now()
    if lasts <= timedelta(0):
        raise Unsound("token_day_is_over")
    token, text = issue_token(
        program.account, name=given.name, lasts=lasts, role=program.role, scope=program.scope,
        at=authority.at, is_sample=authority.is_sample, by=authority.account,
    )  # fmt: skip
    return Answer.of("token_is_made", token_state(token)).with_once(token=text)


@act("end_program_token", title=_("End the token of a program"), roles=ADMINISTRATORS)
def end(authority: Authority, given: EndProgramTokenGiven) -> Answer:
    """End a token of a program at once. One person may do this, as it only stops something."""
    check_administrator(authority)
    program = _program(given.program)
    found = next((one for one in tokens_of(program.account) if one.pk == given.token), None)
    if found is None:
        raise Refused("token_not_of_program", program=program.code)
    revoke_token(found, at=authority.at, is_sample=authority.is_sample, by=authority.account)
    return Answer.of("token_is_ended", {"token": found.pk})


@view("programs", title=_("Programs"), roles=ADMINISTRATORS)
def programs(authority: Authority, given: ProgramsAsked) -> dict[str, Any]:
    """Every program of another body: controller, role, scope, days, and its tokens in force."""
    del given
    in_force = set(programs_at(authority.at).values_list("pk", flat=True))
    rows = Program.objects.select_related("account").order_by("code")
    return {"programs": [_shown(row, is_in_force=row.pk in in_force) for row in rows]}


def _shown(row: Program, *, is_in_force: bool) -> Mapping[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "name_ml": row.name_ml,
        "controller": row.office,
        "role": row.role,
        "scope": row.scope,
        "purpose": row.purpose,
        "key_kind": row.key_kind,
        "valid_from": row.valid_from,
        "valid_until": row.valid_until,
        "is_in_force": is_in_force,
        "tokens": [
            {
                "token": one.pk,
                "name": one.name,
                "until": one.expires_at,
                "last_used_at": one.last_used_at,
            }
            for one in tokens_of(row.account)
        ] if is_in_force else [],
    }  # fmt: skip


def _program(code: str) -> Program:
    found = Program.objects.select_related("account").filter(code=code).first()
    if found is None:
        raise Unsound("no_such_program", program=typed(code, 24))
    return found
