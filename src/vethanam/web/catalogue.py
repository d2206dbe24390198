"""Compile the translated sentences: GNU msgfmt is not on a bare machine, so we write the ``.mo`` ourselves."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib

from vethanam import rules

#: the pages' own words; what a rule pack says stands in its folder
LOCALES = (Path(__file__).parent / "locale", *sorted(Path(rules.__file__).parent.glob("*/locale")))


def sources() -> Iterator[Path]:
    """Every catalogue that people write."""
    for folder in LOCALES:
        yield from sorted(folder.glob("*/LC_MESSAGES/*.po"))


def is_stale(source: Path) -> bool:
    """Whether the compiled form is missing or older than what people wrote."""
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime


def compile_stale() -> list[Path]:
    """Compile what is stale and return it; where the folder is read-only, leave it to the system check to say so."""
    stale = [source for source in sources() if is_stale(source)]
    try:
        for source in stale:
            _write(source.with_suffix(".mo"), polib.pofile(str(source)).to_binary())
    except PermissionError:
        return []
    return stale


def _write(path: Path, content: bytes) -> None:
    """Two processes may start at once: write beside it, then rename."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as draft:
        draft.write(content)
    try:
        Path(draft.name).chmod(0o644)
        Path(draft.name).replace(path)
    except BaseException:
        Path(draft.name).unlink(missing_ok=True)
        raise
