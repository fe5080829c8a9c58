"""Are the numbers that the risk agent prints about real changes the numbers that git gives?

    python benchmarks/risk_numbers.py CLONE [--changes 20]

Asks the product about the newest changes of a clone, as a user would (`teammemory review --json`), until
twenty of them print numbers, and finds every one of these numbers again: with plain git commands and the
counting below. Only four definitions are the product's own, since they say what is counted: which words
make a bug fix, what a source path is, which tokens are decision points, and how points become a score.

Prints a line a change; ends with 1 when a number differs.
"""

from __future__ import annotations

import argparse
import bisect
import collections
import json
import math
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from teammemory_bot.domain.identity import RepoPath
from teammemory_bot.domain.path_kind import kind_of_path
from teammemory_bot.scoring.bug_fix import fix_rule, fix_rule_of_merge
from teammemory_bot.scoring.decision_tokens import decision_tokens

DAY = 86_400
YEAR = 365 * DAY
THREE_YEARS = 3 * YEAR
DIFF = ("-M50%", "-l1000", "--no-ext-diff", "--no-textconv", "--diff-algorithm=myers")


@dataclass
class Step:
    """One first-parent step: its time, its words, and what it did to which file."""

    sha: str
    at: int
    subject: str
    is_fix: bool
    is_revert: bool
    author: tuple[str, str]
    touched: dict[int, str] = field(default_factory=dict)  # file -> its path then
    gone: set[int] = field(default_factory=set)
    added: dict[str, tuple[int, int]] = field(default_factory=dict)  # path -> lines, tokens
    is_counted: bool = False

    @cached_property
    def source(self) -> list[int]:
        return [file for file, path in self.touched.items() if is_source(path)]


def is_source(path: str) -> bool:
    return kind_of_path(RepoPath(path)) == "source"


class Clone:
    """Plain git on one clone."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: dict[str, int] = {}

    def git(self, *arguments: str) -> bytes:
        command = ["git", "-C", str(self.path), "-c", "core.quotePath=false", *arguments]
        return subprocess.run(command, check=True, capture_output=True).stdout

    def text(self, *arguments: str) -> str:
        return self.git(*arguments).decode("utf-8", "backslashreplace")

    def steps_to(self, tip: str) -> list[Step]:
        """Read the first-parent chain, oldest first, and follow every file through its renames."""
        steps, names, latest = [], {}, 0
        log = self.text(
            "log", "--first-parent", "--diff-merges=first-parent", "--reverse", "--name-status", "-z",
            *DIFF, "--format=%x01%H%x00%P%x00%ct%x00%aN%x00%aE%x00%B%x00", tip,
        )  # fmt: skip
        files = 0
        for record in log.split("\x01")[1:]:
            sha, parents, at, name, email, message, *rows = record.split("\0")
            latest = max(latest, int(at))
            step = Step(sha, latest, *self._words(parents.split(), message, name, email))
            before = dict(names)
            tokens = iter([row.lstrip("\n") for row in rows if row.strip("\n")])
            for status in tokens:
                old = next(tokens) if status[0] in "RC" else None
                path = next(tokens)
                file = before.get(old if status[0] == "R" else path)
                if file is None or (status[0] == "R" and old is None):
                    file = files = files + 1
                names[path] = file
                step.touched[file] = path
                if status[0] == "D":
                    step.gone.add(file)
            steps.append(step)
        return steps

    def _words(
        self, parents: list[str], message: str, name: str, email: str
    ) -> tuple[str, bool, bool, tuple[str, str]]:
        subject = title = " ".join(message.lstrip("\n").split("\n\n", 1)[0].split())
        takes_back = re.search(r"\bThis reverts commit [0-9a-f]{7,64}\b", message, re.IGNORECASE)
        people = [(name, email)]
        if len(parents) < 2:
            is_fix = fix_rule(title) is not None
        else:
            body = message.lstrip("\n").partition("\n\n")[2].split("\n")
            title = next((line.strip() for line in body if line.strip()), subject)
            landed = self.text(
                "log", "-z", "--reverse", "--topo-order", "--format=%P%x01%aN%x01%aE%x01%B",
                f"^{parents[0]}", *parents[1:],
            ).rstrip("\0").split("\0")  # fmt: skip
            commits = [commit.split("\x01") for commit in landed if commit]
            titles = [" ".join(c[3].lstrip("\n").split("\n\n", 1)[0].split()) for c in commits]
            is_fix = fix_rule_of_merge(title, titles) is not None
            people = [(c[1], c[2]) for c in commits if len(c[0].split()) < 2] or people
        most = collections.Counter(people).most_common(1)[0][0]
        is_revert = title.startswith("Revert ") or takes_back is not None
        return subject, is_fix, is_revert, most

    def count(self, step: Step) -> None:
        """Count once what a step adds to its files, white space aside."""
        if step.is_counted:
            return
        step.is_counted = True
        patch = self.git(
            "log",
            "-1",
            "--diff-merges=first-parent",
            "-p",
            "-U0",
            "-w",
            *DIFF,
            "--format=",
            step.sha,
        )
        step.added = {path: (len(a), decision_tokens(a)) for path, a in added_lines(patch).items()}


def added_lines(patch: bytes) -> dict[str, list[bytes]]:
    """Return the added lines of each file of a patch without context."""
    added: dict[str, list[bytes]] = collections.defaultdict(list)
    path, left = "", 0
    for line in patch.split(b"\n"):
        if left and line[:1] in b"+-":
            left -= 1
            if line[:1] == b"+":
                added[path].append(line[1:])
        elif line.startswith(b"+++ "):
            path = line[6:].rstrip(b"\t").decode("utf-8", "backslashreplace")
        elif hunk := re.match(rb"@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@", line):
            left = sum(1 if count is None else int(count) for count in hunk.groups())
    return added


class Derived:
    """Every number about one change, found again."""

    def __init__(self, clone: Clone, steps: list[Step], change: dict[str, str], as_of: int) -> None:
        self.clone, self.change, self.as_of = clone, change, as_of
        place = next(n for n, step in enumerate(steps) if step.sha == change["base"])
        self.steps = steps[: place + 1]
        self.counted_since = (
            steps[-1].at - 2 * YEAR
        )  # older changes are in no default memory's scale
        self.names = {path: file for step in self.steps for file, path in step.touched.items()}

    def of(self, claim: dict[str, Any]) -> object:
        measure = getattr(self, f"_{claim['measure']}", None)
        return measure(claim["subject"], **claim["arguments"]) if measure else "not derived here"

    def _touching(self, path: str, since: int) -> list[Step]:
        file = self.names[path]
        return [step for step in self.steps if file in step.touched and step.at >= since]

    def _changes_of_file(self, path: str, since: int) -> int:
        return len(self._touching(path, since))

    def _fixes_of_file(self, path: str, since: int) -> int:
        return sum(step.is_fix for step in self._touching(path, since))

    def _reverts_of_file(self, path: str, since: int) -> int:
        return sum(step.is_revert for step in self._touching(path, since))

    def _people_on_file(self, path: str, since: int) -> int:
        """Count addresses after the mailmap: a name alone proves nobody to be the same person."""
        writers = {step.author for step in self._touching(path, since)}
        return len({email.lower() for name, email in writers if "[bot]" not in name + email})

    def _change_is_fix(self, reference: str) -> int:
        return int(any(step.is_fix for step in self._named(reference)))

    def _change_is_revert(self, reference: str) -> int:
        return int(any(step.is_revert for step in self._named(reference)))

    def _named(self, reference: str) -> list[Step]:
        """Return the steps that a full hash or the number of a pull request means."""
        number = re.compile(rf"(?:^Merge pull request #{reference} |\(#{reference}\)$)")
        return [s for s in self.steps if s.sha == reference or number.search(s.subject)]

    def _lines_of_file(self, path: str) -> int:
        content = self.clone.git("cat-file", "blob", f"{self.change['base']}:{path}")
        return content.count(b"\n") + (not content.endswith(b"\n") and content != b"")

    def _co_changes(self, path: str, partner: str, last: int) -> int:
        small = [step for step in self._touching(path, 0) if len(step.touched) <= 20]
        return sum(self.names[partner] in step.touched for step in small[-last:])

    def _lines_added(self, path: str) -> int:
        rows = self.clone.text(
            "diff", "--numstat", "-w", *DIFF, self.change["merge_base"], self.change["head"], "--"
        )
        for row in rows.splitlines():
            count, _, name = row.split("\t")
            new = re.sub(r"\{.* => (.*)\}", r"\1", name).replace("//", "/")
            if new.rpartition(" => ")[2] == path:
                return int(count)
        return 0

    @cached_property
    def _own_lines(self) -> dict[str, list[bytes]]:
        ends = (self.change["merge_base"], self.change["head"])
        return added_lines(self.clone.git("diff", "-U0", "-w", *DIFF, *ends, "--"))

    def _decision_tokens(self, path: str) -> int:
        return decision_tokens(self._own_lines.get(path, []))

    def _lines_last_written_by(self, path: str, first: int, last: int) -> str:
        ignored = []
        base = self.change["base"]
        if ".git-blame-ignore-revs" in self.clone.text("ls-tree", "--name-only", base).split("\n"):
            file = Path(tempfile.gettempdir()) / f"ignored-{base}"
            content = self.clone.text("show", f"{base}:.git-blame-ignore-revs")
            file.write_text("\n".join(re.findall(r"(?m)^\s*([0-9a-f]{40})", content)))
            ignored = ["--ignore-revs-file", str(file)]
        span = ("-L", f"{first},{last}", self.change["merge_base"], "--", path)
        blamed = self.clone.text("blame", "-w", "--line-porcelain", *ignored, *span)
        writers = set(re.findall(r"(?m)^([0-9a-f]{40}) \d+ \d+", blamed))
        return writers.pop() if len(writers) == 1 else "several"

    # --- R3 and F3 -----------------------------------------------------------------------------

    def _decayed(self, times: list[int], now: int, half_life: int) -> float:
        # One look back, from the change that is asked about, serves those that it is compared with too.
        first = bisect.bisect_left(times, self.as_of - THREE_YEARS)
        return math.fsum(0.5 ** ((now - at) / (half_life * DAY)) for at in times[first:])

    @cached_property
    def _times(self) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
        """Return when each file was changed (no sweeps) and fixed (1 to 15 source files)."""
        changed, fixed = collections.defaultdict(list), collections.defaultdict(list)
        for step in self.steps:
            for file, path in step.touched.items():
                if len(step.source) <= 40:
                    changed[file].append(step.at)
                if step.is_fix and 1 <= len(step.source) <= 15 and is_source(path):
                    fixed[file].append(step.at)
        return changed, fixed

    def _risk(
        self, counts: dict[int | None, tuple[int, int]], now: int, *, strictly: bool
    ) -> float:
        fixes = 0.0
        for file in counts:
            times = self._times[1].get(file, []) if file is not None else []
            times = [at for at in times if at < now] if strictly else times
            fixes += self._decayed(times, now, 365)
        added = sum(lines for lines, _ in counts.values())
        tokens = sum(tokens for _, tokens in counts.values())
        return 3 * math.log2(1 + added) + 2 * math.log2(1 + tokens) + math.log2(1 + fixes)

    def _change_percentile(self, _: str) -> int:
        window = [step for step in self.steps if step.at >= self.as_of - THREE_YEARS][-10_000:]
        with_source = [step for step in window if step.source]
        in_time = sum(step.at >= self.as_of - YEAR for step in with_source)
        scores = []
        for step in with_source[-max(50, min(in_time, 500)) :]:
            self.clone.count(step)
            staying = {
                file: step.added.get(step.touched[file], (0, 0))
                for file in step.source
                if file not in step.gone
            }
            if staying and step.at >= self.counted_since:
                scores.append(self._risk(staying, step.at, strictly=True))
        counts: dict[int | None, tuple[int, int]] = {}
        rows = self.clone.text(
            "diff",
            "--name-status",
            "-z",
            *DIFF,
            self.change["merge_base"],
            self.change["head"],
            "--",
        ).split("\0")[:-1]
        tokens = iter(rows)
        stats = self.clone.text(
            "diff",
            "--numstat",
            "-w",
            "-z",
            *DIFF,
            self.change["merge_base"],
            self.change["head"],
            "--",
        )
        for number, status in enumerate(tokens):
            old = next(tokens) if status[0] in "RC" else None
            path = next(tokens)
            was_changed = re.search(
                rf"(?:^|\0)(?!0\t0\t)\d+\t\d+\t(?:\0[^\0]*\0)?{re.escape(path)}\0", stats
            )
            if status[0] != "D" and is_source(path) and was_changed:
                added = self._own_lines.get(path, [])
                file = self.names.get(old or path, -number - 1)
                counts[file] = (len(added), decision_tokens(added))
        own = self._risk(counts, self.as_of, strictly=False)
        return percentile(own, scores)

    def _file_percentile(self, path: str) -> int:
        base = self.change["base"]
        entries = self.clone.text("ls-tree", "-r", "-z", base).split("\0")[:-1]
        living = dict(reversed(entry.split("\t", 1)) for entry in entries)
        scores = {}
        for name, facts in living.items():
            mode, _, blob = facts.split()
            lines = self._lines_in(blob) if is_source(name) and mode.startswith("100") else 0
            if lines:
                file = self.names[name]
                changes = self._decayed(self._times[0].get(file, []), self.as_of, 180)
                fixes = self._decayed(self._times[1].get(file, []), self.as_of, 365)
                hot = 7 * math.log2(1 + changes) + 4 * math.log2(1 + fixes)
                scores[name] = hot + 4 * math.log2(1 + lines)
        return percentile(scores[path], list(scores.values()))

    def _lines_in(self, blob: str) -> int:
        if blob not in self.clone.lines:
            content = self.clone.git("cat-file", "blob", blob)
            self.clone.lines[blob] = (
                content.count(b"\n") + (not content.endswith(b"\n") and content != b"")
            ) * (b"\0" not in content[:8_000])
        return self.clone.lines[blob]


def percentile(value: float, among: list[float]) -> int:
    below = sum(other < value - 1e-9 for other in among)
    equal = sum(abs(other - value) <= 1e-9 for other in among)
    return min(99, 50 * (2 * below + equal) // len(among))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("clone", type=Path)
    parser.add_argument("--changes", type=int, default=20)
    parser.add_argument("--least", type=int, default=1, help="numbers that a change must print")
    parser.add_argument("--from", dest="start", default="HEAD", help="begin at this change")
    parser.add_argument("--memory", type=Path, help="keep the memory in this file")
    options = parser.parse_args()
    clone = Clone(options.clone)
    with tempfile.TemporaryDirectory() as folder:
        memory = options.memory or Path(folder) / "memory.sqlite"
        return checked(clone, memory, options.changes, options.least, options.start)


def checked(clone: Clone, memory: Path, wanted: int, least: int, start: str) -> int:
    """Compare until enough changes printed numbers; return the exit code."""
    tip = clone.text("rev-parse", "HEAD").strip()
    steps = clone.steps_to(tip)
    first = clone.text("rev-parse", f"{start}^{{commit}}").strip()
    place = next(number for number, step in enumerate(steps) if step.sha == first)
    seen = numbers = wrong = 0
    for step in reversed(steps[1 : place + 1]):
        if seen == wanted:
            break
        command = [
            sys.executable, "-m", "teammemory_bot", "--quiet", "--repo", str(clone.path), "--memory",
            str(memory), "--json", "review", "--head", step.sha,
        ]  # fmt: skip
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode:
            print(f"{step.sha[:10]}  skipped: {done.stderr.strip()[:90]}")
            continue
        document = json.loads(done.stdout)
        claims = list(claims_of(next(a for a in document["answers"] if a["agent"] == "risk")))
        if len(claims) < least:
            continue
        as_of = iso_seconds(document["change"]["as_of"])
        derived = Derived(clone, steps, document["change"], as_of)
        differing = [
            (claim, found) for claim in claims if (found := derived.of(claim)) != claim["value"]
        ]
        seen += 1
        numbers += len(claims)
        wrong += len(differing)
        print(
            f"{step.sha[:10]}  {len(claims):>3} numbers, {len(differing)} differ  {document['change']['title'][:60]}"
        )
        for claim, found in differing:
            print(
                f"    {claim['measure']} of {claim['subject']}: printed {claim['value']}, git {found}"
            )
    print(f"{seen} changes, {numbers} numbers, {wrong} differ")
    return 1 if wrong or seen < wanted else 0


def claims_of(answer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield every number that the agent printed, in the head and in the findings."""
    rank = re.match(r"riskier than (\d+) %", answer["summary"])
    if rank:
        yield {
            "measure": "change_percentile", "subject": "", "arguments": {}, "value": int(rank[1])
        }  # fmt: skip
    for finding in answer["findings"]:
        yield from finding["claims"]


def iso_seconds(moment: str) -> int:
    return int(datetime.fromisoformat(moment).timestamp())


if __name__ == "__main__":
    sys.exit(main())
