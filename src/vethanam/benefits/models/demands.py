"""Money paid too much: the demand, what the person answers, the decision, and what becomes of each rupee."""

from __future__ import annotations

from django.db import models

from vethanam.benefits.models.awards import Award
from vethanam.benefits.models.cycles import Release
from vethanam.benefits.models.entry import Entry


class Demand(Entry):
    """What an officer of the scheme asks back of an award, with the notice and the last day to answer.

    It takes nothing. Only a decision by another person lets a release keep back an instalment.
    """

    class Cause(models.TextChoices):
        DEATH = "death"
        TWO_PENSIONS = "two_pensions"
        WRONG_RATE = "wrong_rate"
        NOT_ELIGIBLE = "not_eligible"
        FALSE_STATEMENT = "false_statement"

    class Addressee(models.TextChoices):
        PERSON = "person"
        HEIRS = "heirs"
        PAYEE = "payee"  # the bank or society that has the money

    number = models.CharField(max_length=16, unique=True)
    award = models.ForeignKey(Award, models.PROTECT, related_name="+")
    cause = models.CharField(max_length=16, choices=Cause.choices)
    addressee = models.CharField(max_length=8, choices=Addressee.choices)
    notice_on = models.DateField()
    answer_by = models.DateField()
    leaf = models.BigIntegerField(unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answer_by__gt=models.F("notice_on")), name="demand_leaves_time_to_answer"
            )
        ]
        indexes = [models.Index(fields=["award"], name="demands_of_award")]

    def __str__(self) -> str:
        return self.number


class DemandLine(models.Model):
    """A month that a demand asks back, and the day of its last payment; null: paid outside this system."""

    demand = models.ForeignKey(Demand, models.PROTECT, related_name="lines")
    for_month = models.IntegerField()
    amount = models.BigIntegerField()
    paid_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["demand", "for_month"], name="demand_month_once"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="demand_of_money"),
        ]


class DemandAnswer(Entry):
    """What the person says to a demand, in writing or heard on a day."""

    demand = models.ForeignKey(Demand, models.PROTECT, related_name="answers")
    received_on = models.DateField()
    is_heard = models.BooleanField()
    words = models.CharField(max_length=600)
    leaf = models.BigIntegerField(unique=True)


class DemandDecision(Entry):
    """Another person upholds a demand or drops it, by an order, with words to the person.

    ``instalment`` is the most that a month of ``source`` may lose, from ``from_month`` on; without a source
    nothing is kept back. ``most_rate`` is the pack's limit, in hundredths of a per cent of the month's due.
    ``form`` is that of the interest if the order names one.
    """

    class Outcome(models.TextChoices):
        UPHELD = "upheld"
        DROPPED = "dropped"

    demand = models.OneToOneField(Demand, models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    words = models.CharField(max_length=600)
    words_ml = models.CharField(max_length=600)
    interest = models.BigIntegerField()
    form = models.CharField(max_length=8, blank=True)
    source = models.ForeignKey(Award, models.PROTECT, null=True, related_name="+")
    from_month = models.IntegerField(null=True)
    instalment = models.BigIntegerField(null=True)
    most_rate = models.IntegerField(null=True)
    leaf = models.BigIntegerField(unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(source=None, from_month=None, instalment=None, most_rate=None)
                | models.Q(
                    outcome="upheld",
                    source__isnull=False,
                    from_month__isnull=False,
                    instalment__gt=0,
                    most_rate__gt=0,
                ),
                name="demand_source_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(interest=0) | models.Q(interest__gt=0, outcome="upheld"),
                name="demand_interest_is_upheld",
            ),
            models.CheckConstraint(
                condition=~models.Q(words="") & ~models.Q(words_ml=""), name="demand_decided_with_words"
            ),
        ]


class DemandEvent(Entry):
    """A stay, at once; or, once another agrees, its end, a waiver, money repaid, interest, or set aside.

    ``amount`` is that of a waiver, of money repaid or of interest that was held at the decision;
    ``reference`` the case, the challan, or the form of the interest.
    """

    class Kind(models.TextChoices):
        STAYED = "stayed"
        LIFTED = "lifted"
        WAIVED = "waived"
        REPAID = "repaid"
        SET_ASIDE = "set_aside"
        INTEREST = "interest"

    class By(models.TextChoices):
        APPEAL = "appeal"
        COURT = "court"

    demand = models.ForeignKey(Demand, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=9, choices=Kind.choices)
    on = models.DateField()
    by = models.CharField(max_length=6, choices=By.choices, blank=True)
    order = models.ForeignKey("orders.Order", models.PROTECT, null=True, related_name="+")
    amount = models.BigIntegerField(null=True)
    reference = models.CharField(max_length=60, blank=True)
    lifts = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    leaf = models.BigIntegerField(unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["waived", "repaid", "interest"], amount__gt=0)
                | ~models.Q(kind__in=["waived", "repaid", "interest"]) & models.Q(amount=None),
                name="demand_event_amount",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="stayed") & ~models.Q(by="")
                | ~models.Q(kind="stayed") & models.Q(by=""),
                name="demand_stayed_by",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["stayed", "repaid", "interest"]) & ~models.Q(reference="")
                | models.Q(kind__in=["lifted", "waived", "set_aside"], order__isnull=False),
                name="demand_event_has_its_paper",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="lifted", lifts__isnull=False)
                | ~models.Q(kind="lifted") & models.Q(lifts=None),
                name="demand_stay_is_lifted",
            ),
        ]


class Recovery(models.Model):
    """What a release keeps back from a month of an award for a demand, instead of drawing it."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="+")
    award = models.ForeignKey(Award, models.PROTECT, related_name="+")
    for_month = models.IntegerField()
    demand = models.ForeignKey(Demand, models.PROTECT, related_name="+")
    amount = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["release", "award", "for_month", "demand"], name="recovered_once_a_release"
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="recovery_of_money"),
        ]
        indexes = [models.Index(fields=["award", "for_month"], name="recoveries_of_month")]
