"""The page on which an officer signs what moves money, or makes the key for it.

No cookie and no session: a ticket of the web process opens it once, and the signature alone says who signed.
The answer of the device goes back to the web process in the fragment of an address, which no server logs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from vethanam.acts.declaration import Answer
from vethanam.acts.executor import answered
from vethanam.acts.signing_page import ENROLS, Opened, Page, opened_by, page_of
from vethanam.errors import Refused
from vethanam.identity.signatures import is_own_host, paymaster_host
from vethanam.web.parts.access import public
from vethanam.web.parts.forms import sent
from vethanam.web.parts.names import said
from vethanam.web.paymaster.pages import content_of

#: seconds in which the page may be asked for again: in another language, or with the new key
_AGAIN = 300
_MILLISECONDS = 120_000
_LANGUAGES = (("en", "English"), ("ml", "മലയാളം"))


@public
@csrf_exempt  # it changes nothing, and the ticket comes from another site by design
@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest) -> HttpResponse:
    """What is to be signed, as this process finds it in the database, and the button."""
    posted = sent(request)
    language = posted.get("language", "")
    with translation.override(language if language in dict(_LANGUAGES) else "en"):
        asked = answered(lambda: Answer.of("to_be_signed", _context(posted)))
        if asked.ok:
            return _answer("paymaster/sign.html", asked.state)
        why = said(asked.sentence) if asked.sentence else asked.says
        return _answer("paymaster/refused.html", {"why": why}, 403)


def _first(posted: QueryDict) -> Opened:
    if "ticket" not in posted:
        raise Refused("ticket_missing")
    return opened_by(posted.get("ticket", ""), posted.get("act", ""), posted.get("given", ""))


def _again(posted: QueryDict) -> Opened:
    """The page that is open already, in another language or with the key that was just made."""
    try:
        opened = Opened(**signing.loads(posted.get("again", ""), max_age=_AGAIN))
    except signing.BadSignature:
        raise Refused("ticket_used", minutes=_AGAIN // 60) from None
    if opened.act == ENROLS and (made := posted.get("made")):
        return Opened(**{**asdict(opened), "given": made})
    return opened


def _context(posted: QueryDict) -> dict[str, Any]:
    opened = _again(posted) if "again" in posted else _first(posted)
    page = page_of(opened)
    back = _back(opened.site, posted.get("back", ""))
    made = json.loads(opened.given) if page.act == ENROLS and not page.makes_key else {}
    return {
        "languages": _LANGUAGES,
        "page": page,
        "content": content_of(page),
        "back": back,
        "place": posted.get("back", ""),
        "again": signing.dumps(asdict(opened)),
        "needs_key": not page.keys and not page.makes_key,
        "js_data": {
            "back": back, "salt": page.salt, "made": made, "options": _options(page),
            "goes_on": page.makes_key and bool(page.keys), "host": paymaster_host(),
        },
    }  # fmt: skip


def _options(page: Page) -> Mapping[str, Any]:
    """The request to the browser, without bytes: to sign, or to make a key."""
    known = [{"type": "public-key", "id": key["credential"]} for key in page.keys]
    if not page.makes_key:
        return {
            "challenge": page.challenge, "rpId": paymaster_host(), "allowCredentials": known,
            "userVerification": "required", "timeout": _MILLISECONDS,
        }  # fmt: skip
    return {
        "challenge": page.challenge,
        "rp": {"id": paymaster_host(), "name": "Vethanam"},
        "user": {"name": page.username, "displayName": page.username},
        "pubKeyCredParams": [{"type": "public-key", "alg": one} for one in (-7, -8, -257)],
        "excludeCredentials": known,
        "authenticatorSelection": {"residentKey": "discouraged", "userVerification": "required"},
        "attestation": "none",
        "timeout": _MILLISECONDS,
    }


def _back(site: str, place: str) -> str:
    """The page to return to: a path on the site of the web process, else its first page.

    Raises
    ------
    Refused
        The site is no host of this installation.
    """
    parts = urlsplit(site)
    if parts.scheme not in ("http", "https") or not is_own_host(parts.hostname or ""):
        raise Refused("site_not_ours")
    is_path = place.startswith("/") and not place.startswith(("//", "/\\")) and "#" not in place
    return f"{parts.scheme}://{parts.netloc}{place if is_path else '/'}"


def _answer(template: str, context: Mapping[str, Any], status: int = 200) -> HttpResponse:
    shown = {"lang": translation.get_language(), **context}
    return HttpResponse(render_to_string(template, shown), status=status)
