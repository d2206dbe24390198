"""Subscriptions, debts and choices of an employee, and the account for the pay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models

from vethanam.errors import Sentence, typed
from vethanam.money import shown
from vethanam.periods import Month
from vethanam.service_book.branches import is_ifsc, is_pin
from vethanam.service_book.fund_numbers import is_number_of_fund
from vethanam.service_book.models.fact import Fact
from vethanam.service_book.rulebook import funds_in_use


def fund_choices() -> list[tuple[str, str]]:
    """The known funds and insurances by code; a new one needs no migration."""
    return [(fund.code, fund.title) for fund in funds_in_use()]


class Membership(Fact):
    """Membership of a fund or an insurance declared by the rule pack.

    ``amount`` comes from her own record; null lets the rule decide.
    """

    needs_order: ClassVar[bool] = False
    told_apart_by: ClassVar[tuple[str, ...]] = ("fund",)
    fund = models.CharField(max_length=24, choices=fund_choices)
    number = models.CharField(max_length=40, blank=True)
    amount = models.BigIntegerField(null=True)
    group = models.CharField(max_length=2, blank=True)

    @classmethod
    def faults_of(cls, fields: Mapping[str, Any]) -> list[Sentence]:
        """Faults of fund and number. The sentences repeat no input, which may be a contact."""
        number, funds = str(fields.get("number") or ""), funds_in_use()
        faults = [] if not number or is_number_of_fund(number) else [Sentence("not_a_fund_number")]
        if fields.get("fund") and fields["fund"] not in funds:
            faults.append(Sentence("fund_not_in_use", {"known": list(funds.codes)}))
        return faults


class Obligation(Fact):
    """An amount to recover: a loan, an attachment, a subscription. Monthly recoveries are separate.

    Of an overpayment: ``excess_since`` is its first day, and ``in_spite_of`` the reason to recover it though
    a caution applies.
    """

    class Kind(models.TextChoices):
        GOVERNMENT_DUE = "government_due"
        OVERPAYMENT = "overpayment"
        HOUSE_BUILDING_ADVANCE = "house_building_advance"
        CONVEYANCE_ADVANCE = "conveyance_advance"
        FESTIVAL_ADVANCE = "festival_advance"
        GPF_LOAN = "gpf_loan"
        SLI_LOAN = "sli_loan"
        ATTACHMENT = "attachment"
        MAINTENANCE = "maintenance"
        COOPERATIVE = "cooperative"
        LIC = "lic"
        PLI = "pli"
        OTHER_VOLUNTARY = "other_voluntary"

    is_exclusive: ClassVar[bool] = False
    kind_of_due = models.CharField(max_length=24, choices=Kind.choices)
    payee = models.CharField(max_length=120)
    reference = models.CharField(max_length=60, blank=True)
    principal = models.BigIntegerField(null=True)
    interest = models.BigIntegerField(default=0)
    instalment = models.BigIntegerField()
    instalments = models.PositiveSmallIntegerField(null=True)
    is_divisible = models.BooleanField(default=True)
    excess_since = models.DateField(null=True)
    in_spite_of = models.CharField(max_length=300, blank=True, default="")

    @classmethod
    def faults_of(cls, fields: Mapping[str, Any]) -> list[Sentence]:
        """Faults of zero sums, and of instalments that do not add up to the debt."""
        nothing = [name for name in ("principal", "instalment", "instalments") if fields.get(name) == 0]
        if nothing:
            return [Sentence("fact_is_zero", {"column": name}) for name in nothing]
        return cls._faults_of_instalments(
            *(fields.get(name) for name in ("principal", "interest", "instalment", "instalments"))
        )

    @classmethod
    def _faults_of_instalments(
        cls, principal: int | None, interest: int | None, instalment: int | None, count: int | None
    ) -> list[Sentence]:
        # The last instalment takes the rest, less than two of the others; interest may be in the instalments
        # or recovered afterwards.
        if principal is None or instalment is None or count is None or min(principal, instalment) < 0:
            return []
        named = {"count": count, "instalment": shown(instalment)}
        if (count + 1) * instalment <= principal:
            return [Sentence("instalments_too_few", {**named, "principal": shown(principal)})]
        owed = principal + (interest or 0)
        if (count - 1) * instalment >= owed:
            return [Sentence("instalments_too_many", {**named, "owed": shown(owed)})]
        return []


class RecoverySuspension(Fact):
    """An order suspends the recoveries of an obligation from a month to a month."""

    told_apart_by: ClassVar[tuple[str, ...]] = ("obligation_id",)
    is_exclusive: ClassVar[bool] = False
    obligation = models.ForeignKey(Obligation, models.DO_NOTHING, related_name="+")


class TaxChoice(Fact):
    """Tax regime and declared deductions for a tax year, or for every year if none is named."""

    class Regime(models.TextChoices):
        NEW = "new"
        OLD = "old"

    needs_order: ClassVar[bool] = False
    told_apart_by: ClassVar[tuple[str, ...]] = ("tax_year",)
    tax_year = models.CharField(max_length=7, blank=True)
    regime = models.CharField(max_length=4, choices=Regime.choices, default=Regime.NEW)
    declared_deductions = models.BigIntegerField(default=0)
    other_income = models.BigIntegerField(default=0)
    #: whether Form 10E was filed, for relief on arrears of earlier years
    form_10e = models.BooleanField(default=False)

    @classmethod
    def faults_of(cls, fields: Mapping[str, Any]) -> list[Sentence]:
        """The fault of a tax year not in the notation of Form 16."""
        year = str(fields.get("tax_year", ""))
        is_one = not year or (year[:4].isdecimal() and year == Month(int(year[:4]), 4).account_year)
        return [] if is_one else [Sentence("fact_of_no_tax_year", {"year": typed(year)})]


class PayeeAccount(Fact):
    """The account for the pay: a bank account; a treasury savings account with optional onward
    transfer; a post office.

    Only the paymaster reads the numbers; every face sees ``tail`` and ``onward_tail``, their last
    four digits. A money order has no number: ``branch`` is the PIN code of the post office that pays
    over the counter. ``heir`` is the employee number of the nominee or legal heir whose account it is after a
    death, if she is an employee too: she is told of what is paid into it.
    """

    class Kind(models.TextChoices):
        BANK = "bank"
        TREASURY_SAVINGS = "treasury_savings"
        MONEY_ORDER = "money_order"

    needs_order: ClassVar[bool] = False
    #: columns hidden from faces
    unread: ClassVar[tuple[str, ...]] = ("number", "holder", "onward_number")
    kind_of_account = models.CharField(max_length=16, choices=Kind.choices, default=Kind.BANK)
    branch = models.CharField(max_length=11)
    number = models.CharField(max_length=20, blank=True)
    tail = models.CharField(max_length=4, blank=True)
    holder = models.CharField(max_length=120)
    onward_branch = models.CharField(max_length=11, blank=True, default="")
    onward_number = models.CharField(max_length=20, blank=True, default="")
    onward_tail = models.CharField(max_length=4, blank=True, default="")
    heir = models.CharField(max_length=20, blank=True, default="", db_default="")

    @classmethod
    def faults_of(cls, fields: Mapping[str, Any]) -> list[Sentence]:
        """Faults: a money order without number, every other account with one that ends in its tail,
        onward only for savings.

        The sentences repeat no input: a number may be in the branch field.
        """
        kind = str(fields.get("kind_of_account", cls.Kind.BANK))
        faults = []
        if kind == cls.Kind.MONEY_ORDER and fields.get("number"):
            faults.append(Sentence("money_order_numbered"))
        if kind != cls.Kind.MONEY_ORDER and not fields.get("number"):
            faults.append(Sentence("account_without_number"))
        for number, tail in (("number", "tail"), ("onward_number", "onward_tail")):
            if (
                fields.get(number)
                and fields.get(tail)
                and not str(fields[number]).endswith(str(fields[tail]))
            ):
                faults.append(Sentence("account_tail_differs", {"column": tail, "tail": fields[tail]}))
        faults += cls._faults_of_branches(kind, fields)
        onward = bool(fields.get("onward_branch")), bool(fields.get("onward_number"))
        if onward[0] != onward[1]:
            faults.append(Sentence("sent_on_to_half"))
        if any(onward) and kind != cls.Kind.TREASURY_SAVINGS:
            faults.append(Sentence("only_savings_sent_on"))
        return faults

    @classmethod
    def _faults_of_branches(cls, kind: str, fields: Mapping[str, Any]) -> list[Sentence]:
        # The branch of treasury savings is a treasury code, with a form of each State's own.
        branch, onward = (str(fields.get(name) or "") for name in ("branch", "onward_branch"))
        faults = []
        if kind == cls.Kind.BANK and branch and not is_ifsc(branch):
            faults.append(Sentence("account_branch_not_ifsc"))
        if onward and not is_ifsc(onward):
            faults.append(Sentence("account_onward_branch_not_ifsc"))
        if kind == cls.Kind.MONEY_ORDER and branch and not is_pin(branch):
            faults.append(Sentence("money_order_to_no_office"))
        return faults

    def hidden(self) -> dict[str, Any]:
        """A withdrawn account keeps only the last digits of its numbers."""
        return {"number": self.tail, "holder": "-", "onward_number": self.onward_tail}

    class Meta(Fact.Meta):
        indexes = [
            *Fact.Meta.indexes,
            models.Index(fields=["number", "employment"], name="account_by_number"),
            models.Index(
                fields=["onward_number", "employment"],
                condition=~models.Q(onward_number=""),
                name="account_by_onward_number",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind_of_account="money_order", number="", tail="")
                | ~models.Q(kind_of_account="money_order") & ~models.Q(number=""),
                name="account_has_its_number",
            ),
            models.CheckConstraint(
                condition=models.Q(onward_branch="", onward_number="", onward_tail="")
                | models.Q(kind_of_account="treasury_savings")
                & ~models.Q(onward_branch="")
                & ~models.Q(onward_number=""),
                name="treasury_savings_alone_send_on",
            ),
        ]
