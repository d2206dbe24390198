"""Access to pages: every view declares its audience, and gets the authority it acts under.

    @public                                     anyone, signed in or not
    @signed_in                                  any account, about itself
    @employee                                   a person about herself, and nobody else
    @officer(Role.CLERK, ..., scope="code") an appointment or delegation in force, for the code
    in the address;
                                                a delegation to view cannot send a form

An account that moves money, uses contacts or gives rights, without a second factor in this session, is sent
to set one up.

Views of the last two kinds are called with the request and one :class:`Authority`. The query or the view
checks the object in the address against it (:func:`theirs`). Objects of others do not exist.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps
from typing import Concatenate, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, resolve_url

from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal.business_time import business_now
from vethanam.people.accounts import needs_second_factor
from vethanam.people.models import Role
from vethanam.people.queries import Hat, authority_of, hats_of
from vethanam.web.account.session import authenticated_at, is_strong, means_of

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
type ActingView[**P] = Callable[Concatenate[HttpRequest, Authority, P], HttpResponseBase]


#: powers of a delegation: to view, or to enter
LOOKS, WRITES = "view", "prepare"
_READS = ("GET", "HEAD")


@dataclass(frozen=True, slots=True)
class Access:
    """The audience of a page; ``tests/web`` checks that every route has one."""

    audience: str
    roles: tuple[str, ...] = ()
    scope: str = ""


def public[**P](view: View[P]) -> View[P]:
    """A page for anyone."""

    @wraps(view)
    def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    return with_access(opened, Access("public"))


def signed_in[**P](view: View[P]) -> View[P]:
    """A page for any account about itself."""

    @wraps(view)
    def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        return view(request, *args, **kwargs)

    return with_access(opened, Access("signed_in"))


def to_second_factor(request: HttpRequest) -> HttpResponseBase | None:
    """A redirect to the second-factor setup, if this account needs one and the session has none."""
    at, is_sample = now_of(request)
    account = account_of(request)
    if is_strong(request) or not needs_second_factor(
        account.pk, at, is_sample=is_sample, hats=hats_of_request(request)
    ):
        return None
    return redirect("second_factor")


def employee[**P](view: ActingView[P]) -> View[P]:
    """A page for a person about herself; the authority names her."""

    @wraps(view)
    def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        if before := to_second_factor(request):
            return before
        return view(request, _acting(request, (Role.EMPLOYEE,), None), *args, **kwargs)

    return with_access(opened, Access("employee", (Role.EMPLOYEE,)))


def officer[**P](*roles: str, scope: str = "", power: str = LOOKS) -> Callable[[ActingView[P]], View[P]]:
    """A page for officers with one of these roles; ``scope`` names the part of the address they must hold.

    ``power`` is the least power of a delegation; sending a form needs more than viewing.
    """

    def mark(view: ActingView[P]) -> View[P]:
        @wraps(view)
        def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            if before := to_second_factor(request):
                return before
            within = str(kwargs[scope]) if scope else None
            needed = power if power != LOOKS or request.method in _READS else WRITES
            return view(request, _acting(request, roles, within, needed), *args, **kwargs)

        return with_access(opened, Access("officer", roles, scope))

    return mark


def theirs[T](found: T | None) -> T:
    """The object, or 404 if it is missing or belongs to another."""
    if found is None:
        raise Http404
    return found


def account_of(request: HttpRequest) -> Account:
    """The signed-in account."""
    return cast("Account", request.user)


def now_of(request: HttpRequest) -> tuple[datetime, bool]:
    """Business time of this request, and whether the database is a sample; cached on the request."""
    found: tuple[datetime, bool] | None = getattr(request, "business_time", None)
    if found is None:
        found = business_now()
        request.business_time = found  # type: ignore[attr-defined]
    return found


def _acting(
    request: HttpRequest, roles: tuple[str, ...], within: str | None, power: str = "view"
) -> Authority:
    """The authority for the first of the roles that the account holds now; else the page is refused."""
    account, (at, is_sample) = account_of(request), now_of(request)
    hats = hats_of_request(request)
    for role in roles:
        try:
            authority = authority_of(
                account, at, role=role, scope=within, power=power, is_sample=is_sample, hats=hats
            )
        except Refused:
            continue
        # A sample's accounts have only a password, so it is strong enough there.
        authority = replace(
            authority, is_strong=is_sample or is_strong(request), authenticator=means_of(request, account),
            authenticated_at=None if is_sample else authenticated_at(request),
        )  # fmt: skip
        request.authority = authority  # type: ignore[attr-defined]
        return authority
    raise PermissionDenied


def hats_of_request(request: HttpRequest) -> list[Hat]:
    """The account's appointments and delegations at this request's time; cached on the request."""
    found: list[Hat] | None = getattr(request, "hats", None)
    if found is None:
        found = hats_of(account_of(request).pk, now_of(request)[0])
        request.hats = found  # type: ignore[attr-defined]
    return found


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    return redirect_to_login(request.get_full_path(), resolve_url("account_login"))


def with_access[**P](view: View[P], access: Access) -> View[P]:
    """The view, with its access declared."""
    view.access = access  # type: ignore[attr-defined]
    return view
