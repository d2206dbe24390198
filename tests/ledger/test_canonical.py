import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vethanam.errors import Unsound
from vethanam.ledger.canonical import canonical, canonical_around, parse

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abz_.09", max_size=5), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(values)
def test_one_value_has_one_spelling_and_is_read_back(value: Any) -> None:
    text = canonical(value)
    assert parse(text) == value
    assert canonical(json.loads(json.dumps(value))) == text


@given(
    st.dictionaries(st.text("abz_.09", max_size=5), values, max_size=4),
    st.dictionaries(st.text("abz_.09", max_size=5), values, min_size=1, max_size=3),
)
def test_a_text_joined_from_its_parts_is_that_of_the_whole(
    alike: dict[str, Any], own: dict[str, Any]
) -> None:
    parts = canonical_around(alike, own)
    own_texts = [canonical(own[name]).decode() for name in sorted(own)]
    joined = parts[0] + "".join(text + part for text, part in zip(own_texts, parts[1:], strict=True))
    assert joined.encode() == canonical({**alike, **own})


def test_parts_are_refused_as_a_whole_is() -> None:
    refused: list[tuple[Any, list[str]]] = [({"a": 0.5}, ["b"]), ({"വ": 1}, ["b"]), ({}, ["വ"])]
    for members, names in refused:
        with pytest.raises(Unsound):
            canonical_around(members, names)


def test_members_are_sorted_and_text_is_plain() -> None:
    assert canonical({"b": "വേതനം", "a": [True, None, -1, '\n\x1f"']}).decode() == (
        '{"a":[true,null,-1,"\\n\\u001f\\""],"b":"വേതനം"}'
    )


@pytest.mark.parametrize(
    "value", [1.0, {"a": 0.5}, 2**53, -(2**53), {"വ": 1}, {1: 2}, date(2026, 1, 1), b"", "\ud800", {"a": {1}}]
)
def test_what_has_no_exact_form_is_refused(value: Any) -> None:
    with pytest.raises(Unsound):
        canonical(value)


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1}', '{"b":1,"a":2}', '{"a":1,"a":1}', '{"a":1.0}', '{"a":1e3}', '{"a":NaN}', '{"a":-0}',
        '{"a":"\\u0041"}', '{"a":"\\/"}', '{"a":1}\n', '{"a":9007199254740992}', '{"a":"\\ud800"}', "", "[",
        "[" * 100_000,
        "[" * 66 + "]" * 66,
        '{"a":"\\u001F"}', '{"a":' + "9" * 5000 + "}",
    ],
)  # fmt: skip
def test_every_other_spelling_is_refused(text: str) -> None:
    with pytest.raises(Unsound):
        parse(text.encode())


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(Unsound):
        parse(b'{"a":"\xff"}')
