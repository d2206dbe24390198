"""Failures are sentences with a code and an exit code; a database's message loses quoted row values."""

from __future__ import annotations

import json
import pickle
from datetime import date

import pytest

from vethanam.errors import (
    Broken,
    Fault,
    Finding,
    Refused,
    Sentence,
    Unsound,
    UnsoundInput,
    VethanamError,
    counted,
    holds_contact,
    typed,
    without_detail,
)
from vethanam.periods import Month


@pytest.mark.parametrize(("family", "exit_code"), [(Refused, 2), (Unsound, 2), (Broken, 3)])
def test_a_failure_says_the_sentence_of_its_code_and_facts(
    family: type[VethanamError], exit_code: int
) -> None:
    failure = family("bill_not_passed", bill="12")
    assert str(failure) == failure.says == "Bill 12 is not passed, so nobody is paid on it."
    assert (failure.code, failure.facts, failure.exit_code) == ("bill_not_passed", {"bill": "12"}, exit_code)


def test_a_failure_is_said_of_the_place_it_is_about() -> None:
    failure = Unsound("not_money", amount="much").within("pay").within("row 2")
    assert failure.says.startswith("row 2: pay: “much” is not an amount in rupees.")
    assert failure.code == "not_money"


def test_days_months_and_codes_are_said_in_words() -> None:
    told = Sentence("no_pay", {"day": date(2026, 10, 5), "within": [Month(2026, 10)]})
    assert told.says == "October 2026. No pay is recorded for 5 Oct 2026. Enter the pay with its order."
    held = Sentence("line_held", {"why": Sentence("line_fact_missing", {"component": "basic_pay"})})
    assert held.says == "Basic pay is held: a fact it needs is not on record."


def test_what_is_kept_of_a_sentence_says_the_same() -> None:
    cause = Sentence("no_pay", {"day": date(2026, 10, 5), "within": [Month(2026, 10)]})
    told = Sentence("several_faults", {"faults": [cause, Sentence("no_basic_pay")]})
    assert Sentence.of_kept(told.kept).says == told.says
    assert json.loads(told.kept)["facts"]["faults"][0]["facts"] == {
        "day": "2026-10-05",
        "within": ["2026-10"],
    }


def test_a_failure_crosses_to_another_process_whole() -> None:
    failure = pickle.loads(pickle.dumps(Refused("bill_not_passed", bill="12")))
    assert (type(failure), failure.says) == (Refused, "Bill 12 is not passed, so nobody is paid on it.")


def test_an_input_has_all_its_faults_at_once() -> None:
    faults = [
        Fault("Row 2", "born", "empty_cell"),
        Fault("Row 3", "number", "number_twice", {"number": 1, "row": 2}),
    ]
    unsound = UnsoundInput("import_unsound", faults, counted=counted(faults))
    assert unsound.faults == tuple(faults) and unsound.says == "2 things to mend. Nothing was imported."
    assert [fault.code for fault in unsound.faults] == ["empty_cell", "number_twice"]
    assert unsound.faults[1].says == "1 stands in row 2 too. A number is given once."


def test_a_finding_blocks_only_when_it_says_so() -> None:
    assert not Finding("Employee 1", "no_wage").blocks


def test_what_a_database_quotes_is_dropped() -> None:
    said = (
        'duplicate key value violates "one_number"\nDETAIL:  Key (number)=(7000000001) already '
        "exists.\nCONTEXT: x"
    )
    assert without_detail(RuntimeError(said)) == 'duplicate key value violates "one_number"'


def test_an_error_without_words_is_called_by_its_name() -> None:
    assert without_detail(KeyError()) == "KeyError"


@pytest.mark.parametrize(
    "written",
    [
        "+91 00000 00045",
        "0000000045",
        "00000-00045",
        "(0000) 000 045",
        "0091.0000000045",
        "000 000 0045",
        "a@b.example",
        "tell 0000 0000045",
        "04862 222222",
        "4862 222222",
        "01982 252010",
        "+91 2022 300601",
        "0091-2022-300601",
        "02022 300601",
        "2022300601",
        "98460 12022",
        "INC 2022 300601, call 00000 00045",
    ],
)
def test_a_contact_is_known_by_its_look_however_it_is_spaced(written: str) -> None:
    assert holds_contact(written) and typed(written) == "…"


@pytest.mark.parametrize(
    "written",
    [
        "G.O.(P) No.27/2021/Fin",
        "Press note 23/2026 dated 26.02.2026",
        "WP(C) 12345/2026",
        "110010023400",
        "1234567/PRC-1/2026",
        "INC 2022 300601",
        "INC-2022-300601",
        "F.No. 1987.300601 of the year before",
        "B3 2026 300 601",
        "INC 2022 300601 and INC 2023 300602",
    ],
)
def test_numbers_of_orders_and_accounts_are_no_contacts(written: str) -> None:
    assert not holds_contact(written)


@pytest.mark.parametrize("written", ["INC 2022 300601", "INC-2022-300601", "INC/2026 300 601"])
def test_a_number_with_its_year_is_repeated(written: str) -> None:
    assert typed(written) == written


@pytest.mark.parametrize("written", ["R2600000001", "Release R2600000001 of A2700000012."])
def test_a_number_of_our_registers_is_repeated(written: str) -> None:
    assert typed(written) == written


@pytest.mark.parametrize(
    "written", ["r2600000001", "R9846012022", "+R2600000001", "AR2600000001", "R26000000011", "R 2600000001"]
)
def test_a_number_that_is_none_of_our_registers_is_not_repeated(written: str) -> None:
    assert typed(written) == "…"


@pytest.mark.parametrize("written", ["+91 2022 300601", "2022 3006010", "022022 300601", "2022 300601 0"])
def test_what_only_looks_like_a_year_is_not_repeated(written: str) -> None:
    assert typed(written) == "…"


def test_what_was_typed_is_repeated_to_a_length_and_a_number_that_misses_a_digit_is_not() -> None:
    assert (typed("a word that is long", 6), typed("2026-10-17"), typed("000000045")) == (
        "a word",
        "2026-10-17",
        "…",
    )


@pytest.mark.parametrize("written", ["+91 00000 00045", "98470 12345", "one@office.example", 9_847_012_345])
def test_a_refusal_hides_a_contact_in_any_fact(written: object) -> None:
    """Also where nobody thought of :func:`typed`: in a list, in a sentence, in the name of a file."""
    fault = Fault(f"{written}.csv, row 2", "code", "master_was_closed", {"code": str(written), "day": ""})
    for error in (
        Unsound("no_such_use", use=written),
        Refused("no_such_use", use=[Sentence("no_such_use", {"use": (written,)})]),
        UnsoundInput("several_faults", [fault], faults=["a", f"b {written}"]),
        Unsound("open_spell").within(f"Row {written}"),
    ):
        told = [error.says, *(f"{one.record} {one.says}" for one in getattr(error, "faults", ()))]
        assert str(written) not in " ".join(told) and "…" in " ".join(told)
    assert UnsoundInput("x", [fault]).faults[0].record.endswith("row 2")


@pytest.mark.parametrize(
    "own", ["R2600000001", "G.O.(P) No.27/2021/Fin", "INC 2022 300601", "ab12345678901cde00"]
)
def test_a_refusal_keeps_numbers_of_ours(own: str) -> None:
    assert own in Unsound("no_such_use", use=own).says
