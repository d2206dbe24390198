"""Sets up .venv from the lock: finds or fetches uv, and reports a missing part in one sentence.

    python3 tools/bootstrap.py [--run-time] [--production] [--spark] [--pkcs11]

``--run-time`` leaves the test packages out, ``--production`` the demo's servers too.

Needs Python 3.9 and its standard library only. Writes to stderr only, so that stdout stays the caller's. uv
comes from the package index that UV_DEFAULT_INDEX, PIP_INDEX_URL, or uv's or pip's configuration names, else
from the one in uv.lock; its bytes must have the hash below.
"""

from __future__ import annotations

import base64
import configparser
import hashlib
import html
import io
import json
import os
import platform
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path
from typing import NoReturn

VERSION = "0.13.9"
OLDEST = (0, 9)
WHEELS = {
    "linux-x86_64": (
        "uv-0.13.9-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
        "d7f459fe4fd247d830351c75686d3996ace3c6f3f728eb0e85a30b7ada0cef19",
    ),
    "linux-aarch64": (
        "uv-0.13.9-py3-none-manylinux_2_28_aarch64.whl",
        "ecb6028d79dc96fbeafffe5c8af62a7099487ebc05a701e76714eebcffd06375",
    ),
    "musl-x86_64": (
        "uv-0.13.9-py3-none-musllinux_1_1_x86_64.whl",
        "2c45530751517d6c3bbc69a19473f6effe47cce047bede01ffd8af7ea7b36b25",
    ),
    "darwin-arm64": (
        "uv-0.13.9-py3-none-macosx_11_0_arm64.whl",
        "66c512266d633bef48384a1f53003f41f2a8e7b36fe6e7fbfd3e0fd52d96fa63",
    ),
}
ROOT = Path(__file__).resolve().parent.parent
BUNDLES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")
NO_CERTIFICATES = (
    "The package index's certificate cannot be checked. On Debian: apt-get install ca-certificates. "
    "Behind a company's own authority set SSL_CERT_FILE."
)


def main() -> None:
    """Set up silently, or report the missing part."""
    os.chdir(ROOT)
    uv = uv_on_path() or uv_in_tools() or fetch_uv()
    is_production = "--production" in sys.argv
    groups = ["--no-dev", "--inexact"] if is_production or "--run-time" in sys.argv else []
    groups += [] if is_production else ["--extra", "demo"]
    groups += ["--extra", "pkcs11"] if "--pkcs11" in sys.argv or "--no-dev" not in groups else []
    groups += ["--extra", "spark"] if "--spark" in sys.argv else []
    index = other_index()
    if index is None:
        run([uv, "sync", "--frozen", "--quiet", "--compile-bytecode", *groups], index)
    else:
        install_from(index, uv, groups)
    compile_source()


def compile_source() -> None:
    """Compile our own modules once: where Python writes no bytecode, each start of a process would do it."""
    python = str(ROOT / ".venv" / "bin" / "python")
    subprocess.run([python, "-m", "compileall", "-q", "-j", "0", "src"], stdout=sys.stderr, check=False)


def stop(says: str) -> NoReturn:
    """One sentence, exit 2."""
    print(says, file=sys.stderr)
    sys.exit(2)


def uv_on_path() -> str | None:
    """uv on PATH, if it is new enough to read the lock."""
    found = shutil.which("uv")
    return found if found and version_of(found) >= OLDEST else None


def uv_in_tools() -> str | None:
    """uv fetched by an earlier run."""
    path = ROOT / ".tools" / "uv"
    return str(path) if path.exists() and version_of(str(path)) >= OLDEST else None


def version_of(uv: str) -> tuple[int, ...]:
    """(0, 13, 9); zero if it does not run."""
    try:
        shown = subprocess.run(
            [uv, "--version"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return (0,)
    return tuple(int(part) for part in re.findall(r"\d+", shown.split()[1])[:3])


def platform_key() -> str:
    """linux-x86_64, musl-x86_64, darwin-arm64 …"""
    system = platform.system().lower()
    if system == "linux" and platform.libc_ver()[0] != "glibc":
        system = "musl"
    return f"{system}-{platform.machine()}"


def fetch_uv() -> str:
    """Fetch the pinned wheel, check its hash, unpack the one program in it."""
    if platform_key() not in WHEELS:
        stop(
            f"No uv is known for {platform_key()}. Install uv {VERSION} or later yourself and put it on PATH."
        )
    name, sha256 = WHEELS[platform_key()]
    print(f"fetching uv {VERSION} …", file=sys.stderr)
    content = download(wheel_url(name))
    if hashlib.sha256(content).hexdigest() != sha256:
        stop(f"{name} from the package index has not the expected sha256. Nothing was installed.")
    folder = ROOT / ".tools"
    folder.mkdir(exist_ok=True)
    with (
        zipfile.ZipFile(io.BytesIO(content)) as wheel,
        tempfile.NamedTemporaryFile(dir=folder, delete=False) as draft,
    ):
        draft.write(wheel.read(f"uv-{VERSION}.data/scripts/uv"))
    Path(draft.name).chmod(0o755)
    Path(draft.name).replace(folder / "uv")
    return str(folder / "uv")


def wheel_url(name: str) -> str:
    """Where the index keeps a file; it may answer as JSON or as HTML."""
    page = (other_index() or locked_index()).rstrip("/") + "/uv/"
    text = download(page, "application/vnd.pypi.simple.v1+json, text/html;q=0.5").decode()
    if text.lstrip().startswith("{"):
        urls = [file["url"] for file in json.loads(text)["files"] if file["filename"] == name]
    else:
        links = [html.unescape(link) for link in re.findall(r'href="([^"]+)"', text)]
        urls = [link for link in links if urllib.parse.unquote(link.split("#")[0].rsplit("/", 1)[-1]) == name]
    if not urls:
        stop(f"The package index has no {name}. Install uv {VERSION} or later yourself and put it on PATH.")
    return str(urllib.parse.urljoin(page, urls[0]))


def download(url: str, accept: str = "*/*") -> bytes:
    """The bytes at an address, with the credentials it may carry."""
    parts = urllib.parse.urlsplit(url)
    headers = {"Accept": accept}
    if parts.username:
        pair = f"{urllib.parse.unquote(parts.username)}:{urllib.parse.unquote(parts.password or '')}"
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
        host = parts.netloc.rpartition("@")[2]
        url = urllib.parse.urlunsplit((parts.scheme, host, parts.path, parts.query, parts.fragment))
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=120) as answer:
            return bytes(answer.read())
    except urllib.error.URLError as error:
        if isinstance(error.reason, ssl.SSLError):
            stop(NO_CERTIFICATES)
        stop(
            f"The package index cannot be reached ({error.reason}). Check the network, or name another with "
            f"UV_DEFAULT_INDEX."
        )
    except OSError as error:
        stop(
            f"The package index cannot be reached ({error}). Check the network, or name another with "
            f"UV_DEFAULT_INDEX."
        )


def locked_index() -> str:
    """The index that uv.lock was made from."""
    found = re.search(r'registry = "([^"]+)"', (ROOT / "uv.lock").read_text(encoding="utf-8"))
    if found is None:
        stop("uv.lock names no package index: the checkout is incomplete.")
    return found.group(1)


def other_index() -> str | None:
    """The package index configured on this machine, or None."""
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL"):
        index = re.sub(r"^[\w-]+=(?=http)", "", os.environ.get(name, ""))  # uv also takes NAME=URL
        if index:
            return None if same(index) else index
    home = Path(os.environ.get("HOME", "/"))
    own = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    for path in (os.environ.get("UV_CONFIG_FILE"), own / "uv" / "uv.toml", "/etc/uv/uv.toml"):
        index = index_of_uv(Path(path)) if path else ""
        if index:
            return None if same(index) else index
    config = configparser.ConfigParser(interpolation=None)
    named = os.environ.get("PIP_CONFIG_FILE")
    files = [
        Path("/etc/xdg/pip/pip.conf"),
        Path("/etc/pip.conf"),
        home / ".pip/pip.conf",
        own / "pip/pip.conf",
    ]
    config.read([*files, Path(named)] if named else files)
    index = config.get("global", "index-url", fallback="")
    return index if index and not same(index) else None


def index_of_uv(path: Path) -> str:
    """The index that a settings file of uv takes in place of PyPI; empty where it names none.

    (Python 3.9 has no tomllib.)
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError:
        return ""
    found = re.search(r'^(?:default-index|index-url)\s*=\s*"([^"]+)"', text, re.MULTILINE)
    if found:
        return found.group(1)
    for rest in text.split("[[index]]")[1:]:
        table = re.split(r"^\[", rest, flags=re.MULTILINE)[0]
        url = re.search(r'^\s*url\s*=\s*"([^"]+)"', table, re.MULTILINE)
        if url and re.search(r"^\s*default\s*=\s*true", table, re.MULTILINE):
            return url.group(1)
    return ""


def same(index: str) -> bool:
    """Whether this is the lock's own index."""
    return index.rstrip("/") == locked_index().rstrip("/")


def install_from(index: str, uv: str, groups: list[str]) -> None:
    """The locked versions and hashes from another index; the lock's own addresses are not used."""
    folder = ROOT / ".tools"
    folder.mkdir(exist_ok=True)
    wanted = folder / "requirements.txt"
    stamp = ROOT / ".venv" / "vethanam-requirements.txt"
    chosen = [option for option in groups if option != "--inexact"]
    run(
        [uv, "export", "--frozen", "--quiet", "--no-emit-project", *chosen, "--output-file", str(wanted)],
        index,
    )
    if stamp.exists() and stamp.read_bytes() == wanted.read_bytes():
        return
    if not (ROOT / ".venv" / "bin" / "python").exists():
        run([uv, "venv", "--quiet", ".venv"], index)
    run([uv, "pip", "install", "--quiet", "--compile-bytecode", "--require-hashes", "-r", str(wanted)], index)
    run([uv, "pip", "install", "--quiet", "--no-deps", "-e", "."], index)
    shutil.copyfile(wanted, stamp)


def run(command: list[str], index: str | None) -> None:
    """Run uv with its words on stderr; translate its failures."""
    result = subprocess.run(
        command, env=environment(index), stdout=sys.stderr, stderr=subprocess.PIPE, text=True, check=False
    )
    sys.stderr.write(result.stderr)
    if result.returncode == 0:
        return
    if "No interpreter found" in result.stderr or "Python downloads" in result.stderr:
        stop(
            "Python 3.12 or later is needed and was not found. On Debian 13: apt-get install python3. "
            "Elsewhere set UV_PYTHON."
        )
    if "UnknownIssuer" in result.stderr or "certificate" in result.stderr:
        stop(NO_CERTIFICATES)
    stop(
        "The packages could not be installed; the reason stands above. Mend it and run the same command "
        "again."
    )


def environment(index: str | None) -> dict[str, str]:
    """The environment for uv: the system's certificates and Python, and .venv in this folder even
    with another one active.
    """
    env = {
        key: value
        for key, value in os.environ.items()
        if key not in ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME")
    }
    env["UV_PROJECT_ENVIRONMENT"] = ".venv"
    env.setdefault("UV_PYTHON_PREFERENCE", "system")
    if platform.system() == "Linux":
        env["UV_PYTHON_DOWNLOADS"] = "never"
    if env.get("SSL_CERT_FILE") or any(Path(bundle).exists() for bundle in BUNDLES):
        env.setdefault("UV_SYSTEM_CERTS", "1")
    if index:
        env["UV_DEFAULT_INDEX"] = index
    return env


if __name__ == "__main__":
    main()
