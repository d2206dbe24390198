"""Parameter files: each fault is refused at load, with file, line and reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from vethanam.errors import Fault, UnsoundInput
from vethanam.periods import Month
from vethanam.rules.parameter_folders import hash_of, read_parameters
from vethanam.rules.rulebook import Rulebook, load_pack

HEAD = "says: A rate.\nunit: per_cent\nvalues:\n"
VALUE = "  - with_effect_from: 2024-01-01\n    value: 10\n    order: G.O. 1\n    verified: true\n"


def keyed(*keys: str) -> str:
    return HEAD.replace("values:", f"key: group\nkeys: [{', '.join(keys)}]\nvalues:")


def of(key: str) -> str:
    return VALUE.replace("- with", f"- key: {key}\n    with")


def faults(folder: Path, text: str, name: str = "rate") -> list[Fault]:
    path = folder / "allowance" / f"{name}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    (folder / "sources.yaml").write_text("known: {title: A page, url: null}\n")
    with pytest.raises(UnsoundInput) as refused:
        read_parameters(folder)
    return list(refused.value.faults)


def sound(folder: Path, text: str) -> object:
    (folder / "allowance").mkdir(exist_ok=True)
    (folder / "allowance" / "rate.yaml").write_text(text)
    (folder / "sources.yaml").write_text("known: {title: A page, url: null}\n")
    return read_parameters(folder)["allowance.rate"]


def only(found: list[Fault]) -> tuple[str, str]:
    assert len(found) == 1, [fault.says for fault in found]
    return found[0].code, found[0].record


def test_a_sound_file(tmp_path: Path) -> None:
    parameter = sound(tmp_path, HEAD + VALUE)
    assert parameter.values[0].fields == {"value": 1000}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (HEAD + VALUE.replace("    order: G.O. 1\n", ""), "value_without_order", 4),
        (HEAD + VALUE.replace("    verified: true\n", ""), "value_not_verified", 4),
        (HEAD + VALUE.replace("value: 10", "value: ten"), "figure_not_in_unit", 4),
        (HEAD + VALUE.replace("value: 10", "value: 10.005"), "figure_not_in_unit", 4),
        (HEAD + VALUE.replace("value: 10", "valu: 10"), "file_key_unknown", 4),
        (HEAD + VALUE.replace("with_effect_from: 2024-01-01", "with_effect_from: soon"), "value_without_date",
            4),
        (HEAD + VALUE.replace("2024-01-01", "2024-02-30"), "value_without_date", 4),
        (HEAD + VALUE.replace("2024-01-01", "2024-01-01T10:00:00"), "value_without_date", 4),
        (HEAD + VALUE.replace("    order", "    until: 2023-12-31\n    order"), "until_before", 4),
        (HEAD + VALUE.replace("    order", "    until: later\n    order"), "not_a_value_date", 4),
        (HEAD + VALUE.replace("    order", "    dated: 2024-13-01\n    order"), "not_a_value_date", 4),
        (HEAD + VALUE.replace("value: 10", "value: -10"), "figure_not_in_unit", 4),
        (HEAD + VALUE.replace("value: 10", "value: .nan"), "figure_not_in_unit", 4),
        (HEAD + VALUE.replace("    order", "    source: unknown\n    order"), "source_not_listed", 4),
        (HEAD + VALUE.replace("    order", "    first_drawn: 2024\n    order"), "not_a_month", 4),
        (HEAD + VALUE + VALUE, "two_values", 8),
        (HEAD.replace("per_cent", "furlongs") + VALUE, "unknown_unit", 1),
        (HEAD.replace("says: A rate.\n", "") + VALUE, "no_sentence", 1),
        ("says: A rate.\nunit: per_cent\nvalues: []\n", "no_value_given", 1),
        ("says: A rate.\nunit: per_cent\nunit: rupees\n", "not_readable_yaml", 1),
        ("- a\n- b\n", "not_a_parameter", 1),
        (keyed("A", "B") + of("A"), "key_without_value", 6),
        (keyed("A") + of("C"), "unknown_key_word", 6),
        (HEAD + of("A"), "no_key_here", 4),
    ],
)  # fmt: skip
def test_a_fault_names_its_line_and_reason(tmp_path: Path, text: str, code: str, line: int) -> None:
    found = faults(tmp_path, text)
    assert (code, f"rate.yaml:{line}") in [(fault.code, fault.record) for fault in found], [
        f.says for f in found
    ]


def test_a_gap_between_values_is_refused(tmp_path: Path) -> None:
    first = VALUE.replace("    order", "    until: 2024-06-30\n    order")
    second = VALUE.replace("2024-01-01", "2024-08-01")
    assert only(faults(tmp_path, HEAD + first + second))[0] == "gap"
    assert sound(tmp_path, HEAD + first + VALUE.replace("2024-01-01", "2024-07-01"))


def test_a_gap_below_the_slabs_is_refused(tmp_path: Path) -> None:
    head = "says: Slabs.\nslabs: {income: rupees, tax: rupees}\nvalues:\n"
    slabs = VALUE.replace("value: 10", "value: [{income: 100, tax: 1}, {income: 50, tax: 2}]")
    assert {fault.code for fault in faults(tmp_path, head + slabs)} == {"slab_gap", "slabs_not_rising"}


def test_all_faults_of_all_files_come_at_once(tmp_path: Path) -> None:
    (tmp_path / "allowance").mkdir()
    (tmp_path / "allowance" / "other.yaml").write_text(HEAD + VALUE.replace("value: 10", "value: ten"))
    found = faults(tmp_path, HEAD + VALUE.replace("    order: G.O. 1\n", ""))
    assert [fault.code for fault in found] == ["figure_not_in_unit", "value_without_order"]


def test_a_correction_is_a_further_value_with_the_day_it_was_recorded(tmp_path: Path) -> None:
    from datetime import date

    correction = VALUE.replace("value: 10", "value: 12").replace(
        "    order", "    recorded: 2025-03-01\n    order"
    )
    parameter = sound(tmp_path, HEAD + VALUE + correction)
    now, then = (
        parameter.in_force(date(2024, 5, 1), known_at=known)  # type: ignore[attr-defined]
        for known in (None, date(2025, 2, 28))
    )
    assert (now.fields, then.fields) == ({"value": 1200}, {"value": 1000})


def test_spans_of_stages(tmp_path: Path) -> None:
    head = HEAD.replace("per_cent", "stages")
    parameter = sound(tmp_path, head + VALUE.replace("value: 10", "value: 100-50-200-100-400"))
    fields = parameter.values[0].fields  # type: ignore[attr-defined]
    assert fields["value"] == (100_00, 150_00, 200_00, 300_00, 400_00)
    assert (
        only(faults(tmp_path, head + VALUE.replace("value: 10", "value: 100-60-200")))[0]
        == "figure_not_in_unit"
    )


def test_the_hash_names_the_text(tmp_path: Path) -> None:
    sound(tmp_path, HEAD + VALUE)
    before = hash_of(tmp_path)
    assert hash_of(tmp_path) == before
    sound(tmp_path, HEAD + VALUE.replace("value: 10", "value: 11"))
    assert hash_of(tmp_path) != before


def test_an_unknown_pack_is_told() -> None:
    from vethanam.errors import Unsound

    for name in ("atlantis", "../etc", "parameters"):
        with pytest.raises(Unsound, match="There is no rule pack"):
            load_pack(name)


# --- the pack that ships
# --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def kerala() -> Rulebook:
    return load_pack("kerala")


def test_the_pack_is_sound_and_its_hash_stable(kerala: Rulebook) -> None:
    assert len(kerala.hash) == 64
    assert hash_of(kerala.pack.folder) == kerala.hash


def test_both_master_scales_have_83_stages_and_every_scale_lies_on_them(kerala: Rulebook) -> None:
    of = Month(2026, 10)
    for revision in (10, 11):
        master = kerala.in_force(of).pay.master_scale.content(key=str(revision))
        assert len(master) == 83
        scales = kerala.in_force(of).pay.scales.content(key=str(revision))
        assert len(scales) == 27
        for scale in scales:
            stages = kerala.stages(revision, scale, of)
            assert stages is not None
            assert [stages[0] // 100, stages[-1] // 100] == [int(end) for end in scale.split("-")]


def test_an_unknown_value_is_never_zero(kerala: Rulebook) -> None:
    from vethanam.errors import Unsound

    with pytest.raises(Unsound, match="not known for B from 1 Dec 2021"):
        kerala.in_force(Month(2026, 10)).group_insurance.rate.content(key="B")


def test_every_value_says_what_it_is_and_where_from(kerala: Rulebook) -> None:
    for parameter in kerala.parameters.values():
        assert parameter.says.endswith("."), parameter.name
        for value in parameter.values:
            assert value.citation.order
            has_source = value.citation.source is not None
            assert value.citation.verified <= (has_source or parameter.name == "recoveries.precedence"), (
                parameter.name, value.with_effect_from,
            )  # fmt: skip


def test_a_superseded_value_never_holds(kerala: Rulebook) -> None:
    from datetime import date

    premium = kerala.parameters["medisep.premium"].in_force(date(2026, 1, 1))
    assert premium.fields == {"value": 500_00}  # type: ignore[union-attr]
