"""The restraints over a message as its writers and approvers read them: case, scope, what may still go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from vethanam.messaging.draft_restraints import Stopping
from vethanam.privacy.current_restraints import RestraintShown, restraint_shown
from vethanam.privacy.purposes import load_catalogue
from vethanam.privacy.purposes.registry import purpose_name
from vethanam.web.parts import words
from vethanam.web.restraint.pages import CHANNELS, KINDS, covers_in_words


@dataclass(frozen=True, slots=True)
class RestraintNote:
    """One restraint in force over a message. ``is_whole`` says that nothing of the message goes."""

    reference: str
    name: str
    address: str
    by: str
    covers: str
    may_go: Sequence[str]
    until: str
    is_whole: bool


def notes_of(stopping: Stopping, at: datetime) -> list[RestraintNote]:
    """The restraints over a message, those that stop all of it first."""
    named = [(one, True) for one in stopping.whole] + [(one, False) for one in stopping.part]
    shown = [(restraint_shown(reference, at), is_whole) for reference, is_whole in named]
    return [_note(found, is_whole=is_whole) for found, is_whole in shown if found is not None]


def _note(found: RestraintShown, *, is_whole: bool) -> RestraintNote:
    until = words.instant(found.until) if found.until else _("until it is lifted")
    if found.state == "unconfirmed":
        until = _("%(until)s: its date has passed, and the next order is not entered") % {"until": until}
    return RestraintNote(
        reference=found.reference,
        name=found.case_number or found.reference,
        address=reverse("restraint:one", kwargs={"reference": found.reference}),
        by=" · ".join(part for part in (_(KINDS[found.kind]), found.court) if part),
        covers=covers_in_words(found),
        may_go=_may_go(found),
        until=until,
        is_whole=is_whole,
    )


def _may_go(found: RestraintShown) -> list[str]:
    """What the restraint lets through: exceptions, leave, signed texts, other channels and people."""
    language, scope = words.language(), found.scope
    told = []
    if found.excepts:
        names = ", ".join(f"“{purpose_name(code, language)}”" for code in found.excepts)
        told.append(_("Messages under %(purposes)s.") % {"purposes": names})
    told += [_leave(position.opens) for position in found.positions if position.state == "leave"]
    if scope.get("kinds"):
        told.append(
            _("A closed text registered before it, and a text whose class two officers have signed since.")
        )
    if scope.get("channels"):
        told.append(_("The same message through other ways."))
    if scope.get("classes"):
        told.append(_("The same message to other people."))
    return [*told, _("Everything that it does not cover.")]


def _leave(opens: Mapping[str, Sequence[str]]) -> str:
    """A court's leave, by what it opens."""
    language, catalogue = words.language(), load_catalogue()
    parts = [purpose_name(code, language) for code in opens.get("purposes", ())]
    parts += [catalogue.office_name(code, language) for code in opens.get("senders", ())]
    parts += [_(CHANNELS.get(code, code)) for code in opens.get("channels", ())]
    return _("By leave of the court: %(parts)s.") % {"parts": ", ".join(parts) or _("this message")}
