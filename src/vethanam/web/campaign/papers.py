"""The approvals of a message on paper: person, role, time, key, and the hashes under the signature."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from vethanam.documents.office_paper import OfficePaper, PaperRow, PaperTable
from vethanam.documents.payslip import Both
from vethanam.messaging.campaign_views import CampaignShown, Declined
from vethanam.messaging.given_approvals import GivenApproval
from vethanam.web.campaign.pages import ROLES, declined_pairs, pairs_of, state_of, title_of
from vethanam.web.parts import words
from vethanam.web.parts.bilingual import both
from vethanam.web.parts.view_values import Pair
from vethanam.web.restraint.pages import to_the_millisecond


def approvals_paper(
    one: CampaignShown,
    given: list[GivenApproval],
    declined: Declined | None,
    text_hash: str,
    at: datetime,
) -> OfficePaper:
    """The approvals of a message as they stand at an instant; ``text_hash`` is of the registered text."""
    return OfficePaper(
        title=both(lambda: _("Approvals of a message")),
        subject=one.reference,
        facts=[
            (both(lambda: _("Message")), both(lambda: title_of(one))),
            (both(lambda: _("State")), both(lambda: state_of(one)[1])),
            *pairs_on_paper(lambda: pairs_of(one, words.language())),
            *(pairs_on_paper(lambda: declined_pairs(declined)) if declined is not None else ()),
        ],
        says=list(_says(one, given)),
        tables=[_given(given), _hashes(one, text_hash)],
        signatures=[both(lambda: _("Place, date")), both(lambda: _("Officer"))],
        dated=localdate(at),
    )


def pairs_on_paper(pairs: Callable[[], Iterable[Pair]]) -> Iterator[tuple[Both, Both]]:
    """The pairs of a page in both languages, codes after their names."""
    with override("ml"):
        malayalam = [(str(one.label), _whole(one)) for one in pairs()]
    with override("en"):
        english = [(str(one.label), _whole(one)) for one in pairs()]
    for (label_ml, ml), (label, en) in zip(malayalam, english, strict=True):
        yield Both(label_ml, label), Both(ml, en)


def _whole(one: Pair) -> str:
    return " · ".join((str(one.text), *one.codes))


def _says(one: CampaignShown, given: list[GivenApproval]) -> Iterator[Both]:
    if given:
        yield both(
            lambda: _(
                "Each approval is a signature over the commitment: purpose, text, people, sender, channels "
                "and time. Changed, it would fit none."
            )
        )
    if one.missing and one.state == "waits":
        roles = one.missing
        yield both(
            lambda: (
                _("Not yet approved by: %(roles)s.") % {"roles": ", ".join(_(ROLES[role]) for role in roles)}
            )
        )


def _given(given: list[GivenApproval]) -> PaperTable:
    heads = [
        both(lambda: _("Approved by")), both(lambda: _("Signed at")), both(lambda: _("Key")),
        both(lambda: _("Entry in the record")),
    ]  # fmt: skip
    rows = [
        PaperRow(_by(one), [_instant(one.at), one.key, "–" if one.place is None else str(one.place)])
        for one in given
    ]
    return PaperTable(both(lambda: _("Approvals")), heads, rows, both(lambda: _("Nobody has approved it.")))


def _by(one: GivenApproval) -> Both:
    role = both(lambda: _(ROLES[one.role]))
    return Both(f"{one.name_ml or one.name} · {role.ml}", f"{one.name or one.name_ml} · {role.en}")


def _instant(at: datetime) -> str:
    with override("en"):
        return to_the_millisecond(at)


def _hashes(one: CampaignShown, text_hash: str) -> PaperTable:
    """The hashes of the registered text and of the words as they are sent, and the signed commitment.

    A hash of words is of subject, a line feed and body, in UTF-8.
    """
    words_sent = {
        language: hashlib.sha256(f"{shown.subject}\n{shown.body}".encode()).hexdigest()
        for language, shown in one.words.items()
    }
    rows = [
        PaperRow(both(lambda: _("The registered text")), [text_hash]),
        PaperRow(both(lambda: _("The Malayalam words")), [words_sent["ml"]]),
        PaperRow(both(lambda: _("The English words")), [words_sent["en"]]),
        PaperRow(both(lambda: _("Commitment")), [one.commitment]),
    ]
    heads = [both(lambda: _("Hash of")), Both("SHA-256", "SHA-256")]
    return PaperTable(both(lambda: _("Hashes")), heads, rows, both(lambda: _("None.")))
