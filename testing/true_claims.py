"""Which claims are true of a small team's history? One for each measure, counted by hand.

The history: Ana, Ben and Chi land 24 pull requests that touch `src/a.py` and `src/b.py`, in turn
writing and reviewing; every fourth is a bug fix, the last one takes an earlier one back. Then Chi
opens one that edits `src/a.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from teammemory_bot.bootstrap import open_workplace
from teammemory_bot.domain.change import Identity
from teammemory_bot.domain.identity import Developer, DeveloperId, RepoPath
from teammemory_bot.domain.pull_request import PullRequest
from teammemory_bot.ingest.local_range import assemble
from teammemory_bot.pipeline.question import Question, chosen_range
from teammemory_bot.pipeline.story import memory_before
from teammemory_bot.pipeline.updating import bring_up_to_date
from teammemory_bot.pipeline.workplace import Workplace
from teammemory_bot.plumbing.git_facts import PlumbedFacts
from teammemory_bot.verify.inquiry import Inquiry
from testing.repo_builder import ANA, BEN, CHI, Person, RepoBuilder

A: Final = RepoPath("src/a.py")
B: Final = RepoPath("src/b.py")
PULLS: Final = 24


def developer(person: Person) -> Developer:
    """Return somebody by name, as claims are built."""
    return Developer(id=DeveloperId(0), name=person.name)


@dataclass(frozen=True)
class Trial:
    """A change under review with everything that its judge needs."""

    repo: RepoBuilder
    place: Workplace
    pr: PullRequest
    inquiry: Inquiry

    def known(self, person: Person) -> Developer:
        """Return somebody as the memory knows people."""
        found = self.inquiry.memory.developer_of(Identity(person.name, person.email))
        assert found is not None
        return found


def build_history(repo: RepoBuilder) -> None:
    """Land the pull requests and open one more on the branch `work`."""
    repo.commit({"src/a.py": "a = 0\n", "src/b.py": "b = 0\n", "README.md": "hello\n"}, by=ANA)
    landed: dict[int, str] = {}
    for number in range(1, PULLS + 1):
        author, reviewer = ((ANA, BEN), (CHI, ANA), (BEN, CHI))[number % 3]
        verb = "Fix" if number % 4 == 0 else "Add"
        repo.branch(f"topic-{number}")
        files = {f"src/{name}.py": _source(name, number) for name in "ab"}
        if number == 5:
            del files["src/b.py"]
        repo.commit(
            files,
            subject=f"PROJ-{number} {verb} case {number}",
            body=f"Reviewed-by: {reviewer.name} <{reviewer.email}>",
            by=author,
        )
        repo.switch("main")
        is_revert = number == PULLS
        title = (
            f'Revert "PROJ-{number} case"' if is_revert else f"PROJ-{number} {verb} case {number}"
        )
        landed[number] = repo.merge(f"topic-{number}", number=number, title=title)
    repo.branch("work")
    repo.commit(
        {"src/a.py": _source("a", 99) + "if a and b:\n    pass\n"}, subject="Try it", by=CHI
    )
    repo.commit({"src/c.py": "c = 1\n"}, subject="PROJ-99 Add c", by=CHI)
    repo.switch("main")


@contextmanager
def trial(folder: Path) -> Iterator[Trial]:
    """Build the history, remember it, and open one more pull request for judgement."""
    repo = RepoBuilder(folder / "repo")
    build_history(repo)
    with open_workplace(repo.path, memory=folder / "memory.sqlite") as place:
        bring_up_to_date(place, on_progress=lambda *_: None)
        pr = assemble(place.own, chosen_range(Question(head="work"), place))
        memory = memory_before(pr, place)
        git = PlumbedFacts(
            place.own, tip=pr.base, base=pr.base, merge_base=pr.merge_base, head=pr.head
        )
        yield Trial(repo, place, pr, Inquiry(pr=pr, git=git, memory=memory))


def _source(name: str, number: int) -> str:
    return f"{name} = {number}\nif {name}:\n    pass\n"
