"""Does the record behind a link exist, and is it one of those that the sentence counts?"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from teammemory_bot.domain.finding import Evidence, EvidenceKind
from teammemory_bot.domain.git_facts import RawStep
from teammemory_bot.domain.identity import Developer, IssueKey, PullNumber, RepoPath, Sha
from teammemory_bot.domain.issue_key import Place, find_keys, pull_numbers_in, without_number
from teammemory_bot.domain.questions.second_look import ToldPull
from teammemory_bot.verify.inquiry import Inquiry
from teammemory_bot.verify.people import author_of, reviewers_of_step
from teammemory_bot.verify.step_words import first_line_of, pull_of, subject_of, title_of

_LINES: Final = re.compile(r"(.+):([0-9]{1,9})-([0-9]{1,9})", re.DOTALL)
_DIFF: Final = re.compile(r"([0-9a-f]{40,64})\.{2,3}([0-9a-f]{40,64})")
_LONG_TITLE: Final = 200
_FULL_HASH: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


def resolves(evidence: Evidence, inquiry: Inquiry) -> bool:
    """Tell whether git confirms that the record exists."""
    look = _LOOKS.get(evidence.kind)
    return look is None or look(evidence, inquiry)


def _is_commit(evidence: Evidence, inquiry: Inquiry) -> bool:
    sha = evidence.reference
    return _FULL_HASH.fullmatch(sha) is not None and inquiry.git.has_landed(Sha(sha))


def _has_landed(evidence: Evidence, inquiry: Inquiry) -> bool:
    is_own = evidence.reference == str(inquiry.pr.number)
    if is_own or step_behind(evidence, inquiry) is not None:
        return True
    return told_behind(evidence, inquiry) is not None  # open, or closed without landing


def told_behind(evidence: Evidence, inquiry: Inquiry) -> ToldPull | None:
    """Return what an API told of a pull request."""
    is_number = evidence.reference.isascii() and evidence.reference.isdigit()
    is_pull = evidence.kind is EvidenceKind.PULL_REQUEST and is_number
    return inquiry.told_pull(PullNumber(int(evidence.reference))) if is_pull else None


def is_called(evidence: Evidence, title: str, inquiry: Inquiry) -> bool:
    """Tell whether the change behind a record has this title, in git or at the API.

    A sentence leaves out the number that GitHub writes behind a title when it squashes.
    """
    step, told = step_behind(evidence, inquiry), told_behind(evidence, inquiry)
    titles = [told.title] if told is not None else []
    if step is not None:
        titles += [title_of(step), *(subject_of(commit.message) for commit in step.commits)]
        titles.append(without_number(title_of(step), pull_of(step)))
        titles += [first_line_of(one.message) for one in (step.own, *step.commits)]
    # The number at the end of a squash's title stands in the link already.
    number = f"(#{evidence.reference})"
    titles += [known.rstrip().removesuffix(number) for known in titles]
    said = " ".join(title.split())
    return any(_is_same(said, " ".join(known.split())) for known in titles)


def step_behind(evidence: Evidence, inquiry: Inquiry) -> RawStep | None:
    """Return the step that a commit is, or by which a pull request landed."""
    if evidence.kind is EvidenceKind.COMMIT:
        is_hash = _FULL_HASH.fullmatch(evidence.reference) is not None
        return inquiry.git.step_of(Sha(evidence.reference)) if is_hash else None
    for commit in inquiry.git.commits_saying(f"#{evidence.reference}"):
        heads = (subject_of(commit.message), first_line_of(commit.message))
        if any(evidence.reference in map(str, pull_numbers_in(head)) for head in heads):
            step = inquiry.git.step_of(commit.sha)
            if step is not None:
                return step
    return None


def _is_same(said: str, known: str) -> bool:
    """Compare titles, of which long ones are stored cut."""
    return said == known or (len(said) >= _LONG_TITLE and known.startswith(said))


def is_by(person: Developer, step: RawStep, inquiry: Inquiry) -> bool:
    """Tell whether a person wrote or reviewed a step, or one of its commits."""
    people = [
        author_of(step, inquiry),
        *reviewers_of_step(step, inquiry),
        *(inquiry.who(commit.author) for commit in step.commits),
    ]
    return any(who is not None and who.id == person.id for who in people)


def names_issue(step: RawStep, key: str, inquiry: Inquiry) -> bool:
    """Tell whether a step's messages, or its pull request as an API told of it, name an issue."""
    told = inquiry.told_pull(pull_of(step))
    if told is not None and key in told.issues:
        return True
    texts = (commit.message for commit in step.commits)
    return any(
        key in {found.key for found in find_keys(text, place=Place.COMMIT)} for text in texts
    )


def _is_file(evidence: Evidence, inquiry: Inquiry) -> bool:
    return _exists(RepoPath(evidence.reference), evidence.at, inquiry)


def _exists(path: RepoPath, at: str, inquiry: Inquiry) -> bool:
    commit = Sha(at or inquiry.pr.merge_base)
    return _FULL_HASH.fullmatch(commit) is not None and inquiry.git.has_file(path, at=commit)


def _are_lines(evidence: Evidence, inquiry: Inquiry) -> bool:
    lines = _LINES.fullmatch(evidence.reference)
    if lines is None or not 1 <= int(lines[2]) <= int(lines[3]):
        return False
    path, at = RepoPath(lines[1]), Sha(evidence.at or inquiry.pr.merge_base)
    if not _exists(path, at, inquiry):
        return False
    count = inquiry.git.lines_of(path, at=at)
    return count is not None and int(lines[3]) <= count


def _is_this_change(evidence: Evidence, inquiry: Inquiry) -> bool:
    shas = _DIFF.fullmatch(evidence.reference)
    pr = inquiry.pr
    return shas is not None and shas[1] in {pr.base, pr.merge_base} and shas[2] == pr.head


def _is_named(evidence: Evidence, inquiry: Inquiry) -> bool:
    """Tell whether the change or a step that landed names the issue."""
    key = evidence.reference
    if key in inquiry.pr.issue_keys or inquiry.memory.issue_of(IssueKey(key)) is not None:
        return True
    return any(
        key in {found.key for found in find_keys(commit.message, place=Place.COMMIT)}
        for commit in inquiry.git.commits_saying(key)
    )


# What was looked at and not found (`MEMORY`) cannot be opened.
_LOOKS: Final[Mapping[EvidenceKind, Callable[[Evidence, Inquiry], bool]]] = {
    EvidenceKind.COMMIT: _is_commit,
    EvidenceKind.PULL_REQUEST: _has_landed,
    EvidenceKind.FILE: _is_file,
    EvidenceKind.LINES: _are_lines,
    EvidenceKind.DIFF: _is_this_change,
    EvidenceKind.ISSUE: _is_named,
}
