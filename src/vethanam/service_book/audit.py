"""Tables of this room that ``vethanam check`` compares with the log."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from vethanam.journal.row_audit import NO_ACT

#: entries that write facts; the last is that of a generated State (``vethanam bench``)
_FACTS = ("fact_recorded", "fact_corrected", "facts_imported", "sheet.entered", "people_drawn")
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
            "service_book_taxchoice",
            "service_book_wage",
        ),
        _FACTS,
    ),
    "service_book_sheet": ("sheet.entered",),
    "service_book_sheetverification": ("sheet.verified",),
    "service_book_verification": ("facts_verified", "sheet.verified", "people_drawn"),
    # made by the first question for a commitment
    "service_book_accountsecret": NO_ACT,
}
