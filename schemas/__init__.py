"""The tables of the dataset: every column once (type, unit, bounds, description), as pandera models."""

from schemas.areas import Area, AreaChange, Population, PublishedPopulation
from schemas.base import Table
from schemas.codes import Code, Flag, Indicator, Phrase, PovertyStandard, Programme, Unit
from schemas.observations import CodedObservation, NearestFigure, Observation, PanelRow
from schemas.sources import Evidence, Excluded, Passage, Retired, Source

REGISTRIES: dict[str, type[Table]] = {
    "sources": Source,
    "areas": Area,
    "area_changes": AreaChange,
    "population": Population,
    "indicators": Indicator,
    "programmes": Programme,
    "units": Unit,
    "flags": Flag,
    "poverty_standards": PovertyStandard,
    "codes": Code,
    "phrases": Phrase,
    "passages": Passage,
    "excluded": Excluded,
    "retired": Retired,
}
"""Tables that lie in `data/raw/<name>.csv`."""

RAW: dict[str, type[Table]] = {"observations": CodedObservation, **REGISTRIES, "evidence": Evidence}
"""All hand-coded tables; observations and evidence lie in folders of their names."""

__all__ = [
    "RAW",
    "REGISTRIES",
    "CodedObservation",
    "Evidence",
    "NearestFigure",
    "Observation",
    "PanelRow",
    "Passage",
    "PublishedPopulation",
    "Source",
]
