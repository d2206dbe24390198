"""The drawing officer's month: open work, the next step, people set aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vethanam.identity.authority import Authority
from vethanam.money import grouped
from vethanam.payroll.bills.unbilled_months import undrawn_month
from vethanam.payroll.models import Bill, Run, for_month
from vethanam.payroll.pay_calendar.queries import MonthDays
from vethanam.payroll.queries import Checklist, FindingView, checklist
from vethanam.payroll.runs.change_causes import NOT_EXPLAINED
from vethanam.payroll.runs.queries import Item
from vethanam.people.models import DrawingCode, Role
from vethanam.periods import Month
from vethanam.web.bills.pages import people
from vethanam.web.drawing.lent_powers import LentPower, lent_powers
from vethanam.web.drawing.month_checks import ChecksShown, checks_shown
from vethanam.web.parts import words
from vethanam.web.parts.names import said
from vethanam.web.parts.people import People, number_in, numbers_of, people_named
from vethanam.web.parts.view_values import Link, Noted, Offer, offered
from vethanam.web.pay.pay_days import days_of, days_said
from vethanam.web.reader import page_reader

SHAPES = {"done": "done", "look": "look", "waits": "open", "open": "open"}
#: where no pay-day is entered for a month, its page is the first from this day on
OPENS_ON_DAY = 20
MOST_NOTICES = 12


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the checklist."""

    shape: str
    name: str
    detail: str
    word: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """The contents of a month's page."""

    place: str
    title: str
    lead: str
    days: Sequence[str]
    offers: Sequence[Offer]
    checklist: Sequence[Row]
    findings: Sequence[Noted]
    notices: Sequence[Noted]
    more_notices: int
    lent: Sequence[LentPower]
    versions: Sequence[Link] = field(default_factory=tuple)
    officers: str = ""
    asked: str = ""
    check_page: str = ""
    checks: ChecksShown | None = None


def desk_of(code: str, month: Month, authority: Authority) -> Desk:
    """The month of a drawing code as it stands now."""
    found = checklist(page_reader(), code, month, authority.at)
    blocking = [f for f in found.findings if f.blocks and f.code != NOT_EXPLAINED]
    notices = [f for f in found.findings if not f.blocks]
    aside = _open_aside(found)
    whose = people_named(numbers_of([*blocking, *notices[:MOST_NOTICES], *aside[:1]]))
    count = found.run.people if found.run else 0
    days = days_of(code, month)
    running = _running(code, month)
    offers = _offers(found, whose, _opening(days, authority))
    return Desk(
        place=place_of(code, count),
        title=_("Computing %(month)s") % {"month": words.month(month)} if running else _title(found),
        lead=_lead(found),
        days=days_said(days, authority.at) if days else (),
        offers=offered([running] if running else offers),
        checklist=[_row(found, item) for item in found.items],
        findings=[noted(code, f, whose) for f in blocking],
        notices=[noted(code, f, whose) for f in notices[:MOST_NOTICES]],
        more_notices=max(0, len(notices) - MOST_NOTICES),
        lent=lent_powers(code, authority),
        versions=_months(code, month),
        officers=reverse("drawing:officers", kwargs={"code": code}),
        asked=reverse("drawing:questions", kwargs={"code": code}),
        check_page=reverse("drawing:checks", kwargs={"code": code, "month": month}),
        # a run that is not out of date has the same findings, and shows them below
        checks=checks_shown(code, month, authority) if not found.run or found.is_stale else None,
    )


def _running(code: str, month: Month) -> Offer | None:
    """The page of a run under way: asking for another would compute the month twice."""
    runs = Run.objects.filter(month=int(month), drawing_code__code=code)
    pending = runs.filter(state__in=[Run.State.ASKED, Run.State.COMPUTING]).order_by("-id").first()
    if pending is None:
        return None
    return Offer(_("See how far it is"), reverse("drawing:run", kwargs={"code": code, "run": pending.pk}))


def _opening(days: MonthDays | None, authority: Authority) -> date | None:
    """The day on which the month opens, if it is still ahead."""
    return days.opens_on if days and days.opens_on > timezone.localdate(authority.at) else None


def drawn_apart(code: str, authority: Authority) -> Sequence[Link]:
    """Links to payments outside the monthly pay, for the makers of bills."""
    if authority.role not in (Role.DRAWING_OFFICER, Role.CLERK):
        return ()
    pages = {
        _("Surrender of earned leave"): "drawing:surrender_of",
        _("Festival allowance and bonus"): "drawing:festival",
        _("Compensation"): "drawing:compensation",
    }
    return [Link(name, reverse(page, kwargs={"code": code})) for name, page in pages.items()]


def current_month(code: str, today: datetime) -> Month:
    """The current month of work: the latest computed one, or the next once all its bills
    are at the treasury.
    """
    opens = Month.of(timezone.localdate(today))
    days = days_of(code, opens)
    first = days.opens_on if days and days.is_entered else opens.first.replace(day=OPENS_ON_DAY)
    if timezone.localdate(today) < first:
        opens = opens.plus(-1)
    key = (
        Run.objects.filter(drawing_code__code=code).order_by("-month").values_list("month", flat=True).first()
    )
    if key is None:
        return opens
    month = Month.from_key(key)
    bills = Bill.objects.filter(for_month(key), drawing_code__code=code).exclude(state=Bill.State.CANCELLED)
    is_done = (
        bills.exists() and not bills.exclude(state__in=[Bill.State.CLOSED, Bill.State.PART_CREDITED]).exists()
    )
    return month.plus(1) if is_done and month < opens else month


def place_of(code: str, count: int) -> str:
    """Office, code and number of people, above the heading."""
    found = DrawingCode.objects.filter(code=code).values("title", "title_ml").first() or {
        "title": "",
        "title_ml": "",
    }
    title = found["title_ml"] if words.language() == "ml" and found["title_ml"] else found["title"]
    parts = [title, _("Office %(code)s") % {"code": code}]
    return " · ".join([*parts, people(count)] if count else parts)


def noted(code: str, finding: FindingView, whose: People) -> Noted:
    """A finding with the addresses to mend and to settle it; ``whose`` has the people named in it."""
    settle = finding.is_open and reverse("drawing:finding", kwargs={"code": code, "finding": finding.id})
    number = number_in(finding.record)
    person = reverse("drawing:person", kwargs={"code": code, "number": number}) if number else ""
    return Noted(
        record=whose.of(finding.record),
        says=said(finding, whose.in_sentence),
        code=finding.code,
        shape="look" if finding.is_open else "done" if finding.resolution else "held",
        person=person,
        fix=_where_mended(code, finding.code, person) if finding.is_open else "",
        settle=settle or "",
        settle_word=_("Hold this month") if finding.employment else _("Sign off"),
        settled=_("Held: %(reason)s") % {"reason": finding.reason}
        if finding.resolution == "held"
        else finding.reason,
    )


def _where_mended(code: str, finding: str, person: str) -> str:
    """The address where a finding about a person is mended; unverified entries have their own page."""
    return reverse("drawing:entries", kwargs={"code": code}) if finding == "unverified" else person


def _open_aside(found: Checklist) -> list[FindingView]:
    return [f for f in found.findings if f.is_open and f.code != NOT_EXPLAINED]


def _surprises(found: Checklist) -> list[FindingView]:
    """Open changes without a reason, one for each person."""
    rows = [f for f in found.findings if f.is_open and f.code == NOT_EXPLAINED]
    return list({f.record: f for f in rows}.values())


def _title(found: Checklist) -> str:
    name = {"month": words.month(found.month)}
    bills = list(Bill.objects.filter(pk__in=found.bills).order_by("id"))
    states = {b.state for b in bills}
    if bills and states <= {Bill.State.CLOSED}:
        return _("%(month)s is paid") % name
    if bills and states <= {Bill.State.CLOSED, Bill.State.PART_CREDITED}:
        return _("%(month)s is paid, except returned and open payments") % name
    if bills and states <= {*Bill.PAID, Bill.State.PRESENTED, Bill.State.QUEUED}:
        return _("%(month)s is with the treasury") % name
    if bills:
        return _("%(month)s: the bill waits for you") % name
    if found.run is None or found.run.version is None:
        return _("%(month)s is not computed yet") % name
    if found.is_stale:
        return _("%(month)s: entries were verified since it was computed") % name
    aside, surprises = _open_aside(found), _surprises(found)
    if aside:
        left = ngettext(
            "%(month)s: one thing left before you can compare",
            "%(month)s: %(left)s things left before you can compare",
            len(aside),
        )
        return left % {**name, "left": words.count_in_words(len(aside))}
    if surprises:
        left = ngettext(
            "%(month)s: one change without a reason",
            "%(month)s: %(left)s changes without a reason",
            len(surprises),
        )
        return left % {**name, "left": words.count_in_words(len(surprises))}
    return _("%(month)s is ready for the bill") % name


def _lead(found: Checklist) -> str:
    run = found.run
    if run is None or run.version is None:
        return _("Computing pays nothing. It can be done as often as entries change.")
    computed = _("%(count)s computed, version %(version)s.") % {
        "count": people(run.people),
        "version": run.version,
    }
    if run.set_aside:
        aside = ngettext(
            "One is set aside; the rest are ready.",
            "%(count)s are set aside; the rest are ready.",
            run.set_aside,
        )
        return f"{computed} {aside % {'count': words.count_in_words(run.set_aside, capital=True)}}"
    return computed


def _offers(found: Checklist, whose: People, opening: date | None) -> list[Offer]:
    code, month, run = found.drawing_code, found.month, found.run
    here = {"code": code, "month": month}
    compute = Offer(
        _("Compute %(month)s") % {"month": words.month(month)},
        reverse("drawing:compute", kwargs=here),
        is_post=True,
    )
    if opening:
        return [Offer(compute.verb, beside=_("opens on %(day)s") % {"day": words.day(opening)})]
    if run is None or run.version is None:
        return [compute]
    again = Offer(_("Compute again"), reverse("drawing:compute", kwargs=here), is_post=True)
    if found.bills:
        bill = reverse("drawing:bill", kwargs={"code": code, "bill": found.bills[-1]})
        return [*_supplementary(found), Offer(_("See the bill"), bill), *([] if found.is_drawn else [again])]
    if found.is_stale:
        return [again]
    aside = _open_aside(found)
    if aside:
        record = noted(code, aside[0], whose)
        first = Offer(
            _("Look at %(record)s") % {"record": record.record},
            record.fix or record.settle,
            beside=_beside(found, aside),
        )
        return [first, again]
    compare = reverse("drawing:differences", kwargs={"code": code, "run": run.run})
    return [Offer(_("Compare with %(month)s") % {"month": words.month(month.plus(-1))}, compare), again]


def _supplementary(found: Checklist) -> list[Offer]:
    """The offer of a supplementary bill, once the month's bills are made and no finding
    about people is open.
    """
    run = found.run
    if run is None or _open_aside(found) or _surprises(found):
        return []
    left = undrawn_month(found.drawing_code, found.month)
    if left is None:
        return []
    beside = ngettext(
        "One person stands on no bill of the month.",
        "%(count)s people stand on no bill of the month.",
        left.people,
    ) % {"count": words.count_in_words(left.people, capital=True)}
    compare = reverse("drawing:differences", kwargs={"code": found.drawing_code, "run": left.run})
    return [Offer(_("Supplementary bill"), compare, beside=beside)]


def _beside(found: Checklist, aside: Sequence[FindingView]) -> str:
    return _("Then compute again, or hold the person for this month.") if aside[0].employment else ""


def _row(found: Checklist, item: Item) -> Row:
    name, detail = _words_of(found, item)
    word, address = _link_of(found, item)
    return Row(SHAPES[item.state], name, detail, word or (_("Done") if item.state == "done" else ""), address)


def _words_of(found: Checklist, item: Item) -> tuple[str, str]:
    """The name of a row, and its detail."""
    return {**_words_of_book(item), **_words_of_drawn(item), **_words_of_run(found, item)}[item.name]


def _words_of_book(item: Item) -> dict[str, tuple[str, str]]:
    """Rows about entries of the service book."""
    count, more = grouped(item.count), grouped(item.more)
    spells = ngettext(
        "%(spells)s spell, %(open)s without an end",
        "%(spells)s spells, %(open)s without an end",
        item.count,
    )
    return {
        "joined_and_left": (
            _("Joined and left"),
            _("%(joined)s joined, %(left)s left") % {"joined": count, "left": more},
        ),
        "leave": (_("Leave"), spells % {"spells": count, "open": more}),
        "increments": (
            _("Increments due"),
            _("%(count)s entered, %(due)s due without an entry") % {"count": count, "due": more},
        ),
        "orders_waiting": (_("Entries waiting"), _("%(count)s wait for a second person") % {"count": count}),
    }


def _words_of_drawn(item: Item) -> dict[str, tuple[str, str]]:
    """Rows about months already drawn."""
    reach_back = ngettext(
        "%(count)s person has entries that reach back",
        "%(count)s people have entries that reach back",
        item.count,
    )
    untaken = ngettext(
        "%(count)s person: the pension contribution of months already drawn",
        "%(count)s people: the pension contribution of months already drawn",
        item.count,
    )
    above_due = ngettext(
        "%(count)s person: on a list, and no order recovers it yet",
        "%(count)s people: on a list, and no order recovers it yet",
        item.count,
    )
    count = {"count": grouped(item.count)}
    return {
        "drawn_months": (
            _("Months already drawn"),
            reach_back % count if item.count else _("no entry reaches back"),
        ),
        "untaken": (_("Deductions not taken"), untaken % count),
        "above_due": (_("Drawn above due"), above_due % count),
    }


def _words_of_run(found: Checklist, item: Item) -> dict[str, tuple[str, str]]:
    """Rows about the run of the month and its bills."""
    count, more = grouped(item.count), grouped(item.more)
    return {
        "compute": (_("Compute"), _computed(item)),
        "set_aside": (
            _("Set aside"),
            _after(item, _("%(count)s still open, of %(all)s") % {"count": count, "all": more}),
        ),
        "compare": (
            _("Compare with %(month)s") % {"month": words.month(found.month.plus(-1))},
            _after(item, _changes(item)),
        ),
        "bill": (
            _("Bill to the treasury"),
            _after(item, _("%(count)s made, %(there)s at the treasury") % {"count": count, "there": more}),
        ),
    }


def _computed(item: Item) -> str:
    if not item.count:
        return ""
    told = _("%(people)s, version %(version)s") % {
        "people": people(item.count),
        "version": grouped(item.more),
    }
    return f"{told}; {_('entries were verified since')}" if item.state == "look" else told


def _changes(item: Item) -> str:
    if item.state == "done":
        return _("every change has a reason")
    return _("%(count)s changes without a reason") % {"count": grouped(item.count)}


def _after(item: Item, detail: str) -> str:
    return _("after the rows above") if item.state == "waits" else detail


def _link_of(found: Checklist, item: Item) -> tuple[str, str]:
    code, run = found.drawing_code, found.run
    if item.name == "orders_waiting" and item.count:
        return _("Open"), reverse("drawing:entries", kwargs={"code": code})
    if item.name == "increments" and item.state == "look":
        return _("Open"), reverse("drawing:increments", kwargs={"code": code, "month": found.month})
    if item.name in ("drawn_months", "untaken", "above_due") and item.since:
        months = f"?from={item.since}&to={found.month.plus(-1)}"
        return _("Open"), reverse("drawing:arrears", kwargs={"code": code}) + months
    if item.name == "set_aside" and item.state == "look":
        return _("Fix"), "#aside"
    if item.name == "compare" and run and run.version and item.state != "waits":
        return _("See") if item.state == "done" else _("Open"), reverse(
            "drawing:differences", kwargs={"code": code, "run": run.run}
        )
    if item.name == "bill" and found.bills:
        return _("Open"), reverse("drawing:bills", kwargs={"code": code})
    return "", ""


def _months(code: str, month: Month) -> list[Link]:
    around = [month.plus(-1), month.plus(1)]
    known = set(
        Run.objects.filter(drawing_code__code=code, month__in=[int(m) for m in around]).values_list(
            "month", flat=True
        )
    )
    return [
        Link(words.month(other), reverse("drawing:month_of", kwargs={"code": code, "month": other}))
        for other in around
        if int(other) in known or other > month
    ]
