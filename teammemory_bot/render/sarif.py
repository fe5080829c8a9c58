"""What does code scanning read? SARIF 2.1.0, from an audit or from the review of one change."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from teammemory_bot.domain.finding import Severity
from teammemory_bot.domain.identity import RepoPath, path_to_bytes
from teammemory_bot.support.version import program_version

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
WHOLE_REPOSITORY: Final = ".github/teammemory.yml"
"""Where code scanning shows what is about no file: it needs a place in one."""
_LEVELS: Final = {
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SarifRule:
    """A rule as its card says."""

    id: str
    title: str
    severity: Severity
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SarifResult:
    """One thing that was found; `fingerprint` tells it from others in the next run too."""

    rule: str
    severity: Severity
    says: str
    fingerprint: str
    path: str = WHOLE_REPOSITORY
    first_line: int = 1
    last_line: int | None = None


def sarif_document(rules: Iterable[SarifRule], results: Iterable[SarifResult]) -> str:
    """Return the document, keys in a fixed order, ASCII."""
    run = {
        "tool": {
            "driver": {
                "name": "TeamMemory Bot",
                "version": program_version(),
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "results": [_result(result) for result in results],
        "columnKind": "utf16CodeUnits",
    }
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def _rule(rule: SarifRule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        **({"help": {"text": rule.remedy}} if rule.remedy else {}),
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(result: SarifResult) -> dict[str, Any]:
    region = {"startLine": result.first_line}
    if result.last_line is not None:
        region["endLine"] = result.last_line
    return {
        "ruleId": result.rule,
        "level": _LEVELS[result.severity],
        "message": {"text": result.says},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(result.path)},
                    "region": region,
                }
            }
        ],
        "partialFingerprints": {"teammemory/v1": result.fingerprint[:400]},
    }


def _uri(path: str) -> str:
    """Return a reference to the file whose name in git is meant, whatever bytes it has."""
    return quote(path_to_bytes(RepoPath(path)), safe="/")
