"""Waiting ends with the truth, with the time, or with what the watch finds."""

import pytest

from f1strategy.runtime.errors import NotReady, RuntimeFailure
from f1strategy.runtime.waiting import wait_until


def test_it_asks_until_the_answer_is_yes():
    answers = iter([False, False, True])
    wait_until(lambda: next(answers), what="it", hint="-", timeout_s=5, every_s=0)
    assert list(answers) == []


def test_it_gives_up_and_says_what_to_look_at():
    with pytest.raises(NotReady, match="broker answering not within 0 s; see the log"):
        wait_until(
            lambda: False, what="broker answering", hint="see the log", timeout_s=0, every_s=0
        )


def test_the_watch_can_end_it():
    def died() -> None:
        raise RuntimeFailure("died")

    with pytest.raises(RuntimeFailure, match="died"):
        wait_until(lambda: False, what="it", hint="-", timeout_s=60, every_s=0, watch=died)
