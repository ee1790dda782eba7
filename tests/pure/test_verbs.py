"""The table of verbs, and that Nova's words are in one file."""

import re
from pathlib import Path

import canfar_jupyter
from canfar_jupyter.model import verbs
from canfar_jupyter.model.columns import SCHEMAS
from canfar_jupyter.model.verbs import VERBS

PACKAGE = Path(canfar_jupyter.__file__).parent
WORDS = (
    "ACTIVE|BUILD|SHUTOFF|PAUSED|SUSPENDED|SHELVED|SHELVED_OFFLOADED|VERIFY_RESIZE|RESIZE|"
    "REVERT_RESIZE|REBOOT|HARD_REBOOT|REBUILD|MIGRATING|SOFT_DELETED|scheduling|powering-on|"
    "unpausing|resuming|image_snapshot_pending"
)


def test_every_verb_changes_lists_and_cells_that_there_are():
    for verb in VERBS.values():
        assert set(verb.lists) <= set(SCHEMAS), verb.name
        assert set(verb.cells) <= {column.name for column in SCHEMAS[verb.noun]}, verb.name
        assert verb.undo in ("", *VERBS), verb.name


def test_what_is_lost_is_asked_about_and_why_not_is_a_sentence():
    assert VERBS["terminate"].question.title.format(what="lens") == "Terminate lens?"
    gone, here = ({"status": "ACTIVE", "task": task} for task in ("deleting", ""))
    assert verbs.VERBS["terminate"].why_not(gone) == "It is already being deleted."
    assert verbs.VERBS["terminate"].why_not(here) == ""
    assert VERBS["start"].why_not(here) == "It is ACTIVE: it cannot be started from that state."


def test_novas_statuses_and_tasks_are_written_in_states_only():
    found = []
    for file in PACKAGE.rglob("*.py"):
        where = file.relative_to(PACKAGE)
        if where.parts[0] == "demo" or where.name == "states.py":
            continue
        code = re.sub(r'""".*?"""', "", file.read_text(), flags=re.DOTALL)
        found += [f"{where}: {m[0]}" for m in re.finditer(f'"({WORDS})"', code)]
    assert found == []
