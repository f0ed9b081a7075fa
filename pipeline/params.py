"""The numbers and names that stages depend on, read from params.yaml."""

from dataclasses import dataclass
from functools import cache

import yaml

from pipeline.paths import PARAMS


@dataclass(frozen=True, slots=True)
class Params:
    """Contents of params.yaml.

    Attributes:
        name, title, version, licence: of the dataset.
        smallest_count: a count below it is withheld under a sensitive programme.
        weight_years: how many years the weights of a mean over areas may lie from it.
        zstd_level: compression of the published Parquet files.
        publisher_precedence: kinds of publisher, the most trusted first, for choosing among conflicting figures.
    """

    name: str
    title: str
    version: str
    licence: str
    smallest_count: int
    weight_years: int
    zstd_level: int
    publisher_precedence: tuple[str, ...]


@cache
def load_params() -> Params:
    """Read params.yaml.

    Raises:
        KeyError, yaml.YAMLError: the file lacks an entry or is not YAML.
    """
    with PARAMS.open(encoding="utf-8") as file:
        params = yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    dataset = params["dataset"]
    return Params(
        name=dataset["name"],
        title=dataset["title"],
        version=dataset["version"],
        licence=dataset["licence"],
        smallest_count=params["disclosure"]["smallest_count"],
        weight_years=params["panel"]["weight_years"],
        zstd_level=params["publish"]["zstd_level"],
        publisher_precedence=tuple(params["conflicts"]["publisher_precedence"]),
    )
