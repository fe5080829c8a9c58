"""Who is joined, by what, and who must stay apart?"""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teammemory_bot.domain.identity_resolution import (
    Join,
    Link,
    Objection,
    Persona,
    Proof,
    resolve,
)

NAME = "ayşe demir"


def _persona(
    number: int,
    *,
    login: str = "",
    jira: str = "",
    email: str = "",
    names: tuple[str, ...] = (),
    carried_by: tuple[str, ...] = (),
) -> Persona:
    keys = {("login", login), ("jira", jira), ("email", email)}
    return Persona(
        id=number,
        keys=frozenset(key for key in keys if key[1]),
        names=frozenset(names),
        carried_by=frozenset(carried_by),
    )


def test_link__joins_what_it_names() -> None:
    people = [_persona(1, email="e1"), _persona(2, login="ayse")]
    link = Link(("email", "e1"), ("login", "ayse"), Proof.COMMIT)
    resolution = resolve(people, [link])
    assert resolution.developer_by_persona == {1: 1, 2: 1}
    assert resolution.joins == (Join(2, 1, Proof.COMMIT),)


def test_link__to_somebody_unknown_joins_nobody() -> None:
    link = Link(("email", "e1"), ("login", "nobody"), Proof.CONFIGURED)
    assert resolve([_persona(1, email="e1")], [link]).joins == ()


def test_name__joins_weakly_when_one_account_bears_it() -> None:
    people = [_persona(1, email="e1", names=(NAME,)), _persona(2, login="ayse", names=(NAME,))]
    (join,) = resolve(people, []).joins
    assert join.proof is Proof.NAME
    assert join.proof.is_weak
    assert resolve(people, [], joins_names=False).joins == ()


def test_name__joins_nobody_when_two_accounts_bear_it() -> None:
    people = [
        _persona(1, email="e1", names=(NAME,)),
        _persona(2, login="ayse", names=(NAME,)),
        _persona(3, login="ademir", names=(NAME,)),
    ]
    resolution = resolve(people, [])
    assert resolution.joins == ()
    (ambiguity,) = resolution.ambiguities
    assert (ambiguity.personas, ambiguity.objection) == ((1, 2, 3), Objection.SEVERAL_ACCOUNTS)


def test_name__joins_the_accounts_of_two_services() -> None:
    people = [_persona(1, jira="5b1", names=(NAME,)), _persona(2, login="ayse", names=(NAME,))]
    assert resolve(people, []).developer_by_persona == {1: 1, 2: 1}


def test_forged_name__in_somebody_elses_pull_request_makes_nobody_an_expert() -> None:
    expert = _persona(1, login="ayse", email="real", names=(NAME,))
    forged = _persona(2, email="forged", names=(NAME,), carried_by=("mallory",))
    resolution = resolve([expert, forged], [])
    assert resolution.joins == ()
    assert [a.objection for a in resolution.ambiguities] == [Objection.CARRIED_BY_OTHERS]


def test_name__of_commits_that_the_account_itself_brought_joins() -> None:
    expert = _persona(1, login="ayse", names=(NAME,))
    second = _persona(2, email="laptop", names=(NAME,), carried_by=("ayse", "colleague"))
    assert resolve([expert, second], []).developer_by_persona == {1: 1, 2: 1}


def test_names__of_addresses_that_different_accounts_brought_stay_apart() -> None:
    one = _persona(1, email="e1", names=(NAME,), carried_by=("ayse",))
    other = _persona(2, email="e2", names=(NAME,), carried_by=("mallory",))
    assert resolve([one, other], []).joins == ()


def test_names__never_tie_two_accounts_together_by_a_chain() -> None:
    people = [
        _persona(1, login="a", names=("ana lee",)),
        _persona(2, email="e", names=("ana lee", "ana lopez")),
        _persona(3, login="b", names=("ana lopez",)),
    ]
    developers = resolve(people, []).developer_by_persona
    assert developers[1] != developers[3]


def test_configuration__beats_an_ambiguous_name() -> None:
    people = [
        _persona(1, email="e1", names=(NAME,)),
        _persona(2, login="ayse", names=(NAME,)),
        _persona(3, login="ademir", names=(NAME,)),
    ]
    link = Link(("login", "ayse"), ("login", "ademir"), Proof.CONFIGURED)
    assert set(resolve(people, [link]).developer_by_persona.values()) == {1}


words = st.sampled_from(["ana lee", "ben kaya", "ayşe demir"])
people_lists = st.lists(
    st.tuples(
        st.sampled_from(["", "a", "b", "c"]),
        st.sampled_from(["", "j1", "j2"]),
        st.frozensets(words, max_size=2),
        st.frozensets(st.sampled_from(["a", "b", "m"]), max_size=2),
    ),
    max_size=8,
)


@given(
    rows=people_lists, pairs=st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=4)
)
def test_resolution__is_the_same_in_any_order_and_never_ties_accounts_by_name(
    rows: list[tuple[str, str, frozenset[str], frozenset[str]]], pairs: list[tuple[int, int]]
) -> None:
    used: set[str] = set()
    people = []
    for number, (login, jira, names, carried) in enumerate(rows):
        people.append(
            _persona(
                number,
                login=login if login not in used else "",
                jira=jira if jira not in used else "",
                email=f"e{number}",
                names=tuple(names),
                carried_by=tuple(carried),
            )
        )
        used |= {login, jira}
    links = [Link(("email", f"e{a}"), ("email", f"e{b}"), Proof.COMMIT) for a, b in pairs]
    resolution = resolve(people, links)
    shuffled, mixed = list(people), list(links)
    random.Random(7).shuffle(shuffled)  # noqa: S311 - an order, no secret
    random.Random(8).shuffle(mixed)  # noqa: S311 - an order, no secret
    assert resolve(shuffled, mixed) == resolution
    proved = resolve(people, links, joins_names=False).developer_by_persona
    accounts: dict[int, set[tuple[int, str]]] = {}
    for persona in people:
        for login in persona.logins:
            developer = resolution.developer_by_persona[persona.id]
            accounts.setdefault(developer, set()).add((proved[persona.id], login))
    for held in accounts.values():
        assert len({group for group, _ in held}) == 1


@pytest.mark.parametrize("proof", list(Proof))
def test_proof__says_whether_it_is_weak(proof: Proof) -> None:
    assert proof.is_weak == (proof is Proof.NAME)
