"""Bills that wait for one officer: to check, countersign, present, present again, or decide on."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from vethanam.identity.authority import Authority
from vethanam.payroll.models import Bill, BillAct
from vethanam.people.models import BillClass, Role

_State, _Signing = Bill.State, BillClass.Signing
#: act → the bills that are ready for it
_READY: Mapping[str, Q] = {
    "check": Q(state=_State.MADE, signing=_Signing.MAKER_CHECKER),
    "countersign": Q(state=_State.MADE, signing=_Signing.COUNTERSIGNED),
    "present": Q(state=_State.CHECKED, signing=_Signing.MAKER_CHECKER)
    | Q(state=_State.COUNTERSIGNED, signing=_Signing.COUNTERSIGNED)
    | Q(state=_State.MADE, signing=_Signing.SELF_DRAWN),
    "present_again": Q(state__in=(_State.WITHDRAWN, _State.LAPSED)),
    "mend": Q(state=_State.OBJECTED),
    "pass": Q(state__in=(_State.PRESENTED, _State.QUEUED)),
}


def waiting_bills(act: str, authority: Authority) -> QuerySet[Bill]:
    """The bills of an officer's scope that wait for an act of hers; ``since`` is their last act.

    Nobody checks or countersigns a bill that she made, or passes one that she drew.
    """
    oneself = [one for one in (authority.person, authority.on_behalf_of) if one is not None]
    acts = BillAct.objects.filter(bill=OuterRef("pk"))
    rows = Bill.objects.filter(_READY[act]).annotate(since=Subquery(acts.order_by("-id").values("at")[:1]))
    if authority.role == Role.TREASURY_OFFICER:
        own = acts.filter(Q(person__in=oneself) | Q(on_behalf_of__in=oneself), act__in=BillAct.DRAWING)
        return rows.filter(~Exists(own), treasury__code=authority.scope)
    rows = rows.filter(drawing_code__code=authority.scope)
    return rows.exclude(made_by__in=oneself) if act in ("check", "countersign") else rows
