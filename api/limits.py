"""What a query may cost, judged before anything of it is executed."""

from collections.abc import Callable, Collection
from typing import Any, Final

from ariadne.validation import cost_validator
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValidationContext,
    ValidationRule,
    parse,
    specified_rules,
    validate,
)

from api.roles import role_rule
from api.settings import ApiSettings

Rule = type[ValidationRule]

LISTED_COST: Final = 40
"""A root field that answers with a record for every driver or race; any other field costs 1."""

COMPUTED_COST: Final = 60
"""A root field that the strategy job works for."""

_COSTS: Final = {
    "Query": {
        "liveOptions": {"complexity": LISTED_COST},
        "sessions": {"complexity": LISTED_COST},
        "alerts": {"complexity": LISTED_COST},
        "whatIf": {"complexity": COMPUTED_COST},
    },
    "Subscription": {
        "optionsUpdated": {"complexity": LISTED_COST},
        "alertRaised": {"complexity": LISTED_COST},
    },
}


def token_limited_parser(max_tokens: int) -> Callable[[Any, dict[str, Any]], DocumentNode]:
    """A parser that refuses long documents: some standard rules compare every pair of fields."""

    def parse_query(_: Any, data: dict[str, Any]) -> DocumentNode:
        return parse(data["query"], max_tokens=max_tokens)

    return parse_query


def validate_in_two_steps(
    schema: GraphQLSchema, document: DocumentNode, rules: Collection[Rule] = (), **options: Any
) -> list[GraphQLError]:
    """Our rules read only what the standard ones let pass: known fields, no fragment cycles."""
    ours = [rule for rule in rules if rule not in specified_rules]
    return validate(schema, document, specified_rules, **options) or validate(
        schema, document, ours, **options
    )


def limits(settings: ApiSettings) -> Callable[[Any, DocumentNode, dict[str, Any]], list[Rule]]:
    """The rules for one request; the cost of a field may depend on its variables."""

    def rules(context: Any, _: DocumentNode, data: dict[str, Any]) -> list[Rule]:
        cost = cost_validator(
            settings.max_query_cost,
            default_cost=1,
            variables=data.get("variables"),
            cost_map=_COSTS,
        )
        return [role_rule(context.user), depth_limit(settings.max_query_depth), cost]

    return rules


def depth_limit(maximum: int) -> Rule:
    """A rule that refuses deeper nesting of fields; introspection is bounded by a standard rule."""

    class DepthLimit(ValidationRule):
        def __init__(self, context: ValidationContext) -> None:
            super().__init__(context)
            self._fragment_depths: dict[str, int] = {}

        def enter_operation_definition(self, operation: OperationDefinitionNode, *_: Any) -> None:
            depth = self._depth_of(operation.selection_set)
            if depth > maximum:
                message = f"The query is {depth} fields deep; at most {maximum} are allowed."
                self.report_error(GraphQLError(message, operation))

        def _depth_of(self, selections: SelectionSetNode | None) -> int:
            nodes = selections.selections if selections else ()
            return max(map(self._depth_below, nodes), default=0)

        def _depth_below(self, node: SelectionNode) -> int:
            if isinstance(node, FieldNode):
                is_introspection = node.name.value.startswith("__")
                return 0 if is_introspection else 1 + self._depth_of(node.selection_set)
            if isinstance(node, FragmentSpreadNode):
                return self._depth_of_fragment(node.name.value)
            return self._depth_of(node.selection_set) if isinstance(node, InlineFragmentNode) else 0

        def _depth_of_fragment(self, name: str) -> int:
            if name not in self._fragment_depths:
                fragment = self.context.get_fragment(name)
                depth = self._depth_of(fragment.selection_set) if fragment else 0
                self._fragment_depths[name] = depth
            return self._fragment_depths[name]

    return DepthLimit
