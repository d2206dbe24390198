"""The faults of a proposed order, by its line in the form."""

from __future__ import annotations

from vethanam.errors import Sentence


def of_the_draft(sentence: Sentence) -> Sentence:
    """The sentence led by the draft's line only, because a form has no file."""
    places = [
        Sentence("draft_line", place.facts) if isinstance(place, Sentence) else place
        for place in sentence.facts.get("within", ())
    ]
    return Sentence(sentence.code, {**sentence.facts, "within": places})
