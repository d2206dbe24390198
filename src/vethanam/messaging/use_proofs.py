"""Compare a use with the ledger. The dispatcher trusts bytes under a signed head, and no row.

Before the first contact of a use is opened: a head signed by the log's key covers the leaf; the leaf names
this use, its purpose, text and rules; and the subjects' commitments, recomputed from salt and record, give
the leaf's root with their labels. If the purpose needs approvals, the people, text, sender, channels and
time are the signed ones: each signature is checked with the key in the ledger. That a label is the person's
own is checked when her contact is opened.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from vethanam.errors import Broken
from vethanam.identity.queries import marks_of
from vethanam.journal.queries import is_under_head, leaf_content, opening_of
from vethanam.ledger.canonical import Json, canonical, canonical_around
from vethanam.ledger.commitments import commitment, commitments
from vethanam.ledger.label_trees import label_leaves, label_of, root_of_labels
from vethanam.ledger.notes import VerifierKey
from vethanam.ledger.persons import root_of_persons
from vethanam.messaging.campaigns import (
    cohort_root,
    commitment_of,
    content_of,
    event_of,
    program_in_log,
    text_of_campaign,
)
from vethanam.messaging.cohorts import Rule
from vethanam.messaging.logged_times import taken_at
from vethanam.messaging.models import AskedUse, AskedUseAnswer, Campaign, CampaignDecline
from vethanam.messaging.recipients import ProvenRecipient, prove_recipient
from vethanam.messaging.single_uses import commitment_of_asked, content_of_asked, told_of_asked
from vethanam.messaging.templates import Text, assessed, texts, values_hash
from vethanam.messaging.text_standing import in_log
from vethanam.privacy.approval_proofs import proven_approvals
from vethanam.privacy.labels import UseKeys, keys_of_use
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import Use, UseSecret
from vethanam.privacy.permit import Approval, Template
from vethanam.privacy.permit.approvals import roles_needed
from vethanam.privacy.purposes.registry import catalogue_now
from vethanam.privacy.use_times import time_of_use

_AT_ONCE = 10_000


class Committed(NamedTuple):
    """The part of a person's commitment kept in memory for each of five lakh people."""

    outcome: str | None
    channel: str | None
    values: str | None
    label: bytes | None


@dataclass(frozen=True, slots=True)
class ProvenSealing:
    """The readers of a sealed use: the key of the asking officer, or a registered recipient."""

    mode: str
    fields: tuple[str, ...]
    answer_key: bytes | None
    recipient: ProvenRecipient | None


@dataclass(frozen=True, slots=True)
class ProvenUse:
    """A use proven by the ledger: its row, text, opened commitments and approvals.

    ``values`` fill the text for everybody alike; None where each person has her own. A use with ``sealing``
    has no text: its contacts are sealed, and no message is sent. ``template`` is its text, with the standing
    of the text in the log of ``log_key``. ``window`` is the signed time of sending of a message to many
    people, ``public_since`` when the log took that message or the request. ``is_misdated``: the log took the
    use more than an hour from the time it names. ``label_key`` is None for a use from before labels.
    """

    use: Use
    text: Text | None
    records: Mapping[int, Committed]
    approvals: tuple[Approval, ...] = ()
    values: Mapping[str, str] | None = None
    sealing: ProvenSealing | None = None
    template: Template | None = None
    log_key: VerifierKey | None = None
    window: tuple[datetime, datetime] | None = None
    public_since: datetime | None = None
    is_misdated: bool = False
    label_key: bytes | None = field(default=None, repr=False)

    def has_label_of(self, person: int, secret: bytes | None) -> bool:
        """Whether her label, made from the secret that her contact is sealed with, is the one in the tree."""
        if self.label_key is None:
            return True
        record = self.records.get(person)
        return (
            record is not None
            and secret is not None
            and record.label == label_of(secret, self.label_key, self.use.reference)
        )

    @property
    def words(self) -> Text:
        """The text of the use; raises Broken without one."""
        if self.text is None:
            raise _differs(self.use, "it has no text")
        return self.text


def prove(use_id: int, key: VerifierKey) -> ProvenUse | None:
    """The use, once a signed head covers its leaf; None until then.

    Raises
    ------
    Broken
        The leaf and the database differ. Nothing of the use is opened or sent.
    """
    use = Use.objects.get(pk=use_id)
    if not is_under_head(use.leaf, key):
        return None
    leaf = leaf_content(use.leaf)
    keys = _label_keys(use, leaf["public"])
    proven = _proven(use, leaf, keys, key)
    return replace(proven, label_key=keys.key) if proven and keys else proven


def _label_keys(use: Use, public: Mapping[str, Any]) -> UseKeys | None:
    """The keys of the use's labels, as its leaf names them; None for a use from before there were labels."""
    if "persons2" not in public:
        if UseSecret.objects.filter(use__leaf__lt=use.leaf).exists():
            raise _differs(use, "its leaf has no labels, and leaves before it have")
        return None
    keys = keys_of_use(use.pk)
    if keys is None or keys.hash != public.get("label_key"):
        raise _differs(use, "its leaf names another key of labels")
    return keys


def _proven(use: Use, leaf: Mapping[str, Any], keys: UseKeys | None, key: VerifierKey) -> ProvenUse | None:
    # a request is carried out once: no row beside the one that was allowed sends it again
    answers = AskedUseAnswer.objects.filter(use=use.pk, is_allowed=True)
    answer = answers.select_related("asked__recipient__order").first()
    if answer is not None:
        return _proven_asked(use, leaf, answer, keys, key)
    campaigns = Campaign.objects.filter(uses__use=use.pk, uses__is_allowed=True)
    campaign = campaigns.select_related("text", "order").first()
    text = _text_of(use, campaign)
    _check(use, leaf, text)
    records = _records(use, leaf["public"], keys)
    if campaign is None:
        if needs_approval(use.purpose_code, time_of_use(use, timezone.now(), key.name), key):
            raise _differs(use, "its purpose needs approvals, and nothing shows what was approved")
        template = in_log(text.as_template(), text.content, None, log_key=key)
        return ProvenUse(use, text, records, template=template, log_key=key)
    if CampaignDecline.objects.filter(campaign=campaign).exists():
        raise _differs(use, "an officer has declined its message")
    _check_campaign(use, leaf, campaign, text, records)
    if not _is_composed(campaign, text, key):
        return None
    approvals = proven_approvals(
        "campaign", campaign.reference, campaign.asked_by_persons, office=campaign.office, log_key=key
    )
    values = values_hash(campaign.values)
    if leaf["public"].get("values", values) != values:
        raise _differs(use, "its leaf names other values than were approved")
    template = in_log(assessed(campaign.text.content), campaign.text.content, values, log_key=key)
    return ProvenUse(
        use, text, records, approvals, campaign.values, template=template, log_key=key,
        window=(campaign.send_from, campaign.send_until), public_since=taken_at(campaign.leaf, key),
    )  # fmt: skip


def _proven_asked(
    use: Use, leaf: Mapping[str, Any], answer: AskedUseAnswer, keys: UseKeys | None, key: VerifierKey
) -> ProvenUse | None:
    """Prove a single use: its leaf, the leaf of the request, its people, and the key it is sealed to."""
    asked, public = answer.asked, leaf["public"]
    key_of_answer = bytes(answer.answer_key) if answer.answer_key is not None else None
    said = (leaf["kind"], public.get("use"), public.get("purpose"), public.get("mode"), public.get("rules"))
    if said != ("use.allowed", use.reference, use.purpose_code, use.mode, bytes(use.rules_hash).hex()):
        raise _differs(use, "its leaf says something else")
    if (use.purpose_code, use.mode, use.fields) != (asked.purpose, asked.mode, asked.fields):
        raise _differs(use, "it is of another purpose or other fields than were asked for")
    if public.get("approved") != bytes(asked.commitment).hex():
        raise _differs(use, "it was allowed for something else than was asked for")
    records = _records(use, public, keys)
    wanted = values_hash(told_of_asked(asked, key_of_answer))
    if any(record.values != wanted for record in records.values()):
        raise _differs(use, "its contacts would be sealed to another key")
    if cohort_root(asked.reference, bytes(asked.secret), records) != bytes(asked.root):
        raise _differs(use, "its people are not those that were asked for")
    if not _is_asked(use, asked, key):
        return None
    recipient = prove_recipient(asked.recipient, key) if asked.recipient else None
    if asked.recipient is not None and recipient is None:
        return None
    approvals = proven_approvals(
        "asked", asked.reference, asked.asked_by_persons, office=asked.office, log_key=key
    )
    sealing = ProvenSealing(asked.mode, tuple(asked.fields), key_of_answer, recipient)
    return ProvenUse(
        use, None, records, approvals, sealing=sealing, log_key=key, public_since=taken_at(asked.leaf, key)
    )


def _is_asked(use: Use, asked: AskedUse, key: VerifierKey) -> bool:
    """Whether a signed head covers the leaf of the request; Broken if the leaf differs from the
    row or the requester.
    """
    if not is_under_head(asked.leaf, key):
        return False
    leaf = leaf_content(asked.leaf)
    opening, channels = opening_of(asked.leaf), leaf["public"].get("channels") or []
    said = {name: leaf["public"].get(name) for name in content_of_asked(asked, channels)}
    if leaf["kind"] != "use.asked" or said != content_of_asked(asked, channels):
        raise _differs(use, "the leaf of the asking says something else")
    if commitment_of_asked(asked, channels) != bytes(asked.commitment) or use.channels != channels:
        raise _differs(use, "it was not asked for in this form")
    if opening is None or commitment(opening.salt, dict(opening.private)).hex() != leaf["commitment"]:
        raise _differs(use, "nobody can show who asked for it")
    persons = {opening.private["person"], opening.private["for_person"]} - {None}
    if persons != asked.asked_by_persons or leaf["public"].get("asked_by") != marks_of(persons):
        raise _differs(use, "somebody else asked for it")
    return True


def needs_approval(purpose_code: str, at: datetime, log_key: VerifierKey) -> bool:
    """Whether a use of this purpose needs approvals before it is sent, by its proven versions."""
    purpose = catalogue_now(log_key).on(purpose_code, at.astimezone(IST).date())
    return purpose is None or bool(roles_needed(purpose, is_caution=False))


def _check_campaign(
    use: Use,
    leaf: Mapping[str, Any],
    campaign: Campaign,
    text: Text,
    records: Mapping[int, Committed],
) -> None:
    """Compare the use with the committed campaign: people, text, sender, channels. Its time of sending is
    compared with the clock when a message goes (:mod:`.letters`).
    """
    if commitment_of(content_of(campaign, text)) != bytes(campaign.commitment):
        raise _differs(use, "the message it sends is not the one that was committed to")
    if leaf["public"].get("approved") != bytes(campaign.commitment).hex():
        raise _differs(use, "it was allowed for another message than the one approved")
    if (use.purpose_code, use.sender, use.channels) != (campaign.purpose, campaign.sender, campaign.channels):
        raise _differs(use, "its sender or channels are not those approved")
    named = Rule.of(campaign.rule, campaign.source).words
    if use.request["sources"] != [campaign.source] or campaign.cohort != named:
        raise _differs(use, "it draws from another register than the one approved")
    if (use.request.get("event") or {}).get("id", "") != event_of(campaign):
        raise _differs(use, "it is about another event than the message")
    if cohort_root(campaign.reference, bytes(campaign.secret), records) != bytes(campaign.root):
        raise _differs(use, "its people are not those approved")


def _is_composed(campaign: Campaign, text: Text, key: VerifierKey) -> bool:
    """Whether a signed head covers the leaf of the campaign; Broken if the leaf differs from the
    row or the requester.
    """
    if not is_under_head(campaign.leaf, key):
        return False
    leaf = leaf_content(campaign.leaf)
    opening = opening_of(campaign.leaf)
    said = {name: leaf["public"].get(name) for name in content_of(campaign, text)}
    if leaf["kind"] != "campaign.composed" or commitment_of(said) != bytes(campaign.commitment):
        raise _campaign_differs(campaign, "its leaf says something else")
    if opening is None or commitment(opening.salt, dict(opening.private)).hex() != leaf["commitment"]:
        raise _campaign_differs(campaign, "who asked for it cannot be shown")
    asked = {opening.private["person"], opening.private["for_person"]} - {None}
    program = opening.private.get("program")
    named = [program_in_log(program)] if program and not asked else marks_of(asked)
    if asked != campaign.asked_by_persons or leaf["public"].get("asked_by") != named:
        raise _campaign_differs(campaign, "it was asked for by somebody else")
    return True


def _campaign_differs(campaign: Campaign, why: str) -> Broken:
    return Broken("campaign_differs", campaign=campaign.reference, why=why)


def _text_of(use: Use, campaign: Campaign | None) -> Text:
    if campaign is not None:
        return text_of_campaign(campaign)
    text = next((text for text in texts().values() if text.name == use.template), None)
    if text is None:
        raise _differs(use, "this version has not the text it was allowed with")
    return text


def _check(use: Use, leaf: Mapping[str, Any], text: Text) -> None:
    public = leaf["public"]
    said = (
        leaf["kind"],
        public.get("use"),
        public.get("purpose"),
        public.get("mode"),
        public.get("template_hash"),
        public.get("sender"),
        public.get("rules"),
    )
    if said != (
        "use.allowed",
        use.reference,
        use.purpose_code,
        Use.Mode.MESSAGE,
        text.hash,
        use.sender,
        bytes(use.rules_hash).hex(),
    ):
        raise _differs(use, "its leaf says something else")
    if use.mode != Use.Mode.MESSAGE:
        raise _differs(use, "it has a text and is no message")
    if text.purpose != use.purpose_code:
        raise _differs(use, "its text was written for another purpose")


def _records(use: Use, public: Mapping[str, Any], keys: UseKeys | None) -> dict[int, Committed]:
    """Each subject's opened commitment, after all of them together, with their labels, gave the leaf's root.

    Records of a use differ only in person and values hash: the rest of each distinct record is read once.
    """
    records: dict[int, Committed] = {}
    salts: list[bytes] = []
    texts: list[str] = []
    kinds: dict[tuple[str, str | None], _Alike] = {}
    for person, salt, label, values, form, rest, is_hers in _rows_of(use.pk):
        if not is_hers or form not in _FORMS_OF_VALUES:
            raise _differs(use, "a subject's record is of another person or use")
        alike = kinds.get((rest, form))
        if alike is None:
            alike = kinds[rest, form] = _read_alike(use, rest, has_values=form is not None)
        salts.append(salt)
        texts.append(alike.written(person, values))
        records[person] = Committed(alike.outcome, alike.channel, values, label)
    root = _root(commitments(salts, texts), records.values(), keys)
    if root != public.get("persons2" if keys else "persons"):
        raise _differs(use, "its subjects are not those the leaf commits to")
    return records


def _root(made: Sequence[bytes], records: Iterable[Committed], keys: UseKeys | None) -> str:
    if keys is None:
        return root_of_persons(made).hex()
    labels = [one.label for one in records if one.label]
    return root_of_labels(label_leaves(labels, made, keys.filler)).hex() if len(labels) == len(made) else ""


_ROWS = """
SELECT person, salt, label, record ->> 'values', jsonb_typeof(record -> 'values'),
  (record - 'person' - 'values')::text,
       coalesce(record -> 'person' = to_jsonb(person), false)
  FROM privacy_usesubject WHERE use_id = %s
"""


#: JSON types of the hash of a person's values: text, null or absent
_FORMS_OF_VALUES = frozenset({"string", "null", None})


def _rows_of(use: int) -> Iterator[tuple[int, bytes, bytes | None, str | None, str | None, str, bool]]:
    """Rows of subjects: salt, label, values hash and its JSON type, the rest of the record, and whether the
    record names the subject.
    """
    with connection.chunked_cursor() as cursor:
        cursor.execute(_ROWS, [use])
        while rows := cursor.fetchmany(_AT_ONCE):
            yield from rows


@dataclass(frozen=True, slots=True)
class _Alike:
    """The common part of records, and the text around their differences."""

    outcome: str | None
    channel: str | None
    around: Sequence[str]

    def written(self, person: int, values: Json) -> str:
        """The canonical text of one person's record."""
        before, between, *after = self.around
        if not after:
            return f"{before}{person}{between}"
        return f"{before}{person}{between}{canonical(values).decode()}{after[0]}"


def _read_alike(use: Use, rest: str, *, has_values: bool) -> _Alike:
    record = json.loads(rest)
    if record.get("use") != use.reference:
        raise _differs(use, "a subject's record is of another person or use")
    names = ("person", "values") if has_values else ("person",)
    return _Alike(record.get("outcome"), record.get("channel"), canonical_around(record, names))


def _differs(use: Use, why: str) -> Broken:
    return Broken("use_differs", use=use.reference, why=why)
