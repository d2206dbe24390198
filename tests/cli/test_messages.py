"""``vethanam messages``: an operator's file, and a pause; a refusal ends with exit code 1 and its reason."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from vethanam.cli.messages import app
from vethanam.cli.retention import app as retention
from vethanam.errors import Unsound
from vethanam.identity.models import Account
from vethanam.people.models import Appointment, Person, Role


@pytest.fixture
def officer(desk_db: None) -> str:
    account = Account.objects.create(username="dpo-7", kind=Account.Kind.OFFICER)
    now = timezone.now()
    person = Person.objects.create(name="Officer", born=date(1975, 1, 1), account=account, recorded_at=now)
    Appointment.objects.create(
        account=account, person=person, role=Role.DATA_PROTECTION_OFFICER, office="FIN",
        valid_from=date(2020, 1, 1),
        recorded_at=now,
    )  # fmt: skip
    return "dpo-7"


def test_every_line_that_is_not_ours_is_told(officer: str, tmp_path: Path) -> None:
    file = tmp_path / "counts.csv"
    file.write_text("header,template,day,count\nNOTOURS,1107,2026-11-20,12\n")
    done = CliRunner().invoke(app, ["reconcile", str(file), "--as", officer])
    assert done.exit_code == 1 and "“NOTOURS” is no header of this system." in done.output
    file.write_text("no,columns\n1,2\n")
    done = CliRunner().invoke(app, ["reconcile", str(file), "--as", officer])
    assert done.exit_code == 1 and "This is no count file" in done.output


def test_a_file_or_officer_that_is_not_there_is_refused(officer: str, tmp_path: Path) -> None:
    with pytest.raises(Unsound, match="cannot be read"):
        CliRunner().invoke(
            app, ["reconcile", str(tmp_path / "none.csv"), "--as", officer], catch_exceptions=False
        )
    with pytest.raises(Unsound, match="no account nobody"):
        asked = ["pause", "ab12", "--as", "nobody", "--reason", "A test."]
        CliRunner().invoke(app, asked, catch_exceptions=False)
    done = CliRunner().invoke(app, ["pause", "ab12", "--as", officer, "--reason", "A test."])
    assert done.exit_code == 1 and "No use has the number" in done.output


def test_no_command_resumes_a_sending_or_ends_a_hold() -> None:
    assert CliRunner().invoke(app, ["resume", "ab12", "--as", "nobody"]).exit_code == 2
    asked = ["end-hold", "HOLD-1", "--reason", "A test.", "--as", "nobody"]
    assert CliRunner().invoke(retention, asked).exit_code == 2
