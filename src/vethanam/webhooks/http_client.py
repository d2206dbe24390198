"""Posts a body to another system, with limits on address and time; of the answer only the status is read.

The address must be https; a sample also accepts http on this machine. The name is resolved once, all its
addresses must be permitted, and the connection goes to a checked address. Redirects are not followed.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

type Address = IPv4Address | IPv6Address
type Network = IPv4Network | IPv6Network

DELIVERED, REDIRECTED = range(200, 300), range(300, 400)
GONE = 410
LONGEST_ADDRESS = 300
_PORTS = {"https": 443, "http": 80}
_LONGEST_WAIT = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Reach:
    """The private networks that may be reached, and the time limits of a try in seconds."""

    networks: tuple[Network, ...] = ()
    is_sample: bool = False
    connecting: float = 5.0
    whole: float = 15.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a try: the status of the answer if any; ``why`` is a code, empty on success."""

    why: str = ""
    status: int | None = None
    milliseconds: int = 0
    wait: int = 0

    @property
    def is_delivered(self) -> bool:
        """True if the receiver accepted it."""
        return not self.why


class NotReached(Exception):
    """The address is not permitted or not reachable; ``why`` is the code."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def networks_of(texts: Sequence[str]) -> tuple[Network, ...]:
    """Networks from texts such as 10.20.0.0/16."""
    return tuple(ip_network(text) for text in texts)


def fault_of_address(address: str, *, is_sample: bool) -> str:
    """The code of an address's fault, or an empty text."""
    try:
        at = urlsplit(address)
        port, host = at.port, at.hostname or ""
    except ValueError:
        return "webhook_address_unreadable"
    if not address.isascii() or not address.isprintable() or " " in address or not host or port == 0:
        return "webhook_address_unreadable"
    if at.username is not None or at.password is not None or at.fragment:
        return "webhook_address_unreadable"
    if at.scheme == "https" or (at.scheme == "http" and is_sample and _is_this_machine(host)):
        return ""
    return "webhook_address_not_https"


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def may_reach(address: Address, reach: Reach) -> bool:
    """True if an IP address is public, in a network of the settings, or on a sample this machine."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if any(address in network for network in reach.networks if network.version == address.version):
        return True
    if address.is_loopback:
        return reach.is_sample
    return address.is_global and not address.is_multicast


def post(address: str, body: bytes, headers: Mapping[str, str], reach: Reach) -> Outcome:
    """Post a body once and return the result. Errors of the receiver never raise."""
    begun = time.monotonic()
    try:
        status, wait = _posted(urlsplit(address), body, headers, reach)
    except NotReached as not_reached:
        return Outcome(not_reached.why, None, _since(begun))
    if status in DELIVERED:
        return Outcome("", status, _since(begun))
    why = "redirect" if status in REDIRECTED else "gone" if status == GONE else "status"
    return Outcome(why, status, _since(begun), wait)


def _since(begun: float) -> int:
    return int((time.monotonic() - begun) * 1000)


def _posted(at: SplitResult, body: bytes, headers: Mapping[str, str], reach: Reach) -> tuple[int, int]:
    """The status of the answer, and the seconds it asks to wait."""
    if fault_of_address(at.geturl(), is_sample=reach.is_sample):
        raise NotReached("address")
    deadline = time.monotonic() + reach.whole
    try:
        line = _connected(at, reach)
    except ssl.SSLError:
        raise NotReached("tls") from None
    except TimeoutError:
        raise NotReached("timeout") from None
    except OSError:
        raise NotReached("unreachable") from None
    # A timeout per read would let an answer of one byte per second run for ever.
    timer = threading.Timer(max(0.0, deadline - time.monotonic()), _cut, [line])
    timer.start()
    try:
        target = (at.path or "/") + (f"?{at.query}" if at.query else "")
        line.request("POST", target, body, dict(headers))
        answer = line.getresponse()
        if time.monotonic() >= deadline:  # a cut connection looks like a short answer
            raise TimeoutError
        return answer.status, _wait(answer.getheader("Retry-After", ""))
    except (OSError, http.client.HTTPException, ValueError):
        raise NotReached("timeout" if time.monotonic() >= deadline else "broken_off") from None
    finally:
        timer.cancel()
        line.close()


def _cut(line: http.client.HTTPConnection) -> None:
    with contextlib.suppress(OSError, AttributeError):
        line.sock.shutdown(socket.SHUT_RDWR)


def _wait(text: str) -> int:
    return min(int(text), _LONGEST_WAIT) if text.isascii() and text.isdecimal() else 0


def _connected(at: SplitResult, reach: Reach) -> http.client.HTTPConnection:
    """A connection to one of the host's addresses, after all were checked."""
    host = at.hostname or ""
    port = at.port or _PORTS[at.scheme]
    found = _resolved(host, port)
    if not all(may_reach(one, reach) for one in found):
        raise NotReached("private_address")
    if at.scheme == "http" and not all(one.is_loopback for one in found):
        raise NotReached("address")
    line = http.client.HTTPConnection(host, port, timeout=reach.whole)
    sock = _first(found, port, reach.connecting)
    sock.settimeout(reach.whole)
    if at.scheme == "https":
        try:
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host)
        except (ssl.SSLError, OSError):
            sock.close()
            raise
    line.sock = sock
    return line


def _resolved(host: str, port: int) -> list[Address]:
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotReached("unresolved") from None
    return [ip_address(str(row[4][0]).partition("%")[0]) for row in rows]


def _first(found: Sequence[Address], port: int, seconds: float) -> socket.socket:
    """A socket to the first address that accepts a connection."""
    last: OSError = OSError()
    for one in found:
        try:
            return socket.create_connection((str(one), port), timeout=seconds)
        except OSError as error:
            last = error
    raise last
