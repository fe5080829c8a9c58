"""Which issues does a text name? A finder that is linear in the text and bounded in its answer.

Three kinds of names: Jira keys (`PROJ-123`), issues of GitHub (`#12`, `GH-12`, an address, a closing
keyword before any of these), and whatever a team's own pattern finds (`domain/user_pattern.py`).
Numbers that a subject carries because GitHub put them there (`Merge pull request #12`, a final
`(#12)`) are pull requests and are told apart by `pull_numbers_in`.

What looks like a key and is none is counted in docs/issue-keys.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Final, NamedTuple

from teammemory_bot.domain.identity import IssueKey, PullNumber
from teammemory_bot.domain.issue_lookalike import LOOK_ALIKES
from teammemory_bot.domain.markdown_mask import without_code, without_comments

MAX_TEXT: Final = 65_536
"""Characters of one text that are looked at: a pull request's body holds no more."""
MAX_CANDIDATES: Final = 1_000
"""Places in one text that are looked at more closely; more than that is no human's writing."""
MAX_KEYS: Final = 100
"""Keys that one text may name; further ones are not reported."""


class KeyKind(StrEnum):
    """Which tracker a key belongs to."""

    JIRA = "jira"
    GITHUB = "github"
    PATTERN = "pattern"  # found by the team's own pattern


class Place(StrEnum):
    """Where a key stands."""

    TITLE = "title"
    BODY = "body"
    BRANCH = "branch"
    COMMIT = "commit"


class FoundKey(NamedTuple):
    """One mention of an issue: which one, where, and the very characters that said so."""

    key: IssueKey
    kind: KeyKind
    place: Place
    text: str
    start: int
    closes: bool = False
    """A closing keyword stands right before it: GitHub will close the issue on merge."""
    repository: str = ""
    """`owner/name` when the issue is another repository's; empty for the own one and for Jira."""

    @property
    def project(self) -> str:
        """The Jira project; empty for other kinds."""
        return self.key.rpartition("-")[0] if self.kind is KeyKind.JIRA else ""


# What cannot stand right before a key: letters and digits, also those that imitate ASCII ones, and
# invisible characters; but not Han or Kana, which are written without spaces.
_GLUE: Final = "A-Za-z0-9\u00ad\u00c0-\u024f\u0370-\u052f\u200b-\u200f\u2060\ufeff\uff10-\uff5a"
_JIRA: Final = re.compile(
    rf"(?<![{_GLUE}_.@-])(?P<project>[A-Z][A-Z0-9_]{{1,19}})-(?P<number>[1-9][0-9]{{0,8}})"
    rf"(?![{_GLUE}_]|\.[0-9])"
)
# Both cases and any separator: in a branch's name a key is glued to its neighbours.
_JIRA_IN_ANY_CASE: Final = re.compile(
    rf"(?<![{_GLUE}])(?P<project>[A-Za-z][A-Za-z0-9]{{1,19}})-(?P<number>[1-9][0-9]{{0,8}})"
    rf"(?![{_GLUE}]|\.[0-9])"
)
_CLOSING: Final = r"(?:clos(?:e|es|ed)|fix(?:|es|ed)|resolv(?:e|es|ed))"
_OWNER: Final = r"[A-Za-z0-9][A-Za-z0-9-]{0,38}"
_NAME: Final = r"[A-Za-z0-9_.-]{1,100}"
_GITHUB: Final = re.compile(
    rf"(?:(?<![{_GLUE}_-])(?P<closing>{_CLOSING}):?[ \t]{{0,4}})?"
    r"(?:"
    rf"(?<![{_GLUE}_.#&/?=-])(?:(?P<owner>{_OWNER})/)?(?P<name>{_NAME}(?<!-))#(?P<there>[1-9][0-9]{{0,8}})"
    rf"|(?<![{_GLUE}_&#/?=])#(?P<here>[1-9][0-9]{{0,8}})"
    rf"|(?<![{_GLUE}_-])(?:GH|ISSUE)-(?P<gh>[1-9][0-9]{{0,8}})"
    rf"|https?://(?:[A-Za-z0-9.-]{{1,253}})/(?P<url_owner>{_OWNER})/(?P<url_name>{_NAME})"
    r"/issues/(?P<url>[1-9][0-9]{0,8})"
    rf")(?![{_GLUE}_]|\.[0-9])",
    re.IGNORECASE,
)
# A part of each match, and quick to find: the expressions themselves are slow at every place but these.
_JIRA_SIGN: Final = re.compile("-[1-9]")
_GITHUB_SIGN: Final = re.compile("(?:[#/]|[hHeE]-)[1-9]")
_JIRA_BEFORE_SIGN: Final = 20
"""How many characters of a Jira key can stand before its sign: a project."""
_MAX_ADDRESS: Final = 512
"""How many characters of an issue's address can stand before its number, and more."""
_CLOSING_BEFORE: Final = 13
"""How many characters a closing keyword can take with its colon and spaces."""
_GITHUB_IN_BRANCH: Final = re.compile(
    rf"(?<![{_GLUE}])(?:(?:gh|issues?)[-_/]?#?|#)(?P<number>[1-9][0-9]{{0,8}})(?![{_GLUE}]|\.[0-9])",
    re.IGNORECASE,
)
_PULL_BEFORE: Final = re.compile(
    rf"(?<![{_GLUE}])(?:prs?|mrs?|pulls?|pull requests?|backport(?:|s|ed)(?: of)?)[ \t:(]{{0,2}}\Z",
    re.IGNORECASE,
)
_COUNTING_BEFORE: Final = re.compile(
    rf"(?<![{_GLUE}])(?:attempt|batch|build|case|chapter|comment|day|example|item|job|level|line|note"
    r"|number|option|page|part|pep|phase|pitfall|point|question|rank|release|rev|revision|round|row"
    r"|rule|run|section|slide|step|take|task|test|tier|tip|try|version|week|workflow)[ \t]?\Z",
    re.IGNORECASE,
)
_LINKING_WORDS: Final = re.compile(
    rf"(?P<closing>{_CLOSING})|issues?|bug|ticket|gh|refs?", re.IGNORECASE
)
_GITHUB_PREFIXES: Final = frozenset(("GH", "ISSUE", "ISSUES"))
# Beside `/issues/`, which is looked for apart: an alternative would keep the scan from being quick.
# Begins with one certain character, as `_JIRA_SIGN` does: a scan for one of two takes three times as long.
_NUMBER_SIGN: Final = re.compile(r"#[1-9]")
_MERGE_SUBJECT: Final = re.compile(r"Merged? (?:pull request|PR) #([1-9][0-9]{0,8})\b")
_MERGED_BRANCH: Final = re.compile(
    rf"Merged? (?:pull request|PR) #[1-9][0-9]{{0,8}} from {_OWNER}/(?P<branch>[^\s]{{1,255}})"
)
# The Apache merge script's way to record a pull request, in the body of the landed commit.
_CLOSED_FROM: Final = re.compile(
    rf"(?m)^(?:Closes|closes) #([1-9][0-9]{{0,8}}) from {_OWNER}[/:\n]"
)
_LANDED: Final = re.compile(r"\(#([1-9][0-9]{0,8})\)(?=[\s\"'”…]{0,9}(?:$|\(#))")
_LANDED_LAST: Final = re.compile(r"\(#([1-9][0-9]{0,8})\)\Z")
_MAX_SUBJECT: Final = 1_000


def has_key_shape(text: str | bytes) -> bool:
    """Tell quickly whether a text could name any issue: most commit subjects do not."""
    if isinstance(text, bytes):
        text = text.decode("latin-1")  # what is looked for is ASCII, and this takes every byte
    return (
        _JIRA_SIGN.search(text) is not None
        or _NUMBER_SIGN.search(text) is not None
        or "/issues/" in text
    )


def find_keys(
    text: str, *, place: Place, projects: frozenset[str] = frozenset(), repository: str = ""
) -> tuple[FoundKey, ...]:
    """Return the issues that a text names, in the order of the text, each mention once.

    `projects` are the team's Jira projects where they are known: their keys also count in lower
    case, and no look-alike list holds against them. Keys of other projects are still returned (the
    caller tells foreign ones by `FoundKey.project`). `repository` is the own `owner/name`.
    """
    if place is not Place.BRANCH and not has_key_shape(text):
        return ()
    text = text[:MAX_TEXT]
    if place is Place.BODY:
        text = without_comments(text)
    found = [*_jira_keys(text, place, projects), *_github_keys(text, place, repository)]
    found.sort(key=lambda mention: mention.start)
    return tuple(found[:MAX_KEYS])


def pull_numbers_in(message: str) -> tuple[PullNumber, ...]:
    """Return the pull requests whose landing a commit message records, the newest last.

    `Merge pull request #12 from …` names one; `Title (#12)` and `Title (#12) (#15)`, which GitHub
    writes when it squashes (the second after a back-port), name those in parentheses at the end; a
    body's line `Closes #12 from owner/branch` names one too, where the subject names none. A number
    inside the quotes of `Revert "Title (#12)"` landed earlier and is not returned.
    """
    if "#" not in message:
        return ()
    subject, _, body = message.partition("\n")
    line = subject[:_MAX_SUBJECT].rstrip()
    merged = _MERGE_SUBJECT.match(line)
    if merged:
        return (PullNumber(int(merged[1])),)
    numbers: list[PullNumber] = []
    while (last := _LANDED_LAST.search(line)) and len(numbers) < MAX_KEYS:
        numbers.append(PullNumber(int(last[1])))
        line = line[: last.start()].rstrip()
    closed = _CLOSED_FROM.search(body[:MAX_TEXT]) if body and not numbers else None
    return (PullNumber(int(closed[1])),) if closed else tuple(reversed(numbers))


def without_number(title: str, pull: PullNumber | None) -> str:
    """Return a title without the pull request's number at its end, for where that stands beside it."""
    return title if pull is None else title.removesuffix(f"(#{pull})").rstrip() or title


def _jira_keys(text: str, place: Place, projects: frozenset[str]) -> Iterator[FoundKey]:
    if "-" not in text:
        return
    pattern = _JIRA_IN_ANY_CASE if place is Place.BRANCH or projects else _JIRA
    matches = _matches(pattern, text, _JIRA_SIGN, _jira_start)
    for count, match in enumerate(matches):
        if count == MAX_CANDIDATES:
            return
        project = match["project"].upper()
        is_known = project in projects
        if not is_known and not _may_be_jira(match, project, place):
            continue
        yield FoundKey(
            key=IssueKey(f"{project}-{match['number']}"),
            kind=KeyKind.JIRA,
            place=place,
            text=match[0],
            start=match.start(),
        )


def _matches(
    pattern: re.Pattern[str], text: str, sign: re.Pattern[str], start_of: Callable[[str, int], int]
) -> Iterator[re.Match[str]]:
    """Yield what `pattern.finditer(text)` does, by looking only where a sign is near.

    Each match holds a sign and starts no earlier than `start_of` the sign's place says.
    """
    done = 0
    while near := sign.search(text, done):
        match = pattern.search(text, max(done, start_of(text, near.start())))
        if match is None:
            return
        yield match
        done = match.end()


def _jira_start(_text: str, sign: int) -> int:
    return sign - _JIRA_BEFORE_SIGN


def _github_start(text: str, sign: int) -> int:
    """Return where a match can start at the earliest: with its word, or a closing keyword before."""
    low = max(sign - _MAX_ADDRESS, 0)
    word = max(
        text.rfind(" ", low, sign), text.rfind("\n", low, sign), text.rfind("\t", low, sign), low
    )
    return word - _CLOSING_BEFORE


def _may_be_jira(match: re.Match[str], project: str, place: Place) -> bool:
    """Tell whether a Jira-shaped string of no known project may be a key after all."""
    if match["project"] != project or project in LOOK_ALIKES or project in _GITHUB_PREFIXES:
        return False
    after = match.string[match.end() : match.end() + 2]
    if after[:1] == "-" and after[1:].isdigit():
        return False  # CVE-2024-1234 and its like
    return place is Place.BRANCH or _JIRA.match(match.string, match.start()) is not None


def _github_keys(text: str, place: Place, repository: str) -> Iterator[FoundKey]:
    if place is Place.BRANCH:
        yield from _github_keys_in_branch(text)
        return
    if place is Place.BODY:
        text = without_code(text)
    landed = _landed_ends(text) if place is Place.COMMIT else frozenset()
    matches = _matches(_GITHUB, text, _GITHUB_SIGN, _github_start)
    for count, match in enumerate(matches):
        if count == MAX_CANDIDATES:
            return
        if match.end() not in landed:
            found = _github_key(match, place, repository)
            if found is not None:
                yield found
    if place is Place.COMMIT:
        yield from _github_keys_of_merged_branch(text)


def _landed_ends(text: str) -> frozenset[int]:
    """Return where the numbers end by which a subject records that a pull request landed."""
    line = text.partition("\n")[0][:_MAX_SUBJECT]
    merged = _MERGE_SUBJECT.match(line)
    if merged:
        return frozenset((merged.end(1),))
    return frozenset(match.end(1) for match in _LANDED.finditer(line))


def _github_key(match: re.Match[str], place: Place, repository: str) -> FoundKey | None:
    number = match["there"] or match["here"] or match["gh"] or match["url"]
    owner, name = match["owner"] or match["url_owner"], match["name"] or match["url_name"]
    closes = match["closing"] is not None
    elsewhere = ""
    if name and not owner:
        # `word#12`: our own name, or a word that says it is a link; to GitHub it is plain text.
        linking = _LINKING_WORDS.fullmatch(name)
        if linking is None and name.lower() != repository.partition("/")[2].lower():
            return None
        closes = closes or (linking is not None and linking["closing"] is not None)
    elif name and f"{owner}/{name}".lower() != repository.lower():
        elsewhere = f"{owner}/{name}"
    if match["here"] and (_lands(match) if closes else _counts_something_else(match)):
        return None
    return FoundKey(
        key=IssueKey(f"{elsewhere}#{number}"),
        kind=KeyKind.GITHUB,
        place=place,
        text=match[0],
        start=match.start(),
        closes=closes,
        repository=elsewhere,
    )


def _lands(match: re.Match[str]) -> bool:
    """Tell whether `Closes #12 from owner/branch` records a pull request that landed."""
    return match.string.startswith(" from ", match.end())


def _counts_something_else(match: re.Match[str]) -> bool:
    """Tell whether the word before `#12` says that it is no issue: `PR #12`, `step #2`."""
    end = match.start("here") - 1
    window = (match.string, max(0, end - 25), end)
    return _PULL_BEFORE.search(*window) is not None or _COUNTING_BEFORE.search(*window) is not None


def _github_keys_of_merged_branch(text: str) -> Iterator[FoundKey]:
    """Yield what the branch names that GitHub's merge subject ends with: `from ana/issue1296`."""
    merged = _MERGED_BRANCH.match(text)
    if merged is None:
        return
    for found in _github_keys_in_branch(merged["branch"]):
        at = merged.start("branch") + found.start
        if _GITHUB.match(text, at) is None:  # `#12` was met already
            yield found._replace(place=Place.COMMIT, start=at)


def _github_keys_in_branch(text: str) -> Iterator[FoundKey]:
    for match in _GITHUB_IN_BRANCH.finditer(text[:1_000]):
        yield FoundKey(
            key=IssueKey(f"#{match['number']}"),
            kind=KeyKind.GITHUB,
            place=Place.BRANCH,
            text=match[0],
            start=match.start(),
        )
