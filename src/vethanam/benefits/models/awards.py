"""From an application to an award: assessment, decision, appeal; the award's standing and routes."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from vethanam.benefits.models.entry import Entry
from vethanam.benefits.models.people import Beneficiary
from vethanam.benefits.models.schemes import SchemeOffice, Society
from vethanam.benefits.models.sheets import BeneficiarySheet


class Application(Entry):
    """An application for one scheme, with its consent. The decision is owed by ``owed_by``.

    One of a ``sheet`` was decided elsewhere; all of a sheet share its leaf.
    """

    class Face(models.TextChoices):
        COUNTER = "counter"
        PORTAL = "portal"
        POST = "post"
        TAKEN_OVER = "taken_over"

    class ConsentForm(models.TextChoices):
        PAPER = "paper"
        THUMB = "thumb"
        ONLINE = "online"

    number = models.CharField(max_length=16, unique=True)
    beneficiary = models.ForeignKey(Beneficiary, models.PROTECT, related_name="+")
    scheme = models.ForeignKey(SchemeOffice, models.PROTECT, related_name="+")
    local_body = models.ForeignKey("people.LocalBody", models.PROTECT, related_name="+")
    ward = models.CharField(max_length=8)
    received_on = models.DateField()
    owed_by = models.DateField()
    face = models.CharField(max_length=12, choices=Face.choices)
    evidence = ArrayField(models.CharField(max_length=120), default=list)
    consent_form = models.CharField(max_length=8, choices=ConsentForm.choices, blank=True)
    consented_on = models.DateField(null=True)
    sheet = models.ForeignKey(BeneficiarySheet, models.PROTECT, null=True, related_name="+")
    leaf = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["leaf"], condition=models.Q(sheet=None), name="application_leaf_once"
            ),
            models.CheckConstraint(
                condition=models.Q(sheet=None) | models.Q(face="taken_over"), name="sheet_is_taken_over"
            ),
        ]
        indexes = [models.Index(fields=["local_body", "owed_by"], name="applications_owed")]

    def __str__(self) -> str:
        return self.number


class Assessment(Entry):
    """The answer of the rules for an application on a day: its frame, outcome, reasons and tree."""

    class Outcome(models.TextChoices):
        ELIGIBLE = "eligible"
        NOT_ELIGIBLE = "not_eligible"
        HELD = "held"

    application = models.ForeignKey(Application, models.PROTECT, related_name="assessments")
    on = models.DateField()
    frame = models.JSONField()
    frame_hash = models.BinaryField(max_length=32)
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    reasons = ArrayField(models.CharField(max_length=40), default=list)
    tree = models.JSONField()
    rulebook = models.BinaryField(max_length=32)
    leaf = models.BigIntegerField(unique=True)


class Decision(Entry):
    """A sanction from a month by an order, or a refusal with its reasons; once, and again after an appeal.

    Without an ``assessment`` it takes over a sanction of the former system, by the leaf of its sheet.
    """

    class Outcome(models.TextChoices):
        SANCTIONED = "sanctioned"
        REFUSED = "refused"

    application = models.ForeignKey(Application, models.PROTECT, related_name="decisions")
    assessment = models.ForeignKey(Assessment, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    order = models.ForeignKey("orders.Order", models.PROTECT, null=True, related_name="+")
    from_month = models.IntegerField(null=True)
    reasons = ArrayField(models.CharField(max_length=40), default=list)
    words = models.CharField(max_length=600, blank=True)
    words_ml = models.CharField(max_length=600, blank=True)
    appeal_by = models.DateField(null=True)
    allowed_by = models.OneToOneField("AppealOutcome", models.PROTECT, null=True, related_name="+")
    leaf = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["leaf"], condition=models.Q(assessment__isnull=False), name="decision_leaf_once"
            ),
            models.CheckConstraint(
                condition=models.Q(assessment__isnull=False)
                | models.Q(outcome="sanctioned", allowed_by=None),
                name="only_a_sanction_is_taken_over",
            ),
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(allowed_by=None), name="decided_once"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="sanctioned", order__isnull=False, from_month__isnull=False)
                | models.Q(outcome="refused", from_month=None, appeal_by__isnull=False)
                & ~models.Q(words="")
                & ~models.Q(words_ml=""),
                name="decision_is_whole",
            ),
        ]


class Appeal(Entry):
    """An appeal against a refusal, to the authority that the refusal named."""

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="appeal")
    grounds = models.CharField(max_length=600)
    on = models.DateField()
    leaf = models.BigIntegerField(unique=True)


class AppealOutcome(Entry):
    """The order on an appeal. One that allows it lets the application be decided anew."""

    appeal = models.OneToOneField(Appeal, models.PROTECT, related_name="outcome")
    is_allowed = models.BooleanField()
    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="+")
    leaf = models.BigIntegerField(unique=True)


class Award(models.Model):
    """A person's right under one scheme from a month. Its number is given once."""

    number = models.CharField(max_length=16, unique=True)
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="award")
    beneficiary = models.ForeignKey(Beneficiary, models.PROTECT, related_name="+")
    scheme = models.ForeignKey(SchemeOffice, models.PROTECT, related_name="+")
    local_body = models.ForeignKey("people.LocalBody", models.PROTECT, related_name="+")
    ward = models.CharField(max_length=8)
    from_month = models.IntegerField()
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.number


class StandingEvent(Entry):
    """A change of an award's standing. One after which money starts again waits for another person's check.

    ``from_month`` is the first month with the change. A restoration names the suspension or the end that it
    lifts, a transfer the receiving local body and ward.
    """

    class Event(models.TextChoices):
        SUSPENDED = "suspended"
        RESTORED = "restored"
        ENDED = "ended"
        TRANSFERRED = "transferred"

    class Cause(models.TextChoices):
        NOT_MUSTERED = "not_mustered"
        NOT_ELIGIBLE = "not_eligible"
        COURT_STAY = "court_stay"
        DUPLICATE = "duplicate"
        DEATH_REPORTED = "death_reported"
        DEATH = "death"
        OTHER_PENSION = "other_pension"
        GIVEN_UP = "given_up"
        CAUSE_GONE = "cause_gone"
        MUSTERED = "mustered"
        ALIVE = "alive"
        MOVED = "moved"

    award = models.ForeignKey(Award, models.PROTECT, related_name="events")
    event = models.CharField(max_length=12, choices=Event.choices)
    cause = models.CharField(max_length=16, choices=Cause.choices)
    from_month = models.IntegerField()
    until_month = models.IntegerField(null=True)
    order = models.ForeignKey("orders.Order", models.PROTECT, null=True, related_name="+")
    lifts = models.ForeignKey("self", models.PROTECT, null=True, related_name="lifted_by")
    local_body = models.ForeignKey("people.LocalBody", models.PROTECT, null=True, related_name="+")
    ward = models.CharField(max_length=8, blank=True)
    sheet = models.ForeignKey(BeneficiarySheet, models.PROTECT, null=True, related_name="+")
    leaf = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["leaf"], condition=models.Q(sheet=None), name="standing_leaf_once"
            ),
            models.CheckConstraint(
                condition=models.Q(event="transferred", local_body__isnull=False) & ~models.Q(ward="")
                | ~models.Q(event="transferred") & models.Q(local_body=None, ward=""),
                name="transfer_names_a_body",
            ),
            models.CheckConstraint(
                condition=models.Q(event="restored", lifts__isnull=False)
                | ~models.Q(event="restored") & models.Q(lifts=None),
                name="restoration_lifts",
            ),
        ]


class Readable(models.Manager["Route"]):
    """Routes without the columns that only the paymaster reads."""

    def get_queryset(self) -> models.QuerySet[Route]:
        """Every query leaves the number, the holder and the keyed hash of the account alone."""
        return super().get_queryset().defer(*Route.unread)


class Route(Entry):
    """How one payer pays the award of an application from a month: into an account, at home, by post.

    ``from_month`` 0 is the first month of the award. The latest checked row of a payer holds. Only the
    paymaster reads the number; faces see ``tail``.
    """

    class Kind(models.TextChoices):
        BANK = "bank"
        HOME = "home"
        POST = "post"

    class Payer(models.TextChoices):
        STATE = "state"
        CENTRE = "centre"

    application = models.ForeignKey(Application, models.PROTECT, related_name="routes")
    payer = models.CharField(max_length=6, choices=Payer.choices, default=Payer.STATE)
    from_month = models.IntegerField()
    kind = models.CharField(max_length=4, choices=Kind.choices)
    branch = models.CharField(max_length=11, blank=True)
    number = models.CharField(max_length=20, blank=True)
    tail = models.CharField(max_length=4, blank=True)
    holder = models.CharField(max_length=120, blank=True)
    is_joint = models.BooleanField(default=False)
    society = models.ForeignKey(Society, models.PROTECT, null=True, related_name="+")
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    mark = models.BinaryField(max_length=32, null=True)

    #: columns hidden from faces
    unread: ClassVar[tuple[str, ...]] = ("number", "holder", "mark")
    objects: ClassVar[Readable] = Readable()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "payer", "from_month"],
                condition=models.Q(supersedes=None),
                name="one_route_a_month",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="bank", society=None) & ~models.Q(branch="") & ~models.Q(number="")
                | models.Q(kind="home", society__isnull=False, branch="", number="", payer="state")
                | models.Q(kind="post", society=None, number="", payer="state") & ~models.Q(branch=""),
                name="route_is_whole",
            ),
        ]
        indexes = [models.Index(fields=["mark"], name="routes_of_account")]


class AwardNow(models.Model):
    """The standing of an award by all entries until now. Derived by triggers; ``vethanam check`` compares it.

    ``since_month`` is the first month with this standing; ``waits`` the event that waits for another person.
    """

    class State(models.TextChoices):
        STANDING = "standing"
        SUSPENDED = "suspended"
        ENDED = "ended"

    award = models.OneToOneField(Award, models.DO_NOTHING, primary_key=True, related_name="now")
    beneficiary = models.ForeignKey(Beneficiary, models.DO_NOTHING, related_name="+")
    scheme = models.ForeignKey(SchemeOffice, models.DO_NOTHING, related_name="+")
    local_body = models.ForeignKey("people.LocalBody", models.DO_NOTHING, related_name="+")
    ward = models.CharField(max_length=8)
    state = models.CharField(max_length=10, choices=State.choices)
    cause = models.CharField(max_length=16, blank=True)
    since_month = models.IntegerField()
    waits = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["beneficiary", "scheme"],
                condition=~models.Q(state="ended"),
                name="one_open_award",
            )
        ]
        indexes = [models.Index(fields=["local_body", "scheme", "state"], name="awards_of_body")]
