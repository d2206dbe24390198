"""The texts of an evidence file: statement, policy, purpose, words of the message, question to the permit."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import yaml
from django.utils.translation import gettext, override

from vethanam.evidence.facts import LANGUAGES, Fact
from vethanam.evidence.sentences import SENTENCES
from vethanam.ledger.evidence_files import LIMITS_SAID
from vethanam.messaging.campaigns import text_of_campaign
from vethanam.messaging.models import Campaign
from vethanam.messaging.templates import render, render_short
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import PolicySet, Purpose, Use

NO_POLICY = "# No policy of witnesses was set for this purpose.\nquorum none\n"
HOW_TO_VERIFY = """Three ways to check this file, none of them over a network.

1. Python 3.8 or later, no packages:   python3 verify.py bundle.json
   The whole archive or page:          python3 verify.py FILE
   With the log's key from elsewhere:  python3 verify.py FILE --key KEY
   Exit code 0: it holds. 1: it does not; the part is named. 2: it cannot be read. 3: witnesses are missing.
2. Go or any program for c2sp.org/tlog-proof: each file in proofs/ is the proof of one entry. The hash of an
   entry is SHA-256 of a zero byte and the canonical JSON of its leaf in bundle.json.
3. A browser: the same file as a page checks itself when it is opened.

sha256sum -c SHA256SUMS compares the files of the archive with each other only.
Compare the key in keys.txt with one that you have from elsewhere: a newspaper, a witness, an earlier file.
"""
#: members of a recorded request, and their names in a question to the permit
_ASKED = {
    "org": "org", "purpose": "purpose", "mode": "mode", "trigger": "trigger", "act": "act", "basis": "basis",
    "sources": "source_register", "fields": "fields", "channels": "channel", "suffix": "suffix",
    "sender": "sender", "recipients": "recipient", "scheme": "scheme", "cohort_rule": "cohort_rule",
}  # fmt: skip
_TRIGGERS = ("payment_event", "order", "none")


def statement(kind: str, about: Mapping[str, Any], facts: Sequence[Fact], language: str) -> str:
    """The facts in words, numbered, with their limits."""
    with override(language):
        named = ", ".join(str(value) for value in about.values())
        lines = [
            f"# {gettext(SENTENCES[f'file_title_{kind}'])}: {named}",
            "",
            gettext(SENTENCES[lead_of(kind)]),
            "",
        ]
        lines += [f"{number}. {fact.says(language)}" for number, fact in enumerate(facts, start=1)]
        lines += [
            "",
            "## " + gettext(SENTENCES["file_limits"]),
            "",
            *(f"- {gettext(said)}" for said in LIMITS_SAID),
            "",
        ]
    return "\n".join(lines)


def lead_of(kind: str) -> str:
    """The code of the sentence at the head of a file."""
    return "file_lead_person" if kind == "person" else "file_lead"


def common_texts(kind: str, about: Mapping[str, Any], facts: Sequence[Fact]) -> dict[str, str]:
    """The texts that every file has."""
    told = {f"STATEMENT.{one}.md": statement(kind, about, facts, one) for one in LANGUAGES}
    return {**told, "VERIFY.txt": HOW_TO_VERIFY}


def policy_text(purpose: str) -> str:
    """The latest policy of witnesses of a purpose."""
    row = PolicySet.objects.filter(proposal__purpose=purpose).order_by("-pk").first()
    return row.proposal.text if row else NO_POLICY


def message_texts(row: Campaign) -> dict[str, str]:
    """The words of a message in each language, as a phone and a mailbox show them."""
    text, told = text_of_campaign(row), {}
    for language in LANGUAGES:
        letter = render(text, row.values, language)
        told[f"texts/{language}.mail.txt"] = f"{letter.subject}\n\n{letter.body}\n"
        told[f"texts/{language}.phone.txt"] = render_short(text, row.values, language) + "\n"
    return told


def purpose_text(version: Purpose | None) -> dict[str, str]:
    """The registered version of a purpose."""
    if version is None:
        return {}
    return {"purpose.json": json.dumps(version.content, ensure_ascii=False, indent=2, sort_keys=True) + "\n"}


def question_of(row: Use) -> str:
    """The request as a question that ``vethanam permit ask`` answers: one person of each class."""
    asked = {name: row.request.get(kept) for kept, name in _ASKED.items()}
    template, classes = (
        row.request.get("template") or {},
        sorted(row.request.get("classes") or {"employee": 1}),
    )
    request: dict[str, Any] = {name: value for name, value in asked.items() if value}
    if request.get("trigger") not in _TRIGGERS:
        request.pop("trigger", None)
    if template.get("kind"):
        request["template"] = {"class": template["kind"], "parts": list(template.get("parts") or [])}
    request["subjects"] = [{"id": one, "class": one} for one in classes]
    at = row.at.astimezone(IST).strftime("%Y-%m-%dT%H:%M")
    question = {"id": row.reference, "at": at, "request": request}
    return yaml.safe_dump([question], allow_unicode=True, sort_keys=False)
