"""Acts on one's own account: name or forget a device, make or end a token, close the account."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Answer, act
from vethanam.acts.fields import Code, Count, Day, Flag, Given, at_most
from vethanam.errors import Refused, Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.identity.devices import forget_device, rename_device
from vethanam.identity.first_visits import put_away, show_again
from vethanam.identity.models import Account, Token
from vethanam.identity.resets import close_account
from vethanam.identity.tokens import issue_token, revoke_token, tokens_of
from vethanam.people.models import Role
from vethanam.people.queries import hats_of

#: first-visit panels: one for each role with a first page, and one for a clerk of a whole department
PANELS = (*(role for role in Role.values if role != Role.SERVICE), "department")


class DeviceGiven(Given):
    """A device that has signed in, by its number."""

    device: Count = Field(title=_("Number of the device"))


class NamedDeviceGiven(DeviceGiven):
    """A device and its new name."""

    name: at_most(60) | None = Field(None, title=_("Name of the device"))  # type: ignore[valid-type]


class TokenGiven(Given):
    """A token of the account, by its number."""

    token: Count = Field(title=_("Number of the token"))


class MakeTokenGiven(Given):
    """The program, the role in which it acts for the account, and its last day."""

    name: at_most(60) = Field(  # type: ignore[valid-type]
        title=_("Name of the program"), description=_("By it you find the token again.")
    )
    role: Code = Field(title=_("Role"), description=_("The program acts in this role alone."))
    scope: Code | None = Field(None, title=_("Drawing code or treasury"))
    last_day: Day = Field(title=_("Last day"), description=_("At most a year ahead."))


class PanelGiven(Given):
    """A panel of first-visit help, or all of them again."""

    panel: Code | None = Field(
        None, title=_("Panel"), description=_("The role of the help that is put away.")
    )
    again: Flag | None = Field(None, title=_("Show every panel again"))


class OwnAccountGiven(Given):
    """No fields: the acting account."""


@act("name_device", title=_("Name a device"))
def name_a_device(authority: Authority, given: NamedDeviceGiven) -> Answer:
    """Rename a device of the account."""
    rename_device(_account(authority), given.device, given.name or "")
    return Answer.of("device_named", {"device": given.device})


@act("forget_device", title=_("Forget a device"))
def forget_a_device(authority: Authority, given: DeviceGiven) -> Answer:
    """Forget a device of the account. Wrong passwords typed elsewhere then slow it too."""
    forget_device(_account(authority), given.device, timezone.now())
    return Answer.of("device_forgotten", {"device": given.device})


@act("make_token", title=_("Make a token for a program"))
def make_a_token(authority: Authority, given: MakeTokenGiven) -> Answer:
    """Make a token with which a program acts for this account, in one of its roles, until a day.

    The token is shown once, in ``once``. It signs nothing, ends with the appointment, and makes no token.
    """
    if authority.only != ("", ""):
        raise Refused("token_makes_none")
    account = _account(authority)
    held = {(hat.role, hat.scope) for hat in hats_of(account.pk, authority.at)} - {(Role.SERVICE, "")}
    seat = (given.role, given.scope or "")
    if seat not in held:
        raise Refused("token_role_not_held")
    lasts = end_of(given.last_day) - timezone.now()
    if lasts <= timedelta(0):
        raise Unsound("token_day_is_over")
    token, text = issue_token(
        account, name=given.name, lasts=lasts, role=seat[0], scope=seat[1], is_strong=authority.is_strong,
        at=authority.at, is_sample=authority.is_sample,
    )  # fmt: skip
    return Answer.of("token_is_made", token_state(token)).with_once(token=text)


@act("end_token", title=_("End a token"))
def end_a_token(authority: Authority, given: TokenGiven) -> Answer:
    """End a token of the account, even the one in use."""
    found = next((one for one in tokens_of(_account(authority)) if one.pk == given.token), None)
    if found is None:
        raise Refused("token_not_yours")
    revoke_token(found, at=authority.at, is_sample=authority.is_sample)
    return Answer.of("token_is_ended", {"token": found.pk})


@act("put_help_away", title=_("Put first-visit help away"))
def put_help_away(authority: Authority, given: PanelGiven) -> Answer:
    """Show a panel of first-visit help no more to this account, or with ``again`` every panel once more."""
    if given.again:
        show_again(authority.account)
        return Answer.of("help_shown_again")
    panel = given.panel or ""
    if panel not in PANELS:
        raise Unsound("value_not_allowed", typed=typed(panel), known=PANELS)
    put_away(authority.account, panel)
    return Answer.of("help_put_away", {"panel": panel})


@act("close_own_account", title=_("Close my account"))
def close_ones_own_account(authority: Authority, given: OwnAccountGiven) -> Answer:
    """Close one's own account, for instance if another person has its password. Two officers reopen it."""
    del given
    account = _account(authority)
    close_account(authority, account)
    return Answer.of("account_is_closed", {"account": account.username}, name=account.username)


def end_of(day: date) -> datetime:
    """The first instant after a day."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def token_state(token: Token) -> dict[str, Any]:
    """A new token in the answer of its act, without its text."""
    return {
        "token": token.pk,
        "role": token.role,
        "scope": token.scope,
        "until": token.expires_at.isoformat(),
    }


def _account(authority: Authority) -> Account:
    return Account.objects.get(pk=authority.account)
