"""Events to inform about, and past intimations of a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import polars as pl

from vethanam.bulk import among, read
from vethanam.messaging.models import Campaign, Intimation, MessageText
from vethanam.messaging.templates import Rendered, as_shown, render, text_of
from vethanam.money import Paise
from vethanam.payments.models import Credit, PaymentLeg
from vethanam.payments.queries import credits_not_told_in_bulk
from vethanam.payroll.models import Bill
from vethanam.people.models import Employment
from vethanam.periods import Month
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import Outbox
from vethanam.service_book.models import PayeeAccount

#: kind of leg → text for its first hop
_TEXTS = {
    PaymentLeg.Kind.BANK: "salary-credited",
    PaymentLeg.Kind.TREASURY_SAVINGS: "salary-in-treasury-savings",
    PaymentLeg.Kind.MONEY_ORDER: "salary-at-post-office",
    PaymentLeg.Kind.PROVIDENT_FUND: "arrears-in-provident-fund",
}
#: kinds of leg into an account
_TO_ACCOUNTS = [PaymentLeg.Kind.BANK.value, PaymentLeg.Kind.TREASURY_SAVINGS.value]
#: kind of bill → text for a bank credit that is no monthly salary
_NO_SALARY = {
    Bill.Kind.ARREAR: "arrears-credited",
    Bill.Kind.SURRENDER: "surrender-credited",
    Bill.Kind.FESTIVAL: "festival-credited",
    Bill.Kind.COMPENSATION: "compensation-credited",
}
#: kind of bill → text for a credit to the provident fund that is no arrear
_IN_FUND = {Bill.Kind.SURRENDER: "surrender-in-provident-fund"}
#: texts about the pay of an employee who has died, to her heir: credited, and come back
_TO_HEIR, _BACK_FROM_HEIR = "dues-to-heir", "dues-came-back"
#: hop → text for a credit that came back
_BACK = {Credit.Hop.FIRST: "salary-came-back", Credit.Hop.ONWARD: "salary-back-in-treasury-savings"}


@dataclass(frozen=True, slots=True)
class TellableEvent:
    """A confirmed credit, or one that came back after its person was told.

    ``text`` is the code of its text.
    """

    credit: int
    text: str
    person: int
    employment: int
    for_month: int
    amount: Paise
    on: date
    tail: str
    corrects: int | None = None
    told_on: date | None = None


#: columns of :func:`events_in_bulk`
_EVENT: Mapping[str, Any] = {
    "credit": pl.Int64, "text": pl.String, "person": pl.Int64, "employment": pl.Int64, "for_month": pl.Int32,
    "amount": pl.Int64, "on": pl.Date, "tail": pl.String, "corrects": pl.Int64, "told_on": pl.Date,
}  # fmt: skip


def events_to_tell(*, limit: int | None = None) -> list[TellableEvent]:
    """Untold credits in reporting order, and returns of told credits."""
    return [TellableEvent(**row) for row in events_in_bulk(limit=limit).iter_rows(named=True)]


def events_in_bulk(*, limit: int | None = None) -> pl.DataFrame:
    """The events to tell, as a frame with the fields of :class:`TellableEvent`."""
    reported = credits_not_told_in_bulk(Intimation.objects.values("credit"), limit=limit)
    is_onward = pl.col("hop") == int(Credit.Hop.ONWARD)
    by_bank, in_fund = (
        pl.col("kind") == kind for kind in (PaymentLeg.Kind.BANK, PaymentLeg.Kind.PROVIDENT_FUND)
    )
    of_bank, of_fund = (
        pl.col("bill_kind").replace_strict(texts, default=None, return_dtype=pl.String)
        for texts in (_NO_SALARY, _IN_FUND)
    )
    text = (
        pl.when(is_onward)
        .then(pl.lit("salary-sent-on"))
        .when(by_bank & of_bank.is_not_null())
        .then(of_bank)
        .when(in_fund & of_fund.is_not_null())
        .then(of_fund)
        .otherwise(pl.col("kind").replace_strict(_TEXTS, default=None))
    )
    tail = pl.when(is_onward).then(pl.col("onward_tail")).otherwise(pl.col("tail")).fill_null("")
    facts = reported["account_fact"].drop_nulls().unique().to_list()
    tails = pl.DataFrame(
        [(fact, *both) for fact, both in _tails(facts).items()],
        schema={"account_fact": pl.Int64, "tail": pl.String, "onward_tail": pl.String}, orient="row",
    )  # fmt: skip
    heirs = pl.DataFrame(_heirs(facts), schema={"account_fact": pl.Int64, "heir": pl.Int64}, orient="row")
    to_heir = pl.col("heir").is_not_null() & pl.col("kind").is_in(_TO_ACCOUNTS)
    fresh = (
        reported.join(tails, on="account_fact", how="left", maintain_order="left")
        .join(heirs, on="account_fact", how="left", maintain_order="left")
        .with_columns(
            text=pl.when(to_heir).then(pl.lit(_TO_HEIR)).otherwise(text), tail=tail,
            person=pl.when(to_heir).then(pl.col("heir")).otherwise(pl.col("person")),
            corrects=pl.lit(None, dtype=pl.Int64), told_on=pl.lit(None, dtype=pl.Date),
        )
    )  # fmt: skip
    back = pl.DataFrame([asdict(event) for event in _returned_after_telling()], schema=_EVENT)
    return pl.concat([fresh.select(*_EVENT), back])


def _returned_after_telling() -> list[TellableEvent]:
    told = {
        (row.credit.leg_id, row.credit.hop): row
        for row in Intimation.objects.filter(
            credit__kind=Credit.Kind.CREDITED, credit__leg__credits__kind=Credit.Kind.RETURNED
        ).select_related("credit", "text")
    }
    returns = Credit.objects.filter(kind=Credit.Kind.RETURNED, leg__in=[leg for leg, _ in told]).exclude(
        pk__in=Intimation.objects.values("credit")
    )
    rows = [row for row in returns.select_related("leg").order_by("id") if (row.leg_id, row.hop) in told]
    tails = _tails([row.leg.account_fact_id for row in rows])
    return [
        TellableEvent(
            credit=row.pk, text=_text_of_return(row, told[row.leg_id, row.hop]),
            person=told[row.leg_id, row.hop].person_id,
            employment=row.leg.pay.employment, for_month=row.leg.pay.for_month, amount=row.amount, on=row.on,
            tail=_tail_of(tails.get(row.leg.account_fact_id)),
            corrects=told[row.leg_id, row.hop].pk,
            told_on=told[row.leg_id, row.hop].recorded_at.astimezone(IST).date(),
        )
        for row in rows
    ]  # fmt: skip


def _text_of_return(row: Credit, told: Intimation) -> str:
    return _BACK_FROM_HEIR if told.text.code == _TO_HEIR else _BACK[Credit.Hop(row.hop)]


# Intimations set aside at dispatch, still news and not told again.
_SET_ASIDE = """
SELECT i.credit_id, t.code, i.person_id, i.employment_id, i.for_month, i.corrects_id, i.id, u.send_until,
       i."values"::text
  FROM privacy_outbox o
  JOIN privacy_use u ON u.id = o.use_id
  JOIN messaging_intimation i ON i.use_id = o.use_id AND i.person_id = o.person
  JOIN messaging_messagetext t ON t.id = i.text_id
 WHERE o.state = 'cancelled' AND o.result IN ('another contact by now', 'logged at another time')
   AND u.send_until > clock_timestamp()
   AND NOT EXISTS (SELECT FROM messaging_intimation a WHERE a.credit_id = i.credit_id AND a.again_id = i.id)
 ORDER BY i.id
"""
_AGAIN: Mapping[str, Any] = {
    "credit": pl.Int64, "text": pl.String, "person": pl.Int64, "employment": pl.Int64, "for_month": pl.Int32,
    "corrects": pl.Int64, "again": pl.Int64, "until": pl.Datetime("us", "UTC"), "values": pl.String,
}  # fmt: skip


def set_aside_in_bulk() -> pl.DataFrame:
    """The notices to tell again under a new use. ``again`` is the intimation, ``until`` the instant at which
    it is no news any more, ``values`` its placeholder values.
    """
    return read(_SET_ASIDE, [], _AGAIN)


def _tails(facts: Iterable[int | None]) -> dict[int | None, tuple[str, str]]:
    """The last digits of each account, and of the one it is sent on to."""
    wanted = among(fact for fact in facts if fact is not None)
    rows = PayeeAccount.objects.filter(pk__in=wanted).values_list("pk", "tail", "onward_tail")
    return {pk: (tail, onward) for pk, tail, onward in rows}


def _heirs(facts: Iterable[int]) -> list[tuple[int, int]]:
    """The accounts of heirs who are employees, with their persons."""
    named = dict(PayeeAccount.objects.filter(pk__in=among(facts)).exclude(heir="").values_list("pk", "heir"))
    persons = dict(Employment.objects.filter(number__in=[*named.values()]).values_list("number", "person"))
    return [(fact, persons[number]) for fact, number in named.items() if number in persons]


def _tail_of(tails: tuple[str, str] | None) -> str:
    return tails[0] if tails else ""


@dataclass(frozen=True, slots=True)
class IntimationShown:
    """A notice of a credit and the state of its message. ``state`` is that of the message, or ``portal``."""

    use: int
    month: Month
    text: str
    values: Mapping[str, str]
    code: str
    state: str
    done_at: datetime | None
    recorded_at: datetime
    content: Mapping[str, object]

    def words(self, language: str = "en") -> Rendered:
        """The text as sent, or as it would be sent."""
        return render(text_of(self.content), self.values, language)


def intimations_of(person: int, for_month: int | None = None) -> list[IntimationShown]:
    """A person's intimations, newest first; her own copy of every message."""
    rows = Intimation.objects.filter(person=person).select_related("text")
    if for_month is not None:
        rows = rows.filter(for_month=for_month)
    rows = rows.order_by("-recorded_at", "-pk")
    states = {
        message.use_id: message
        for message in Outbox.objects.filter(person=person, use__in=[row.use_id for row in rows])
    }
    return [_shown(row, states.get(row.use_id)) for row in rows]


def words_of_text(name: str, language: str) -> str:
    """The body of a registered text with its placeholders, by ``code/version``; empty if there is none."""
    rows = {text.name: text for text in (text_of(row.content) for row in MessageText.objects.all())}
    return rows[name].words[language]["body"] if name in rows else ""


def common_values(use: str, language: str) -> dict[str, str]:
    """The values of a use's text as shown to a reader, if they are the same for everybody; else none."""
    campaign = Campaign.objects.filter(uses__use__reference=use).select_related("text").first()
    return as_shown(text_of(campaign.text.content), campaign.values, language) if campaign else {}


def _shown(row: Intimation, message: Outbox | None) -> IntimationShown:
    return IntimationShown(
        use=row.use_id, month=Month.from_key(row.for_month), text=row.text.code, values=row.values,
        code=row.code,
        state=message.state if message else "portal", done_at=message.done_at if message else None,
        recorded_at=row.recorded_at,
        content=row.text.content,
    )  # fmt: skip
