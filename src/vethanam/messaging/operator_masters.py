"""Masters of the operators' register: short texts with their numbers, managers and credentials of senders."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal

from django.db.models import Model
from django.utils.translation import gettext_noop as _
from pydantic import AfterValidator, Field

from vethanam.errors import Sentence
from vethanam.messaging.models import (
    MessageText,
    OperatorText,
    RegisteredSender,
    SenderCredential,
    SenderManager,
)
from vethanam.messaging.operator_numbers import SUFFIXES
from vethanam.messaging.short_texts import as_registered, short_faults
from vethanam.messaging.templates import Text as MessageWords
from vethanam.messaging.templates import text_of, texts
from vethanam.people.masters.master_kinds import Agreed, MasterKind, Standing
from vethanam.people.masters.rows import Code, Day, DayOrNone, PublicText, Row, Text, wrong
from vethanam.privacy.purposes.registry import catalogue_now

#: the form of every number in the operators' register
_NUMBER = re.compile(r"[0-9]{12,19}")


def _number(text: str) -> str:
    if not _NUMBER.fullmatch(text):
        raise wrong("operator_number_digits")
    return text


def _numbers(text: str) -> str:
    return ",".join(_number(one.strip()) for one in text.split(",")) if text else ""


Number = Annotated[str, AfterValidator(_number)]
NumberOrNone = Annotated[str, AfterValidator(lambda text: _number(text) if text else "")]
#: numbers with commas between
Numbers = Annotated[str, AfterValidator(_numbers)]


class OperatorTextRow(Row):
    """A short text as operators registered it for a sender."""

    text: Code = Field(max_length=40, title=_("Text"), description=_("code of the text"))
    version: int = Field(ge=1, le=999, title=_("Version"), description=_("of the text"))
    office: Code = Field(max_length=24, title=_("Department"), description=_("whose header it goes under"))
    language: Literal["en", "ml"] = Field(title=_("Language"), description=_("en or ml"))
    template_id: Number = Field(
        max_length=19, title=_("Number of the text"), description=_("of the operators' register")
    )
    category: Literal[
        "transactional", "service_implicit", "service_explicit", "promotional", "government"
    ] = Field(title=_("Category"), description=_("as registered there"))
    words: PublicText = Field(
        max_length=2_000,
        title=_("Registered words"),
        description=_("as they stand there, each variable as {#var#}"),
    )
    valid_from: Day = Field(title=_("From"), description=_("first day, year-month-day"))
    valid_until: DayOrNone = Field(
        None, title=_("Until"), description=_("its last day there, year-month-day; empty without one")
    )


class SenderManagerRow(Row):
    """A post that manages a sender."""

    office: Code = Field(max_length=24, title=_("Department"), description=_("code of the department"))
    post: Text = Field(max_length=120, title=_("Post"), description=_("its designation, never a name"))
    post_ml: Text = Field(max_length=120, title=_("Post in Malayalam"), description=_("in Malayalam"))
    signs_in: Literal["passkey", "password+totp", "password"] = Field(
        title=_("Signs in by"), description=_("how its holder signs in at the operators")
    )
    valid_from: Day = Field(title=_("From"), description=_("first day, year-month-day"))


class SenderCredentialRow(Row):
    """A credential of a sender that was renewed; never the secret itself."""

    office: Code = Field(max_length=24, title=_("Department"), description=_("code of the department"))
    place: Literal["smtp", "smpp", "mgov", "operators"] = Field(
        title=_("Signs in at"),
        description=_(
            "smtp: the mail server; smpp: the SMSC; mgov: Mobile Seva; operators: the operators' register"
        ),
    )
    kept: Literal["machine", "module", "safe"] = Field(
        title=_("Where it is kept"),
        description=_(
            "machine: settings of the dispatcher; module: a hardware module; safe: on paper, sealed"
        ),
    )
    turned_by: Text = Field(
        max_length=120, title=_("Renewed by"), description=_("the post that renewed it, never a name")
    )
    turned_by_ml: Text = Field(max_length=120, title=_("Post in Malayalam"), description=_("in Malayalam"))
    valid_from: Day = Field(title=_("From"), description=_("the day of the renewal, year-month-day"))


_TEXT = (
    "text", "version", "office", "language", "template_id", "category", "words", "valid_from", "valid_until",
)  # fmt: skip
_TEXT_KEY = ("office", "text", "version", "language")
_MANAGER = ("office", "post", "post_ml", "signs_in", "valid_from")
_MANAGER_KEY = ("office", "post", "valid_from")
_CREDENTIAL = ("office", "place", "kept", "turned_by", "turned_by_ml", "valid_from")
_CREDENTIAL_KEY = ("office", "place", "valid_from")


def _latest(model: type[Model], fields: Sequence[str], key: Sequence[str]) -> Standing:
    found: dict[str, Mapping[str, Any]] = {}
    for row in model._default_manager.order_by("id").values(*fields):
        content = {
            name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()
        }
        found["/".join(str(content[part]) for part in key)] = content
    return found


def _dated(given: Mapping[str, Any]) -> dict[str, Any]:
    days = {
        name: date.fromisoformat(given[name]) for name in ("valid_from", "valid_until") if given.get(name)
    }
    return {**given, **days}


def _texts_standing() -> Standing:
    return _latest(OperatorText, _TEXT, _TEXT_KEY)


def _managers_standing() -> Standing:
    return _latest(SenderManager, _MANAGER, _MANAGER_KEY)


def _write_texts(changes: Sequence[Agreed]) -> None:
    OperatorText.objects.bulk_create(
        [OperatorText(**_dated(one.given), recorded_at=one.at) for one in changes]
    )


def _close_texts(changes: Sequence[Agreed]) -> None:
    """Append each text once more, with its last day."""
    standing = _texts_standing()
    for one in changes:
        ended = {**standing[one.key], "valid_until": one.given["last_day"]}
        OperatorText.objects.create(**_dated(ended), recorded_at=one.at)


def _write_managers(changes: Sequence[Agreed]) -> None:
    SenderManager.objects.bulk_create(
        [SenderManager(**_dated(one.given), recorded_at=one.at) for one in changes]
    )


def _credentials_standing() -> Standing:
    return _latest(SenderCredential, _CREDENTIAL, _CREDENTIAL_KEY)


def _write_credentials(changes: Sequence[Agreed]) -> None:
    SenderCredential.objects.bulk_create(
        [SenderCredential(**_dated(one.given), recorded_at=one.at) for one in changes]
    )


def _close_managers(changes: Sequence[Agreed]) -> None:
    """Append each manager once more, with the last day."""
    standing = _managers_standing()
    for one in changes:
        ended = {**standing[one.key], "valid_until": one.given["last_day"]}
        SenderManager.objects.create(**_dated(ended), recorded_at=one.at)


def words_of(code: str, version: int) -> MessageWords | None:
    """The text of a code and version: one of this version of the program, or a registered one."""
    own = texts().get(code)
    if own is not None and own.version == version:
        return own
    row = MessageText.objects.filter(code=code, version=version).first()
    return text_of(row.content) if row is not None else None


def _text_faults(row: Row) -> Iterator[tuple[str, Sentence]]:
    if not isinstance(row, OperatorTextRow):
        return
    text = words_of(row.text, row.version)
    if text is None:
        yield "text", Sentence("operator_text_unknown")
        return
    for found in short_faults(text, row.language):
        yield "text", found
    purpose = catalogue_now().on(text.purpose, row.valid_from)
    if purpose is not None and purpose.suffix and SUFFIXES[row.category] != purpose.suffix:
        yield "category", Sentence("operator_category_suffix", {"suffix": purpose.suffix})
    if row.words not in _possible_words(text, row):
        yield "words", Sentence("operator_words_differ")
    if row.valid_until is not None and row.valid_until < row.valid_from:
        yield "valid_until", Sentence("event_ends_before")


def _possible_words(text: MessageWords, row: OperatorTextRow) -> set[str]:
    """The words of a text at the operators: with the stop word if the sender has a short code, or without."""
    sender = RegisteredSender.objects.filter(office=row.office).order_by("id").last()
    codes = {"", sender.replies_to if sender else ""}
    return {" ".join(as_registered(text, row.language, code).split()) for code in codes}


OPERATOR_KINDS: tuple[MasterKind, ...] = (
    MasterKind(
        "operator_text", "operator_texts", OperatorTextRow, _TEXT_KEY, _texts_standing, _write_texts,
        names={"office": "sender"}, close=_close_texts, check=_text_faults,
    ),
    MasterKind(
        "sender_manager", "sender_managers", SenderManagerRow, _MANAGER_KEY, _managers_standing,
        _write_managers, names={"office": "sender"}, close=_close_managers,
    ),
    MasterKind(
        "sender_credential", "sender_credentials", SenderCredentialRow, _CREDENTIAL_KEY,
        _credentials_standing, _write_credentials, names={"office": "sender"}, can_close=False,
    ),
)  # fmt: skip
