"""The people of a request as the permit takes them: classes, contacts, opt-outs and consents, read at once for all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from vethanam.messaging.cohorts import classes_of
from vethanam.privacy.consents import consents_by_person, opt_ins_of
from vethanam.privacy.permit import Subject
from vethanam.privacy.purposes import SERVICE_BOOK
from vethanam.privacy.queries import contact_states, messages_this_month, stopped_channels


def subjects_of(
    persons: Sequence[int],
    channels: Sequence[str],
    purpose: str,
    *,
    at: datetime,
    sender: str = "",
    controller: str = "",
    sources: Sequence[str] = (SERVICE_BOOK,),
    before: int | None = None,
) -> list[Subject]:
    """One subject for each person, in their order, as the permit asks of her at an instant.

    ``controller`` is the office that the use is made for, ``sources`` the registers its contacts come from; ``before`` a use
    that is asked about again, so that it and later ones do not count among the messages she has had.
    """  # fmt: skip
    classes, stopped = classes_of(persons), stopped_channels(persons, purpose, sender)
    states = contact_states(persons, channels, purpose, sources)
    consents = consents_by_person(persons, purpose, controller)
    had = messages_this_month(persons, purpose, at, before)
    opt_ins = opt_ins_of(persons, sender) if "whatsapp" in channels else {}
    return [
        Subject(
            id=str(person), kind=classes[person][0], also=classes[person][1:], contacts=states[person],
            stopped=stopped.get(person, frozenset()), consent=consents.get(person), opt_ins=opt_ins.get(person, {}),
            had_this_month=had.get(person, 0),
        )
        for person in persons
    ]  # fmt: skip
