"""Which events are to be told, and what a person was told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from vethanam.messaging.models import Intimation, MessageText
from vethanam.messaging.templates import Rendered, render, text_of
from vethanam.money import Paise
from vethanam.payments.models import Credit, PaymentLeg
from vethanam.payments.queries import credits_not_told
from vethanam.periods import Month
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import Outbox
from vethanam.service_book.models import PayeeAccount

#: by the kind of leg, what its first hop is told with
_TEXTS = {
    PaymentLeg.Kind.BANK: "salary-credited",
    PaymentLeg.Kind.TREASURY_SAVINGS: "salary-in-treasury-savings",
    PaymentLeg.Kind.MONEY_ORDER: "salary-at-post-office",
    PaymentLeg.Kind.PROVIDENT_FUND: "arrears-in-provident-fund",
}
#: by the hop, with what is told that it came back
_BACK = {Credit.Hop.FIRST: "salary-came-back", Credit.Hop.ONWARD: "salary-back-in-treasury-savings"}


@dataclass(frozen=True, slots=True)
class TellableEvent:
    """A credit that stands, or one that came back after its person was told. ``text`` says which words it is told with."""

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


def events_to_tell(*, limit: int | None = None) -> list[TellableEvent]:
    """Credits nobody was told of, in the order they were reported, and returns of credits that were told."""
    reported = credits_not_told(Intimation.objects.values("credit"), limit=limit)
    tails = _tails([credit.account_fact_id for credit in reported])
    fresh = [
        TellableEvent(
            credit=credit.credit_id,
            text=_text_of(credit.kind, credit.hop),
            person=credit.person_id,
            employment=credit.employment_id,
            for_month=credit.for_month,
            amount=credit.amount,
            on=credit.credited_on,
            tail=_tail_of(tails.get(credit.account_fact_id), credit.hop),
        )
        for credit in reported
    ]
    return [*fresh, *_returned_after_telling()]


def _returned_after_telling() -> list[TellableEvent]:
    told = {
        (row.credit.leg_id, row.credit.hop): row
        for row in Intimation.objects.filter(
            credit__kind=Credit.Kind.CREDITED, credit__leg__credits__kind=Credit.Kind.RETURNED
        ).select_related("credit")
    }
    returns = Credit.objects.filter(kind=Credit.Kind.RETURNED, leg__in=[leg for leg, _ in told]).exclude(
        pk__in=Intimation.objects.values("credit")
    )
    rows = [row for row in returns.select_related("leg").order_by("id") if (row.leg_id, row.hop) in told]
    tails = _tails([row.leg.account_fact_id for row in rows])
    return [
        TellableEvent(
            credit=row.pk, text=_BACK[Credit.Hop(row.hop)], person=row.leg.pay.person, employment=row.leg.pay.employment,
            for_month=row.leg.pay.for_month, amount=row.amount, on=row.on, tail=_tail_of(tails.get(row.leg.account_fact_id)),
            corrects=told[row.leg_id, row.hop].pk, told_on=told[row.leg_id, row.hop].recorded_at.astimezone(IST).date(),
        )
        for row in rows
    ]  # fmt: skip


def _text_of(kind: str, hop: int) -> str:
    return "salary-sent-on" if hop == Credit.Hop.ONWARD else _TEXTS[PaymentLeg.Kind(kind)]


def _tails(facts: list[int | None]) -> dict[int | None, tuple[str, str]]:
    """The last digits of each account, and of the one it is sent on to."""
    wanted = [fact for fact in facts if fact is not None]
    rows = PayeeAccount.objects.filter(pk__in=wanted).values_list("pk", "tail", "onward_tail")
    return {pk: (tail, onward) for pk, tail, onward in rows}


def _tail_of(tails: tuple[str, str] | None, hop: int = Credit.Hop.FIRST) -> str:
    return tails[hop == Credit.Hop.ONWARD] if tails else ""


@dataclass(frozen=True, slots=True)
class IntimationShown:
    """What a person was told of a credit, and where the message is. ``state`` is that of the message, or ``portal``."""

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
        """The text as it was or would be sent."""
        return render(text_of(self.content), self.values, language)


def intimations_of(person: int, for_month: int | None = None) -> list[IntimationShown]:
    """What a person was told, newest first; her own copy of every message."""
    rows = Intimation.objects.filter(person=person).select_related("text")
    if for_month is not None:
        rows = rows.filter(for_month=for_month)
    rows = rows.order_by("-recorded_at", "-pk")
    states = {
        message.use_id: message
        for message in Outbox.objects.filter(person=person, use__in=[row.use_id for row in rows])
    }
    return [_shown(row, states.get(row.use_id)) for row in rows]


def intimation_by_code(code: str) -> IntimationShown | None:
    """The message a code stands in. Whoever shows this compares; it does not say that a text with a code is ours."""
    row = Intimation.objects.filter(code=code).select_related("text").first()
    if row is None:
        return None
    return _shown(row, Outbox.objects.filter(person=row.person_id, use=row.use_id).first())


def words_of_text(name: str, language: str) -> str:
    """The body of a registered text with its placeholders, by ``code/version`` as uses name it; empty where there is none."""
    rows = {text.name: text for text in (text_of(row.content) for row in MessageText.objects.all())}
    return rows[name].words[language]["body"] if name in rows else ""


def registered_texts() -> list[MessageText]:
    """Every registered text, by code and version."""
    return list(MessageText.objects.order_by("code", "version"))


def _shown(row: Intimation, message: Outbox | None) -> IntimationShown:
    return IntimationShown(
        use=row.use_id, month=Month.from_key(row.for_month), text=row.text.code, values=row.values, code=row.code,
        state=message.state if message else "portal", done_at=message.done_at if message else None, recorded_at=row.recorded_at,
        content=row.text.content,
    )  # fmt: skip
