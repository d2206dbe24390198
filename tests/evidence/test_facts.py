"""Facts in words."""

from __future__ import annotations

from datetime import UTC, datetime

from vethanam.evidence.facts import Fact


def test_a_fact_is_said_in_both_languages() -> None:
    at = datetime(2026, 11, 3, 4, 30, tzinfo=UTC)
    fact = Fact("fact_approved", {"role": "law_officer", "at": at}, [3])
    said = fact.as_json(2, {3: "ab"})
    assert said["says"] == {
        "en": "It was approved on 03-11-2026 10:00:00 IST as law officer.",
        "ml": "ലോ ഓഫീസർ ആയി 03-11-2026 10:00:00 IST-ന് അംഗീകരിച്ചു.",
    }
    assert (said["number"], said["entries"]) == (2, ["ab"])
    assert said["values"] == {"role": "law_officer", "at": "2026-11-03T04:30:00.000000Z"}
    assert Fact("fact_cost", {"parts": 1200, "total_paise": 15_050}).says("en") == (
        "Cost of its short messages: 150.50 rupees for 1,200 parts."
    )
