"""Forms of benefits: a field with an Aadhaar number is shown empty again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, QueryDict

from vethanam.benefits.aadhaar import looks_like_aadhaar
from vethanam.web.parts.answers import Rows
from vethanam.web.parts.forms import ActForm


class BenefitForm(ActForm):
    """The form of an act on benefits."""

    def perform(
        self,
        request: HttpRequest,
        further: Mapping[str, Any] | None = None,
        complete: Callable[[dict[str, Any]], dict[str, Any]] = dict,
        shows: Rows = (),
    ) -> bool:
        """Perform the act; after a fault, no field repeats an Aadhaar number."""
        done = super().perform(request, further, complete, shows)
        if not done and isinstance(self.data, QueryDict):
            shown = self.data.copy()
            for name, values in self.data.lists():
                shown.setlist(name, ["" if looks_like_aadhaar(str(one)) else one for one in values])
            self.data = shown
        return done
