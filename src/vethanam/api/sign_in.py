"""Routes that need no token: sign in, reset the password, activate an account; by a password or a passkey."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from ninja import Router
from pydantic import Field

from vethanam.acts.declaration import Act, Answer
from vethanam.acts.executor import Performed, answered, read
from vethanam.acts.fields import Given, Text
from vethanam.acts.key_signatures import Assertion, from_base64, signature_of, to_base64
from vethanam.acts.translation import in_words
from vethanam.api.description import JSON, Schemas, answers
from vethanam.api.responses import (
    AWAY,
    FORBIDDEN,
    OK,
    TOO_OFTEN,
    UNAUTHORISED,
    Unreadable,
    as_response,
    given_in,
    response_of,
    said,
    unreadable,
)
from vethanam.errors import Refused, Sentence, Unsound
from vethanam.identity.authority import Authority
from vethanam.identity.passkey_factors import MadePasskey, sign_in_challenge, user_handle
from vethanam.identity.tokens import SESSION, issue_token
from vethanam.journal.business_time import business_now
from vethanam.messaging.tasks import defer_reset, defer_told
from vethanam.people.sign_in import (
    SignedIn,
    activate_with_generator,
    activate_with_passkey,
    challenge_to_activate,
    sign_in,
    sign_in_by_passkey,
)

router = Router(tags=["sign in"], auth=None)
_NAME = "Sign-in"
type Route = Callable[[HttpRequest, Any], HttpResponse]
_STATUSES = {
    "sign_in_slowed": TOO_OFTEN,
    "address_slowed": TOO_OFTEN,
    "code_slowed": TOO_OFTEN,
    "second_factor_missing": FORBIDDEN,
}


class SignInGiven(Given):
    """A sign-in name and its password; also the code of the authenticator app if the account has one."""

    name: Text = Field(title=_("Sign-in name"))
    password: Text = Field(title=_("Password"), json_schema_extra={"format": "password"})
    code: Text | None = Field(None, title=_("Code"))


class NameGiven(Given):
    """A sign-in name."""

    name: Text = Field(title=_("Sign-in name"))


class PasskeyGiven(NameGiven):
    """A sign-in name, and the challenge as its passkey signed it."""

    passkey: Assertion = Field(title=_("Passkey"))


class CodeGiven(Given):
    """The name and first code from the paper."""

    name: Text = Field(title=_("Sign-in name"))
    first_code: Text = Field(title=_("First code"))


class MadeGiven(Given):
    """A new passkey: the device's answer to the challenge of ``/activate/prepare``."""

    attestation: Text = Field(
        title=_("Attestation object"),
        description=_("Of navigator.credentials.create over the challenge, in base64url."),
    )
    client_data: Text = Field(
        title=_("Client data"), description=_("The browser's client data, in base64url.")
    )
    label: Text | None = Field(None, title=_("Name of the passkey"))


class ActivateGiven(CodeGiven):
    """The name and first code from the paper, a new password, and a passkey in place of a code generator."""

    password: Text = Field(title=_("New password"), json_schema_extra={"format": "password"})
    passkey: MadeGiven | None = Field(None, title=_("Passkey"))


def _nothing(authority: Authority, given: Any) -> Answer:
    """Refuses: these routes are not acts of a signed-in account."""
    raise Refused("token_needed")


_FORGOTTEN = Act("forgotten", _("Ask for a new password"), _nothing, NameGiven)
_SIGN_IN = Act("sign_in", _("Sign in"), _nothing, SignInGiven)
_ASK_PASSKEY = Act("ask_passkey", _("Ask for a challenge to sign in"), _nothing, NameGiven)
_BY_PASSKEY = Act("sign_in_by_passkey", _("Sign in with a passkey"), _nothing, PasskeyGiven)
_PREPARE = Act("prepare_activation", _("Ask for a challenge to activate"), _nothing, CodeGiven)
_ACTIVATE = Act("activate", _("Activate your account"), _nothing, ActivateGiven)
_MODELS = (_SIGN_IN, _FORGOTTEN, _ASK_PASSKEY, _BY_PASSKEY, _PREPARE, _ACTIVATE)


def _described(act: Act, done: str) -> dict[str, Any]:
    responses = {status: one for status, one in answers("Done").items() if status != 413}
    responses[200] = {**responses[200], "description": done}
    responses[401] = {**responses[401], "description": "Name, password or code do not match."}
    return {
        "requestBody": {"required": True, "content": {JSON: {"schema": Schemas().of(act)}}},
        "responses": responses,
    }


def described_models(schemas: Schemas) -> None:
    """Add the models of these routes to the description."""
    for act in _MODELS:
        schemas.of(act)


def _given(request: HttpRequest, act: Act) -> Any:
    """The parsed body, or a response that lists its faults."""
    try:
        raw = given_in(request)[1]
    except Unreadable:
        return unreadable()
    found: list[Any] = []

    def reading() -> Answer:
        found.append(read(act, raw))
        return Answer("")

    performed: Performed = answered(reading)
    return found[0] if found else response_of(performed)


def _reading(
    act: Act,
) -> Callable[[Callable[[HttpRequest, Any], HttpResponse]], Callable[[HttpRequest], Any]]:
    """A route gets the parsed body; a body with faults is answered with their list."""

    def of(route: Route) -> Callable[[HttpRequest], HttpResponse]:
        def reading(request: HttpRequest) -> HttpResponse:
            given = _given(request, act)
            return given if isinstance(given, HttpResponse) else route(request, given)

        # Not ``functools.wraps``: the description must not read the signature of ``route``.
        reading.__name__, reading.__doc__ = route.__name__, route.__doc__
        return reading

    return of


@router.post("/sign-in", summary="Sign in", openapi_extra=_described(_SIGN_IN, "A token for eight hours."))
@_reading(_SIGN_IN)
def signing_in(request: HttpRequest, given: Any) -> HttpResponse:
    """A token for eight hours. Wrong guesses are counted by name across all processes and addresses."""
    at, is_sample = business_now()
    # No transaction here: the count of wrong guesses must survive a refusal.
    return _with_token(
        lambda: sign_in(
            given.name, given.password, given.code or "", at=at, is_sample=is_sample,
            agent=request.headers.get("User-Agent", ""), address=getattr(request, "client_address", ""),
        )
    )  # fmt: skip


@router.post(
    "/sign-in/passkey/prepare",
    summary="Ask for a challenge to sign in with a passkey",
    openapi_extra=_described(_ASK_PASSKEY, "A challenge for five minutes, for every name."),
)
@_reading(_ASK_PASSKEY)
def asking_for_challenge(request: HttpRequest, given: Any) -> HttpResponse:
    """A challenge that a passkey of the account signs within five minutes, once."""
    challenge = sign_in_challenge(given.name, timezone.now())
    state = {"challenge": to_base64(challenge), "relying_on": _host(request)}
    return as_response(OK, {"ok": True, "says": in_words(Sentence("passkey_asked")), "state": state})


@router.post(
    "/sign-in/passkey",
    summary="Sign in with a passkey",
    openapi_extra=_described(_BY_PASSKEY, "A token for eight hours."),
)
@_reading(_BY_PASSKEY)
def signing_in_by_passkey(request: HttpRequest, given: Any) -> HttpResponse:
    """A token for eight hours, by a passkey that verified its holder; without a password."""
    try:
        key, signature = from_base64(given.passkey.key), signature_of(given.passkey)
    except (ValueError, Unsound):
        return said(UNAUTHORISED, "passkey_wrong")
    agent = request.headers.get("User-Agent", "")
    return _with_token(lambda: sign_in_by_passkey(given.name, key, signature, _host(request), agent=agent))


def _with_token(signing: Callable[[], SignedIn]) -> HttpResponse:
    """The token of a sign-in, or its refusal."""
    at, is_sample = business_now()
    try:
        done = signing()
        token, text = issue_token(
            done.account,
            name=_NAME,
            lasts=SESSION,
            is_strong=done.is_strong or is_sample,
            at=at,
            is_sample=is_sample,
        )
    except Refused as refused:
        return said(_STATUSES.get(refused.code, UNAUTHORISED), refused.code, **refused.facts)
    except (OperationalError, InterfaceError):
        return said(AWAY, "database_away")
    state = {
        "token": text, "expires_at": token.expires_at.isoformat(), "account": done.account.username,
        "is_strong": done.is_strong, "wrong_guesses": done.untold.count,
    }  # fmt: skip
    return as_response(OK, {"ok": True, "says": in_words(Sentence("signed_in")), "state": state})


@router.post(
    "/sign-in/forgotten",
    summary="Ask for a new password",
    openapi_extra=_described(_FORGOTTEN, "The same answer for every name."),
)
@_reading(_FORGOTTEN)
def asking_for_code(request: HttpRequest, given: Any) -> HttpResponse:
    """Send a code to the confirmed contact of the account's owner, if there is one;

    ``/activate`` takes it as a first code.
    """
    try:
        defer_reset(given.name)
    except (OperationalError, InterfaceError):
        return said(AWAY, "database_away")
    return as_response(OK, {"ok": True, "says": in_words(Sentence("reset_code_sent")), "state": {}})


@router.post(
    "/activate/prepare",
    summary="Ask for a challenge to activate with a passkey",
    openapi_extra=_described(_PREPARE, "The challenge of the first code."),
)
@_reading(_PREPARE)
def preparing(request: HttpRequest, given: Any) -> HttpResponse:
    """The challenge that a new passkey answers, with the host and the user that it is made for.

    The first code stays unused.
    """

    def do() -> Answer:
        account, challenge = challenge_to_activate(given.name, given.first_code)
        state = {
            "account": account.username, "challenge": to_base64(challenge), "relying_on": _host(request),
            "user": to_base64(user_handle(account)),
        }  # fmt: skip
        return Answer.of("passkey_asked", state)

    return _answered(do)


@router.post(
    "/activate",
    summary="Activate an account",
    openapi_extra=_described(_ACTIVATE, "The secret of a code generator, or the passkey that was made."),
)
@_reading(_ACTIVATE)
def activating(request: HttpRequest, given: Any) -> HttpResponse:
    """The secret of a code generator and recovery codes, shown once; or a passkey and recovery codes."""

    def do() -> Answer:
        if given.passkey is None:
            made = activate_with_generator(given.name, given.first_code, given.password)
        else:
            passkey = _made(given.passkey, _host(request))
            made = activate_with_passkey(given.name, given.first_code, given.password, passkey)
        defer_told(made.account)
        state: dict[str, Any] = {"account": made.account.username}
        if made.generator:
            state |= {"secret": made.generator.secret, "otpauth": made.generator.address}
        if made.recovery_codes:
            state["recovery_codes"] = list(made.recovery_codes)
        return Answer.of("account_activated_by_passkey" if given.passkey else "account_activated", state)

    return _answered(do)


def _made(given: MadeGiven, host: str) -> MadePasskey:
    try:
        answer = from_base64(given.attestation), from_base64(given.client_data)
    except ValueError:
        raise Unsound("passkey_unreadable") from None
    return MadePasskey(*answer, host, given.label or "")


def _host(request: HttpRequest) -> str:
    """The host that passkeys of this address are made for, as on its pages."""
    return split_domain_port(request.get_host())[0]


def _answered(do: Callable[[], Answer]) -> HttpResponse:
    try:
        performed = answered(do)
    except (OperationalError, InterfaceError):
        return said(AWAY, "database_away")
    if performed.code == "first_code_wrong":
        return said(UNAUTHORISED, performed.code)
    return response_of(performed)
