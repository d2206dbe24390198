"""Awards of people who are reported dead. That a person lives counts by a signature, and not by rows.

Every report and every end by a death stands in a row that nobody takes back. It stops a payment until an
officer has signed, with the route of the person, that she lives.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from vethanam.benefits.models import AwardNow, StandingEvent

#: code of the fault of a leg with a stopped award
STOPPED = "award_stopped"
_DEATHS = (StandingEvent.Cause.DEATH_REPORTED, StandingEvent.Cause.DEATH)
_STOPS = (StandingEvent.Event.SUSPENDED, StandingEvent.Event.ENDED)


def awards_of_the_dead(lifted: Mapping[int, Collection[int]]) -> set[int]:
    """The awards, among these, with a stop by a death; for each, the stops that an officer signed to be
    lifted.
    """
    now = AwardNow.objects.filter(award__in=list(lifted), cause__in=_DEATHS, state__in=_STOPS)
    stops = StandingEvent.objects.filter(award__in=list(lifted), cause__in=_DEATHS, event__in=_STOPS)
    unsigned = {award for award, stop in stops.values_list("award", "pk") if stop not in lifted[award]}
    return {*now.values_list("award", flat=True), *unsigned}
