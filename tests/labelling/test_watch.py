from toolkit.labelling.watch import Watch


def test_looking_elsewhere_stops_the_clock_of_a_question():
    now = iter([0.0, 0.0, 10.0, 15.0, 18.0])
    watch = Watch(lambda: next(now))
    watch.turn_to(("a", "topic"))
    watch.turn_to(("a", "region"))
    watch.turn_to(("a", "topic"))
    assert watch.seconds() == 13.0


def test_a_decided_question_starts_from_nothing():
    now = iter([0.0, 0.0, 5.0, 6.0, 8.0])
    watch = Watch(lambda: next(now))
    watch.turn_to(("a", "topic"))
    watch.stop(("a", "topic"))
    watch.turn_to(("a", "topic"))
    assert watch.seconds() == 2.0
    assert Watch(lambda: 1.0).seconds() == 0.0
