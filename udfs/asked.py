"""Questions as they come from `strategy.requests`, and what is said of those that cannot be read."""

import re

import msgspec

from schemas import codec
from schemas.records import FieldError, ReplyStatus, StrategyReply, StrategyRequest
from udfs.keyed_row import driver_key


class WrongCar(ValueError):
    """A question under another key than its session and driver."""

    def __init__(self, key: str, found: str) -> None:
        super().__init__(key, found)
        self.key, self.found = key, found

    def __str__(self) -> str:
        return f"expected a question about {self.key}, the message's key, found {self.found}"


class _Address(msgspec.Struct, frozen=True):
    """What a question needs to be answered at all."""

    request_id: str
    session_key: int
    driver_number: int


class BadQuestion(ValueError):
    """A question that says who asks about whom, and has a field that cannot be read."""

    def __init__(self, address: _Address, reason: str) -> None:
        super().__init__(address, reason)
        self.address, self.reason = address, reason

    def __str__(self) -> str:
        return self.reason


def asked(value: bytes, key: str) -> StrategyRequest:
    """The question; raises `BadQuestion` if it can be answered, else `MalformedRecord` or `WrongCar`."""
    try:
        question = codec.decode(value, StrategyRequest)
    except codec.MalformedRecord as error:
        try:
            address = msgspec.json.decode(value, type=_Address)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise error from None
        _check(key, address)
        raise BadQuestion(address, error.reason) from error
    _check(key, question)
    return question


def refused(error: BadQuestion) -> StrategyReply:
    """The reply that names the field."""
    at = re.search(r" - at `(?:key in )?\$\.?(.*)`", error.reason)
    wrong = FieldError(
        field=at.group(1) if at else "",
        message=error.reason[: at.start()] if at else error.reason,
    )
    return StrategyReply(
        request_id=error.address.request_id,
        session_key=error.address.session_key,
        driver_number=error.address.driver_number,
        status=ReplyStatus.BAD_REQUEST,
        errors=(wrong,),
    )


def _check(key: str, about: _Address | StrategyRequest) -> None:
    found = driver_key(about.session_key, about.driver_number)
    if found != key:
        raise WrongCar(key, found)
