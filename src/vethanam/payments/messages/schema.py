"""Reading and checking XML: a safe parser, and the published schemas."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from lxml import etree

from vethanam.errors import Broken, Unsound
from vethanam.payments.messages.values import CURRENCY, Account, amount_text, paise_of

PAIN_001 = "pain.001.001.09"
PAIN_002 = "pain.002.001.12"
CAMT_054 = "camt.054.001.08"

LARGEST = 64 * 1024 * 1024
_URN = "urn:iso:std:iso:20022:tech:xsd:"
_INDIAN_BRANCHES = "INFSC"  # the external code of the Indian Financial System Code
_IFSC_LENGTH = 11
_YEARS = range(1900, 3000)

type Element = etree._Element  # noqa: SLF001 - lxml gives its class no public name


@cache
def _schema(kind: str) -> etree.XMLSchema:
    text = files("vethanam.payments.messages").joinpath("schemas", f"{kind}.xsd").read_bytes()
    return etree.XMLSchema(etree.fromstring(text, _parser()))


def _parser() -> etree.XMLParser:
    """A parser without entities, DTD and network."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def parse(body: bytes, kind: str) -> Element:
    """The message inside a document of this kind, checked against its schema.

    Raises
    ------
    Unsound
        Not XML, a document type declaration, another message, or a violation of the schema. The sentence
        names the line and the element, never a value.
    """
    root = _root(body)
    if etree.QName(root).namespace != _URN + kind:
        raise Unsound("file_of_another_message", message=kind)
    schema = _schema(kind)
    if not schema.validate(root):
        raise Unsound("not_as_published", message=kind, why=_first_fault(schema))
    return root[0]


def kind_of(body: bytes) -> str:
    """The message type a document claims, such as ``camt.054.001.08``."""
    namespace = etree.QName(_root(body)).namespace or ""
    return namespace.removeprefix(_URN)


def _root(body: bytes) -> Element:
    if len(body) > LARGEST:
        raise Unsound("too_large", most=LARGEST // 1024 // 1024)
    try:
        root = etree.fromstring(body, _parser())
    except (etree.XMLSyntaxError, ValueError) as fault:
        line = getattr(fault, "lineno", None) or 1
        raise Unsound("not_xml", line=line) from None
    declared: Any = root.getroottree().docinfo
    if declared.doctype:
        raise Unsound("document_type")
    return root


def _first_fault(schema: etree.XMLSchema) -> str:
    log: Any = schema.error_log
    fault = log[0]
    element = (fault.path or "").rpartition("/")[2].replace("*", "element") or "element"
    return (
        f"line {fault.line}, {element} ({fault.type_name.removeprefix('SCHEMAV_').lower().replace('_', ' ')})"
    )


class Document:
    """Builds one message: each method adds elements in schema order and returns the new one."""

    def __init__(self, kind: str, name: str) -> None:
        self.kind = kind
        self._ns = f"{{{_URN}{kind}}}"
        names: Any = {None: _URN + kind}
        self._root = etree.Element(f"{self._ns}Document", nsmap=names)
        self.message = self.add(self._root, name)

    def add(self, parent: Element, path: str, text: str | None = None) -> Element:
        """Add the elements of a path such as ``Id/Othr/Id`` below ``parent``; the last one gets the text."""
        element = parent
        for name in path.split("/"):
            element = etree.SubElement(element, self._ns + name)
        if text is not None:
            try:
                element.text = text
            except ValueError:
                raise Unsound("unprintable", place=path, message=self.kind) from None
        return element

    def amount(self, parent: Element, path: str, paise: int) -> None:
        """An amount in rupees with its currency."""
        self.add(parent, path, amount_text(paise)).set("Ccy", CURRENCY)

    def account(self, parent: Element, path: str, account: Account) -> None:
        """The number of an account without IBAN; nothing if it has no number."""
        if account.number:
            self.add(parent, f"{path}/Id/Othr/Id", account.number)

    def branch(self, parent: Element, path: str, account: Account) -> None:
        """The branch of an account: by IFSC, or by treasury code."""
        institution = self.add(parent, f"{path}/FinInstnId")
        if len(account.branch) == _IFSC_LENGTH:
            member = self.add(institution, "ClrSysMmbId")
            self.add(member, "ClrSysId/Cd", _INDIAN_BRANCHES)
            self.add(member, "MmbId", account.branch)
        else:
            self.add(institution, "Othr/Id", account.branch)

    def finished(self) -> bytes:
        """The bytes of the document, checked against its schema."""
        schema = _schema(self.kind)
        if not schema.validate(self._root):
            raise Broken("written_not_as_published", kind=self.kind, why=_first_fault(schema))
        return etree.tostring(self._root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def find(parent: Element, path: str) -> Element | None:
    """The first element at a path such as ``GrpHdr/MsgId``, in the parent's own namespace."""
    namespace = etree.QName(parent).namespace
    return parent.find("/".join(f"{{{namespace}}}{name}" for name in path.split("/")))


def find_all(parent: Element, path: str) -> list[Element]:
    """All elements at a path."""
    namespace = etree.QName(parent).namespace
    return parent.findall("/".join(f"{{{namespace}}}{name}" for name in path.split("/")))


def text_at(parent: Element, path: str) -> str:
    """The text at a path, or nothing."""
    element = find(parent, path)
    return (element.text or "").strip() if element is not None else ""


def amount_at(parent: Element, path: str) -> int | None:
    """The amount at a path in paise, or None.

    Raises
    ------
    Unsound
        Another currency than the rupee.
    """
    element = find(parent, path)
    if element is None:
        return None
    if element.get("Ccy") != CURRENCY:
        raise Unsound("another_currency", currency=CURRENCY)
    return paise_of(element.text or "")


def account_at(parent: Element, account_path: str, branch_path: str) -> Account | None:
    """The account at a path with its branch, or None if the message names neither."""
    number = text_at(parent, f"{account_path}/Id/Othr/Id")
    institution = f"{branch_path}/FinInstnId"
    branch = text_at(parent, f"{institution}/ClrSysMmbId/MmbId") or text_at(parent, f"{institution}/Othr/Id")
    return Account(branch, number) if number or branch else None


def instant_at(parent: Element, path: str) -> datetime:
    """The instant at a path; one without a zone is taken as UTC.

    Raises
    ------
    Unsound
        No calendar has it, or it is so far away that another zone's calendar has not.
    """
    try:
        instant = datetime.fromisoformat(text_at(parent, path))
    except ValueError:
        raise Unsound("no_such_day") from None
    if instant.year not in _YEARS:
        raise Unsound("no_such_day")
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def day_at(parent: Element, path: str) -> date | None:
    """The day at a path with a date or an instant; Unsound if no calendar has it."""
    text = text_at(parent, f"{path}/Dt") or text_at(parent, f"{path}/DtTm")
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        raise Unsound("no_such_day") from None
