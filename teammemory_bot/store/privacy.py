"""How does the memory give back what it may no longer hold, when a repository has become public?"""

from __future__ import annotations

from typing import Final

from teammemory_bot.store.run_log import redact_all_runs
from teammemory_bot.store.store import Store

_HAS_TEXT: Final = """
SELECT COUNT(*) FROM issues
 WHERE tracker = 'jira'
   AND (summary <> '' OR priority <> '' OR components <> '' OR labels <> ''
        OR reporter_id IS NOT NULL OR assignee_id IS NOT NULL)
"""
_STEPS: Final = (
    "UPDATE issues SET summary = '', priority = '', components = '', labels = '', "
    "reporter_id = NULL, assignee_id = NULL WHERE tracker = 'jira'",
    "DELETE FROM issue_comments WHERE tracker = 'jira'",
    "DELETE FROM issue_links",
    "DELETE FROM cursors WHERE source LIKE 'jira:%'",
    # Issues that nothing in git or GitHub names.
    "DELETE FROM issues WHERE tracker = 'jira' "
    "AND NOT EXISTS (SELECT 1 FROM commit_issues AS c WHERE c.issue_id = issues.id) "
    "AND NOT EXISTS (SELECT 1 FROM pr_issues AS p WHERE p.issue_id = issues.id)",
    # People who are known from Jira alone.
    "DELETE FROM persona_names WHERE persona_id IN (SELECT persona_id FROM identities AS i "
    "GROUP BY persona_id HAVING MIN(kind) = 'jira' AND MAX(kind) = 'jira')",
    "DELETE FROM developers WHERE id IN (SELECT developer_id FROM identities AS i "
    "GROUP BY developer_id HAVING MIN(kind) = 'jira' AND MAX(kind) = 'jira')",
    "DELETE FROM identity_links WHERE a_kind = 'jira' OR b_kind = 'jira'",
    "DELETE FROM identities WHERE kind = 'jira'",
)


def give_back_jira_text(store: Store) -> int:
    """Remove all text of Jira but keys, types and statuses; return how many issues had any."""
    database = store.database
    ((issues,),) = database.execute(_HAS_TEXT)
    ((accounts,),) = database.execute("SELECT COUNT(*) FROM identities WHERE kind = 'jira'")
    if not issues and not accounts:
        return 0
    with database.transaction():
        for step in _STEPS:
            database.execute(step)
        redact_all_runs(database)  # what was said may quote it
    store.drop_caches()
    database.compact()  # freed pages keep what was there
    return int(issues)
