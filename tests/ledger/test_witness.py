"""The witness: what it signs, what it refuses, and that it keeps it before it answers."""

from __future__ import annotations

import http.client
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from vethanam.ledger import witness as program
from vethanam.ledger.heads import sign_head
from vethanam.ledger.merkle import Tree, leaf_hashes
from vethanam.ledger.notes import SigningKey
from vethanam.ledger.witness import AnswerError, Key, Witness, new_key

LOG = SigningKey("log.example/log/5f0c", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
TREE = Tree(leaf_hashes(f"entry {number}".encode() for number in range(40)))
OTHER = Tree(leaf_hashes(f"another {number}".encode() for number in range(40)))
NOW = 1_790_000_000


def witness_key(name: str) -> Key:
    return Key(new_key(name))


def signed(size: int, tree: Tree = TREE, key: SigningKey = LOG) -> str:
    return sign_head(size, tree.root(size), key)


def asked(old: int, size: int, tree: Tree = TREE, note: str = "") -> str:
    proof = tree.consistency(old, size) if 0 < old < size else []
    return "".join(
        [f"old {old}\n", *(f"{b64encode(one).decode()}\n" for one in proof), "\n", note or signed(size, tree)]
    )


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    return Witness(witness_key("union.example"), [Key(str(LOG.verifier))], tmp_path / "kept")


def refusal(witness: Witness, body: str) -> tuple[int, str]:
    with pytest.raises(AnswerError) as caught:
        witness.add(body, NOW)
    return caught.value.status, caught.value.says


def test_signatures_are_those_of_another_library() -> None:
    for number in range(6):
        private = Ed25519PrivateKey.generate()
        seed, text = private.private_bytes_raw(), f"text {number}".encode() * number
        public = private.public_key().public_bytes_raw()
        assert program.public_of(seed) == public and program.sign(seed, text) == private.sign(text)
        assert program.verifies(public, private.sign(text), text)
        assert not program.verifies(public, private.sign(text), text + b".")
        Ed25519PublicKey.from_public_bytes(public).verify(program.sign(seed, text), text)


@pytest.mark.parametrize("old", range(1, 41))
def test_every_true_proof_holds_and_no_changed_one(old: int) -> None:
    for size in range(old, 41):
        proof = TREE.consistency(old, size) if old < size else []
        roots = TREE.root(old), TREE.root(size)
        assert program.is_consistent(old, size, proof, *roots)
        assert not program.is_consistent(old, size, proof, OTHER.root(old), roots[1])
        assert not program.is_consistent(old, size, [*proof, bytes(32)], *roots)
        for place in range(len(proof)):
            assert not program.is_consistent(
                old, size, [*proof[:place], bytes(32), *proof[place + 1 :]], *roots
            )
            assert not program.is_consistent(old, size, proof[:place], *roots)


def test_it_signs_a_log_that_grows(witness: Witness) -> None:
    for old, size in ((0, 3), (3, 3), (3, 17), (17, 32), (32, 40)):
        line = witness.add(asked(old, size), NOW + size)
        kept = witness.last(sha256(LOG.name.encode()).hexdigest())
        assert kept == signed(size) + line


def test_it_refuses_with_the_status_of_the_specification(witness: Witness) -> None:
    witness.add(asked(0, 17), NOW)
    stranger = SigningKey("other.example", Ed25519PrivateKey.generate())
    thief = SigningKey(LOG.name, Ed25519PrivateKey.generate())
    changed = signed(20).replace("\n20\n", "\n21\n")
    assert refusal(witness, asked(17, 20, note=signed(20, key=stranger)))[0] == 404
    assert refusal(witness, asked(17, 20, note=signed(20, key=thief)))[0] == 403
    assert refusal(witness, asked(17, 20, note=changed))[0] == 403
    assert refusal(witness, asked(0, 20)) == (409, "17\n")
    assert refusal(witness, asked(3, 20)) == (409, "17\n")
    assert refusal(witness, asked(20, 20).replace("old 20", "old 21"))[0] == 400
    assert refusal(witness, asked(17, 20, note=signed(20, OTHER)))[0] == 422
    assert refusal(witness, asked(17, 17, OTHER))[0] == 422
    assert refusal(witness, asked(16, 20).replace("old 16", "old 17"))[0] == 422
    for body in (
        "", "old 17\n", "old 017\n\n" + signed(20), "new 17\n\n" + signed(20),
        "old 17\nAAAA\n\n" + signed(20), "old 17\n*\n\n" + signed(20),
        "old 17\n" + f"{'A' * 43}=\n" * 64 + "\n" + signed(20), "old 17\n\nno note\n",
    ):  # fmt: skip
        assert refusal(witness, body)[0] == 400, body
    assert witness.add(asked(17, 20), NOW)


def test_an_empty_log_has_its_own_root(witness: Witness) -> None:
    assert refusal(witness, asked(0, 0, note=sign_head(0, bytes(32), LOG)))[0] == 422
    assert witness.add(asked(0, 0, Tree()), NOW) and witness.add(asked(0, 5), NOW)
    with pytest.raises(AnswerError):
        witness.last("0" * 64)


def test_of_two_histories_at_once_it_signs_one(witness: Witness) -> None:
    """Every size of two trees is offered by many at a time: the signed heads are all of one tree."""
    offers = [(tree, old, size) for tree in (TREE, OTHER) for size in range(1, 30) for old in (0, size - 1)]
    lines: list[tuple[Tree, int]] = []

    def offered(one: tuple[Tree, int, int]) -> None:
        tree, old, size = one
        try:
            witness.add(asked(old, size, tree), NOW)
        except AnswerError:
            return
        lines.append((tree, size))

    with ThreadPoolExecutor(max_workers=8) as pool:
        list(pool.map(offered, offers))
    assert lines and len({id(tree) for tree, _ in lines}) == 1


# -- as a process --------------------------------------------------------------------------------------------


@pytest.fixture
def served(tmp_path: Path) -> Iterator[int]:
    """The file alone, as somebody runs it who has nothing else of this project; its port."""
    alone = tmp_path / "witness.py"
    alone.write_bytes(Path(program.__file__).read_bytes())
    run = [sys.executable, "-I", str(alone)]
    key = subprocess.run(
        [*run, "new-key", "press.example"], capture_output=True, text=True, check=True
    ).stdout
    (tmp_path / "key").write_text(key)
    serving = subprocess.Popen(
        [*run, "serve", "--key", tmp_path / "key", "--folder", tmp_path / "kept", "--listen", "127.0.0.1:0",
         "--log", str(LOG.verifier)],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert serving.stdout
    assert serving.stdout.readline().startswith("press.example+")
    yield int(serving.stdout.readline().rpartition(":")[2])
    serving.kill()
    serving.communicate()


def test_it_answers_over_http(served: int) -> None:
    line = http.client.HTTPConnection("127.0.0.1", served, timeout=20)

    def answered(method: str, path: str, body: str = "") -> tuple[int, str, str | None]:
        line.request(method, path, body.encode())
        answer = line.getresponse()
        return answer.status, answer.read().decode(), answer.headers["Content-Type"]

    where = f"/{sha256(LOG.name.encode()).hexdigest()}/checkpoint"
    assert answered("GET", where)[0] == 404
    status, cosignature, _ = answered("POST", "/add-checkpoint", asked(0, 7))
    assert (status, cosignature.startswith("— press.example ")) == (200, True)
    assert answered("GET", where)[1] == signed(7) + cosignature
    assert answered("POST", "/add-checkpoint", asked(0, 9)) == (409, "7\n", "text/x.tlog.size")
    assert answered("GET", "/")[0] == 404
    assert answered("POST", "/other", "x")[0] == 404
    line.close()
