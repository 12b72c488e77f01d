"""The view keeps the newest record of every key."""

import random

from api.view import RaceView, concerns
from schemas.records import Call, FieldRecord, OptionSet
from tests.api.racing import NORRIS, SESSION, VERSTAPPEN, field, options


def view_of(*records):
    view = RaceView()
    for record in records:
        view.apply(record)
    return view


def test_a_higher_revision_replaces_a_lower_one():
    view = view_of(options(revision=1, lap_number=20), options(revision=2, lap_number=21))
    assert view.newest(OptionSet) == [options(revision=2, lap_number=21)]


def test_an_older_revision_that_comes_late_changes_nothing():
    view = view_of(options(revision=2))
    assert view.apply(options(revision=1)) is False
    assert view.newest(OptionSet) == [options(revision=2)]


def test_the_same_record_again_is_no_news():
    view = view_of(field(3))
    assert view.apply(field(3)) is False


def test_a_revision_published_again_with_other_content_counts():
    view = view_of(options(revision=4, call=Call.BOX))
    assert view.apply(options(revision=4, call=Call.STAY_OUT)) is True
    assert view.newest(OptionSet)[0].call is Call.STAY_OUT


def test_fields_and_options_of_drivers_and_sessions_are_kept_apart():
    other = field(1, session_key=9840)
    view = view_of(field(), options(NORRIS), options(VERSTAPPEN), other)
    assert view.newest(FieldRecord) == [field(), other]
    assert view.newest(FieldRecord, 9840) == [other]
    assert view.newest(OptionSet, SESSION, NORRIS) == [options(NORRIS)]
    assert view.newest(OptionSet, 9840) == []


def test_the_view_does_not_depend_on_the_order_of_arrival():
    records = [options(driver, revision=n) for n in range(1, 9) for driver in (1, 4, 16)]
    shuffled = random.Random(3).sample(records * 2, k=len(records) * 2)
    in_order = view_of(*records).newest(OptionSet)
    assert sorted(in_order, key=lambda one: one.driver_number) == sorted(
        view_of(*shuffled).newest(OptionSet), key=lambda one: one.driver_number
    )


def test_none_stands_for_any_session_and_driver():
    assert concerns(options(NORRIS), None, None)
    assert concerns(options(NORRIS), None, NORRIS)
    assert not concerns(options(NORRIS), SESSION, VERSTAPPEN)
    assert not concerns(field(), SESSION + 1, None)
