"""Signatures of witnesses, and policies of which are enough."""

from __future__ import annotations

import pytest

from tests.ledger.test_witness import LOG, signed, witness_key
from vethanam.errors import Unsound
from vethanam.ledger.cosignatures import Policy, WitnessKey
from vethanam.ledger.witness import Key, cosigned, new_key

UNION, COURT, PRESS = (
    Key(new_key(f"{name}.example", bytes([number]) * 32))
    for number, name in enumerate(("union", "court", "press"), 1)
)
POLICY = f"""# who watches this log
log {LOG.verifier}
witness union {UNION} https://union.example/witness/
witness court\t{COURT}
witness press {PRESS}

group others any union press
group both all court others
quorum both
"""


def under(note: str, *keys: Key, at: int = 1_790_000_000) -> str:
    text = note.partition("\n\n")[0] + "\n"
    return note + "".join(cosigned(key, text, at) for key in keys)


def test_a_policy_counts_valid_lines_of_its_witnesses() -> None:
    policy, note = Policy.parse(POLICY), signed(5)
    assert policy.addresses == {"union": "https://union.example/witness"}
    assert policy.signers_of(note) == {} and not policy.is_met(())
    stranger = witness_key("union.example")
    assert policy.signers_of(under(note, stranger)) == {}
    assert policy.signers_of(under(note, UNION, COURT)) == {"union": 1_790_000_000, "court": 1_790_000_000}
    assert policy.is_met({"union", "court"}) and policy.is_met({"press", "court"})
    assert not policy.is_met({"union", "press"}) and not policy.is_met({"court"})


def test_a_line_counts_under_its_own_text_and_time_only() -> None:
    policy, note = Policy.parse(POLICY), under(signed(5), COURT)
    line = note.splitlines()[-1]
    assert policy.signers_of(f"{signed(6)}{line}\n") == {}
    later = under(signed(5), COURT, at=1_790_000_001).splitlines()[-1]
    mixed = later[:-24] + line[-24:]
    with pytest.raises(Unsound):
        policy.signers_of(f"{signed(5)}{mixed[:-1]}\n")
    assert policy.signers_of(f"{signed(5)}{mixed}\n") == {}


def test_a_time_beyond_the_format_is_no_signature() -> None:
    policy = Policy.parse(POLICY)
    assert policy.signers_of(under(signed(5), COURT, at=2**63 - 1)) == {"court": 2**63 - 1}
    assert policy.signers_of(under(signed(5), COURT, at=2**63)) == {}


@pytest.mark.parametrize(
    ("lines", "number"),
    [
        (f"witness a {UNION}\nwitness a {COURT}\nquorum a", 2),
        ("quorum a", 1),
        (f"group g any a\nwitness a {UNION}\nquorum g", 1),
        (f"witness a {UNION}\ngroup g 2 a\nquorum g", 2),
        (f"witness a {UNION}\ngroup g 0 a\nquorum g", 2),
        (f"witness a {UNION}\nquorum a\nquorum a", 3),
        (f"witness none {UNION}\nquorum none", 1),
        (f"witness a {LOG.verifier}\nquorum a", 1),
        (f"witness a {UNION} x y\nquorum a", 1),
        (f"witness a {UNION}\ngroup g 2 a a\nquorum g", 2),
        (f"witness a {UNION}\ngroup g any a\ngroup h any a\nquorum h", 3),
        (f"witness a {UNION}\ngroup g +1 a\nquorum g", 2),
        (f"witness a\u00a0{UNION}\nquorum a", 1),
        (f"witness a {UNION}\r\nquorum a", 1),
        ("something else", 1),
    ],
)
def test_a_line_that_is_wrong_is_named(lines: str, number: int) -> None:
    with pytest.raises(Unsound, match=f"Line {number} of the policy"):
        Policy.parse(lines)


@pytest.mark.parametrize(
    "lines", ["", f"witness a {UNION}", f"witness a {UNION}\nwitness b {UNION}\nquorum a"]
)
def test_a_policy_names_one_quorum_and_each_key_once(lines: str) -> None:
    with pytest.raises(Unsound, match="each witness another"):
        Policy.parse(lines)


def test_nobody_may_be_enough() -> None:
    assert Policy.parse("quorum none").is_met(())


def test_a_key_is_read_as_it_is_written_and_not_with_a_changed_character() -> None:
    text = str(UNION)
    assert str(WitnessKey.parse(text)) == text
    for place in range(0, len(text), 5):
        with pytest.raises(Unsound):
            WitnessKey.parse(text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :])
