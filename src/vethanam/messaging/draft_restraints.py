"""The restraints in force over a message, before anybody signs it or while it is still being written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from vethanam.privacy.current_world import world_at
from vethanam.privacy.permit import Request, Restraint, Template, World
from vethanam.privacy.permit.facts import restraints_met
from vethanam.privacy.purposes.registry import catalogue_now


@dataclass(frozen=True, slots=True)
class Stopping:
    """References of restraints: those that stop the whole message, and those that stop part of it.

    A part is some channels or classes of people, or the rest where a court's leave opens a channel.
    """

    whole: tuple[str, ...] = ()
    part: tuple[str, ...] = ()


def restraints_on(request: Request, world: World, at: datetime) -> Stopping:
    """The restraints in force or unconfirmed that cover a request."""
    met = restraints_met(request, world, catalogue_now(), at)
    whole = {one.id for one in world.restraints if stops_all(one, request, at)}
    return Stopping(tuple(one for one in met if one in whole), tuple(one for one in met if one not in whole))


def stops_all(restraint: Restraint, request: Request, at: datetime) -> bool:
    """Whether a restraint that covers a request stops all of it: it is not limited to classes or channels,
    and no leave opens it.
    """
    return not restraint.classes and all(
        (not restraint.channels or channel in restraint.channels)
        and not any(leave.opens(request, channel, at) for leave in restraint.leaves)
        for channel in request.channels
    )


def restraints_on_draft(
    purpose: str,
    template: Template | None,
    *,
    office: str,
    channels: Sequence[str],
    source: str,
    at: datetime,
) -> Stopping:
    """The restraints over a message of an office before it is composed. Reads no data of people."""
    request = Request(
        actor=None, org=office, purpose=purpose, subjects=(), sources=(source,), channels=tuple(channels),
        sender=office, template=template or Template(),
    )  # fmt: skip
    return restraints_on(request, world_at(at), at)
