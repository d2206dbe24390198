"""Turns requests into mappings and answers into responses: statuses, sentences, JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from vethanam.acts.columns import columns_listed
from vethanam.acts.executor import Limit, Performed, look, perform, prepare
from vethanam.acts.registry import act_of
from vethanam.acts.tables import ENDINGS, as_file, list_of, listed, narrowed, table_of
from vethanam.acts.translation import in_words, says_of
from vethanam.api.idempotency import LONGEST_KEY, KeyReused, keep, taken
from vethanam.errors import Fault, Sentence, typed
from vethanam.identity.models import Account, Token
from vethanam.journal.business_time import business_now

OK, BAD, UNAUTHORISED, FORBIDDEN, NOT_FOUND, OTHER_METHOD, CONFLICT = 200, 400, 401, 403, 404, 405, 409
TOO_LARGE, OTHER_KIND, UNREADABLE = 413, 415, 422
#: values in a body; each may be a fault of its own, and no list of an office is as long
MOST_VALUES = 100_000
TOO_OFTEN, OURS, AWAY = 429, 500, 503
#: codes of refusals about the acting account
_WHO = frozenset(
    {
        "not_acting",
        "not_acting_as",
        "not_appointed",
        "not_appointed_at_all",
        "program_only_reads",
        "program_sends_nothing",
        "key_of_another_purpose",
        "register_people_by_rule",
        "scheme_of_another_department",
        "act_of_programs",
        "view_not_for_programs",
    }
)


class Unreadable(Exception):
    """The body is not a JSON object."""


class OtherKind(Exception):
    """The content type of the body is not JSON."""


class TooManyValues(Exception):
    """The body has more values than :data:`MOST_VALUES`."""


def said(status: int, code: str, **facts: Any) -> HttpResponse:
    """A response of one sentence."""
    return as_response(
        status, {"ok": False, "code": code, "says": in_words(Sentence(code, facts)), "facts": facts}
    )


def as_response(status: int, content: Mapping[str, Any]) -> HttpResponse:
    """A JSON response with a status."""
    return HttpResponse(as_json(content), status=status, content_type="application/json")


def as_json(content: Mapping[str, Any]) -> str:
    """JSON text: days in ISO form, every value that JSON does not know as its text."""
    return json.dumps(content, ensure_ascii=False, default=str)


def act_response(request: HttpRequest, name: str) -> HttpResponse:
    """Perform an act; with an Idempotency-Key only once."""
    token, is_of_programs = token_in(request), act_of(name).for_programs
    if token.is_machine and not is_of_programs:
        return said(FORBIDDEN, "program_only_reads")
    key = request.headers.get("Idempotency-Key", "")
    if len(key) > LONGEST_KEY:
        return said(UNREADABLE, "key_too_long", most=LONGEST_KEY)
    if is_of_programs and not key:
        return said(UNREADABLE, "key_needed")
    try:
        body, raw = given_in(request)
    except Unreadable:
        return unreadable(UNREADABLE)
    try:
        if not key:
            return response_of(perform(name, token.account, raw, limit=limit_of(token)))
        return _once(
            token.account,
            key,
            hashlib.sha256(name.encode() + b"\0" + body).digest(),
            name,
            raw,
            limit_of(token),
        )
    except KeyReused:
        return said(CONFLICT, "key_reused")
    except (OperationalError, InterfaceError):
        return said(AWAY, "database_away")


def _once(
    account: Account, key: str, body_hash: bytes, name: str, raw: Mapping[str, Any], limit: Limit
) -> HttpResponse:
    """Perform the act and store its key in one transaction."""
    with transaction.atomic():
        if (kept := taken(account.pk, key, body_hash)) is not None:
            return HttpResponse(kept, status=OK, content_type="application/json")
        performed = perform(name, account, raw, limit=limit)
        response = response_of(performed)
        if performed.refusal:
            return response
        if performed.ok:
            keep(account.pk, key, body_hash, response_of(replace(performed, once={})).content.decode())
        else:
            transaction.set_rollback(True)
        return response


def prepare_response(request: HttpRequest, name: str) -> HttpResponse:
    """The statement of an act and the challenge that the person's key signs for it, or a refusal.

    Programs are refused.
    """
    token = token_in(request)
    if token.is_machine:
        return said(FORBIDDEN, "program_only_reads")
    try:
        raw = given_in(request)[1]
        site = f"{request.scheme}://{request.get_host()}"
        performed = prepare(name, token.account, raw, limit=limit_of(token), site=site)
    except Unreadable:
        return unreadable()
    except (OperationalError, InterfaceError):
        return said(AWAY, "database_away")
    return as_response(OK, performed.state) if performed.ok else response_of(performed)


def view_response(request: HttpRequest, name: str) -> HttpResponse:
    """The answer of a view to the token's account: its rows, or a refusal as an error."""
    token = token_in(request)
    raw = {key: values[0] if len(values) == 1 else values for key, values in request.GET.lists()}
    try:
        performed = look(name, token.account, raw, limit=limit_of(token))
    except (OperationalError, InterfaceError):
        return said(AWAY, "database_away")
    return response_of(performed)


def list_response(request: HttpRequest, name: str, ending: str) -> HttpResponse:
    """A list as a file of the given type."""
    if ending not in ENDINGS:
        return said(NOT_FOUND, "unknown_ending", typed=typed(ending, 20), known=list(ENDINGS))
    token, asked = token_in(request), request.GET.dict()
    order = asked.pop("order", "")
    words = "" if "q" in list_of(name).given.model_fields else asked.pop("q", "")
    try:
        performed = listed(name, token.account, asked, limit=limit_of(token))
    except (OperationalError, InterfaceError):
        return said(AWAY, "database_away")
    if not performed.ok:
        return response_of(performed)
    table = narrowed(
        table_of(performed.state[list_of(name).rows], columns_listed(name, asked.get("kind", ""))),
        words,
        order=order,
    )
    answer = HttpResponse(as_file(table, ending), content_type=ENDINGS[ending])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return answer


def response_of(performed: Performed) -> HttpResponse:
    """The response of an act or view."""
    content: dict[str, Any]
    if performed.refusal:
        content = {"ok": False, "code": performed.refusal, "says": says_of(performed), "facts": {}}
        return as_response(FORBIDDEN, content)
    if performed.ok:
        content = {"ok": True, "says": says_of(performed), "state": performed.state}
        return as_response(OK, {**content, "once": performed.once} if performed.once else content)
    if performed.faults:
        return as_response(UNREADABLE, {"ok": False, "faults": [_fault(one) for one in performed.faults]})
    status = OURS if performed.is_ours else FORBIDDEN if performed.code in _WHO else CONFLICT
    content = {"ok": False, "code": performed.code, "says": says_of(performed), "facts": performed.facts}
    return as_response(status, content)


def _fault(fault: Fault) -> dict[str, str]:
    where = ", ".join(filter(None, (fault.record, fault.field)))
    return {"where": where, "code": fault.code, "says": in_words(fault.sentence)}


def token_in(request: HttpRequest) -> Token:
    """The token that authenticated the request."""
    token: Token = request.auth  # type: ignore[attr-defined]
    return token


def limit_of(token: Token) -> Limit:
    """The role and scope to which the token limits its account."""
    shown = None if token.is_machine or business_now()[1] else token.created_at
    return Limit(
        token.role, token.scope, is_strong=token.is_strong, is_machine=token.is_machine,
        authenticator="service" if token.is_machine else "token", authenticated_at=shown,
    )  # fmt: skip


def given_in(request: HttpRequest) -> tuple[bytes, Mapping[str, Any]]:
    """The body of a request and its JSON object; an empty body gives an empty object.

    Raises
    ------
    OtherKind
        The content type is not JSON.
    Unreadable
        The body is not a JSON object, or holds text that is not valid Unicode.
    RequestDataTooBig
        The body is larger than the installation accepts.
    TooManyValues
        The body has too many values.
    """
    body = request.body
    if not body.strip():
        return body, {}
    if not _is_json(request.content_type or ""):
        raise OtherKind
    if body.count(b",") > MOST_VALUES:
        raise TooManyValues
    try:
        raw = json.loads(body, parse_float=Decimal, parse_constant=_refuse)
        json.dumps(raw, default=str, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Unreadable from None
    if not isinstance(raw, dict) or b"\\u0000" in body or b"\0" in body:
        raise Unreadable
    return body, raw


def _is_json(kind: str) -> bool:
    return kind in ("", "application/json") or (kind.startswith("application/") and kind.endswith("+json"))


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def unreadable(status: int = UNREADABLE) -> HttpResponse:
    """The response to a body that is not a JSON object."""
    fault = {"where": "", "code": "body_not_json", "says": in_words(Sentence("body_not_json"))}
    return as_response(status, {"ok": False, "faults": [fault]})


type Answering = Callable[..., HttpResponseBase]


def in_json(answer: Answering) -> Answering:
    """Wrap a route so that errors of Django and ninja come as JSON with a sentence."""

    @wraps(answer)
    def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            answered = answer(request, *args, **kwargs)
        except RequestDataTooBig:
            most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024 // 1024
            return said(TOO_LARGE, "body_too_large", most=most)
        except TooManyValues:
            return said(TOO_LARGE, "body_of_too_many_values", most=MOST_VALUES)
        except OtherKind:
            return said(OTHER_KIND, "body_of_another_kind")
        if answered.status_code == OTHER_METHOD:
            told = said(OTHER_METHOD, "other_method", methods=answered["Allow"])
            told["Allow"] = answered["Allow"]
            return told
        return answered

    return answering


def not_there(request: HttpRequest) -> HttpResponse:
    """The response of an unknown address."""
    return said(NOT_FOUND, "nothing_at_this_address")
