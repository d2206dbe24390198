"""Banks, branches, the paying bank's key, days; senders and transfers: by two persons, and
used from then on.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.payroll.office import at
from tests.people.masters.test_proposals import ORDER, administrator, stated
from vethanam.acts.masters import kinds
from vethanam.errors import UnsoundInput
from vethanam.messaging.gateways.letter import shipped_senders
from vethanam.messaging.registered_senders import sender_of
from vethanam.payments.channel import key_of
from vethanam.payments.masters import terms_in_force
from vethanam.payments.models import Branch, TreasuryDay
from vethanam.payments.queries import listed_days
from vethanam.people.masters import Stated, decide, propose
from vethanam.people.queries import state_setting
from vethanam.privacy.models import Transfer

KEY = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
BANK = stated("bank", code="SMPL", name="Sample bank")
TERMS = {
    "bank": "SMPL",
    "public_key": KEY,
    "channel": "https://bank.example/files",
    "valid_from": "2026-10-01",
    **ORDER,
}
SENDER = {
    "office": "FIN",
    "name": "Finance",
    "name_ml": "ധനകാര്യം",
    "mailbox": "pay@finance.example",
    "header": "VTNPAY",
}
FINANCE = stated("department", code="FIN", name="Finance Department")
TRANSFER = {
    "number": "T-1", "recipient": "Accountant General", "purpose": "SAL-CREDIT", "field_names": "name, pay",
    "people": "1200",
    "sent_on": "2026-10-05", **ORDER,
}  # fmt: skip


def agreed(*rows: Stated) -> None:
    proposal = propose(administrator("first"), kinds(), rows)
    decide(administrator("second"), kinds(), proposal.pk, outcome="agreed")


def faults(*rows: Stated) -> list[tuple[str, str]]:
    with pytest.raises(UnsoundInput) as told:
        propose(administrator("first"), kinds(), rows)
    return [(fault.field, fault.code) for fault in told.value.faults]


def test_a_branch_belongs_to_the_bank_of_its_code(db: None) -> None:
    agreed(BANK, stated("branch", ifsc="SMPL0000060", bank="SMPL", name="Fort"))
    assert str(Branch.objects.get(ifsc="SMPL0000060")) == "Sample bank, Fort"
    assert faults(stated("branch", ifsc="OTHR0000060", bank="SMPL", name="Fort")) == [
        ("ifsc", "branch_of_another_bank")
    ]
    assert faults(stated("branch", ifsc="SMPL60", bank="SMPL", name="Fort")) == [("ifsc", "branch_not_ifsc")]
    assert faults(stated("bank", code="sm", name="Small")) == [("code", "bank_code_letters")]


def test_the_key_and_channel_of_the_bank_hold_from_their_day(db: None) -> None:
    agreed(BANK, stated("bank_terms", **TERMS))
    assert terms_in_force(replace(administrator("first"), at=at(1, month=9)).at) is None
    found = terms_in_force(at(21))
    assert found and (found.channel, key_of(found.public_key).public_bytes_raw().hex()) == (
        TERMS["channel"],
        KEY,
    )
    wrong = {**TERMS, "public_key": "abc", "channel": "http://bank.example", "valid_from": "2026-11-01"}
    assert faults(stated("bank_terms", **wrong)) == [
        ("public_key", "bank_key_digits"),
        ("channel", "bank_channel_not_https"),
    ]


def test_days_of_banks_and_treasuries_are_listed_by_order(db: None) -> None:
    agreed(
        stated("bank_day", day="2026-11-24", is_open="no", **ORDER),
        stated("treasury_day", day="2026-11-25", is_open="no", **ORDER),
    )
    assert listed_days(at(21)) == {date(2026, 11, 24): False}
    assert TreasuryDay.objects.get().day == date(2026, 11, 25)
    agreed(stated("bank_day", day="2026-11-24", is_open="yes", **ORDER))
    assert listed_days(at(21)) == {date(2026, 11, 24): True}
    assert faults(stated("bank_day", day="2026-11-26", is_open="no")) == [("order_number", "master_no_order")]


def test_a_registered_sender_goes_before_the_one_that_ships(db: None) -> None:
    assert sender_of("FIN") == shipped_senders()["FIN"]
    agreed(FINANCE, stated("sender", **SENDER))
    assert (sender_of("FIN").mail, sender_of("FIN").header) == ("pay@finance.example", "VTNPAY")
    agreed(stated("sender", **{**SENDER, "header": "VTNNEW"}))
    assert sender_of("FIN").header == "VTNNEW"
    wrong = {**SENDER, "mailbox": "call 94470 12345", "header": "low"}
    assert [code for _, code in faults(stated("sender", **wrong))] == ["sender_not_a_mailbox"]


def test_a_transfer_names_its_purpose_and_order_and_is_never_corrected(db: None) -> None:
    agreed(stated("transfer", **TRANSFER))
    assert Transfer.objects.get().people == 1200
    assert faults(stated("transfer", **{**TRANSFER, "number": "T-2", "purpose": "ANYTHING"})) == [
        ("purpose", "transfer_purpose_unknown")
    ]
    assert ("people", "master_is_fixed") in faults(stated("transfer", **{**TRANSFER, "people": "12"}))


def test_a_setting_of_the_state_is_its_latest_words(db: None) -> None:
    words = {
        "name": "data_protection_address",
        "text": "Room 1, Secretariat",
        "text_ml": "മുറി 1, സെക്രട്ടേറിയറ്റ്",
    }
    agreed(stated("state_setting", **words))
    agreed(stated("state_setting", **{**words, "text": "Room 2, dpo@finance.example"}))
    found = state_setting("data_protection_address")
    assert found and found.text == "Room 2, dpo@finance.example"
    assert faults(stated("state_setting", name="rule_pack", text="kerala", text_ml="other")) == [
        ("text_ml", "rule_pack_unknown")
    ]
