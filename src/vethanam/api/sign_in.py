"""Routes that need no token: sign in, reset the password, activate an account."""

from __future__ import annotations

from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as _
from ninja import Router
from pydantic import Field

from vethanam.acts.declaration import Act, Answer
from vethanam.acts.executor import Performed, answered, read
from vethanam.acts.fields import Given, Text
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
from vethanam.errors import Refused, Sentence
from vethanam.identity.authority import Authority
from vethanam.identity.tokens import SESSION, issue_token
from vethanam.journal.business_time import business_now
from vethanam.messaging.tasks import defer_reset, defer_told
from vethanam.people.sign_in import activate_with_generator, sign_in

router = Router(tags=["sign in"], auth=None)
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


class ActivateGiven(Given):
    """The name and first code from the paper, and a new password."""

    name: Text = Field(title=_("Sign-in name"))
    first_code: Text = Field(title=_("First code"))
    password: Text = Field(title=_("New password"), json_schema_extra={"format": "password"})


def _nothing(authority: Authority, given: Any) -> Answer:
    """Refuses: these routes are not acts of a signed-in account."""
    raise Refused("token_needed")


class ForgottenGiven(Given):
    """A sign-in name."""

    name: Text = Field(title=_("Sign-in name"))


_FORGOTTEN = Act("forgotten", _("Ask for a new password"), _nothing, ForgottenGiven)
_SIGN_IN = Act("sign_in", _("Sign in"), _nothing, SignInGiven)
_ACTIVATE = Act("activate", _("Activate your account"), _nothing, ActivateGiven)


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
    for act in (_SIGN_IN, _FORGOTTEN, _ACTIVATE):
        schemas.of(act)


@router.post("/sign-in", summary="Sign in", openapi_extra=_described(_SIGN_IN, "A token for eight hours."))
def signing_in(request: HttpRequest) -> HttpResponse:
    """A token for eight hours. Wrong guesses are counted by name across all processes and addresses."""
    given = _given(request, _SIGN_IN)
    if isinstance(given, HttpResponse):
        return given
    at, is_sample = business_now()
    try:
        # No transaction here: the count of wrong guesses must survive a refusal.
        done = sign_in(
            given.name, given.password, given.code or "", at=at, is_sample=is_sample,
            agent=request.headers.get("User-Agent", ""), address=getattr(request, "client_address", ""),
        )  # fmt: skip
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
def asking_for_code(request: HttpRequest) -> HttpResponse:
    """Send a code to the confirmed contact of the account's owner, if there is one;

    ``/activate`` takes it as a first code.
    """
    given = _given(request, _FORGOTTEN)
    if isinstance(given, HttpResponse):
        return given
    try:
        defer_reset(given.name)
    except (OperationalError, InterfaceError):
        return said(AWAY, "database_away")
    return as_response(OK, {"ok": True, "says": in_words(Sentence("reset_code_sent")), "state": {}})


@router.post(
    "/activate",
    summary="Activate an account",
    openapi_extra=_described(_ACTIVATE, "The secret of a code generator."),
)
def activating(request: HttpRequest) -> HttpResponse:
    """The secret of a code generator and recovery codes, shown once.

    A program with a person's passkey uses the page.
    """
    given = _given(request, _ACTIVATE)
    if isinstance(given, HttpResponse):
        return given

    def do() -> Answer:
        made = activate_with_generator(given.name, given.first_code, given.password)
        defer_told(made.account)
        state: dict[str, Any] = {"account": made.account.username}
        if made.generator:
            state |= {
                "secret": made.generator.secret, "otpauth": made.generator.address,
                "recovery_codes": list(made.recovery_codes),
            }  # fmt: skip
        return Answer.of("account_activated", state)

    try:
        performed = answered(do)
    except (OperationalError, InterfaceError):
        return said(AWAY, "database_away")
    if performed.code == "first_code_wrong":
        return said(UNAUTHORISED, performed.code)
    return response_of(performed)


_NAME = "Sign-in"


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
