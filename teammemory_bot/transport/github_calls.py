"""Which calls does this program make to GitHub? The whole list; nothing else leaves.

docs/github.md says which permission each group needs; a test compares the two.
"""

from __future__ import annotations

from typing import Final

from teammemory_bot.transport.answer import Shape
from teammemory_bot.transport.call import Endpoint

_REPO: Final = "/repos/{owner}/{repo}"

GRAPHQL: Final = Endpoint("POST", "/graphql", Shape.OBJECT, "graphql")

READS: Final = (
    Endpoint("GET", "/user"),
    Endpoint("GET", _REPO),
    Endpoint("GET", f"{_REPO}/pulls/{{number}}"),
    Endpoint("GET", f"{_REPO}/pulls/{{number}}/files", Shape.LIST),
    Endpoint("GET", f"{_REPO}/pulls/{{number}}/commits", Shape.LIST),
    Endpoint("GET", f"{_REPO}/pulls/comments", Shape.LIST),
    Endpoint("GET", f"{_REPO}/issues", Shape.LIST),
    Endpoint("GET", f"{_REPO}/issues/{{number}}/comments", Shape.LIST),
    Endpoint("GET", f"{_REPO}/issues/{{number}}/timeline", Shape.LIST),
    Endpoint("GET", f"{_REPO}/issues/comments", Shape.LIST),
    Endpoint("GET", f"{_REPO}/collaborators/{{login}}/permission"),
    Endpoint("GET", "/orgs/{org}/teams/{team_slug}/members", Shape.LIST),
)

WRITES: Final = (
    Endpoint("POST", f"{_REPO}/issues/{{number}}/comments"),
    Endpoint("PATCH", f"{_REPO}/issues/comments/{{id}}"),
    Endpoint("DELETE", f"{_REPO}/issues/comments/{{id}}", Shape.NOTHING),
    Endpoint("POST", f"{_REPO}/pulls/{{number}}/requested_reviewers"),
    Endpoint("POST", f"{_REPO}/issues"),
    Endpoint("PATCH", f"{_REPO}/issues/{{number}}"),
)

# What a renamed or moved repository redirects to.
MOVED: Final = tuple(
    Endpoint(
        endpoint.method,
        endpoint.template.replace(_REPO, "/repositories/{id}"),
        endpoint.shape,
        endpoint.resource,
    )
    for endpoint in READS
    if endpoint.template.startswith(_REPO)
)

GITHUB_CALLS: Final = (*READS, *MOVED, *WRITES)
