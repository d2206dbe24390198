"""The kinds of masters: for each its row, its current content, and its write function.

A room above adds its own kinds (banks, senders, parameters) as :class:`MasterKind` values, and the room with
the acts combines all of them in one :data:`Kinds`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Model

from vethanam.errors import Broken, Sentence
from vethanam.people.masters.rows import (
    ArrangementRow,
    BillClassRow,
    DepartmentRow,
    DistrictRow,
    DrawingCodeRow,
    HeadRow,
    LocalBodyRow,
    OfficeClassRow,
    OfficeRow,
    PostRow,
    Row,
    StateSettingRow,
    TreasuryRow,
    setting_faults,
)
from vethanam.people.models import (
    BillArrangement,
    BillClass,
    Department,
    District,
    DrawingCode,
    HeadOfAccount,
    LocalBody,
    MasterChange,
    Office,
    OfficeClass,
    Post,
    Role,
    StateSetting,
    Treasury,
)

#: the content of a master as JSON
type Content = Mapping[str, Any]
#: key of a master within its kind → its content
type Standing = Mapping[str, Content]

ENTER, CORRECT, CLOSE = MasterChange.Verb.ENTER, MasterChange.Verb.CORRECT, MasterChange.Verb.CLOSE


@dataclass(frozen=True, slots=True)
class Agreed:
    """An approved change to write. ``account`` proposed it, ``agreed_by`` approved it, at ``at``."""

    verb: str
    key: str
    given: Content
    order: int | None
    account: int
    agreed_by: int
    at: datetime
    is_sample: bool = False

    @property
    def ordered_by(self) -> int:
        """The order of a change, for a kind that needs one.

        Raises
        ------
        Broken
            The change names none.
        """
        if self.order is None:
            raise Broken("change_without_order", key=self.key)
        return self.order

    @property
    def is_new(self) -> bool:
        """Whether the change enters a new master."""
        return self.verb == ENTER


type Apply = Callable[[Sequence[Agreed]], None]


@dataclass(frozen=True, slots=True)
class MasterKind:
    """One kind of master.

    ``key`` are the fields that identify a row, ``names`` the fields that name a master of another kind,
    ``fixed`` the fields that are never corrected. ``roles`` propose and decide; ``close`` writes further
    effects of a closing; ``check`` finds faults of a row beyond field types, by column; ``offers`` lists the
    current choices of a field. With ``may_repeat`` a row is proposed again unchanged, by a further order.
    """

    name: str
    sheet: str
    row: type[Row]
    key: tuple[str, ...]
    standing: Callable[[], Standing]
    apply: Apply
    names: Mapping[str, str] = field(default_factory=dict)
    fixed: frozenset[str] = frozenset()
    roles: tuple[str, ...] = (Role.ADMINISTRATOR,)
    needs_order: bool = False
    can_close: bool = True
    may_repeat: bool = False
    close: Apply | None = None
    check: Callable[[Row], Iterable[tuple[str, Sentence]]] = lambda row: ()
    offers: Callable[[], Mapping[str, Sequence[str]]] = dict

    @property
    def noun(self) -> Sentence:
        """The noun for one of its masters."""
        return Sentence(f"kind_{self.name}")

    @property
    def title(self) -> Sentence:
        """The noun for its masters together."""
        return Sentence(f"kinds_{self.name}")

    def key_of(self, content: Content) -> str:
        """The key of a content: its parts joined by a slash."""
        return "/".join(str(content[part]) for part in self.key)


#: all kinds of an installation by name, in writing order
type Kinds = Mapping[str, MasterKind]


@dataclass(frozen=True, slots=True)
class Link:
    """A field stored as a foreign key: our ``attribute``, resolved ``by`` a column of the other model."""

    attribute: str
    model: type[Model]
    by: str = "code"


@dataclass(frozen=True, slots=True)
class Table:
    """The model of a kind: row field → path in the model, and the fields that link to other models."""

    model: type[Model]
    fields: Mapping[str, str]
    key: str = "code"
    links: Mapping[str, Link] = field(default_factory=dict)
    fixed: frozenset[str] = frozenset()
    more: Callable[[], Callable[[Content], Mapping[str, Any]]] = lambda: lambda content: {}

    def standing(self) -> dict[str, Content]:
        """The content of every row by its key."""
        rows = self.model._default_manager.values_list(*self.fields.values())
        found = [dict(zip(self.fields, _as_json(row), strict=True)) for row in rows]
        return {str(content[self.key]): content for content in found}

    def apply(self, changes: Sequence[Agreed]) -> None:
        """Insert the new rows, then write each correction. A row may link to one inserted before it."""
        linked = {name: self._ids(name, changes) for name in self.links}
        more = self.more()
        new = [change.given for change in changes if change.is_new]
        self.model._default_manager.bulk_create(
            [self.model(**self._values(given, linked), **more(given)) for given in new], batch_size=2_000
        )
        for change in changes:
            if not change.is_new:
                rows = self.model._default_manager.filter(**{self.fields[self.key]: change.key})
                values = {**self._values(change.given, linked), **more(change.given)}
                rows.update(**{name: value for name, value in values.items() if name not in self._unchanging})

    @property
    def _unchanging(self) -> set[str]:
        """Columns that corrections leave alone: the key, and the basis of drawn months."""
        kept = {self.fields[name] for name in {self.key, *self.fixed} - set(self.links)}
        return kept | {f"{self.links[name].attribute}_id" for name in self.fixed & set(self.links)}

    def kind(self, name: str, sheet: str, row: type[Row], **more: Any) -> MasterKind:
        """The kind stored in this table."""
        given = {"apply": self.apply, **more}
        return MasterKind(name, sheet, row, (self.key,), self.standing, fixed=self.fixed, **given)

    def _ids(self, name: str, changes: Sequence[Agreed]) -> Mapping[str, int]:
        link = self.links[name]
        wanted = {change.given[name] for change in changes if change.given[name]}
        rows = link.model._default_manager.filter(**{f"{link.by}__in": wanted})
        return dict(rows.values_list(link.by, "pk"))

    def _values(self, given: Content, linked: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name, path in self.fields.items():
            if name in self.links:
                values[f"{self.links[name].attribute}_id"] = linked[name].get(given[name])
            else:
                values[path] = given[name]
        return values


def _as_json(row: Sequence[Any]) -> list[Any]:
    return [cell.isoformat() if isinstance(cell, date) else "" if cell is None else cell for cell in row]


def _same(*names: str) -> dict[str, str]:
    """Fields with the same name in row and model."""
    return {name: name for name in names}


_DEPARTMENTS = Table(Department, _same("code", "name", "name_ml"))
_DISTRICTS = Table(District, _same("name", "name_ml"), key="name")
_LOCAL_BODIES = Table(
    LocalBody,
    _same("name", "name_ml", "kind", "district", "code"),
    key="name",
    fixed=frozenset({"kind", "district"}),
)
_TREASURIES = Table(Treasury, _same("code", "name", "name_ml"))
_HEADS = Table(HeadOfAccount, _same("code", "title", "is_charged"))
_BILL_CLASSES = Table(BillClass, _same("code", "title", "title_ml", "signing"), fixed=frozenset({"signing"}))
_POSTS = Table(
    Post,
    _same("code", "designation", "designation_ml", "is_gazetted", "is_vacation"),
    fixed=frozenset({"is_gazetted", "is_vacation"}),
)
_DRAWING_CODES = Table(
    DrawingCode,
    {
        **_same("code", "kind", "title", "title_ml"),
        "treasury": "treasury__code",
        "department": "department__code",
    },
    links={"treasury": Link("treasury", Treasury), "department": Link("department", Department)},
    fixed=frozenset({"kind", "treasury"}),
)


def _kind_of_body() -> Callable[[Content], Mapping[str, Any]]:
    """A function for the kind of an office's local body, which the office stores next to its name."""
    kinds = dict(LocalBody.objects.values_list("name", "kind"))
    return lambda content: {"local_body_kind": kinds[content["local_body"]]}


_OFFICES = Table(
    Office,
    {**_same("code", "name", "name_ml", "district", "taluk", "local_body"), "parent": "parent__code"},
    links={"parent": Link("parent", Office)},
    more=_kind_of_body,
)


def _write_offices(changes: Sequence[Agreed]) -> None:
    """Write offices without their parents first, since these may be in the same proposal, then with them."""
    entered = [change for change in changes if change.is_new]
    _OFFICES.apply([_without_parent(change) for change in entered])
    _OFFICES.apply(
        [_as_correction(change) for change in changes if change.given["parent"] or not change.is_new]
    )


def _without_parent(change: Agreed) -> Agreed:
    return Agreed(
        change.verb,
        change.key,
        {**change.given, "parent": ""},
        change.order,
        change.account,
        change.agreed_by,
        change.at,
    )


def _as_correction(change: Agreed) -> Agreed:
    return Agreed(
        CORRECT, change.key, change.given, change.order, change.account, change.agreed_by, change.at
    )


def _office_classes_in_force() -> Standing:
    """The latest known class of each office and day."""
    rows = OfficeClass.objects.order_by("recorded_at", "id").values_list(
        "office__code", "valid_from", "place_class"
    )
    return {
        f"{office}/{day.isoformat()}": {"office": office, "place_class": place, "valid_from": day.isoformat()}
        for office, day, place in rows
    }


def _write_office_classes(changes: Sequence[Agreed]) -> None:
    """Append the place classes of offices; a correction is a later row for the same day."""
    offices = dict(Office.objects.values_list("code", "pk"))
    OfficeClass.objects.bulk_create(
        [
            OfficeClass(
                office_id=offices[change.given["office"]],
                place_class=change.given["place_class"],
                valid_from=date.fromisoformat(change.given["valid_from"]),
                order_id=change.order,
                recorded_at=change.at,
            )
            for change in changes
        ],
        batch_size=2_000,
    )


def _arrangements_standing() -> Standing:
    rows = BillArrangement.objects.values_list(
        "drawing_code__code", "bill_class__code", "head__code", "valid_from"
    )
    found = [
        dict(zip(("drawing_code", "bill_class", "head", "valid_from"), _as_json(row), strict=True))
        for row in rows
    ]
    return {f"{one['drawing_code']}/{one['bill_class']}/{one['valid_from']}": one for one in found}


def _write_arrangements(changes: Sequence[Agreed]) -> None:
    """Enter the head for a drawing code and bill class from a day on; the head before ends
    on the day before.
    """
    codes = dict(DrawingCode.objects.values_list("code", "pk"))
    classes = dict(BillClass.objects.values_list("code", "pk"))
    heads = dict(HeadOfAccount.objects.values_list("code", "pk"))
    for change in sorted(changes, key=lambda one: str(one.given["valid_from"])):
        given, first = change.given, date.fromisoformat(change.given["valid_from"])
        code, bill_class = codes[given["drawing_code"]], classes[given["bill_class"]]
        before = BillArrangement.objects.filter(
            drawing_code=code, bill_class=bill_class, valid_until__isnull=True
        )
        before.filter(valid_from__lt=first).update(valid_until=first - timedelta(days=1))
        BillArrangement.objects.create(
            drawing_code_id=code, bill_class_id=bill_class, head_id=heads[given["head"]], valid_from=first
        )


def _close_arrangements(changes: Sequence[Agreed]) -> None:
    for change in changes:
        code, bill_class, first = change.key.rsplit("/", 2)
        rows = BillArrangement.objects.filter(
            drawing_code__code=code, bill_class__code=bill_class, valid_from=date.fromisoformat(first)
        )
        rows.update(valid_until=date.fromisoformat(change.given["last_day"]))


def _settings_standing() -> Standing:
    rows = StateSetting.objects.order_by("id").values("name", "text", "text_ml")
    return {row["name"]: row for row in rows}


def _write_settings(changes: Sequence[Agreed]) -> None:
    StateSetting.objects.bulk_create([StateSetting(**one.given, recorded_at=one.at) for one in changes])


#: the kinds of this room, in writing order
KINDS: tuple[MasterKind, ...] = (
    MasterKind(
        "state_setting", "state_settings", StateSettingRow, ("name",), _settings_standing, _write_settings,
        can_close=False, check=setting_faults,
    ),
    _DEPARTMENTS.kind("department", "departments", DepartmentRow),
    _DISTRICTS.kind("district", "districts", DistrictRow),
    _LOCAL_BODIES.kind(
        "local_body", "local_bodies", LocalBodyRow, names={"district": "district"}
    ),
    _TREASURIES.kind("treasury", "treasuries", TreasuryRow),
    _HEADS.kind("head", "heads", HeadRow),
    _BILL_CLASSES.kind("bill_class", "bill_classes", BillClassRow),
    _POSTS.kind("post", "posts", PostRow),
    _OFFICES.kind(
        "office", "offices", OfficeRow, apply=_write_offices,
        names={"parent": "office", "district": "district", "local_body": "local_body"},
    ),
    MasterKind(
        "office_class", "office_classes", OfficeClassRow, ("office", "valid_from"),
        _office_classes_in_force, _write_office_classes, names={"office": "office"}, needs_order=True,
        can_close=False,
    ),
    _DRAWING_CODES.kind(
        "drawing_code", "drawing_codes", DrawingCodeRow,
        names={"treasury": "treasury", "department": "department"},
    ),
    MasterKind(
        "arrangement", "arrangements", ArrangementRow,
        ("drawing_code", "bill_class", "valid_from"), _arrangements_standing, _write_arrangements,
        names={"drawing_code": "drawing_code", "bill_class": "bill_class", "head": "head"},
        fixed=frozenset({"head"}), needs_order=True, close=_close_arrangements,
    ),
)  # fmt: skip


def by_name(*kinds: MasterKind) -> Kinds:
    """Kinds by name, in their order."""
    return {kind.name: kind for kind in kinds}
