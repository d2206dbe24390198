"""The form of a reason."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label=_("Why"), max_length=200)
