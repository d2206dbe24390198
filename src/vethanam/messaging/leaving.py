"""Leave in one click (RFC 8058): its holder ends the consent of a letter by the address in it.

The token is the number of the message and a tag under the key of its use, so nobody makes one without that
key, and nothing is stored. It ends with the openings of the use.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import b32encode
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.privacy.actions import live_consent, withdraw_consent
from vethanam.privacy.labels import keys_of_use
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import Outbox, Use
from vethanam.privacy.purposes import Purpose
from vethanam.privacy.purposes.registry import catalogue_now

_LABEL = b"vethanam/leave/1|"
_TOKEN = re.compile(r"(\d{1,18})-([a-z2-7]{24})")


@dataclass(frozen=True, slots=True)
class Left:
    """The person, purpose and office of a message that its holder leaves."""

    person: int
    purpose: Purpose
    controller: str


def leave_address(message: int, key: bytes) -> str:
    """The address in a letter; empty where the settings name no pages."""
    origin = settings.VETHANAM_PAGES_ORIGIN
    return f"{origin}/leave/{message}-{_tag(message, key)}/" if origin else ""


def left_by(token: str, at: datetime) -> Left | None:
    """The message of a token; None if it is not ours."""
    read = _TOKEN.fullmatch(token)
    row = Outbox.objects.filter(pk=int(read[1])).first() if read else None
    if read is None or row is None:
        return None
    use = Use.objects.get(pk=row.use_id)
    keys = keys_of_use(use.pk)
    if keys is None or not hmac.compare_digest(read[2], _tag(row.pk, keys.key)):
        return None
    purpose = catalogue_now().on(use.purpose_code, at.astimezone(IST).date())
    return Left(row.person, purpose, use.on_behalf_of or use.office) if purpose else None


def leave(left: Left, at: datetime, *, is_sample: bool) -> bool:
    """End the consent of a message; False if none was left. Waiting messages are cancelled with it."""
    consent = live_consent(left.person, left.purpose.code, left.controller)
    if consent is None:
        return False
    service = Account.objects.only("pk").get(username="service-web")
    authority = Authority(
        account=service.pk, person=consent.person, office="", role="employee", at=at, is_sample=is_sample
    )
    withdraw_consent(authority, consent)
    return True


def _tag(message: int, key: bytes) -> str:
    digest = hmac.digest(key, _LABEL + str(message).encode(), hashlib.sha256)
    return b32encode(digest[:15]).decode().lower()
