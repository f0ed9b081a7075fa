"""What spreadsheets do to a province's file: each kind of damage is found at its place, and mended where it is only form."""

from pathlib import Path

import pytest

from pipeline.editing.fix import fix
from tests.damage_table import DAMAGES, FILE, Damage, findings, harmed

KINDS = [damage.kind for damage in DAMAGES]


def test_there_are_many_kinds_of_damage() -> None:
    assert len(set(KINDS)) == len(DAMAGES) >= 80


@pytest.mark.parametrize("damage", DAMAGES, ids=KINDS)
def test_damage_is_found_at_its_place_and_mended_if_it_is_only_form(damage: Damage, tmp_path: Path) -> None:
    path = harmed(damage, tmp_path)
    assert findings(path) == list(damage.found)
    remaining = fix([path], lambda difference: None).findings
    if damage.repaired:
        assert path.read_bytes() == FILE.read_bytes()
        assert remaining == []
    else:
        assert [finding.rule.code for finding in remaining] == [code for code, _, _ in damage.found]
