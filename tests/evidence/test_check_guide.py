"""The guides for outsiders and for a law officer, walked as they are written, with files of each kind."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from django.test import Client

from tests.ledger.evidence import PLAIN, content, forms
from tests.ledger.samples import KEY
from tests.ledger.slips import SEAL
from tests.ledger.test_altered_files import ten_files
from tests.ledger.test_verifier import ASSETS
from vethanam.evidence.file_pages import program
from vethanam.ledger.evidence_files import Wrapping

GUIDES = Path(__file__).parents[2] / "docs" / "guides"
FILES = {
    "payslip.pdf": "payslip-1.pdf", "absent.json": "absence-few-2.json",
    "complete.json": "map-open-1.json", "log.json": "log-1.json",
}  # fmt: skip
_BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)


def steps(guide: str) -> Iterator[tuple[str, int]]:
    """Each command of a guide with its exit code: 0 where none is said."""
    for block in _BLOCK.findall((GUIDES / f"{guide}.md").read_text(encoding="utf-8")):
        lines = block.splitlines()
        for line, after in zip(lines, [*lines[1:], ""], strict=True):
            if not line.startswith("#"):
                yield line, int(after.rpartition(" ")[2]) if after.startswith("# exit code") else 0


def walked(guide: str, folder: Path) -> Sequence[tuple[str, str]]:
    """The commands of a guide and their answers; each ends as the guide says, without a word of complaint."""
    shell = shutil.which("sh")
    assert shell
    for name, made in FILES.items():
        (folder / name).write_bytes((ASSETS / made).read_bytes())
    (folder / "evidence.zip").write_bytes(forms(content(), Wrapping(PLAIN.page, program()))["zip"])
    (folder / "set").mkdir()
    ten_files(folder / "set")
    (folder / "standalone.py").write_text(program(), encoding="utf-8")
    (folder / "python3").symlink_to(sys.executable)
    environment = {
        "PATH": f"{folder}:{os.defpath}", "KEY": str(KEY.verifier), "SEAL": str(SEAL.verifier),
        "PYTHONNOUSERSITE": "1",
    }  # fmt: skip
    answers = []
    for command, code in steps(guide):
        done = subprocess.run(
            [shell, "-c", command], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        assert (command, done.returncode, done.stderr) == (command, code, ""), done.stdout[:300]
        answers.append((command, done.stdout))
    return answers


def told(answers: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The file of each check with the first words of its answer."""
    checks = [
        (command.split()[2], answer)
        for command, answer in answers
        if command.startswith("python3 standalone")
    ]
    return [(file, re.split(r"[.:]", answer)[0]) for file, answer in checks]


def test_every_command_of_the_guide_answers_as_it_says(tmp_path: Path) -> None:
    answers = walked("check-it-yourself", tmp_path)
    assert told(answers) == [
        ("evidence.zip", "Verified"), ("evidence/bundle.json", "Verified"), ("changed.json", "Not verified"),
        ("evidence.zip", "Not verified"), ("payslip.pdf", "Verified"), ("changed.pdf", "Not verified"),
        ("absent.json", "Verified"), ("complete.json", "Verified"), ("log.json", "Verified"),
    ]  # fmt: skip
    (found,) = [answer for command, answer in answers if command.startswith("for ")]
    assert found.splitlines() == [
        "set/03.json: Not verified. Entry 2: this leaf does not stand at this place of the signed log.",
        "set/05.json: Not verified. An entry that it shows, number 1, is missing.",
        "set/07.zip: Not verified. file proofs/2.tlog-proof: it is not the one that was made.",
        "set/09.html: Not verified. page: it is not the one that was made.",
    ]


def test_every_command_of_the_law_officers_guide_answers_as_it_says(tmp_path: Path) -> None:
    answers = walked("law-officer", tmp_path)
    assert told(answers)[0] == ("evidence.zip", "Verified") and told(answers)[-1][1] == "Not verified"
    (own,) = [answer for command, answer in answers if command.startswith("python3 annex/verify.py")]
    assert own.startswith("Verified")


@pytest.mark.parametrize("guide", ["check-it-yourself", "law-officer"])
def test_the_guide_is_a_page_and_the_program_is_given_away(guide: str) -> None:
    page = Client().get(f"/guide/{guide}/").content.decode()
    assert "standalone.py evidence.zip" in page
    answer = Client().get("/check/verify.py")
    assert answer["Content-Disposition"] == 'attachment; filename="standalone.py"'
    assert answer.content.decode() == program()
