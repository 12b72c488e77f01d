"""What clients and the log learn of an error."""

import re
from typing import Any, Final

from graphql import GraphQLError, GraphQLSyntaxError


class Failed(GraphQLError):
    """An operation that ended without an answer for a reason that the client can act on.

    >>> Failed("TOO_BUSY", "Ask again.").extensions
    {'code': 'TOO_BUSY'}
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message, extensions={"code": code})


_SUGGESTION: Final = re.compile(r" Did you mean .*\?$")


def without_suggestions(error: GraphQLError, debug: bool = False) -> dict[str, Any]:
    """The error as clients in production see it: it does not tell what else there is to ask for."""
    formatted = format_error(error, debug)
    return {**formatted, "message": _SUGGESTION.sub("", formatted["message"])}


def format_error(error: GraphQLError, debug: bool = False) -> dict[str, Any]:
    """The error as clients see it: a mistake of theirs in full, a fault of ours in general words.

    >>> format_error(GraphQLError("x", original_error=KeyError("secret")))["message"]
    'Internal error: the operation failed and was logged.'
    """
    formatted: dict[str, Any] = dict(error.formatted)
    code = "BAD_USER_INPUT"
    if isinstance(error, GraphQLSyntaxError):
        code = "GRAPHQL_PARSE_FAILED"
    if is_fault(error):
        code = "INTERNAL_SERVER_ERROR"
        if not debug:
            formatted["message"] = "Internal error: the operation failed and was logged."
    formatted["extensions"] = {"code": code, **formatted.get("extensions", {})}
    return formatted


def is_fault(error: BaseException | None) -> bool:
    """Whether an error is the service's own and not the client's."""
    original = error.original_error if isinstance(error, GraphQLError) else error
    return original is not None and not isinstance(original, GraphQLError)
