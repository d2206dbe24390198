"""``python -m tests.mutation [PATTERN] --count N --seed S``: change the guards, one place at a time, and tell
which changes no test notices.

Each change is made in a copy of the checkout, with a database of its own. The tests of the changed source run
until the first fails. A survivor is a missing test, or a change without effect.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import itertools
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.mutation.guarded import GUARDED
from tests.mutation.mutants import Mutant, mutants_of

ROOT = Path(__file__).resolve().parents[2]
KILLED, SURVIVED, NOT_MADE = "killed", "survived", "not made"
#: longest run of the tests of one mutant; one that takes longer does not end
SECONDS = 900
#: prints the name of the database that the suite copies
_NAME = "import django; django.setup(); from tests.conftest import template_name as n; print(n())"
#: generated worlds for each property of the permit, beside its examples
WORLDS = "20"
_LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".tools", ".vethanam", "dist", ".*_cache", "__pycache__")


@dataclass
class Copy:
    """A copy of the checkout in which one source at a time is changed."""

    folder: Path
    base: str = ""
    _times: Iterator[int] = field(default_factory=lambda: itertools.count(int(time.time())))

    def path(self, file: str) -> Path:
        return self.folder / "src" / "vethanam" / file

    @contextlib.contextmanager
    def changed(self, file: str, text: str) -> Iterator[None]:
        """The source with this text for a while. Each has a time of its own: compiled files go by it."""
        before = self.path(file).read_text("utf-8")
        self._write(file, text)
        try:
            yield
        finally:
            self._write(file, before)

    def _write(self, file: str, text: str) -> None:
        self.path(file).write_text(text, "utf-8")
        os.utime(self.path(file), (at := next(self._times), at))

    def tests(self, files: Sequence[str], *, base: str | None = None) -> tuple[int, str]:
        """Exit code and output of the tests, until the first fails; on ``base`` brought up to date."""
        options = ("-x", "-q", "-n", "0", "--tb=short", "-p", "no:cacheprovider", "-W", "ignore")
        return self.python("-m", "pytest", *options, *files, base=self.base if base is None else base)

    def python(self, *given: str, base: str = "") -> tuple[int, str]:
        """Exit code and output of a program in the copy."""
        environment = {
            **os.environ, "PYTHONPATH": str(self.folder / "src"), "VETHANAM_TEST_BASE": base,
            "DJANGO_SETTINGS_MODULE": "vethanam.site.settings_test", "VETHANAM_TEST_PERMITS": WORLDS,
        }  # fmt: skip
        try:
            run = subprocess.run(
                (sys.executable, *given), cwd=self.folder, env=environment, capture_output=True, text=True,
                timeout=SECONDS, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return 1, f"longer than {SECONDS} s"
        return run.returncode, run.stdout + run.stderr


@contextlib.contextmanager
def copied() -> Iterator[Copy]:
    """A copy of this checkout for a while; the suite removes its database with the next run anywhere."""
    with tempfile.TemporaryDirectory(prefix="vethanam-mutants-") as name:
        folder = Path(name) / "checkout"
        shutil.copytree(ROOT, folder, ignore=_LEFT_OUT, symlinks=True)
        copy = Copy(folder)
        code, said = copy.tests(["tests/mutation/test_mutants.py"])
        if code:
            raise SystemExit(f"The tests of an unchanged copy fail.\n{said[-2_000:]}")
        copy.base = copy.python("-c", _NAME)[1].split()[-1]
        yield copy


def chosen(pattern: str, count: int, seed: int) -> list[Mutant]:
    """As many mutants, in turn from each source with the pattern in its name; equal seeds choose alike."""
    chance = random.Random(seed)
    of_files = []
    for file in GUARDED:
        if pattern in file:
            found = mutants_of(file, (ROOT / "src" / "vethanam" / file).read_text("utf-8"))
            of_files.append(chance.sample(found, len(found)))
    in_turn = itertools.chain.from_iterable(itertools.zip_longest(*of_files))
    return list(itertools.islice(filter(None, in_turn), count))


def fate(copy: Copy, mutant: Mutant) -> tuple[str, str]:
    """What became of a mutant, and the test that noticed it."""
    text = mutant.of(copy.path(mutant.file).read_text("utf-8"))
    if mutant.file.endswith(".py"):
        try:
            ast.parse(text)
        except SyntaxError:
            return NOT_MADE, "it is no Python"
    with copy.changed(mutant.file, text):
        base = "" if mutant.is_of_constraint(text) else None
        code, said = copy.tests(GUARDED[mutant.file], base=base)
    if code == 0:
        return SURVIVED, ""
    if "install.migrate(" in said:
        return NOT_MADE, "no database can be made with it"
    failed = [line for line in said.splitlines() if line.startswith(("FAILED", "ERROR", "longer"))]
    return KILLED, failed[0] if failed else said.strip()[-200:]


def unchanged(copy: Copy, file: str) -> bool:
    """Whether the tests of a source pass if only its comments differ."""
    text = copy.path(file).read_text("utf-8")
    remark = "# as before\n" if file.endswith(".py") else "-- as before\n"
    with copy.changed(file, remark + text.replace("AS $$\n", f"AS $$\n{remark}")):
        return copy.tests(GUARDED[file])[0] == 0


def main() -> int:
    """Exit code 1 if a mutant survived or the tests of an unchanged source fail."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("pattern", nargs="?", default="", help="part of the name of a source")
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--unchanged", action="store_true", help="also run the tests without a change")
    parser.add_argument("--json", action="store_true", help="one JSON document at the end")
    given = parser.parse_args()
    mutants, results = chosen(given.pattern, given.count, given.seed), []
    with copied() as copy:
        failing = []
        if given.unchanged:
            failing = [
                file for file in dict.fromkeys(one.file for one in mutants) if not unchanged(copy, file)
            ]
            for file in failing:
                _tell(f"{file}: its tests fail without a change")
        for mutant in mutants:
            state, why = fate(copy, mutant)
            results.append({"mutant": str(mutant), "state": state, "by": why})
            _tell(f"{state:8} {mutant}  {why}")
    counts = {state: sum(one["state"] == state for one in results) for state in (KILLED, SURVIVED, NOT_MADE)}
    _tell(", ".join(f"{count} {state}" for state, count in counts.items()))
    if given.json:
        sys.stdout.write(json.dumps({**counts, "failing": failing, "mutants": results}, indent=1) + "\n")
    return 1 if counts[SURVIVED] or failing else 0


def _tell(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
