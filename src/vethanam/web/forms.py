"""Forms of pages, built from the declarations of acts; the one module that reads what a browser sent.

    form = ActForm("queue", fields=("reason",), fixed={"bill": view.number})
    if form.is_sent_by(request) and form.perform(request):
        return redirect(...)
    return render(request, "parts/act.html", {"form": form, ...})

Titles, hints, choices and widgets come from the model of the act; a page says which fields it asks, which are fixed by its
address, and what they begin with. What is wrong stands with its field, or under no field.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, get_args

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.files.uploadedfile import UploadedFile
from django.forms.utils import ErrorDict
from django.http import HttpRequest, QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from vethanam.acts.declaration import Act
from vethanam.acts.fields import File, How, at_most, how_of, nested_in
from vethanam.acts.performing import NotGiven, Performed, read
from vethanam.acts.registry import act_of
from vethanam.acts.saying import says_of
from vethanam.errors import Fault, Unsound
from vethanam.web.access import account_of
from vethanam.web.choices import choices_of
from vethanam.web.names import said
from vethanam.web.signing import FIELD, act_of_page

type Choices = Sequence[tuple[str, str]]

#: the longest line of a form, the longest sentence, and the longest text of several lines
LONGEST_LINE, LONGEST_WORDS, LONGEST_PROSE = 120, 300, 1000
#: what stands between several codes that are typed into one field
_BETWEEN = re.compile(r"[\s,;]+")
_EMPTY: Choices = (("", "–"),)
#: codes that on a form are said beside the field
_MISSING = frozenset({"act_key_missing", "restraint_key_missing"})


class ActForm(forms.Form):
    """The form of an act.

    ``fields`` are those that are asked, in their order (left out: all but the fixed ones); one of an order is
    ``order_number``. ``fixed`` is given without being asked. ``needed`` must not stay empty, whatever the act says.
    ``choices`` are lists that depend on the page; those of ``radios`` are shown at once. ``labels`` and ``hints`` replace
    titles and descriptions. ``group`` is the key of the act that holds the fields of ``model``. ``mapped`` adds fields that
    fill a mapping: name of the field to the key, the name within it, the label and, where they are not prose, their type.
    A form that ``changes`` something leaves alone what was not sent, and gives what was emptied as null.
    """

    def __init__(  # noqa: PLR0913  (what a page says of a form; all but the act by name)
        self,
        act: str,
        *,
        model: type[BaseModel] | None = None,
        fields: Iterable[str] | None = None,
        fixed: Mapping[str, Any] | None = None,
        initial: Mapping[str, Any] | None = None,
        needed: Iterable[str] = (),
        choices: Mapping[str, Choices] | None = None,
        labels: Mapping[str, str] | None = None,
        hints: Mapping[str, str] | None = None,
        unseen: Iterable[str] = (),
        radios: Iterable[str] = (),
        group: str = "",
        mapped: Mapping[str, tuple[Any, ...]] | None = None,
        changes: bool = False,
    ) -> None:
        super().__init__(initial=dict(initial or {}), auto_id="id_%s")
        self.act: Act = act_of(act)
        self.fixed = dict(fixed or {})
        self.performed: Performed | None = None
        self._infos = _flattened(model or self.act.given, {} if group else self.fixed)
        if group:
            self._infos = {name: _within(info, group, name, asked=True) for name, info in self._infos.items()}
        wanted = [*(fields if fields is not None else self._infos), *(mapped or {})]
        self._infos |= {name: _part(*path) for name, path in (mapped or {}).items()}
        self._needed = frozenset(needed)
        self._asked: set[str] = set()
        self._changes = changes
        self._typed = QueryDict()
        for name in wanted:
            info = self._infos[name]
            how, label = how_of(info), (labels or {}).get(name)
            asked = name in self._needed or info.is_required() or bool(_extra(info).get("x-asked"))
            begun = str((initial or {}).get(name, ""))
            shown = _Shown(is_needed=asked, begun=begun, longest=_longest(info), is_radio=name in radios)
            field = _field(name, how, (choices or {}).get(name), shown)
            field.label = label or _(info.title or name.replace("_", " ").capitalize())
            hint = (hints or {}).get(name, info.description)
            field.help_text = _(hint) if hint else ""
            self.fields[name] = field
            if asked and how.kind != "flag":
                self._asked.add(name)
        self._unseen = frozenset(unseen)

    def is_sent_by(self, request: HttpRequest) -> bool:
        """Whether the browser sent the form; then it holds what was typed."""
        if request.method != "POST":
            return False
        self.is_bound = True
        self.data = _without(request.POST, self._unseen)
        self._typed = request.POST
        self.files = request.FILES
        self.full_clean()
        return True

    def typed(self, name: str) -> str:
        """What was typed into a field, or stands in it before."""
        return self._typed.get(name, "").strip() if self.is_bound else str(self.initial.get(name, ""))

    def given(self) -> dict[str, Any]:
        """The mapping for the act: the fixed keys and what was typed; faults of the form itself are noted."""
        given: dict[str, Any] = {}
        for name in self.fields:
            if self._changes and name not in self._typed:
                continue
            value = self._value(name)
            if value in (None, "", []):
                if self._changes and name not in self._asked and not _group(self._infos[name]):
                    given[name] = None
                if name in self._asked and name not in self._left_alone():
                    self.add_error(name, _("This is empty. Enter it."))
                continue
            if self._is_readable(name, value):
                _put(given, self._infos[name], name, value)
        return {**given, **self.fixed}

    def _is_readable(self, name: str, value: Any) -> bool:
        """Whether a field that fills one name of a mapping can be parsed: the act tells of the whole mapping alone."""
        if not _extra(self._infos[name]).get("x-mapped"):
            return True
        try:
            _adapter(self._infos[name]).validate_python(value)
        except ValidationError as wrong:
            context = wrong.errors(include_url=False, include_input=False)[0].get("ctx") or {}
            says = said(context.get("unsound") or Unsound("unusable_value"))
            self.add_error(name, str(says))
            return False
        return True

    def parsed(self) -> dict[str, Any]:
        """The values of those fields that can be parsed, for a page that looks at what was typed."""
        found = {}
        for name in self.fields:
            info = self._infos[name]
            with suppress(ValidationError):
                value = self._value(name)
                found[name] = None if value in (None, "") else _adapter(info).validate_python(value)
        return found

    def perform(
        self,
        request: HttpRequest,
        further: Mapping[str, Any] | None = None,
        complete: Callable[[dict[str, Any]], dict[str, Any]] = dict,
    ) -> bool:
        """Do the act with what was typed; else the form tells what is wrong.

        ``further`` keys come from the page; ``complete`` fills in what a page takes for granted.
        """
        given = complete({**self.given(), **(further or {})})
        if self.errors:  # what the act would say of the other fields is told at once
            try:
                read(self.act, given)
            except NotGiven as wrong:
                self._tell(wrong.faults)
            return False
        authority = getattr(request, "authority", None)
        self.performed = act_of_page(
            request, account_of(request), self.act.name, given, authority, self._typed.get(FIELD, "")
        )
        if self.performed.ok:
            return True
        self._tell(self.performed.faults)
        if not self.performed.faults:
            self.add_error(None, _in_language(self.performed))
        return False

    @property
    def is_signed(self) -> bool:
        """Whether the act needs a signature of the person's own key."""
        return self.act.is_signed(self.fixed)

    @property
    def faults(self) -> dict[str, str]:
        """What is wrong, by field; under no name what is of the whole."""
        if not self.is_bound:
            return {}
        return {
            ("" if name == NON_FIELD_ERRORS else name): str(told[0]) for name, told in self.errors.items()
        }

    @property
    def fault(self) -> str:
        """What is wrong, where a page shows one sentence."""
        return next(iter(self.faults.values()), "")

    def full_clean(self) -> None:
        """Nothing is checked here: the act parses and checks, and :meth:`perform` tells."""
        self._errors = ErrorDict(renderer=self.renderer)
        self.cleaned_data: dict[str, Any] = {}

    def _value(self, name: str) -> Any:
        how = how_of(self._infos[name])
        if how.kind == "file":
            uploaded = self.files.get(name)
            return File(str(uploaded.name), uploaded.read()) if uploaded else None
        if how.kind == "texts" and not hasattr(self.fields[name].widget, "choices"):
            return [text for text in _BETWEEN.split(self._typed.get(name, "")) if text]
        if how.kind in ("texts", "days", "months"):
            return [text for text in self._typed.getlist(name) if text.strip()]
        text = self.typed(name)
        if how.kind == "share" and text:
            return self._share(name, text)
        return text

    def _share(self, name: str, text: str) -> Any:
        """Per cent as hundredths of one per cent."""
        try:
            hundredths = Decimal(text) * 100
        except InvalidOperation:
            hundredths = Decimal("0.1")
        if hundredths != int(hundredths) or not 0 < hundredths <= 10_000:
            self.add_error(name, _("Per cent is a number up to 100, such as 75."))
            return None
        return int(hundredths)

    def _left_alone(self) -> frozenset[str]:
        """Parts of an order that nobody named: asked only where the order is."""
        return frozenset(
            name
            for name, info in self._infos.items()
            if (group := _group(info)) and not _extra(info).get("x-asked-group")
            and not any(self._typed.get(one,
                "").strip() for one in self._infos if _group(self._infos[one]) == group)
        )  # fmt: skip

    def _tell(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            name = self._named(fault.field)
            if fault.field in {_group(self._infos[one]) for one in self.errors if one in self._infos} - {""}:
                continue  # the parts of it are told already
            says = _("This is empty. Enter it.") if fault.code in _MISSING else _beside(fault)
            self.add_error(name if name in self.fields else None, says)

    def _named(self, place: str) -> str:
        """The field that fills a place of the act: ``order.dated``, ``amounts.basic_pay``."""
        own = (name for name in self.fields if place == _place(name, self._infos[name]))
        return next(own, place.rpartition(".")[2])


def _beside(fault: Fault) -> str:
    """The sentence of a fault beside its field, which need not be named again."""
    says, where = str(said(fault)), fault.facts.get("where")
    return capfirst(says.removeprefix(f"{where}: ")) if where else says


def _in_language(performed: Performed) -> str:
    return str(said(performed.sentence)) if performed.sentence else says_of(performed)


def _without(posted: QueryDict, unseen: frozenset[str]) -> QueryDict:
    """The form's values without those that no page repeats."""
    kept = posted.copy()
    for name in unseen:
        kept.pop(name, None)
    return kept


def _extra(info: FieldInfo) -> Mapping[str, Any]:
    extra = info.json_schema_extra
    return extra if isinstance(extra, Mapping) else {}


def _adapter(info: FieldInfo) -> TypeAdapter[Any]:
    kind: Any = info.annotation
    for mark in info.metadata:
        kind = Annotated[kind, mark]
    return TypeAdapter(kind)


def _group(info: FieldInfo) -> str:
    return str(_extra(info).get("x-group", ""))


def _flattened(model: Any, fixed: Mapping[str, Any]) -> dict[str, FieldInfo]:
    """The fields of a model by the names a form has for them; those of a model within it under both names."""
    found: dict[str, FieldInfo] = {}
    for key, info in getattr(model, "model_fields", {}).items():
        name = info.alias or key
        if name in fixed or how_of(info).kind == "hidden":
            continue
        inner = nested_in(info)
        if inner is None:
            found[name] = info
            continue
        is_asked = bool(info.is_required() or _extra(info).get("x-asked"))
        for part, within in inner.model_fields.items():
            part_name = within.alias or part
            found[f"{name}_{part_name}"] = _within(within, name, part_name, asked=is_asked)
    return found


def _within(info: FieldInfo, group: str, part: str, *, asked: bool) -> FieldInfo:
    """The field of a model that stands under a key of the act."""
    own = FieldInfo.merge_field_infos(info)
    own.json_schema_extra = {**_extra(info), "x-group": group, "x-asked-group": asked, "x-part": part}
    return own


_PROSE: Any = at_most(LONGEST_PROSE, "prose")


def _place(name: str, info: FieldInfo) -> str:
    group = _group(info)
    return f"{group}.{_extra(info)['x-part']}" if group else name


def _part(group: str, part: str, label: str, kind: Any = _PROSE) -> FieldInfo:
    """A field that fills one name of a mapping."""
    info = FieldInfo(annotation=kind | None, default=None, title=label)
    info.json_schema_extra = {"x-mapped": True}
    return _within(info, group, part, asked=True)


def _put(given: dict[str, Any], info: FieldInfo, name: str, value: Any) -> None:
    if group := _group(info):
        given.setdefault(group, {})[_extra(info)["x-part"]] = value
    else:
        given[name] = value


@dataclass(frozen=True, slots=True)
class _Shown:
    """How a form shows a field: whether it must be filled, what it begins with, its length, its choices as radio buttons."""

    is_needed: bool
    begun: str
    longest: int
    is_radio: bool


def _longest(info: FieldInfo) -> int:
    """How many characters the field takes, as its type says; 0 where it says nothing."""
    marks = [*info.metadata]
    for kind in get_args(info.annotation):
        marks += getattr(kind, "__metadata__", ())
    said = [getattr(mark, "max_length", None) for mark in marks]
    said += [(getattr(mark, "json_schema", None) or {}).get("maxLength") for mark in marks]
    return max((one for one in said if one), default=0)


def _field(name: str, how: How, choices: Choices | None, shown: _Shown) -> Any:
    """A field that takes what was typed as it is, with the widget of its kind."""
    if how.kind == "file":
        return forms.FileField(required=False)
    found = choices if choices is not None else choices_of(name, how)
    widget = _widget(how, found, shown)
    if name.endswith("_ml"):
        widget.attrs["lang"] = "ml"
    return forms.CharField(required=False, widget=widget)


def _widget(how: How, choices: Choices | None, shown: _Shown) -> forms.Widget:
    if choices is not None and how.kind == "texts":
        return forms.CheckboxSelectMultiple(choices=choices)
    if choices is not None and shown.is_radio:
        return forms.RadioSelect(choices=choices)
    if choices is not None:
        return forms.Select(choices=[*(() if shown.is_needed and shown.begun else _EMPTY), *choices])
    if how.kind in ("day", "days"):
        return forms.DateInput(attrs={"type": "date"})
    if how.kind == "instant":
        return forms.DateTimeInput(attrs={"type": "datetime-local"})
    if how.kind in ("prose", "texts") or shown.longest > LONGEST_PROSE:
        return forms.Textarea(attrs={"rows": 5, "maxlength": shown.longest or LONGEST_PROSE})
    longest = LONGEST_WORDS if how.kind == "long" else LONGEST_LINE
    attrs = {"maxlength": shown.longest or longest}
    return forms.TextInput(attrs=attrs | ({"inputmode": "numeric"} if how.kind == "count" else {}))


# -- what a browser sent, for pages without a form of their own ---------------------------------------------------------------


def sent(request: HttpRequest) -> QueryDict:
    """What a browser typed; nothing of a page that was only opened."""
    return request.POST if request.method == "POST" else QueryDict()


def sent_whole(request: HttpRequest) -> QueryDict | None:
    """Everything a browser typed, for a form of Django's own; None of a page that was only opened."""
    return request.POST if request.method == "POST" else None


def sent_list(request: HttpRequest, name: str) -> list[str]:
    """Every value of a field with several."""
    return request.POST.getlist(name)


def sent_json(request: HttpRequest, name: str) -> Any:
    """A field that holds JSON; Unsound where it does not."""
    try:
        return json.loads(request.POST.get(name, ""))
    except ValueError:
        raise Unsound("signature_unreadable") from None


def sent_file(request: HttpRequest, name: str) -> UploadedFile[Any] | None:
    """A file that was chosen; None where none was."""
    return request.FILES.get(name)
