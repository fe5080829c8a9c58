"""Which wrong rule would no test notice? Runs mutmut on a copy of the tree, and tells the score.

The code, the tests and what is left out stand in `pyproject.toml`. mutmut leaves functions with a decorator
alone, and a transaction is one: in the copy the decorator follows its function, as `f = contextmanager(f)`,
which means the same.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import libcst as cst

COPY: Final = Path("build/mutation")
BAR: Final = 85.0
"""Per cent of the mutants that tests have to notice."""

_NOTICED: Final = ("killed", "timeout", "segfault")
_LEFT_OUT: Final = "not checked"
_UNDERSTOOD: Final = ("classmethod", "staticmethod")
"""The decorators that mutmut knows, where they stand alone."""


class _DecoratorsBehind(cst.CSTTransformer):
    """Moves decorators behind their functions."""

    def leave_FunctionDef(  # noqa: N802  # libcst's name
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.FunctionDef | cst.FlattenSentinel[cst.BaseStatement]:
        del original_node
        names = [cst.Module([]).code_for_node(one.decorator) for one in updated_node.decorators]
        if not names or (len(names) == 1 and names[0] in _UNDERSTOOD):
            return updated_node
        name = updated_node.name.value
        call = "(".join((*names, name)) + ")" * len(names)
        behind = cst.parse_statement(f"{name} = {call}")
        return cst.FlattenSentinel([updated_node.with_changes(decorators=[]), behind])


def main() -> int:
    """Mutate and test; tell the score by file and what nobody noticed, and whether it is enough."""
    _copy_tree()
    program = Path(sys.executable).with_name("mutmut")
    subprocess.run([program, "run", *sys.argv[1:]], cwd=COPY, check=True)
    told = subprocess.run(
        [program, "results", "--all", "True"],
        cwd=COPY, check=True, stdout=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip
    print(*_report(told.stdout), sep="\n")  # noqa: T201  # a program for people
    return 0 if _score(told.stdout) >= BAR else 1


def _copy_tree() -> None:
    shutil.rmtree(COPY, ignore_errors=True)
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        check=True, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    mutated = _mutated_files()
    for name in filter(None, listed.stdout.split("\0")):
        target = COPY / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if name in mutated:
            module = cst.parse_module(Path(name).read_bytes())
            target.write_bytes(module.visit(_DecoratorsBehind()).bytes)
        elif Path(name).is_file():  # git also lists what was removed and not yet committed
            shutil.copy(name, target)


def _mutated_files() -> set[str]:
    settings = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))["tool"]["mutmut"]
    return {str(file) for pattern in settings["only_mutate"] for file in Path().glob(pattern)}


def _report(told: str) -> Iterator[str]:
    """Yield a line for each mutant that nobody noticed, each file, and all of them."""
    by_file: dict[str, list[bool]] = {}
    for mutant, status in _results(told):
        is_noticed = status in _NOTICED
        by_file.setdefault(mutant.rpartition(".")[0], []).append(is_noticed)
        if not is_noticed:
            yield f"{status}: {mutant}"
    for module, noticed in sorted(by_file.items()):
        yield f"{_per_cent(noticed):6.1f} % of {len(noticed):4}  {module}"
    yield f"{_score(told):6.1f} % of all were noticed; the bar is {BAR:.0f} %"


def _score(told: str) -> float:
    return _per_cent([status in _NOTICED for _, status in _results(told)])


def _results(told: str) -> list[tuple[str, str]]:
    """Return each mutant that was tried, and what became of it."""
    pairs = (line.strip().rpartition(": ") for line in told.splitlines())
    return [(mutant, status) for mutant, _, status in pairs if mutant and status != _LEFT_OUT]


def _per_cent(noticed: list[bool]) -> float:
    return 100 * sum(noticed) / max(len(noticed), 1)


if __name__ == "__main__":
    sys.exit(main())
