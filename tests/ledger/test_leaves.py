from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from vethanam.errors import Broken, Unsound
from vethanam.ledger.canonical import canonical, parse
from vethanam.ledger.leaves import check_leaf, instant, leaf_bytes, leaf_in

AT = datetime(2026, 11, 3, 10, tzinfo=timezone(timedelta(hours=5, minutes=30)))


def a_leaf(public: dict[str, Any], kind: str = "use.refused", **changed: Any) -> bytes:
    fields: dict[str, Any] = {"commitment": None, "at": AT, "logged_at": AT, "is_sample": False, **changed}
    return leaf_bytes(kind, public=public, **fields)


def test_a_leaf_has_these_bytes() -> None:
    assert a_leaf({"office": "PRD"}, commitment=bytes(32), is_sample=True).decode() == (
        '{"at":"2026-11-03T04:30:00.000000Z","commitment":"' + "00" * 32 + '","kind":"use.refused",'
        '"logged_at":"2026-11-03T04:30:00.000000Z","public":{"office":"PRD"},"sample":true,"v":1}'
    )
    assert check_leaf(parse(a_leaf({"office": "PRD"})))["kind"] == "use.refused"


@pytest.mark.parametrize(
    "public",
    [
        {"pen": "100234"}, {"name": "Asha"}, {"people": [{"phone": "1"}]}, {"nested": {"mobile": None}},
    ],
)  # fmt: skip
def test_nothing_personal_is_public(public: dict[str, Any]) -> None:
    with pytest.raises(Broken, match="public part"):
        a_leaf(public)


@pytest.mark.parametrize("to", ["asha@mail.example", "+91 00000 12345", ["+910000012345"]])
def test_a_contact_in_public_is_refused_and_not_repeated(to: Any) -> None:
    with pytest.raises(Unsound, match=r"^What is entered: this stands in public for ever") as refused:
        a_leaf({"nested": {"to": to}})
    assert "asha" not in str(refused.value) and "00000" not in str(refused.value)


def test_orders_and_references_are_public() -> None:
    a_leaf(
        {
            "order": "G.O.(P) No.27/2021/Fin",
            "dated": "2021-02-10",
            "voucher": "2026110300417",
            "net_paise": 45_60_000,
        }
    )


def test_a_leaf_that_no_tile_could_hold_is_refused() -> None:
    with pytest.raises(Broken, match="put a hash"):
        a_leaf({"text": "x" * 65_535})


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(Broken, match="without a zone"):
        instant(datetime(2026, 11, 3))  # noqa: DTZ001
    assert instant(datetime(2026, 11, 3, tzinfo=UTC)) == "2026-11-03T00:00:00.000000Z"


def test_a_kind_is_a_dotted_name() -> None:
    with pytest.raises(Broken, match="kind of a leaf"):
        a_leaf({}, kind="Use refused")


@pytest.mark.parametrize(
    "changed",
    [
        {"v": 2},
        {"v": True},
        {"kind": "X"},
        {"at": "2026-11-03"},
        {"commitment": "00"},
        {"public": []},
        {"sample": 1},
        {"more": 1},
    ],
)
def test_what_is_no_leaf_is_refused(changed: dict[str, Any]) -> None:
    leaf = {**parse(a_leaf({"office": "PRD"})), **changed}
    with pytest.raises(Unsound):
        check_leaf(leaf)


@pytest.mark.parametrize(
    "changed",
    [{"at": "2026-13-03T04:30:00.000000Z"}, {"logged_at": "9999-12-31T23:59:59.000000Z"}, {"public": []}],
)
def test_bytes_that_are_no_leaf_stop_no_reader(changed: dict[str, Any]) -> None:
    leaf = a_leaf({"office": "PRD"})
    assert leaf_in(leaf) == parse(leaf)
    assert leaf_in(canonical({**parse(leaf), **changed})) is None
    for text in (b"", b"[" * 60_000, b"\xff", leaf.replace(b"PRD", b"\\ud800"), leaf + b" "):
        assert leaf_in(text) is None
