"""The act on pay returned by challan: the office enters it, the treasury confirms or refuses it."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Answer, act
from vethanam.acts.fields import Amounts, Code, Day, Flag, Given, Rupees, Text, Words
from vethanam.acts.record_lookup import beside, bill_of, employment_of
from vethanam.acts.states import refund_state
from vethanam.errors import Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.payments.actions import confirm_challan, refund_by_challan
from vethanam.payroll.actions import Challan, refuse_refund
from vethanam.payroll.models import Refund
from vethanam.people.models import Role


class RefundGiven(Given):
    """A challan entered by the office, or the treasury's decision on it."""

    bill: Code = Field(title=_("Number of the bill"))
    challan: Text = Field(title=_("Number of the challan"))
    employment: Code | None = Field(None, title=_("Employee number"))
    dated: Day | None = Field(None, title=_("Dated"))
    amount: Rupees | None = Field(None, title=_("Amount, rupees"), description=_("As the challan says."))
    amounts: Amounts | None = Field(
        None, title=_("Amounts by component"), description=_("Left out: everything.")
    )
    whole: Rupees | None = Field(
        None, title=_("The whole challan, rupees"), description=_("Where it covers several refunds.")
    )
    reason: Words | None = Field(None, title=_("Reason"))
    drawing_code: Code | None = Field(None, title=_("Drawing code"))
    confirm: Flag | None = Field(None, title=_("Is it confirmed?"), description=_("The treasury's."))
    refuse: Words | None = Field(None, title=_("Why it is refused"), description=_("The treasury's."))


@act(
    "refund",
    title=_("Enter or decide a refund"),
    roles=(Role.CLERK, Role.DRAWING_OFFICER, Role.TREASURY_OFFICER),
    scope="drawing_code",
    final=_("The treasury decides on a challan once."),
    final_if=lambda raw: bool(raw.get("confirm") or raw.get("refuse")),
)
def refund(authority: Authority, given: RefundGiven) -> Answer:
    """Enter a challan for the office; without ``amounts`` all pay drawn for the person on
    the bill is returned.

    The treasury confirms it (``confirm``) or refuses it (``refuse``, with the reason). It counts once
    confirmed.
    """
    if authority.role == Role.TREASURY_OFFICER:
        return _decide(authority, given)
    missing = [name for name in ("employment", "dated", "reason") if getattr(given, name) is None]
    if missing:
        raise Unsound("act_key_missing", what="refund", key=missing[0])
    if given.employment is None or given.dated is None:  # excluded above; narrows the types
        raise Unsound("act_key_missing", what="refund", key="employment")
    bill = bill_of(given.bill)
    with beside("employment"):
        employment = employment_of(given.employment)
    entered = refund_by_challan(
        bill.pk,
        authority,
        employment=employment,
        challan=Challan(given.challan, given.dated, given.amount, given.whole),
        reason=given.reason or "",
        amounts=given.amounts,
    )
    state = {"refunds": [refund_state(entered)]}
    return Answer.of(
        "challan_entered", state, employment=entered.employment, challan=entered, bill=bill.number
    )


def _decide(authority: Authority, given: RefundGiven) -> Answer:
    bill = bill_of(given.bill)
    rows = Refund.objects.filter(bill=bill, challan_number=given.challan)
    if given.employment:
        rows = rows.filter(employment=employment_of(given.employment))
    found = rows.filter(state=Refund.State.ENTERED).order_by("-id").first() or rows.order_by("-id").first()
    if found is None:
        raise Unsound("no_such_challan", bill=bill.number, challan=typed(given.challan, 40))
    if given.refuse:
        found = refuse_refund(found.pk, authority, reason=given.refuse)
        done = "challan_refused"
    elif given.confirm:
        found = confirm_challan(found.pk, authority)
        done = "challan_confirmed"
    else:
        raise Unsound("challan_not_decided")
    state = {"refunds": [refund_state(found)]}
    return Answer.of(done, state, employment=found.employment, challan=found)
