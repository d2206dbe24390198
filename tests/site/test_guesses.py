"""Guesses through the printed proxy, from one address and many: slowed down, reported, never let in; others
unaffected."""

from __future__ import annotations

import contextlib
import http.client
import json
import ssl
from collections import Counter
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.utils import timezone

from tests.site.proxied import HOST, Ports
from tests.site.test_proxy import PASSWORD, behind_nginx
from vethanam.identity.models import Account, SignIn
from vethanam.identity.second_factors import keep_generator
from vethanam.identity.slowdowns import count_from_address
from vethanam.journal.models import Staged

__all__ = ["behind_nginx"]

pytestmark = pytest.mark.debian("nginx", "openssl")
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


class Address:
    """A client with its own address that claims another."""

    def __init__(self, certificate: Path, port: int, address: str) -> None:
        context = ssl.create_default_context(cafile=str(certificate))
        context.check_hostname = False
        self._line = http.client.HTTPSConnection(
            "127.0.0.1", port, context=context, source_address=(address, 0), timeout=30
        )

    def signs_in(self, name: str, password: str, code: str = "", says: str = "198.51.100.1") -> str:
        """``signed_in``, or the code of the refusal."""
        given = {"name": name, "password": password} | ({"code": code} if code else {})
        header = {"Host": HOST, "Content-Type": "application/json", "X-Forwarded-For": says}
        self._line.request("POST", "/api/sign-in", json.dumps(given), header)
        with contextlib.closing(self._line):  # the connection reopens by itself
            answer = json.loads(self._line.getresponse().read())
        return "signed_in" if answer["ok"] else str(answer["code"])


def code_now() -> str:
    return str(format_hotp_value(hotp_value(SECRET, list(yield_hotp_counters_from_time())[1])))


def test_two_hundred_guesses_from_one_address_and_from_two_hundred(
    behind_nginx: Ports, tmp_path: Path
) -> None:
    def at(last: int) -> Address:
        return Address(tmp_path / "fullchain.pem", behind_nginx.secure, f"127.0.0.{last}")

    guessed = Account.objects.create_user("anitha", PASSWORD)
    keep_generator(guessed, SECRET)
    for name in ("biju", "celine"):
        Account.objects.create_user(name, PASSWORD)
    keep_generator(Account.objects.get(username="celine"), SECRET)
    before, one = Staged.objects.count(), at(2)
    said = Counter(one.signs_in("anitha", f"guess {n}", says=f"198.51.100.{n % 250}") for n in range(200))
    said += Counter(at(10 + n).signs_in("anitha", f"guess {n}") for n in range(200))
    assert said == {"sign_in_wrong": 5, "sign_in_slowed": 395}
    assert at(9).signs_in("anitha", PASSWORD) == "sign_in_slowed"
    assert [at(2).signs_in("biju", PASSWORD), at(9).signs_in("celine", PASSWORD)] == [
        "signed_in",
        "code_needed",
    ]
    wrong = str((int(code_now()) + 500_000) % 1_000_000).zfill(6)
    said = Counter(at(3).signs_in("celine", PASSWORD, wrong) for _ in range(50))
    assert said == {"code_wrong": 5, "code_slowed": 45}
    assert at(9).signs_in("anitha", PASSWORD, code_now()) == "signed_in"
    assert SignIn.objects.filter(account=guessed).count() == 1

    for _ in range(280):  # as many names more, without waiting for each
        count_from_address("127.0.0.2", timezone.now())
    said = Counter(one.signs_in(f"name{n}", "Summer2026!", says=f"198.51.100.{n % 250}") for n in range(30))
    assert said == {"sign_in_wrong": 15, "address_slowed": 15}
    assert one.signs_in("biju", PASSWORD) == "address_slowed"
    assert at(3).signs_in("biju", PASSWORD) == "signed_in"
    leaves = b" ".join(bytes(row.leaf) for row in Staged.objects.order_by("id")[before:])
    assert leaves.count(b"account.slowed") == 2 and leaves.count(b"address.slowed") == 1
    assert b"anitha" not in leaves and b"127.0.0" not in leaves
