"""Check your answers: before an act that cannot be undone, a page shows the values as they will be stored.

A face performs its acts through :func:`checked_act`. The first press raises :class:`ToCheck`, which the
middleware turns into a page with *Confirm* and *Change*; it sends the same form again. A confirmation is
bound to account, act and values, and stores once.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from django import forms
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from vethanam.acts.declaration import Act, Answer, Trying
from vethanam.acts.executor import NotGiven, Performed, answered, read, refused
from vethanam.acts.fields import File, Given, how_of
from vethanam.acts.registry import act_of
from vethanam.errors import Sentence, as_json
from vethanam.identity.authority import Authority
from vethanam.identity.confirmed_acts import keep_state, take_confirmation
from vethanam.identity.models import Account
from vethanam.web.parts.answer_words import answer_said
from vethanam.web.parts.signatures import FIELD, act_of_page

#: the form field of the two buttons; a confirmation has a signed text in it
ANSWERS, CHANGE = "answers", "change"
_SALT, _SECONDS = "vethanam.answers", 60 * 60
_NOT_REPEATED = frozenset({ANSWERS, FIELD, "csrfmiddlewaretoken"})

type Fields = Mapping[str, forms.Field]
type Rows = Sequence[tuple[str, str]]


class ToCheck(Exception):
    """The values of an act are shown first; nothing was done."""

    def __init__(self, act: Act, rows: list[tuple[str, str]], repeated: list[tuple[str, str]], *, token: str):
        super().__init__("to be checked")
        self.act, self.rows, self.repeated, self.token = act, rows, repeated, token
        self.has_fields = False


def is_changed(posted: QueryDict) -> bool:
    """True if *Change* was pressed: the form is shown again with its values."""
    return posted.get(ANSWERS) == CHANGE


def checked_act(
    request: HttpRequest,
    account: Account,
    name: str,
    given: Mapping[str, Any],
    authority: Authority | None,
    posted: QueryDict,
    fields: Fields | None = None,
    shows: Rows = (),
) -> Performed:
    """Perform a page's act; one that cannot be undone only after its values were confirmed.

    ``fields`` are the page's, for their labels and choices; ``shows`` are rows that the page adds.

    Raises
    ------
    ToCheck
        The values are not confirmed yet.
    """
    declared, typed = act_of(name), posted.get(FIELD, "")
    if declared.is_signed(given) or not declared.is_final(given):
        return act_of_page(request, account, name, given, authority, typed)
    given = _by_hash(declared, given, posted)
    if nonce := _nonce_of(posted.get(ANSWERS, ""), account, name, given):
        return _once(request, account, name, given, authority, nonce)
    try:
        parsed = read(declared, given)
    except NotGiven as wrong:
        return refused(wrong, wrong.faults)
    tried = _tried(request, account, declared, given, authority)
    if not tried.ok:
        return tried
    rows = [*_rows(request, parsed, fields or {}), *shows]
    asked = ToCheck(declared, rows, _repeated(given, posted), token=_token(account, name, given))
    asked.has_fields = bool(fields)
    raise asked


def check_page(request: HttpRequest, asked: ToCheck) -> HttpResponse:
    """The page with the values of an act, *Confirm* and *Change*."""
    page = {
        "title": _(asked.act.title), "final": _(asked.act.final), "rows": asked.rows, "token": asked.token,
        "repeated": asked.repeated, "has_fields": asked.has_fields,
    }  # fmt: skip
    return render(request, "parts/check_answers.html", page)


def _tried(
    request: HttpRequest,
    account: Account,
    declared: Act,
    given: Mapping[str, Any],
    authority: Authority | None,
) -> Performed:
    """The answer that the act would have, or that of its lighter check; nothing of it is stored."""
    if declared.tries is not None and authority is not None:
        return answered(partial(_checked, declared.tries, authority, read(declared, given)))
    with transaction.atomic():
        tried = act_of_page(request, account, declared.name, given, authority)
        transaction.set_rollback(True)
    return tried


def _checked(tries: Trying, authority: Authority, given: Any) -> Answer:
    tries(authority, given)
    return Answer("")


def _once(
    request: HttpRequest,
    account: Account,
    name: str,
    given: Mapping[str, Any],
    authority: Authority | None,
    nonce: str,
) -> Performed:
    """Perform a confirmed act; a second press of the same confirmation gets the same answer."""
    with transaction.atomic():
        before = take_confirmation(account.pk, nonce, timezone.now())
        if before is not None:
            once = Sentence("confirmed_before")
            return Performed(True, once, once.says, before)
        done = act_of_page(request, account, name, given, authority)
        if done.ok:
            keep_state(account.pk, nonce, done.state)
        else:
            transaction.set_rollback(True)
    return done


def _by_hash(declared: Act, given: Mapping[str, Any], posted: QueryDict) -> dict[str, Any]:
    """The input with the hash of a file in place of the file, which no page can send again."""
    known = getattr(declared.given, "model_fields", {})
    hashes = {f"{name}_hash": name for name in known if f"{name}_hash" in known}
    found = dict(given)
    for hashed, name in hashes.items():
        file = found.pop(name, None)
        if isinstance(file, File):
            found[hashed] = hashlib.sha256(file.content).hexdigest()
        elif hashed not in found and posted.get(hashed):
            found[hashed] = posted[hashed]
    return found


def _digest(account: Account, name: str, given: Mapping[str, Any]) -> str:
    """A hash of account, act and values."""
    text = json.dumps([account.pk, name, as_json(given)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _token(account: Account, name: str, given: Mapping[str, Any]) -> str:
    return signing.dumps([secrets.token_hex(16), _digest(account, name, given)], salt=_SALT)


def _nonce_of(token: str, account: Account, name: str, given: Mapping[str, Any]) -> str:
    """The nonce of a confirmation of exactly these values; empty for any other text."""
    try:
        nonce, digest = signing.loads(token, salt=_SALT, max_age=_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(nonce) if digest == _digest(account, name, given) else ""


def _repeated(given: Mapping[str, Any], posted: QueryDict) -> list[tuple[str, str]]:
    """The form's values, for the hidden fields of the page."""
    found = [
        (name, value)
        for name, values in posted.lists()
        if name not in _NOT_REPEATED
        for value in map(str, values)
    ]
    hashes = [(name, str(value)) for name, value in given.items() if name.endswith("_hash")]
    return [*found, *(one for one in hashes if one[0] not in posted)]


def _rows(request: HttpRequest, parsed: Given, fields: Fields, group: str = "") -> Iterator[tuple[str, str]]:
    """Label and words of each value."""
    for key, info in type(parsed).model_fields.items():
        value, name = getattr(parsed, key), f"{group}{info.alias or key}"
        if key not in parsed.model_fields_set or value in (None, "", ()) or how_of(info).kind == "hidden":
            continue
        if isinstance(value, Given):
            yield from _rows(request, value, fields, f"{name}_")
            continue
        field = fields.get(name)
        said = answer_said(request, name, how_of(info), value, field)
        if said:
            yield str(field.label if field else _(info.title or name)), said
