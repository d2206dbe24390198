"""Forms of pages, built from acts' declarations; the only module that reads browser input.

    form = ActForm("queue", fields=("reason",), fixed={"bill": view.number})
    if form.is_sent_by(request) and form.perform(request):
        return redirect(...)
    return render(request, "parts/act.html", {"form": form, ...})

Titles, hints, choices and widgets come from the act's model; a page names its fields, those fixed by its
address, and their initial values. A fault appears beside its field, or above the form.
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
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.files.uploadedfile import UploadedFile
from django.forms.utils import ErrorDict
from django.http import HttpRequest, QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from vethanam.acts.declaration import Act
from vethanam.acts.executor import NotGiven, Performed, read
from vethanam.acts.fields import File, How, at_most, how_of, nested_in
from vethanam.acts.registry import act_of
from vethanam.acts.translation import says_of
from vethanam.errors import Fault, Sentence, Unsound
from vethanam.web.parts.access import account_of
from vethanam.web.parts.answers import Rows, checked_act, is_changed
from vethanam.web.parts.choices import choices_of, listed_of
from vethanam.web.parts.kept_forms import kept_values
from vethanam.web.parts.names import said
from vethanam.web.parts.people import said_to

type Choices = Sequence[tuple[str, str]]

#: maximum length of a line, of a sentence, and of a text of several lines
LONGEST_LINE, LONGEST_WORDS, LONGEST_PROSE = 120, 300, 1000
#: separators of several codes in one field
_BETWEEN = re.compile(r"[\s,;]+")
_EMPTY: Choices = (("", "–"),)
#: codes of faults that a form shows beside the field
_MISSING = frozenset({"act_key_missing", "restraint_key_missing"})


class ActForm(forms.Form):
    """The form of an act.

    ``fields`` are shown in this order (default: all but the fixed ones); a field of an order is
    ``order_number``. ``fixed`` are values that are not shown. ``needed`` fields must be filled, whatever the
    act allows. ``choices`` are lists that depend on the page; those in ``radios`` are radio buttons.
    ``labels`` and ``hints`` replace titles and descriptions. ``group`` is the act's key for the fields of
    ``model``. ``mapped`` adds fields that fill a mapping: field name to key, name within it, label and,
    unless prose, type. With ``changes``, unsent fields are omitted and emptied ones are null. ``twice`` are
    fields that are typed twice: the second is compared, and neither repeated nor stored.
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
        twice: Iterable[str] = (),
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
        self._typed: QueryDict = QueryDict()
        self._again = {name: f"{name}_again" for name in twice}
        for name in wanted:
            info = self._infos[name]
            how, label = how_of(info), (labels or {}).get(name)
            asked = name in self._needed or info.is_required() or bool(_extra(info).get("x-asked"))
            begun = str((initial or {}).get(name, ""))
            shown = _Shown(
                is_needed=asked,
                begun=begun,
                longest=_longest(info),
                is_radio=name in radios,
                listed=listed_of(name),
            )
            field = _field(name, how, (choices or {}).get(name), shown)
            field.label = label or _(info.title or name.replace("_", " ").capitalize())
            hint = (hints or {}).get(name, info.description)
            field.help_text = _(hint) if hint else ""
            self.fields[name] = field
            if name in self._again:
                once_more = _field(self._again[name], how, None, shown)
                once_more.label = _("%(field)s, once more") % {"field": field.label}
                once_more.help_text = _("Typed anew from the paper, not copied from the field above.")
                self.fields[self._again[name]] = once_more
            if asked and how.kind != "flag":
                self._asked.add(name)
        self._unseen = frozenset(unseen) | {name for pair in self._again.items() for name in pair}
        self._is_too_large = False

    def is_sent_by(self, request: HttpRequest) -> bool:
        """True if the browser sent the form; its values are then loaded.

        Values that were kept while the browser signed in again are shown, and not sent.
        """
        if request.method != "POST":
            if kept := kept_values(request, set(self.fields) - self._unseen):
                self._load(kept)
            return False
        self._load(request.POST)
        self.files = request.FILES
        self._is_too_large = is_too_large(request)
        return True

    def _load(self, typed: QueryDict) -> None:
        """Show these values in the fields."""
        self.is_bound = True
        self.data, self._typed = _without(typed, self._unseen), typed
        self.full_clean()

    def typed(self, name: str) -> str:
        """The typed value of a field, or its initial value."""
        return self._typed.get(name, "").strip() if self.is_bound else str(self.initial.get(name, ""))

    def given(self) -> dict[str, Any]:
        """The act's input: fixed and typed values; records faults of the form itself."""
        given: dict[str, Any] = {}
        if self._is_too_large:
            asked = [name for name in self.fields if name in self._infos]
            files = [name for name in asked if how_of(self._infos[name]).kind == "file"]
            self.add_error(files[0] if files else None, str(said(Sentence("file_over_here"))))
        self._compare()
        for name in self._asked_of_the_act():
            if name in self.errors:
                continue
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

    def _asked_of_the_act(self) -> list[str]:
        """The fields without those that repeat another."""
        return [name for name in self.fields if name not in self._again.values()]

    def _compare(self) -> None:
        """A fault beside each repeated field that differs from the first."""
        for name, again in self._again.items():
            first, second = ("".join(self._typed.get(one, "").split()) for one in (name, again))
            if first != second:
                self.add_error(again, _("The two are not the same. Type both again from the paper."))

    def _is_readable(self, name: str, value: Any) -> bool:
        """True if a field of a mapping can be parsed; the act reports faults for the whole mapping only."""
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
        """The parsable values of the fields, for a page that evaluates them."""
        found = {}
        for name in self._asked_of_the_act():
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
        shows: Rows = (),
    ) -> bool:
        """Perform the act with the typed values; else the form holds the faults.

        ``further`` are keys of the page; ``complete`` adds defaults of the page; ``shows`` are rows beside
        the values of an act that cannot be undone.
        """
        if is_changed(self._typed):
            return False
        given = complete({**self.given(), **(further or {})})
        if self.errors:  # report the act's faults of the other fields at once
            try:
                read(self.act, given)
            except NotGiven as wrong:
                self._tell(request, wrong.faults)
            return False
        authority = getattr(request, "authority", None)
        self.performed = checked_act(
            request, account_of(request), self.act.name, given, authority, self._typed, self.fields,
            shows,
        )  # fmt: skip
        if self.performed.ok:
            return True
        self._tell(request, self.performed.faults)
        if not self.performed.faults:
            self.add_error(None, _in_language(request, self.performed))
        return False

    @property
    def is_signed(self) -> bool:
        """True if the act needs a signature of the person's own key."""
        return self.act.is_signed(self.fixed)

    @property
    def faults(self) -> dict[str, str]:
        """The faults by field; those of the whole form under an empty name."""
        if not self.is_bound:
            return {}
        return {
            ("" if name == NON_FIELD_ERRORS else name): str(told[0]) for name, told in self.errors.items()
        }

    @property
    def fault(self) -> str:
        """The first fault, for a page that shows only one sentence."""
        return next(iter(self.faults.values()), "")

    def full_clean(self) -> None:
        """Nothing is checked here: the act parses and checks, and :meth:`perform` reports."""
        self._errors = ErrorDict(renderer=self.renderer)
        self.cleaned_data: dict[str, Any] = {}

    def _value(self, name: str) -> Any:
        how = how_of(self._infos[name])
        if how.kind == "file":
            uploaded = self.files.get(name)
            return File(str(uploaded.name), uploaded.read()) if uploaded else None
        if how.kind == "texts" and not hasattr(self.fields[name].widget, "choices"):
            return [text for text in _BETWEEN.split(self._typed.get(name, "")) if text]
        if how.kind in ("texts", "months"):
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
        """Unnamed parts of an order, which are required only with the order."""
        return frozenset(
            name
            for name, info in self._infos.items()
            if (group := _group(info)) and not _extra(info).get("x-asked-group")
            and not any(self._typed.get(one,
                "").strip() for one in self._infos if _group(self._infos[one]) == group)
        )  # fmt: skip

    def _tell(self, request: HttpRequest, faults: Iterable[Fault]) -> None:
        for fault in faults:
            name = self._named(fault.field)
            if fault.field in {_group(self._infos[one]) for one in self.errors if one in self._infos} - {""}:
                continue  # its parts are reported already
            says = _("This is empty. Enter it.") if fault.code in _MISSING else _beside(request, fault)
            self.add_error(name if name in self.fields else None, says)

    def _named(self, place: str) -> str:
        """The field at a place of the act: ``order.dated``, ``amounts.basic_pay``."""
        own = (name for name, info in self._infos.items() if place == _place(name, info))
        return next((name for name in own if name in self.fields), place.rpartition(".")[2])


def _beside(request: HttpRequest, fault: Fault) -> str:
    """The sentence of a fault beside its field, without the field's name."""
    says, where = str(said_to(request, fault)), fault.facts.get("where")
    return capfirst(says.removeprefix(f"{where}: ")) if where else says


def _in_language(request: HttpRequest, performed: Performed) -> str:
    return str(said_to(request, performed.sentence)) if performed.sentence else says_of(performed)


def _without(posted: QueryDict, unseen: frozenset[str]) -> QueryDict:
    """The form's values without those that no page may repeat."""
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
    """The fields of a model by their form names; those of a nested model under both names."""
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
    """The field of a nested model, with its key in the act."""
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
    """The display of a field: required, initial value, length, radio buttons, values to pick from."""

    is_needed: bool
    begun: str
    longest: int
    is_radio: bool
    listed: Choices = ()


def _longest(info: FieldInfo) -> int:
    """The maximum length by the field's type; 0 if it has none."""
    marks = [*info.metadata]
    for kind in get_args(info.annotation):
        marks += getattr(kind, "__metadata__", ())
    said = [getattr(mark, "max_length", None) for mark in marks]
    said += [(getattr(mark, "json_schema", None) or {}).get("maxLength") for mark in marks]
    return max((one for one in said if one), default=0)


def _field(name: str, how: How, choices: Choices | None, shown: _Shown) -> Any:
    """A field that accepts any text, with the widget of its kind."""
    if how.kind == "file":
        return forms.FileField(required=False)
    found = choices if choices is not None else choices_of(name, how)
    widget = _widget(how, found, shown)
    if name.endswith("_ml"):
        widget.attrs["lang"] = "ml"
    return forms.CharField(required=False, widget=widget)


class ListedInput(forms.TextInput):
    """A text field with values to pick from: a code, and the name that the browser shows beside it."""

    template_name = "parts/listed_input.html"

    def __init__(self, listed: Choices, attrs: dict[str, Any]) -> None:
        super().__init__(attrs)
        self.listed = listed

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The context of the field, with its list."""
        context = super().get_context(name, value, {**(attrs or {}), "list": f"list_{name}"})
        return {**context, "listed": self.listed}


def _widget(how: How, choices: Choices | None, shown: _Shown) -> forms.Widget:
    if choices is not None and how.kind == "texts":
        return forms.CheckboxSelectMultiple(choices=choices)
    if choices is not None and shown.is_radio:
        return forms.RadioSelect(choices=choices)
    if choices is not None:
        return forms.Select(choices=[*(() if shown.is_needed and shown.begun else _EMPTY), *choices])
    if how.kind == "day":
        return forms.DateInput(attrs={"type": "date"})
    if how.kind == "instant":
        return forms.DateTimeInput(attrs={"type": "datetime-local"})
    if how.kind in ("prose", "texts") or shown.longest > LONGEST_PROSE:
        return forms.Textarea(attrs={"rows": 5, "maxlength": shown.longest or LONGEST_PROSE})
    longest = LONGEST_WORDS if how.kind == "long" else LONGEST_LINE
    attrs = {"maxlength": shown.longest or longest}
    if shown.listed:
        return ListedInput(shown.listed, attrs)
    return forms.TextInput(attrs=attrs | ({"inputmode": "numeric"} if how.kind == "count" else {}))


# -- browser input for pages without a form of their own
# ---------------------------------------------------------------


def sent(request: HttpRequest) -> QueryDict:
    """The sent form values; empty for a GET."""
    return request.POST if request.method == "POST" else QueryDict()


def typed_again(request: HttpRequest, names: Iterable[str]) -> QueryDict:
    """The sent values, or those of a form that was sent after its session ended; to be shown only."""
    return request.POST if request.method == "POST" else kept_values(request, names) or QueryDict()


def sent_whole(request: HttpRequest) -> QueryDict | None:
    """All sent form values for a Django form; None for a GET."""
    return request.POST if request.method == "POST" else None


def sent_list(request: HttpRequest, name: str) -> list[str]:
    """Every value of a field with several."""
    return request.POST.getlist(name)


def sent_json(request: HttpRequest, name: str) -> Any:
    """A field's JSON value; Unsound if it is not JSON."""
    try:
        return json.loads(request.POST.get(name, ""))
    except ValueError:
        raise Unsound("signature_unreadable") from None


def is_too_large(request: HttpRequest) -> bool:
    """Whether a form with files is larger than the pages take: then none of its files came."""
    size = request.META.get("CONTENT_LENGTH") or "0"
    is_form = request.content_type == "multipart/form-data"
    return is_form and size.isdecimal() and int(size) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE


def sent_file(request: HttpRequest, name: str) -> UploadedFile[Any] | None:
    """The chosen file; None without one."""
    return request.FILES.get(name)
