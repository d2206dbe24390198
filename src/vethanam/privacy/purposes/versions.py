"""The next version of a purpose: protections it must keep, and where it reaches further."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vethanam.privacy.purposes.purpose import Purpose

#: words of a protection, weakest first
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
#: fields outside the form keep their former value
_NOT_ASKED = (
    "is_own_register_only", "judicial_officers", "minors", "election_window", "caution_window",
    "court_restraint",
    "ledger_unhealthy", "most_subjects",
)  # fmt: skip
_OF_CONSENT = ("opt_out", "category", "suffix", "whatsapp_category")
#: lists that state how far a use reaches
_REACH = ("subjects", "fields", "recipients", "channels", "cohort_attributes")


def kept(former: Purpose | None, *, is_consent: bool) -> dict[str, Any]:
    """The fields that a further version copies from the last one, because the form does not ask for them."""
    if former is None:
        return {}
    names = _NOT_ASKED if is_consent and not former.is_consent_required else (*_NOT_ASKED, *_OF_CONSENT)
    return {name: former.content[name] for name in names if name in former.content}


def weaker(former: Purpose, later: Purpose) -> tuple[str, ...]:
    """The protections that a later version weakens; such a version is not registered.

    A cap removed or raised, a consent no longer needed, fewer approvers, wider opening of a contact, a window
    that stops less.
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
    """Where a later version reaches further: the new items of each list, and a changed retention.

    Reaching further is allowed and public: the leaf of the proposal and its page have it.
    """
    more = {name: tuple(sorted(set(getattr(later, name)) - set(getattr(former, name)))) for name in _REACH}
    if former.retention.personal != later.retention.personal:
        more["retention"] = (later.retention.personal,)
    for name in ("processing_log_days", "record_days"):
        if getattr(later.retention, name) > getattr(former.retention, name):
            more[name] = (str(getattr(later.retention, name)),)
    return {name: new for name, new in more.items() if new}


def _is_less(words: tuple[str, ...], before: str, now: str) -> bool:
    """Whether a word is weaker than the former one; a word outside the order protects as before."""
    return before in words and now in words and words.index(now) < words.index(before)
