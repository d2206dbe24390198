"""Tables of this room that ``vethanam check`` compares with the log."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from vethanam.journal.row_audit import ANY_ACT, NO_ACT

#: tables compared with the log, and the kinds of entry under which an act writes their rows
ROWS: Mapping[str, Collection[str]] = {
    **dict.fromkeys(
        ("identity_firstcode",),
        ANY_ACT,
    ),
    "identity_activation": ("account.activated",),
    "identity_resetagreement": ("account.reset",),
    "identity_resetrequest": ("account.reset_asked",),
    "identity_signedact": ("act.signed",),
    "identity_signingkey": ("key.enrolled", "key.revoked"),
    **dict.fromkeys(
        (
            "identity_account",
            "identity_personmark",
        ),
        NO_ACT,
    ),
}
