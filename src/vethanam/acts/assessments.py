"""The act that records an impact assessment, and the view of every purpose with its latest one."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.accounts import NothingGiven
from vethanam.acts.declaration import Answer, act, view
from vethanam.acts.fields import Code, Day, Given, Text, at_most
from vethanam.identity.authority import Authority
from vethanam.messaging.significance import is_significant
from vethanam.people.models import Role
from vethanam.privacy.actions.law_records import record_assessment
from vethanam.privacy.law.windows import IST
from vethanam.privacy.law_records import Assessed, assessments_on

READS = (Role.DATA_PROTECTION_OFFICER, Role.LAW_OFFICER)
MOST = 1000


class AssessmentGiven(Given):
    """The purpose, the days, the hash of the document, and its public parts."""

    purpose: Code = Field(title=_("Purpose"))
    assessed_on: Day = Field(title=_("Assessed on"))
    review_by: Day = Field(title=_("Next by"), description=_("A year later at most."))
    document: Text = Field(title=_("Hash of the document"), description=_("SHA-256 of the assessment."))
    risks: at_most(MOST, "prose") = Field(  # type: ignore[valid-type]
        title=_("Risks to people"), description=_("Public.")
    )
    measures: at_most(MOST, "prose") = Field(  # type: ignore[valid-type]
        title=_("Measures"), description=_("Public.")
    )


@act(
    "record_assessment", title=_("Record an impact assessment"), roles=(Role.DATA_PROTECTION_OFFICER,)
)  # fmt: skip
def record(authority: Authority, given: AssessmentGiven) -> Answer:
    """Record the impact assessment of a purpose, by the hash of its document. It counts for a year at most.

    Once the State is notified as a significant fiduciary, a message to many people waits without one.
    """
    row = record_assessment(
        authority, given.purpose, assessed_on=given.assessed_on, review_by=given.review_by,
        document_hash=given.document.lower(), risks=given.risks, measures=given.measures,
    )  # fmt: skip
    state = {"purpose": row.purpose, "version": row.version, "review_by": row.review_by.isoformat()}
    return Answer.of("assessment_recorded", state, purpose=row.purpose, day=row.review_by)


@view("assessments", title=_("Impact assessments"), roles=READS, rows="assessments")
def assessments(authority: Authority, given: NothingGiven) -> dict[str, Any]:
    """The purposes under which officers write to many people, each with its latest impact assessment.

    ``needed``: the State is notified as a significant fiduciary, so that none may lack.
    """
    del given
    day = authority.at.astimezone(IST).date()
    return {
        "needed": is_significant(),
        "assessments": [assessment_state(one) for one in assessments_on(day)],
    }


def assessment_state(one: Assessed) -> dict[str, Any]:
    """A purpose with its latest assessment, in its API form."""
    row = one.latest
    return {
        "purpose": one.purpose.code,
        "state": one.state,
        "assessed_on": row.assessed_on.isoformat() if row else None,
        "review_by": row.review_by.isoformat() if row else None,
        "document": row.document_hash if row else None,
    }
