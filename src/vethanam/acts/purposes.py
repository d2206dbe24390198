"""Acts on purposes: propose one, publish one.

An approval of one is the act ``approve`` (:mod:`vethanam.acts.messages`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from django.utils.translation import gettext_noop as _
from pydantic import Field, WithJsonSchema, create_model

from vethanam.acts.declaration import Answer, act
from vethanam.acts.fields import Code, Given, How
from vethanam.acts.messages import APPROVES, WRITES, proposal_of
from vethanam.identity.authority import Authority
from vethanam.privacy.actions import propose_purpose, publish_purpose
from vethanam.privacy.actions.purpose_proposals import asked_of_proposal
from vethanam.privacy.purposes.registration import FIELDS
from vethanam.privacy.purposes.registration import Field as FormField

#: input kinds of the form's fields, by kind; others have several lines
_TYPED: dict[str, str] = {
    "day": "day",
    "list": "texts",
    "lines": "prose",
    "word": "choice",
    "count": "count",
    "days": "count",
}
_IN_LINES = frozenset({"link", "intrusion"})
_SCHEMAS: dict[str, dict[str, Any]] = {
    "day": {"type": "string", "format": "date"},
    "count": {"anyOf": [{"type": "integer"}, {"type": "string"}]},
    "days": {"anyOf": [{"type": "integer"}, {"type": "string"}]},
    "list": {"type": "array", "items": {"type": "string"}},
    "lines": {"type": "array", "items": {"type": "string"}},
}


def _enum(words: Sequence[str]) -> dict[str, Any]:
    return {"enum": list(words)} if words else {}


def _how(field: FormField) -> str:
    return "prose" if field.name in _IN_LINES else _TYPED.get(field.kind, "long")


def _form() -> dict[str, Any]:
    """The fields of the registration form; its reader reports all missing and unsuitable ones at once."""
    return {
        field.name: (
            Annotated[Any, How(_how(field), tuple(field.words)), WithJsonSchema({})],
            Field(
                None,
                title=field.asks[0].upper() + field.asks[1:],
                json_schema_extra=_SCHEMAS.get(field.kind) or {"type": "string", **_enum(field.words)},
            ),
        )
        for field in FIELDS
    }


PurposeGiven: Any = create_model("PurposeGiven", __base__=Given, **_form())


class PurposeNamed(Given):
    """A purpose by its code, or a proposal by its reference."""

    purpose: Code = Field(title=_("Purpose"))


@act("propose", title=_("Propose a purpose"), roles=WRITES)
def propose(authority: Authority, given: PurposeGiven) -> Answer:
    """Propose a purpose for an office: every field of the form is needed. The proposal is public at once."""
    asked = {name: getattr(given, name) for name in given.model_fields_set}
    proposal = propose_purpose(authority, asked)
    state = {
        "purpose": proposal.code, "version": proposal.version, "proposal": proposal.reference,
        "commitment": bytes(proposal.commitment).hex(), "approvals": list(asked_of_proposal(proposal).roles),
    }  # fmt: skip
    return Answer.of("purpose_proposed", state, purpose=proposal.code, version=proposal.version)


@act(
    "publish",
    title=_("Publish a purpose"),
    roles=APPROVES,
    final=_("A published version is not edited. It changes by a new version with its own date."),
)
def publish(authority: Authority, given: PurposeNamed) -> Answer:
    """Publish a proposal as a version of the register, after two other persons approved it."""
    row = publish_purpose(authority, proposal_of(given.purpose))
    since = row.content["valid_from"]
    state = {"purpose": row.code, "version": row.version, "in_force_from": since}
    return Answer.of("purpose_published", state, purpose=row.code, version=row.version, day=since)
