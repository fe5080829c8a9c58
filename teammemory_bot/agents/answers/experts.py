"""Who knows these files? Counted as the design does: commits, reviews, comments, churn, recency."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from teammemory_bot.domain.identity import Developer, DeveloperId
from teammemory_bot.domain.ports import Memory
from teammemory_bot.domain.questions.risk import FileTouch
from teammemory_bot.scoring.classic_expertise import ExpertiseCounts, classic_score


@dataclass(frozen=True, slots=True, kw_only=True)
class Expert:
    """One person with the counts that the score is made of."""

    person: Developer
    counts: ExpertiseCounts
    score: float


@dataclass(slots=True)
class _Tally:
    commits: int = 0
    reviews: int = 0
    comments: int = 0
    churn: int = 0
    last_at: int = 0

    def seen(self, at: int) -> None:
        self.last_at = max(self.last_at, at)


def experts_of(
    touches: Iterable[FileTouch], memory: Memory, *, now: int, without: frozenset[DeveloperId]
) -> list[Expert]:
    """Return who knows what the touches changed, the highest score first; no bots.

    A change counts once for its author and once for each of its reviewers, however many of the
    files it touched; comments are those on the issues that the changes name.
    """
    tallies: dict[DeveloperId, _Tally] = {}
    seqs: set[int] = set()
    for touch in touches:
        if touch.author not in without:
            tally = tallies.setdefault(touch.author, _Tally())
            tally.commits += touch.seq not in seqs
            tally.churn += (touch.added or 0) + (touch.deleted or 0)
            tally.seen(touch.at)
        seqs.add(touch.seq)
    _add_reviews(tallies, seqs, memory, without)
    _add_comments(tallies, seqs, memory, now, without)
    experts = [_expert(memory.developer(who), tally, now) for who, tally in tallies.items()]
    people = [expert for expert in experts if not expert.person.is_bot]
    return sorted(people, key=lambda expert: (-expert.score, expert.person.name, expert.person.id))


def _add_reviews(
    tallies: dict[DeveloperId, _Tally],
    seqs: set[int],
    memory: Memory,
    without: frozenset[DeveloperId],
) -> None:
    for seq, reviews in memory.reviewers_by_change(0).items():
        for who, at in reviews if seq in seqs else ():
            if who not in without:
                tally = tallies.setdefault(who, _Tally())
                tally.reviews += 1
                tally.seen(at)


def _add_comments(
    tallies: dict[DeveloperId, _Tally],
    seqs: set[int],
    memory: Memory,
    now: int,
    without: frozenset[DeveloperId],
) -> None:
    named = memory.keys_by_change(0)
    keys = {key for seq in seqs for key in named.get(seq, ())}
    for talk in memory.talk_of_issues(until=now):
        if talk.key in keys and talk.author not in without:
            tally = tallies.setdefault(talk.author, _Tally())
            tally.comments += talk.comments
            tally.seen(talk.last_at)


def _expert(person: Developer, tally: _Tally, now: int) -> Expert:
    counts = ExpertiseCounts(
        commits=tally.commits,
        reviews=tally.reviews,
        comments=tally.comments,
        churn=tally.churn,
        last_at=tally.last_at,
    )
    return Expert(person=person, counts=counts, score=classic_score(counts, now=now))
