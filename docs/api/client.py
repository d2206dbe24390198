"""A client of Vethanam's HTTP interface in one file: the standard library alone.

Copy it and change what you like.

office = Vethanam("https://pay.example", token)
office.act("run", month="2026-10", drawing_code="0412")
for row in office.rows("people", "people", drawing_code="0412", month="2026-10"):
    print(row["employment"])

A server that takes webhooks checks each before it believes it:

event = verify_webhook(secret, request.headers, request.body)
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
import uuid
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

SECONDS = 60
#: the interface asks to wait, or its database is away: the same is sent again under the same key
AGAIN = (429, 503)
#: a webhook that was signed so many seconds ago, or so many ahead, is not believed
TOLERANCE = 300


class NotDone(Exception):
    """An act was refused, or its fields have faults. ``answer`` is the whole answer."""

    def __init__(self, status: int, answer: Mapping[str, Any]) -> None:
        faults = [f"{one['where']}: {one['says']}" for one in answer.get("faults", ())]
        super().__init__(" ".join(faults) or str(answer.get("says", status)))
        self.status, self.answer = status, answer


class Vethanam:
    """One installation, for the account of one token."""

    def __init__(self, url: str, token: str, language: str = "en", tries: int = 3) -> None:
        self._url, self._token, self._language, self._tries = url.rstrip("/"), token, language, tries

    def act(self, name: str, /, **given: Any) -> dict[str, Any]:
        """Do an act; its ``state``. Sent again after a failure of the line, it is still done once."""
        return dict(self._post(f"/api/acts/{name}", given, str(uuid.uuid4()))["state"])

    def prepare(self, name: str, /, **given: Any) -> dict[str, Any]:
        """The statement that your key signs for an act: commitment, challenge, summary.

        The act then takes ``assertion``.
        """
        return self._post(f"/api/acts/{name}/prepare", given, "")

    def view(self, name: str, /, **asked: Any) -> dict[str, Any]:
        """What a view shows now."""
        return dict(self._get(f"/api/views/{name}", asked)["state"])

    def rows(self, name: str, of: str, /, **asked: Any) -> Iterator[dict[str, Any]]:
        """Every row of a list, page by page."""
        after: str | None = ""
        while after is not None:
            page = self.view(name, **asked, **({"after": after} if after else {}))
            yield from page[of]
            after = page.get("next")

    def public(self, what: str, /, **asked: Any) -> dict[str, Any]:
        """Public data: rules, purposes, windows, messages, heads."""
        return self._get(f"/api/public/{what}", asked)

    def _post(self, path: str, given: Mapping[str, Any], key: str) -> dict[str, Any]:
        headers = {"Content-Type": "application/json", **({"Idempotency-Key": key} if key else {})}
        return self._sent(
            Request(f"{self._url}{path}", json.dumps(given, default=str).encode(), headers, method="POST")
        )

    def _get(self, path: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        query = f"?{urlencode(asked, doseq=True)}" if asked else ""
        return self._sent(Request(f"{self._url}{path}{query}"))

    def _sent(self, request: Request) -> dict[str, Any]:
        request.add_header("Authorization", f"Bearer {self._token}")
        request.add_header("Accept-Language", self._language)
        for trial in range(1, self._tries + 1):
            try:
                with urlopen(request, timeout=SECONDS) as answer:
                    return dict(json.load(answer))
            except HTTPError as refused:
                if refused.code in AGAIN and trial < self._tries:
                    time.sleep(trial)
                    continue
                raise NotDone(refused.code, json.load(refused)) from None
            except OSError:
                if trial == self._tries:
                    raise
                time.sleep(trial)
        raise AssertionError


class NotOurs(Exception):
    """A webhook that is not believed: no secret of yours signed it, or it was signed too long ago."""


def verify_webhook(
    secret: str, headers: Mapping[str, str], body: bytes, *, now: float | None = None
) -> dict[str, Any]:
    """The event of a webhook: ``type``, ``timestamp``, ``is_sample``, ``data``.

    ``headers`` are those of the request, ``body`` its bytes as they came. The header ``webhook-id`` is the
    same each time an event is sent: keep it, and leave out what you have taken before.
    """
    found = {name.lower(): value for name, value in headers.items()}
    given = [found.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature")]
    reference, timestamp, signatures = given
    at = time.time() if now is None else now
    if not timestamp.isascii() or not timestamp.isdecimal() or abs(at - int(timestamp)) > TOLERANCE:
        raise NotOurs("The webhook was signed at another time than now.")
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = hmac.new(key, f"{reference}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    wanted = f"v1,{base64.b64encode(signed).decode()}".encode()
    if not any(hmac.compare_digest(one.encode(), wanted) for one in signatures.split(" ")):
        raise NotOurs("No signature of the webhook fits your secret.")
    return dict(json.loads(body))
