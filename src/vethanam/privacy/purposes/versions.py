"""A further version of a purpose beside the one before it: which protections it may not lose, and where it goes beyond."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vethanam.privacy.purposes.purpose import Purpose

#: words of a protection, the weakest first
_ORDER: Mapping[str, tuple[str, ...]] = {
    "approvals": (
        "rule_driven", "post_review_24h", "unit_head", "dpo", "two_person", "three_person", "none_possible",
    ),
    "contact_use": ("system_feed", "reveal_single", "deliver_only", "none"),
    "election_window": ("unaffected", "neutral_template_only", "deny"),
    "caution_window": ("unaffected", "extra_approval", "deny"),
    "judicial_officers": ("same_as_employee", "via_hck", "never"),
    "minors": ("guardian_only", "never"),
    "opt_out": ("not_possible", "channel", "withdraw_any_time"),
    "status": ("active", "suspended", "prohibited"),
}  # fmt: skip
#: what the form does not ask stays as it was
_NOT_ASKED = (
    "is_own_register_only", "judicial_officers", "minors", "election_window", "caution_window",
    "court_restraint",
    "ledger_unhealthy", "most_subjects",
)  # fmt: skip
_OF_CONSENT = ("opt_out", "category", "suffix", "whatsapp_category")
#: lists that say how far a use reaches
_REACH = ("subjects", "fields", "recipients", "channels", "cohort_attributes")


def kept(former: Purpose | None, *, is_consent: bool) -> dict[str, Any]:
    """What a further version keeps of the one before because its form does not ask for it."""
    if former is None:
        return {}
    names = _NOT_ASKED if is_consent and not former.is_consent_required else (*_NOT_ASKED, *_OF_CONSENT)
    return {name: former.content[name] for name in names if name in former.content}


def weaker(former: Purpose, later: Purpose) -> tuple[str, ...]:
    """The protections that a later version has less of: a version that has any is not registered.

    A cap that goes or rises, a yes that is not needed any more, fewer approvers, a contact that is opened further, a
    window that stops less.
    """
    lost = [
        name for name, words in _ORDER.items() if _is_less(words, getattr(former, name), getattr(later, name))
    ]
    lost += [
        name
        for name in ("is_consent_required", "is_own_register_only")
        if getattr(former, name) and not getattr(later, name)
    ]
    lost += [
        name
        for name in ("most_a_month", "most_subjects")
        if (most := getattr(former, name)) is not None and (getattr(later, name) or most + 1) > most
    ]
    return tuple(lost)


def beyond(former: Purpose, later: Purpose) -> dict[str, tuple[str, ...]]:
    """Where a later version reaches further, by name: what is new in each list; how long it keeps, where that changed.

    None of it is refused, and none of it is silent: it stands in the leaf of the proposal and on its public page.
    """
    more = {name: tuple(sorted(set(getattr(later, name)) - set(getattr(former, name)))) for name in _REACH}
    if former.retention.personal != later.retention.personal:
        more["retention"] = (later.retention.personal,)
    return {name: new for name, new in more.items() if new}


def _is_less(words: tuple[str, ...], before: str, now: str) -> bool:
    """Whether a word is weaker than the one before; a word of no order (a class that cannot occur) protects as before."""
    return before in words and now in words and words.index(now) < words.index(before)
