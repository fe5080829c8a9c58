"""How does one sentence look?"""

from __future__ import annotations

import pytest

from teammemory_bot.domain import claims
from teammemory_bot.domain.finding import (
    Code,
    Evidence,
    EvidenceKind,
    Link,
    Number,
    Quoted,
    phrase,
)
from teammemory_bot.domain.identity import RepoPath
from teammemory_bot.render.filters import BREAK
from teammemory_bot.render.links import Links
from teammemory_bot.render.phrase import MAX_PHRASE, md_phrase, text_phrase
from teammemory_bot.render.wording import after, counted, joined
from testing.sample_view import BASE, LINKS, pull

A = RepoPath("a.py")
CHANGES = claims.changes_of_file(A, since=0, value=1_234)
HISTORY = f"https://github.test/octo/repo/commits/{BASE}/a.py"


@pytest.mark.parametrize(
    ("said", "markdown", "text"),
    [
        (phrase("plain words"), "plain words", "plain words"),
        (phrase("see ", Code("a.py"), ", please"), "see `a.py`, please", "see a.py, please"),
        (phrase("by ", Quoted("@ana")), f"by &#64;{BREAK}ana", "by @ana"),
        (phrase(Number(12_345), " files"), "12,345 files", "12,345 files"),
        (phrase("  two ", "  spaces  "), "two spaces", "two spaces"),
        (phrase(Number(1), ". item"), "1&#46; item", "1. item"),
        (phrase(" ", "- item"), "&#45; item", "- item"),
        (phrase("a", "", "b"), f"a{BREAK}b", "ab"),
        ((), "", ""),
    ],
)
def test_phrase__parts__as_markdown_and_as_text(said, markdown, text) -> None:
    assert md_phrase(said, Links()).text == markdown
    assert text_phrase(said) == text


def test_md_phrase__number_that_nothing_else_proves__links_to_what_it_counts() -> None:
    assert md_phrase(phrase(Number(1_234, CHANGES)), LINKS).text == f"[1,234]({HISTORY})"


def test_md_phrase__number_beside_its_records__only_they_are_links() -> None:
    number = Number(1_234, CHANGES)
    with_link = md_phrase(phrase(number, " changes (", pull(7), ")"), LINKS).text
    assert with_link.startswith("1,234 changes ([&#35;")
    facts = joined([phrase(number, " changes"), phrase("reverted (", pull(7), ")")], "; ")
    assert md_phrase(facts, LINKS).text.startswith(f"[1,234]({HISTORY}) changes; reverted ([")


def test_md_phrase__hash_that_two_parts_make__is_broken() -> None:
    said = phrase(Quoted("abcdef"), Number(12))
    assert md_phrase(said, Links()).text == f"abcdef{BREAK}12"


def test_md_phrase__kinds_of_links__code_for_names_and_text_for_numbers() -> None:
    kinds = EvidenceKind
    commit = Link(Evidence(kind=kinds.COMMIT, reference=BASE))
    assert md_phrase((commit,), Links()).text == "`a1a1a1a`"
    assert md_phrase((pull(7),), Links()).text == f"&#35;{BREAK}7"
    assert (
        md_phrase((Link(Evidence(kind=kinds.DIFF, reference="")),), Links()).text == "this change"
    )


def test_md_phrase__endless_sentence__cut_between_two_parts() -> None:
    said = phrase(*(Code(f"path/{n}.py") for n in range(2_000)))
    shown = md_phrase(said, Links()).text
    assert len(shown) < MAX_PHRASE + 100
    assert shown.endswith("… and more")
    assert shown.count("`") % 2 == 0


@pytest.mark.parametrize(
    ("first", "then", "by", "text"),
    [
        ("a", "b", ": ", "a: b"),
        ("a?", "b", ": ", "a? b"),
        ("a. ", "b", ": ", "a.  b"),
        ("a", "", ": ", "a"),
        ("", "b", ": ", "b"),
    ],
)
def test_after__two_phrases__joined_as_sentences_are(first, then, by, text) -> None:
    made = after(phrase(first) if first else (), phrase(then) if then else (), by=by)
    assert "".join(getattr(part, "text", "") for part in made) == text


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 files"), (1, "1 file"), (2, "2 files"), (1_000, "1,000 files")]
)
def test_counted__count__the_right_plural(count, text) -> None:
    assert text_phrase(counted(count, "file")) == text


def test_counted__odd_plural__as_given() -> None:
    assert text_phrase(counted(2, "person", "people")) == "2 people"
