"""The content of a service book entry in one line, for readers and for the verifier."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from vethanam.money import shown
from vethanam.orders.models import OrderEffect
from vethanam.periods import Month
from vethanam.service_book.queries import Held
from vethanam.web.parts import words
from vethanam.web.parts.names import component_name, fund_name, named
from vethanam.web.pay.causes import CAUSES

type Columns = Mapping[str, Any]

BASES: dict[str, str] = {
    "authorised": gettext_noop("pay authorised by the Accountant General"),
    "consolidated": gettext_noop("consolidated pay"),
    "daily": gettext_noop("paid by the day"),
    "hourly": gettext_noop("paid by the hour"),
}
ENDS: dict[str, str] = {
    "retirement": gettext_noop("ended by retirement"),
    "resignation": gettext_noop("ended by resignation"),
    "death": gettext_noop("ended by death"),
    "term_over": gettext_noop("ended with the term"),
    "removal": gettext_noop("ended by removal"),
}
ORDERS: dict[str, str] = {
    "office": gettext_noop("An office's order"),
    "government": gettext_noop("A Government order"),
    "court": gettext_noop("A court's order"),
    "pay_slip": gettext_noop("A pay slip of the Accountant General"),
    "sanction": gettext_noop("A sanction"),
}
PROOFS: dict[str, str] = {
    "known_adult": gettext_noop("parent or guardian, an adult known to the office"),
    "court": gettext_noop("appointed by a court"),
    "authority": gettext_noop("appointed by the designated authority"),
    "committee": gettext_noop("appointed by a local level committee"),
    "digilocker": gettext_noop("by a token of DigiLocker"),
}
#: possible effects on an order
EFFECTS: dict[str, str] = {
    "stayed": gettext_noop("Stayed"),
    "vacated": gettext_noop("The stay is vacated: the stayed days are due again"),
    "in_force": gettext_noop("It holds again from this day, not before"),
    "set_aside": gettext_noop("Set aside: it holds no more"),
    "superseded": gettext_noop("Superseded by another order"),
}
MODES: dict[str, str] = {
    "cash": gettext_noop("In cash"),
    "provident_fund": gettext_noop("To the provident fund"),
}
ACCOUNTS: dict[str, str] = {
    "bank": gettext_noop("Bank account"),
    "treasury_savings": gettext_noop("Treasury savings account"),
    "money_order": gettext_noop("Money order"),
}


def entry_said(kind: str, held: Held) -> str:
    """The content of an entry; empty if its kind says it all."""
    return " · ".join(_said(kind, held.now))


def before_said(kind: str, held: Held) -> str:
    """The content of the corrected entry, with its days if they change; empty without a correction."""
    if held.before is None:
        return ""
    told = list(_said(kind, held.before))
    days = [held.before[name] for name in ("valid_from", "valid_until")]
    if days != [held.now[name] for name in ("valid_from", "valid_until")]:
        told.insert(0, " – ".join(_day(one) for one in days if one))
    return " · ".join(told)


def effect_said(effect: OrderEffect) -> str:
    """The fate of an order: state, first day, case."""
    said = _("%(what)s, from %(day)s") % {
        "what": _(EFFECTS[effect.state]) if effect.state in EFFECTS else _("In force"),
        "day": words.day(effect.valid_from),
    }
    return f"{said} · {effect.case_number}" if effect.case_number else said


def _said(kind: str, held: Columns) -> Iterator[str]:
    say = _KINDS.get(kind)
    return (text for text in (say(held) if say else ()) if text)


def _pay(held: Columns) -> Sequence[str]:
    rises = held["increment_month"]
    return (
        _money(held["basic_pay"]),
        _(BASES[held["basis"]]) if held["basis"] in BASES else "",
        _("scale %(scale)s") % {"scale": held["scale"]} if held["scale"] else "",
        _(CAUSES[held["reason"]]),
        _("increment in %(month)s") % {"month": words.month_name(Month(2000, rises))} if rises else "",
        _("drawn from %(day)s") % {"day": _day(held["drawn_from"])} if held["drawn_from"] else "",
    )


def _posting(held: Columns) -> Sequence[str]:
    code = _("drawing code %(code)s") % {"code": held["drawing_code"]}
    return _named(held["post"]), _named(held["office"]), code, _named(held["bill_class"])


def _membership(held: Columns) -> Sequence[str]:
    group = _("group %(group)s") % {"group": held["group"]} if held["group"] else ""
    return fund_name(held["fund"]), _money(held["amount"]), group, held["number"]


def _obligation(held: Columns) -> Sequence[str]:
    number = held["instalments"]
    return (
        component_name(held["kind_of_due"]),
        _("%(amount)s a month") % {"amount": _money(held["instalment"])},
        ngettext("%(count)s instalment", "%(count)s instalments", number) % {"count": number}
        if number
        else "",
        _("of %(amount)s in all") % {"amount": _money(held["principal"])} if held["principal"] else "",
        _("interest %(amount)s") % {"amount": _money(held["interest"])} if held["interest"] else "",
        held["payee"],
        held["reference"],
        _("excess since %(day)s") % {"day": _day(held["excess_since"])} if held["excess_since"] else "",
        _("recovered all the same: %(reason)s") % {"reason": held["in_spite_of"]}
        if held["in_spite_of"]
        else "",
    )


def _tax_choice(held: Columns) -> Sequence[str]:
    declared, other = held["declared_deductions"], held["other_income"]
    return (
        held["tax_year"] or _("every tax year"),
        _("old regime") if held["regime"] == "old" else _("new regime"),
        f"{_('declared deductions')} {_money(declared)}" if declared else "",
        f"{_('other income')} {_money(other)}" if other else "",
        _("relief on arrears asked") if held["form_10e"] else "",
    )


def _absence(held: Columns) -> Sequence[str]:
    varied = held["varied_to"]
    share = f"{words.rate(varied)} {_('of pay in suspension')}" if varied else ""
    settled = _("settled as no duty") if held["is_not_duty"] else ""
    return capfirst(named(held["kind_of_absence"])), share, settled


def _account(held: Columns) -> Sequence[str]:
    """Its kind, branch and last digits, which are all that pages can read."""
    onward = f"→ {held['onward_branch']} ••{held['onward_tail']}" if held["onward_branch"] else ""
    heir = held.get("heir")
    return (
        _(ACCOUNTS[held["kind_of_account"]]),
        held["branch"],
        f"••{held['tail']}" if held["tail"] else "",
        onward,
        _("heir: employee %(number)s") % {"number": heir} if heir else "",
    )


def _attendance(held: Columns) -> Sequence[str]:
    return (ngettext("%(count)s day", "%(count)s days", held["days"]) % {"count": held["days"]},)


_KINDS: Mapping[str, Callable[[Columns], Sequence[str]]] = {
    "service_spell": lambda held: [_(ENDS[held["end_cause"]])] if held["end_cause"] else [],
    "posting": _posting,
    "pay": _pay,
    "authorised_rate": lambda held: (component_name(held["component"]), _money(held["amount"])),
    "wage": lambda held: (_money(held["rate"]),),
    "attendance": _attendance,
    "absence": _absence,
    "leave_account": lambda held: (named(held["kind_of_leave"]), *_attendance(held)),
    "death": lambda held: (held["certificate"],),
    "guardianship": lambda held: (
        _named((held["guardian"], held["guardian_ml"])),
        _(PROOFS[held["proof"]]),
        held["proof_reference"],
    ),
    "membership": _membership,
    "obligation": _obligation,
    "recovery_suspension": lambda held: (component_name(held["obligation"]),),
    "tax_choice": _tax_choice,
    "payee_account": _account,
}


def _money(paise: int | None) -> str:
    return "" if paise is None else shown(paise)


def _named(names: Sequence[str]) -> str:
    english, malayalam = names
    return malayalam if words.language() == "ml" and malayalam else english


def _day(text: str) -> str:
    return words.day(date.fromisoformat(text))
