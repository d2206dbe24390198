"""The common part of the faces of other bodies' standards: envelope, acknowledgement, right of the token.

The envelope is that of DCI and of G2P Connect 1.0.0: signature, header, message. Who sends is known by the
token; the signature of a message and encrypted messages are not supported.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from vethanam.api.responses import (
    FORBIDDEN,
    OK,
    Unreadable,
    as_response,
    given_in,
    limit_of,
    said,
    token_in,
    unreadable,
)
from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.journal.business_time import business_now
from vethanam.people.queries import authority_of

BAD_REQUEST = 400


class Wire(BaseModel):
    """A part of a message; fields that nobody reads here are dropped unread."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


class Header(Wire):
    """The header of a message."""

    message_id: str = Field(max_length=99)
    message_ts: str = Field(max_length=40)
    action: str = Field(max_length=40)
    is_msg_encrypted: bool = False


class Refusal(Exception):
    """A message that is answered with a response of its own."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.response = response


def sender(request: HttpRequest, role: str) -> Authority:
    """The authority of a program with this right in its token, and no other token's.

    Raises
    ------
    Refusal
        The token is of a person, or of a program with another right.
    """
    token, (at, is_sample) = token_in(request), business_now()
    if not token.is_machine or token.role != role:
        raise Refusal(said(FORBIDDEN, "program_of_another_face"))
    try:
        return authority_of(
            token.account, at, role=role, scope=limit_of(token).scope, power="view", is_sample=is_sample
        )
    except Refused:
        raise Refusal(said(FORBIDDEN, "program_of_another_face")) from None


def message_in[Message: BaseModel](request: HttpRequest, model: type[Message]) -> Message:
    """The message of a request.

    Raises
    ------
    Refusal
        The body is no such message: the answer names the field, and repeats no value.
    """
    try:
        return model.model_validate(given_in(request)[1])
    except Unreadable:
        raise Refusal(unreadable()) from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Refusal(rejected(f"rjct.{where}.invalid")) from None


def plain(header: Header) -> None:
    """Refuse an encrypted message."""
    if header.is_msg_encrypted:
        raise Refusal(rejected("rjct.header.is_msg_encrypted.not_supported"))


def acknowledged() -> HttpResponse:
    """The answer that a message was received: ``ACK``, the time and a new correlation id."""
    return as_response(OK, {"message": {"ack_status": "ACK", **_ours()}})


def rejected(code: str) -> HttpResponse:
    """The answer to a message that cannot be read, with the code of the reason."""
    error = {"code": code, "message": code}
    return as_response(BAD_REQUEST, {"message": {"ack_status": "ERR", **_ours(), "error": error}})


def now() -> str:
    """The business time now, in ISO 8601, for an answer."""
    return business_now()[0].isoformat()


def _ours() -> dict[str, Any]:
    return {"timestamp": now(), "correlation_id": uuid.uuid4().hex}
