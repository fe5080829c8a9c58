"""What does a pattern as of `.gitignore` match? Translated by pathspec, and run in linear time.

The patterns of CODEOWNERS and `.gitattributes` are alike but for their folders, which each treats in its
own way. The files may be anybody's: no pattern takes longer than its text is long.
"""

from __future__ import annotations

from typing import Any, Final

import re2  # type: ignore[import-untyped]  # google-re2 ships no types

FOLDER: Final = "(?P<ps_d>/)"
"""How the translation says that a folder of that name matches with all that is in it."""
_MAX_PROGRAM_BYTES: Final = 1 << 20


class MalformedPattern(ValueError):
    """Nobody can tell what the pattern means."""


def expression_of(pattern: str) -> str | None:
    """Return the regular expression that a pattern means; None: it matches nothing."""
    # Imported here because it costs 10 ms that a repository without such files need not pay.
    from pathspec.patterns.gitignore import GitIgnorePatternError  # noqa: PLC0415
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern  # noqa: PLC0415

    try:
        expression, _ = GitIgnoreSpecPattern.pattern_to_regex(pattern)
    except GitIgnorePatternError as error:
        raise MalformedPattern(pattern) from error
    return expression if isinstance(expression, str) else None


def compiled(expression: str, *, dot_is_anything: bool = False) -> Any | None:  # noqa: ANN401  # re2 ships no types
    """Return what matches an expression; None: it would take too much memory."""
    options = re2.Options()
    options.max_mem = _MAX_PROGRAM_BYTES
    options.log_errors = False
    options.dot_nl = dot_is_anything
    try:
        return re2.compile(expression, options=options)
    except re2.error:
        return None
