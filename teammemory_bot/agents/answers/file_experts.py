"""Who knows a file, who touched it last, and where was it discussed?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from teammemory_bot.agents.answers.errors import NotInMemory
from teammemory_bot.agents.answers.experts import Expert, experts_of
from teammemory_bot.agents.answers.wording import day, link_to_change, link_to_pull, name_of
from teammemory_bot.domain.finding import Code, Number, Phrase, Quoted, phrase
from teammemory_bot.domain.identity import DeveloperId, RepoPath
from teammemory_bot.domain.ports import Memory
from teammemory_bot.domain.questions.history import LandedChange
from teammemory_bot.domain.questions.risk import FileTouch
from teammemory_bot.domain.reply import Reply, ReplyItem, ReplyList

QUESTION: Final = "file-experts"
MAX_EXPERTS: Final = 5
MAX_DISCUSSIONS: Final = 5
_BY_NAME: Final = phrase(
    "part of this is theirs by the same full name alone (`teammemory identities`)"
)


def file_experts(path: str, memory: Memory, *, now: int) -> Reply:
    """Return the people who know a file, by the design's score and with its counts."""
    asked = RepoPath(path.strip().strip("/"))
    number = memory.file_numbers([asked]).get(asked)
    if number is None:
        known = (file.path for file in memory.files_now())
        raise NotInMemory("file", path, known=known, remedy="name it as `git ls-files` does")
    touches = memory.touches_of(number)
    experts = experts_of(touches, memory, now=now, without=frozenset())
    changes = memory.changes_of(asked)
    weak = memory.joined_by_name()
    return Reply(
        question=QUESTION,
        title=phrase("Experts for ", Code(asked)),
        lists=(
            ReplyList(
                title="",
                items=tuple(expert_item(expert, weak) for expert in experts[:MAX_EXPERTS]),
                is_ranked=True,
                empty="nobody but bots has touched it",
                more=max(0, len(experts) - MAX_EXPERTS),
            ),
            *_last_and_discussed(changes, memory),
        ),
        remarks=tuple(_uncounted(touches)),
    )


def expert_item(expert: Expert, weak: frozenset[DeveloperId] = frozenset()) -> ReplyItem:
    """Return a person with score and counts in the design's layout.

    `weak` are those part of whose work is theirs by nothing but the same full name, which anybody may
    write into a commit.
    """
    counts = expert.counts
    return ReplyItem(
        says=phrase(*name_of(expert.person), f" — score {expert.score:.1f}"),
        details=(
            phrase(
                "commits: ", Number(counts.commits), ", reviews: ", Number(counts.reviews),
                ", comments: ", Number(counts.comments), ", churn: ", Number(counts.churn),
                f", last activity: {day(counts.last_at)}",
            ),
            *((_BY_NAME,) if expert.person.id in weak else ()),
        ),
        data=(
            ("name", expert.person.name),
            ("login", expert.person.login),
            ("score", round(expert.score, 1)),
            ("commits", counts.commits),
            ("reviews", counts.reviews),
            ("comments", counts.comments),
            ("churn", counts.churn),
            ("last_activity", day(counts.last_at)),
            ("partly_by_name_alone", expert.person.id in weak),
        ),
    )  # fmt: skip


def _last_and_discussed(changes: tuple[LandedChange, ...], memory: Memory) -> Iterator[ReplyList]:
    if not changes:
        return
    last = changes[0]
    said = phrase(
        *name_of(last.author), f" on {day(last.at)} in ", link_to_change(last.sha, last.pull)
    )
    data = (("name", last.author.name), ("sha", last.sha), ("pull", last.pull))
    yield ReplyList(title="Last touched by", items=(ReplyItem(says=said, data=data),))
    talk = memory.talk_of_pulls(until=last.at)
    titles = {c.pull: c.title for c in changes if c.pull is not None and c.pull in talk}
    ranked = sorted(titles, key=lambda number: (-talk[number].comments, -number))
    yield ReplyList(
        title="Discussed in",
        items=tuple(
            ReplyItem(
                says=phrase(link_to_pull(number), " ", Quoted(titles[number])),
                data=(("pull", number), ("comments", talk[number].comments)),
            )
            for number in ranked[:MAX_DISCUSSIONS]
        ),
    )


def _uncounted(touches: tuple[FileTouch, ...]) -> Iterator[Phrase]:
    if any(touch.added is None for touch in touches):
        yield phrase("Lines of older changes were not counted; churn is that of the newer ones.")
