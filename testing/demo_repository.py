"""Which team do the README and the pictures show? The design's own: three people and a token service.

A year of a small team's work, the same to the last hash on every machine. The newest change is pull
request 382, a fix of a race in the token refresh, which comes without its test.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

from testing.repo_builder import Person, RepoBuilder

AYSE: Final = Person("Ayşe Demir", "ayse@example.com")
BURAK: Final = Person("Burak Kaya", "burak@example.com")
MEHMET: Final = Person("Mehmet Turac", "mehmet@example.com")

TOKENS: Final = "src/auth/token_service.py"
SESSIONS: Final = "src/auth/session_manager.py"
REFRESH_TEST: Final = "tests/auth/test_token_refresh.py"
PAYMENTS: Final = "src/payment/invoice.py"
GUIDE: Final = "docs/guide.md"

FIRST_NUMBER: Final = 302
FIRST_ISSUE: Final = 1102


class Work(NamedTuple):
    """One kind of pull request that comes back through the year."""

    title: str
    files: tuple[str, ...]
    author: Person
    reviewer: Person


YEAR: Final = (
    Work("Refresh tokens before they expire", (TOKENS, REFRESH_TEST), MEHMET, BURAK),
    Work("Show the tax on invoices", (PAYMENTS,), AYSE, MEHMET),
    Work("Fix tokens that outlive their session", (TOKENS, SESSIONS, REFRESH_TEST), AYSE, BURAK),
    Work("Explain how to log in", (GUIDE,), BURAK, AYSE),
    Work("Rotate signing keys", (TOKENS, REFRESH_TEST), MEHMET, BURAK),
    Work("Fix rounding of discounts", (PAYMENTS,), BURAK, AYSE),
    Work("End a session on every device", (SESSIONS, TOKENS, REFRESH_TEST), MEHMET, AYSE),
    Work("Send invoices as PDF", (PAYMENTS, GUIDE), AYSE, MEHMET),
)
ROUNDS: Final = 10
DAY: Final = 86_400


def build_demo(path: Path) -> RepoBuilder:
    """Build the demo repository at a path; its branch `main` ends with pull request 382."""
    repo = RepoBuilder(path)
    text = {name: f"# {name}\n" for name in (TOKENS, SESSIONS, REFRESH_TEST, PAYMENTS, GUIDE)}
    repo.commit(text, subject="Begin", by=AYSE)
    for number in range(ROUNDS * len(YEAR)):
        work = YEAR[number % len(YEAR)]
        repo.now += 4 * DAY
        _land(repo, work, step=number, number=FIRST_NUMBER + number)
    repo.now += 3 * DAY
    race = Work("Guard token refresh with a lock per session", (TOKENS, SESSIONS), MEHMET, BURAK)
    _land(repo, race, step=145, number=382)
    return repo


def _land(repo: RepoBuilder, work: Work, *, step: int, number: int) -> None:
    key = f"PROJ-{FIRST_ISSUE + step}"
    branch = f"{key}-{work.title.partition(' ')[0].lower()}"
    repo.branch(branch)
    for name in work.files:
        _write_more(repo, name, step)
    title = f"{key} {work.title}"
    repo.commit(subject=title, by=work.author)
    repo.switch("main")
    review = f"Reviewed-by: {work.reviewer.name} <{work.reviewer.email}>"
    repo.merge(branch, number=number, title=f"{title}\n\n{review}", by=work.reviewer)


def _write_more(repo: RepoBuilder, name: str, step: int) -> None:
    """Change a function and add one, as work on a living file does."""
    file = repo.path / name
    lines = file.read_text("utf-8").splitlines()
    place = 1 + (step * 7) % len(lines)
    added = [f"def step_{step}(token):", f"    if token.age > {step}:", "        return None"]
    lines[place : place + 1] = added if name.endswith(".py") else [f"Step {step}."]
    file.write_text("\n".join(lines) + "\n", "utf-8")
