"""Pages for the client programs of other bodies: list them with their tokens, make or end a token."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vethanam.acts.executor import look
from vethanam.identity.authority import Authority
from vethanam.people.models import Program, Role
from vethanam.web.administration.words import role_words
from vethanam.web.parts.access import account_of, officer, theirs
from vethanam.web.parts.forms import ActForm, sent
from vethanam.web.parts.outcomes import acted

#: kind of key → what it reaches
KEYS = {
    Program.KeyKind.LIVE: gettext_noop("live key: to the people of its register"),
    Program.KeyKind.TEAM: gettext_noop("team key: to its testers alone"),
    Program.KeyKind.TEST: gettext_noop("test key: to nobody"),
}


@officer(Role.ADMINISTRATOR)
@require_GET
def programs(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Every program with its controller, scope, days and tokens."""
    found = look("programs", account_of(request), {}, authority=authority).state["programs"]
    context = {
        "rows": [_shown(one) for one in found],
        "enter": reverse("masters:enter", kwargs={"kind": "program"}),
    }
    return render(request, "administration/programs.html", context)


@officer(Role.ADMINISTRATOR)
@sensitive_variables("form")
@require_http_methods(["GET", "POST"])
def new_token(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """Make a token, after the password or a key was asked again; it is shown once, in the answer."""
    program = theirs(Program.objects.filter(code=code).first())
    here, back = reverse("administration:program_token", args=[code]), reverse("administration:programs")
    if not did_recently_reauthenticate(request):
        return redirect(f"{reverse('account_reauthenticate')}?next={here}")
    form = ActForm("make_program_token", fields=("name", "last_day"), fixed={"program": code})
    if form.is_sent_by(request) and form.perform(request) and form.performed:
        context = {"name": _name(program.name, program.name_ml), "token": form.performed.once["token"]}
        return render(request, "administration/program_token.html", context)
    return render(
        request,
        "parts/act.html",
        {
            "form": form,
            "question": _("Make a token for %(name)s?") % {"name": _name(program.name, program.name_ml)},
            "stays": _(
                "It is shown once, on the next page. With it the program reads over the HTTP API until that "
                "day; it enters and signs nothing, and sees no contact."
            ),
            "verb": _("Make the token"),
            "is_filled": True,
            "back": back,
            "back_word": _("Programs"),
        },
    )


@officer(Role.ADMINISTRATOR)
@require_POST
def end_token(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """End a token of a program."""
    given = {"program": code, "token": sent(request).get("token", "")}
    acted(request, "end_program_token", given, _("The token is ended."), authority=authority)
    return redirect("administration:programs")


def _shown(one: dict[str, Any]) -> dict[str, Any]:
    of_master = f"?key={one['code']}"
    return one | {
        "shown": _name(one["name"], one["name_ml"]),
        "key_words": _(KEYS[one["key_kind"]]) if one["key_kind"] else "",
        "reads_as": role_words(one["role"], one["scope"]),
        "new": reverse("administration:program_token", args=[one["code"]]),
        "correct": reverse("masters:enter", kwargs={"kind": "program"}) + of_master,
        "close": reverse("masters:close", kwargs={"kind": "program"}) + of_master,
        "end": reverse("administration:end_program_token", args=[one["code"]]),
    }


def _name(english: str, malayalam: str) -> str:
    return malayalam or english if get_language() == "ml" else english
