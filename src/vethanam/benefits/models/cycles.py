"""The month of a scheme: cycle, kinds with their amounts, lines, approval, release, drawals.

Lines and drawals are partitioned: a cycle and a release have one partition each (``guards/cycles.sql``).
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from vethanam.benefits.models.awards import Award
from vethanam.benefits.models.entry import Entry
from vethanam.benefits.models.schemes import SchemeOffice
from vethanam.benefits.models.sheets import BeneficiarySheet
from vethanam.errors import Sentence


class Payer(models.TextChoices):
    """Who pays a share."""

    STATE = "state"
    CENTRE = "centre"


class Kind(models.Model):
    """A kind of award: all that an amount or a share depends on, in the words of the rules."""

    scheme = models.ForeignKey(SchemeOffice, models.PROTECT, related_name="+")
    age_band = models.CharField(max_length=16)
    disability_band = models.CharField(max_length=16)
    other_pension = models.CharField(max_length=16)
    share_class = models.CharField(max_length=16)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "age_band", "disability_band", "other_pension", "share_class"],
                name="benefit_kind_once",
            )
        ]


class Cycle(Entry):
    """The computed month of a scheme. A version that another replaces stays, and does not count.

    The database fills ``roll_hash`` (who stands where) and ``result_hash`` (decisions, kinds, amounts).
    ``months`` are those with lines: its own, and earlier ones with a changed decision or amount. ``seen`` is
    the state of the tables that it read. ``base`` is the cycle from which unchanged lines are taken; null if
    every award was assessed.
    """

    scheme = models.ForeignKey(SchemeOffice, models.PROTECT, related_name="+")
    month = models.IntegerField()
    version = models.SmallIntegerField()
    months = ArrayField(models.IntegerField())
    base = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    assessed = models.IntegerField()
    rules_hash = models.BinaryField(max_length=32)
    rulebook = models.BinaryField(max_length=32)
    seen = models.JSONField()
    roll_hash = models.BinaryField(max_length=32)
    result_hash = models.BinaryField(max_length=32)
    leaf = models.BigIntegerField(unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scheme", "month", "version"], name="benefit_cycle_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.scheme.code}-{self.month // 100}-{self.month % 100:02d}-{self.version}"


class CycleRequest(models.Model):
    """An officer asks for the month of a scheme; the worker computes it. One is open a month.

    A ``stopped`` request has its reason in ``outcome`` and can be taken up again. ``cycle`` is the result:
    the version before if nothing is different.
    """

    class State(models.TextChoices):
        ASKED = "asked"
        COMPUTING = "computing"
        DONE = "done"
        STOPPED = "stopped"

    OPEN = (State.ASKED, State.COMPUTING)

    scheme = models.ForeignKey(SchemeOffice, models.PROTECT, related_name="+")
    month = models.IntegerField()
    is_full = models.BooleanField()
    asked_at = models.DateTimeField()
    account = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    office = models.CharField(max_length=24)
    role = models.CharField(max_length=24)
    delegation = models.ForeignKey("people.Delegation", models.PROTECT, null=True, related_name="+")
    on_behalf_of = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    is_sample = models.BooleanField(default=False)

    state = models.CharField(max_length=9, choices=State.choices, default=State.ASKED)
    #: code and facts of the sentence that stopped it
    outcome = models.TextField(blank=True)
    cycle = models.ForeignKey(Cycle, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "month"], condition=models.Q(state__in=["asked", "computing"]),
                name="cycle_asked_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state="done", cycle__isnull=False)
                | (~models.Q(state="done") & models.Q(cycle__isnull=True)),
                name="cycle_request_done_with_cycle",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.scheme.code} {self.month}"

    @property
    def is_over(self) -> bool:
        """Whether the request is done or stopped."""
        return self.state not in self.OPEN

    @property
    def sentence(self) -> Sentence | None:
        """Why it stopped; None if it did not."""
        return Sentence.of_kept(self.outcome) if self.outcome else None


class KindMonth(models.Model):
    """The amount of a kind in a month, as a cycle has it. ``due`` null: held by the figure ``missing``.

    ``held`` is the part without a known payer.
    """

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="+")
    kind = models.ForeignKey(Kind, models.PROTECT, related_name="+")
    month = models.IntegerField()
    due = models.BigIntegerField(null=True)
    held = models.BigIntegerField(null=True)
    missing = models.CharField(max_length=80, blank=True)
    #: the parts of the payers; null: held
    state = models.BigIntegerField(null=True)
    centre = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "kind", "month"], name="kind_month_once"),
            models.CheckConstraint(
                condition=models.Q(due=None, held=None)
                | models.Q(due=models.F("state") + models.F("centre") + models.F("held")),
                name="kind_month_adds_up",
            ),
        ]


class RollLine(models.Model):
    """One award in one month, as a cycle decided it. Partitioned by cycle; the guards make the table.

    ``recheck`` is the first later month in which the decision may differ without an entry.
    """

    class State(models.TextChoices):
        ELIGIBLE = "eligible"
        NOT_ELIGIBLE = "not_eligible"
        HELD = "held"
        SUSPENDED = "suspended"
        ENDED = "ended"

    pk = models.CompositePrimaryKey("cycle_id", "award_id", "for_month")
    cycle = models.ForeignKey(Cycle, models.DO_NOTHING, related_name="+", db_constraint=False)
    award = models.ForeignKey(Award, models.DO_NOTHING, related_name="+", db_constraint=False)
    for_month = models.IntegerField()
    beneficiary = models.ForeignKey(
        "benefits.Beneficiary", models.DO_NOTHING, related_name="+", db_constraint=False
    )
    local_body = models.ForeignKey(
        "people.LocalBody", models.DO_NOTHING, related_name="+", db_constraint=False
    )
    state = models.CharField(max_length=12, choices=State.choices)
    reason = models.CharField(max_length=40)
    kind = models.ForeignKey(Kind, models.DO_NOTHING, null=True, related_name="+", db_constraint=False)
    recheck = models.IntegerField()

    class Meta:
        managed = False
        db_table = "benefits_rollline"


class CycleCount(models.Model):
    """The people of a cycle by month, local body, decision, kind and change."""

    class Change(models.TextChoices):
        SAME = "same"
        NEW = "new"
        CHANGED = "changed"
        GONE = "gone"

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="counts")
    for_month = models.IntegerField()
    local_body = models.ForeignKey("people.LocalBody", models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=RollLine.State.choices)
    reason = models.CharField(max_length=40)
    kind = models.ForeignKey(Kind, models.PROTECT, null=True, related_name="+")
    change = models.CharField(max_length=8, choices=Change.choices)
    people = models.IntegerField()


class CycleApproval(Entry):
    """Another person approves a cycle by its hash: it is frozen, and money may be released for it."""

    cycle = models.OneToOneField(Cycle, models.PROTECT, related_name="approval")
    result_hash = models.BinaryField(max_length=32)
    people = models.IntegerField()
    #: ``persons2`` of the leaf
    root = models.BinaryField(max_length=32)
    leaf = models.BigIntegerField(unique=True)


class CycleSecret(models.Model):
    """The secrets of a cycle's tree: key of the labels, filler of a small tree, salts."""

    cycle = models.OneToOneField(Cycle, models.PROTECT, primary_key=True, related_name="+")
    key = models.BinaryField(max_length=32)
    filler = models.BinaryField(max_length=32)
    salts = models.BinaryField(max_length=32)


class CycleTile(models.Model):
    """256 leaves of the tree of an approved cycle, in order, for proofs."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="+", db_index=False)
    number = models.IntegerField()
    first = models.BinaryField()
    hash = models.BinaryField()
    leaves = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cycle", "number"], name="cycle_tile_once")]


class CycleReopening(Entry):
    """A third person reopens an approved cycle by order, before money is released for it."""

    cycle = models.OneToOneField(Cycle, models.PROTECT, related_name="reopening")
    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    leaf = models.BigIntegerField(unique=True)


class Release(Entry):
    """Finance lets money go by order: for these months of a scheme, at most this sum, one payer.

    ``rate_of``: the month whose rate is paid where the order names one; otherwise each month has its own.
    ``compensation`` names one of a court by its reference: such a release has no month, and its lines
    (:class:`CompensationLine`) stand in the place of drawals.
    """

    scheme = models.ForeignKey(SchemeOffice, models.PROTECT, related_name="+")
    number = models.CharField(max_length=16, unique=True)
    months = ArrayField(models.IntegerField())
    instalment = models.CharField(max_length=40, blank=True)
    rate_of = models.IntegerField(null=True)
    payer = models.CharField(max_length=6, choices=Payer.choices)
    sum = models.BigIntegerField()
    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    compensation = models.CharField(max_length=32, blank=True, default="", db_default="")
    leaf = models.BigIntegerField(unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(sum__gt=0), name="release_of_money"),
            models.CheckConstraint(
                condition=models.Q(months=[]) ^ models.Q(compensation=""), name="release_has_months"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Drawal(models.Model):
    """What a release draws for one award, month and payer. Partitioned by release; the guards make the table.

    ``cause`` is the month itself, or the instalment or difference of an earlier month. ``cycle`` is that of
    the line.
    """

    class Cause(models.TextChoices):
        MONTH = "month"
        INSTALMENT = "instalment"
        DIFFERENCE = "difference"

    pk = models.CompositePrimaryKey("release_id", "award_id", "for_month", "payer")
    release = models.ForeignKey(Release, models.DO_NOTHING, related_name="+", db_constraint=False)
    award = models.ForeignKey(Award, models.DO_NOTHING, related_name="+", db_constraint=False)
    for_month = models.IntegerField()
    payer = models.CharField(max_length=6, choices=Payer.choices)
    cycle = models.ForeignKey(Cycle, models.DO_NOTHING, related_name="+", db_constraint=False)
    cause = models.CharField(max_length=10, choices=Cause.choices)
    amount = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "benefits_drawal"


class CompensationLine(models.Model):
    """The amount of a release of compensation for one line of a roll, into the account of one of her awards.

    A line is released once for ever. No month and no due stands behind it: a court's order does.
    """

    release = models.ForeignKey(Release, models.PROTECT, related_name="compensation_lines")
    award = models.ForeignKey(Award, models.PROTECT, related_name="+")
    line = models.OneToOneField("privacy.RollLine", models.PROTECT, related_name="+")
    amount = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "award"], name="compensation_line_of_award"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="compensation_line_of_money"),
        ]

    def __str__(self) -> str:
        return f"Line {self.line_id} of {self.release_id}"


class DrawnElsewhere(Entry):
    """An amount for a month of an award that was paid outside this system, with its reference.

    It counts once another officer agreed (``benefits_elsewhere_in_force``). A row with ``takes_back`` repeats
    an entry and ends it, with a reason, once another officer agreed to that.
    """

    class Source(models.TextChoices):
        PFMS = "pfms"
        BOARD = "board"
        FORMER_SYSTEM = "former_system"

    award = models.ForeignKey(Award, models.PROTECT, related_name="+")
    for_month = models.IntegerField()
    payer = models.CharField(max_length=6, choices=Payer.choices)
    amount = models.BigIntegerField()
    source = models.CharField(max_length=14, choices=Source.choices)
    reference = models.CharField(max_length=60)
    takes_back = models.ForeignKey("self", models.PROTECT, null=True, related_name="taking_back")
    reason = models.CharField(max_length=300, blank=True)
    sheet = models.ForeignKey(BeneficiarySheet, models.PROTECT, null=True, related_name="+")
    leaf = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["leaf"], condition=models.Q(sheet=None), name="drawn_elsewhere_leaf_once"
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="drawn_elsewhere_amount"),
            models.CheckConstraint(
                condition=models.Q(takes_back=None, reason="")
                | (models.Q(takes_back__isnull=False) & ~models.Q(reason="")),
                name="drawn_elsewhere_reason",
            ),
        ]
        indexes = [models.Index(fields=["award", "for_month"], name="benefit_drawn_elsewhere")]
