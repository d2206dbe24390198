"""Records that the law asks an office to keep: requests for information, impact assessments, nominations."""

from __future__ import annotations

from django.db import models

from vethanam.journal.models import LoggedAct


class InformationRequest(LoggedAct):
    """The Central Government called for information through a named officer. Append-only.

    With ``opens_on`` nobody outside reads it before that day; the log has its commitment from the start.
    ``people`` is a count; the record names nobody.
    """

    class Ground(models.TextChoices):
        SOVEREIGNTY = "sovereignty"
        FUNCTION = "function"
        ASSESSMENT = "assessment"

    reference = models.CharField(max_length=32, unique=True)
    ground = models.CharField(max_length=12, choices=Ground.choices)
    requested_by = models.CharField(max_length=160)
    order_number = models.CharField(max_length=80)
    dated = models.DateField()
    field_names = models.CharField(max_length=300)
    people = models.PositiveIntegerField()
    opens_on = models.DateField(null=True)
    entered_by = models.ForeignKey("identity.Account", models.DO_NOTHING, related_name="+")

    def __str__(self) -> str:
        return self.reference


class InformationSeal(LoggedAct):
    """A sealed request stays sealed longer, by a further order and another officer. Append-only."""

    request = models.ForeignKey(InformationRequest, models.DO_NOTHING, related_name="seals")
    opens_on = models.DateField()
    order_number = models.CharField(max_length=80)
    entered_by = models.ForeignKey("identity.Account", models.DO_NOTHING, related_name="+")


class ImpactAssessment(LoggedAct):
    """The data protection officer's assessment of a purpose, by the hash of its document. Append-only.

    It counts until ``review_by``, a year after ``assessed_on`` at most. The latest row of a purpose holds.
    """

    purpose = models.CharField(max_length=24)
    version = models.PositiveSmallIntegerField()
    assessed_on = models.DateField()
    review_by = models.DateField()
    document_hash = models.CharField(max_length=64)
    risks = models.CharField(max_length=1000)
    measures = models.CharField(max_length=1000)
    assessed_by = models.ForeignKey("identity.Account", models.DO_NOTHING, related_name="+")

    def __str__(self) -> str:
        return f"Assessment of {self.purpose} version {self.version}"


class ProcessorContract(models.Model):
    """The contract of a processor, with its clauses. The latest row of a processor holds."""

    processor = models.CharField(max_length=24)
    number = models.CharField(max_length=80)
    last_day = models.DateField()
    country = models.CharField(max_length=2)
    sub_processors = models.CharField(max_length=300, blank=True)
    clauses = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.number


class Nomination(models.Model):
    """A person names another who may use her rights over her data after her death. Append-only."""

    reference = models.CharField(max_length=32, unique=True)
    person = models.BigIntegerField(db_index=True)
    nominee = models.BigIntegerField(db_index=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    leaf = models.BigIntegerField(unique=True)

    def __str__(self) -> str:
        return f"Nomination {self.reference}"


class NominationEnd(models.Model):
    """A nomination that its person took back. Append-only."""

    nomination = models.OneToOneField(Nomination, models.DO_NOTHING, related_name="end")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    leaf = models.BigIntegerField(unique=True)
