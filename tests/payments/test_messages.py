"""Messages: values to bytes and back, checked against the published schemas; a malformed
one is a sentence.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from mockbank import validate as another_bank  # type: ignore[import-untyped]

from tests.payments.builders import AT, DAY, TREASURY, account, instruction, transfer
from vethanam.errors import Unsound
from vethanam.payments.messages import (
    CAMT_054,
    PAIN_001,
    PAIN_002,
    Entry,
    Happening,
    Notice,
    Report,
    Status,
    Verdict,
    build_instruction,
    build_notice,
    build_report,
    kind_of,
    read_instruction,
    read_notice,
    read_report,
)
from vethanam.payments.messages.values import amount_text, paise_of

MALAYALAM = "അനിത എസ്"


def report(**changes: object) -> Report:
    status = Status("P2A1", Verdict.REJECTED, 5, account("42"), "AC01")
    values: dict[str, object] = {
        "message": "R1", "created_at": AT, "original": "TVM01-202610-7-1", "verdict": Verdict.IN_PART,
        "count": 2,
        "total": 6842755, "statuses": (status,),
    }  # fmt: skip
    return Report(**{**values, **changes})  # type: ignore[arg-type]


def notice(*entries: Entry) -> Notice:
    return Notice("N1", AT, TREASURY, entries)


CREDITED = Entry("P1A1", Happening.CREDITED, 6842750, DAY, account())
RETURNED = Entry("P1A1", Happening.RETURNED, 6842750, DAY + timedelta(days=2), account(), "AC04")


# -- pain.001 ----------------------------------------------------------------------------------------------


def test_an_instruction_reads_back_as_it_was_given() -> None:
    given_one = instruction(transfer(), transfer("P2A2", 5, "42", replaces="P2A1"))
    assert read_instruction(build_instruction(given_one)) == given_one


def test_a_name_in_malayalam_stays_as_written() -> None:
    named = replace(instruction(), payer=MALAYALAM)
    body = build_instruction(named)
    assert MALAYALAM in body.decode()
    assert read_instruction(body).payer == MALAYALAM


def test_the_same_instruction_gives_the_same_bytes() -> None:
    assert build_instruction(instruction()) == build_instruction(instruction())


def test_number_and_sum_are_stated_to_the_paisa() -> None:
    root = etree.fromstring(build_instruction(instruction(transfer(amount=1), transfer("P2A1", 99))))
    texts = {etree.QName(e).localname: e.text for e in root.iter("{*}NbOfTxs", "{*}CtrlSum")}
    assert texts == {"NbOfTxs": "2", "CtrlSum": "1.00"}


def test_an_independent_bank_finds_no_fault_in_an_instruction() -> None:
    assert another_bank.validate(build_instruction(instruction()), today=DAY) == []


def test_an_independent_bank_reads_the_amounts_we_wrote() -> None:
    file, findings = another_bank.inspect(
        build_instruction(instruction(transfer(), transfer("P2A1", 5))), today=DAY
    )
    assert findings == []
    transfers = file.node["PmtInf"][0]["CdtTrfTxInf"]
    read = [(one["PmtId"]["EndToEndId"], one["Amt"]["InstdAmt"].minor) for one in transfers]
    assert read == [("P1A1", 6842750), ("P2A1", 5)]


def test_a_file_states_another_sum_than_it_carries() -> None:
    body = build_instruction(instruction()).replace(b"<CtrlSum>68427.50", b"<CtrlSum>68427.51")
    with pytest.raises(Unsound, match="another number or sum"):
        read_instruction(body)


def test_one_reference_twice_is_refused() -> None:
    with pytest.raises(Unsound, match="twice"):
        build_instruction(instruction(transfer(), transfer()))


@pytest.mark.parametrize("amount", [0, -1])
def test_nothing_or_less_is_not_paid(amount: int) -> None:
    with pytest.raises(Unsound):
        build_instruction(instruction(transfer(amount=amount)))


def test_a_control_character_in_a_name_is_a_sentence() -> None:
    with pytest.raises(Unsound, match="control character"):
        build_instruction(replace(instruction(), payer="a\x01b"))


# -- pain.002 and camt.054 ----------------------------------------------------------------------------------


def test_a_report_reads_back_as_it_was_given() -> None:
    assert read_report(build_report(report())) == report()


def test_a_report_on_all_of_a_file_reads_back() -> None:
    whole = report(verdict=Verdict.REJECTED, code="FF01", statuses=())
    assert read_report(build_report(whole)) == whole


def test_a_notice_reads_back_as_it_was_given() -> None:
    assert read_notice(build_notice(notice(CREDITED, RETURNED))) == notice(CREDITED, RETURNED)


def test_an_entry_that_is_only_announced_is_not_booked() -> None:
    body = build_notice(notice(CREDITED)).replace(b"<Cd>BOOK</Cd>", b"<Cd>PDNG</Cd>")
    assert read_notice(body).entries == ()


def test_another_currency_is_refused() -> None:
    body = build_notice(notice(CREDITED)).replace(b'Ccy="INR"', b'Ccy="EUR"')
    with pytest.raises(Unsound, match="INR"):
        read_notice(body)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (PAIN_001, build_instruction(instruction())),
        (PAIN_002, build_report(report())),
        (CAMT_054, build_notice(notice(CREDITED))),
    ],
)
def test_a_message_names_its_kind(kind: str, body: bytes) -> None:
    assert kind_of(body) == kind


# -- malformed -----------------------------------------------------------------------------------------------


def test_a_missing_element_is_named_without_a_value() -> None:
    body = build_notice(notice(CREDITED)).replace(b"<CdtDbtInd>DBIT</CdtDbtInd>", b"", 1)
    with pytest.raises(Unsound, match="published schema") as caught:
        read_notice(body)
    assert account().number not in str(caught.value)


def test_a_value_the_schema_forbids_is_not_repeated() -> None:
    body = build_instruction(instruction()).replace(account().number.encode(), b"9" * 40)
    with pytest.raises(Unsound, match="published schema") as caught:
        read_instruction(body)
    assert "999" not in str(caught.value)


def test_entities_and_document_types_are_not_followed() -> None:
    body = build_notice(notice(CREDITED))
    evil = body.replace(
        b"<Document", b'<!DOCTYPE Document [<!ENTITY x SYSTEM "file:///etc/passwd">]><Document', 1
    ).replace(b"<MsgId>N1</MsgId>", b"<MsgId>&x;</MsgId>")
    with pytest.raises(Unsound):
        read_notice(evil)


def test_a_billion_laughs_end_at_once() -> None:
    laughs = (
        b'<!DOCTYPE D [<!ENTITY a "ha">'
        + b"".join(b'<!ENTITY a%d "%s">' % (i, b"&a%d;" % (i - 1) * 50 if i else b"ha") for i in range(12))
        + b"]><D>&a11;</D>"
    )
    with pytest.raises(Unsound):
        kind_of(laughs)


@pytest.mark.parametrize("body", [b"", b"not xml", b"<open>", b"\xff\xfe", b"PK\x03\x04"])
def test_what_is_no_xml_is_a_sentence(body: bytes) -> None:
    with pytest.raises(Unsound, match="XML"):
        read_notice(body)


def test_another_message_is_named() -> None:
    with pytest.raises(Unsound, match="not a camt"):
        read_notice(build_report(report()))


def test_an_account_number_never_shows_in_a_repr() -> None:
    shown = repr(instruction()) + repr(CREDITED) + repr(report())
    assert account().number not in shown
    assert "Anitha" not in shown


# -- amounts -------------------------------------------------------------------------------------------------


@given(st.integers(min_value=0, max_value=10**15))
def test_paise_survive_the_text_of_a_message(paise: int) -> None:
    text = amount_text(paise)
    assert paise_of(text) == paise
    assert Decimal(text) * 100 == paise


@pytest.mark.parametrize("text", ["1.001", "0.00001", "1e3", "1,000.00", "-1.00", "", "NaN", "१२"])
def test_what_is_no_whole_number_of_paise_is_refused(text: str) -> None:
    with pytest.raises(Unsound):
        paise_of(text)
