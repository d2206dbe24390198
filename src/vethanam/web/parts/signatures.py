"""Acts signed by a person's own key on a page: by a passkey in the browser, or on a sample by a software key.

The script ``sign.js`` sends a form with the header ``X-Sign: prepare``; the act is then only prepared, and
:class:`ToSign` is returned as JSON. The browser signs, and sends the form again with the device's answer. An
act that moves money is signed on the paymaster's page instead: the script keeps the form in this browser,
opens that page with references, and sends the form when the browser comes back with the answer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from vethanam.acts.declaration import Prepared
from vethanam.acts.executor import Limit, Performed, perform, prepare
from vethanam.acts.key_signatures import assertion_of_browser
from vethanam.acts.registry import act_of
from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.identity.signatures import MONEY, live_keys, paymaster_host
from vethanam.money import grouped, shown
from vethanam.people.models import Role
from vethanam.periods import Month
from vethanam.web.account.session import authenticated_at, is_strong, means_of
from vethanam.web.parts import words
from vethanam.web.parts.access import hats_of_request, now_of

#: the form field with the device's answer
FIELD = "credential"
#: the roles with acts that the officer's own key signs
SIGNS = (
    Role.PURPOSE_OWNER, Role.DATA_PROTECTION_OFFICER, Role.LAW_OFFICER, Role.DRAWING_OFFICER,
    Role.COUNTERSIGNING_OFFICER, Role.TREASURY_OFFICER, Role.CLERK, Role.FINANCE_OFFICER, Role.ADMINISTRATOR,
    Role.COMMUNICATING_OFFICER,
)  # fmt: skip
#: those that sign bills, accounts, pay-days or files of before a restore, on the paymaster's page
MOVES_MONEY = frozenset({
    Role.CLERK, Role.DRAWING_OFFICER, Role.COUNTERSIGNING_OFFICER, Role.TREASURY_OFFICER,
    Role.FINANCE_OFFICER, Role.ADMINISTRATOR,
})  # fmt: skip
_HEADER, _PREPARE = "X-Sign", "prepare"
_MILLISECONDS = 120_000

type Signer = Callable[[Authority, str, Prepared], Mapping[str, Any]]
_offered: list[Signer] = []


class ToSign(Exception):
    """The request was only for the statement: ``state`` of the prepared act, empty if
    nothing can be signed.
    """

    def __init__(self, state: Mapping[str, Any]) -> None:
        super().__init__("to be signed")
        self.state = state


def offer(signer: Signer) -> None:
    """Register the officers' software keys; ``site`` calls this if a sample is installed."""
    _offered[:] = [signer]


def is_signed_in_browser(*, is_sample: bool) -> bool:
    """True if this installation's officers sign with passkeys in their browsers."""
    return not (is_sample and _offered)


def may_sign(request: HttpRequest) -> bool:
    """True if the account has a role whose acts are signed by its passkey in the browser."""
    _at, is_sample = now_of(request)
    if not is_signed_in_browser(is_sample=is_sample):
        return False
    return any(hat.role in SIGNS for hat in hats_of_request(request))


def missing_key(request: HttpRequest, signs: str) -> str:
    """Which passkey the page's officer lacks for this kind of signed thing: ``money``, ``own``, or empty."""
    authority: Authority | None = getattr(request, "authority", None)
    if authority is None or not is_signed_in_browser(is_sample=authority.is_sample):
        return ""
    if any(_signs_here(request, key.relying_on) for key in live_keys(authority, signs)):
        return ""
    return "money" if signs in MONEY else "own"


def _signs_here(request: HttpRequest, relying_on: str) -> bool:
    """Whether this browser can sign with a key made for a host: a page asks for its own,
    the paymaster for its.
    """
    return relying_on in (_host(request), paymaster_host())


def site_of(request: HttpRequest) -> str:
    """The origin of this site."""
    return f"{request.scheme}://{request.get_host()}"


def _host(request: HttpRequest) -> str:
    return request.get_host().partition(":")[0]


def act_of_page(
    request: HttpRequest,
    account: Account,
    name: str,
    given: Mapping[str, Any],
    authority: Authority | None,
    typed: str = "",
) -> Performed:
    """Perform a page's act, with the browser's signature or that of a sample's key.

    ``typed`` is the device's answer in the form, or empty.

    Raises
    ------
    ToSign
        The script asked for the statement only; nothing was done.
    """
    declared = act_of(name)
    is_sample = now_of(request)[1]
    limit = Limit(
        is_strong=is_sample or is_strong(request), authenticator=means_of(request, account),
        authenticated_at=None if is_sample else authenticated_at(request),
    )  # fmt: skip
    if not declared.is_signed(given):
        return perform(name, account, given, authority=authority, limit=limit)
    if request.headers.get(_HEADER) == _PREPARE:
        raise ToSign(prepare(name, account, given, authority=authority, site=site_of(request)).state)
    given = {**given, **_assertion(typed)}
    return perform(name, account, given, authority=authority, limit=limit, sign=_signer(account, authority))


def as_json(request: HttpRequest, asked: ToSign) -> HttpResponse:
    """The input for ``navigator.credentials.get``, or the paymaster's page; ``ok`` is false if
    nothing can be signed.
    """
    if (page := asked.state.get("paymaster")) is not None:
        return JsonResponse({"ok": bool(asked.state.get("keys", True)), "paymaster": page})
    host = _host(request)
    keys = [key for key in asked.state.get("keys", ()) if key["relying_on"] == host]
    if not keys:
        return JsonResponse({"ok": False})
    allowed = [{"type": "public-key", "id": key["credential"]} for key in keys]
    options = {
        "challenge": asked.state["challenge"], "rpId": host, "allowCredentials": allowed,
        "userVerification": "required",
        "timeout": _MILLISECONDS,
    }  # fmt: skip
    return JsonResponse(
        {"ok": True, "commitment": asked.state["commitment"], "request_options": {"publicKey": options}}
    )


@dataclass(frozen=True, slots=True)
class SignedBill:
    """One bill in the list before the signature. Amounts are paise."""

    number: str
    office: str
    month: Month
    people: int
    net: int
    changed: int
    without: int


def bills_of_page(
    account: Account, name: str, given: Mapping[str, Any], authority: Authority
) -> list[SignedBill]:
    """The bills under one signature, for the page before it."""
    summary = prepare(name, account, given, authority=authority).state.get("summary", {})
    return [
        SignedBill(
            one["bill"], one["drawing_code"], Month.parse(one["month"]), one["people"], one["net_paise"],
            one["accounts_changed"], one["without_account"],
        )
        for one in summary.get("bills", ())
    ]  # fmt: skip


def summary_of_page(
    account: Account, name: str, given: Mapping[str, Any], authority: Authority
) -> list[tuple[str, str]]:
    """The statement about bills in plain words, for the page before the signature; empty if
    it cannot be signed.
    """
    summary = prepare(name, account, given, authority=authority).state.get("summary", {})
    return [line for one in summary.get("bills", ()) for line in _lines_of_bill(one)]


def _lines_of_bill(one: Mapping[str, Any]) -> list[tuple[str, str]]:
    changed, without = one["accounts_changed"], one["without_account"]
    return [
        (_("Bill"), one["bill"]),
        (_("Office"), one["drawing_code"]),
        (_("Month"), words.month(Month.parse(one["month"]))),
        (_("People"), grouped(one["people"])),
        (_("Total"), shown(one["net_paise"])),
        (_("Accounts that changed since the last bill"), grouped(changed) if changed else _("None")),
        *([(_("People without an account"), grouped(without))] if without else []),
    ]


def _assertion(typed: str) -> dict[str, Any]:
    """The browser's assertion, if the form has one; the act refuses an unreadable one."""
    if not typed:
        return {}
    try:
        return {"assertion": assertion_of_browser(json.loads(typed))}
    except (ValueError, Unsound):
        return {"assertion": {"key": "?", "signature": "?"}}


def _signer(
    account: Account, authority: Authority | None
) -> Callable[[Authority, Prepared], Mapping[str, Any]] | None:
    if authority is None or not authority.is_sample or not _offered:
        return None
    return lambda acting, prepared: _offered[0](acting, account.username, prepared)
