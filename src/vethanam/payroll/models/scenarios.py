"""What a proposed order would cost: asked by its author, worked out, kept to be compared. Nothing is paid from it."""

from __future__ import annotations

from django.db import models


class Scenario(models.Model):
    """A proposed order with its cost by what was known at an instant. Appended, never changed.

    ``text`` is the proposed order as its author wrote it; ``told`` the sums and tables, amounts in paise.
    """

    title = models.CharField(max_length=120)
    text = models.TextField()
    first = models.IntegerField()
    last = models.IntegerField()
    known_at = models.DateTimeField()
    rulebook_hash = models.BinaryField()
    told = models.JSONField()
    account = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["account", "known_at"], name="scenario_by_author")]

    def __str__(self) -> str:
        return self.title


class Costing(models.Model):
    """A proposed order that its author asked to be costed by what was known then, and how far that came.

    ``pressed`` is a digest of the author's one press: pressed twice, it is asked once. What was asked never changes, nor does
    anything of it once ``scenario`` keeps what came of it. A costing that is ``stopped`` says why, and can be taken up again.
    """

    class State(models.TextChoices):
        ASKED = "asked"
        COMPUTING = "computing"
        COSTED = "costed"
        STOPPED = "stopped"

    title = models.CharField(max_length=120)
    text = models.TextField()
    first = models.IntegerField()
    last = models.IntegerField()
    known_at = models.DateTimeField()
    account = models.ForeignKey("identity.Account", models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    is_sample = models.BooleanField(default=False)
    pressed = models.CharField(max_length=64, unique=True)

    state = models.CharField(max_length=9, choices=State.choices, default=State.ASKED)
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    #: code and facts of each sentence that says why it was stopped
    reasons = models.JSONField(default=list)
    scenario = models.OneToOneField(Scenario, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["account", "known_at"], name="costing_by_author")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="costed", scenario__isnull=False)
                | (~models.Q(state="costed") & models.Q(scenario__isnull=True)),
                name="costed_keeps_its_cost",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        """Whether there is nothing to wait for."""
        return self.state in (self.State.COSTED, self.State.STOPPED)
