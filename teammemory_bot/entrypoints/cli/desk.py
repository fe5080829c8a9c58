"""What does a verb that asks the memory start from? A memory brought up to date, and the choices."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from teammemory_bot.bootstrap import choices_at
from teammemory_bot.config.choices import Choices
from teammemory_bot.domain.finding import Report
from teammemory_bot.domain.reply import Reply
from teammemory_bot.entrypoints.cli.place import open_place
from teammemory_bot.entrypoints.cli.progress import shown_progress
from teammemory_bot.entrypoints.cli.session import Session
from teammemory_bot.pipeline.story import memory_facts
from teammemory_bot.pipeline.updating import bring_up_to_date
from teammemory_bot.pipeline.workplace import Workplace
from teammemory_bot.render.links import Links
from teammemory_bot.render.reply import reply_json, reply_markdown, reply_text
from teammemory_bot.render.single_answer import answer_json, answer_markdown, answer_text
from teammemory_bot.render.view import Answer
from teammemory_bot.store.memory import StoredMemory


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """A memory that is asked, whether or not its repository is at hand."""

    session: Session
    memory: StoredMemory
    choices: Choices
    repository_url: str | None = None

    @property
    def now(self) -> int:
        """The time of the newest change: what windows and decays count from (UTC seconds)."""
        newest = self.memory.change_at(self.memory.seq)
        return 0 if newest is None else newest.at

    def reply(self, reply: Reply) -> None:
        """Write the answer to one of the design's questions to standard output."""
        links = Links(repository_url=self.repository_url, jira_url=self.choices.jira_url)
        self.session.say(
            text=lambda: reply_text(reply, width=self.session.width),
            markdown=lambda: reply_markdown(reply, links),
            json=lambda: reply_json(reply),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The newest state of the memory, and under which choices it is asked."""

    session: Session
    place: Workplace
    memory: StoredMemory
    choices: Choices

    @property
    def counter(self) -> Counter:
        """The part of the desk where the design's questions are asked."""
        return Counter(
            session=self.session,
            memory=self.memory,
            choices=self.choices,
            repository_url=self.place.repository_url,
        )

    @property
    def now(self) -> int:
        """The time of the newest change: what windows and decays count from (UTC seconds)."""
        return self.counter.now

    def reply(self, reply: Reply) -> None:
        """Write the answer to one of the design's questions to standard output."""
        self.counter.reply(reply)

    def say(self, title: str, report: Report) -> None:
        """Write one agent's answer to standard output, in the format that was asked for."""
        answer = Answer(title=title, report=report)
        facts = memory_facts(self.memory, self.place)
        links = Links(
            repository_url=self.place.repository_url,
            jira_url=self.choices.jira_url,
            base=facts.tip,
            head=facts.tip,
        )
        self.session.say(
            text=lambda: answer_text(answer, facts, width=self.session.width),
            markdown=lambda: answer_markdown(answer, facts, links),
            json=lambda: answer_json(answer, facts, links),
        )


@contextmanager
def open_desk(session: Session) -> Iterator[Desk]:
    """Open the repository's memory, bring it up to date, and read the team's choices."""
    with open_place(session) as place:
        with shown_progress(session, "Reading history") as on_progress:
            bring_up_to_date(place, on_progress=on_progress)
        yield Desk(
            session=session,
            place=place,
            memory=place.store.memory_at(),
            choices=choices_at(place, place.branch_tip, config=session.config),
        )
