"""May a use of contacts be made?

One table of dated, cited rows over a closed frame, for one subject or five lakh.

``permit`` answers a :class:`~vethanam.privacy.permit.request.Request` in a
:class:`~vethanam.privacy.permit.world.World` at an instant: allow, partial, hold or deny, with the first
reason and the rest. Pure: all facts come in as values. An undecidable request, or an error, is refused.
"""

from vethanam.privacy.permit.decision import Decision, SubjectAnswer, Task
from vethanam.privacy.permit.engine import permit, rules_hash
from vethanam.privacy.permit.request import Approval, Request, Subject, Template
from vethanam.privacy.permit.subject_groups import Alike
from vethanam.privacy.permit.world import Restraint, World

__all__ = [
    "Alike",
    "Approval",
    "Decision",
    "Request",
    "Restraint",
    "Subject",
    "SubjectAnswer",
    "Task",
    "Template",
    "World",
    "permit",
    "rules_hash",
]
