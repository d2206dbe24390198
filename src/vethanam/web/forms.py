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
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.files.uploadedfile import UploadedFile
from django.forms.utils import ErrorDict
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from vethanam.acts.declaration import Act
from vethanam.acts.fields import File, Given, How, how_of, nested_in
from vethanam.acts.performing import NotGiven, Performed, perform, read
from vethanam.acts.registry import act_of
from vethanam.acts.saying import says_of
from vethanam.errors import Fault, Unsound
from vethanam.web.access import account_of
from vethanam.web.choices import choices_of
from vethanam.web.names import said

type Choices = Sequence[tuple[str, str]]

#: the longest line of a form
LONGEST_LINE = 120
_EMPTY: Choices = (("", "–"),)
#: codes that on a form are said beside the field
_MISSING = frozenset({"act_key_missing"})


class ActForm(forms.Form):
    """The form of an act.

    ``fields`` are those that are asked, in their order (left out: all but the fixed ones); one of an order is
    ``order_number``. ``fixed`` is given without being asked. ``needed`` must not stay empty, whatever the act says.
    ``choices`` are lists that depend on the page. ``labels`` and ``hints`` replace titles and descriptions.
    """

    def __init__(  # noqa: PLR0913  (what a page says of a form; all but the act by name)
        self,
        act: str,
        *,
        model: type[Given] | None = None,
        fields: Iterable[str] | None = None,
        fixed: Mapping[str, Any] | None = None,
        initial: Mapping[str, Any] | None = None,
        needed: Iterable[str] = (),
        choices: Mapping[str, Choices] | None = None,
        labels: Mapping[str, str] | None = None,
        hints: Mapping[str, str] | None = None,
        unseen: Iterable[str] = (),
    ) -> None:
        super().__init__(initial=dict(initial or {}), auto_id="id_%s")
        self.act: Act = act_of(act)
        self.fixed = dict(fixed or {})
        self.performed: Performed | None = None
        self._infos = _flattened(model or self.act.given, self.fixed)
        self._needed = frozenset(needed)
        self._asked: set[str] = set()
        self._typed = QueryDict()
        wanted = list(fields) if fields is not None else list(self._infos)
        for name in wanted:
            info = self._infos[name]
            how, label = how_of(info), (labels or {}).get(name)
            asked = name in self._needed or info.is_required() or bool(_extra(info).get("x-asked"))
            begun = str((initial or {}).get(name, ""))
            field = _field(name, how, (choices or {}).get(name), is_needed=asked, begun=begun)
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
            value = self._value(name)
            if value in (None, ""):
                if name in self._asked and name not in self._left_alone():
                    self.add_error(name, _("This is empty. Enter it."))
                continue
            _put(given, self._infos[name], name, value)
        return {**given, **self.fixed}

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
        self.performed = perform(self.act.name, account_of(request), given, authority=authority)
        if self.performed.ok:
            return True
        self._tell(self.performed.faults)
        if not self.performed.faults:
            self.add_error(None, _in_language(self.performed))
        return False

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
        if how.kind in ("texts", "days", "months"):
            return [text for text in self._typed.getlist(name) if text.strip()]
        text = self._typed.get(name, "").strip()
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
            and not any(self._typed.get(one, "").strip() for one in self._infos if _group(self._infos[one]) == group)
        )  # fmt: skip

    def _tell(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            name = fault.field.replace(".", "_")
            says = _("This is empty. Enter it.") if fault.code in _MISSING else str(said(fault))
            self.add_error(name if name in self.fields else None, says)


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
            own = FieldInfo.merge_field_infos(within)
            own.json_schema_extra = {
                **_extra(within),
                "x-group": name,
                "x-asked-group": is_asked,
                "x-part": within.alias or part,
            }
            found[f"{name}_{within.alias or part}"] = own
    return found


def _put(given: dict[str, Any], info: FieldInfo, name: str, value: Any) -> None:
    if group := _group(info):
        given.setdefault(group, {})[_extra(info)["x-part"]] = value
    else:
        given[name] = value


def _field(name: str, how: How, choices: Choices | None, *, is_needed: bool, begun: str) -> Any:
    """A field that takes what was typed as it is, with the widget of its kind."""
    if how.kind == "file":
        return forms.FileField(required=False)
    found = choices if choices is not None else choices_of(name, how)
    if found is not None:
        listed = [*(() if is_needed and begun else _EMPTY), *found]
        return forms.CharField(required=False, widget=forms.Select(choices=listed))
    if how.kind == "day":
        return forms.CharField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    return forms.CharField(required=False, widget=forms.TextInput(attrs={"maxlength": LONGEST_LINE}))


# -- what a browser sent, for pages without a form of their own ---------------------------------------------------------------


def sent(request: HttpRequest) -> Mapping[str, str]:
    """What a browser typed; nothing of a page that was only opened."""
    return request.POST if request.method == "POST" else QueryDict()


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
