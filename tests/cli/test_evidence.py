"""``vethanam evidence``: a file that anybody checks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.conftest import World
from tests.evidence.test_absences import asked_about, judged
from tests.evidence.test_bundles import AT
from vethanam.cli import ledger
from vethanam.cli.evidence import app
from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal import sequencer
from vethanam.ledger.verifier import Outcome
from vethanam.people.models import Appointment, Employment, Person, Role
from vethanam.privacy.actions import open_case, take_step
from vethanam.privacy.duty_deadlines import FORMS
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


@pytest.fixture
def officer() -> Authority:
    """A data protection officer with an appointment."""
    account = Account.objects.create(username="dpo-2", kind=Account.Kind.OFFICER)
    Appointment.objects.create(
        account=account, role=Role.DATA_PROTECTION_OFFICER, office="FIN", valid_from=AT.date(),
        recorded_at=AT,
    )  # fmt: skip
    return Authority(account.pk, None, "FIN", "data_protection_officer", AT, is_sample=True)


def test_a_file_for_the_board_has_every_form_of_a_case(
    tmp_path: Path, officer: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = open_case(officer, "device_lost", AT, 40, "A disk is missing.")
    parts = dict.fromkeys(FORMS["told_agency"], "Told.")
    take_step(officer, case, "told_agency", parts=parts)
    sequencer.sequence_once()
    monkeypatch.setattr("vethanam.cli.evidence.time.sleep", lambda _: sequencer.sequence_once())
    to = tmp_path / "board.json"
    words = ["board", "--case", case.number, "--to", str(to), "--form", "json", "--as", "dpo-2"]
    assert CliRunner().invoke(app, words, catch_exceptions=False).exit_code == 0
    assert judged(to.read_bytes()).outcome is Outcome.VERIFIED
    content = json.loads(to.read_bytes())["content"]
    said = [fact["says"]["en"] for fact in content["facts"]]
    assert content["asked"] == {"purpose": "AUDIT", "for": "board"}
    assert [one.partition(":")[0] for one in said if one.startswith("Report to")] == [
        "Report to CERT-In within 6 hours", "Report to the Data Protection Board at once",
        "Report to the Data Protection Board within 72 hours",
    ]  # fmt: skip
    assert "Action taken: Told." in said and "Known when it opened: A disk is missing." in said
    assert "fact_board" in str(content) and "Causes: nothing is on record" in " ".join(said)
    changed = tmp_path / "changed.json"
    changed.write_bytes(to.read_bytes().replace(b"Action taken: Told.", b"Action taken: None."))
    assert judged(changed.read_bytes()).outcome is Outcome.TAMPERED
    with pytest.raises(Unsound):
        unknown = ["board", "--case", "2026/999", "--to", str(tmp_path / "x"), "--as", "dpo-2"]
        CliRunner().invoke(app, unknown, catch_exceptions=False)


def test_opened_contacts_are_told_to_an_officer_by_office(tmp_path: Path, officer: Authority) -> None:
    assert officer.role == Role.DATA_PROTECTION_OFFICER
    words = ["keys", "--from", "2026-03-01", "--until", "2026-03-31", "--office", "CMO"]
    done = CliRunner().invoke(app, [*words, "--as", "dpo-2"], catch_exceptions=False)
    told = json.loads(done.stdout)
    assert (told["office"], told["opened"], told["offices"], told["days"]) == ("CMO", 0, [], [])
    to = tmp_path / "keys.json"
    CliRunner().invoke(app, [*words, "--as", "dpo-2", "--to", str(to)], catch_exceptions=False)
    assert json.loads(to.read_bytes()) == told
    turned = ["keys", "--from", "2026-03-31", "--until", "2026-03-01", "--as", "dpo-2"]
    with pytest.raises(Unsound, match="ends before"):
        CliRunner().invoke(app, turned, catch_exceptions=False)
    with pytest.raises(Unsound):
        CliRunner().invoke(app, [*words, "--as", "nobody"], catch_exceptions=False)
