"""A warning in the pay form about a promotion fixed differently from the rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from vethanam.money import shown
from vethanam.payroll.rulebook import fixed_on_promotion
from vethanam.people.models import Employment
from vethanam.service_book.models import Pay
from vethanam.service_book.queries import standing


def promotion_said(found: Employment, values: Mapping[str, Any]) -> str:
    """The pay that the rules fix for a promotion, if the typed pay differs; else empty."""
    if values["reason"] != Pay.Reason.PROMOTION or not values["scale"]:
        return ""
    rows = standing(Pay).filter(employment=found)
    before = (
        rows.filter(valid_from__lt=values["valid_from"])
        .order_by("-valid_from", "-recorded_at", "-pk")
        .first()
    )
    if before is None or not before.scale or before.basic_pay is None or before.scale == values["scale"]:
        return ""
    fixed = fixed_on_promotion(
        before.revision or 0, before.basic_pay, before.scale, values["scale"], values["valid_from"]
    )
    if fixed is None or fixed == values["basic_pay"]:
        return ""
    return _("From %(before)s in %(scale)s the rules of promotion give %(fixed)s; the order decides.") % {
        "before": shown(before.basic_pay),
        "scale": before.scale,
        "fixed": shown(fixed),
    }
