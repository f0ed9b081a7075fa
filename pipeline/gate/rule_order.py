"""The order in which the rules about observations run: causes before effects, so that one mistake gives one finding."""

from typing import Final

from pipeline.gate.rules.figures import FIGURE_CHECKS
from pipeline.gate.rules.passages import PASSAGE_ROW_CHECKS
from pipeline.gate.rules.periods import TIME_CHECKS
from pipeline.gate.rules.rows import AREA_CHECKS, OTHER_CHECKS
from pipeline.gate.rules.together.across import ACROSS_CHECKS
from pipeline.gate.rules.together.plausible import PLAUSIBLE_CHECKS
from pipeline.gate.rules.together.sums import SUM_CHECKS
from pipeline.gate.rules.together.tables import TABLE_CHECKS as TABLE_RULES
from pipeline.gate.running import Check

ROW_CHECKS: Final = (*AREA_CHECKS, *FIGURE_CHECKS, *TIME_CHECKS, *OTHER_CHECKS, *PASSAGE_ROW_CHECKS)
"""Rules about one row: its area, its figure, its period, the rest, and whether its passage prints it."""
TABLE_ORDER: Final = ("V301", "V304", "V302", "V303", "V306", "V305", "V307", "V308", "V309")
TABLE_CHECKS: Final[list[Check]] = sorted([*TABLE_RULES, *SUM_CHECKS], key=lambda check: TABLE_ORDER.index(check.rule.code))
"""Rules about rows of one source together."""
ALL_TABLE_CHECKS: Final = (*TABLE_CHECKS, *ACROSS_CHECKS, *PLAUSIBLE_CHECKS)
"""These, and those about several sources, which make sense only where all files are read."""
