"""A person is one human; an employment is one of her services."""

from __future__ import annotations

from django.db import models


class Person(models.Model):
    """One human. She may hold several employments, and be pensioner, beneficiary or heir as well."""

    name = models.CharField(max_length=120)
    name_ml = models.CharField(max_length=120, blank=True)
    born = models.DateField()
    account = models.OneToOneField("identity.Account", models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=5, default="en")
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Person {self.pk}"


class Employment(models.Model):
    """One employment: its number follows the person through transfers.

    Its spells are facts of the service book.
    """

    class Category(models.TextChoices):
        STATE = "state"
        UGC = "ugc"
        JUDICIAL = "judicial"
        ALL_INDIA_SERVICE = "all_india_service"
        CENTRAL = "central"
        AIDED = "aided"
        PART_TIME_CONTINGENT = "part_time_contingent"
        TEMPORARY = "temporary"

    person = models.ForeignKey(Person, models.PROTECT, related_name="employments")
    number = models.CharField(max_length=20, unique=True)
    is_temporary = models.BooleanField(default=False)
    category = models.CharField(max_length=24, choices=Category.choices)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Employee {self.number}"
