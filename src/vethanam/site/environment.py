"""Every setting of an installation, from environment variables: typed, checked at start,
all faults at once.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError

from vethanam.cli import DEFAULT_PACK
from vethanam.errors import Fault, UnsoundInput

PREFIX = "VETHANAM_"
#: variables of the test suite and benchmarks, not settings
_NOT_OURS = ("VETHANAM_TEST_", "VETHANAM_REFERENCE_", "VETHANAM_ARREAR_", "VETHANAM_PEERS", "VETHANAM_FALL")
_HIDDEN = "set, not shown"

#: host names for a monitor or proxy on the same machine, in addition to the public name
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")

type Process = Literal["sequencer", "worker", "paymaster", "dispatcher", "web"]
type Role = Literal["web", "worker", "dispatcher", "sequencer", "paymaster", "owner"]


def _members(written: Any) -> Any:
    """The members of a comma-separated list."""
    return (
        [part.strip() for part in written.split(",") if part.strip()] if isinstance(written, str) else written
    )


def _setting(
    default: Any, says: str, left_out: str, on: str, *, is_secret: bool = False, **limits: Any
) -> Any:
    """A field with its line on the reference page."""
    extra: dict[str, Any] = {"left_out": left_out, "on": on, "is_secret": is_secret}
    return Field(default, description=says, json_schema_extra=extra, **limits)


def _network(written: str) -> str:
    """The normalised text of a network."""
    return str(ip_network(written))


Network = Annotated[str, AfterValidator(_network)]
Address = Annotated[str, Field(pattern=r"^$|^[^\s:]+:\d{1,5}$|^\[[0-9a-f:]+\]:\d{1,5}$")]
EVERY, WEB, WORKER, DISPATCHER, NOWHERE = "every machine", "web", "worker", "dispatcher", "nowhere"
PAYMASTER = "paymaster"
#: the paymaster's page where no other address is set; browsers take every name below localhost for
#: this machine
HERE = "http://pay.localhost:8100"


class Environment(BaseModel):
    """The settings.

    A field's description explains it; ``left_out`` and ``on`` are further columns of the reference page.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    state: Path | None = _setting(None, "the state folder", "named by the checkout's id", EVERY)
    pack: str = _setting(
        DEFAULT_PACK,
        "the rule pack by which employees are paid, a folder of `vethanam/rules`",
        f"`{DEFAULT_PACK}`",
        EVERY,
    )
    state_name: str = _setting("", "name of the State on the pages", "the name in the pack", WEB)
    database_url: str = _setting(
        "", "server and database, never a role or a password", "our own server is run", EVERY
    )
    processes: Annotated[frozenset[Process], BeforeValidator(_members)] = _setting(
        frozenset(("sequencer", "worker", "paymaster", "dispatcher", "web")),
        "which of sequencer, worker, paymaster, dispatcher and web run here",
        "all five",
        "each its own",
    )
    hosts: Annotated[tuple[str, ...], BeforeValidator(_members)] = _setting(
        LOOPBACK,
        "names under which the pages are served, with commas between",
        "this machine only",
        WEB,
    )
    log_origin: str = _setting(
        "",
        (
            "name of the log in its signed heads, such as `pay.example.gov.in/log`; "
            "for `vethanam install`, fixed by the first head"
        ),
        "the first of the hosts, or the machine's name, then `/log/` and a random number",
        "where you install",
        pattern=r"^$|^[a-z0-9][a-z0-9.-]*(/[A-Za-z0-9._-]+)*$",
        max_length=120,
    )
    https: bool = _setting(
        False, "`1` where the proxy holds a certificate: cookies are for HTTPS only", "plain HTTP", WEB
    )
    bind: str = _setting(
        "127.0.0.1", "the address on which the pages listen", "`127.0.0.1`: a proxy on this machine", WEB
    )
    proxies: Annotated[tuple[IPv4Network | IPv6Network, ...], BeforeValidator(_members)] = _setting(
        (ip_network("127.0.0.1"), ip_network("::1")),
        (
            "addresses or networks of the proxies, with commas between: from them alone the client's address "
            "and HTTPS are believed"
        ),
        "this machine only",
        WEB,
    )
    web_workers: int = _setting(2, "processes that answer pages", "2", WEB, ge=1, le=256)
    api_per_minute: int = _setting(
        600, "requests of one account to the API in a minute", "600", WEB, ge=1, le=1_000_000
    )
    webhook_networks: Annotated[tuple[Network, ...], BeforeValidator(_members)] = _setting(
        (),
        (
            "networks beside public ones to which webhooks may be sent, such as `10.20.0.0/16`, with commas "
            "between"
        ),
        "public addresses only",
        WORKER,
    )
    secret_key: str = _setting(
        "", "signs cookies, in place of `keys/web.secret`", "the key file", WEB, is_secret=True
    )
    oidc_issuer: str = _setting(
        "",
        "issuer of the OpenID provider by which people sign in beside password and passkey",
        "no provider",
        WEB,
        pattern=r"^$|^https://\S+$|^http://(localhost|127\.0\.0\.1):\d+$",
    )
    oidc_client: str = _setting("", "the client id that the provider gave", "no provider", WEB)
    oidc_secret_file: Path | None = _setting(
        None, "file with the secret that the provider gave", "a client without a secret", WEB
    )
    oidc_name: str = _setting("OpenID", "name of the provider on the sign-in page", "`OpenID`", WEB)
    oidc_strong: Annotated[tuple[str, ...], BeforeValidator(_members)] = _setting(
        ("mfa",),
        (
            "values of `amr` or `acr` with which the provider says that a second factor was shown, with "
            "commas between"
        ),
        "`mfa`",
        WEB,
    )
    bank: str = _setting(
        "",
        "https address of the bank's line",
        "the folders `bank/out` and `bank/in`",
        PAYMASTER,
        pattern=r"^$|^https://\S+$",
    )
    paymaster_origin: str = _setting(
        "",
        (
            "address of the paymaster's own page, where officers sign what moves money; a host name of its "
            "own, fixed once a key is enrolled there"
        ),
        f"`{HERE}`, for this machine only",
        "web and paymaster",
        pattern=r"^$|^https://[a-z0-9][a-z0-9.-]*(:\d+)?$|^http://[a-z0-9-]+\.localhost(:\d+)?$",
    )
    smtp: Address = _setting("", "host:port of the mail server", "no mail is sent", DISPATCHER)
    smtp_tls: Literal["", "starttls", "tls", "none"] = _setting(
        "",
        (
            "encryption to the mail server: `starttls`, `tls` from the first byte (port 465), or `none` to "
            "this machine alone"
        ),
        "`starttls`; to this machine `none`",
        DISPATCHER,
    )
    smtp_ca: Path | None = _setting(
        None,
        "file of certificates trusted for the mail server, in place of the machine's",
        "those of the machine",
        DISPATCHER,
    )
    smtp_second: Address = _setting(
        "",
        "host:port of a second mail server, for letters that the first certainly did not take",
        "the letters wait for the first",
        DISPATCHER,
    )
    smpp: Address = _setting(
        "",
        "host:port of the SMSC",
        "nobody is told by SMS, unless by the next two",
        "every machine: web and worker choose the channel",
    )
    smpp_second: Address = _setting(
        "",
        "host:port of a second SMSC, for messages that the first certainly did not take",
        "the messages wait for the first",
        "every machine: web and worker choose the channel",
    )
    mgov: Address = _setting(
        "",
        "host:port of the Mobile Seva portal, over HTTPS; after the SMSCs",
        "no message goes there",
        "every machine: web and worker choose the channel",
    )
    mgov_ca: Path | None = _setting(
        None,
        "file of certificates trusted for the portal, in place of the machine's",
        "those of the machine",
        DISPATCHER,
    )
    pages_origin: str = _setting(
        "",
        "https address of the pages, named in letters for those who want no more, and in codes on payslips",
        "letters and codes name no address",
        f"{DISPATCHER}, {WEB}",
        pattern=r"^$|^https://[a-z0-9][a-z0-9.-]*(:\d+)?$",
    )
    smpp_tls: Literal["", "tls", "none"] = _setting(
        "",
        "encryption to the SMSC: `tls`, or `none` to this machine alone",
        "`tls`; to this machine `none`",
        DISPATCHER,
    )
    smpp_ca: Path | None = _setting(
        None,
        "file of certificates trusted for the SMSC, in place of the machine's",
        "those of the machine",
        DISPATCHER,
    )
    smpp_tags: str = _setting(
        "1400,1401,1402",
        "tags of the operator for the numbers of office, text and chain, hexadecimal, with commas between",
        "`1400,1401,1402`",
        DISPATCHER,
        pattern=r"^[0-9A-Fa-f]{4}(,[0-9A-Fa-f]{4}){2}$",
    )
    returned: Path | None = _setting(
        None, "maildir of mail that came back", "it comes back to the sender", DISPATCHER
    )
    postfix: Path | None = _setting(
        None,
        "folder of the settings of a Postfix on the dispatcher's machine, such as `/etc/postfix`",
        "a letter stays accepted, and the mail server's queue is not held",
        DISPATCHER,
    )
    log: Literal["plain", "json"] = _setting(
        "plain", "`json`: lines for a collector", "plain lines; the units set it", EVERY
    )
    pg_bin: Path | None = _setting(
        None,
        (
            "folder of PostgreSQL's programs, for our own server, backup and restore; `wheel`: "
            "those of the extra `demo`"
        ),
        "the newest PostgreSQL of this machine, else `wheel`",
        "every machine with our own server; backup",
    )
    backup_recipient: str = _setting(
        "", "public key that encrypts backups, in `/etc/vethanam/backup`", "no backup is made", "backup"
    )
    archive: Path | None = _setting(
        None,
        "folder for the changes of our own server, within 10 seconds, encrypted for the recipient",
        "nightly backups alone",
        "the machine with our own server",
    )
    admin_url: str = _setting(
        "",
        "the administrator's address, for `vethanam install` alone; in no file",
        "our own server's",
        "where you install",
        is_secret=True,
    )
    role: Role = _setting("web", "the database role of a process; each command sets its own", "web", NOWHERE)
    find_static: bool = _setting(
        False,
        "`1`: styles are read from the source at each request, for developers",
        "those collected at install",
        NOWHERE,
    )
    trace: bool = _setting(False, "`1`: a failure shows its traceback, for developers", "a sentence", NOWHERE)

    @model_validator(mode="after")
    def _check_paymaster(self) -> Self:
        """A page may ask for the keys of its own host and of every host above it, so
        the paymaster's is neither.
        """
        above = urlsplit(self.paymaster_origin).hostname or ""
        if above and any(host.lower() == above or host.lower().endswith(f".{above}") for host in self.hosts):
            raise PydanticCustomError("paymaster_shares_host", "The paymaster's host is not its own.")
        return self

    @model_validator(mode="after")
    def _check_gateways(self) -> Self:
        """A gateway on another machine is reached over TLS alone."""
        by_kind = (
            (self.smtp, self.smtp_tls), (self.smtp_second, self.smtp_tls),
            (self.smpp, self.smpp_tls), (self.smpp_second, self.smpp_tls),
        )  # fmt: skip
        for address, chosen in by_kind:
            if chosen == "none" and address and address.rpartition(":")[0] not in LOOPBACK:
                raise PydanticCustomError(
                    "gateway_in_plain_text", "A gateway would be reached in plain text."
                )
        return self

    @classmethod
    def read(cls, variables: Mapping[str, str] | None = None) -> Self:
        """The settings of this process.

        Raises
        ------
        UnsoundInput
            Every unknown or unreadable variable, without its value.
        """
        found = {
            name.removeprefix(PREFIX).lower(): value
            for name, value in (os.environ if variables is None else variables).items()
            if name.startswith(PREFIX) and not name.startswith(_NOT_OURS) and value != ""
        }
        try:
            return cls.model_validate(found)
        except ValidationError as wrong:
            faults = [_fault(error) for error in wrong.errors(include_input=False, include_url=False)]
            raise UnsoundInput("settings_unsound", faults) from None


def wants_traceback() -> bool:
    """Whether failures show a traceback; known even if the settings cannot be read."""
    return os.environ.get("VETHANAM_TRACE") == "1"


def _fault(error: Any) -> Fault:
    if error["type"] == "paymaster_shares_host":
        return Fault(f"{PREFIX}PAYMASTER_ORIGIN", "", "paymaster_shares_host")
    if error["type"] == "gateway_in_plain_text":
        return Fault(f"{PREFIX}SMTP_TLS, {PREFIX}SMPP_TLS", "", "gateway_in_plain_text")
    name = PREFIX + str(error["loc"][0]).upper()
    if error["type"] == "extra_forbidden":
        return Fault(name, "", "unknown_setting")
    description = Environment.model_fields[str(error["loc"][0])].description
    return Fault(name, "", "setting_unreadable", {"description": description})


@dataclass(frozen=True, slots=True)
class Setting:
    """A line of ``vethanam settings``; a secret's value is never shown."""

    name: str
    says: str
    left_out: str
    on: str
    value: str


def settings_listed(environment: Environment, in_force: Mapping[str, str] | None = None) -> Iterator[Setting]:
    """Every setting with its present value, in the order of the reference page.

    ``in_force`` has values that were fixed when this was installed, by the setting's field.
    """
    fixed = in_force or {}
    for name, field in Environment.model_fields.items():
        extra = field.json_schema_extra
        assert isinstance(extra, dict)  # noqa: S101  (each field is made by _place)
        value = getattr(environment, name)
        is_set = name in environment.model_fields_set
        shown = (
            _HIDDEN
            if extra["is_secret"]
            else ", ".join(sorted(map(str, value)))
            if isinstance(value, frozenset | tuple)
            else str(value)
        )
        yield Setting(
            PREFIX + name.upper(),
            str(field.description),
            str(extra["left_out"]),
            str(extra["on"]),
            fixed.get(name, shown if is_set else ""),
        )
