"""Failures are sentences with a code and an exit code; a database's own words lose what quotes a row."""

from __future__ import annotations

import pytest

from vethanam.errors import (
    Broken,
    Fault,
    Finding,
    Refused,
    Unsound,
    UnsoundInput,
    VethanamError,
    without_detail,
)


@pytest.mark.parametrize(("family", "exit_code"), [(Refused, 2), (Unsound, 2), (Broken, 3)])
def test_a_failure_says_its_sentence_and_keeps_code_and_facts(
    family: type[VethanamError], exit_code: int
) -> None:
    failure = family("no_order", "Bill 12 cites no order. Enter its number.", bill=12)
    assert str(failure) == failure.says == "Bill 12 cites no order. Enter its number."
    assert (failure.code, failure.facts, failure.exit_code) == ("no_order", {"bill": 12}, exit_code)


def test_an_input_has_all_its_faults_at_once() -> None:
    faults = [Fault("Row 2", "born", "is empty."), Fault("Row 3", "number", "stands twice.", "twice")]
    unsound = UnsoundInput("2 things to mend.", faults)
    assert unsound.faults == tuple(faults) and unsound.code == "unsound_input"
    assert [fault.code for fault in unsound.faults] == ["unsound", "twice"]


def test_a_finding_blocks_only_when_it_says_so() -> None:
    assert not Finding("Employee 1", "late", "The order came late.").blocks


def test_what_a_database_quotes_is_dropped() -> None:
    said = 'duplicate key value violates "one_number"\nDETAIL:  Key (number)=(7000000001) already exists.\nCONTEXT: x'
    assert without_detail(RuntimeError(said)) == 'duplicate key value violates "one_number"'


def test_an_error_without_words_is_called_by_its_name() -> None:
    assert without_detail(KeyError()) == "KeyError"
