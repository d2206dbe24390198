"""The papers of a transfer in both languages: the relieving report and the joining report."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from vethanam.documents.office_paper import OfficePaper
from vethanam.documents.payslip import Both
from vethanam.people.models import Employment
from vethanam.service_book.models import Posting
from vethanam.service_book.queries import Transfer
from vethanam.web.parts import words
from vethanam.web.parts.bilingual import both
from vethanam.web.parts.half_days import half_said
from vethanam.web.parts.people import name_on_paper, people_named


def transfer_of(transfers: list[Transfer], code: str) -> Transfer | None:
    """The last transfer from or to a drawing code."""
    return next((one for one in transfers if code in _codes(one)), None)


def _codes(one: Transfer) -> tuple[str, str]:
    return one.left.posting.drawing_code.code, one.joined.first.drawing_code.code


def relieving_paper(employment: Employment, found: Transfer, at: datetime) -> OfficePaper:
    """The relieving report of the former office: the half day of relief, and where the papers go."""
    says = [
        both(lambda: _("Relieved on %(half)s.") % {"half": half_said(found.relieved)}),
        both(lambda: _("Directed to report for duty at the office of the new posting.")),
        both(
            lambda: (
                _("The service book and the last pay certificate go to drawing code %(code)s.")
                % {"code": found.joined.first.drawing_code.code}
            )
        ),
    ]
    title = both(lambda: _("Relieving report"))
    return _paper(title, employment, found, says, at)


def joining_paper(employment: Employment, found: Transfer, at: datetime) -> OfficePaper:
    """The report of the office that she came to: the half day on which she joined, and whence."""
    says = [
        both(lambda: _("Joined duty on %(half)s.") % {"half": half_said(found.joined.since)}),
        both(lambda: _("Relieved at the former office on %(half)s.") % {"half": half_said(found.relieved)}),
    ]
    return _paper(both(lambda: _("Joining report")), employment, found, says, at)


def _paper(
    title: Both, employment: Employment, found: Transfer, says: list[Both], at: datetime
) -> OfficePaper:
    number = employment.number
    name = name_on_paper(people_named([number]).found.get(number))
    return OfficePaper(
        title=title,
        subject=f"PEN {number} · {' – '.join(_codes(found))}",
        facts=[
            (both(lambda: _("Name")), name),
            (Both("PEN", "PEN"), Both(number, number)),
            *_posting(both(lambda: _("Former posting")), found.left.posting),
            *_posting(both(lambda: _("New posting")), found.joined.first),
            *_order(found),
        ],
        says=says,
        tables=[],
        signatures=[
            both(lambda: _("Place, date")), both(lambda: _("Employee")), both(lambda: _("Head of office")),
        ],
        dated=localdate(at),
    )  # fmt: skip


def _posting(label: Both, posting: Posting) -> Iterator[tuple[Both, Both]]:
    post, office, code = posting.post, posting.office, posting.drawing_code.code
    ml = (post.designation_ml or post.designation, office.name_ml or office.name, code)
    yield label, Both(" · ".join(ml), f"{post.designation} · {office.name}")


def _order(found: Transfer) -> Iterator[tuple[Both, Both]]:
    if (order := found.order) is None:
        return
    dated = both(lambda: words.day(order.dated))
    label = both(lambda: _("Order of transfer"))
    yield label, Both(f"{order.number} · {dated.ml}", dated.en)
