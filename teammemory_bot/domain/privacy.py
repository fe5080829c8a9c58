"""May text from Jira be kept beside this repository? Asked anew in every run.

A cache of a public repository can be read by anybody who opens a pull request: what is kept there is
published.
"""

from __future__ import annotations


def may_keep_jira_text(*, is_public: bool | None, jira_is_public: bool) -> bool:
    """Tell whether summaries, names and links of Jira may be kept.

    `is_public` is what GitHub says of the repository now; None, when it did not say, counts as public.
    """
    return jira_is_public or is_public is False
