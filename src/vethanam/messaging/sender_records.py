"""The records in the DNS by which a mail server believes a sender: SPF, DKIM, DMARC; and the certificates and
numbers without which nothing of it goes out.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import dns.exception
import dns.resolver
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from vethanam.messaging.gateways.letter import OtherSide
from vethanam.messaging.gateways.secure_lines import Security, Tls, connected
from vethanam.messaging.gateways.smtp.dkim_keys import dkim_keys_in
from vethanam.messaging.operator_texts import REGISTERED, texts_needed
from vethanam.messaging.sender_views import SenderShown, senders_on

type Txt = Callable[[str], Sequence[str]]
_SECONDS = 5.0
_WANTED_SPF, _WANTED_DMARC = "v=spf1 … -all", "v=DMARC1; p=reject (or quarantine)"
_WANTED_DKIM = "a key here, or a mail server that signs (--selector)"
_LEAST_DAYS = 14


@dataclass(frozen=True, slots=True)
class Checked:
    """One record of a sender or gateway: the wanted and the found one."""

    of: str
    record: str
    wanted: str
    found: str
    holds: bool


def txt_records(name: str) -> Sequence[str]:
    """The TXT records of a name; none where there is no answer."""
    try:
        answer = dns.resolver.resolve(name, "TXT", lifetime=_SECONDS)
    except dns.exception.DNSException:
        return ()
    return [b"".join(row.strings).decode("utf-8", "replace") for row in answer]


def check_senders(day: date, keys: Path, txt: Txt = txt_records, *, selector: str = "") -> Iterator[Checked]:
    """The records of every sender on a day, and its numbers at the operators.

    ``selector`` is that of a mail server which signs letters of domains without a key here.
    """
    lacking: dict[str, int] = {}
    for text in texts_needed(day):
        lacking[text.office] = lacking.get(text.office, 0) + (text.state != REGISTERED)
    for one in senders_on(day):
        yield from _mail(one.office, one.mailbox.rpartition("@")[2], keys, txt, selector)
        if one.header:
            yield _numbers(one)
            without = lacking.get(one.office, 0)
            yield Checked(
                one.office, "texts", "every text in both languages", f"{without} lack one", not without
            )


def _mail(office: str, domain: str, keys: Path, txt: Txt, selector: str) -> Iterator[Checked]:
    spf = next((row for row in txt(domain) if row.lower().startswith("v=spf1")), "")
    yield Checked(office, f"SPF {domain}", _WANTED_SPF, spf, spf.rstrip().endswith(("-all", "~all")))
    dmarc = next((row for row in txt(f"_dmarc.{domain}") if row.lower().startswith("v=dmarc1")), "")
    tags = [tag.strip().lower().replace(" ", "") for tag in dmarc.split(";")]
    is_strict = bool({"p=reject", "p=quarantine"} & {*tags})
    yield Checked(office, f"DMARC _dmarc.{domain}", _WANTED_DMARC, dmarc, is_strict)
    key = dkim_keys_in(keys).get(domain)
    if key is None:
        found = next(iter(txt(f"{selector}._domainkey.{domain}")), "") if selector else ""
        yield Checked(office, f"DKIM {domain}", _WANTED_DKIM, found, bool(_public(found)))
        return
    public = load_pem_private_key(key.pem, None).public_key()
    octets = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    wanted = f"v=DKIM1; k=rsa; p={base64.b64encode(octets).decode()}"
    name = f"{key.selector}._domainkey.{domain}"
    found = next(iter(txt(name)), "")
    holds = _public(found) == _public(wanted)
    yield Checked(office, f"DKIM {name}", wanted, found, holds)


def _public(record: str) -> str:
    return next((tag.strip()[2:] for tag in record.replace(" ", "").split(";") if tag.startswith("p=")), "")


def _numbers(one: SenderShown) -> Checked:
    named = {
        "office": one.entity_id, "header": one.header_id, "telemarketers": ",".join(one.telemarketers),
    }  # fmt: skip
    missing = [name for name, number in named.items() if not number]
    return Checked(
        one.office, "operators", "numbers of office, header and telemarketers",
        ", ".join(f"{name} missing" for name in missing) or "all", not missing,
    )  # fmt: skip


def check_certificates(sides: Iterable[tuple[OtherSide, Security]], now: datetime) -> Iterator[Checked]:
    """The certificates of gateways that speak TLS from the first byte, and their last day."""
    for side, security in sides:
        if security.tls != Tls.TLS:
            continue
        wanted = f"trusted here, for {side.host}, {_LEAST_DAYS} days left"
        try:
            line = connected(side.host, side.port, security.context(), _SECONDS)
        except OSError as error:
            yield Checked(side.address, "certificate", wanted, type(error).__name__, holds=False)
            continue
        with line:
            der = line.getpeercert(binary_form=True)  # type: ignore[attr-defined]
        until = x509.load_der_x509_certificate(der).not_valid_after_utc
        days = (until - now.astimezone(UTC)).days
        yield Checked(side.address, "certificate", wanted, f"until {until:%Y-%m-%d}", days >= _LEAST_DAYS)
