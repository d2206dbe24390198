"""Keys in a module, by the PKCS#11 interface of SoftHSM."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.softhsm import PIN, Token, log_out
from vethanam.errors import Broken, Unsound
from vethanam.journal import keys, module_keys
from vethanam.journal.module_keys import KeyAddress, ModuleKey, make_key, open_key
from vethanam.ledger import standalone
from vethanam.ledger.heads import Head, open_head, sign_head
from vethanam.ledger.notes import NotSigned, VerifierKey

pytestmark = pytest.mark.debian("softhsm2-util")
NAME = "vethanam.example/test"


@pytest.fixture
def key(softhsm: Token) -> ModuleKey:
    return make_key(softhsm.uri("log"))


def kept(folder: Path, uri: str, key: ModuleKey) -> Path:
    """The log's key files for a key in a module."""
    path = folder / "log.key"
    path.write_text(f"{uri}\n")
    path.chmod(0o600)
    public = VerifierKey(NAME, key.public_key().public_bytes_raw())
    path.with_suffix(".pub").write_text(f"{public}\n")
    return path


def test_both_verifiers_take_a_head_that_the_module_signed(
    softhsm: Token, key: ModuleKey, tmp_path: Path
) -> None:
    loaded = keys.load(kept(tmp_path, softhsm.uri("log"), key))
    note = sign_head(7, bytes(32), loaded)
    assert open_head(note, keys.public_key(tmp_path / "log.key")) == Head(NAME, 7, bytes(32))
    assert standalone.head_of(note, standalone.key_of(str(loaded.verifier))) == (7, bytes(32))
    with pytest.raises(NotSigned):
        open_head(note.replace("\n7\n", "\n8\n"), loaded.verifier)


def test_the_private_key_does_not_leave_the_module(key: ModuleKey) -> None:
    from pkcs11 import Attribute, PKCS11Error

    never = (Attribute.EXTRACTABLE,)
    always = (Attribute.SENSITIVE, Attribute.ALWAYS_SENSITIVE, Attribute.NEVER_EXTRACTABLE, Attribute.LOCAL)
    assert [key.private[one] for one in (*never, *always)] == [False, True, True, True, True]
    with pytest.raises(PKCS11Error):
        key.private[Attribute.VALUE]


def test_a_key_that_the_module_would_give_out_is_refused(softhsm: Token, key: ModuleKey) -> None:
    from pkcs11 import Attribute, KeyType, Mechanism

    session = module_keys._session(key.address, rw=True)
    curve = session.create_domain_parameters(
        KeyType.EC_EDWARDS, {Attribute.EC_PARAMS: module_keys._ED25519}, local=True
    )
    template = {Attribute.EXTRACTABLE: True, Attribute.SENSITIVE: False}
    curve.generate_keypair(
        mechanism=Mechanism.EC_EDWARDS_KEY_PAIR_GEN, label="open", store=True, private_template=template
    )
    with pytest.raises(Broken, match="would give the private key open out"):
        open_key(softhsm.uri("open"))


def test_a_made_key_stays(softhsm: Token, key: ModuleKey) -> None:
    again = make_key(softhsm.uri("log"))
    assert again.public_key() == key.public_key() == open_key(softhsm.uri("log")).public_key()
    assert make_key(softhsm.uri("another")).public_key() != key.public_key()


def test_a_payment_file_of_some_megabytes_is_signed(key: ModuleKey) -> None:
    body = bytes(5_000_000)
    key.public_key().verify(key.sign(body), body)


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"module": "/usr/lib/none.so"}, "module /usr/lib/none.so is missing"),
        ({"token": "other"}, "has no token other"),
        ({"key": "none"}, "has no Ed25519 key none"),
        ({"pin": "/nowhere/pin"}, "PIN /nowhere/pin cannot be read"),
    ],
)
def test_what_is_missing_is_named(softhsm: Token, other: dict[str, str], says: str) -> None:
    with pytest.raises(Broken, match=says):
        open_key(softhsm.uri(**{"key": "log", **other}))


def test_a_wrong_pin_is_said_and_not_shown(softhsm: Token, key: ModuleKey, tmp_path: Path) -> None:
    wrong = tmp_path / "pin"
    wrong.write_text("99887766")
    wrong.chmod(0o400)
    log_out()
    with pytest.raises(Broken, match=f"refuses the PIN in {wrong}") as refused:
        open_key(softhsm.uri("log", pin=wrong))
    assert "99887766" not in repr(refused.value) + str(refused.value) + repr(refused.value.__dict__)
    assert refused.value.__cause__ is None and refused.value.__suppress_context__
    assert PIN not in repr(key)


def test_a_pin_that_others_may_read_is_refused(softhsm: Token, key: ModuleKey, tmp_path: Path) -> None:
    shared = tmp_path / "pin"
    shared.write_text(PIN)
    shared.chmod(0o440)
    with pytest.raises(Broken, match="Others may read the PIN"):
        open_key(softhsm.uri("log", pin=shared))
    (tmp_path / "link").symlink_to(softhsm.pin_file)
    with pytest.raises(Broken, match="cannot be read"):
        open_key(softhsm.uri("log", pin=tmp_path / "link"))


def test_the_last_try_of_the_pin_is_left_to_a_person(
    softhsm: Token, key: ModuleKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pkcs11

    token = SimpleNamespace(flags=pkcs11.TokenFlag.USER_PIN_FINAL_TRY)
    library = SimpleNamespace(get_token=lambda **_: token)
    with monkeypatch.context() as patch, pytest.raises(Broken, match="one try of the PIN left"):
        patch.setattr(pkcs11, "lib", lambda _: library)
        open_key(softhsm.uri("log"))


def test_a_machine_without_the_package_says_so(softhsm: Token, monkeypatch: pytest.MonkeyPatch) -> None:
    install = r"pip install 'vethanam\[pkcs11\]'"
    with monkeypatch.context() as patch, pytest.raises(Broken, match=install):
        patch.setitem(sys.modules, "pkcs11", None)
        open_key(softhsm.uri("log"))


def test_another_key_than_the_published_signs_nothing(softhsm: Token, key: ModuleKey, tmp_path: Path) -> None:
    path = kept(tmp_path, softhsm.uri("log"), make_key(softhsm.uri("other")))
    with pytest.raises(Broken, match="not the one of"):
        keys.load(path)


@pytest.mark.parametrize(
    "uri",
    [
        "pkcs11:",
        "pkcs11:token=a;object=b",
        "pkcs11:token=a;object=b?module-path=/m.so",
        "pkcs11:token=a;object=b?module-path=m.so&pin-source=file:/p",
        "pkcs11:token=a;object=b?module-path=/m.so&pin-source=|cat",
        "pkcs11:token=a;object=b?module-path=/m.so&pin-value=12345678",
        "pkcs11:token=a;object=b?module-path=/m.so&pin-source=file:/p&pin-value=12345678",
    ],
)
def test_no_other_address_is_taken_nor_repeated(uri: str) -> None:
    with pytest.raises(Unsound) as refused:
        KeyAddress.parse(uri)
    assert "12345678" not in refused.value.says


def test_an_address_may_have_escaped_characters() -> None:
    uri = "pkcs11:object=log%3b1;token=State%20Treasury?pin-source=file:///p%20n&module-path=/m.so"
    assert KeyAddress.parse(uri) == KeyAddress("State Treasury", "log;1", Path("/m.so"), Path("/p n"))
