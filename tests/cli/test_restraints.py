"""``vethanam restrain FILE``: the instant and the account of the queue, or every fault of the file."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from tests.privacy.positions import signed
from vethanam.cli.restraints import app
from vethanam.errors import Refused, UnsoundInput
from vethanam.identity.models import Account
from vethanam.people.models import Appointment, Role
from vethanam.people.queries import authority_of
from vethanam.privacy.current_restraints import restraint_shown
from vethanam.privacy.models import PositionProposal, Restraint

ORDER = """
id: WPC-7-2026
kind: undertaking
court: High Court of Kerala (sample)
case_number: W.P.(C) 7/2026
document: order.pdf
source_register: SPARK
kinds: [achievements]
"""


@pytest.fixture
def officer(desk_db: None) -> str:
    account = Account.objects.create(username="law-7", kind=Account.Kind.OFFICER)
    Appointment.objects.create(
        account=account, role=Role.LAW_OFFICER, office="FIN", valid_from=date(2020, 1, 1),
        recorded_at=timezone.now()
    )  # fmt: skip
    return "law-7"


def test_an_undertaking_takes_effect_and_says_when(officer: str, tmp_path: Path) -> None:
    (tmp_path / "order.yaml").write_text(ORDER)
    (tmp_path / "order.pdf").write_bytes(b"as filed")
    done = CliRunner().invoke(
        app, [str(tmp_path / "order.yaml"), "--as", officer, "--json"], catch_exceptions=False
    )
    answer = json.loads(done.stdout)
    row = Restraint.objects.get()
    assert answer["restraint"] == row.reference == "WPC-7-2026" and answer["queue"]["cancelled"] == 0
    assert answer["instant"] == row.recorded_at.isoformat(timespec="milliseconds").replace("Z", "+00:00")
    assert (row.kinds, row.source_registers, len(bytes(row.document_hash or b""))) == (
        ["achievements"],
        ["SPARK"],
        32,
    )

    (tmp_path / "next.yaml").write_text("restraint: WPC-7-2026\nstate: dismissed\n")
    told = CliRunner().invoke(app, [str(tmp_path / "next.yaml"), "--as", officer], catch_exceptions=False)
    shown = restraint_shown("WPC-7-2026", row.at)
    assert "waits as" in told.stdout and shown is not None and shown.state == "active"
    at = row.at
    law = authority_of(Account.objects.get(username=officer), at, role=Role.LAW_OFFICER, is_sample=False)
    signed(law, PositionProposal.objects.get())
    shown = restraint_shown("WPC-7-2026", row.at)
    assert shown is not None and shown.state == "over"


def test_every_fault_of_a_file_is_told_at_once(officer: str, tmp_path: Path) -> None:
    (tmp_path / "order.yaml").write_text(
        ORDER.replace("undertaking", "wish").replace("SPARK", "SPARKS") + "colour: red\nfrom: soon\n"
    )
    with pytest.raises(UnsoundInput) as raised:
        CliRunner().invoke(app, [str(tmp_path / "order.yaml"), "--as", officer], catch_exceptions=False)
    assert [fault.field for fault in raised.value.faults] == [
        "colour",
        "kind",
        "document",
        "source_register",
        "from",
    ]
    assert not Restraint.objects.exists()


def test_a_shell_signs_for_nobody(officer: str, tmp_path: Path) -> None:
    (tmp_path / "order.yaml").write_text(ORDER)
    with pytest.raises(Refused, match="--as NAME"):
        CliRunner().invoke(app, [str(tmp_path / "order.yaml")], catch_exceptions=False)
