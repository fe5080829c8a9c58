"""What may happen on a branch? Commits, renames, removals, merges, squashes and slow clocks, by chance."""

from __future__ import annotations

import random
from typing import Final

from testing.repo_builder import ANA, BEN, RepoBuilder

TEN: Final = "".join(f"line {number} of the file\n" for number in range(10))


def random_history(repo: RepoBuilder, chance: random.Random, *, steps: int = 40) -> None:
    """Let the branch that is checked out go on by so many steps."""
    branch = repo.git("symbolic-ref", "--short", "HEAD").strip()
    living = [name for name in repo.git("ls-files").splitlines() if name.endswith(".py")]
    for number in range(steps):
        if chance.random() < 0.3 and number > 3:
            topic = f"topic-{chance.randrange(1 << 40)}"
            repo.branch(topic)
            for _ in range(chance.randrange(1, 3)):
                _random_commit(repo, chance, living)
            repo.switch(branch)
            repo.merge(topic, number=number, title=f"Topic {number}")
        else:
            _random_commit(repo, chance, living)


def _random_commit(repo: RepoBuilder, chance: random.Random, living: list[str]) -> None:
    act = chance.random()
    by = chance.choice((ANA, BEN))
    if act < 0.15 and living:
        old = living.pop(chance.randrange(len(living)))
        new = f"{chance.choice('pq')}/moved-{old.rpartition('/')[2]}"
        if new not in living:
            living.append(new)
            repo.rename(old, new, by=by)
            return
        living.append(old)
    if act < 0.25 and len(living) > 1:
        gone = living.pop(chance.randrange(len(living)))
        repo.commit({gone: None}, subject=f"Remove {gone}", by=by)
        return
    name = f"{chance.choice('pq')}/{chance.choice('abcdef')}.py"
    if name not in living:
        living.append(name)
    text = f"{name}\n{TEN}" + f"at {chance.random()}\n"
    at = repo.now - 5_000 if chance.random() < 0.1 else None  # clocks that go backwards
    repo.commit({name: text}, subject=f"Fix {name}", by=by, at=at)
