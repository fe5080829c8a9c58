"""What happened in one part of the code? Its files, its changes, and which change touched which file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from teammemory_bot.agents.answers.errors import NotInMemory
from teammemory_bot.domain.change import FileKind
from teammemory_bot.domain.component import ComponentMap
from teammemory_bot.domain.identity import RepoPath
from teammemory_bot.domain.policy import Component
from teammemory_bot.domain.ports import Memory
from teammemory_bot.domain.questions.component import FileNow, Step, Touch

MAX_FILES_OF_SWEEP = 200
"""Changes of more files say nothing about one part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentPast:
    """One component as of now, and its past since a time."""

    name: str
    files: dict[int, FileNow]
    """Its files that exist."""
    steps: tuple[Step, ...]
    """The changes that touched them, oldest first; no sweeps through the whole code."""
    touched: dict[int, tuple[Touch, ...]]
    """Per change the touches of its files."""

    def by_file(self) -> dict[int, list[Step]]:
        """Return the changes of each file, oldest first."""
        steps: defaultdict[int, list[Step]] = defaultdict(list)
        for step in self.steps:
            for touch in self.touched[step.seq]:
                steps[touch.file].append(step)
        return steps


def component_map(memory: Memory, configured: Sequence[Component]) -> ComponentMap:
    """Return the map of the repository's components as of now."""
    source = [file.path for file in memory.files_now() if file.kind is FileKind.SOURCE]
    return ComponentMap(source, configured)


def component_past(
    name: str, memory: Memory, *, since: int, configured: Sequence[Component] = ()
) -> ComponentPast:
    """Return one component's past; raises NotInMemory where no file belongs to it.

    A name with a `/` means the folder of that name, whatever the components are.
    """
    files = memory.files_now()
    components = ComponentMap(
        (file.path for file in files if file.kind is FileKind.SOURCE), configured
    )
    own = {file.id: file for file in files if _belongs(file.path, name, components)}
    if not own:
        known = dict.fromkeys(components.of(file.path) for file in files)
        raise NotInMemory(
            "component", name, known=known, remedy=f"known are {', '.join(_first(known))}"
        )
    touched: defaultdict[int, list[Touch]] = defaultdict(list)
    for touch in memory.touches(since):
        if touch.file in own:
            touched[touch.seq].append(touch)
    steps = tuple(
        step
        for step in memory.steps_since(since)
        if step.seq in touched and step.n_files <= MAX_FILES_OF_SWEEP
    )
    return ComponentPast(
        name=name,
        files=own,
        steps=steps,
        touched={step.seq: tuple(sorted(touched[step.seq])) for step in steps},
    )


def _belongs(path: RepoPath, name: str, components: ComponentMap) -> bool:
    if "/" in name.strip("/"):
        return path.startswith(f"{name.strip('/')}/")
    return components.of(path) == name.strip("/")


def _first(names: dict[str, None]) -> Iterator[str]:
    yield from sorted(name for name in names if name)[:12]
