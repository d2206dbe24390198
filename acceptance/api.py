"""A program's side of the HTTP API: sign in with a second factor, do acts, look at views.

Standard library only.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import secrets
import struct
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from authenticator import Authenticator

#: acts that an officer's own passkey signs
SIGNED = frozenset(
    {"verify", "verify_sheet", "check", "present", "pass", "record", "correct", "release", "enrol_key"}
    | {"confirm_keys", "propose_appointment", "agree_appointment", "propose_master", "decide_master"}
    | {"make_roll", "confirm_roll", "order_compensation", "approve_compensation"}
    | {"verify_beneficiaries", "order_benefit_payment", "order_incentive", "verify_institution"}
)
TIMEOUT = 180
PERIOD = 30


class RefusedError(Exception):
    """The installation said no; ``code`` and ``says`` are its own."""

    def __init__(self, status: int, answer: dict[str, Any]) -> None:
        self.status, self.answer, self.code = status, answer, str(answer.get("code", ""))
        faults = "; ".join(f"{one.get('where', '')}: {one['says']}" for one in answer.get("faults", [])[:5])
        super().__init__(f"{status} {self.code}: {answer.get('says', '')} {faults}".strip())


@dataclass
class Officer:
    """One account of the run: its password and code generator, and the token of its session."""

    address: str
    name: str
    password: str = ""
    secret: str = ""
    token: str = ""
    last_step: int = field(default=0, repr=False)
    device: Authenticator | None = field(default=None, repr=False)

    def activate(self, first_code: str) -> None:
        """Set a password of its own and take the secret of the code generator."""
        self.password = f"lamp-{secrets.token_hex(8)}"
        answer = ask(
            self.address,
            "POST",
            "activate",
            {"name": self.name, "first_code": first_code, "password": self.password},
        )
        self.secret = answer.get("once", answer["state"])["secret"]
        self.token = ""

    def sign_in(self) -> None:
        """Get a token for eight hours; a one-time code counts once, so another moment is waited for."""
        given = {"name": self.name, "password": self.password}
        if self.secret:
            given["code"] = self.code()
        self.token = ask(self.address, "POST", "sign-in", given)["state"]["token"]

    def code(self) -> str:
        """The current code (RFC 6238); a repeated code waits for the next period."""
        while (step := int(time.time()) // PERIOD) == self.last_step:
            time.sleep(0.5)
        self.last_step = step
        return one_time_code(self.secret, step)

    def enrol(self, device: Authenticator) -> None:
        """Make a passkey for the installation and enrol it: later acts of this officer are signed with it."""
        asked = self.look("own_keys")
        self.act("enrol_key", **device.register(asked["challenge"]))
        self.device = device

    def act(self, name: str, /, **given: Any) -> dict[str, Any]:
        """Do an act, signed by the officer's passkey where it needs that.

        A repeated request is answered the same.
        """
        if self.device and name in SIGNED:
            try:
                given["assertion"] = self.sign(self.prepare(name, **given))
            except RefusedError as refused:
                if refused.code != "nothing_to_sign":
                    raise
        return self.act_unsigned(name, **given)

    def sign(self, asked: dict[str, Any]) -> dict[str, str]:
        """The device's signature.

        Acts that move money are signed over the challenge of the paymaster's page.
        """
        if "paymaster" not in asked:
            return self.device.sign(asked["challenge"])
        page = page_of_paymaster(asked["paymaster"])
        return {**self.device.sign(page["options"]["challenge"]), "salt": page["salt"]}

    def prepare(self, name: str, /, **given: Any) -> dict[str, Any]:
        """The challenge and summary of an act, for the passkey."""
        if not self.token:
            self.sign_in()
        return ask(self.address, "POST", f"acts/{name}/prepare", given, self.token)

    def act_unsigned(self, name: str, /, **given: Any) -> dict[str, Any]:
        """Do an act with these arguments alone."""
        if not self.token:
            self.sign_in()
        return ask(self.address, "POST", f"acts/{name}", given, self.token, secrets.token_hex(12))

    def look(self, name: str, /, **given: str) -> dict[str, Any]:
        """Look at a view; its rows."""
        if not self.token:
            self.sign_in()
        query = urllib.parse.urlencode(given)
        return dict(ask(self.address, "GET", f"views/{name}?{query}", None, self.token)["state"])


def page_of_paymaster(asked: dict[str, str]) -> dict[str, Any]:
    """The request to the browser on the page that a ticket opens.

    Raises
    ------
    RefusedError
        The paymaster shows nothing to sign.
    """
    place = urllib.parse.urlsplit(asked["address"])
    fields = {name: asked[name] for name in ("ticket", "act", "given")}
    request = urllib.request.Request(
        f"http://127.0.0.1:{place.port}{place.path}",
        urllib.parse.urlencode({**fields, "language": "en"}).encode(),
        {"Host": place.netloc},
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
            text = answer.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            said = re.sub("<[^>]+>", " ", refused.read().decode())
        raise RefusedError(refused.code, {"code": "not_shown", "says": " ".join(said.split())}) from None
    shown = re.search(r'<script id="asked" type="application/json">(.*?)</script>', text, re.DOTALL)
    if not shown:
        raise RefusedError(200, {"code": "not_shown", "says": text[:200]})
    return dict(json.loads(shown[1]))


def one_time_code(secret: str, step: int) -> str:
    """Six digits of a base-32 secret."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.new(key, struct.pack(">Q", step), hashlib.sha1).digest()
    at = mac[-1] & 15
    number = struct.unpack(">I", mac[at : at + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def file_given(path: Path) -> dict[str, str]:
    """A file as an act takes it."""
    return {"name": path.name, "content": base64.b64encode(path.read_bytes()).decode()}


def ask(
    address: str, method: str, path: str, given: Any = None, token: str = "", key: str = ""
) -> dict[str, Any]:
    """One request; the answer as JSON.

    Raises
    ------
    RefusedError
        Any status but 200.
    """
    headers = {"Content-Type": "application/json", "Accept-Language": "en"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    if key:
        headers["Idempotency-Key"] = key
    body = None if given is None else json.dumps(given).encode()
    request = urllib.request.Request(f"{address}/api/{path}", body, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
            return dict(json.load(answer))
    except urllib.error.HTTPError as refused:
        with refused:
            text = refused.read()
        try:
            said = json.loads(text)
        except ValueError:
            said = {"code": "not_json", "says": text[:200].decode(errors="replace")}
        raise RefusedError(refused.code, said) from None
