from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from teammemory_bot.agents import review_routing
from teammemory_bot.agents.answers.explain import explain
from teammemory_bot.agents.review_evidence.declared import ago
from teammemory_bot.domain.codeowners import parse_codeowners
from teammemory_bot.domain.finding import Band, Outcome, plain_text
from teammemory_bot.domain.identity import Login, PullNumber, Sha
from teammemory_bot.domain.live_review import LiveReview
from teammemory_bot.domain.policy import Absence, Policy, Profile, ReviewerPolicy
from teammemory_bot.domain.records import Account, Batch, PullRequestRecord, PullState
from tests.integration.agents.review_case import (
    BEN,
    CHI,
    DEE,
    EVE,
    OLD,
    Case,
    about,
    asked,
    facts,
    people,
)

TEAM = ("ana silva", "ben olsen", "chi nguyen", "dee", "dee okafor", "old timer")


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    with asked(tmp_path_factory.mktemp("case")) as made:
        yield made


def test_run__suggests_who_reviews_this_author_with_numbers_and_links(case: Case) -> None:
    report = review_routing.run(case.pr, case.memory)
    assert report.outcome is Outcome.FOUND
    assert people(report)[0] == BEN.name
    first = about(report, BEN.name)
    assert "reviewed 9 of the last 12 changes by this author (#15 #14 #13 …)" in facts(first)
    assert first.band is Band.STRONG
    assert first.score == pytest.approx(sum(term.points for term in first.terms), abs=1e-5)
    assert plain_text(first.status) == "active this month"


def test_run__never_suggests_the_author_a_bot_or_who_left(case: Case) -> None:
    report = review_routing.run(case.pr, case.memory)
    assert not {"Ana Silva", "dependabot[bot]", OLD.name} & set(people(report))
    assert OLD.name in people(report, "not-suggested")


def test_run__says_that_somebody_who_left_knew_the_code_without_a_name(case: Case) -> None:
    report = review_routing.run(case.pr, case.memory)
    (line,) = (f for f in report.findings if f.rule == "former-expert")
    assert plain_text(line.phrase) == (
        "Also knew this code: one person who is no longer active (read #4)"
    )


def test_run__keeps_to_the_number_of_suggestions(case: Case) -> None:
    pr = replace(case.pr, policy=Policy(max_suggestions=1))
    report = review_routing.run(pr, case.memory)
    assert people(report) == [BEN.name]
    assert people(report, "alternate-reviewer")[0] == DEE.name


def test_run__leaves_out_with_the_reason_who_is_away_asked_busy_or_without_access(
    case: Case,
) -> None:
    state = LiveReview(open_requests={Login("Dee"): 4})
    away = Absence(person="ben olsen", until=case.pr.as_of + 1, last_day="2026-02-01")
    policy = Policy(reviewers=ReviewerPolicy(absences=(away,), max_open_reviews=4))
    report = review_routing.run(replace(case.pr, policy=policy, live_review=state), case.memory)
    assert people(report) == [CHI.name]
    assert plain_text(about(report, BEN.name).phrase) == "not suggested: is away until 2026-02-01"
    assert "as many reviews" in plain_text(about(report, DEE.name).phrase)


@pytest.mark.parametrize("kind", ["requested", "reviewed", "asked_before", "without_access"])
def test_run__asks_nobody_twice(case: Case, kind: str) -> None:
    state = LiveReview(**{kind: frozenset({Login("DEE")})})
    report = review_routing.run(replace(case.pr, live_review=state), case.memory)
    assert DEE.name not in people(report)


def test_run__leaves_out_who_is_busy_on_github_and_says_until_when(case: Case) -> None:
    state = LiveReview(busy={Login("DEE"): 1_772_323_200})
    report = review_routing.run(replace(case.pr, live_review=state), case.memory)
    assert plain_text(about(report, DEE.name).phrase) == (
        "not suggested: is busy until 2026-03-01, by their status on GitHub"
    )
    endless = replace(case.pr, live_review=LiveReview(busy={Login("dee"): None}))
    assert plain_text(about(review_routing.run(endless, case.memory), DEE.name).phrase) == (
        "not suggested: is busy, by their status on GitHub"
    )


def test_run__says_what_github_did_not_say(case: Case) -> None:
    owners = parse_codeowners("* @org/team\n")
    unknown = replace(case.pr, live_review=LiveReview(code_owners=owners))
    assert review_routing.run(unknown, case.memory).not_seen == (
        "open review requests, who is busy and who may review here, since GitHub did not say",
        "who is in the teams that own this code or are asked, since they could not be read",
    )
    known = LiveReview(
        open_requests={}, without_access=frozenset(), busy={}, code_owners=owners,
        teams={"Org/Team": frozenset()},
    )  # fmt: skip
    report = review_routing.run(replace(case.pr, live_review=known), case.memory)
    assert report.not_seen == ()


def test_run__of_a_team_that_owns_the_files_says_who_fits(case: Case) -> None:
    state = LiveReview(
        code_owners=parse_codeowners("src/ @org/Team\n"),
        teams={"org/team": frozenset({Login("DEE"), Login("zoe")})},
    )
    report = review_routing.run(replace(case.pr, live_review=state), case.memory)
    (line,) = (f for f in report.findings if f.rule == "code-owner")
    said = "team org/Team (src/auth/token.py), of which Dee Okafor (dee) fits best"
    assert facts(line) == [said]
    assert "in the declared owner team org/Team" in facts(about(report, DEE.name))
    asked = replace(state, requested_teams=frozenset({"org/team"}))
    report = review_routing.run(replace(case.pr, live_review=asked), case.memory)
    assert plain_text(about(report, DEE.name).phrase) == (
        "not suggested: is asked already, with the team org/team"
    )
    (line,) = (f for f in report.findings if f.rule == "code-owner")
    assert facts(line) == [said]
    strangers = replace(state, teams={"org/team": frozenset({Login("zoe")})})
    report = review_routing.run(replace(case.pr, live_review=strangers), case.memory)
    (line,) = (f for f in report.findings if f.rule == "code-owner")
    assert facts(line) == ["team org/Team (src/auth/token.py), nobody of which fits"]


def test_run__an_absence_that_ended_counts_no_more(case: Case) -> None:
    away = Absence(person="ben olsen", until=case.pr.as_of, last_day="2026-01-31")
    policy = Policy(reviewers=ReviewerPolicy(absences=(away,)))
    assert BEN.name in people(review_routing.run(replace(case.pr, policy=policy), case.memory))


def test_run__shows_open_reviews_in_coarse_steps_once_they_are_known(case: Case) -> None:
    state = LiveReview(open_requests={Login("dee"): 2})
    report = review_routing.run(replace(case.pr, live_review=state), case.memory)
    status = plain_text(about(report, DEE.name).status)
    assert status == "one or two open reviews · active this month"
    assert not any("open review requests" in limit for limit in report.not_seen)


def test_run__says_plainly_that_nobody_fits(case: Case) -> None:
    pr = replace(case.pr, policy=Policy(excluded_people=frozenset(TEAM)))
    report = review_routing.run(pr, case.memory)
    (line,) = (f for f in report.findings if f.rule == "nobody-fits")
    assert plain_text(line.phrase).startswith("Nobody fits:")


def test_run__names_declared_owners_and_when_they_last_touched_it(case: Case) -> None:
    owners = parse_codeowners("src/auth/ @dee @org/team x@example.com\n")
    pr = replace(case.pr, live_review=LiveReview(code_owners=owners))
    report = review_routing.run(pr, case.memory)
    (line,) = (f for f in report.findings if f.rule == "code-owner")
    assert facts(line) == [
        "dee (src/auth/token.py), last touched it 16 days ago (#16)",
        "team org/team (src/auth/token.py)",
    ]
    assert "declared owner" in facts(about(report, DEE.name))


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "today"),
        (1, "1 day ago"),
        (60, "60 days ago"),
        (427, "14 months ago"),
        (900, "2 years ago"),
    ],
)
def test_ago__speaks_in_the_unit_that_people_use(days: int, words: str) -> None:
    assert ago(days) == words


def test_run__by_the_classic_profile_ranks_by_the_designs_formula(case: Case) -> None:
    pr = replace(case.pr, policy=Policy(profile=Profile.CLASSIC))
    report = review_routing.run(pr, case.memory)
    first = about(report, people(report)[0])
    assert first.band is None
    assert first.score == pytest.approx(sum(term.points for term in first.terms))
    assert [term.name for term in first.terms] == [
        "commits",
        "reviews",
        "comments",
        "churn",
        "recency",
    ]


def test_explain__tells_why_somebody_is_not_suggested(case: Case) -> None:
    pr = replace(case.pr, policy=Policy(excluded_people=frozenset({"dee"})))
    (shown,) = explain(pr, case.memory, person="DEE").lists
    (item,) = shown.items
    assert "by configuration" in plain_text(item.says)
    assert sum(isinstance(value, float) for _, value in item.data) > 8
    (nobody,) = explain(pr, case.memory, person="nobody").lists
    assert nobody.items == ()
    assert "wrote and reviewed nothing" in nobody.empty


names = st.sets(st.sampled_from(TEAM))
absences = st.builds(
    Absence,
    person=st.sampled_from(TEAM),
    until=st.sampled_from([0, 1 << 40]),
    last_day=st.just("2026-03-01"),
)
policies = st.builds(
    Policy,
    profile=st.sampled_from(Profile),
    max_suggestions=st.integers(0, 4),
    excluded_people=names.map(frozenset),
    reviewers=st.builds(
        ReviewerPolicy,
        spread_load=st.booleans(),
        absences=st.lists(absences, max_size=2).map(tuple),
        max_open_reviews=st.one_of(st.none(), st.integers(0, 9)),
    ),
)
titles = st.text(st.sampled_from("improve auth web 1"), max_size=20)
logins = st.sampled_from([Login("dee"), Login("eve"), Login("DEE"), Login("Eve")])
some_logins = st.one_of(st.none(), st.frozensets(logins, max_size=2))
states = st.builds(
    LiveReview,
    requested=some_logins,
    reviewed=some_logins,
    asked_before=some_logins,
    without_access=some_logins,
    open_requests=st.one_of(st.none(), st.dictionaries(logins, st.integers(0, 9))),
    busy=st.one_of(st.none(), st.dictionaries(logins, st.none() | st.integers(1, 1 << 33))),
    requested_teams=st.sampled_from([None, frozenset(), frozenset({"org/team"})]),
    teams=st.one_of(st.none(), st.dictionaries(st.just("Org/team"), st.frozensets(logins))),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(policies, titles, states)
def test_run__never_suggests_who_opted_out(
    case: Case, policy: Policy, title: str, state: LiveReview
) -> None:
    _check_opted_out(case, policy, title, state)


@pytest.mark.prove
@settings(max_examples=10_000, suppress_health_check=list(HealthCheck), deadline=None)
@given(policies, titles, states)
def test_run__never_suggests_who_opted_out_in_ten_thousand_cases(
    case: Case, policy: Policy, title: str, state: LiveReview
) -> None:
    _check_opted_out(case, policy, title, state)


def _check_opted_out(case: Case, policy: Policy, title: str, state: LiveReview) -> None:
    """Nobody who opted out, is away, has no access, or was asked is named as one to ask."""
    pr = replace(case.pr, policy=policy, title=title, live_review=state)
    report = review_routing.run(pr, case.memory)
    away = {one.person for one in policy.reviewers.absences if case.pr.as_of < one.until}
    asked = [state.requested, state.reviewed, state.asked_before, state.without_access]
    asked.append(frozenset(state.busy or ()))
    if state.requested_teams:
        asked += (state.teams or {}).values()
    out = policy.excluded_people | away | {one.lower() for some in asked for one in some or ()}
    for finding in report.findings:
        if finding.rule in {"suggested-reviewer", "alternate-reviewer"}:
            assert finding.person is not None
            called = {finding.person.name.lower(), (finding.person.login or "").lower()}
            assert not called & out
        learner = plain_text(finding.asks).lower()
        assert not [name for name in out if f"add {name}" in learner]
    assert len(people(report)) <= policy.max_suggestions


def test_run__what_was_never_merged_makes_nobody_known(tmp_path) -> None:
    with asked(tmp_path, by=EVE) as case:
        case.repo.git("branch", "elsewhere", "topic")
        report = review_routing.run(case.pr, case.memory)
        everybody = {f.person.name for f in report.findings if f.person is not None}
        assert EVE.name not in everybody


def test_run__an_author_forged_in_a_commit_is_no_expert(tmp_path) -> None:
    """Eve's pull request landed with commits that claim to be Chi's; the API knows whose it was."""
    with asked(tmp_path) as case:
        before = about(review_routing.run(case.pr, case.memory), CHI.name)
        claimed = [
            PullRequestRecord(
                number=PullNumber(number),
                title="Improve web",
                state=PullState.MERGED,
                author=Account(login=Login("eve")),
                created_at=1,
                updated_at=2,
                merge_commit_sha=Sha("a" * 40),
            )
            for number in range(17, 23)
        ]
        case.place.store.save(Batch(source="test", records=tuple(claimed)))
        memory = case.place.store.memory_at(case.memory.seq)
        report = review_routing.run(case.pr, memory)
        assert before.score is not None
        assert CHI.name not in people(report)
