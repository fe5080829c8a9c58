"""Did you forget a file? What usually changes together with these, as a question with counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from teammemory_bot.agents.risk_evidence.case import RiskCase, name_at_base
from teammemory_bot.agents.risk_evidence.wording import (
    MAX_LINKS,
    evidence_of_steps,
    links,
    small_number,
)
from teammemory_bot.domain import claims
from teammemory_bot.domain.change import FileKind
from teammemory_bot.domain.finding import (
    Claim,
    Code,
    Confidence,
    Evidence,
    EvidenceKind,
    Finding,
    Number,
    Phrase,
    Severity,
    phrase,
)
from teammemory_bot.domain.identity import RepoPath, Sha
from teammemory_bot.domain.ports import Memory
from teammemory_bot.domain.questions.risk import FileName, RiskQuestions
from teammemory_bot.domain.risk_history import FileId
from teammemory_bot.scoring.co_change import (
    ASK_FROM,
    MAX_QUESTIONS,
    MAX_TRANSACTION_FILES,
    MAX_TRANSACTIONS,
    Partner,
    Transaction,
    find_partners,
    is_worth_asking,
)

RULE: Final = "co-change"


def partner_findings(case: RiskCase) -> Iterator[Finding]:
    """Yield the questions, likeliest first, at most three."""
    changed = {case.numbers[path] for path in _names(case) if path in case.numbers}
    kinds = {file.kind for file in case.files}
    names = Names(case.memory)
    asked = 0
    new = len(case.files) - len(changed)
    for partner in partners(case.memory, changed, new=new, now=case.pr.as_of, names=names):
        if partner.probability < ASK_FROM or asked == MAX_QUESTIONS:
            return
        if is_worth_asking(names.kind(partner.file), kinds):
            asked += 1
            yield _question(case, partner, names)


def partners(
    memory: RiskQuestions, changed: set[FileId], *, new: int, now: int, names: Names
) -> list[Partner]:
    """Return what usually changes with these files; `new` more are changed but have no past."""
    history = {
        file: tuple(
            Transaction(one.seq, one.at, one.files)
            for one in memory.together_with(
                file, last=MAX_TRANSACTIONS, max_files=MAX_TRANSACTION_FILES
            )
        )
        for file in sorted(changed)
    }
    # Files without a past vote for nothing: negative numbers are none of the memory's.
    everything = changed | {-number for number in range(1, new + 1)}
    return find_partners(
        history, changed=everything, is_alive=names.exists, path_of=names.path, now=now
    )


class Names:
    """What files are called, asked for when it matters and only once."""

    def __init__(self, memory: RiskQuestions) -> None:
        self._memory = memory
        self._known: dict[FileId, FileName] = {}

    def path(self, file: FileId) -> RepoPath:
        """Return a file's path."""
        return self._name(file).path

    def kind(self, file: FileId) -> FileKind:
        """Return what a file is."""
        return self._name(file).kind

    def exists(self, file: FileId) -> bool:
        """Tell whether a file exists."""
        return self._name(file).exists

    def _name(self, file: FileId) -> FileName:
        if file not in self._known:
            found = self._memory.names_of((file,))
            self._known[file] = found.get(file, FileName(RepoPath(""), exists=False))
        return self._known[file]


def counted_partner(
    memory: Memory, partner: Partner, *, names: Names, at: Sha
) -> tuple[Phrase, tuple[Claim, ...], tuple[Evidence, ...]]:
    """Return `It changed with ... in 15 of its last 18 changes`, its claim, and the records."""
    path, beside = names.path(partner.file), names.path(partner.beside)
    claim = claims.co_changes(beside, partner=path, last=partner.looked_at, value=partner.together)
    shown = evidence_of_steps(memory, partner.without[:MAX_LINKS])
    said = phrase(
        "It changed with ",
        Code(beside),
        " in ",
        Number(partner.together, claim),
        f" of its last {partner.looked_at} changes",
        *_without(partner, shown),
    )
    file = Evidence(kind=EvidenceKind.FILE, reference=path, at=at)
    return said, (claim,), (file, *shown)


def _names(case: RiskCase) -> Iterator[RepoPath]:
    return map(name_at_base, case.files)


def _question(case: RiskCase, partner: Partner, names: Names) -> Finding:
    said, proofs, evidence = counted_partner(
        case.memory, partner, names=names, at=case.pr.merge_base
    )
    path = names.path(partner.file)
    return Finding(
        rule=RULE,
        severity=Severity.LOW,
        confidence=Confidence.MEDIUM,
        phrase=phrase("Did you forget ", Code(path), "?"),
        facts=(said,),
        claims=proofs,
        evidence=evidence,
        path=path,
    )


def _without(partner: Partner, shown: list[Evidence]) -> Phrase:
    """Return the counter-examples: `(the three without: #340 #322 #318)`."""
    if not shown:
        return ()
    count = len(partner.without)
    named = small_number(count)
    return phrase(f" (the {named} without: ", *links(shown, more=count > len(shown)), ")")
