"""Roles and states of accounts in the language of the page."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_noop

from vethanam.people.account_list import CLOSED, INVITED, LAPSED, NONE, OPEN
from vethanam.people.models import Delegation, Role

ROLES: dict[str, str] = {
    Role.CLERK: gettext_noop("Clerk"),
    Role.DRAWING_OFFICER: gettext_noop("Drawing officer"),
    Role.COUNTERSIGNING_OFFICER: gettext_noop("Countersigning officer"),
    Role.TREASURY_OFFICER: gettext_noop("Treasury officer"),
    Role.DATA_PROTECTION_OFFICER: gettext_noop("Data protection officer"),
    Role.LAW_OFFICER: gettext_noop("Law officer"),
    Role.PURPOSE_OWNER: gettext_noop("Officer of the purpose"),
    Role.COMMUNICATING_OFFICER: gettext_noop("Communicating officer"),
    Role.FINANCE_OFFICER: gettext_noop("Finance"),
    Role.ADMINISTRATOR: gettext_noop("Administrator"),
    Role.LOCAL_BODY_CLERK: gettext_noop("Clerk of the local body"),
    Role.LOCAL_BODY_SECRETARY: gettext_noop("Secretary of the local body"),
    Role.SCHEME_OFFICER: gettext_noop("Officer of the scheme"),
    Role.SOCIETY_AGENT: gettext_noop("Agent of a society"),
    Role.SOCIETY_SECRETARY: gettext_noop("Secretary of a society"),
    Role.SERVICE: gettext_noop("Program"),
    Role.EMPLOYEE: gettext_noop("Employee"),
}
POWERS: dict[str, str] = {
    Delegation.Power.PREPARE: gettext_noop("Prepare and check"),
    Delegation.Power.PRESENT: gettext_noop("Prepare, check and present"),
    Delegation.Power.VIEW: gettext_noop("Look only"),
}
STATES: dict[str, tuple[str, str]] = {
    OPEN: ("done", gettext_noop("In use")),
    INVITED: ("held", gettext_noop("Invited")),
    LAPSED: ("look", gettext_noop("First code is past its end")),
    CLOSED: ("refused", gettext_noop("Closed")),
    NONE: ("open", gettext_noop("No password yet")),
}


def role_words(role: str, scope: str) -> str:
    """A role with its scope: ``Drawing officer, 0412``."""
    name = gettext(ROLES[role])
    return f"{name}, {scope}" if scope else name


def state_words(state: str) -> tuple[str, str]:
    """The status of an account: name of its icon, and word."""
    shape, word = STATES[state]
    return shape, gettext(word)
