"""Service, postings, pay and absences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models

from vethanam.errors import Sentence
from vethanam.privacy.models import Consent
from vethanam.service_book.models.fact import Fact


class ServiceSpell(Fact):
    """Service from joining to its end.

    Retirement is the end of a spell; arrears of its months stay drawable.
    """

    class Cause(models.TextChoices):
        RETIREMENT = "retirement"
        RESIGNATION = "resignation"
        DEATH = "death"
        TERM_OVER = "term_over"
        REMOVAL = "removal"

    end_cause = models.CharField(max_length=12, choices=Cause.choices, blank=True)

    class Meta(Fact.Meta):
        indexes = [
            *Fact.Meta.indexes,
            models.Index(
                fields=["employment"], condition=models.Q(end_cause="death"), name="spells_of_the_dead"
            ),
        ]


class Posting(Fact):
    """A post, an office of duty and its drawing code, from a forenoon or an afternoon on."""

    post = models.ForeignKey("people.Post", models.DO_NOTHING, related_name="+")
    office = models.ForeignKey("people.Office", models.DO_NOTHING, related_name="+")
    drawing_code = models.ForeignKey("people.DrawingCode", models.DO_NOTHING, related_name="+")
    bill_class = models.ForeignKey("people.BillClass", models.DO_NOTHING, related_name="+")


class Pay(Fact):
    """Pay from a day on: a stage of a scale, or a consolidated monthly sum.

    ``increment_month`` is the true anniversary; ``drawn_from`` is the later day from which an
    increment is drawn.
    """

    class Basis(models.TextChoices):
        SCALE = "scale"
        AUTHORISED = "authorised"
        CONSOLIDATED = "consolidated"
        DAILY = "daily"
        HOURLY = "hourly"

    class Reason(models.TextChoices):
        APPOINTMENT = "appointment"
        INCREMENT = "increment"
        PROMOTION = "promotion"
        HIGHER_GRADE = "higher_grade"
        FIXATION = "fixation"
        REVISION = "revision"
        CORRECTION = "correction"

    basis = models.CharField(max_length=12, choices=Basis.choices)
    revision = models.PositiveSmallIntegerField(null=True)
    scale = models.CharField(max_length=24, blank=True)
    basic_pay = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=12, choices=Reason.choices, default=Reason.APPOINTMENT)
    increment_month = models.PositiveSmallIntegerField(null=True)
    drawn_from = models.DateField(null=True)

    class Meta(Fact.Meta):
        indexes = [
            *Fact.Meta.indexes,
            models.Index(
                fields=["employment"],
                condition=models.Q(drawn_from__isnull=False),
                name="pay_drawn_later",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(basic_pay__isnull=True) | models.Q(basic_pay__gt=0),
                name="basic_pay_positive",
            )
        ]

    @classmethod
    def faults_of(cls, fields: Mapping[str, Any]) -> list[Sentence]:
        """The fault of zero pay: an employee without pay has no such fact."""
        return [Sentence("fact_is_zero", {"column": "basic_pay"})] if fields.get("basic_pay") == 0 else []


class AuthorisedRate(Fact):
    """A monthly rate for one component, authorised by the Accountant General's pay slip."""

    told_apart_by: ClassVar[tuple[str, ...]] = ("component",)
    component = models.CharField(max_length=40)
    amount = models.BigIntegerField()


class Wage(Fact):
    """A wage by the day or the hour."""

    rate = models.BigIntegerField()


class Attendance(Fact):
    """Days (or hours) worked in one month on wages; ``valid_from`` is the month's first day.

    If the wage changes within the month, one entry covers the days before, another from that day the rest.
    """

    needs_order: ClassVar[bool] = False
    told_apart_by: ClassVar[tuple[str, ...]] = ("valid_from",)
    days = models.PositiveSmallIntegerField()


class Absence(Fact):
    """A spell of leave or suspension. ``varied_to`` is a subsistence rate varied by order.

    ``is_not_duty``: an order says that the days of an ended suspension are not duty.
    """

    class Kind(models.TextChoices):
        EARNED = "earned"
        HALF_PAY = "half_pay"
        COMMUTED = "commuted"
        WITHOUT_ALLOWANCES = "without_allowances"
        MATERNITY = "maternity"
        PATERNITY = "paternity"
        SPECIAL = "special"
        SUSPENSION = "suspension"
        DIES_NON = "dies_non"

    is_exclusive: ClassVar[bool] = False
    kind_of_absence = models.CharField(max_length=20, choices=Kind.choices)
    varied_to = models.PositiveIntegerField(null=True)
    is_not_duty = models.BooleanField(default=False)

    @classmethod
    def faults_of(cls, fields: Mapping[str, Any]) -> list[Sentence]:
        """The fault of days settled as no duty that are no suspension, or have no last day."""
        if not fields.get("is_not_duty"):
            return []
        is_over = fields.get("kind_of_absence") == cls.Kind.SUSPENSION and fields.get("valid_until")
        return [] if is_over else [Sentence("only_ended_suspension_settled")]


class Quarters(Fact):
    """A spell in government quarters: no house rent allowance."""

    is_exclusive: ClassVar[bool] = False


class Death(Fact):
    """A death after service ended; ``valid_from`` is its day. A death in service ends the spell instead.

    From its verification nobody writes to the person any more, and what is due to her goes to her heirs.
    """

    needs_order: ClassVar[bool] = False
    certificate = models.CharField(max_length=60)


class Guardianship(Fact):
    """The guardian of a minor, or of an adult by an order of a court, authority or committee, with the proof
    by its reference. The office keeps no paper.

    It counts from its verification until anybody corrects, ends or withdraws it: an end needs one person,
    since it only stops messages. The guardian's number is a contact of the ward, ``guardian_mobile``.
    """

    needs_order: ClassVar[bool] = False
    is_exclusive: ClassVar[bool] = False
    guardian = models.CharField(max_length=120)
    guardian_ml = models.CharField(max_length=120)
    proof = models.CharField(max_length=12, choices=Consent.GuardianProof.choices)
    proof_reference = models.CharField(max_length=60)


class LeaveAccount(Fact):
    """Days of a kind of leave at credit at the beginning of a day, from the leave account
    of the service book.
    """

    class Kind(models.TextChoices):
        EARNED = "earned"
        HALF_PAY = "half_pay"

    needs_order: ClassVar[bool] = False
    told_apart_by: ClassVar[tuple[str, ...]] = ("kind_of_leave",)
    kind_of_leave = models.CharField(max_length=10, choices=Kind.choices, default=Kind.EARNED)
    days = models.PositiveSmallIntegerField()
