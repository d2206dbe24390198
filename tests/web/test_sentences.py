"""Words of the rules as a page says them."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from vethanam.web.sentences import fact_name


@pytest.mark.parametrize("name", ["basic_pay", "dearness_allowance"])
def test_an_earning_before_it_is_rounded_has_the_earnings_name(name: str) -> None:
    for language in ("en", "ml"):
        with override(language):
            assert fact_name(f"{name}_exact") == fact_name(f"on.{name}") != name
