"""A form that was sent after its session ended: the typed values wait until its author has signed in again.

The session of the browser has them sealed, and only a cookie of that browser has the key, for half an hour.
Contacts, account numbers, passwords, codes and files are not kept at all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from vethanam.errors import holds_contact

COOKIE, _IN_SESSION = "vethanam_kept", "kept_form"
KEPT_SECONDS = 30 * 60
MOST_BYTES = 64 * 1024
#: names of fields that may hold a contact, an account number, a secret or a device's answer
_SECRET = re.compile(
    r"(onward_)?(account|number)(_again)?|contact|mobile|email\w*|code|answer_key|credential|assertion"
    r"|answers|csrfmiddlewaretoken|\w*(password|secret|otp)\w*"
)
#: as many digits as an account number or a telephone number has, in any groups; a date is none
_LONG_NUMBER = re.compile(r"\d(?:[\s.\-()]*\d){8}")
_DATE = re.compile(r"(?<!\d)(?:\d{4}-\d\d-\d\d|\d\d?[.-]\d\d?[.-]\d{4})(?!\d)")
#: a written text, not a chosen code
_WRITTEN = re.compile(r"\S+\s+\S+|\S{25}")


def keep_form(
    request: HttpRequest,
    response: HttpResponse,
    *,
    author: int,
    back: str,
    sent: Mapping[str, list[str]],
    has_files: bool,
) -> bool:
    """Keep the values of a form for the page ``back`` and its author's account; false if there are none."""
    kept = {name: values for name, values in sent.items() if not _is_secret(name, values)}
    lost = has_files or any(name not in ("csrfmiddlewaretoken", "answers") for name in set(sent) - set(kept))
    text = json.dumps({"author": author, "back": back, "sent": kept, "lost": lost}).encode()
    if not kept or len(text) > MOST_BYTES:
        return False
    key = Fernet.generate_key()
    request.session[_IN_SESSION] = Fernet(key).encrypt(text).decode()
    response.set_cookie(
        COOKIE,
        key.decode(),
        max_age=KEPT_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return True


def kept_values(request: HttpRequest, names: Iterable[str]) -> QueryDict | None:
    """The kept values of this page if some of these fields are among them; the page then shows them."""
    kept, wanted = _opened(request), set(names)
    if kept is None or not wanted & set(kept):
        return None
    request.kept_taken = _taken(request) | wanted  # type: ignore[attr-defined]
    return kept


def kept_texts(request: HttpRequest) -> list[str]:
    """Written texts that no form of the page shows, so that the page shows them below its head."""
    kept = _opened(request) if request.user.is_authenticated else None
    if kept is None:
        return []
    taken = _taken(request)
    return [
        text
        for name, values in kept.lists()
        if name not in taken
        for text in map(str, values)
        if _WRITTEN.search(text)
    ]


def _is_secret(name: str, values: Iterable[str]) -> bool:
    if _SECRET.fullmatch(name):
        return True
    return any(holds_contact(value) or _LONG_NUMBER.search(_DATE.sub("/", value)) for value in values)


def _taken(request: HttpRequest) -> set[str]:
    found: set[str] = getattr(request, "kept_taken", set())
    return found


def _opened(request: HttpRequest) -> QueryDict | None:
    """The kept values if they are for this page and account; opened once, cached on the request."""
    if not hasattr(request, _IN_SESSION):
        setattr(request, _IN_SESSION, _open(request))
    found: QueryDict | None = getattr(request, _IN_SESSION)
    return found


def _open(request: HttpRequest) -> QueryDict | None:
    sealed, key = request.session.get(_IN_SESSION), request.COOKIES.get(COOKIE)
    if not sealed or not key or request.method != "GET":
        return None
    try:
        found: dict[str, Any] = json.loads(Fernet(key).decrypt(sealed.encode(), ttl=KEPT_SECONDS))
    except (InvalidToken, ValueError):
        del request.session[_IN_SESSION]
        return None
    if found["author"] != request.user.pk:
        del request.session[_IN_SESSION]
        return None
    if found["back"] != request.get_full_path():
        return None
    del request.session[_IN_SESSION]
    messages.warning(request, _told(is_whole=not found["lost"]))
    values = QueryDict(mutable=True)
    for name, texts in found["sent"].items():
        values.setlist(name, texts)
    return values


def _told(*, is_whole: bool) -> str:
    says = _(
        "Nothing was stored: your session had ended. What you typed stands here again. Send it once more."
    )
    if is_whole:
        return says
    again = _("Type contacts, account numbers, passwords and codes again, and choose files again.")
    return f"{says} {again}"
