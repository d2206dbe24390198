"""The leaves and the head by which a file shows which witnesses its uses had."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

from vethanam.identity.models import SignedAct
from vethanam.journal import keys
from vethanam.journal.models import Staged
from vethanam.journal.queries import SignedHead, head_of, latest_head
from vethanam.journal.quorums import Quorums, with_signatures
from vethanam.ledger.cosignatures import Policy
from vethanam.ledger.leaves import leaf_in
from vethanam.privacy.models import PolicySet, Use

_HASH = re.compile("[0-9a-f]{64}")
#: a file shows a head with signatures of any age
_EVER = timedelta(days=36_500)


def leaves_of_policies(staged: Collection[int]) -> set[int]:
    """The policies of the purposes of uses among leaves, with the signatures of both officers."""
    found = {*_settings(staged).values_list("leaf", flat=True)}
    read = (leaf_in(leaf) for leaf in _bytes(found))
    hashes = [bytes.fromhex(one) for leaf in read if leaf is not None for one in _approved(leaf["public"])]
    return found | {*SignedAct.objects.filter(commitment__in=hashes).values_list("leaf", flat=True)}


def head_for(staged: Collection[int], least: int) -> SignedHead | None:
    """The head of a file with these leaves, which covers ``least`` leaves at least: with the signatures of
    witnesses, where a policy asks for them and they have signed one; else the latest.
    """
    latest = latest_head()
    texts = {*_settings(staged).values_list("proposal__text", flat=True)}
    quorums = Quorums(keys.public_key(), _EVER)
    found = [quorums.head(Policy.parse(text)) for text in texts]
    sizes = [head.size for head in found if head is not None and head.size >= least]
    head = head_of(min(sizes)) if sizes else latest
    return with_signatures(head) if head is not None else None


def whole_heads(heads: Sequence[SignedHead]) -> list[str]:
    """The notes of heads of growing size with the signatures of their witnesses."""
    return [with_signatures(head).note for head in heads if head.size]


def _settings(staged: Collection[int]) -> Any:
    used = Use.objects.filter(leaf__in=staged).values("purpose_code")
    return PolicySet.objects.filter(proposal__purpose__in=used)


def _bytes(staged: Collection[int]) -> Sequence[bytes]:
    return [bytes(leaf) for leaf in Staged.objects.filter(pk__in=staged).values_list("leaf", flat=True)]


def _approved(public: Mapping[str, Any]) -> list[str]:
    """The commitments of both signatures; a part of another form has none."""
    parts = [public.get(name) for name in ("proposed", "agreed")]
    named = [str(part.get("approves")) for part in parts if isinstance(part, Mapping)]
    return [one for one in named if _HASH.fullmatch(one)]
