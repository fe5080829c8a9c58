"""Small review histories for tests: one builder, and a hypothesis strategy over it."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from teammemory_bot.domain.identity import DeveloperId, RepoPath
from teammemory_bot.domain.past_change import PastChange, ReviewQuestion

DAY = 86_400
START = 1_600_000_000

PATHS = ("README.md", "src/HTTPServer.py", "src/auth/token.py", "src/auth/session.py", "docs/a.md")
TITLES = ("", "Fix the login race", "Add token refresh", "Login: drop sessions", "Tidy")


def change(
    day: float,
    *,
    by: int | None,
    reviewed_by: Sequence[int] = (),
    paths: Sequence[str] = ("src/auth/token.py",),
    title: str = "",
    churn: Sequence[int] = (),
    n_files: int | None = None,
    author_is_bot: bool = False,
) -> PastChange:
    return PastChange(
        at=START + round(day * DAY),
        author=None if by is None else DeveloperId(by),
        reviewers=tuple(DeveloperId(person) for person in sorted(set(reviewed_by) - {by})),
        title=title,
        n_files=len(paths) if n_files is None else n_files,
        paths=tuple(map(RepoPath, paths)),
        files=tuple(paths),
        churn=tuple(churn),
        author_is_bot=author_is_bot,
    )


def question(
    day: float,
    *,
    by: int | None,
    paths: Sequence[str] = ("src/auth/token.py",),
    title: str = "",
) -> ReviewQuestion:
    return ReviewQuestion(
        now=START + round(day * DAY),
        author=None if by is None else DeveloperId(by),
        title=title,
        paths=tuple(map(RepoPath, paths)),
        files=tuple(paths),
    )


people = st.integers(0, 5)
some_paths = st.lists(st.sampled_from(PATHS), unique=True, max_size=4)
titles = st.sampled_from(TITLES)

changes = st.builds(
    change,
    st.floats(0, 400),
    by=st.one_of(st.none(), people),
    reviewed_by=st.lists(people, max_size=3),
    paths=some_paths,
    title=titles,
    author_is_bot=st.sampled_from([False, False, False, True]),
)
histories = st.lists(changes, max_size=12).map(lambda some: sorted(some, key=lambda c: c.at))
questions = st.builds(
    question, st.floats(400, 500), by=st.one_of(st.none(), people), paths=some_paths, title=titles
)
