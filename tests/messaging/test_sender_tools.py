"""A portal's list becomes rows, a sender's records are compared, and its evidence says what its page says."""

from __future__ import annotations

import base64
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from django.test import Client
from django.utils import timezone
from typer.testing import CliRunner

from tests.messaging.certificates import Authority
from tests.messaging.test_sender_register import MANAGER, SENDER, TEXT, text_row
from tests.messaging.test_smpp import Running
from tests.payments.test_masters import FINANCE, agreed, faults
from tests.people.masters.test_proposals import stated
from vethanam.cli import evidence
from vethanam.errors import Unsound
from vethanam.messaging.gateways.letter import OtherSide
from vethanam.messaging.gateways.secure_lines import Security, Tls
from vethanam.messaging.gateways.smtp.dkim_keys import FOLDER
from vethanam.messaging.operator_exports import read_export
from vethanam.messaging.operator_numbers import languages_without
from vethanam.messaging.sender_records import check_certificates, check_senders
from vethanam.messaging.short_texts import as_registered

DAY = date(2026, 11, 20)
NUMBER = "1107234500000000004"


def test_a_template_of_the_portal_is_the_text_with_its_words(db: None) -> None:
    agreed(FINANCE, stated("sender", **SENDER))
    words = as_registered(TEXT, "en").replace("{#var#}", "{#alphanumeric#}")
    lines = [
        ["Template_ID", "Template Content", "Header", "Category", "Approved on", "Status"],
        [NUMBER, words, "AD-VTNPAY-S", "Service Implicit", "05-01-2026", "Approved"],
        ["1", words, "OTHERS", "", "", "Approved"],
        ["2", "Vote for the scheme", "VTNPAY", "", "", ""],
        ["3", words, "VTNPAY", "", "", "Rejected"],
        [""] * 6,
    ]
    found = list(read_export(lines, DAY))
    assert found[0].row is not None
    assert {**found[0].row} == {**text_row(valid_from="2026-01-05"), "valid_until": ""}
    codes = [one.why and one.why.code for one in found]
    assert codes == [None, "template_of_no_sender", "template_of_no_text", "template_not_approved"]
    agreed(stated("operator_text", **found[0].row))
    assert languages_without("FIN", TEXT.name, DAY) == {"ml"}
    with pytest.raises(Unsound, match="lacks the columns"):
        list(read_export([["Template ID", "Content"]], DAY))


def test_a_text_under_another_class_than_its_purpose_s_does_not_go(db: None) -> None:
    agreed(FINANCE, stated("sender", **SENDER), stated("operator_text", **text_row()))
    assert languages_without("FIN", TEXT.name, DAY, "S") == {"ml"}
    assert languages_without("FIN", TEXT.name, DAY, "P") == {"en", "ml"}
    wrong = text_row("ml", category="promotional")
    assert ("category", "operator_category_suffix") in faults(stated("operator_text", **wrong))


def test_the_records_of_a_sender_are_compared_with_the_wanted_ones(db: None, tmp_path: Path) -> None:
    agreed(FINANCE, stated("sender", **{**SENDER, "entity_id": ""}))
    key = rsa.generate_private_key(65537, 2048)
    (tmp_path / FOLDER).mkdir()
    file = tmp_path / FOLDER / "s1._domainkey.finance.example.pem"
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    records = {
        "finance.example": ["google-site-verification=1", "v=spf1 mx -all"],
        "_dmarc.finance.example": ["v=DMARC1; p=none"],
        "s1._domainkey.finance.example": [f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"],
    }
    day = timezone.now().date()

    def checked() -> dict[str, bool]:
        found = check_senders(day, tmp_path, lambda name: records.get(name, []))
        return {one.record.split()[0]: one.holds for one in found if one.of == "FIN"}

    assert checked() == {"SPF": True, "DMARC": False, "DKIM": True, "operators": False, "texts": False}
    records["_dmarc.finance.example"] = ["v=DMARC1; p = reject; rua=mailto:x@finance.example"]
    records["s1._domainkey.finance.example"] = ["v=DKIM1; k=rsa; p=AAAA"]
    records["finance.example"] = ["v=spf1 +all"]
    assert checked() == {"SPF": False, "DMARC": True, "DKIM": False, "operators": False, "texts": False}


def test_a_certificate_that_ends_soon_is_told(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    for days, holds in ((30, True), (5, False)):
        running = Running(authority.server(days=days))
        side = OtherSide("smpp", "127.0.0.1", running.port)
        (found,) = check_certificates([(side, Security(Tls.TLS, authority.file))], datetime.now(UTC))
        running.end()
        assert (found.holds, found.found[:6]) == (holds, "until ")
    (away,) = check_certificates([(side, Security(Tls.TLS, authority.file))], datetime.now(UTC))
    assert not away.holds


def test_the_evidence_of_a_sender_says_what_its_page_says(db: None, monkeypatch: Any) -> None:
    agreed(
        FINANCE, stated("sender", **SENDER), stated("sender_manager", **MANAGER),
        stated("operator_text", **text_row()),
    )  # fmt: skip
    today = timezone.now().date().isoformat()
    page = Client().get(f"/senders/FIN/?on={today}").content.decode()
    done = CliRunner().invoke(evidence.app, ["sender", "FIN", "--on", today], catch_exceptions=False)
    told = json.loads(done.output)
    assert [one["kind"] for one in told["agreed"]] == ["sender", "sender_manager", "operator_text"]
    assert told["sender"]["managers"][0]["signs_in"] == "passkey" and told["used"] == []
    for said in (told["agreed"][0]["sha256"], "VTNPAY-S", told["sender"]["entity_id"], "Under Secretary"):
        assert said in page, said
    before = CliRunner().invoke(evidence.app, ["sender", "FIN", "--on", "2020-01-01"], catch_exceptions=False)
    assert json.loads(before.output)["agreed"] == []
    assert isinstance(
        CliRunner().invoke(evidence.app, ["sender", "NONE", "--on", today]).exception, Exception
    )
