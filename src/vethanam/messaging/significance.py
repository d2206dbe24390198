"""Whether the Central Government notified the State as a significant fiduciary, which needs assessments."""

from __future__ import annotations

from vethanam.people.models import StateSetting
from vethanam.people.queries import state_setting

#: words of the setting that say that no notification stands
NONE = ("none", "-")


def is_significant() -> bool:
    """Whether two administrators entered the number of a notification."""
    found = state_setting(StateSetting.Name.SIGNIFICANT_FIDUCIARY)
    return found is not None and found.text.strip().casefold() not in NONE
