"""Fields of acts in which an administrator and the data protection officer propose and agree."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.fields import Count
from vethanam.acts.key_signatures import SignedGiven
from vethanam.people.models import Role

OFFICERS = (Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER)


class ProposalNamed(SignedGiven):
    """A proposal by its number."""

    proposal: Count = Field(title=_("Number of the proposal"))
