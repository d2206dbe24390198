"""The browsers of an account: identified by a random key in a cookie, stored as a hash."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from vethanam.errors import Refused
from vethanam.identity.models import Account, Device

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
            ("Linux", "Linux"))  # fmt: skip
_LONGEST_NAME = 60


def new_device_key() -> str:
    """The secret of a browser, 256 random bits."""
    return secrets.token_urlsafe(32)


def known_device(account: Account, key: str) -> Device | None:
    """The device of an account with this key, unless it was forgotten."""
    if not key:
        return None
    return Device.objects.filter(account=account, key_hash=_hash(key), forgotten_at__isnull=True).first()


def remember_device(account: Account, key: str, agent: str, now: datetime) -> Device:
    """Record a sign-in of an account from this browser."""
    device, is_new = Device.objects.get_or_create(
        account=account,
        key_hash=_hash(key),
        defaults={"name": device_name(agent), "first_used_at": now, "last_used_at": now},
    )
    if not is_new:
        device.last_used_at, device.wrong, device.forgotten_at = now, 0, None
        device.save(update_fields=["last_used_at", "wrong", "forgotten_at"])
    return device


def rename_device(account: Account, device: int, name: str) -> None:
    """Give a device another name."""
    Device.objects.filter(pk=_own(account, device).pk).update(name=name.strip()[:_LONGEST_NAME] or "–")


def forget_device(account: Account, device: int, now: datetime) -> None:
    """Treat a device as unknown from now on."""
    Device.objects.filter(pk=_own(account, device).pk).update(forgotten_at=now)


def device_name(agent: str) -> str:
    """``Firefox on Windows``, from the browser's User-Agent header."""
    browser = next((name for part, name in _BROWSERS if part in agent), "Browser")
    system = next((name for part, name in _SYSTEMS if part in agent), "")
    return f"{browser} on {system}" if system else browser


def _own(account: Account, device: int) -> Device:
    found = Device.objects.filter(pk=device, account=account, forgotten_at__isnull=True).first()
    if found is None:
        raise Refused("device_unknown")
    return found


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
