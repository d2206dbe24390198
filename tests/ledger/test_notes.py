import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.ledger.vectors import NOTE, NOTE_SIGNATURE, NOTE_SIGNER, NOTE_TEXT, NOTE_VERIFIER
from vethanam.errors import Unsound
from vethanam.ledger.heads import Head, open_head, sign_head
from vethanam.ledger.notes import NotSigned, SigningKey, VerifierKey, open_note, secret_text

KEY = SigningKey.parse(NOTE_SIGNER)
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = SigningKey("other.example", PRIVATE)


def test_a_published_note_is_signed_alike_and_opened() -> None:
    assert str(KEY.verifier) == NOTE_VERIFIER
    assert KEY.sign(NOTE_TEXT) == NOTE
    assert open_note(NOTE, VerifierKey.parse(NOTE_VERIFIER)) == NOTE_TEXT


def test_published_verifier_keys_are_read() -> None:
    published = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
    assert str(VerifierKey.parse(published)) == published


def test_keys_are_read_back() -> None:
    assert SigningKey.parse(secret_text(OTHER.name, PRIVATE)).sign(NOTE_TEXT) == OTHER.sign(NOTE_TEXT)
    assert VerifierKey.parse(str(OTHER.verifier)) == OTHER.verifier


def test_a_key_does_not_print_its_secret() -> None:
    assert repr(KEY) == "SigningKey(name='PeterNeumann')"


def test_a_changed_key_is_refused() -> None:
    for at in range(len(NOTE_VERIFIER)):
        changed = NOTE_VERIFIER[:at] + chr(ord(NOTE_VERIFIER[at]) ^ 1) + NOTE_VERIFIER[at + 1 :]
        with pytest.raises(Unsound):
            VerifierKey.parse(changed)
    for start in range(1, len(NOTE_VERIFIER)):
        with pytest.raises(Unsound):
            VerifierKey.parse(NOTE_VERIFIER[start:])
        with pytest.raises(Unsound):
            VerifierKey.parse(NOTE_VERIFIER[:start])


def test_a_key_that_signs_everything_is_refused() -> None:
    for y in (0, 1, 2**255 - 20, 2**255 - 19, 2**255 - 18):
        with pytest.raises(Unsound):
            VerifierKey.parse(str(VerifierKey("weak.example", y.to_bytes(32, "little"))))


def test_changed_text_is_refused() -> None:
    with pytest.raises(NotSigned, match="does not fit"):
        open_note(NOTE.replace("answer", "Answer"), KEY.verifier)


def test_a_note_of_another_key_is_refused() -> None:
    with pytest.raises(NotSigned, match="does not carry"):
        open_note(OTHER.sign(NOTE_TEXT), KEY.verifier)


def test_signatures_of_others_are_passed_over() -> None:
    both = NOTE + OTHER.sign(NOTE_TEXT).removeprefix(NOTE_TEXT + "\n")
    assert open_note(both, KEY.verifier) == open_note(both, OTHER.verifier) == NOTE_TEXT


@pytest.mark.parametrize(
    "note",
    [
        "", NOTE_TEXT, NOTE.rstrip("\n"), NOTE.replace("\u2014", "-"), NOTE.replace("\u2014 ", "\u2014  "),
        NOTE + "\n",
        NOTE.replace("\n\n", "\n"), NOTE + "x\n", NOTE.replace(NOTE_SIGNATURE, NOTE_SIGNATURE + "=="),
        NOTE.replace("you", "\x0byou"),
        NOTE.replace(NOTE_SIGNATURE, "AAAA"), NOTE.replace(" PeterNeumann", " Peter+Neumann"),
        NOTE + "\u2014 x AAAAAAAA\n" * 100,
    ],
)  # fmt: skip
def test_what_is_no_note_is_refused(note: str) -> None:
    with pytest.raises(Unsound):
        open_note(note, KEY.verifier)


def test_a_head_is_three_signed_lines() -> None:
    note = sign_head(2, bytes(32), OTHER)
    assert note.startswith(
        "other.example\n2\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n\u2014 other.example "
    )
    assert open_head(note, OTHER.verifier) == Head("other.example", 2, bytes(32))


@pytest.mark.parametrize(
    "text",
    [
        "other.example\n02\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "other.example\n-2\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "third.example\n2\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
        "other.example\n2\nAAAA\n",
        "other.example\n2\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=\n",
        "other.example\n2\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nextension\n",
        "other.example\n2\n",
    ],
)
def test_signed_text_that_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(Unsound, match="not a head"):
        open_head(OTHER.sign(text), OTHER.verifier)
