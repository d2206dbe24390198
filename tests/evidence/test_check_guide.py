"""The guide *Check it yourself*, walked as it is written, with one file of each kind."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from django.test import Client

from tests.ledger.samples import KEY
from tests.ledger.slips import SEAL
from tests.ledger.test_verifier import ASSETS
from vethanam.evidence.file_pages import program

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "check-it-yourself.md"
FILES = {
    "evidence.zip": "evidence-1.zip", "payslip.pdf": "payslip-1.pdf", "absent.json": "absence-few-2.json",
    "complete.json": "map-open-1.json", "log.json": "log-1.json",
}  # fmt: skip
_BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)


def steps() -> Iterator[tuple[str, int]]:
    """Each command of the guide with its exit code: 0 where none is said."""
    for block in _BLOCK.findall(GUIDE.read_text(encoding="utf-8")):
        lines = block.splitlines()
        for line, after in zip(lines, [*lines[1:], ""], strict=True):
            if not line.startswith("#"):
                yield line, int(after.rpartition(" ")[2]) if after.startswith("# exit code") else 0


def test_every_command_of_the_guide_answers_as_it_says(tmp_path: Path) -> None:
    shell = shutil.which("sh")
    assert shell
    for name, made in FILES.items():
        (tmp_path / name).write_bytes((ASSETS / made).read_bytes())
    (tmp_path / "standalone.py").write_text(program(), encoding="utf-8")
    (tmp_path / "python3").symlink_to(sys.executable)
    environment = {
        "PATH": f"{tmp_path}:{os.defpath}", "KEY": str(KEY.verifier), "SEAL": str(SEAL.verifier),
        "PYTHONNOUSERSITE": "1",
    }  # fmt: skip
    walked = []
    for command, code in steps():
        done = subprocess.run(
            [shell, "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert (command, done.returncode, done.stderr) == (command, code, ""), done.stdout[:300]
        if "standalone.py" in command:
            walked.append((command.split()[2], re.split(r"[.:]", done.stdout)[0]))
    assert walked == [
        ("evidence.zip", "Verified"), ("evidence/bundle.json", "Verified"), ("changed.json", "Not verified"),
        ("evidence.zip", "Not verified"), ("payslip.pdf", "Verified"), ("changed.pdf", "Not verified"),
        ("absent.json", "Verified"), ("complete.json", "Verified"), ("log.json", "Verified"),
    ]  # fmt: skip


def test_the_guide_is_a_page_and_the_program_is_given_away() -> None:
    page = Client().get("/guide/check-it-yourself/").content.decode()
    assert "Check it yourself" in page and "standalone.py evidence.zip" in page
    answer = Client().get("/check/verify.py")
    assert answer["Content-Disposition"] == 'attachment; filename="standalone.py"'
    assert answer.content.decode() == program()
