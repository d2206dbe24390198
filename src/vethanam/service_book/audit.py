"""Tables of this room that ``vethanam check`` compares with the log."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from vethanam.journal.row_audit import ANY_ACT

#: tables compared with the log, and the kinds of entry under which an act writes their rows
ROWS: Mapping[str, Collection[str]] = {
    **dict.fromkeys(
        (
            "service_book_absence",
            "service_book_attendance",
            "service_book_authorisedrate",
            "service_book_death",
            "service_book_guardianship",
            "service_book_leaveaccount",
            "service_book_membership",
            "service_book_obligation",
            "service_book_pay",
            "service_book_payeeaccount",
            "service_book_posting",
            "service_book_quarters",
            "service_book_recoverysuspension",
            "service_book_servicespell",
            "service_book_sheet",
            "service_book_sheetverification",
            "service_book_taxchoice",
            "service_book_verification",
            "service_book_wage",
        ),
        ANY_ACT,
    ),
}
