"""``vethanam act FILE``: dated acts of named officers, on a sample; with ``--url`` over the
API of any installation.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import typer
import yaml
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

from vethanam.acts.executor import OUR_OWN
from vethanam.acts.files import Counterparts, FileAct, Played, play, read_acts, with_files
from vethanam.acts.key_signatures import from_base64, to_base64
from vethanam.acts.registry import acts
from vethanam.cli.counterparts import offered
from vethanam.errors import Refused, Unsound, typed
from vethanam.journal.business_time import business_now

app = typer.Typer(add_completion=False)
SECONDS = 60


def only_on_a_sample() -> None:
    """Refuse a real database, because anyone with a shell could act here as any officer."""
    _, is_sample = business_now()
    if not is_sample:
        raise Refused("not_a_sample")


@app.command()
def act(
    file: Annotated[Path, typer.Argument(help="A list of acts, YAML or JSON.")],
    url: Annotated[
        str | None, typer.Option("--url", help="Address of an installation; acts are sent to its API.")
    ] = None,
    token_file: Annotated[
        Path | None, typer.Option("--token-file", help="YAML file: sign-in name -> token and key.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON list.")] = False,
) -> None:
    """Perform the dated acts of a file in order. A refused act prints its reason; the next one follows."""
    if url is None:
        only_on_a_sample()
        answers = list(play(read_acts(file), offered() or Counterparts()))
    else:
        answers = list(_over(url, read_acts(file, needs_time=False), _tokens(token_file)))
    if as_json:
        typer.echo(
            json.dumps([answer.as_json() for answer in answers], ensure_ascii=False, indent=2, default=str)
        )
    else:
        _say(answers)
    if any(answer.state.get("code") == OUR_OWN for answer in answers):
        raise typer.Exit(3)


def _say(answers: Sequence[Played]) -> None:
    for answer in answers:
        at = f"{answer.at}  " if answer.at else ""
        typer.echo(f"{at}{answer.by}  {answer.do}: {'' if answer.ok else 'Refused. '}{answer.says}")
        for fault in answer.state.get("faults", ()):
            place = ", ".join(filter(None, (fault["record"], fault["field"])))
            typer.echo(f"    {place}: {fault['says']}")


# -- over the API of an installation
# ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Officer:
    """The credentials of one officer over the API: a token and a signing key."""

    token: str
    key: Ed25519PrivateKey | None
    reference: str


def _tokens(path: Path | None) -> Mapping[str, _Officer]:
    """The officers of a token file: ``{name: {token, key: file of a PEM key}}``."""
    if path is None:
        return {}
    try:
        written = yaml.safe_load(path.read_text(encoding="utf-8"))
        return {str(name): _officer(path.parent, entry) for name, entry in written.items()}
    except (OSError, yaml.YAMLError, UnicodeDecodeError, AttributeError, TypeError, KeyError, ValueError):
        raise Unsound("not_a_token_file", file=path.name) from None


def _officer(folder: Path, entry: Mapping[str, Any]) -> _Officer:
    key = load_pem_private_key((folder / entry["key"]).read_bytes(), None) if entry.get("key") else None
    if key is not None and not isinstance(key, Ed25519PrivateKey):
        raise TypeError
    return _Officer(str(entry["token"]), key, str(entry.get("key_reference") or _public(key)))


def _public(key: Ed25519PrivateKey | None) -> str:
    """The public key, by which the installation finds the key among the officer's."""
    if key is None:
        return ""
    return to_base64(key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def _over(url: str, listed: Sequence[FileAct], officers: Mapping[str, _Officer]) -> Iterator[Played]:
    for one in listed:
        at = one.at.isoformat(timespec="minutes") if one.at else ""
        try:
            answer = _sent(url.rstrip("/"), one, officers)
        except (Refused, Unsound) as error:
            answer = {"ok": False, "code": error.code, "says": error.says}
        state: Mapping[str, Any] = answer.get("state") or {
            name: answer[name] for name in ("code", "facts") if answer.get(name)
        }
        if answer.get("faults"):
            faults = [
                {"record": "", "field": f["where"], "says": f["says"], "code": f["code"]}
                for f in answer["faults"]
            ]
            state = {"code": faults[0]["code"], "faults": faults}
        says = str(answer.get("says") or " ".join(str(f["says"]) for f in answer.get("faults", ())))
        yield Played(at, one.by, one.do, bool(answer.get("ok")), says, state)


def _sent(url: str, one: FileAct, officers: Mapping[str, _Officer]) -> dict[str, Any]:
    officer = officers.get(one.by)
    if officer is None:
        raise Unsound("no_token", name=typed(one.by, 40))
    declared = acts().get(one.do)
    given = {name: _in_json(value) for name, value in with_files(one, declared).items()}
    if declared is not None and declared.prepares and officer.key and "assertion" not in given:
        asked = _post(f"{url}/api/acts/{one.do}/prepare", given, officer.token)
        if asked.get("challenge"):
            signature = officer.key.sign(from_base64(str(asked["challenge"])))
            given["assertion"] = {"key": officer.reference, "signature": to_base64(signature)}
        elif asked.get("code") != "nothing_to_sign":
            return asked
    return _post(f"{url}/api/acts/{one.do}", given, officer.token)


def _in_json(value: Any) -> Any:
    if hasattr(value, "read"):
        file = value.read()
        return {"name": file.name, "content": _base64(file.content)}
    return value


def _base64(content: bytes) -> str:
    import base64

    return base64.b64encode(content).decode()


def _post(address: str, given: Mapping[str, Any], token: str) -> dict[str, Any]:
    body = json.dumps(given, default=str).encode()
    key = hashlib.sha256(address.encode() + token.encode() + body).hexdigest()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Idempotency-Key": key}
    request = Request(address, data=body, headers=headers, method="POST")  # noqa: S310
    try:
        with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            return dict(json.load(answer))
    except HTTPError as refused:
        try:
            return {"ok": False, **json.load(refused)}
        except ValueError:
            raise Unsound("installation_silent", url=address) from None
    except (URLError, OSError, ValueError):
        raise Unsound("installation_silent", url=address) from None
