"""``vethanam evidence``: a file that anybody checks."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.conftest import World
from tests.evidence.test_absences import asked_about, judged
from tests.evidence.test_bundles import AT
from vethanam.cli import ledger
from vethanam.cli.evidence import app
from vethanam.errors import Refused, Unsound
from vethanam.identity.models import Account
from vethanam.journal import sequencer
from vethanam.ledger.verifier import Outcome
from vethanam.people.models import Appointment, Employment, Person, Role
from vethanam.privacy.labels import made_secret_of

pytestmark = pytest.mark.usefixtures("world", "log_key")


def test_the_absence_of_an_employee_is_written_once(tmp_path: Path) -> None:
    person = Person.objects.create(name="A", born=AT.date(), recorded_at=AT)
    Employment.objects.create(person=person, number="100234", category="state", recorded_at=AT)
    use, to = asked_about(3), tmp_path / "absent.json"
    words = ["absent", use.reference, "--employee", "100234", "--to", str(to)]
    done = CliRunner().invoke(app, words, catch_exceptions=False)
    assert done.exit_code == 0 and "holds the person's secret" in done.stdout
    assert judged(to.read_bytes()).outcome is Outcome.VERIFIED
    with pytest.raises(FileExistsError):
        CliRunner().invoke(app, words, catch_exceptions=False)
    words[3] = "999999"
    with pytest.raises(Refused, match="No employee has the number 999999"):
        CliRunner().invoke(app, words, catch_exceptions=False)


def test_the_list_of_an_employee_is_written_after_the_map_of_a_day(
    tmp_path: Path, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = Person.objects.create(name="A", born=AT.date(), recorded_at=AT)
    Employment.objects.create(person=person, number="100234", category="state", recorded_at=AT)
    Account.objects.get_or_create(username="service-worker")
    made_secret_of(person.pk)
    asked_about(3)
    monkeypatch.setattr(ledger, "boot", lambda role: None)
    with world.role("worker"):
        said = [CliRunner().invoke(ledger.app, ["map"], catch_exceptions=False).stdout for _ in range(2)]
    assert "is made" in said[0] and "No map is due" in said[1]
    sequencer.sequence_once()
    to = tmp_path / "complete.json"
    words = ["complete", "--employee", "100234", "--to", str(to)]
    assert CliRunner().invoke(app, words, catch_exceptions=False).exit_code == 0
    assert judged(to.read_bytes()).outcome is Outcome.VERIFIED


def test_files_are_made_by_a_law_or_data_protection_officer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use = asked_about(3)
    person = Person.objects.create(pk=1000, name="A", born=AT.date(), recorded_at=AT)
    Employment.objects.create(person=person, number="100234", category="state", recorded_at=AT)
    account = Account.objects.create(username="dpo-1", kind=Account.Kind.OFFICER)
    Appointment.objects.create(
        account=account, role=Role.DATA_PROTECTION_OFFICER, office="FIN", valid_from=AT.date(),
        recorded_at=AT,
    )  # fmt: skip
    monkeypatch.setattr("vethanam.cli.evidence.time.sleep", lambda _: sequencer.sequence_once())
    days = ["--from", f"{AT:%Y-%m-%d}", "--until", f"{AT:%Y-%m-%d}"]
    asked = {"person": ["--employee", "100234"], "use": [use.reference], "period": days}
    for form, (kind, given) in zip(("html", "zip", "json"), asked.items(), strict=True):
        to = tmp_path / f"{kind}.{form}"
        words = [kind, *given, "--to", str(to), "--form", form]
        done = CliRunner().invoke(app, [*words, "--as", "dpo-1"], catch_exceptions=False)
        assert done.exit_code == 0 and "vethanam ledger verify" in done.stdout
        assert judged(to.read_bytes()).outcome is Outcome.VERIFIED
        with pytest.raises(FileExistsError):
            CliRunner().invoke(app, [*words, "--as", "dpo-1"], catch_exceptions=False)
    words[-3] = str(tmp_path / "other.json")
    with pytest.raises(Unsound, match="No account is called nobody"):
        CliRunner().invoke(app, [*words, "--as", "nobody"], catch_exceptions=False)
    with pytest.raises(Refused, match="A law officer does this"):
        CliRunner().invoke(app, words, catch_exceptions=False)
