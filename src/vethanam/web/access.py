"""Who may open which page: every view says it, and gets the authority it acts under.

    @public                                     anybody, signed in or not
    @signed_in                                  any account, about itself
    @employee                                   a person about herself, and nobody else
    @officer(Role.CLERK, ..., scope="code")     an appointment or delegation in force now, for the code in the address;
                                                whoever was lent a look only sends no form

Who moves money, uses contacts or gives rights and showed no second factor in this session is sent to set one up.
A view of the last two is called with the request and one :class:`Authority`; the object in the address is checked
against it again by the query or by the view (:func:`theirs`). What is not theirs is said not to exist.
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
from vethanam.web.account.session import is_strong

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
type ActingView[**P] = Callable[Concatenate[HttpRequest, Authority, P], HttpResponseBase]


#: what an officer may have been lent: to look on, or to enter
LOOKS, WRITES = "view", "prepare"
_READS = ("GET", "HEAD")


@dataclass(frozen=True, slots=True)
class Access:
    """Who a page is for; ``tests/web`` finds one on every route."""

    audience: str
    roles: tuple[str, ...] = ()
    scope: str = ""


def public[**P](view: View[P]) -> View[P]:
    """A page for anybody."""

    @wraps(view)
    def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    return _marked(opened, Access("public"))


def signed_in[**P](view: View[P]) -> View[P]:
    """A page for any account about itself."""

    @wraps(view)
    def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        return view(request, *args, **kwargs)

    return _marked(opened, Access("signed_in"))


def to_second_factor(request: HttpRequest) -> HttpResponseBase | None:
    """The page that sets a second factor up, where this account needs one and the session showed none."""
    at, is_sample = now_of(request)
    account = account_of(request)
    if is_strong(request) or not needs_second_factor(
        account.pk, at, is_sample=is_sample, hats=_hats_of(request)
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

    return _marked(opened, Access("employee", (Role.EMPLOYEE,)))


def officer[**P](*roles: str, scope: str = "", power: str = LOOKS) -> Callable[[ActingView[P]], View[P]]:
    """A page for officers with one of these roles; ``scope`` names the part of the address they must hold.

    ``power`` is what must have been lent at least, where one acts in the name of another; a form takes more than a look.
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

        return _marked(opened, Access("officer", roles, scope))

    return mark


def theirs[T](found: T | None) -> T:
    """What is not there, or not theirs, does not exist for them."""
    if found is None:
        raise Http404
    return found


def account_of(request: HttpRequest) -> Account:
    """The signed-in account."""
    return cast("Account", request.user)


def now_of(request: HttpRequest) -> tuple[datetime, bool]:
    """Business time of this request, and whether the database is a sample; asked once."""
    found: tuple[datetime, bool] | None = getattr(request, "business_time", None)
    if found is None:
        found = business_now()
        request.business_time = found  # type: ignore[attr-defined]
    return found


def _acting(
    request: HttpRequest, roles: tuple[str, ...], within: str | None, power: str = "view"
) -> Authority:
    """The first of the roles that the account holds now; else the page is refused."""
    account, (at, is_sample) = account_of(request), now_of(request)
    hats = _hats_of(request)
    for role in roles:
        try:
            authority = authority_of(
                account, at, role=role, scope=within, power=power, is_sample=is_sample, hats=hats
            )
        except Refused:
            continue
        # On a sample the password alone is all that its accounts have, so it counts there.
        authority = replace(authority, is_strong=is_sample or is_strong(request))
        request.authority = authority  # type: ignore[attr-defined]
        return authority
    raise PermissionDenied


def _hats_of(request: HttpRequest) -> list[Hat]:
    """What the account may act as at this request's time; asked once."""
    found: list[Hat] | None = getattr(request, "hats", None)
    if found is None:
        found = hats_of(account_of(request).pk, now_of(request)[0])
        request.hats = found  # type: ignore[attr-defined]
    return found


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    return redirect_to_login(request.get_full_path(), resolve_url("account_login"))


def _marked[**P](view: View[P], access: Access) -> View[P]:
    view.access = access  # type: ignore[attr-defined]
    return view
