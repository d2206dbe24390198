"""Payment of a release: who ordered it, the bank's file parts, one leg an award, one leg an advance."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from vethanam.benefits.models.awards import Award, Route
from vethanam.benefits.models.cycles import Release
from vethanam.benefits.models.entry import Entry
from vethanam.errors import Broken


class PaymentOrder(Entry):
    """An officer orders the payment of a release by her own key: one of the scheme, and one of finance.

    ``content`` is the hash of the release's drawals, which binds every payment to the paisa. ``department``
    and ``head`` are the account to debit; empty for compensation and in orders from before they were signed.
    ``again``: ids of the lines not delivered that she orders a second time. The row is an index: the
    paymaster reads the signature from the log.
    """

    release = models.ForeignKey(Release, models.PROTECT, related_name="+")
    role = models.CharField(max_length=24)
    content = models.BinaryField(max_length=32)
    sum = models.BigIntegerField()
    department = models.CharField(max_length=40, blank=True, default="")
    head = models.CharField(max_length=40, blank=True, default="")
    again = ArrayField(models.BigIntegerField(), default=list)
    signed = models.ForeignKey("identity.SignedAct", models.PROTECT, null=True, related_name="+")
    leaf = models.BigIntegerField(unique=True)

    class Meta:
        indexes = [models.Index(fields=["release", "role"], name="payment_orders_of_role")]


class FilePart(models.Model):
    """One bank file of a release, with at most so many credits; as a payment file of salaries.

    The worker writes it, the paymaster makes and signs its bytes: ``sha256`` is theirs, and null until then.
    *Leaving* is with the paymaster. *Withdrawn* never left: another part pays those who may be paid.
    """

    class State(models.TextChoices):
        WRITTEN = "written"
        LEAVING = "leaving"
        HANDED_OVER = "handed_over"
        ACKNOWLEDGED = "acknowledged"
        WITHDRAWN = "withdrawn"

    message = models.CharField(max_length=35, unique=True)
    release = models.ForeignKey(Release, models.PROTECT, related_name="+")
    ordinal = models.PositiveIntegerField()
    execute_on = models.DateField()
    legs_count = models.IntegerField()
    total = models.BigIntegerField()
    sha256 = models.BinaryField(null=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.WRITTEN)
    created_at = models.DateTimeField()
    made_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    handed_over_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    leaf = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "ordinal"], name="benefit_part_once"),
            models.CheckConstraint(
                condition=models.Q(legs_count__gt=0, total__gt=0), name="benefit_part_pays_something"
            ),
        ]

    def __str__(self) -> str:
        return f"Payment file {self.message}"


class Leg(models.Model):
    """The payment of what a release draws for one award, by one route; its amount is the sum of the drawals.

    A leg of kind ``society`` pays an ``advance``: the sum of the home legs that name it. These are its lines,
    and their own state says whether each person has her money. One of kind ``bill`` pays the incentive of the
    advance.

    ``reference`` is unique for ever. ``paid_on`` is the day of the credit or delivery. A leg that failed or
    was withheld stays as it is; the one that pays in its place names it in ``replaces``. ``why`` is the code
    of the reason: the bank's for a failure, ours for a withheld leg.
    """

    class Kind(models.TextChoices):
        BANK = "bank"
        POST = "post"
        HOME = "home"
        SOCIETY = "society"
        BILL = "bill"

    class State(models.TextChoices):
        WAITING = "waiting"  # home: for a list of the society
        INSTRUCTED = "instructed"
        CREDITED = "credited"
        REJECTED = "rejected"
        RETURNED = "returned"
        WITHHELD = "withheld"
        REISSUED = "reissued"
        LISTED = "listed"
        DELIVERED = "delivered"
        UNDELIVERED = "undelivered"

    #: the money is on its way or has arrived: nothing else pays the award's drawals
    LIVE: ClassVar[tuple[str, ...]] = (
        State.WAITING, State.INSTRUCTED, State.CREDITED, State.LISTED, State.DELIVERED,
    )  # fmt: skip
    #: she has the money
    PAID: ClassVar[tuple[str, ...]] = (State.CREDITED, State.DELIVERED)
    #: legs to a society, which pay no award
    TO_SOCIETY: ClassVar[tuple[str, ...]] = (Kind.SOCIETY, Kind.BILL)
    #: open again for a corrected route
    FAILED: ClassVar[tuple[str, ...]] = (State.REJECTED, State.RETURNED, State.UNDELIVERED)

    reference = models.CharField(max_length=35, unique=True)
    release = models.ForeignKey(Release, models.PROTECT, related_name="+")
    award = models.ForeignKey(Award, models.PROTECT, null=True, related_name="+")
    part = models.ForeignKey(FilePart, models.PROTECT, null=True, related_name="legs")
    route = models.ForeignKey(Route, models.PROTECT, null=True, related_name="+")
    advance = models.ForeignKey("benefits.Advance", models.PROTECT, null=True, related_name="legs")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    amount = models.BigIntegerField()
    attempt = models.PositiveSmallIntegerField(default=1)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    state = models.CharField(max_length=12, choices=State.choices)
    why = models.CharField(max_length=40, blank=True)
    paid_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["release", "award"],
                condition=models.Q(state__in=["waiting", "instructed", "credited", "listed", "delivered"]),
                name="one_live_benefit_leg",
            ),
            models.UniqueConstraint(
                fields=["release", "award"],
                condition=models.Q(replaces=None),
                name="one_first_benefit_leg",
            ),
            models.UniqueConstraint(
                fields=["advance"],
                condition=models.Q(kind="society", state__in=["instructed", "credited"]),
                name="one_live_advance_leg",
            ),
            models.UniqueConstraint(
                fields=["advance"],
                condition=models.Q(kind="society", replaces=None),
                name="one_first_advance_leg",
            ),
            models.UniqueConstraint(
                fields=["advance"],
                condition=models.Q(kind="bill", state__in=["instructed", "credited"]),
                name="one_live_incentive_leg",
            ),
            models.UniqueConstraint(
                fields=["advance"],
                condition=models.Q(kind="bill", replaces=None),
                name="one_first_incentive_leg",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=["society", "bill"], award=None, route=None, advance__isnull=False
                )
                | ~models.Q(kind__in=["society", "bill"])
                & models.Q(award__isnull=False, route__isnull=False),
                name="benefit_leg_of_an_award_or_advance",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["home", "society", "bill"]) | models.Q(advance=None),
                name="only_home_legs_are_listed",
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="benefit_leg_pays_something"),
            models.CheckConstraint(
                condition=models.Q(state__in=["credited", "delivered"], paid_on__isnull=False)
                | ~models.Q(state__in=["credited", "delivered"]),
                name="benefit_leg_paid_on_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="home", part=None) | ~models.Q(kind="home"),
                name="benefit_leg_of_a_part",
            ),
        ]
        indexes = [
            models.Index(fields=["award", "release"], name="benefit_legs_of_award"),
            models.Index(fields=["release", "state"], name="benefit_legs_of_release"),
            models.Index(
                fields=["part"], condition=models.Q(state="instructed"), name="benefit_legs_unanswered"
            ),
        ]

    def __str__(self) -> str:
        return f"Payment {self.reference}"

    @property
    def of_award(self) -> Award:
        """The award that it pays; a leg to a society pays none."""
        if self.award is None:
            raise Broken("leg_without_award")
        return self.award
