"""Acts on one's own account: name or forget a device, end a token, close the account."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Answer, act
from vethanam.acts.fields import Count, Given, at_most
from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.identity.devices import forget_device, rename_device
from vethanam.identity.models import Account
from vethanam.identity.resets import close_account
from vethanam.identity.tokens import revoke_token, tokens_of


class DeviceGiven(Given):
    """A device that has signed in, by its number."""

    device: Count = Field(title=_("Number of the device"))


class NamedDeviceGiven(DeviceGiven):
    """A device and its new name."""

    name: at_most(60) | None = Field(None, title=_("Name of the device"))  # type: ignore[valid-type]


class TokenGiven(Given):
    """A token of the account, by its number."""

    token: Count = Field(title=_("Number of the token"))


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


@act("end_token", title=_("End a token"))
def end_a_token(authority: Authority, given: TokenGiven) -> Answer:
    """End a token of the account, even the one in use."""
    found = next((one for one in tokens_of(_account(authority)) if one.pk == given.token), None)
    if found is None:
        raise Refused("token_not_yours")
    revoke_token(found, at=authority.at, is_sample=authority.is_sample)
    return Answer.of("token_is_ended", {"token": found.pk})


@act("close_own_account", title=_("Close my account"))
def close_ones_own_account(authority: Authority, given: OwnAccountGiven) -> Answer:
    """Close one's own account, for instance if another person has its password. Two officers reopen it."""
    del given
    account = _account(authority)
    close_account(authority, account)
    return Answer.of("account_is_closed", {"account": account.username}, name=account.username)


def _account(authority: Authority) -> Account:
    return Account.objects.get(pk=authority.account)
