"""Read the world of a request from a file's mappings, strictly; left-out keys mean quiet and healthy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vethanam.privacy.law.windows import Window
from vethanam.privacy.permit.request_reader import CHANNELS
from vethanam.privacy.permit.values import (
    Reader,
    area,
    day,
    each,
    end_of,
    flag,
    last_of,
    listed,
    one_of,
    opt_ins,
    read_keys,
    some_of,
    text,
    texts,
    when,
    wrong,
)
from vethanam.privacy.permit.world import ACHIEVEMENTS, ALL, BENEFITS, OptOut, Restraint, Sharing, World

#: states of a restraint after a further order
CONTINUES = ("continued", "continues", "extended", "in_force", "made_absolute", "modified")
ENDS = (
    "vacated", "lifted", "released", "withdrawn", "set_aside", "stayed", "dismissed", "disposed",
    "disposed_of", "discharged", "closed", "ended", "expired", "lapsed", "not_continued", "not_extended",
    "allowed_to_lapse",
)  # fmt: skip
RESTRAINED = (ACHIEVEMENTS, BENEFITS, ALL)


def read_world(given: Any, where: str = "world") -> World:
    """The world of a request; left-out keys mean quiet and healthy."""
    readers: dict[str, Reader] = {
        "ledger": _ledger,
        "windows": _windows,
        "caution": flag,
        "restraints": _restraints,
        "notified_registers": texts,
        "register_owners": opt_ins,
        "sharing": _sharing,
        "channel_opt_outs": _opt_outs,
    }
    read = read_keys({} if given is None else given, where, readers)
    return World(
        ledger=read.get("ledger", "healthy"),
        windows=read.get("windows", ()),
        is_caution=read.get("caution", False),
        restraints=read.get("restraints", ()),
        notified_registers=frozenset(read.get("notified_registers", ())),
        register_owners=read.get("register_owners", {}),
        sharing=read.get("sharing", ()),
        opt_outs=read.get("channel_opt_outs", ()),
    )


def _ledger(value: Any, where: str) -> str:
    states = one_of("healthy", "inconsistent", "stale")
    if isinstance(value, Mapping):
        return str(read_keys(value, where, {"state": states}, ["state"])["state"])
    return str(states(value, where))


def _windows(value: Any, where: str) -> tuple[Window, ...]:
    return each(listed(value, where), where, _window, numbered=True)


def _window(value: Any, where: str) -> Window:
    readers: dict[str, Reader] = {"id": text, "area": area, "starts_at": when, "ended": end_of, "count": day}
    read = read_keys(value, where, readers, ["starts_at"])
    _in_order(read, "starts_at", "ended", where)
    return Window(read.get("id", where), read.get("area", ("state",)), read["starts_at"], read.get("ended"))


def _in_order(read: Mapping[str, Any], first: str, last: str, where: str) -> None:
    """Refuse a period that ends before it begins."""
    if first in read and last in read and read[last] < read[first]:
        raise wrong(where, f"{last} lies before {first}. Write the earlier one as {first}.")


def _any_or_codes(value: Any, where: str) -> frozenset[str]:
    return frozenset() if value == "any" else frozenset(texts(value, where))


def _kinds(value: Any, where: str) -> frozenset[str]:
    return frozenset() if value == "any" else frozenset(some_of(*RESTRAINED)(value, where))


def _restraints(value: Any, where: str) -> tuple[Restraint, ...]:
    return each(listed(value, where), where, _restraint, numbered=True)


def _restraint(value: Any, where: str) -> Restraint:
    readers: dict[str, Reader] = {
        "id": text, "source_register": _any_or_codes, "kinds": _kinds, "purposes": _any_or_codes,
        "controller": _any_or_codes, "sender": _any_or_codes, "from": when, "to": last_of,
        "case": one_of("pending", "closed"), "next_order": _next_order, "except": texts,
        "channels": _any_or_codes, "classes": _any_or_codes,
    }  # fmt: skip
    read = read_keys(value, where, readers, ["id"])
    _in_order(read, "from", "to", where)
    further = read.get("next_order") or {}
    return Restraint(
        id=read["id"], source_registers=read.get("source_register", frozenset()),
        kinds=read.get("kinds", frozenset()),
        purposes=read.get("purposes", frozenset()), controllers=read.get("controller", frozenset()),
        senders=read.get("sender", frozenset()), starts_at=read.get("from"),
        until=further.get("until", read.get("to")),
        is_case_pending=read.get("case", "pending") == "pending", is_next_order_recorded=bool(further),
        excepts=frozenset(read.get("except", ())), channels=read.get("channels", frozenset()),
        classes=read.get("classes", frozenset()),
    )  # fmt: skip


def state_of_order(value: Any, where: str) -> str:
    """The effect of a further order: the restraint continues or ends."""
    return str(one_of(*CONTINUES, *ENDS)(value, where))


def _next_order(value: Any, where: str) -> Mapping[str, Any]:
    """The court's next order: empty if not recorded; a continuing one has a further end, or none."""
    if value == "not_recorded":
        return {}
    readers: dict[str, Reader] = {
        "state": state_of_order, "to": last_of, "from": when, "id": text, "number": text, "court": text,
        "date": day, "dated": day, "at": when, "recorded_at": when, "order": text,
    }  # fmt: skip
    read = read_keys(value, where, readers)
    if read.get("state", "continued" if "to" in read else "recorded") in CONTINUES:
        return {"state": "continued", "until": read.get("to")}
    return {"state": "recorded"}


def _sharing(value: Any, where: str) -> tuple[Sharing, ...]:
    readers: dict[str, Reader] = {"id": text, "purpose": text, "from": text, "to": text}
    read = lambda one, at: read_keys(one, at, readers, ["purpose", "from", "to"])  # noqa: E731
    rows = each(listed(value, where), where, read, numbered=True)
    return tuple(Sharing(row["purpose"], row["from"], row["to"]) for row in rows)


def _opt_outs(value: Any, where: str) -> tuple[OptOut, ...]:
    readers: dict[str, Reader] = {"subject": text, "channel": one_of(*CHANNELS), "sender": text}
    read = lambda one, at: read_keys(one, at, readers, ["subject", "channel"])  # noqa: E731
    rows = each(listed(value, where), where, read, numbered=True)
    return tuple(OptOut(row["subject"], row["channel"], row.get("sender")) for row in rows)
