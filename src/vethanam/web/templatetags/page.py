"""Tags and filters of all pages: money, dates, state, charts, progress."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from vethanam.money import MINUS, NARROW_SPACE, Paise, grouped, shown
from vethanam.periods import Month
from vethanam.web.bills import batch
from vethanam.web.parts import signatures, words
from vethanam.web.parts.charts import NARROW, WIDE, Drawing, RateDrawing, Step, rate_history, twelve_months
from vethanam.web.parts.names import component_name, said
from vethanam.web.pay.line_explanation import History

register = template.Library()

_INNER = {
    "done": '<circle cx="6" cy="6" r="6" fill="currentColor"/>',
    "part": '<circle cx="6" cy="6" r="5.2" fill="none" stroke="currentColor" stroke-width="1.6"/>'
    '<path d="M6 6V.5A5.5 5.5 0 1 0 11.5 6Z" fill="currentColor"/>',
    "held": '<circle cx="6" cy="6" r="5.2" fill="none" stroke="currentColor" stroke-width="1.6"/>'
    '<path d="M6 .8a5.2 5.2 0 0 1 0 10.4Z" fill="currentColor"/>',
    "open": '<circle cx="6" cy="6" r="5.2" fill="none" stroke="currentColor" stroke-width="1.6"/>',
    "under-way": '<path d="M1 .5 11.5 6 1 11.5Z" fill="currentColor"/>',
    "look": '<path d="M6 .5 12 11.5H0Z" fill="currentColor"/>',
    "refused": '<path d="M.5.5h11v11H.5Z" fill="currentColor"/>',
}


#: an order as records and the API name it: number and day
_ORDER = re.compile(r"(?P<number>.+) dated (?P<day>\d\d [A-Z][a-z]{2} \d{4})")


@register.filter
def order_said(order: str) -> SafeString:
    """An order by number and day, in the page's language; the number is marked as English."""
    found = _ORDER.fullmatch(str(order))
    number = format_html('<span lang="en">{}</span>', found["number"] if found else order)
    if not found:
        return number
    dated = datetime.strptime(found["day"], "%d %b %Y").date()  # noqa: DTZ007  (a day)
    return format_html(gettext("{number} dated {day}"), number=number, day=words.day(dated))


@register.simple_tag(takes_context=True)
def signs(context: template.Context) -> SafeString:
    """The attributes of a form whose act the officer's passkey signs, for ``sign.js``."""
    if not context.get("signs_in_browser"):
        return mark_safe("")
    failed = gettext("The device signed nothing. Try again, or use another device.")
    return format_html(' data-signs data-failed="{}"', failed)


@register.simple_tag(takes_context=True)
def missing_key(context: template.Context, signs: str) -> str:
    """The passkey that the page's officer must enrol before she can sign this kind of thing, or empty."""
    return signatures.missing_key(context["request"], signs)


@register.simple_tag(takes_context=True)
def may_sign(context: template.Context) -> bool:
    """True if the signed-in account has a page of signing keys."""
    return signatures.may_sign(context["request"])


@register.simple_tag
def tick(ticks: batch.Ticks | None, bill: int, number: str) -> SafeString:
    """The checkbox of a bill that can be ticked with others; else empty."""
    if ticks is None or bill not in ticks.bills:
        return mark_safe("")
    checked = mark_safe(" checked") if ticks.is_all else ""
    return format_html(
        '<input class="tick" type="checkbox" name="{}" value="{}" aria-label="{}"{}>',
        batch.NAME, bill, gettext("Choose bill %(number)s") % {"number": number}, checked,
    )  # fmt: skip


@register.simple_tag
def shape(kind: str, size: int = 12) -> SafeString:
    """The shape of a state, as decoration beside its word."""
    return format_html(
        '<svg width="{0}" height="{0}" viewBox="0 0 12 12" aria-hidden="true" class="{1}">{2}</svg>',
        size,
        kind,
        mark_safe(_INNER[kind]),  # noqa: S308 - our own drawing
    )


@register.simple_tag
def state(kind: str, word: str, size: int = 12) -> SafeString:
    """Shape and word in one colour: ``{% state "done" "Credited" %}``."""
    return format_html('<span class="state {}">{}<span>{}</span></span>', kind, shape(kind, size), word)


@register.simple_tag
def as_table(name: str, **given: object) -> SafeString:
    """A link to a list as a table: ``{% as_table "bills" drawing_code=code %}``."""
    address = reverse("lists:table", kwargs={"name": name})
    query = urlencode({key: str(value) for key, value in given.items()})
    return format_html(
        '<p class="small gap-2"><a href="{}{}">{}</a></p>',
        address,
        f"?{query}" if query else "",
        gettext("As a table: sort, narrow, take out"),
    )


@register.filter
def money(amount: Paise) -> str:
    """``₹ 54,021``."""
    return shown(amount)


@register.filter
def amount(value: Paise | None) -> str:
    """``54,021``: a cell in a column headed with the rupee sign."""
    return "" if value is None else shown(value, symbol=False)


@register.filter
def change(value: Paise) -> str:
    """``+385`` or ``−2,427``; no change is ``0``."""
    return shown(value, symbol=False, signed=True)


@register.filter
def size(value: Paise) -> str:
    """The size of a change without its sign, for "₹ 2,427 less"."""
    return shown(abs(value))


@register.filter
def crore(value: Paise) -> str:
    """``₹ 69.7 crore`` from one crore up, else the exact sum."""
    if abs(value) < 1_00_00_000_00:
        return shown(value)
    return f"{MINUS if value < 0 else ''}₹{NARROW_SPACE}{crore_tenths(abs(value))} {gettext('crore')}"


@register.filter
def in_crore(value: Paise, is_crore: bool) -> str:
    """A cell in a column headed ₹ crore: ``69.7``; else exact rupees."""
    return crore_tenths(value) if is_crore else shown(value, symbol=False)


def crore_tenths(value: Paise) -> str:
    """In crore, with one decimal."""
    tenths = (abs(value) + 50_00_000_00 // 10) // (1_00_00_000_00 // 10)
    return f"{MINUS if value < 0 else ''}{grouped(tenths // 10)}.{tenths % 10}"


@register.filter
def across(x: int, width: int) -> str:
    """A place or length on a drawing as a share of its width: ``12.5%``."""
    return f"{x * 100 / width:.2f}%"


@register.filter
def count(value: int) -> str:
    """``1,23,456``."""
    return grouped(value)


@register.filter
def in_words(value: int) -> str:
    """One to ten in words."""
    return words.count_in_words(value)


@register.filter
def day(value: date | None) -> str:
    """``2 Nov 2026``."""
    return "" if value is None else words.day(value)


@register.filter
def short_day(value: date | None) -> str:
    """``2 Nov``."""
    return "" if value is None else words.day(value, year=False)


@register.filter
def instant(value: datetime | None) -> str:
    """``2 Nov 2026, 09:12``."""
    return "" if value is None else words.instant(value)


@register.filter
def exact_instant(value: datetime | None) -> str:
    """A time with seconds, for exact order."""
    return "" if value is None else words.instant(value, seconds=True)


@register.filter
def iso(value: date | datetime | None) -> str:
    """The ISO form for the ``datetime`` attribute of ``time``."""
    return "" if value is None else value.isoformat()


@register.filter
def month(value: Month | int) -> str:
    """``October 2026``, from a month or its key."""
    return words.month(value if isinstance(value, Month) else Month.from_key(value))


@register.filter
def month_name(value: Month | int) -> str:
    """``October``."""
    return words.month_name(value if isinstance(value, Month) else Month.from_key(value))


@register.filter
def rate(value: int) -> str:
    """``35 %``."""
    return words.rate(value)


@register.filter
def component(code: str) -> str:
    """The name of a pay component in the language of the page."""
    return component_name(code)


@register.filter(name="says")
def says(thing: Any) -> str:
    """The sentence of a finding, refusal or explanation, translated if possible."""
    return said(thing)


@register.simple_tag
def progress(value: int, total: int, label: str) -> SafeString:
    """A progress bar whose width is an SVG attribute, as inline styles are forbidden."""
    share = 0 if total <= 0 else min(1000, value * 1000 // total)
    return format_html(
        '<svg class="progress" role="progressbar" aria-label="{}" aria-valuemin="0" aria-valuenow="{}" '
        'aria-valuemax="{}" viewBox="0 0 1000 10" preserveAspectRatio="none">'
        '<rect width="{}" height="10"/></svg>',
        label,
        value,
        total,
        share,
    )


@register.simple_tag
def shares(parts: Sequence[tuple[str, int]], label: str) -> SafeString:
    """One bar of several parts, each at least three pixels wide; the numbers are text beside it."""
    total = sum(value for _, value in parts) or 1
    drawn, at = [], 0
    for kind, value in parts:
        if value:
            width = max(3, value * 1000 // total - 2)
            drawn.append(format_html('<rect x="{}" width="{}" height="20" class="{}"/>', at, width, kind))
            at += width + 2
    return format_html(
        '<svg class="bar" role="img" aria-label="{}" viewBox="0 0 {} 20" preserveAspectRatio="none">{}</svg>',
        label, max(at - 2, 1), mark_safe("".join(drawn)),  # noqa: S308 - our own drawing
    )  # fmt: skip


@register.inclusion_tag("parts/chart.html")
def step_chart(steps: Sequence[Step], said_aloud: str) -> dict[str, Any]:
    """Twelve months as two step lines, laid out for two least widths."""
    names = (gettext("Earnings"), gettext("Take-home"), gettext("deductions"))
    drawings: list[tuple[str, Drawing]] = [
        ("narrow", twelve_months(steps, width=NARROW, height=230, words=names)),
        ("wide", twelve_months(steps, width=WIDE, height=246, words=names)),
    ]
    return {"drawings": drawings, "said": said_aloud}


@register.inclusion_tag("parts/rate_chart.html")
def rate_chart(history: History) -> dict[str, Any]:
    """The history of a rate, laid out for two least widths."""
    names = (gettext("In force from that date"), gettext("Drawn in pay"))
    drawings: list[tuple[str, RateDrawing]] = [
        (
            name,
            rate_history(history.steps, history.first, history.last, width=width, height=height, words=names),
        )
        for name, width, height in (("narrow", NARROW, 220), ("wide", WIDE, 250))
    ]
    return {"drawings": drawings, "said": history.said}
