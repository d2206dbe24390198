"""Evidence files in three forms: both verifiers find what was altered, and where."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from functools import lru_cache
from random import Random
from typing import Any

import pytest

from tests.ledger.evidence import archive_of, changed, content, files_in, forms
from tests.ledger.samples import KEY
from tests.ledger.test_files_fuzzed import bytes_changed
from tests.ledger.test_verifier import ASSETS, judged
from vethanam.ledger import standalone
from vethanam.ledger.evidence_checks import unpacked
from vethanam.ledger.evidence_files import FORMS, LIMITS

MADE = forms(content())
BUNDLE, PAGE, FILES = MADE["json"], MADE["html"], files_in(MADE["zip"])


@pytest.fixture(autouse=True)
def quick_signatures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standalone, "signature_fits", lru_cache(standalone.signature_fits))


@pytest.mark.parametrize("form", FORMS)
def test_each_form_verifies_and_tells_its_facts(form: str) -> None:
    verdict = judged(MADE[form], KEY.verifier)
    assert (verdict.outcome, verdict.limits, verdict.exit_code) == ("verified", LIMITS, 0)
    assert verdict.entries[0] == "Fact 1: An office asked to write to people."
    assert "Private: account 7." in verdict.entries[-1]


def test_the_archive_holds_what_follows_from_its_bundle() -> None:
    assert FILES["bundle.json"] == BUNDLE and FILES["LIMITS.md"].decode() == LIMITS + "\n"
    assert [*FILES] == sorted(FILES)
    assert {*FILES} == {
        "LIMITS.md", "SHA256SUMS", "bundle.json", "keys.txt", "policy.txt", "proofs/2.tlog-proof",
        "proofs/3.tlog-proof", "proofs/7.tlog-proof", "texts/en.phone.txt", "verify.py",
    }  # fmt: skip
    lines = FILES["proofs/3.tlog-proof"].decode().split("\n")
    assert lines[:2] == ["c2sp.org/tlog-proof@v1", "index 3"] and lines[5:7] == [
        "",
        "vethanam.example/log/test",
    ]


def test_in_ten_files_the_four_altered_ones_are_found_and_where() -> None:
    altered = {
        "fact 2": changed(BUNDLE, lambda said: said["content"]["facts"][1]["values"].update(count=4)),
        "file policy.txt": archive_of({**FILES, "policy.txt": b"quorum any\n"}),
        "page": PAGE.replace(b"A made-up", b"Another"),
        "leaf": changed(BUNDLE, lambda said: said["entries"][0]["leaf"]["public"].update(office="FIN")),
    }
    found = [judged(file, KEY.verifier) for file in [*MADE.values(), *MADE.values(), *altered.values()]]
    assert [one.outcome for one in found] == ["verified"] * 6 + ["tampered"] * 4
    assert [one.part for one in found[6:]] == [*altered] and found[-1].leaf == 2


CUTS: dict[str, Callable[[Any], object]] = {
    "shows": lambda said: said["content"]["shows"].pop(),
    "about": lambda said: said["content"]["asked"].update({"for": "office"}),
    "fact 3": lambda said: said["content"]["facts"].pop(),
    "file policy.txt": lambda said: said["content"]["files"].pop("policy.txt"),
    "file more.txt": lambda said: said["content"]["files"].update({"more.txt": ""}),
    "entries": lambda said: said["entries"].pop(0),
    "limits": lambda said: said.update(limits="None."),
    "made": lambda said: said.update(made=2),
}


@pytest.mark.parametrize("part", CUTS)
def test_a_file_that_was_cut_or_added_to_is_found(part: str) -> None:
    verdict = judged(changed(BUNDLE, CUTS[part]), KEY.verifier)
    assert (verdict.outcome, verdict.part) == ("tampered", part)


def test_the_parts_of_an_archive_are_checked_one_by_one() -> None:
    without = {name: text for name, text in FILES.items() if name != "LIMITS.md"}
    for part, files in {
        "file LIMITS.md": without,
        "file extra": {**FILES, "extra": b""},
        "file SHA256SUMS": {**FILES, "certificate.pdf": b""},
        "file verify.py": {**FILES, "verify.py": b"print('Verified')"},
        "file proofs/3.tlog-proof": {**FILES, "proofs/3.tlog-proof": FILES["proofs/2.tlog-proof"]},
    }.items():
        assert judged(archive_of(files), KEY.verifier).part == part
    other = changed(BUNDLE, lambda said: said.update(made=3))
    assert judged(PAGE.replace(b64encode(BUNDLE), b64encode(other)), KEY.verifier).part == "made"


def test_what_is_no_file_is_unreadable_and_nothing_else() -> None:
    for broken in (
        b"PK\x03\x04", archive_of({}), archive_of({"bundle.json": b"{}"}), PAGE[:40], MADE["zip"][:-30],
        PAGE.replace(b64encode(BUNDLE), b"!"), PAGE.replace(b64encode(BUNDLE), b"AAA"), PAGE + PAGE,
        changed(BUNDLE, lambda said: said["content"].pop("facts")),
        changed(BUNDLE, lambda said: said["content"]["facts"][0].update(number=2)),
        changed(BUNDLE, lambda said: said["content"]["shows"].append(3)),
    ):  # fmt: skip
        verdict = judged(broken, KEY.verifier)
        assert (verdict.outcome, verdict.exit_code) == ("unreadable", 2)


def test_another_key_is_another_log() -> None:
    other = str(KEY.verifier).replace("/test", "/rest")
    assert standalone.verify(PAGE, other)["part"] == "key"


@pytest.mark.parametrize("form", ["zip", "html"])
def test_no_changed_byte_verifies_or_breaks_a_verifier(form: str) -> None:
    draw = Random(form)
    for _ in range(60):
        file = bytes_changed(MADE[form], draw)
        if judged(file, KEY.verifier).outcome == "verified":
            assert file == MADE[form] or unpacked(file).files == FILES


@pytest.mark.parametrize("form", FORMS)
def test_files_of_the_first_version_verify_for_ever(form: str) -> None:
    assert judged((ASSETS / f"evidence-1.{form}").read_bytes(), KEY.verifier).outcome == "verified"
