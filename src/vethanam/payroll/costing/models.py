"""Models of costings of proposed orders, kept for comparison. Nothing is paid from them."""

from __future__ import annotations

from django.db import models


class Scenario(models.Model):
    """A proposed order and its cost, as known at an instant. Append-only.

    ``text`` is the author's text of the order; ``told`` has sums and tables, amounts in paise.
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
    """A request to cost a proposed order as known at its time, with its progress.

    ``pressed`` is a digest of one press of the form, so a double press makes one request. The request never
    changes; after ``scenario`` is set, nothing changes. A ``stopped`` costing has its reasons and can be
    resumed.
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
    #: code and facts of each reason it was stopped
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
        """True if the costing is done or stopped."""
        return self.state in (self.State.COSTED, self.State.STOPPED)
