"""A person's consent managers as a page shows them: her links with their calls, and those open to her."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from vethanam.acts.executor import Performed
from vethanam.privacy.agreement_proofs import registered_managers
from vethanam.privacy.consent_managers import calls_by, manager_links, manager_names
from vethanam.privacy.models import ManagerCall, ManagerLink
from vethanam.privacy.purposes.registry import catalogue_now, office_name
from vethanam.web.parts import words

DOES: dict[str, str] = {
    ManagerCall.Does.REDEEM: gettext_noop("Linked"),
    ManagerCall.Does.READ: gettext_noop("Read your consents"),
    ManagerCall.Does.GIVE: gettext_noop("Gave a consent"),
    ManagerCall.Does.WITHDRAW: gettext_noop("Withdrew a consent"),
}
#: calls shown of each link
_CALLS = 20


def managers_shown(person: int, at: datetime) -> dict[str, Any]:
    """The links of a person with their calls, and the registered consent managers that she can link."""
    names, links = manager_names(words.language()), manager_links(person)
    linked = {link.manager for link in links if not hasattr(link, "end")}
    return {
        "links": [
            {"rows": [_row(link, names)], "calls": [_call(call) for call in calls_by(link)[:_CALLS]]}
            for link in links
        ],
        "managers": [
            {"number": number, "name": names[number], "value": number}
            for number in registered_managers(at)
            if number not in linked
        ],
    }


def code_shown(made: Performed) -> dict[str, Any]:
    """A code that was just made, for the page that shows it once."""
    number = made.state["manager"]
    name = manager_names(words.language()).get(number, number)
    return {"code": made.once["code"], "name": name, "ends": made.state["ends_at"]}


def _row(link: ManagerLink, names: Mapping[str, str]) -> dict[str, Any]:
    is_live = not hasattr(link, "end")
    says, at = (_("linked since %(day)s"), link.at) if is_live else (_("ended on %(day)s"), link.end.at)
    return {
        "name": names.get(link.manager, link.manager), "number": link.manager,
        "says": says % {"day": words.day(localdate(at))}, "value": link.pk if is_live else None,
    }  # fmt: skip


def _call(call: ManagerCall) -> dict[str, Any]:
    known = next((one for one in catalogue_now().purposes if one.code == call.purpose), None)
    language = words.language()
    short = known.short.get(language, known.short["en"]) if known else ""
    about = [short, office_name(call.controller, language)] if known else []
    shape, word = ("refused", _("Refused")) if call.refusal else ("done", _("Done"))
    return {
        "at": words.instant(call.at), "does": _(DOES[call.does]), "about": ", ".join(about),
        "shape": shape, "word": word,
    }  # fmt: skip
