"""What does docs/action.md say of each input and output? What `action.yml` itself says."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import yaml

ROOT: Final = Path(__file__).parents[1]
PAGE: Final = ROOT / "docs" / "action.md"

HEAD: Final = """\
# The action

<!-- made by `python -m testing.action_page`; the tables are the words of action.yml -->

One comment on every pull request, a check that can be required, an audit on demand. It works with the workflow's own token,
never turns red for a missing right, and runs nothing that a pull request brings along. To adopt it, copy a file from
[`examples/`](../examples): `adopt.yml` is one `uses:` line; `review.yml`, `gate.yml`, `audit.yml`, `refresh.yml` and
`fork-poster.yml` are its parts.

## What happens when

| event | what is done |
|---|---|
| `pull_request`, `pull_request_target` | review: memory brought up to date, agents asked, one comment, job summary, outputs |
| the same, with `mode: gate` | the hygiene rules only; the exit code is the check; nothing is written |
| `merge_group` | passes, since the pull requests in the queue were checked before |
| `push` to the default branch, `schedule` | refresh: the memory goes on where the last run stopped, for the workflow to save |
| `workflow_dispatch` | audit; with `pull-request-number`, the review of that one |
| `workflow_run` | the review of a fork's pull request, posted from the trusted side |
| `issue_comment` | a command of somebody with write access |

Everything else is skipped, with its reason in the job summary; so is what `skip` in the configuration names (drafts, bots,
authors, labels, titles), by the review, not by the gate. Title, body and labels are read as they are now, so a re-run
sees a mended title.

## The comment

There is one, found by the marker in its first line, its author, and the numbers of repository and pull request; twins are
removed, the oldest stays. A result that says the same as before writes nothing: live counts, the memory's size and what is
folded away are no news. A run for a commit that is no longer the head writes nothing. Who deletes the comment is
respected: it comes back when a rule of `fail-on` fails, or on `/teammemory review`. (GitHub tells that a comment was deleted,
not which: a deletion of somebody else's comment counts as well.)

The line at its end says how far the memory reaches. Reviews and issues of GitHub are read within `api-budget`, at most a
minute in a review; the run ends cleanly at either, and what is not read yet is named under "Not looked at".

## Commands

| a comment that begins with | does |
|---|---|
| `/teammemory review` | the review, whatever was decided before |
| `/teammemory explain @login` | every addend of one person's score, in a second comment that is edited from then on |
| `/teammemory ignore` | the comment shrinks to one line, and stays so until somebody asks for a review; the gate is not touched |

Only new comments count, only their first line, and only of people whom GitHub's API calls writers; others get no action, and
the log says why.

## Asking for reviews

With `request-reviewers: true` the suggested people are asked, each by a call of its own, so that one login that cannot review
does not lose the rest. Only on pull requests that are no drafts, and only where nobody was ever asked before: people's own
choice stands, and nobody is asked twice.

## Forks

A fork's run has a token that may only read. It stays green, the whole answer is in the job summary, and the output
`handoff-file` names a file with two values: the pull request's number and its head. `fork-poster.yml` takes these, has GitHub
confirm both (the number's head is that commit, and the run that left the file ran for it), and computes everything else from
the default branch, the memory and the API. No commit of the fork is fetched: what it changes arrives as text.

## Files

Beside the outputs, the folder of `memory-path` holds `comment.md`, `findings.json` and `findings.sarif`, after an audit
`audit/` with the report as Markdown, JSON, CSV, SARIF and HTML.

In its image the step becomes the owner of the workspace before it reads anything. Where it cannot (files of root's in the
memory's folder), it stays root and says so.

"""


def action_page() -> str:
    """Return the whole page."""
    return (
        f"{HEAD}## Inputs\n\n{inputs_table()}\nAn input that is empty counts as not given; then the "
        f"[configuration](configuration.md) decides.\n\n## Outputs\n\n{outputs_table()}"
    )


def inputs_table() -> str:
    """Return the action's inputs, in the words of `action.yml`."""
    return _table("input", _action()["inputs"])


def outputs_table() -> str:
    """Return the action's outputs, in the words of `action.yml`."""
    return _table("output", _action()["outputs"])


def _action() -> dict[str, dict[str, dict[str, Any]]]:
    return yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))


def _table(word: str, entries: dict[str, dict[str, Any]]) -> str:
    rows = "".join(f"| `{name}` | {entry['description']} |\n" for name, entry in entries.items())
    return f"| {word} | |\n|---|---|\n{rows}"


if __name__ == "__main__":
    PAGE.write_text(action_page(), "utf-8")
