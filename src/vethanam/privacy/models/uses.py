"""Uses: the request, the answer, the subjects and the outcome."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models


def _codes() -> Any:
    return ArrayField(models.CharField(max_length=40), default=list)


class Use(models.Model):
    """One request to use contacts or personal data, and its answer, refusals included. Never changed.

    ``reference`` is a random text that names the use in leaves and addresses. ``request`` holds the inputs of
    the answer, so that it can be computed again; ``rules_hash`` is of the clauses, the catalogue and the
    dates of law. ``text_leaf`` is the entry that registered its text. ``root`` binds the commitments of all
    subjects, with their labels where it has a :class:`UseSecret`; ``left_out`` counts by code the people who
    were refused, or told on the portal only. ``kinds`` are the kinds of message that restraints name,
    ``restraints`` those that stopped it.
    """

    class Mode(models.TextChoices):
        MESSAGE = "message"
        FEED = "feed"
        REVEAL = "reveal"
        EXPORT = "export"
        READ = "read"

    class Outcome(models.TextChoices):
        ALLOW = "allow"
        PARTIAL = "partial"
        HOLD = "hold"
        DENY = "deny"

    reference = models.CharField(max_length=32, unique=True)
    purpose_code = models.CharField(max_length=40)
    purpose = models.ForeignKey("privacy.Purpose", models.PROTECT, null=True, related_name="+")
    mode = models.CharField(max_length=8, choices=Mode.choices)
    trigger = models.CharField(max_length=20, blank=True)
    asked_by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    asking_person = models.BigIntegerField(null=True)
    office = models.CharField(max_length=24)
    department = models.CharField(max_length=24, blank=True, default="")
    role = models.CharField(max_length=24)
    on_behalf_of = models.CharField(max_length=24, blank=True)
    sender = models.CharField(max_length=24, blank=True)
    channels = _codes()
    fields = _codes()
    recipients = _codes()
    template = models.CharField(max_length=40, blank=True)
    template_hash = models.BinaryField(null=True)
    text_leaf = models.BigIntegerField(null=True)
    order_number = models.CharField(max_length=120, blank=True)
    cohort_rule = models.CharField(max_length=300, blank=True)
    subjects = models.IntegerField()
    allowed = models.IntegerField()
    left_out = models.JSONField(default=dict)
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    reason = models.CharField(max_length=40, blank=True)
    also = _codes()
    request = models.JSONField()
    kinds = _codes()
    restraints = _codes()
    rules_hash = models.BinaryField()
    root = models.BinaryField(null=True)
    leaf = models.BigIntegerField(unique=True)
    send_until = models.DateTimeField(null=True)
    at = models.DateTimeField(db_index=True)
    recorded_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["root"], name="use_of_root")]

    def __str__(self) -> str:
        return f"Use {self.reference}"


class UseSecret(models.Model):
    """The key of a use's labels, and the secret that fills up a tree of few people. Comes with the use.

    Without ``key`` nobody can tell whether a person was in the use; it is null once destroyed
    (:class:`~vethanam.privacy.models.retention.Destruction`). Otherwise append-only.
    """

    use = models.OneToOneField(
        Use, models.DO_NOTHING, primary_key=True, related_name="+", db_constraint=False
    )
    key = models.BinaryField(null=True)
    filler = models.BinaryField()


class LabelTile(models.Model):
    """Up to 256 leaves of the label tree of a use, in order of label; all tiles but the last have 256.

    Only uses of 100 people or more have tiles. They are published, and proofs read a few of them. ``first``
    is the label of the first leaf, ``hash`` the root over the leaves. Written with the use. Append-only.
    """

    use = models.ForeignKey(Use, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    number = models.IntegerField()
    first = models.BinaryField()
    hash = models.BinaryField()
    leaves = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["use", "number"], name="label_tile_once")]


class UseSubject(models.Model):
    """One person in one use: her decision and her place under the leaf. Kept at least a year.

    ``record`` is the opening of her commitment under ``salt``. Once destroyed both are null and the decision
    is empty; the commitment and ``label``, which sorts the tree, stay and reveal nothing. Uses recorded
    before there were labels have none.
    """

    use = models.ForeignKey(Use, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    person = models.BigIntegerField()
    outcome = models.CharField(max_length=9)
    reason = models.CharField(max_length=40, blank=True)
    channel = models.CharField(max_length=20, blank=True)
    classes = _codes()
    salt = models.BinaryField(null=True)
    record = models.JSONField(null=True)
    commitment = models.BinaryField()
    label = models.BinaryField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["use", "person"], name="subject_once_per_use")]
        indexes = [models.Index(fields=["person", "use"], name="uses_of_person")]


class UseProof(models.Model):
    """The database recomputed the people of a use from their records, and its leaf commits to them.

    Only the owner's function that grants openings writes it, once per use.
    """

    use = models.OneToOneField(
        Use, models.DO_NOTHING, primary_key=True, related_name="+", db_constraint=False
    )
    proven_at = models.DateTimeField()


class UseClosing(models.Model):
    """The second leaf of a use with messages: outcomes by count and under a second root."""

    use = models.ForeignKey(Use, models.DO_NOTHING, related_name="+")
    accepted = models.IntegerField(default=0)
    sent = models.IntegerField()
    failed = models.IntegerField()
    uncertain = models.IntegerField()
    cancelled = models.IntegerField()
    root = models.BinaryField()
    leaf = models.BigIntegerField(unique=True)
    recorded_at = models.DateTimeField()


class SubjectOutcome(models.Model):
    """One person's place under a closing leaf; ``salt`` and ``record`` are null once destroyed."""

    closing = models.ForeignKey(
        UseClosing, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    person = models.BigIntegerField()
    salt = models.BinaryField(null=True)
    record = models.JSONField(null=True)
    commitment = models.BinaryField()
    position = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["closing", "person"], name="outcome_once_per_closing")]
        indexes = [models.Index(fields=["person"], name="outcomes_of_person")]


class OutcomeTile(models.Model):
    """Up to 256 commitments of a closing, in order; all tiles but the last have 256.

    Only closings of 100 people or more have tiles: a proof reads a few of them instead of everybody.
    ``first`` is the first commitment, ``hash`` the root over them. Append-only.
    """

    closing = models.ForeignKey(
        UseClosing, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    number = models.IntegerField()
    first = models.BinaryField()
    hash = models.BinaryField()
    leaves = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["closing", "number"], name="outcome_tile_once")]


class Outbox(models.Model):
    """One message to one person on one channel: ids only. The dispatcher moves its state forward.

    ``queued`` (with a ``holder`` once claimed) → ``sending`` (committed before the gateway is called) →
    ``accepted`` | ``sent`` | ``failed`` | ``uncertain``. A letter is ``accepted`` by a mail server, which
    delivers it later; it is ``sent`` once that server's queue no longer has it, where the dispatcher can
    look. A message returns to ``queued`` only if the gateway says that it did not accept it. ``uncertain`` is
    listed and never sent again by itself. ``done_at`` is null until the message ends. No index covers the
    state, so only the end of a message touches an index.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        SENDING = "sending"
        ACCEPTED = "accepted"
        SENT = "sent"
        FAILED = "failed"
        UNCERTAIN = "uncertain"
        CANCELLED = "cancelled"

    use = models.ForeignKey(Use, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    person = models.BigIntegerField()
    contact = models.ForeignKey(
        "privacy.Contact", models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    channel = models.CharField(max_length=20)
    state = models.CharField(max_length=9, choices=State.choices, default=State.QUEUED)
    holder = models.BigIntegerField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    queued_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["use", "contact", "channel"], name="message_once")]
        indexes = [
            models.Index(fields=["use", "id"], condition=models.Q(done_at__isnull=True), name="outbox_open"),
            models.Index(fields=["person"], name="outbox_of_person"),
        ]


class Delivery(models.Model):
    """A gateway's reference for a part of a message, and its later report.

    ``state`` is empty until it reports.
    """

    message = models.ForeignKey(
        Outbox, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False
    )
    reference = models.CharField(max_length=65)
    state = models.CharField(max_length=16, blank=True)
    recorded_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["reference", "-id"], name="delivery_by_reference"),
            models.Index(fields=["message"], condition=models.Q(state=""), name="delivery_untold"),
        ]
