"""What is wrong with a row of a file of employees, as the service book says it; each has its Malayalam.

As in :mod:`vethanam.web.refusals`: what fills a place is taken over as it stands.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop

REFUSALS_OF_FILES: tuple[str, ...] = (
    gettext_noop("The file has no header. Download the template and fill it."),
    gettext_noop("is not a column of this file. Use the names of the template."),
    gettext_noop("is missing. Every file has this column."),
    gettext_noop("stands twice. Keep one of them."),
    gettext_noop("is empty. Every row fills this column."),
    gettext_noop("has %(cells)s cells, the header %(columns)s. Check commas and quotation marks."),
    gettext_noop("begins like a formula of a spreadsheet. Write the plain text."),
    gettext_noop("is not a date. Write year-month-day, such as 2026-10-17."),
    gettext_noop("is negative. Enter an amount of zero or more, in rupees."),
    gettext_noop("is zero. Enter the pay in rupees, or leave the cell empty."),
    gettext_noop("is not a whole number."),
    gettext_noop("is not the number of a month. Write 1 to 12."),
    gettext_noop("is neither yes nor no."),
    gettext_noop("is not known. Use one of: %(words)s."),
    gettext_noop("is not an account number of 6 to 20 digits. The value is not shown here."),
    gettext_noop("is empty. Pay on a scale needs revision, scale and basic pay."),
    gettext_noop("is empty. Consolidated pay needs the sum a month."),
    gettext_noop("is empty. A wage needs its rate a day or an hour."),
    gettext_noop("is not a scale of revision %(revision)s. Check the scale in the posting order."),
    gettext_noop(
        "looks like a phone number or an e-mail address, which have columns of their own. The value is not shown here."
    ),
    gettext_noop("%(pay)s is not a stage of %(scale)s. The nearest stages are %(below)s and %(above)s."),
    gettext_noop("%(pay)s is not a stage of %(scale)s. The nearest stage is %(stage)s."),
    gettext_noop("“%(code)s” is not a known code. Register the %(what)s first, or correct the code."),
    gettext_noop(
        "was %(age)s on joining on %(joined)s; service begins between %(youngest)s and %(oldest)s. Check both dates."
    ),
    gettext_noop("was born on %(born)s, not before joining on %(joined)s. Check both dates."),
    gettext_noop("was born on %(born)s, after today. Enter the date of birth in the service book."),
    gettext_noop("joins on %(joined)s, more than a year after today. Check the date of joining."),
    gettext_noop("ends on %(ends)s, before joining on %(joined)s. Check both dates."),
    gettext_noop(
        "%(number)s belongs to another person (name or date of birth differ). A number is given once."
    ),
    gettext_noop("%(number)s stands in row %(row)s too. A number is given once."),
    gettext_noop("is no IFSC. Write four letters, a zero and six letters or digits, such as SMPL0000012."),
    gettext_noop("stands in row %(row)s too, for the same employee and month. Keep one of them."),
    gettext_noop("is %(day)s, after today. Check the date of the voucher."),
    gettext_noop("is %(day)s, before %(month)s begins. Check the month and the date of the voucher."),
    gettext_noop(
        "is %(there)s on record for this voucher, %(here)s here. Correct the row, or have the entry on record corrected."
    ),
)
