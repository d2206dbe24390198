"""Read and check all parameter files of a pack, with file and line of every fault, before any computation."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from vethanam.errors import Fault, UnsoundInput
from vethanam.rules.parameter_file import ParameterFile
from vethanam.rules.parameters import Parameter
from vethanam.rules.yaml_lines import read_numbered


def parameter_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every parameter file in folders of a folder with its name, such as ``benefits.income.ceiling``."""
    for path in sorted(folder.rglob("*/*.yaml")):
        yield ".".join(path.relative_to(folder).with_suffix("").parts), path


def read_parameters(folder: Path) -> dict[str, Parameter]:
    """Read and check every parameter of a pack.

    Raises
    ------
    UnsoundInput
        Lists every fault with file and line: a gap, two values for one date, a missing order, an unknown unit
        or source, a wrong type.
    """
    sources = {key: str(row) for key, row in (read_numbered(folder / "sources.yaml") or {}).items()}
    parameters: dict[str, Parameter] = {}
    faults: list[Fault] = []
    for name, path in parameter_files(folder):
        file = ParameterFile(path, name, sources)
        parameter = file.read()
        faults += file.faults
        if parameter is not None:
            parameters[name] = parameter
    if faults:
        first = [fault.sentence for fault in faults[:5]]
        raise UnsoundInput("parameters_unsound", faults, listed=first)
    return parameters


def hash_of(folder: Path) -> str:
    """A hash over the bytes of a pack's parameters and rules."""
    digest = hashlib.sha256()
    for path in sorted(
        p for p in folder.rglob("*") if p.suffix in {".yaml", ".py"} and "examples" not in p.parts
    ):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
