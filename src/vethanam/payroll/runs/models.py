"""Models of runs: facts and rulebook in, lines and findings out, each with its hash."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from vethanam.errors import Sentence


class Run(models.Model):
    """One computation of a month for a drawing code, as known at an instant.

    A run gets a version when its result is saved. An unchanged run has no version and refers to the equal
    run. The database refuses any change to a locked run, its rows and its findings.
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
    #: code and facts of the outcome sentence
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
        """The outcome as a translatable sentence, or None before there is one."""
        return Sentence.of_kept(self.outcome) if self.outcome else None

    @property
    def says(self) -> str:
        """The English sentence."""
        return str(self.sentence or "")


class Assessed(models.Model):
    """The result of one run for one part of a person's month, one array element per line.

    ``drawing_code`` and ``head`` tell who draws the part. Parts drawn by another code are kept too, because
    the due is known only for the whole month, but are not in the run's totals. A trigger checks once per
    statement that the run exists and is computing. ``held`` has lines without an amount, ``unconfirmed``
    those based on an unconfirmed figure.
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
    """A finding of a run that must be settled before locking, or is for information."""

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
        """The finding as a translatable sentence."""
        return Sentence(self.code, self.facts)

    @property
    def says(self) -> str:
        """The English sentence."""
        return self.sentence.says


class Resolution(models.Model):
    """How a finding was settled, by whom and why. Append-only.

    ``carried_from`` is the one of an earlier version.
    """

    class Kind(models.TextChoices):
        HELD = "held"  # no pay of this month for this person in this run
        SIGNED_OFF = "signed_off"

    finding = models.OneToOneField(RunFinding, models.DO_NOTHING, related_name="resolution")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    reason = models.CharField(max_length=300)
    account = models.ForeignKey("identity.Account", models.DO_NOTHING, related_name="+")
    person = models.ForeignKey("people.Person", models.DO_NOTHING, null=True, related_name="+")
    role = models.CharField(max_length=24)
    at = models.DateTimeField()
    carried_from = models.ForeignKey("self", models.DO_NOTHING, null=True, related_name="+")
