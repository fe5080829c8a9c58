"""How do we talk to services that limit, fail and lie? One set of rules for GitHub and for Jira."""

from __future__ import annotations
