"""The outcome of each number of a message for a register, as its body may know it.

Four words: accepted, delivered, failed, not_told. A number that nobody is linked to, a person without a
contact, a dead person and a ward are one answer.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from vethanam.messaging.models import CampaignDecline, CampaignUse
from vethanam.messaging.registers.models import RegisterMessage, RegisterRecipient
from vethanam.privacy.models import Delivery, Outbox, UseSubject
from vethanam.privacy.permit.decision import ALLOW
from vethanam.privacy.permit.reason_order import ROWS

ACCEPTED, DELIVERED, FAILED, NOT_TOLD = "accepted", "delivered", "failed", "not_told"
NOT_REACHABLE = "NOT_REACHABLE"
#: reasons about a person that tell neither who she is nor whether she has a contact
TOLD = frozenset(
    {
        "CONSENT_MISSING", "CONSENT_INVALID", "CONSENT_WITHDRAWN", "CHANNEL_OPTED_OUT", "COURT_RESTRAINT",
        "ELECTION_WINDOW", "CAUTION_WINDOW", "BASIS_7B_UNMET",
    }
)  # fmt: skip
#: reasons about the request: it is refused as a whole
OF_REQUEST = frozenset(code for row in ROWS if row.scope == "request" for code in row.codes)
_PHONES = "sms"
#: states of a request with approvals
WAITS, ALLOWED, REFUSED, DECLINED, PAST = "waits", "allowed", "refused", "declined", "past"
_NOT_APPROVED = "APPROVAL_MISSING"


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of a request with approvals: the use that decided on it, and why it is not sent."""

    state: str
    use: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one number; ``reason`` is a code for ``not_told`` alone."""

    number: str
    outcome: str
    reason: str | None = None

    def as_json(self) -> dict[str, str | None]:
        """The JSON form of answers and events."""
        return {"id": self.number, "outcome": self.outcome, "reason": self.reason}


def standing_of(message: RegisterMessage, at: datetime) -> Standing | None:
    """The state of a request under a purpose with approvals; None for any other."""
    campaign = message.campaign
    if campaign is None:
        return None
    asked = CampaignUse.objects.filter(campaign=campaign).order_by("-is_allowed", "-pk")
    last = asked.select_related("use").first()
    if last is not None and last.is_allowed:
        return Standing(ALLOWED, last.use_id)
    reason = (last.use.reason if last else None) or _NOT_APPROVED
    if CampaignDecline.objects.filter(campaign=campaign).exists():
        return Standing(DECLINED, reason=_NOT_APPROVED)
    if at >= campaign.send_until:
        return Standing(PAST, reason=reason)
    return Standing(REFUSED, reason=reason) if last else Standing(WAITS)


def outcomes_of(message: RegisterMessage, at: datetime) -> list[Outcome]:
    """The outcome of each number at an instant, in the order of the request.

    While a request waits for approvals every number has one answer, linked or not.
    """
    rows = list(RegisterRecipient.objects.filter(message=message).order_by("pk"))
    standing = standing_of(message, at)
    if standing is not None and standing.use is None:
        said = ACCEPTED if standing.state == WAITS else NOT_TOLD
        return [Outcome(row.number, said, standing.reason) for row in rows]
    use = standing.use if standing else message.use_id
    if use is None:
        return [simulated_outcome(row.number, row.simulated) for row in rows]
    subjects = {
        person: (outcome, channel, reason)
        for person, outcome, channel, reason in UseSubject.objects.filter(use=use).values_list(
            "person", "outcome", "channel", "reason"
        )
    }
    sent = _sent(use)
    return [_outcome(row, subjects.get(row.person or 0), sent.get(row.person or 0)) for row in rows]


def uses_for_registers(person: int) -> set[str]:
    """The references of the uses in which a body meant this person by a number of its register."""
    rows = RegisterRecipient.objects.filter(person=person)
    composed = CampaignUse.objects.filter(campaign__in=rows.values("message__campaign"))
    own = rows.filter(message__use__isnull=False)
    return {
        *own.values_list("message__use__reference", flat=True),
        *composed.values_list("use__reference", flat=True),
    }


def counts_of(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """How many numbers have each outcome; every outcome is named."""
    counts = Counter(one.outcome for one in outcomes)
    return {name: counts[name] for name in (ACCEPTED, DELIVERED, FAILED, NOT_TOLD)}


def simulated_outcome(number: str, simulated: str) -> Outcome:
    """The outcome that a reserved number of a test key plays."""
    if simulated in (ACCEPTED, DELIVERED, FAILED):
        return Outcome(number, simulated)
    return Outcome(number, NOT_TOLD, simulated)


def told_reason(code: str) -> str:
    """A reason about a person as the body may know it."""
    return code if code in TOLD else NOT_REACHABLE


def _outcome(
    row: RegisterRecipient, subject: tuple[str, str, str] | None, sent: tuple[str, str] | None
) -> Outcome:
    if row.person is None or subject is None:
        return Outcome(row.number, NOT_TOLD, NOT_REACHABLE)
    outcome, channel, reason = subject
    if outcome != ALLOW or channel in ("", "portal"):
        return Outcome(row.number, NOT_TOLD, told_reason(reason))
    if sent is None:
        return Outcome(row.number, ACCEPTED)
    state, result = sent
    if state == Outbox.State.CANCELLED:
        return Outcome(row.number, NOT_TOLD, told_reason(result))
    return Outcome(row.number, state)


def _sent(use: int) -> Mapping[int, tuple[str, str]]:
    """The outcome and the result of each person's message of a use."""
    rows = list(Outbox.objects.filter(use=use).values_list("pk", "person", "channel", "state", "result"))
    reports: dict[int, list[str]] = defaultdict(list)
    for message, state in Delivery.objects.filter(message__in=[row[0] for row in rows]).values_list(
        "message", "state"
    ):
        reports[message].append(state)
    found = {}
    for pk, person, channel, state, result in rows:
        found[person] = _word(channel, state, reports[pk]), result
    return found


def _word(channel: str, state: str, reports: list[str]) -> str:
    """One of the four words for the state of a message, or ``cancelled``. A phone tells by its own report."""
    if state in (Outbox.State.CANCELLED, Outbox.State.FAILED):
        return state
    if state != Outbox.State.SENT:
        return ACCEPTED
    if channel != _PHONES:
        return DELIVERED
    if any(report not in ("", DELIVERED) for report in reports):
        return FAILED
    return DELIVERED if reports and all(report == DELIVERED for report in reports) else ACCEPTED
