"""Target: the command verify, given hostile texts, file names and rows."""

import csv
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Final

from hypothesis import strategies as st

from pipeline.editing.verify import paragraphs_of, verify
from pipeline.foundation.errors import CannotRunError
from pipeline.gate.check import check_all
from schemas import REGISTRIES, CodedObservation
from schemas.base import header_of
from tests.fuzz.damage import CELLS, damaged_bytes, to_bytes
from tests.fuzz.gate import NAMES
from tests.fuzz.harness import OBSERVATIONS, Input, Outcome, lay, small_files, target
from tests.fuzz.promises import contents, findings_hold
from tests.fuzz.specimens import PIECES
from tests.small import STOCK, changed

HEADER: Final = header_of(CodedObservation)
SNAPSHOT: Final = "snapshots"
FIGURES: Final = (
    ("14.009,3 tỷ đồng", "14009.3", "VND_BN"),
    ("1 tỷ đồng", "1", "VND_BN"),
    ("[2 tỷ] đồng", "2", "VND_BN"),
    ("2 [tỷ]", "2", "VND_BN"),
)
TEXT: Final = "Tin mới\n\n \u00a0\nDư nợ đạt 14.009,3\u00a0tỷ đồng, 1 tỷ đồng, 11 tỷ đồng, 1 tỷ đồng.\r\nCòn 2\u2028tỷ.\n".encode()
SENTENCES: Final = st.lists(
    st.one_of(
        st.sampled_from([printed for printed, *_ in FIGURES]), st.sampled_from((" ", "\n", ", ", "\u2028", "\u00a0", "\u0301", "1")), CELLS
    ),
    max_size=12,
).map(lambda parts: "".join(parts).encode())
SNAPSHOTS: Final = st.one_of(damaged_bytes(TEXT), SENTENCES, st.binary(max_size=60), st.sampled_from(PIECES))
LOCATORS: Final = ("p1", "p2", "p2", "p2#1", "p2#2", "p2#3", "p3", "p9", "p999999999#999999999", "t1", "e")


@st.composite
def proofs(draw: st.DrawFn) -> Input:
    """Return rows, the text of their source under some name, and further files beside it."""
    rows = []
    for item in range(1, draw(st.integers(1, 5)) + 1):
        printed, value, unit = draw(st.sampled_from(FIGURES))
        cells = {"item": str(item), "as_printed": printed, "value": value, "unit": unit, "locator": draw(st.sampled_from(LOCATORS))}
        if draw(st.integers(0, 15)) == 0:
            cells[draw(st.sampled_from(("as_printed", "locator", "note")))] = draw(CELLS)
        rows.append([{**STOCK, **cells}.get(name, "") for name in HEADER])
    snapshots = {f"{SNAPSHOT}/{name}": draw(SNAPSHOTS) for name in draw(st.lists(NAMES, min_size=1, max_size=3, unique=True))}
    return Input(
        {OBSERVATIONS: to_bytes([HEADER, *rows]), **snapshots},
        (draw(st.sampled_from(("", "", "", "lang-son-2024", "lang-son-english", "../x"))),),
    )


@target(proofs(), share=3)
def proving(given: Input, folder: Path) -> Outcome:
    """Nothing but evidence is written, and only of figures that stand where it says."""
    texts = [data for name, data in given.files.items() if name.startswith(SNAPSHOT)]
    digest = sha256(texts[0]).hexdigest()
    sources = changed("sources", "lang-son-2024", snapshot_sha256=digest)
    header = header_of(REGISTRIES["sources"])
    registry = to_bytes([header, *([row.get(name, "") for name in header] for row in sources)])
    raw = lay(folder / "raw", {**small_files(), "sources.csv": registry, OBSERVATIONS: given.files[OBSERVATIONS]})
    lay(folder, {name: data for name, data in given.files.items() if name.startswith(SNAPSHOT)})
    with suppress(OSError):  # the drawn name may have made the folder itself a file
        (folder / SNAPSHOT).mkdir(exist_ok=True)
        (folder / SNAPSHOT / "loop.txt").symlink_to("loop.txt")
    before = contents(folder)
    try:
        findings = verify(folder / SNAPSHOT, [name for name in given.words if name], raw)
    except CannotRunError:
        assert contents(folder) == before
        return Outcome(refused=True)
    findings_hold(findings, raw.rglob("*"))
    written = {name for name, _ in contents(folder).items() - before.items()}
    assert written <= {str(Path("raw", "evidence", "lang-son-2024.csv"))}, written
    if written:
        assert not findings
        _stands(raw, paragraphs_of(texts[0].decode(errors="replace")))
    return Outcome(tuple(finding.rule.code for finding in findings))


def _stands(raw: Path, paragraphs: list[str]) -> None:
    """Assert that every proof shows its figure, and that the check takes it."""
    with (raw / OBSERVATIONS).open(encoding="utf-8", newline="") as file:
        printed = {f"{row['source_id']}.{row['item']}": row["as_printed"] for row in csv.DictReader(file)}
    with (raw / "evidence" / "lang-son-2024.csv").open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    assert [proof["obs_id"] for proof in listed] == list(printed)
    for proof in listed:
        paragraph = paragraphs[int(proof["locator"].removeprefix("p").partition("#")[0]) - 1]
        first, last = map(int, proof["span"].split("-"))
        shown = paragraph[first:last]
        assert shown, proof
        assert "[" in printed[proof["obs_id"]] or shown == printed[proof["obs_id"]], (shown, proof)
    assert not [finding for finding in check_all(raw).findings if finding.rule.code in {"V221", "V222"} or finding.rule.code >= "V500"]
