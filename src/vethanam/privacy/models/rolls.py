"""Rolls of affected people: asked for, confirmed, made, and claimed on. Every table is append-only."""

from __future__ import annotations

from django.db import models

from vethanam.privacy.models.signed_steps import SignedStep


class Roll(SignedStep):
    """A law officer asks for a roll of the people whom a message, a restraint or a breach case affected.

    ``subject`` is the reference of the message, restraint or case. The row is an index: a false one stands
    beside the true one of its subject.
    """

    class Of(models.TextChoices):
        MESSAGE = "message"
        RESTRAINT = "restraint"
        CASE = "case"

    reference = models.CharField(max_length=32, unique=True)
    of = models.CharField(max_length=9, choices=Of.choices)
    subject = models.CharField(max_length=40)
    is_sample = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["of", "subject"], name="rolls_of_subject")]

    def __str__(self) -> str:
        return self.reference


class RollConfirmation(SignedStep):
    """The data protection officer confirms a roll. The row is an index: the worker proves both signatures."""

    roll = models.OneToOneField(Roll, models.PROTECT, primary_key=True, related_name="confirmation")

    def __str__(self) -> str:
        return f"Confirmation of {self.roll_id}"


class MadeRoll(models.Model):
    """The fixed roll: its counts, and ``persons2`` over its lines. The worker writes it after the lines.

    ``classes`` and ``districts`` count its lines. ``key`` makes the labels, ``filler`` fills up the tree of
    few people, ``salts`` makes the salt of each line.
    """

    roll = models.OneToOneField(Roll, models.PROTECT, primary_key=True, related_name="made")
    lines = models.IntegerField()
    uses = models.BigIntegerField()
    messages = models.BigIntegerField()
    classes = models.JSONField()
    districts = models.JSONField()
    root = models.BinaryField(unique=True)
    key = models.BinaryField()
    filler = models.BinaryField()
    salts = models.BinaryField()
    recorded_at = models.DateTimeField()
    leaf = models.BigIntegerField(unique=True)

    def __str__(self) -> str:
        return f"Lines of {self.roll_id}"


class RollLine(models.Model):
    """One affected person. Her number is the place of her label, so it tells nothing about her.

    ``first`` and ``last`` are the days of her first and last use. Written with its roll.
    """

    roll = models.ForeignKey(Roll, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    person = models.BigIntegerField()
    number = models.IntegerField()
    class_of = models.CharField(max_length=40)
    district = models.CharField(max_length=60)
    uses = models.IntegerField()
    messages = models.IntegerField()
    first = models.DateField()
    last = models.DateField()
    label = models.BinaryField()
    commitment = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["roll", "person"], name="roll_person_once"),
            models.UniqueConstraint(fields=["roll", "number"], name="roll_number_once"),
        ]
        indexes = [models.Index(fields=["person"], name="rolls_of_person")]

    def __str__(self) -> str:
        return f"Line {self.number} of {self.roll_id}"


class RollTile(models.Model):
    """256 leaves of the tree of a roll of 100 people or more, in order. Written with its roll."""

    roll = models.ForeignKey(Roll, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    number = models.IntegerField()
    first = models.BinaryField()
    hash = models.BinaryField()
    leaves = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["roll", "number"], name="roll_tile_once")]


class RollClaim(models.Model):
    """The claim of a person on her line of a roll, once."""

    line = models.OneToOneField(RollLine, models.PROTECT, primary_key=True, related_name="claim")
    by = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    leaf = models.BigIntegerField(unique=True)

    def __str__(self) -> str:
        return f"Claim of line {self.line_id}"
