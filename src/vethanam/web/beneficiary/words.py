"""The four sentences of a beneficiary's page, in the language of the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from vethanam.benefits.models import AwardNow, DrawnElsewhere
from vethanam.benefits.queries.credits import Credited
from vethanam.benefits.queries.own_page import OwnApplication, OwnAward
from vethanam.money import shown
from vethanam.periods import Month
from vethanam.web.benefits import words as benefit_words
from vethanam.web.parts import words

#: payments outside this system that a page tells, the latest
MOST_OUTSIDE = 6
#: cause of a stop → what she can do
REMEDIES: dict[str, str] = {
    "not_mustered": gettext_noop(
        "Prove at an Akshaya centre or at your local body that you live. Then it is paid again."
    ),
    "not_eligible": gettext_noop(
        "Ask your local body for the reason in writing. If it is wrong, bring the papers."
    ),
    "court_stay": gettext_noop("A court has stopped it. Your local body knows the case."),
    "duplicate": gettext_noop("Two records look like one person. Bring your ration card to your local body."),
    "other_pension": gettext_noop(
        "Another pension stands on record. If that is wrong, bring its papers to your local body."
    ),
    "death_reported": gettext_noop(
        "Somebody reported your death. Go to your local body with this card; the missed months are paid."
    ),
}
_PAID: dict[str, str] = {
    "bank": gettext_noop(
        "On %(day)s, %(amount)s for %(months)s was paid into your account that ends in %(tail)s, by order "
        "%(order)s."
    ),
    "home": gettext_noop(
        "On %(day)s, %(amount)s for %(months)s was given to you at home, by order %(order)s. If it did not "
        "come, tell your local body."
    ),
    "post": gettext_noop(
        "On %(day)s, %(amount)s for %(months)s was paid to you by post, by order %(order)s."
    ),
}
_TO_COME: dict[str, str] = {
    "bank": gettext_noop("No payment is recorded here yet. It goes into your account that ends in %(tail)s."),
    "home": gettext_noop("No payment is recorded here yet. A society brings it to your home."),
    "post": gettext_noop("No payment is recorded here yet. It comes by post."),
}


def gets_said(one: OwnAward, day: date) -> str:
    """What she gets, and since when."""
    facts = {
        "scheme": benefit_words.scheme_title(one.scheme), "month": words.month(one.begins),
        "amount": shown(one.due) if one.due is not None else "",
    }  # fmt: skip
    if one.state == AwardNow.State.ENDED:
        return _("%(scheme)s: it began in %(month)s and has ended.") % facts
    if one.due is None and one.refused:
        return _("%(scheme)s, since %(month)s.") % facts
    if one.due is None:
        return _("%(scheme)s, since %(month)s. The amount of this month is not fixed yet.") % facts
    if one.begins > Month.of(day):
        return _("%(scheme)s: you get %(amount)s a month from %(month)s.") % facts
    return _("%(scheme)s: you get %(amount)s a month since %(month)s.") % facts


def paid_said(one: OwnAward) -> str:
    """The last payment, or where the first one goes."""
    if one.last is not None:
        return _(_PAID[one.last.manner]) % _payment(one.last)
    if one.route is None:
        return _("No payment is recorded here yet.")
    return _(_TO_COME[one.route.kind]) % {"tail": one.route.tail}


def home_said(one: OwnAward) -> str:
    """A payment that a society brings, with its receipt code; or that it could not be given to her."""
    line = one.home
    if line is None:
        return ""
    facts = {
        "amount": shown(line.amount), "society": benefit_words.society_name(line.society),
        "day": words.day(line.last_day) if line.last_day else "", "code": f"{line.code[:4]}-{line.code[4:]}",
        "why": benefit_words.word(benefit_words.OUTCOMES, line.why),
    }  # fmt: skip
    if line.code:
        return (
            _(
                "%(society)s brings %(amount)s to your home until %(day)s. Your receipt code is %(code)s. "
                "Tell it only when you hold the money."
            )
            % facts
        )
    return (
        _(
            "%(amount)s was not given to you: %(why)s. The money goes back. Ask your local body to have it "
            "paid again."
        )
        % facts
    )


def _payment(last: Credited) -> dict[str, str]:
    return {
        "day": words.day(last.on), "amount": shown(last.amount), "tail": last.tail, "order": last.order,
        "months": ", ".join(words.month(Month.from_key(key)) for key in last.months),
    }  # fmt: skip


def owed_said(one: OwnAward) -> str:
    """What is owed or held and why, with what to do."""
    told = [said] if (said := home_said(one)) else []
    if one.state != AwardNow.State.STANDING:
        told.append(_stopped(one))
    if one.refused:
        told.append(_refused(one))
    if one.open:
        told.append(_open(one.open))
    told += [_outside([*rows]) for _alike, rows in groupby(one.elsewhere[-MOST_OUTSIDE:], _of_outside)]
    if one.prove_by is not None:
        told.append(
            _("Prove by %(day)s at an Akshaya centre or at your local body that you live.")
            % {"day": words.day(one.prove_by)}
        )
    return " ".join(told) or _("Nothing is owed or held.")


def _stopped(one: OwnAward) -> str:
    facts = {
        "month": words.month(one.since), "cause": benefit_words.word(benefit_words.CAUSES, one.cause)
    }  # fmt: skip
    if one.state == AwardNow.State.ENDED:
        says = _(
            "Nothing is paid from %(month)s. Cause: %(cause)s. A new application starts at your local body."
        )
        return says % facts
    told = _("Nothing is paid from %(month)s. Cause: %(cause)s.") % facts
    return f"{told} {_(REMEDIES[one.cause])}" if one.cause in REMEDIES else told


def _refused(one: OwnAward) -> str:
    months, reason = one.refused, benefit_words.reason(one.reason)
    facts = {"month": words.month(months[0]), "count": len(months), "reason": reason}
    told = (
        ngettext(
            "Nothing is paid for %(month)s, because by the record you were not eligible: %(reason)s.",
            "Nothing is paid for %(count)s months from %(month)s on, because by the record you were not "
            "eligible: %(reason)s.",
            len(months),
        )
        % facts
    )
    return f"{told} {_(REMEDIES['not_eligible'])}"


def _of_outside(row: DrawnElsewhere) -> tuple[object, ...]:
    return row.amount, row.source, row.reference


def _outside(rows: Sequence[DrawnElsewhere]) -> str:
    """Months paid outside this system alike: one amount, source and reference."""
    row, months = rows[0], [words.month(Month.from_key(one.for_month)) for one in rows]
    facts = {
        "months": ", ".join(months), "amount": shown(row.amount), "reference": row.reference,
        "source": benefit_words.word(benefit_words.OUTSIDE, row.source), "award": row.award.number,
    }  # fmt: skip
    return (
        ngettext(
            "%(months)s: %(amount)s is recorded as paid outside this system (%(source)s, %(reference)s) and "
            "is not paid here. If you did not get it, tell your local body the number %(award)s.",
            "%(months)s: %(amount)s for each month is recorded as paid outside this system (%(source)s, "
            "%(reference)s) and is not paid here. If you did not get it, tell your local body the number "
            "%(award)s.",
            len(months),
        )
        % facts
    )


def _open(months: Sequence[Month]) -> str:
    facts = {"month": words.month(months[0]), "count": len(months)}
    return (
        ngettext(
            "%(month)s is not paid yet. You need not do anything.",
            "%(count)s months from %(month)s on are not paid yet. You need not do anything.",
            len(months),
        )
        % facts
    )


def application_said(one: OwnApplication) -> str:
    """An application without an award: the day of an answer, or why it was refused and the day of appeal."""
    facts = {
        "scheme": benefit_words.scheme_title(one.scheme), "day": words.day(one.received_on),
        "owed_by": words.day(one.owed_by),
    }  # fmt: skip
    if one.refusal is None:
        return _("%(scheme)s: your application of %(day)s is owed an answer by %(owed_by)s.") % facts
    reason = one.refusal.words_ml if words.language() == "ml" else one.refusal.words
    told = _("%(scheme)s: your application of %(day)s was refused. %(reason)s") % {**facts, "reason": reason}
    if one.is_appealed:
        return f"{told} {_('Your appeal is entered.')}"
    by = {"day": words.day(one.refusal.appeal_by)} if one.refusal.appeal_by else {}
    return f"{told} {_('You may appeal until %(day)s at your local body.') % by}" if by else told
