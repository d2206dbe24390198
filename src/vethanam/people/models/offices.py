"""Offices, drawing codes, heads of account, bill classes: four different things, dated and many to many."""

from __future__ import annotations

from django.db import models


class Department(models.Model):
    """A department or other controller, as named in appointments."""

    code = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=160)
    name_ml = models.CharField(max_length=160, blank=True)

    def __str__(self) -> str:
        return self.code


class District(models.Model):
    """A district of the State. Offices and windows name it by its English name."""

    name = models.CharField(max_length=40, unique=True)
    name_ml = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return self.name


class Treasury(models.Model):
    """Where bills are presented."""

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=120)
    name_ml = models.CharField(max_length=120, blank=True)


class LocalBody(models.Model):
    """A panchayat, municipality or corporation: receives profession tax, decides applications for benefits.

    Offices name it by its English name, appointments by its ``code`` in the Local Government Directory.
    """

    name = models.CharField(max_length=80, unique=True)
    name_ml = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=14)
    district = models.CharField(max_length=40)
    code = models.CharField(max_length=12, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=~models.Q(code=""), name="local_body_code_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Office(models.Model):
    """A place of duty. Its class for house rent allowance is dated, in :class:`OfficeClass`."""

    class LocalBody(models.TextChoices):
        PANCHAYAT = "panchayat"
        MUNICIPALITY = "municipality"
        CORPORATION = "corporation"

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=160)
    name_ml = models.CharField(max_length=160, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    district = models.CharField(max_length=40)
    taluk = models.CharField(max_length=40, blank=True)
    local_body = models.CharField(max_length=80)
    local_body_kind = models.CharField(max_length=14, choices=LocalBody.choices)

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class OfficeClass(models.Model):
    """The class of a place for house rent allowance, from a day on; append-only, the latest known holds."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    place_class = models.CharField(max_length=2)
    valid_from = models.DateField()
    order = models.ForeignKey("orders.Order", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()


class Post(models.Model):
    """A designation with its scale and whether it is gazetted and vacation staff."""

    code = models.CharField(max_length=24, unique=True)
    designation = models.CharField(max_length=120)
    designation_ml = models.CharField(max_length=120, blank=True)
    is_gazetted = models.BooleanField(default=False)
    is_vacation = models.BooleanField(default=False)


class HeadOfAccount(models.Model):
    """A head of account, stored once and picked from a list.

    Expenditure under a charged head needs no vote: sums to satisfy an order of a court are drawn there
    (article 202(3) of the Constitution).
    """

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=160)
    is_charged = models.BooleanField(default=False)


class BillClass(models.Model):
    """A class of bill and its signers."""

    class Signing(models.TextChoices):
        MAKER_CHECKER = "maker_checker"
        SELF_DRAWN = "self_drawn"
        COUNTERSIGNED = "countersigned"

    code = models.CharField(max_length=24, unique=True)
    title = models.CharField(max_length=120)
    title_ml = models.CharField(max_length=120, blank=True)
    signing = models.CharField(max_length=14, choices=Signing.choices)


class DrawingCode(models.Model):
    """A code for presenting bills at one treasury; officers hold it for periods (appointments)."""

    class Kind(models.TextChoices):
        DRAWING_OFFICER = "ddo"
        SELF_DRAWING = "sdo"

    code = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=4, choices=Kind.choices, default=Kind.DRAWING_OFFICER)
    title = models.CharField(max_length=160)
    title_ml = models.CharField(max_length=160, blank=True)
    treasury = models.ForeignKey(Treasury, models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return self.code


class BillArrangement(models.Model):
    """The head for a drawing code and a class of bill, with its days."""

    drawing_code = models.ForeignKey(DrawingCode, models.PROTECT, related_name="arrangements")
    bill_class = models.ForeignKey(BillClass, models.PROTECT, related_name="+")
    head = models.ForeignKey(HeadOfAccount, models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)


class StateSetting(models.Model):
    """A word or address of this State for pages, such as the data protection officer's, or the name of its
    rule pack. The latest row holds.
    """

    class Name(models.TextChoices):
        STATE = "state"
        DATA_PROTECTION_OFFICE = "data_protection_office"
        DATA_PROTECTION_ADDRESS = "data_protection_address"
        RULE_PACK = "rule_pack"
        SIGNIFICANT_FIDUCIARY = "significant_fiduciary"

    name = models.CharField(max_length=40, choices=Name.choices)
    text = models.CharField(max_length=300)
    text_ml = models.CharField(max_length=300)
    recorded_at = models.DateTimeField()
