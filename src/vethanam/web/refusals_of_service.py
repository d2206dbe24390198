"""Why an entry, an order or an appointment was refused, as the rooms below say it; each has its Malayalam.

What is wrong with an entry or an institution comes as ends of one sentence: each is said by itself, and its days as days.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop

REFUSALS_OF_SERVICE: tuple[str, ...] = (
    gettext_noop("Employee %(number)s: %(entry)s. Nothing was recorded."),
    gettext_noop(
        "Employee %(number)s was never posted under %(code)s. The office that draws her pay enters this, or the department."
    ),
    gettext_noop("This fact has been corrected already. Correct the later one."),
    gettext_noop(
        "Employee %(number)s: the %(kind)s of %(day)s was entered by the same account. Another person verifies it."
    ),
    gettext_noop(
        "%(employee)s: the office of %(codes)s has the service book now. An officer of that office writes in it."
    ),
    gettext_noop("“%(kind)s” is not a fact of the service book. Use one of: %(kinds)s."),
    gettext_noop("An order needs its number. Enter it as printed, such as G.O.(P) No.1/2026/Fin."),
    gettext_noop("The number of an order has at most %(most)s characters. Enter it as printed."),
    gettext_noop("Order %(order)s is dated %(day)s, after today. Check the date of the order."),
    gettext_noop("“%(state)s” is not an effect of an order. Use one of: %(states)s."),
    gettext_noop("The appointment began on %(day)s. Choose a last day from then on."),
    gettext_noop("This appointment has been ended already."),
    gettext_noop(
        "Only the officer who holds an appointment hands it over, or the controlling officer of the same office."
    ),
    gettext_noop("No person stands behind %(account)s. Bills are signed by persons; choose an officer's account."),
    gettext_noop("An office is handed over to another person than its holder. Choose one."),
    gettext_noop("Only the officer who holds an appointment can delegate its powers."),
    gettext_noop("A power cannot be delegated to the officer who holds it. Choose another person."),
    gettext_noop("“%(power)s” is no power that can be lent. Use one of: %(powers)s."),
    gettext_noop("The delegation ends before it begins. Check both dates."),
    gettext_noop("Only the officer who delegated a power can end it."),
    gettext_noop("The file has people of drawing code %(codes)s; this appointment is for %(own)s. Nothing was imported."),
)  # fmt: skip
#: ends of a sentence about an entry or an institution; one may have a semicolon of its own
FAULTS: tuple[str, ...] = (
    gettext_noop("ends on %(until)s, before it begins on %(since)s"),
    gettext_noop("cites no order; enter the order's number and date"),
    gettext_noop("begins on %(since)s, not after the date of birth"),
    gettext_noop("begins on %(since)s, before joining on %(joined)s"),
    gettext_noop("has no account number; enter it"),
    gettext_noop("has no %(columns)s; enter it"),
    gettext_noop("has %(column)s below zero; correct it"),
    gettext_noop("is for the tax year “%(year)s”; write it as 2026-27"),
    gettext_noop(
        "is a money order with an account number; leave it out, the branch is the post office's PIN"
    ),
    gettext_noop("is sent on to half an account; enter its branch and its number"),
    gettext_noop("is sent on, which only a treasury savings account is; leave the onward account out"),
    gettext_noop(
        "has %(branch)s that is no IFSC; write four capital letters, a zero and six capital letters or digits, such as "
        "SMPL0000012"
    ),
    gettext_noop("is a money order to no post office; write the PIN code of one, six digits"),
    gettext_noop(
        "has a number that no fund gives; write it with letters and digits, as on its card, pass book or policy, and no phone "
        "number or e-mail address"
    ),
    gettext_noop("ends on %(until)s, after the age of %(age)s; leave the end out where nobody knows it"),
    gettext_noop(
        "has %(count)s instalments of %(instalment)s, which do not reach the %(principal)s owed in all; correct one of them"
    ),
    gettext_noop(
        "has %(count)s instalments of %(instalment)s, more than the %(owed)s owed with interest; correct one of them"
    ),
    gettext_noop("has %(days)s days, and the month has %(length)s from %(since)s on; correct one of them"),
    gettext_noop("has %(hours)s hours, and the month has %(length)s from %(since)s on; correct one of them"),
    gettext_noop(
        "lies on days of the leave or suspension from %(since)s to %(until)s; correct or end one of them"
    ),
    gettext_noop(
        "lies on days of the leave or suspension from %(since)s, which has no end; correct or end one of them"
    ),
    gettext_noop(
        "is of the %(fund)s on days of the membership of the %(other)s from %(since)s; an employee subscribes to one of the "
        "two, so end or correct one"
    ),
    gettext_noop("has no name of up to 120 letters"),
    gettext_noop("is of no known kind; choose %(kinds)s"),
    gettext_noop(
        "has no branch code: an IFSC is four letters, a zero and six letters or digits, such as SMPL0000060; a treasury has its "
        "own code"
    ),
    gettext_noop("has no account number of 6 to 20 letters and digits"),
)
