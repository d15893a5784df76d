"""The doors of the house: a row for few, menus by subject for many, and never one that is not open to the reader."""

from huilong.shell.context import MOST_IN_A_ROW, NAVIGATION, navigation

EVERY = [name for _subject, doors in NAVIGATION for name, _label, _permission in doors]
HOUSE_KEEPER = {"people.view", "organisation.manage", "token.manage", "night.view"}


def labels(told: list[dict]) -> list[str]:
    return [str(one["label"]) for one in told]


def test_few_doors_stand_side_by_side():
    told = navigation("people:users", HOUSE_KEEPER.__contains__)

    assert len(told) == len(HOUSE_KEEPER)
    assert [one["here"] for one in told] == [True, False, False, False]
    assert not any("doors" in one for one in told)


def test_many_doors_are_menus_by_subject_and_all_of_them_are_there():
    told = navigation("law:rules", lambda permission: True)
    menus = [one for one in told if "doors" in one]
    shown = sum(len(one.get("doors", [one])) for one in told)

    assert len(told) <= MOST_IN_A_ROW + len(NAVIGATION)
    assert shown == len(EVERY) > MOST_IN_A_ROW
    (law,) = [subject for subject, doors in NAVIGATION if "law:rules" in [name for name, *_ in doors]]
    assert [str(one["label"]) for one in menus if one["here"]] == [str(law)]


def test_a_subject_is_one_menu_and_a_door_stands_once():
    subjects = [str(subject) for subject, _doors in NAVIGATION]

    assert len(set(subjects)) == len(subjects)
    assert len(set(EVERY)) == len(EVERY)


def test_a_subject_with_one_open_door_is_that_door():
    many = {permission for _subject, doors in NAVIGATION for _name, _label, permission in doors}
    several = [one for one in NAVIGATION if len({permission for *_rest, permission in one[1]}) == len(one[1]) > 1]
    subject, ((name, label, only), *shut) = several[0]
    told = navigation(name, (many - {permission for *_rest, permission in shut}).__contains__)

    assert only not in {permission for *_rest, permission in shut}
    assert str(label) in labels(told)
    assert str(subject) == str(label) or str(subject) not in labels(told)
