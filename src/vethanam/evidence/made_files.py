"""Make a file of evidence, and write it in one of three forms (``docs/spec/evidence-files.md``).

Making it is a use of the records: one leaf ``bundle.made``, which commits to each part of the file. It can be
written once that leaf is signed.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from vethanam.errors import Broken, Refused, Unsound, holds_contact, typed
from vethanam.evidence.board_facts import facts_of_board
from vethanam.evidence.bundles import proven_entries
from vethanam.evidence.facts import Fact
from vethanam.evidence.file_pages import page_of, program
from vethanam.evidence.record_facts import facts_of_case, facts_of_period, facts_of_restraint
from vethanam.evidence.texts import common_texts, message_texts, policy_text, purpose_text, question_of
from vethanam.evidence.use_facts import facts_of_campaign, facts_of_use, leaves_shown
from vethanam.identity.authority import Authority
from vethanam.journal import keys
from vethanam.journal import queries as journal
from vethanam.journal.actions import append
from vethanam.ledger.bundles import ErasedPerson, PersonOpening
from vethanam.ledger.canonical import Json, parse
from vethanam.ledger.evidence_files import (
    MADE,
    Content,
    Wrapping,
    archive,
    evidence_file,
    page_with,
    sums_with,
)
from vethanam.ledger.hashing import leaf_hash
from vethanam.ledger.verifier import Outcome, verify
from vethanam.messaging.campaign_views import campaign_by_reference, campaign_of_use
from vethanam.messaging.models import CampaignUse
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import Duty, MadeFile, Purpose, Restraint, Use
from vethanam.privacy.queries import uses_overview

#: the contents that an officer makes; a person takes her own file herself
KINDS = ("campaign", "use", "period", "restraint", "case")
#: the purpose it is made under, and its recipient
PURPOSES, RECIPIENTS = ("COURT-ORD", "AUDIT", "RIGHTS"), ("court", "auditor", "board", "person", "office")
#: a file of a case for the Board has the forms that the Board and CERT-In get
BOARD = "board"
MAKERS = ("law_officer", "data_protection_officer")
#: requests of one period, and bytes of a page
MOST_USES, LARGEST_PAGE = 2_000, 3_000_000
#: verdicts with which a file is given away
HOLDS = (Outcome.VERIFIED, Outcome.WITHOUT_QUORUM)
#: staged ids of entries, each with the records of a person that are opened under it
type Shown = Mapping[int, Sequence[PersonOpening | ErasedPerson]]
_NOT_WORDS = re.compile(r"\b(?=[0-9a-f]*[a-f])[0-9a-f]{16,}\b|[A-Za-z0-9+/]{40,}=*")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a file is asked for. A period has days in place of a reference."""

    kind: str
    reference: str = ""
    since: date | None = None
    until: date | None = None
    only_refused: bool = False
    purpose: str = "COURT-ORD"
    recipient: str = "court"


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a file will say, before its entries are named."""

    about: dict[str, Json]
    facts: Sequence[Fact]
    entries: Sequence[int]
    files: dict[str, str] = field(default_factory=dict)

    @property
    def leaves(self) -> list[int]:
        """The staged ids of all its entries, each once."""
        return [*dict.fromkeys([*self.entries, *(one for fact in self.facts for one in fact.entries)])]


@transaction.atomic
def make_file(authority: Authority, asked: Asked) -> MadeFile:
    """Gather the facts of a subject; record that a file of them is made, its recipient and purpose.

    Raises
    ------
    Refused
        The officer is neither law officer nor data protection officer.
    Unsound
        There is no such subject, a part looks like a contact, or the log has not signed an entry yet.
    """
    if authority.role not in MAKERS:
        raise Refused("file_not_yours")
    gathered = _gathered(asked, authority.at)
    content, wrapping = told_by(asked, gathered)
    row = recorded(authority, asked, content, wrapping)
    row.content, row.entries = content.as_json(), gathered.leaves
    row.page, row.program = wrapping.page, wrapping.program
    row.save(force_insert=True)
    return row


def told_by(asked: Asked, gathered: Gathered) -> tuple[Content, Wrapping]:
    """What a file says, and the page and program around it.

    Raises
    ------
    Unsound
        A part looks like a contact, or the log has not signed an entry yet.
    """
    content = _content(asked, gathered, _hashes(gathered.leaves))
    _refuse_contacts(content)
    return content, Wrapping(page_of(content, str(keys.public_key())), program())


def recorded(
    authority: Authority, asked: Asked, content: Content, wrapping: Wrapping, reference: str | None = None
) -> MadeFile:
    """A row, not yet saved, with the leaf that commits to each part of its file."""
    reference = reference or secrets.token_hex(8)
    leaf = append(
        MADE,
        public={
            "file": reference, "content": asked.kind, "about": dict(content.about), "for": asked.recipient,
            "purpose": asked.purpose, "role": authority.role, "office": authority.office or "",
        },
        private={"account": authority.account, "sums": dict(sums_with(content, wrapping))},
        at=authority.at, is_sample=authority.is_sample,
    )  # fmt: skip
    return MadeFile(
        reference=reference, kind=asked.kind, about=", ".join(str(one) for one in content.about.values()),
        purpose=asked.purpose, recipient=asked.recipient, content={}, entries=[],
        made_by_id=authority.account, office=authority.office or "", role=authority.role, at=authority.at,
        recorded_at=timezone.now(), leaf=leaf, is_sample=authority.is_sample,
    )  # fmt: skip


def file_in(row: MadeFile, form: str) -> bytes:
    """The bytes of a made file: ``json``, ``zip`` or ``html``. Equal rows under one head give equal bytes.

    Raises
    ------
    Unsound
        The log has not signed its leaf yet, or the page would be too large.
    """
    written = written_in(form, row, Content(**row.content), Wrapping(row.page, row.program))
    verdict = verify(written, keys.public_key())
    if verdict.outcome not in HOLDS:
        raise Broken("file_does_not_verify", says=verdict.says)
    return written


def written_in(
    form: str, row: MadeFile, content: Content, wrapping: Wrapping, shown: Shown | None = None
) -> bytes:
    """The bytes of a form. ``shown`` are the entries with records of a person, else those of the row.

    Raises
    ------
    Unsound
        The log has not signed its leaf yet, or the page would be too large.
    """
    shown = dict.fromkeys(row.entries, ()) if shown is None else shown
    head, entries = proven_entries({*shown, row.leaf}, shown, frozenset({row.leaf}))
    made = journal.position_of(row.leaf)
    if made is None:
        raise Unsound("not_signed_yet")
    bundle = evidence_file(keys.public_key(), head, entries, content, made)
    parsed = parse(bundle)
    _refuse_contacts_in(parsed["entries"])
    if form == "zip":
        return archive(bundle, parsed, wrapping.program)
    if form == "html":
        written = page_with(bundle, wrapping.page)
        if len(written) > LARGEST_PAGE:
            raise Unsound("evidence_page_too_large")
        return written
    return bundle


def made_files() -> list[MadeFile]:
    """The files that officers made, newest first; none that is a person's own."""
    rows = MadeFile.objects.filter(kind__in=KINDS)
    return list(rows.defer("content", "page", "program").order_by("-pk"))


def is_signed(row: MadeFile) -> bool:
    """Whether the file can be written: the log has signed its leaf."""
    return journal.is_under_head(row.leaf)


def _gathered(asked: Asked, now: datetime) -> Gathered:
    reference = asked.reference.strip()
    if asked.kind == "period":
        return _period(asked)
    if asked.kind == "restraint":
        restraint = Restraint.objects.filter(reference=reference).first()
        if restraint is not None:
            facts = list(facts_of_restraint(restraint, now))
            return Gathered({"restraint": restraint.reference}, facts, [restraint.leaf])
    if asked.kind == "case":
        case = next((one for one in _cases(reference)), None)
        if case is not None:
            forms = facts_of_board(case, now) if asked.recipient == BOARD else ()
            return Gathered({"case": case.number}, [*facts_of_case(case, now), *forms], [case.leaf])
    if asked.kind in ("campaign", "use"):
        return _message(asked, reference)
    raise Unsound("file_subject_missing", kind=asked.kind, reference=typed(reference, 40))


def _cases(reference: str) -> Sequence[Duty]:
    """The case with a reference, or with the number shown to people."""
    number = reference.rpartition("/")[2]
    row = Duty.objects.filter(reference=reference).first()
    if row is None and number.isascii() and number.isdigit() and len(number) < 16:
        row = Duty.objects.filter(pk=int(number)).first()
        row = row if row is not None and row.number == reference else None
    return [row] if row is not None else []


def _message(asked: Asked, reference: str) -> Gathered:
    campaign = campaign_by_reference(reference) or campaign_of_use(reference)
    use = Use.objects.filter(reference=reference).first()
    if campaign is not None and use is None:
        link = CampaignUse.objects.filter(campaign=campaign).order_by("is_allowed", "pk").last()
        use = link.use if link else None
    if campaign is None and (use is None or asked.kind == "campaign"):
        raise Unsound("file_subject_missing", kind=asked.kind, reference=typed(reference, 40))
    facts = [
        *(facts_of_campaign(campaign) if campaign else ()),
        *(facts_of_use(use) if use else ()),
    ]
    purpose = campaign.purpose if campaign else use.purpose_code if use else ""
    files = {"policy.txt": policy_text(purpose)}
    if campaign:
        version = Purpose.objects.filter(hash=campaign.purpose_hash).first()
        files |= {**message_texts(campaign), **purpose_text(version)}
    elif use:
        files |= purpose_text(use.purpose)
    if use:
        files["re-evaluate.yaml"] = question_of(use)
    about: dict[str, Json] = {"message": campaign.reference} if campaign else {}
    if use:
        about["use"] = use.reference
    return Gathered(about, facts, leaves_shown(campaign, use), files)


def _period(asked: Asked) -> Gathered:
    if asked.since is None or asked.until is None:
        raise Unsound("file_period_missing")
    if asked.until < asked.since:
        raise Unsound("file_period_ends_before")
    since = datetime.combine(asked.since, time(), IST)
    until = datetime.combine(asked.until + timedelta(days=1), time(), IST)
    count = len(uses_overview(since, until).uses)
    if count > MOST_USES:
        raise Unsound("file_too_many", count=count, most=MOST_USES)
    facts = list(facts_of_period(since, until, only_refused=asked.only_refused))
    about: dict[str, Json] = {"from": asked.since.isoformat(), "until": asked.until.isoformat()}
    return Gathered(about, facts, [])


def _content(asked: Asked, gathered: Gathered, hashes: dict[int, str]) -> Content:
    facts = [fact.as_json(number, hashes) for number, fact in enumerate(gathered.facts, start=1)]
    files = {**common_texts(asked.kind, gathered.about, gathered.facts), **gathered.files}
    files.setdefault("policy.txt", policy_text(""))
    told: dict[str, Json] = {"purpose": asked.purpose, "for": asked.recipient}
    return Content(asked.kind, gathered.about, told, facts, files, [*hashes.values()])


def _hashes(entries: Sequence[int]) -> dict[int, str]:
    """The hash of each leaf, in their order; all stand under a signed head."""
    found = {entry.staged: leaf_hash(entry.leaf).hex() for entry in journal.entries_under_head(entries)}
    if any(one not in found for one in entries):
        raise Unsound("not_signed_yet")
    return {one: found[one] for one in entries}


def _refuse_contacts(content: Content) -> None:
    for number, fact in enumerate(content.facts, start=1):
        _refuse_contact_in(fact, f"fact {number}")
    for name, text in content.files.items():
        _refuse_contact_in(text, name)
    _refuse_contact_in(dict(content.about), "about")


def _refuse_contacts_in(entries: Sequence[dict[str, Any]]) -> None:
    for entry in entries:
        _refuse_contact_in(entry["leaf"]["public"], f"entry {entry['index']}")


def _refuse_contact_in(value: Any, part: str) -> None:
    """Refuse a text that looks like a contact, at any depth; hashes and keys are none."""
    if isinstance(value, dict):
        for name, one in value.items():
            _refuse_contact_in(str(one) if _is_number(name, one) else one, part)
    elif isinstance(value, list):
        for one in value:
            _refuse_contact_in(one, part)
    elif isinstance(value, str) and holds_contact(_NOT_WORDS.sub("…", value)):
        raise Unsound("file_has_contact", part=part)


def _is_number(name: str, value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and not name.endswith("_paise")
