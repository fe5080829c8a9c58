"""How does the answer to one question look, outside of any comment?"""

from __future__ import annotations

import json
from dataclasses import replace

from teammemory_bot.domain.finding import Outcome, Phrase, phrase
from teammemory_bot.render import details, footer
from teammemory_bot.render.comment import render_comment
from teammemory_bot.render.findings_json import FORMAT, answer_document, memory_document
from teammemory_bot.render.links import Links
from teammemory_bot.render.text import render_text
from teammemory_bot.render.view import Answer, Section, View, section_of

_SAID_NOTHING = "nothing to show"


def answer_text(answer: Answer, memory: footer.MemoryFacts, *, width: int | None = None) -> str:
    """Return the answer for a terminal of so many columns."""
    return render_text(_view(answer, memory), width=width)


def answer_markdown(answer: Answer, memory: footer.MemoryFacts, links: Links) -> str:
    """Return the answer as Markdown."""
    return render_comment(_view(answer, memory), links)


def answer_json(answer: Answer, memory: footer.MemoryFacts, links: Links) -> str:
    """Return the answer for a program: one document, keys in a fixed order."""
    document = {
        "format": FORMAT,
        "answer": answer_document(answer, links),
        "memory": memory_document(memory),
    }
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def _view(answer: Answer, memory: footer.MemoryFacts) -> View:
    report = answer.report
    shown = replace(report, findings=tuple(replace(f, is_detail=False) for f in report.findings))
    section = section_of(Answer(title=answer.title, report=shown))
    limits = tuple(phrase(limit) for limit in (*report.not_seen, *memory.limits))
    why = report.reason or _SAID_NOTHING
    is_silent = section is None or report.outcome is Outcome.NOT_AVAILABLE
    return View(
        headline=phrase(answer.title, f": {why}") if is_silent else phrase(answer.title),
        problems=(),
        sections=() if section is None or is_silent else (_headed(section, report.summary),),
        blocks=(details.Block(title=phrase("Not looked at"), lines=limits),) if limits else (),
        footer=footer.footer_of(memory, None),
    )


def _headed(section: Section, summary: Phrase) -> Section:
    """Return the section under what sums it up, since its title is the headline already."""
    return replace(section, title=summary, remark=()) if summary else section
