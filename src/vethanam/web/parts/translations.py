"""Compiles the translations: a bare machine has no GNU msgfmt, so we write the ``.mo`` files."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib

from vethanam import rules

#: the pages' catalogues; a rule pack's own is in its folder
LOCALES = (Path(__file__).parents[1] / "locale", *sorted(Path(rules.__file__).parent.glob("*/locale")))


def sources() -> Iterator[Path]:
    """Every source file (``.po``) of the translations."""
    for folder in LOCALES:
        yield from sorted(folder.glob("*/LC_MESSAGES/*.po"))


def is_stale(source: Path) -> bool:
    """True if the compiled file is missing or older than its source."""
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime


def compile_stale() -> list[Path]:
    """Compile stale catalogues and return them; a read-only folder is left to the system check."""
    stale = [source for source in sources() if is_stale(source)]
    try:
        for source in stale:
            _write(source.with_suffix(".mo"), polib.pofile(str(source)).to_binary())
    except PermissionError:
        return []
    return stale


def _write(path: Path, content: bytes) -> None:
    """Write to a draft and rename it, since two processes may start at once."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as draft:
        draft.write(content)
    try:
        Path(draft.name).chmod(0o644)
        Path(draft.name).replace(path)
    except BaseException:
        Path(draft.name).unlink(missing_ok=True)
        raise
