"""The causes of a suspension, an end and a restoration that an officer states."""

from __future__ import annotations

from vethanam.benefits.models import StandingEvent

_Cause = StandingEvent.Cause
SUSPENDS = (
    _Cause.NOT_MUSTERED, _Cause.NOT_ELIGIBLE, _Cause.COURT_STAY, _Cause.DUPLICATE, _Cause.OTHER_PENSION,
)  # fmt: skip
ENDS = (_Cause.NOT_ELIGIBLE, _Cause.DUPLICATE, _Cause.OTHER_PENSION, _Cause.GIVEN_UP)
RESTORES = (_Cause.CAUSE_GONE, _Cause.MUSTERED, _Cause.ALIVE)
