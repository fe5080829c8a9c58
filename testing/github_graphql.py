"""What would GitHub's GraphQL answer? Its published schema over the rows of a `World`."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from graphql import (
    GraphQLError,
    GraphQLResolveInfo,
    GraphQLSchema,
    build_schema,
    execute_sync,
    get_named_type,
    parse,
    validate,
)

from testing.github_world import Row, World, iso, user
from testing.graphql_cost import Cost, cost_of

SCHEMA: Final = Path(__file__).parent.parent / "tests" / "data" / "github" / "schema.graphql"


@cache
def schema() -> GraphQLSchema:
    """Return the part of GitHub's published schema that we use."""
    return build_schema(SCHEMA.read_text("utf-8"), assume_valid=True)


def answer_to(world: World, query: str, variables: Mapping[str, Any], *, points_left: int) -> Row:
    """Return GitHub's answer; what it refuses is refused as it does, with status 200."""
    document = parse(query)
    broken = validate(schema(), document)
    cost = cost_of(schema(), query, variables) if not broken else Cost()
    if broken or cost.broken_rules:
        texts = [error.message for error in broken] + cost.broken_rules
        code = {"code": "undefinedField"}
        return {"errors": [{"message": text, "extensions": code} for text in texts]}
    root = _Root(world, cost, points_left)
    result = execute_sync(
        schema(),
        document,
        root_value=root.row(),
        variable_values=dict(variables),
        field_resolver=_resolve,
        type_resolver=lambda row, *_: row["__typename"],
    )
    answer: Row = {"data": result.data}
    if result.errors:
        answer["errors"] = [_error(error) for error in result.errors]
    return answer


class _Root:
    def __init__(self, world: World, cost: Cost, points_left: int) -> None:
        self._world = world
        self._cost = cost
        self._points_left = points_left

    def row(self) -> Row:
        return {
            "rateLimit": {
                "cost": self._cost.points,
                "remaining": self._points_left - self._cost.points,
                "resetAt": iso(self._world.clock.now() + 3_600),
            },
            "repository": self._repository,
            "user": self._user,
        }

    def _user(self, info: GraphQLResolveInfo, login: str) -> Row:
        world = self._world
        if world.hides_statuses:
            raise GraphQLError("Resource not accessible", extensions={"type": "FORBIDDEN"})
        if login in world.unknown_logins:
            raise GraphQLError(
                f"Could not resolve to a User with the login of '{login}'.",
                extensions={"type": "NOT_FOUND"},
            )
        return {**user(login), "status": world.statuses.get(login)}

    def _repository(
        self, info: GraphQLResolveInfo, owner: str, name: str, **_: object
    ) -> Row | None:
        world = self._world
        if (owner.lower(), name.lower()) != (world.owner.lower(), world.name.lower()):
            raise GraphQLError(
                f"Could not resolve to a Repository with the name '{owner}/{name}'.",
                extensions={"type": "NOT_FOUND"},
            )
        return {
            "__typename": "Repository",
            "visibility": world.visibility,
            "nameWithOwner": world.repository,
            "pullRequests": self._with_comments(world.pulls),
            "issues": self._with_comments(world.issues),
            "deployments": world.deployments,
            "pullRequest": self._pull,
            "object": self._object,
            "assignableUsers": self._assignable,
        }

    def _with_comments(self, rows: Mapping[int, Row]) -> list[Row]:
        said: dict[int, list[Row]] = {}
        for comment in self._world.comments.values():
            said.setdefault(comment["number"], []).append({"id": f"IC_{comment['id']}"})
        return [{**row, "comments": said.get(number, [])} for number, row in rows.items()]

    def _assignable(self, info: GraphQLResolveInfo, first: int, query: str = "") -> Row:
        held = self._world.permissions.items()
        found = [login for login, right in held if right != "none" and query.lower() in login]
        return {"nodes": [user(login) for login in found[:first]]}

    def _pull(self, info: GraphQLResolveInfo, number: int) -> Row | None:
        return self._world.pulls.get(number)

    def _object(self, info: GraphQLResolveInfo, oid: str) -> Row | None:
        author = self._world.commits.get(oid)
        return author and {"__typename": "Commit", "oid": oid, "author": author}


def _error(error: GraphQLError) -> Row:
    kind = (error.extensions or {}).get("type", "INTERNAL")
    return {"message": error.message, "type": kind, "path": error.path}


def _resolve(source: Any, info: GraphQLResolveInfo, **arguments: Any) -> Any:
    value = source.get(info.field_name)
    if isinstance(value, Exception):
        raise value
    if get_named_type(info.return_type).name.endswith("Connection") and isinstance(value, list):
        return _connection(value, arguments)
    return value(info, **arguments) if callable(value) else value


def _connection(rows: list[Row], arguments: Mapping[str, Any]) -> Row:
    order = arguments.get("orderBy")
    states = arguments.get("states")
    since = (arguments.get("filterBy") or {}).get("since")
    if states:
        rows = [row for row in rows if row["state"] in states]
    if since:
        rows = [row for row in rows if row["updatedAt"] >= since]
    if order:
        return _ordered(rows, order, arguments)
    start = int(_uncursored(arguments["after"])[0]) if arguments.get("after") else 0
    end = start + arguments["first"]
    return _page(rows[start:end], total=len(rows), has_more=end < len(rows), cursor=(end,))


def _ordered(rows: list[Row], order: Row, arguments: Mapping[str, Any]) -> Row:
    """Return a page as GitHub does: the cursor is the place in the order, not a count."""
    name = "updatedAt" if order["field"] == "UPDATED_AT" else "createdAt"
    is_falling = order["direction"] == "DESC"

    def place(row: Row) -> tuple[str, str]:
        return row[name], str(row.get("number") or row["id"]).zfill(12)

    rows = sorted(rows, key=place, reverse=is_falling)
    total = len(rows)
    if arguments.get("after"):
        after = tuple(_uncursored(arguments["after"]))
        rows = [row for row in rows if (place(row) < after if is_falling else place(row) > after)]
    first = arguments["first"]
    page = rows[:first]
    cursor = place(page[-1]) if page else None
    return _page(page, total=total, has_more=len(rows) > first, cursor=cursor)


def _page(rows: list[Row], *, total: int, has_more: bool, cursor: tuple[Any, ...] | None) -> Row:
    token = base64.b64encode(json.dumps(cursor).encode()).decode() if cursor else None
    return {
        "nodes": rows,
        "totalCount": total,
        "pageInfo": {"hasNextPage": has_more, "endCursor": token if rows else None},
    }


def _uncursored(token: str) -> list[Any]:
    place: list[Any] = json.loads(base64.b64decode(token))
    return place
