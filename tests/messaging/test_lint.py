"""A text without its sentences beyond facts still reads well."""

from __future__ import annotations

import pytest

from vethanam.messaging.lint import findings, without


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Pay came. Celebrate! It is in your account.", "Pay came. It is in your account."),
        ("Celebrate! Pay came.", "Pay came."),
        ("Pay came. Celebrate! Celebrate!", "Pay came."),
        ("Pay came.\nCelebrate! It is in your account.", "Pay came.\nIt is in your account."),
        ("Pay came. Celebrate!\nIt is in your account.", "Pay came.\nIt is in your account."),
        ("Pay came.\n\nCelebrate!\n\nIt is in your account.", "Pay came.\n\nIt is in your account."),
        ("Pay came. It is in your account.", "Pay came. It is in your account."),
    ],
)
def test_a_sentence_is_cut_out_whole(text: str, left: str) -> None:
    assert without(text, findings(text, "en")) == left
