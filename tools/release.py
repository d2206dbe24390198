"""Makes the files of a release in dist/.

    python3 tools/release.py wheel      vethanam-*.whl, and constraints.txt with the versions of the lock
    python3 tools/release.py sbom       vethanam.cdx.json, CycloneDX 1.5
    python3 tools/release.py offline    offline/: wheels and Debian packages for a machine without a network
    python3 tools/release.py audit      known weaknesses of the packages

uv and its settings, index and certificates are those of tools/bootstrap.py. Needs the standard library only.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import bootstrap  # type: ignore[import-not-found]  # (beside this script)

DIST = bootstrap.ROOT / "dist"
#: beside Python: the server, the programs of backup, the proxy and a mail server
DEBIAN = (
    "python3-venv",
    "postgresql-17",
    "pgbackrest",
    "nginx-light",
    "postfix",
    "logrotate",
    "ca-certificates",
)
PRODUCT = ("--frozen", "--quiet", "--no-dev", "--no-emit-project")


def main() -> None:
    """Run the command."""
    steps = {"wheel": wheel, "sbom": sbom, "offline": offline, "audit": audit}
    if len(sys.argv) != 2 or sys.argv[1] not in steps:
        sys.exit(__doc__)
    DIST.mkdir(exist_ok=True)
    steps[sys.argv[1]]()


def uv(*words: str | Path, may_fail: bool = False) -> subprocess.CompletedProcess[str]:
    """Run uv in the checkout; end with its words where it fails."""
    program = bootstrap.uv_on_path() or bootstrap.uv_in_tools() or bootstrap.fetch_uv()
    done = subprocess.run(
        [program, *map(str, words)], cwd=bootstrap.ROOT, env=bootstrap.environment(bootstrap.other_index()),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode and not may_fail:
        sys.exit(done.stderr)
    return done


def wheel() -> None:
    """The wheel, and the versions under which it was tested."""
    for old in DIST.glob("vethanam-*.whl"):
        old.unlink()
    uv("build", "--quiet", "--wheel", "--out-dir", DIST)
    extras = ("--extra", "demo", "--extra", "pkcs11")
    uv("export", *PRODUCT, *extras, "--no-hashes", "--output-file", DIST / "constraints.txt")
    print(next(DIST.glob("vethanam-*.whl")))


def sbom() -> None:
    """Every package of a production installation, by name, version and hash."""
    target = DIST / "vethanam.cdx.json"
    words = ("export", *PRODUCT, "--format", "cyclonedx1.5", "--preview-features", "sbom-export")
    uv(*words, "--output-file", target)
    print(target)


def offline() -> None:
    """One folder that a machine without a network is installed from; docs/deployment.md says how."""
    wheel()
    folder = DIST / "offline"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "debian").mkdir(parents=True)
    shutil.copy(DIST / "constraints.txt", folder)
    names = [str(path) for path in DIST.glob("vethanam-*.whl")]
    python = str(bootstrap.ROOT / ".venv" / "bin" / "python")
    # uv has no download: pip takes the same index and certificates from its own settings.
    subprocess.run([python, "-m", "ensurepip", "--upgrade"], check=True, capture_output=True)
    subprocess.run(
        [python, "-m", "pip", "download", "--quiet", "--only-binary", ":all:", "--constraint",
         str(folder / "constraints.txt"), "--dest", str(folder / "wheels"), *names],
        check=True,
    )  # fmt: skip
    if shutil.which("apt-get") is None:
        print(f"{folder}: wheels alone, for this is no Debian.")
        return
    command = [
        "apt-get",
        "install",
        "--yes",
        "--quiet=2",
        "--download-only",
        "--reinstall",
        "--no-install-recommends",
    ]
    cache = f"Dir::Cache::archives={folder / 'debian'}"
    subprocess.run(
        [*command, "-o", cache, "-o", "Debug::NoLocking=1", *DEBIAN], check=True, stdout=sys.stderr
    )
    shutil.rmtree(folder / "debian" / "partial", ignore_errors=True)
    print(folder)


def audit() -> None:
    """Weaknesses that are known of the packages; a service out of reach is said and ends nothing."""
    done = uv("audit", "--frozen", "--no-dev", "--preview-features", "audit", may_fail=True)
    if "error sending request" in done.stderr:
        print("The packages were not audited: the service that lists weaknesses cannot be reached.")
        return
    print((done.stdout + done.stderr).strip())
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
