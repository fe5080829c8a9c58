"""Does a lie get past the skeptic, and does the truth?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from teammemory_bot.domain import claims
from teammemory_bot.domain.finding import (
    Claim,
    Code,
    Confidence,
    Evidence,
    EvidenceKind,
    Finding,
    Link,
    Number,
    Outcome,
    Quoted,
    Report,
    Severity,
    Words,
    found,
    phrase,
)
from teammemory_bot.domain.identity import RepoPath
from teammemory_bot.domain.rule_result import Result, RuleResult
from teammemory_bot.domain.verdict import Ruling, Verdict
from teammemory_bot.verify.measures import PATH_MEASURES
from teammemory_bot.verify.skeptic import NOTHING_LEFT, examine
from testing.repo_builder import ANA, BEN, CHI
from testing.true_claims import A, B, Trial, developer, trial

ana, ben, chi = map(developer, (ANA, BEN, CHI))
README = RepoPath("README.md")
SRC = RepoPath("src/")

TRUTHS = [
    claims.changes_of_file(A, since=0, value=25),
    claims.fixes_of_file(A, since=0, value=6),
    claims.reverts_of_file(A, since=0, value=1),
    claims.people_on_file(A, since=0, value=3),
    claims.lines_of_file(A, value=3),
    claims.changes_of_file_by(ana, A, since=0, value=9),
    claims.co_changes(A, partner=B, last=10, value=10),
    claims.reviews_of_author_by(ben, ana, last=4, value=4),
    claims.reviews_under_path_by(ana, SRC, last=9, value=3),
    claims.changes_by(chi, since=0, value=8),
    claims.change_percentile(value=99),
    claims.file_percentile(A, value=75),
    claims.files_of_change(value=2),
    claims.commits_of_change(value=2),
    claims.commits_without_key(value=1),
    claims.lines_added(A, value=3),
    claims.lines_removed(A, value=1),
    claims.decision_tokens(A, value=2),
]


@pytest.fixture(scope="module")
def case(tmp_path_factory) -> Iterator[Trial]:
    with trial(tmp_path_factory.mktemp("trial")) as made:
        yield made


def diff(case: Trial) -> Evidence:
    return Evidence(kind=EvidenceKind.DIFF, reference=f"{case.pr.merge_base}..{case.pr.head}")


def says(claim: Claim, *more) -> tuple:
    subject = (Code(claim.subject), ": ") if claim.measure in PATH_MEASURES else ()
    return phrase(*subject, Number(int(claim.value), claim), " of them", *more)


def finding(case: Trial, *facts, **fields) -> Finding:
    given = {"phrase": phrase("This is so"), "evidence": (diff(case),)} | fields
    return Finding(
        rule="r", severity=Severity.LOW, confidence=Confidence.HIGH, facts=facts, **given
    )


def judged(case: Trial, *findings: Finding) -> tuple[Report, Verdict]:
    (report,), verdict = examine([found("agent", findings)], case.inquiry)
    return report, verdict


def is_told(case: Trial, said: Finding) -> bool:
    report, _ = judged(case, said)
    return bool(report.findings)


# --- The truth -----------------------------------------------------------------------------------


@pytest.mark.parametrize("claim", TRUTHS, ids=lambda c: c.measure)
def test_examine__true_sentence__stands_as_it_was(case, claim) -> None:
    said = finding(case, says(claim))
    report, verdict = judged(case, said)
    assert report.findings == (said,)
    assert (verdict.made, verdict.confirmed, verdict.strikes) == (1, 1, ())


def test_examine__links_that_are_counted__stand(case) -> None:
    claim = claims.reverts_of_file(A, since=0, value=1)
    said = finding(case, says(claim, " (", pull(24), ")"), evidence=(pull(24).evidence,))
    assert is_told(case, said)


def test_examine__window_and_look_back__may_be_said_in_words(case) -> None:
    day = 86_400
    within = claims.changes_of_file(A, since=case.pr.as_of - 90 * day, value=25)
    together = claims.co_changes(A, partner=B, last=10, value=10)
    said = finding(
        case,
        phrase(Number(25, within), " changes in 90 days"),
        phrase(Number(10, together), " of its last 10 changes"),
    )
    assert len(judged(case, said)[0].findings[0].facts) == 2


# --- Lies ----------------------------------------------------------------------------------------


def pull(number: int) -> Link:
    return Link(Evidence(kind=EvidenceKind.PULL_REQUEST, reference=str(number)))


def _wrong_counts(claim: Claim) -> Iterator[Claim]:
    for wrong in (-1, 1, 10):
        yield replace(claim, value=int(claim.value) + wrong)


def _other_subjects(claim: Claim) -> Iterator[Claim]:
    if claim.measure in PATH_MEASURES:
        for path in (README, RepoPath("src/gone.py")):
            yield replace(claim, subject=path)


def _other_people(claim: Claim) -> Iterator[Claim]:
    arguments = dict(claim.arguments)
    for name in ("person", "author"):
        if name in arguments:
            for other in ("Nobody Known", CHI.name if arguments[name] != CHI.name else BEN.name):
                yield replace(claim, arguments=tuple(sorted((arguments | {name: other}).items())))


def _lying_claims() -> list[Claim]:
    made = [
        m for how in (_wrong_counts, _other_subjects, _other_people) for c in TRUTHS for m in how(c)
    ]
    # Chi, too, reviewed three of nine below src and wrote two fixes: no lies.
    return [claim for claim in made if claim not in _TRUE_AFTER_ALL]


_TRUE_AFTER_ALL = [
    claims.reviews_under_path_by(chi, SRC, last=9, value=3),
]


@pytest.mark.parametrize("claim", _lying_claims(), ids=str)
def test_examine__lying_claim__falls(case, claim) -> None:
    report, verdict = judged(case, finding(case, says(claim)))
    assert report.findings == ()
    assert (report.outcome, report.reason) == (Outcome.NOT_AVAILABLE, NOTHING_LEFT)
    assert verdict.confirmed == 0
    assert verdict.strikes


@pytest.mark.parametrize("claim", TRUTHS, ids=lambda c: c.measure)
def test_examine__number_that_its_claim_does_not_say__falls(case, claim) -> None:
    said = phrase(Number(int(claim.value) + 1, claim), " of them")
    assert not is_told(case, finding(case, said))


@pytest.mark.parametrize("claim", TRUTHS, ids=lambda c: c.measure)
def test_examine__number_without_a_claim_beside_a_true_one__falls(case, claim) -> None:
    assert not is_told(case, finding(case, says(claim, " and ", Number(1_234))))
    assert not is_told(case, finding(case, says(claim, " and 1,234 more")))


@pytest.mark.parametrize(
    "claim", [c for c in TRUTHS if c.measure in PATH_MEASURES], ids=lambda c: c.measure
)
def test_examine__true_claim_told_of_another_file__falls(case, claim) -> None:
    told = phrase(Code(README), ": ", Number(int(claim.value), claim), " of them")
    assert not is_told(case, finding(case, told))
    assert not is_told(case, finding(case, says(claim), phrase=phrase("Look at ", Code(README))))


@pytest.mark.parametrize(
    "claim", [c for c in TRUTHS if "person" in dict(c.arguments)], ids=lambda c: c.measure
)
def test_examine__true_claim_told_of_another_person__falls(case, claim) -> None:
    people = [case.known(person) for person in (ANA, BEN, CHI)]
    right = next(who for who in people if who.handle == dict(claim.arguments)["person"])
    wrong = next(who for who in people if who != right)
    assert is_told(case, finding(case, says(claim), person=right))
    assert not is_told(case, finding(case, says(claim), person=wrong))


def _stale_links(case: Trial) -> Iterator[Evidence]:
    kinds = EvidenceKind
    yield Evidence(kind=kinds.COMMIT, reference="0" * 40)
    yield Evidence(kind=kinds.COMMIT, reference="abc1234")
    yield Evidence(kind=kinds.PULL_REQUEST, reference="999")
    yield Evidence(kind=kinds.PULL_REQUEST, reference="1")  # exists, but is no revert
    yield Evidence(kind=kinds.COMMIT, reference=case.pr.base)  # the revert's neighbour
    yield Evidence(kind=kinds.FILE, reference="gone.py", at=case.pr.base)
    yield Evidence(kind=kinds.FILE, reference=A, at="main")
    yield Evidence(kind=kinds.LINES, reference=f"{A}:2-4", at=case.pr.base)
    yield Evidence(kind=kinds.LINES, reference=f"{A}:3-2", at=case.pr.base)
    yield Evidence(kind=kinds.LINES, reference="gone.py:1-1", at=case.pr.base)
    yield Evidence(kind=kinds.LINES, reference=A, at=case.pr.base)
    yield Evidence(kind=kinds.DIFF, reference=f"{case.pr.head}..{case.pr.merge_base}")
    yield Evidence(kind=kinds.DIFF, reference="main..work")
    yield Evidence(kind=kinds.ISSUE, reference="PROJ-98")
    yield Evidence(kind=kinds.ISSUE, reference="PROJ-9999")


@pytest.mark.parametrize("number", range(15))
def test_examine__stale_link__falls_in_a_sentence_and_as_evidence(case, number) -> None:
    stale = list(_stale_links(case))
    assert len(stale) == 15
    if stale[number].reference == case.pr.base:
        stale[number] = replace(
            stale[number], reference=case.repo.git("rev-parse", "main~1").strip()
        )
    claim = claims.reverts_of_file(A, since=0, value=1)
    assert not is_told(case, finding(case, says(claim, " (", Link(stale[number]), ")")))
    assert not is_told(case, finding(case, says(claim), evidence=(stale[number],)))


@pytest.mark.parametrize(
    "evidence",
    [
        Evidence(kind=EvidenceKind.ISSUE, reference="PROJ-7"),
        Evidence(kind=EvidenceKind.ISSUE, reference="PROJ-99"),
        Evidence(kind=EvidenceKind.PULL_REQUEST, reference="7"),
        Evidence(kind=EvidenceKind.MEMORY, reference="no commit names it"),
        Evidence(kind=EvidenceKind.FILE, reference=A),
        Evidence(kind=EvidenceKind.LINES, reference=f"{A}:1-3"),
    ],
    ids=str,
)
def test_examine__record_that_exists__stands(case, evidence) -> None:
    assert is_told(case, finding(case, phrase("see ", Link(evidence)), evidence=(evidence,)))


def test_examine__uncounted_sentence_about_a_person__its_links_must_be_theirs(case) -> None:
    """Pull request 9 names PROJ-9, was written by Ana and reviewed by Ben."""
    issue = Link(Evidence(kind=EvidenceKind.ISSUE, reference="PROJ-9"))
    other = Link(Evidence(kind=EvidenceKind.ISSUE, reference="PROJ-8"))
    told = {
        (ANA, issue, 9): True,
        (BEN, issue, 9): True,
        (CHI, issue, 9): False,
        (ANA, other, 9): False,
        (BEN, issue, 8): False,
    }
    for (person, named, number), stands in told.items():
        said = phrase("fixed ", named, " here (", pull(number), ")")
        evidence = (named.evidence, pull(number).evidence)
        about = finding(case, said, person=case.known(person), evidence=evidence)
        assert is_told(case, about) is stands, (person, named, number)


def test_examine__uncounted_sentence_with_a_commit__its_author_counts(case) -> None:
    landing = case.repo.git("rev-list", "-1", "--first-parent", "main").strip()
    for person, stands in ((ANA, True), (CHI, False)):
        link = Link(Evidence(kind=EvidenceKind.COMMIT, reference=landing))
        about = finding(case, phrase("took it back ", link), person=case.known(person))
        assert is_told(case, about) is stands


def test_examine__word_about_a_change__is_derived_where_the_change_is_linked(case) -> None:
    for number, stands in ((4, True), (3, False)):
        told = finding(
            case,
            phrase("fixed a bug (", pull(number), ")"),
            says(TRUTHS[0]),
            claims=(claims.change_is_fix(pull(number).evidence),),
        )
        report, _ = judged(case, told)
        assert len(report.findings[0].facts) == 1 + stands


def test_examine__words_that_say_a_fact__fall_like_numbers(case) -> None:
    for since, stands in ((0, True), (2_000_000_000, False)):
        claim = claims.active_since(ana, since=since, value=1)
        told = finding(case, says(TRUTHS[0]), status=phrase(Words("active", claim)))
        report, _ = judged(case, told)
        assert bool(report.findings[0].status) is stands


def test_examine__title_beside_a_link__must_be_its_own(case) -> None:
    for title, stands in (
        ("PROJ-3 Add case 3", True),
        ("Merge pull request #3 from someone/topic-3", True),
        ("PROJ-3  Add   case 3", True),
        ("PROJ-4 Fix case 4", False),
        ("PROJ-3 Add", False),
    ):
        assert is_told(case, finding(case, phrase(pull(3), " ", Quoted(title)))) is stands, title


# --- What falls with what ------------------------------------------------------------------------


def test_examine__one_false_fact__falls_alone_and_is_logged_with_both_numbers(case) -> None:
    true, false = TRUTHS[0], replace(TRUTHS[1], value=7)
    report, verdict = judged(case, finding(case, says(true), says(false)))
    assert report.findings[0].facts == (says(true),)
    assert (verdict.made, verdict.confirmed) == (2, 1)
    (strike,) = verdict.strikes
    assert (strike.claimed, strike.derived, strike.ruling) == ("7", "6", Ruling.REFUTED)
    assert (strike.agent, strike.rule, strike.claim) == ("agent", "r", false)


def test_examine__false_headline__takes_the_finding_with_it(case) -> None:
    false = replace(TRUTHS[0], value=1)
    assert not is_told(case, finding(case, says(TRUTHS[0]), phrase=says(false)))


def test_examine__false_advice_or_status__falls_alone(case) -> None:
    false = says(replace(TRUTHS[0], value=1))
    report, _ = judged(case, finding(case, says(TRUTHS[0]), asks=false, status=false))
    assert (report.findings[0].asks, report.findings[0].status) == ((), ())


def test_examine__claim_in_no_sentence__is_the_headline_s(case) -> None:
    assert is_told(case, finding(case, claims=(TRUTHS[0],)))
    assert not is_told(case, finding(case, claims=(replace(TRUTHS[0], value=1),)))


def test_examine__claim_about_a_linked_record__is_that_sentence_s(case) -> None:
    sha = case.repo.git("log", "-1", "--format=%H", "--no-merges", "main", "--", A).strip()
    older = case.repo.git("rev-list", "--max-parents=0", "main").strip()
    for said, stands in ((sha, True), (older, False)):
        claim = claims.lines_last_written_by(A, first=1, last=1, value=said)
        link = Link(Evidence(kind=EvidenceKind.COMMIT, reference=said))
        told = finding(case, phrase("Line 1 of ", Code(A), " is from ", link), claims=(claim,))
        assert is_told(case, told) is stands


def test_examine__evidence_that_does_not_exist__goes_and_the_rest_stays(case) -> None:
    gone = Evidence(kind=EvidenceKind.COMMIT, reference="0" * 40)
    report, verdict = judged(case, finding(case, evidence=(diff(case), gone)))
    assert report.findings[0].evidence == (diff(case),)
    assert verdict.strikes[0].evidence == gone


def test_examine__summary__stands_or_falls_by_its_own_numbers(case) -> None:
    true = claims.change_percentile(value=99)
    for claim, stands in ((true, True), (replace(true, value=3), False)):
        summary = phrase("riskier than ", Number(int(claim.value), claim), " %")
        report = replace(found("agent", (finding(case),)), summary=summary)
        (left,), _ = examine([report], case.inquiry)
        assert bool(left.summary) is stands


def test_examine__level__falls_with_a_percentile_that_does_not_give_it(case) -> None:
    claim = claims.change_percentile(value=99)
    summary = phrase("riskier than ", Number(100, claim), " %")
    for level, stands in (("high", True), ("usual", False), ("elevated", False)):
        report = replace(found("agent", (finding(case),)), summary=summary, level=level)
        (left,), _ = examine([report], case.inquiry)
        assert (left.level == level) is stands


def test_examine__level_alone__is_derived_too(case) -> None:
    for level, stands in (("high", True), ("usual", False), ("sunny", True)):
        (left,), verdict = examine([replace(found("agent", ()), level=level)], case.inquiry)
        assert (left.level == level) is stands
        assert bool(verdict.strikes) is not stands


def test_examine__failed_rule_whose_finding_fell__is_unknown_now(case) -> None:
    failed = RuleResult(rule="r", result=Result.FAIL, reason="so")
    other = RuleResult(rule="other", result=Result.FAIL, reason="so")
    for value, result in ((25, Result.FAIL), (1, Result.UNKNOWN)):
        said = finding(case, says(replace(TRUTHS[0], value=value)))
        report = replace(found("agent", (said,)), results=(failed, other))
        (left,), _ = examine([report], case.inquiry)
        assert [r.result for r in left.results] == [result, Result.FAIL]


def test_examine__claim_without_its_arguments__cannot_be_derived(case) -> None:
    bare = Claim(measure=claims.CO_CHANGES, subject=A, value=10)
    _, verdict = judged(case, finding(case, claims=(bare,)))
    assert verdict.strikes[0].ruling is Ruling.UNRESOLVED


def test_examine__renamed_file__may_be_called_by_both_names(case) -> None:
    renamed = replace(case.pr.files[0], path=RepoPath("src/new.py"), previous_path=A)
    inquiry = replace(case.inquiry, pr=replace(case.pr, files=(renamed,)))
    told = finding(
        case, phrase(Number(25, TRUTHS[0]), " changes"), phrase=phrase(Code("src/new.py"))
    )
    (report,), _ = examine([found("agent", (told,))], inquiry)
    assert report.findings


def test_examine__same_input_twice__equal(case) -> None:
    said = finding(case, says(TRUTHS[0]), says(replace(TRUTHS[1], value=0)))
    assert judged(case, said) == judged(case, said)
