"""Codes of SDMX CL_OBS_STATUS that the stages give and read."""

from typing import Final

NORMAL, BREAK, DEFINITION_DIFFERS, ESTIMATED, FORECAST, PROVISIONAL, LOW_RELIABILITY = "A", "B", "D", "E", "F", "P", "U"
AHEAD: Final = frozenset({FORECAST, PROVISIONAL})
"""Of figures that may have been printed before their time."""
AHEAD_FLAGS: Final = frozenset({"TARGET", "PRELIMINARY"})
"""Flags of the same figures."""
