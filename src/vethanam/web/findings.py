"""What a month's findings say, as the rooms below word them, by their codes; each has its Malayalam.

A sentence is found again by its template, and what stands at its places is said in the language of the page where a page has a
word for it: months and days, components, kinds of entries, units. What a sentence quotes of another, such as the words of a
parameter or what a file calls a scale, stays as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, gettext_noop

from vethanam.periods import Month
from vethanam.web import words
from vethanam.web.refusals import found_in

#: sentences of a finding by its code
FINDINGS: Mapping[str, tuple[str, ...]] = {
    # of the service book; each begins with its month
    "no_posting": (
        gettext_noop("No office has the person on %(day)s. Enter the joining date at the office."),
    ),
    "no_pay": (gettext_noop("No pay is recorded for %(day)s. Enter the pay with its order."),),
    "no_wage": (
        gettext_noop("No wage is recorded. Enter the rate with its order."),
        gettext_noop("No wage is recorded for the %(unit)s from %(day)s on. Enter the rate with its order."),
    ),
    "no_attendance": (
        gettext_noop("No attendance is recorded. Enter the %(unit)s worked, 0 where there were none."),
    ),
    "attendance_not_sensible": (
        gettext_noop("%(days)s days are entered for a month of %(length)s. Correct the attendance."),
        gettext_noop("%(days)s days are entered for the %(length)s from %(day)s on. Correct the attendance."),
        gettext_noop("%(worked)s days or hours in a month cannot be worked. Correct the attendance."),
    ),
    "wage_changes": (
        gettext_noop(
            "The wage changes on %(day)s. Enter the %(unit)s worked from that day on as attendance from %(day_then)s, and "
            "those before it as attendance from %(day_before)s."
        ),
    ),
    "open_absence": (
        gettext_noop(
            "Leave (%(kind)s) from %(day)s has no end date. Enter it, or hold this person for the month."
        ),
    ),
    "two_absences": (
        gettext_noop(
            "Two entries of leave or suspension hold %(day)s, from %(day_first)s and from %(day_then)s. Correct or end one of "
            "them."
        ),
    ),
    "two_funds": (
        gettext_noop(
            "The person is a member of two funds: %(one)s from %(day)s, %(other)s from %(day_then)s. An employee subscribes to "
            "one of the two. End one of them, or take it back."
        ),
    ),
    "unverified": (
        gettext_noop(
            "The %(kind)s from %(day)s is not verified. Another person checks it against its order."
        ),
    ),
    "memberships_ended": (
        gettext_noop(
            "Memberships ended with the service that ended on %(day)s: %(funds)s. Nothing is taken for them in the service "
            "from %(day_then)s. Record those that she has in it."
        ),
    ),
    # of the facts of a month
    "days_outside_month": (
        gettext_noop(
            "Days from %(day)s to %(day_last)s do not lie in %(month)s. Correct the dates of the fact."
        ),
    ),
    "days_twice": (
        gettext_noop(
            "%(day)s is in two segments of the month, or in a part after a later one. Correct the days or the parts."
        ),
    ),
    "month_twice": (gettext_noop("The month has two records for this employment. Keep one of them."),),
    "fact_missing": (gettext_noop("The segment from %(day)s has no %(fact)s. Record it."),),
    "birth_contradicts_joining": (
        gettext_noop(
            "Born on %(day)s and in service on %(day_then)s: service begins at %(age)s or later. Correct one of the dates."
        ),
    ),
    "birth_not_sensible": (
        gettext_noop(
            "Born on %(day)s and in service on %(day_then)s: nobody serves at %(age)s. Correct the date of birth."
        ),
    ),
    "days_after_service": (
        gettext_noop(
            "Service ended on %(day)s, but there are days up to %(day_last)s. Pay stops with service; correct the days or "
            "the end."
        ),
    ),
    "unknown_word": (gettext_noop("%(word)s is not a %(fact)s. Known are: %(known)s."),),
    "amount_not_sensible": (
        gettext_noop("%(fact)s of %(amount)s paise is below zero or above one crore rupees. Correct it."),
    ),
    "unknown_earning": (gettext_noop("%(word)s is not an earning of this pack. Known are: %(known)s."),),
    "stated_twice": (gettext_noop("%(component)s is stated twice for %(day)s. End the earlier rate first."),),
    "service_not_in_pack": (
        gettext_noop(
            "The pack %(pack)s has no rules for the %(service)s service. Assess it by its own pack."
        ),
    ),
    "fund_not_in_pack": (
        gettext_noop(
            "The pack %(pack)s has no rule for the fund %(fund)s. Enter the membership by one it has: %(known)s."
        ),
    ),
    "membership_twice": (
        gettext_noop("The membership of %(fund)s stands twice in the month. Keep one of them."),
    ),
    "recovery_not_in_pack": (
        gettext_noop(
            "The pack %(pack)s has no rule for a recovery of the kind %(component)s. Enter it by a kind it has."
        ),
    ),
    "no_month": (
        gettext_noop(
            "There are days of service but no record of the month. Record her date of birth and memberships."
        ),
    ),
    "no_days": (
        gettext_noop(
            "A rate or attendance stands for a part of the month that has no days of service. Correct the part."
        ),
    ),
    "deductions_carried": (
        gettext_noop(
            "Pay does not reach for %(count)s of the deductions; %(amount)s rupees are not taken this month."
        ),
    ),
    # of the rules of a State
    "unknown_scale": (
        gettext_noop("Pay on a scale names no scale. Record the scale and its revision."),
        gettext_noop(
            "%(scale)s is not a scale of the %(revision)sth revision. Correct the scale, or its revision."
        ),
        gettext_noop(
            "Pay in a level names no level of the %(revision)sth commission's pay matrix. Record the level, such as 6, and "
            "revision %(again)s."
        ),
    ),
    "outside_scale": (
        gettext_noop(
            "Basic pay %(pay)s lies outside the scale %(first)s to %(last)s. Check the fixation order."
        ),
    ),
    "not_a_stage": (
        gettext_noop(
            "Basic pay %(pay)s is not a stage of the scale. The nearest stages are %(stages)s. Check the fixation order."
        ),
        gettext_noop(
            "Basic pay %(pay)s is not a cell of level %(level)s. The nearest are %(stages)s. Check the fixation order."
        ),
    ),
    "gpf_not_stated": (
        gettext_noop(
            "A member of the provident fund has no subscription on record, so none is taken. Record it."
        ),
    ),
    "gpf_below_minimum": (
        gettext_noop(
            "Provident fund subscription %(amount)s is below the least of %(least)s, which is %(rate)s per cent of %(base)s. "
            "Taken as stated; ask for a revised one."
        ),
    ),
    "gpf_above_maximum": (
        gettext_noop(
            "Provident fund subscription %(amount)s is above the basic pay %(base)s. Taken as stated; ask for a revised one."
        ),
    ),
    "sli_below_minimum": (
        gettext_noop(
            "State Life Insurance premiums of %(amount)s are below the least of %(least)s for this pay. A further policy is "
            "due; the sum stated is taken."
        ),
    ),
    "scheme_contradicts_joining": (
        gettext_noop(
            "Joined on %(day)s, so the contributory pension applies, but the record says provident fund. Correct one of them."
        ),
    ),
    "no_fund": (
        gettext_noop(
            "Joined on %(day)s, and the record has neither the contributory pension nor the provident fund: nothing is taken for "
            "either. Record the membership."
        ),
    ),
    "scale_not_in_pack": (
        gettext_noop(
            "The pack has no scales of the %(service)s service; basic pay %(pay)s was taken as stated."
        ),
    ),
    "subsistence_outside_bounds": (
        gettext_noop(
            "Subsistence is varied to %(rate)s per cent; the rule allows %(least)s to %(most)s. Paid as the order states; "
            "have the order checked."
        ),
    ),
    "subsistence_varied_early": (
        gettext_noop(
            "Subsistence is varied to %(rate)s per cent within the first %(count)s months of suspension. Paid as the order "
            "states; have the order checked."
        ),
    ),
    "suspension_not_in_pack": (
        gettext_noop(
            "The pack has no rule for pay in suspension (Fundamental Rule 53). Work this month out by hand."
        ),
    ),
    "provident_fund_not_in_pack": (
        gettext_noop("The pack has no rule for the provident fund. Work this month out by hand."),
    ),
    "tax_not_in_pack": (
        gettext_noop(
            "The pack works out no income tax, so none is deducted here. Have it settled elsewhere."
        ),
    ),
    # of a run and its bills
    "no_account": (
        gettext_noop(
            "No account is recorded. The bill can be passed; the pay waits at the treasury until an account is entered."
        ),
    ),
    "no_head": (
        gettext_noop(
            "%(count)s people are drawn in bills of class %(title)s, for which no head of account is arranged. Enter the "
            "arrangement."
        ),
        gettext_noop(
            "1 person is drawn in bills of class %(title)s, for which no head of account is arranged. Enter the arrangement."
        ),
        gettext_noop("No head of account is arranged for the class of bill. Arrange it."),
    ),
    "not_explained": (
        gettext_noop(
            "%(component)s: %(before)s in %(month)s, %(now)s now. No entry says why the lines began or ended. Correct the "
            "entry, or accept the change with a reason."
        ),
        gettext_noop(
            "%(component)s: %(before)s in %(month)s, %(now)s now. The line stopped; no order or entry says why. Correct the "
            "entry, or accept the change with a reason."
        ),
    ),
    "drawn_otherwise": (
        gettext_noop(
            "%(month)s was drawn otherwise than the service book gives it now: %(components)s. What is owed for it is an "
            "arrear or an over-payment of that month."
        ),
    ),
    "order_does_not_hold": (
        gettext_noop(
            "%(order)s does not hold from %(day)s, and figures of the rulebook by it still count: %(figures)s. The figure "
            "before it comes back by a value: add one to each of these files, with_effect_from %(since)s, unless the order "
            "of the court gives another figure. Or sign this off with a reason."
        ),
        gettext_noop(
            "%(order)s does not hold from %(day)s, and figures of the rulebook by it still count: %(figures)s. Enter what "
            "the person is to draw as an authorised rate from %(day_then)s. Or sign this off with a reason."
        ),
        gettext_noop(
            "The arrears of %(order)s are not claimed: the order does not hold. They can be claimed when it holds again; "
            "what was drawn by it comes back by an order only."
        ),
    ),
    "line_held": (
        gettext_noop("%(component)s is held, because what it rests on is. %(cause)s"),
        gettext_noop("%(component)s is held: a fact it needs is not on record."),
        gettext_noop("%(component)s is held: the service book does not say the %(fact)s. Record it."),
        gettext_noop(
            "%(component)s is held. %(about)s: not known%(which)s. Missing: %(order)s. Add that order to the parameters."
        ),
        gettext_noop(
            "%(component)s is held. %(about)s: no order in the pack gives it%(which)s. Add the order to the parameters."
        ),
    ),
    "carried_forward": (
        gettext_noop(
            "%(component)s: pay did not reach for %(amount)s of %(month)s. It is spread over the later payments of the tax "
            "year."
        ),
        gettext_noop(
            "%(component)s: pay did not reach for %(amount)s of %(month)s. It stays in the balance, and instalments go on "
            "until that is paid."
        ),
        gettext_noop(
            "%(component)s: pay did not reach for %(amount)s of %(month)s. No rule takes it later by itself: enter it as an "
            "obligation of a month with pay, with its order, or have the person pay it."
        ),
    ),
    "claimed_above_due": (
        gettext_noop(
            "%(component)s, %(month)s: bill %(bill)s asks %(amount)s, %(due)s is due by what is known now. Cancel that bill "
            "and make another before the treasury passes it."
        ),
        gettext_noop(
            "%(component)s, %(month)s: a claim asks %(amount)s, %(due)s is due by what is known now. Cancel that bill and "
            "make another before the treasury passes it."
        ),
    ),
    "deducted_too_little": (
        gettext_noop(
            "%(component)s, %(month)s: %(amount)s more is to be taken, and the pay is drawn already. Enter it as an "
            "obligation of a later month, with its order."
        ),
    ),
    "drawn_above_due": (
        gettext_noop(
            "%(component)s, %(month)s: %(amount)s was drawn, %(due)s is due by what is known now; %(more)s too much. It is "
            "recovered or given back only by notice and order."
        ),
        gettext_noop(
            "%(component)s, %(month)s: %(amount)s was taken, %(due)s is due by what is known now; %(more)s too much. It is "
            "recovered or given back only by notice and order."
        ),
        gettext_noop(
            "%(component)s, %(month)s: %(amount)s more was drawn than is due by what is known now. It is recovered only by "
            "notice and order: record the order as a recovery of over-payment with its instalments."
        ),
        gettext_noop(
            "%(component)s, %(month)s: %(amount)s more was drawn than is due by what is known now. An order recovers "
            "%(ordered)s of this person's pay; %(taken)s is recovered."
        ),
    ),
    "dues_left": (
        gettext_noop(
            "Service ends on %(day)s, and after this month's bill is still owed: %(dues)s. State it in the liability "
            "certificate, and tell the person. What Government is owed is adjusted against the gratuity (Kerala Service "
            "Rules, Part III, rule 3, notes 2 and 3), a loan of the provident fund or of State Life Insurance against that; "
            "other payees are told."
        ),
    ),
    "pay_after_death": (
        gettext_noop(
            "Died on %(day)s: what is due is for the nominee or the legal heirs, and the account on record is the person's "
            "own. Record theirs, from a day after the death; dues of the deceased are claimed in form TR 59(C). Hold the pay "
            "until then, or sign this off with a reason."
        ),
        gettext_noop(
            "The arrears of %(order)s are not claimed. Died on %(day)s: what is due is for the nominee or the legal heirs, "
            "and the account on record is the person's own. Record theirs, from a day after the death; dues of the deceased "
            "are claimed in form TR 59(C)."
        ),
    ),
    "attachment_ended": (
        gettext_noop(
            "In %(months)s months something was taken by this decree, as many as there may be: the salary is finally exempt "
            "from it, and nothing is taken any more. Tell the court, and enter the end of the attachment."
        ),
    ),
    "account_shared": (
        gettext_noop(
            "The same account is named for 1 other person (%(numbers)s). An account that spouses hold together, or a guardian "
            "with a child, is lawful: compare the passbook before the bill is made."
        ),
        gettext_noop(
            "The same account is named for %(count)s other people (%(numbers)s). An account that spouses hold together, or a "
            "guardian with a child, is lawful: compare the passbook before the bill is made."
        ),
    ),
    # of arrears
    "set_off": (
        gettext_noop(
            "%(component)s, %(month)s: %(amount)s was drawn that is not due by what is known now. It is set off against "
            "what the same order gives."
        ),
    ),
    "no_order": (
        gettext_noop(
            "%(component)s, %(month)s: %(amount)s is owed and no order says why. Compute the month again, or enter the order."
        ),
    ),
    "no_provident_fund": (
        gettext_noop(
            "The arrears of %(order)s go to the provident fund, and no account is recorded. Enter the membership."
        ),
    ),
    "arrears_not_taxed": (
        gettext_noop(
            "Arrears of %(gross)s are received in %(year)s, and its last pay is made: no income tax is deducted from them. "
            "They add %(tax)s to the tax of that year, before relief. Have it paid by challan before the bill is presented, "
            "and state it in the certificate of tax deducted."
        ),
    ),
}
#: the same sentences, said of what is asked too low
ALIKE: Mapping[str, str] = {"claimed_below_due": "claimed_above_due"}
_MONTH_FIRST = re.compile(r"(?P<month>[A-Z][a-z]+ \d{4})\. (?P<said>.+)", re.DOTALL)
_FORMS = ("%d %b %Y", "%Y-%m-%d", "%d %b")


def finding_in_words(code: str, said: str, named: Callable[[str], str], component: str = "") -> str | None:
    """A finding in the language of the page; None where no sentence of its code is this one.

    ``named`` says a component, a kind of entry or a fact by its code; ``component`` is the code of the finding's own.
    """
    templates = FINDINGS.get(ALIKE.get(code, code), ())
    if found := found_in(said, templates):
        return _said(*found, named, component)
    if (first := _MONTH_FIRST.fullmatch(said)) and (found := found_in(first["said"], templates)):
        return f"{_month(first['month'])}. {_said(*found, named, component)}"
    return None


def _said(template: str, places: Mapping[str, str], named: Callable[[str], str], component: str) -> str:
    def word(place: str, given: str) -> str:
        if place == "component":
            return named(component or _code_of(given))
        if place == "dues":
            return ", ".join(_due(one, named) for one in given.split(", "))
        if place == "components":
            return ", ".join(named(_code_of(one)) for one in given.split(", "))
        if place in ("kind", "fact", "unit", "service"):
            return named(_code_of(given))
        if place == "month":
            return _month(given)
        if place == "cause":
            return finding_in_words("line_held", given, named) or given
        return _day(given) if place.startswith("day") and place != "days" else given

    filled: dict[str, Any] = {place: word(place, given) for place, given in places.items()}
    return gettext(template) % filled


def _due(given: str, named: Callable[[str], str]) -> str:
    kind, sign, amount = given.partition(" ₹")
    return f"{named(_code_of(kind))}{sign}{amount}"


def _code_of(worded: str) -> str:
    return worded.lower().replace(" ", "_")


def _month(given: str) -> str:
    for form in ("%B %Y", "%Y-%m"):
        try:
            return words.month(Month.of(datetime.strptime(given, form).date()))  # noqa: DTZ007 - a month has no zone
        except ValueError:
            pass
    return given


def _day(given: str) -> str:
    for form in _FORMS:
        try:
            # a day without its year is read in a leap year, so that 29 Feb is one
            text, with_year = (given, form) if "%Y" in form else (f"{given} 2000", f"{form} %Y")
            day = datetime.strptime(text, with_year).date()  # noqa: DTZ007 - a day has no zone
            return words.day(day, year="%Y" in form)
        except ValueError:
            pass
    return given
