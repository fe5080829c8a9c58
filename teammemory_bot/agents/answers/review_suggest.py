"""Who could review this pull request, by the design's first formula, from the memory alone?"""

from __future__ import annotations

from typing import Final

from teammemory_bot.agents.answers.errors import NotInMemory
from teammemory_bot.agents.answers.experts import experts_of
from teammemory_bot.agents.answers.file_experts import expert_item
from teammemory_bot.agents.answers.wording import link_to_issue, link_to_pull, listed, name_of
from teammemory_bot.domain.finding import Code, Phrase, Quoted, phrase
from teammemory_bot.domain.identity import PullNumber
from teammemory_bot.domain.ports import Memory
from teammemory_bot.domain.questions.context import KnownPull
from teammemory_bot.domain.reply import Reply, ReplyItem, ReplyList

QUESTION: Final = "review-suggest"
MAX_CANDIDATES: Final = 5
MAX_FILES: Final = 20


def review_suggest(
    number: PullNumber, memory: Memory, *, now: int, excluded: frozenset[str] = frozenset()
) -> Reply:
    """Return who knows the files of a pull request best, its author and who opted out left aside.

    Only what landed before the pull request is evidence.
    """
    pull = memory.pull_of(number)
    if pull is None:
        raise NotInMemory("pull request", f"#{number}", remedy="bring the memory up to date first")
    paths = [found.path for found in memory.paths_of_pull(number)]
    files = memory.file_numbers(paths)
    landed = next((step.seq for step in memory.steps_since(0) if step.pull == number), None)
    touches = [t for file in sorted(set(files.values())) for t in memory.touches_of(file)]
    experts = experts_of(
        [touch for touch in touches if landed is None or touch.seq < landed],
        memory,
        now=now,
        without=frozenset([pull.author.id] if pull.author else []),
    )
    asked = [e for e in experts if not {e.person.name.lower(), e.person.handle.lower()} & excluded]
    weak = memory.joined_by_name()
    return Reply(
        question=QUESTION,
        title=phrase("Reviewers for ", link_to_pull(number), " ", Quoted(pull.title)),
        fields=tuple(_fields(pull, memory)),
        lists=(
            ReplyList(
                title="",
                items=tuple(expert_item(expert, weak) for expert in asked[:MAX_CANDIDATES]),
                is_ranked=True,
                empty="nobody else has touched or reviewed these files",
            ),
            ReplyList(
                title="Changed files",
                items=tuple(
                    ReplyItem(says=phrase(Code(path)), data=(("path", path),))
                    for path in paths[:MAX_FILES]
                ),
                empty="the memory does not know them",
                more=max(0, len(paths) - MAX_FILES),
            ),
        ),
    )


def _fields(pull: KnownPull, memory: Memory) -> list[tuple[str, Phrase]]:
    fields = [("Author", name_of(pull.author)), ("State", phrase(pull.state.lower()))]
    keys = memory.issues_of_pull(pull.number)
    if keys:
        fields.append(("Issues", listed(link_to_issue(key) for key in keys)))
    reviewers = memory.reviewers_of_pull(pull.number)
    if reviewers:
        fields.append(("Reviewed by", listed((Quoted(p.name) for p in reviewers), ", ")))
    return fields
