"""A token of SoftHSM, a module that exists as software only."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

LIBRARY = "/usr/lib/softhsm/libsofthsm2.so"
PIN, LABEL = "48213759", "vethanam"


@dataclass(frozen=True)
class Token:
    """A token in a folder, with the file of its PIN."""

    settings: Path
    pin_file: Path

    def uri(self, key: str, **other: object) -> str:
        """The address of a key; ``other`` has another token, module or pin."""
        token = other.get("token", LABEL)
        query = (
            f"module-path={other.get('module', LIBRARY)}&pin-source=file:{other.get('pin', self.pin_file)}"
        )
        return f"pkcs11:token={token};object={key}?{query}"


def new_token(folder: Path) -> Token:
    """Initialise a token."""
    (folder / "tokens").mkdir(parents=True)
    token = Token(folder / "softhsm2.conf", folder / "pin")
    token.settings.write_text(f"directories.tokendir = {folder}/tokens\nobjectstore.backend = file\n")
    token.pin_file.write_text(f"{PIN}\n")
    token.pin_file.chmod(0o400)
    subprocess.run(
        ["softhsm2-util", "--init-token", "--free", "--label", LABEL, "--pin", PIN, "--so-pin", "1" + PIN],
        env={**os.environ, "SOFTHSM2_CONF": str(token.settings)}, capture_output=True, check=True,
    )  # fmt: skip
    return token


def log_out() -> None:
    """End this process' sessions; the library then reads its settings anew."""
    import pkcs11

    pkcs11.lib(LIBRARY).finalize()
