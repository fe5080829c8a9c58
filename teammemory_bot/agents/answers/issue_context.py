"""What hangs on an issue? Its pull requests, commits, files and people, and what was like it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from math import fsum, log2
from typing import Final

from teammemory_bot.agents.answers.errors import NotInMemory
from teammemory_bot.agents.answers.wording import (
    day,
    link_to_change,
    link_to_commit,
    link_to_pull,
    name_of,
)
from teammemory_bot.domain.finding import Code, Phrase, Quoted, phrase
from teammemory_bot.domain.identity import Developer, IssueKey, RepoPath
from teammemory_bot.domain.issue_key import Place, find_keys, without_number
from teammemory_bot.domain.ports import Memory
from teammemory_bot.domain.questions.component import Step
from teammemory_bot.domain.questions.context import KnownIssue, RelatedCommit, RelatedPull
from teammemory_bot.domain.reply import Reply, ReplyItem, ReplyList
from teammemory_bot.scoring.words import title_words

QUESTION: Final = "issue-context"
MAX_ITEMS: Final = 20
MAX_ALIKE: Final = 5
LEAST_WORDS_ALIKE: Final = 2
"""Telling words that an earlier fix must share with the issue to count as alike."""
LEAST_SHARE_ALIKE: Final = 0.4
"""Share of the weight of the issue's words, rare ones weighing more, that it must share."""


def issue_context(key: str, memory: Memory, *, now: int) -> Reply:
    """Return what the memory knows around an issue; raises NotInMemory for one that nobody names."""
    asked = _normal(key)
    issue = memory.issue_of(asked)
    pulls = memory.pulls_naming(asked, until=now)
    commits = _without_mere_merges(memory.commits_naming(asked))
    if issue is None and not pulls and not commits:
        raise NotInMemory("issue", key, remedy="no commit, pull request or tracker names it")
    paths = [path for path, _ in memory.paths_of_issue(asked)]
    return Reply(
        question=QUESTION,
        fields=tuple(_fields(asked, issue)),
        lists=(
            _pulls(pulls),
            _commits(commits),
            _files(paths),
            _people(_people_of(asked, pulls, commits, memory, now)),
            _alike(asked, issue, pulls, commits, memory),
        ),
        remarks=() if issue else (_UNTOLD,),
    )


_UNTOLD: Final = phrase("No tracker told of this issue; what is here comes from commits alone.")


def _normal(key: str) -> IssueKey:
    """Return a key as the memory spells it: upper case, `#12` for `12` and `GH-12`."""
    text = key.strip()
    if text.isascii() and text.isdigit():
        return IssueKey(f"#{int(text)}")
    found = find_keys(text.upper(), place=Place.COMMIT)
    return found[0].key if len(found) == 1 else IssueKey(text)


def _fields(key: IssueKey, issue: KnownIssue | None) -> Iterator[tuple[str, Phrase]]:
    yield "Issue", phrase(Code(key))
    if issue is None:
        return
    for label, text in (
        ("Summary", issue.summary),
        ("Status", issue.status),
        ("Priority", issue.priority),
        ("Component", ", ".join(issue.components)),
        ("Type", issue.type),
    ):
        if text:
            yield label, phrase(Quoted(text))
    if issue.moved_to:
        yield "Moved to", phrase(Code(issue.moved_to))


def _without_mere_merges(commits: tuple[RelatedCommit, ...]) -> tuple[RelatedCommit, ...]:
    """Leave out merges that only repeat the key of what they merge."""
    written = tuple(commit for commit in commits if not commit.is_merge)
    return written or commits


def _pulls(pulls: tuple[RelatedPull, ...]) -> ReplyList:
    return ReplyList(
        title="Related PRs",
        items=tuple(
            ReplyItem(
                says=phrase(link_to_pull(p.number), " ", Quoted(p.title), f" [{p.state.lower()}]"),
                data=(("number", p.number), ("title", p.title), ("state", p.state.lower())),
            )
            for p in pulls[:MAX_ITEMS]
        ),
        empty="none is known",
        more=max(0, len(pulls) - MAX_ITEMS),
    )


def _commits(commits: tuple[RelatedCommit, ...]) -> ReplyList:
    oldest_first = commits[::-1]
    return ReplyList(
        title="Commits",
        items=tuple(
            ReplyItem(
                says=phrase(
                    link_to_commit(c.sha), " ", Quoted(c.author.name), " — ", Quoted(c.subject)
                ),
                data=(("sha", c.sha), ("author", c.author.name), ("subject", c.subject)),
            )
            for c in oldest_first[:MAX_ITEMS]
        ),
        empty="none names it",
        more=max(0, len(commits) - MAX_ITEMS),
    )


def _files(paths: list[RepoPath]) -> ReplyList:
    return ReplyList(
        title="Changed files",
        items=tuple(
            ReplyItem(says=phrase(Code(path)), data=(("path", path),)) for path in paths[:MAX_ITEMS]
        ),
        more=max(0, len(paths) - MAX_ITEMS),
    )


def _people(people: Iterable[Developer]) -> ReplyList:
    return ReplyList(
        title="People in context",
        items=tuple(
            ReplyItem(says=name_of(person), data=(("name", person.name), ("login", person.login)))
            for person in people
        ),
    )


def _people_of(
    key: IssueKey,
    pulls: tuple[RelatedPull, ...],
    commits: tuple[RelatedCommit, ...],
    memory: Memory,
    now: int,
) -> list[Developer]:
    """Return authors first, then reviewers, then commenters; each once, no bots."""
    people = [commit.author for commit in reversed(commits)]
    people += [pull.author for pull in pulls if pull.author]
    for pull in pulls[:MAX_ITEMS]:
        people += memory.reviewers_of_pull(pull.number)
    people += memory.commenters_of_issue(key, until=now)
    once = {person.id: person for person in reversed(people) if not person.is_bot}
    return sorted(once.values(), key=people.index)


def _alike(
    key: IssueKey,
    issue: KnownIssue | None,
    pulls: tuple[RelatedPull, ...],
    commits: tuple[RelatedCommit, ...],
    memory: Memory,
) -> ReplyList:
    """Return earlier bug fixes that share telling words: has this occurred before?"""
    texts = [issue.summary] if issue else [p.title for p in pulls] + [c.subject for c in commits]
    words = {word for text in texts for word in title_words(text)} - set(title_words(key))
    own = {commit.seq for commit in commits} | {pull.seq for pull in pulls}
    fixes = [step for step in memory.steps_since(0) if step.fix_rule or step.is_revert]
    titled = {step.seq: words & set(title_words(step.title)) for step in fixes}
    weights = _weights(words, list(titled.values()))
    least = LEAST_SHARE_ALIKE * fsum(weights.values())
    ranked = []
    for step in fixes:
        shared = titled[step.seq]
        weight = fsum(weights[word] for word in sorted(shared))
        if step.seq not in own and len(shared) >= LEAST_WORDS_ALIKE and weight >= least:
            ranked.append((-weight, -step.seq, step))
    ranked.sort()
    steps = [step for _, _, step in ranked[:MAX_ALIKE]]
    return ReplyList(title="Earlier fixes alike", items=tuple(_alike_item(step) for step in steps))


def _weights(words: set[str], titles: list[set[str]]) -> dict[str, float]:
    """Return how telling each word is: the rarer among the titles, the more."""
    seen = Counter(word for title in titles for word in title)
    return {word: log2(1 + (1 + len(titles)) / (1 + seen[word])) for word in sorted(words)}


def _alike_item(step: Step) -> ReplyItem:
    return ReplyItem(
        says=phrase(
            link_to_change(step.sha, step.pull),
            " ",
            Quoted(without_number(step.title, step.pull)),
            f" [{day(step.at)}]",
        ),
        data=(("sha", step.sha), ("pull", step.pull), ("title", step.title)),
    )
