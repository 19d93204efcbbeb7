import pytest

from toolkit.codebook import Codebook
from toolkit.codebook.migrate import MigrationPlan, Step, plan
from toolkit.errors import CodebookError


def make(*labels, version="1", **more):
    return Codebook.model_validate(
        {
            "id": "topics",
            "version": version,
            "facet": "topic",
            "unit": "article",
            "select": "multi",
            "labels": [
                {"name": label["id"].title()} | label if isinstance(label, dict) else _bare(label)
                for label in labels
            ],
        }
        | more
    )


def _bare(label_id):
    return {"id": label_id, "name": label_id.title()}


def make_stance(*targets, version="1"):
    return make(
        "favor",
        version=version,
        unit="stance-row",
        select="single",
        targets=[{"name": target["id"].title()} | target for target in targets],
    )


def test_versions_with_the_same_labels_need_no_step():
    made = plan(make("war", "sport"), make("sport", "war", version="2"))
    assert made.steps == ()
    assert (made.old, made.new) == ("topics@1", "topics@2")


def test_a_retired_label_with_one_successor_is_renamed():
    gone = {"id": "war", "status": "retired", "replaced_by": "conflict"}
    made = plan(make("war"), make(gone, "conflict", version="2"))
    assert made.steps == (Step(kind="rename", sources=("war",), into=("conflict",)),)
    assert made.into("war") == ("conflict",)
    assert made.sources("conflict") == ("war",)


def test_an_alias_of_the_old_id_is_a_rename_too():
    made = plan(make("war"), make({"id": "conflict", "aliases": ["war"]}, version="2"))
    assert made.lines == ["rename war → conflict"]


def test_labels_that_share_a_successor_are_merged_with_it():
    gone = [{"id": x, "status": "retired", "replaced_by": "law"} for x in ("crime", "courts")]
    made = plan(make("law", "crime", "courts"), make("law", *gone, version="2"))
    assert made.lines == ["merge law + crime + courts → law"]


def test_a_retired_label_with_several_successors_is_split():
    gone = {"id": "law", "status": "retired", "replaced_by": ["crime", "courts"]}
    made = plan(make("law"), make(gone, "crime", "courts", version="2"))
    assert made.lines == ["split law → crime + courts"]
    assert made.added == ()


def test_a_chain_of_successors_is_followed_to_its_end():
    chain = [
        {"id": "war", "status": "retired", "replaced_by": "conflict"},
        {"id": "conflict", "status": "retired", "replaced_by": "strife"},
    ]
    made = plan(make("war"), make(*chain, "strife", version="2"))
    assert made.into("war") == ("strife",)


def test_a_label_without_successor_is_retired_and_a_new_one_added():
    made = plan(make("war"), make({"id": "war", "status": "retired"}, "sport", version="2"))
    assert made.lines == ["retire war", "add sport"]


def test_another_definition_under_the_same_id_is_named_with_what_differs():
    old = {"id": "war", "definition": "Armed  conflict.", "excludes": ["Feuds."]}
    new = {"id": "war", "definition": "Armed\nconflict.", "excludes": ["Strikes."]}
    made = plan(make(old), make(new, version="2"))
    assert made.lines == ["redefine war: another excludes"]


def test_moves_overrule_the_codebook_and_may_retire():
    made = plan(make("war", "sport"), make("war", version="2"), moves={"sport": [], "war": ["War"]})
    assert made.labels == {"war": ("war",), "sport": ()}


def test_a_label_that_vanishes_without_a_word_is_an_error_that_says_what_to_do():
    with pytest.raises(
        CodebookError, match=r"topics@1 to topics@2: label 'war' has vanished. Keep"
    ):
        plan(make("war"), make("sport", version="2"))


def test_a_label_that_was_retired_before_may_be_cleared_away():
    old = make({"id": "war", "status": "retired", "replaced_by": "conflict"}, "conflict")
    made = plan(old, make({"id": "strife", "aliases": ["conflict"]}, version="2"))
    assert made.labels == {"war": ("strife",), "conflict": ("strife",)}


@pytest.mark.parametrize(
    ("new", "message"),
    [
        (make("war", version="2", facet="frames"), "facets differ"),
        (make("war", version="2", select="single"), "several labels cannot become one"),
        (make("war", "sport"), "the same version with other content"),
    ],
)
def test_codebooks_that_cannot_follow_each_other_are_refused(new, message):
    with pytest.raises(CodebookError, match=message):
        plan(make("war"), new)


def test_moves_that_name_unknown_labels_are_all_reported():
    with pytest.raises(CodebookError) as caught:
        plan(make("war"), make("war", version="2"), moves={"wra": ["war"], "war": ["wars"]})
    assert "label 'wra' to be moved is not in the old codebook" in str(caught.value)
    assert "'war' cannot go to 'wars', which is no label in use there. Did you mean 'war'?" in str(
        caught.value
    )


def test_targets_move_by_alias_and_are_named_apart_from_labels():
    old = make_stance({"id": "pm"}, {"id": "eu"})
    new = make_stance({"id": "premier", "aliases": ["pm"]}, {"id": "eu"}, {"id": "un"}, version="2")
    made = plan(old, new)
    assert made.lines == ["rename target pm → premier", "add target un"]
    assert made.target_into("pm") == ("premier",)
    assert made.target_into("free text") == ("free text",)


def test_a_target_that_vanishes_is_an_error_unless_it_is_moved():
    old, new = make_stance({"id": "pm"}), make_stance({"id": "eu"}, version="2")
    with pytest.raises(CodebookError, match="target 'pm' has vanished"):
        plan(old, new)
    assert plan(old, new, target_moves={"pm": []}).lines == ["retire target pm", "add target eu"]


def test_a_plan_survives_json():
    made = plan(make("war"), make({"id": "conflict", "aliases": ["war"]}, "sport", version="2"))
    assert MigrationPlan.model_validate_json(made.model_dump_json()) == made
