"""What does GitHub charge for a query, and would it take it at all? Its published rules, applied.

Every list needs `first` or `last` between 1 and 100; at most 500,000 nodes; a list counts one request
for each of its parents; points = requests / 100, rounded, at least 1.
https://docs.github.com/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    parse,
)


@dataclass
class Cost:
    """What a query costs by the rules, and which rules it breaks."""

    nodes: int = 0
    requests: int = 0
    broken_rules: list[str] = field(default_factory=list)

    @property
    def points(self) -> int:
        """Points, rounded to the nearest as the documentation says."""
        return max(1, round(self.requests / 100))

    @property
    def points_rounded_up(self) -> int:
        """Points, were GitHub to round up: what a careful design survives too."""
        return max(1, math.ceil(self.requests / 100))


def cost_of(schema: GraphQLSchema, query: str, variables: Mapping[str, Any]) -> Cost:
    """Return what GitHub charges for a query with these variables."""
    document = parse(query)
    fragments = {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    counter = _Counter(schema, fragments, variables)
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            counter.walk(node.selection_set, schema.query_type, 1)
    if counter.cost.nodes > 500_000:
        counter.cost.broken_rules.append("more than 500,000 nodes")
    return counter.cost


class _Counter:
    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Mapping[str, Any],
    ) -> None:
        self.cost = Cost()
        self._schema = schema
        self._fragments = fragments
        self._variables = variables

    def walk(self, selection: SelectionSetNode, kind: Any, parents: int) -> None:
        for node in selection.selections:
            if isinstance(node, FieldNode):
                self._field(node, kind, parents)
            elif isinstance(node, InlineFragmentNode):
                self._branch(node, node.type_condition, kind, parents)
            elif isinstance(node, FragmentSpreadNode):
                fragment = self._fragments[node.name.value]
                self._branch(fragment, fragment.type_condition, kind, parents)

    def _branch(self, node: Any, condition: Any, kind: Any, parents: int) -> None:
        inner = self._schema.type_map[condition.name.value] if condition else kind
        self.walk(node.selection_set, inner, parents)

    def _field(self, node: FieldNode, kind: Any, parents: int) -> None:
        definition = getattr(kind, "fields", {}).get(node.name.value)
        if definition is None or node.selection_set is None:
            return
        inner = get_named_type(definition.type)
        if inner.name.endswith("Connection"):
            size = self._size(node)
            self.cost.requests += parents
            self.cost.nodes += parents * size
            parents *= size
        self.walk(node.selection_set, inner, parents)

    def _size(self, node: FieldNode) -> int:
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        value = given.get("first") or given.get("last")
        if value is None:
            self.cost.broken_rules.append(f"{node.name.value}: neither first nor last")
            return 0
        size = (
            self._variables[value.name.value]
            if isinstance(value, VariableNode)
            else int(value.value)
        )
        if not 1 <= size <= 100:
            self.cost.broken_rules.append(f"{node.name.value}: {size} is not within 1 to 100")
        return int(size)
