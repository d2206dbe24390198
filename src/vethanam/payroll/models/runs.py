"""A run is a value: facts and rulebook in, lines and findings out, each with its hash."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from vethanam.errors import Sentence


class Run(models.Model):
    """One computation of a month for a drawing code, as known at an instant.

    A version is given when the result is written; a run that found nothing changed has none and names the run it
    equals. A locked run is immutable: the database refuses any change to it, its rows and its findings.
    """

    class Kind(models.TextChoices):
        MONTHLY = "monthly"
        SUPPLEMENTARY = "supplementary"

    class State(models.TextChoices):
        ASKED = "asked"
        COMPUTING = "computing"
        COMPUTED = "computed"
        LOCKED = "locked"
        SUPERSEDED = "superseded"
        UNCHANGED = "unchanged"
        STOPPED = "stopped"

    month = models.IntegerField()
    drawing_code = models.ForeignKey("people.DrawingCode", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=13, choices=Kind.choices, default=Kind.MONTHLY)
    version = models.PositiveSmallIntegerField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    same_as = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    known_at = models.DateTimeField()
    account = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    office = models.CharField(max_length=24)
    role = models.CharField(max_length=24)
    delegation = models.ForeignKey("people.Delegation", models.PROTECT, null=True, related_name="+")
    on_behalf_of = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    is_sample = models.BooleanField(default=False)

    snapshot_hash = models.BinaryField(null=True)
    rulebook_hash = models.BinaryField(null=True)
    result_hash = models.BinaryField(null=True)
    step = models.CharField(max_length=16, blank=True)
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    #: code and facts of the sentence that says what came of it
    outcome = models.TextField(blank=True)

    people = models.IntegerField(default=0)
    set_aside = models.IntegerField(default=0)
    lines_held = models.IntegerField(default=0)
    gross = models.BigIntegerField(default=0)
    deductions = models.BigIntegerField(default=0)
    net = models.BigIntegerField(default=0)
    locked_at = models.DateTimeField(null=True)
    locked_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month", "drawing_code", "version"], name="run_version_once"),
            models.CheckConstraint(
                condition=models.Q(net=models.F("gross") - models.F("deductions")), name="run_adds_up"
            ),
        ]

    def __str__(self) -> str:
        return f"Run {self.month} version {self.version or '-'}"

    @property
    def sentence(self) -> Sentence | None:
        """What came of it, as pages translate it; None while nothing did."""
        return Sentence.of_kept(self.outcome) if self.outcome else None

    @property
    def says(self) -> str:
        """The English sentence."""
        return str(self.sentence or "")


class Assessed(models.Model):
    """What one run makes of one part of a person's month: arrays, one place per line.

    ``drawing_code`` and ``head`` say who draws the part. A part that another code draws is kept too, for what is due
    is known only of the whole month, and is no part of the run's totals. That the run is there and being computed is held
    by a trigger, once for all rows of a statement. ``held`` names lines without an amount,
    ``unconfirmed`` those that rest on a figure nobody has confirmed.
    """

    run = models.ForeignKey(Run, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    employment = models.ForeignKey(
        "people.Employment", models.DO_NOTHING, related_name="+", db_constraint=False
    )
    part = models.PositiveSmallIntegerField()
    drawing_code = models.ForeignKey(
        "people.DrawingCode", models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    bill_class = models.ForeignKey(
        "people.BillClass", models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    head = models.ForeignKey(
        "people.HeadOfAccount",
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    components = ArrayField(models.SmallIntegerField())
    obligations = ArrayField(models.BigIntegerField(null=True))
    amounts = ArrayField(models.BigIntegerField())
    held = ArrayField(models.SmallIntegerField(), default=list)
    unconfirmed = ArrayField(models.SmallIntegerField(), default=list)
    gross = models.BigIntegerField()
    deductions = models.BigIntegerField()
    net = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "employment", "part"], name="assessed_once"),
            models.CheckConstraint(
                condition=models.Q(net=models.F("gross") - models.F("deductions"), net__gte=0),
                name="assessed_adds_up",
            ),
        ]


class RunFinding(models.Model):
    """Something a person must look at before the run is locked, or should know. It is an error as a value."""

    run = models.ForeignKey(Run, models.DO_NOTHING, related_name="findings")
    employment = models.ForeignKey("people.Employment", models.DO_NOTHING, null=True, related_name="+")
    component = models.CharField(max_length=40, blank=True)
    record = models.CharField(max_length=80)
    code = models.CharField(max_length=40)
    blocks = models.BooleanField()
    is_set_aside = models.BooleanField(default=False)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["run", "blocks"])]

    @property
    def sentence(self) -> Sentence:
        """What it says, as pages translate it."""
        return Sentence(self.code, self.facts)

    @property
    def says(self) -> str:
        """The English sentence."""
        return self.sentence.says


class Resolution(models.Model):
    """How a finding was settled, by whom and why. Appended; ``carried_from`` names the one of an earlier version."""

    class Kind(models.TextChoices):
        HELD = "held"  # no pay of this month for this person on this run
        SIGNED_OFF = "signed_off"

    finding = models.OneToOneField(RunFinding, models.DO_NOTHING, related_name="resolution")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    reason = models.CharField(max_length=300)
    account = models.ForeignKey("identity.Account", models.DO_NOTHING, related_name="+")
    person = models.ForeignKey("people.Person", models.DO_NOTHING, null=True, related_name="+")
    role = models.CharField(max_length=24)
    at = models.DateTimeField()
    carried_from = models.ForeignKey("self", models.DO_NOTHING, null=True, related_name="+")
