"""What fills the text of a message for each person, the letter it becomes, and its handing over. Nothing here opens a contact."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence

from django.db import connection

from vethanam.bulk import array_of
from vethanam.messaging.fence import Fence
from vethanam.messaging.gateways.letter import Fate, Gateway, Handed, Letter, Posted, sender_of
from vethanam.messaging.outbox import KEPT_BACK, Claimed
from vethanam.messaging.proving import ProvenUse
from vethanam.messaging.returned import Inbox
from vethanam.messaging.templates import LANGUAGES, render_in, render_short

log = logging.getLogger("vethanam.messaging")

# What each of some persons is told by a use: of a credit, or of a contact of hers.
_TOLD = """
SELECT person_id, "values" FROM messaging_intimation WHERE use_id = %(use)s AND person_id = ANY (%(persons)s::bigint[])
UNION ALL
SELECT person_id, "values" FROM messaging_contactnotice WHERE use_id = %(use)s AND person_id = ANY (%(persons)s::bigint[])
"""
_LANGUAGES = "SELECT id, language FROM people_person WHERE id = ANY (%s::bigint[])"


def values_told(proven: ProvenUse, persons: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
    """What fills the text for each person: the same for all of a campaign, else what she is told of."""
    if proven.values is not None:
        return dict.fromkeys(persons, proven.values)
    with connection.cursor() as cursor:
        cursor.execute(_TOLD, {"use": proven.use.pk, "persons": array_of(persons)})
        return {person: json.loads(values) for person, values in cursor.fetchall()}


def languages_of(persons: Sequence[int]) -> Mapping[int, str]:
    """The language each person reads first."""
    with connection.cursor() as cursor:
        cursor.execute(_LANGUAGES, [array_of(persons)])
        return dict(cursor.fetchall())


def letter_of(
    proven: ProvenUse, one: Claimed, told: Mapping[str, str], language: str, inbox: Inbox | None
) -> Letter:
    """Both languages in one letter, the person's own first; a short message is short, and in her own alone."""
    first = language if language in LANGUAGES else LANGUAGES[0]
    is_short = one.channel == "sms"
    order = (first, *(other for other in LANGUAGES if other != first and not is_short))
    parts = render_in(proven.text, told, order)
    body = render_short(proven.text, told, first) if is_short else "\n".join(part.body for part in parts)
    sender = sender_of(proven.use.sender)
    return Letter(
        id=f"{one.id}.{proven.use.reference}",
        sender=sender,
        languages=order,
        subject=parts[0].subject,
        body=body,
        returns_to=inbox.address_of(one.id, sender.mail) if inbox and one.channel == "email" else "",
    )


def hand_over(gateway: Gateway, post: Sequence[Posted], fence: Fence) -> dict[int, Handed]:
    """What became of each letter; one that was not begun waits again."""
    handed: dict[int, Handed] = {}
    otherwise = Handed(Fate.TEMPORARY, KEPT_BACK)
    try:
        gateway.hand_over(post, fence, handed.__setitem__)
    except Exception as error:  # noqa: BLE001 - whatever breaks in a gateway, the letters may have left
        log.error(
            "The %s gateway failed with %s; its messages are listed as uncertain.",
            gateway.channel,
            type(error).__name__,
        )
        otherwise = Handed(Fate.UNCERTAIN, type(error).__name__)
    return {one.id: handed.get(one.id, otherwise) for one in post}
