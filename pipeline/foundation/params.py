"""The numbers and names that stages depend on, read from params.yaml."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import yaml

from pipeline.foundation.errors import CannotRunError
from pipeline.foundation.paths import PARAMS, shown

AUTHORS: Final = "Contributors to the Vietnam Social Policy Credit Dataset"
"""Whom a citation names."""


@dataclass(frozen=True, slots=True)
class Params:
    """Contents of params.yaml.

    Attributes:
        name, title, version, licence: of the dataset.
        address: where its versions are published; blank until maintainers set it.
        smallest_count: a count below it is withheld under a sensitive programme.
        count_month: first month in which the poor of a year are counted.
        review_month: first month in which a figure of the yearly poverty review may be of that year.
        nearest_days: how many days from a year's end the nearest figure may lie.
        weight_years: how many years the weights of a mean over areas may lie from it.
        earliest_year: before it no period starts.
        persons_per_household: fewer than so many persons make no household on average.
        zstd_level: compression of the published Parquet files.
        workers: how many processes share a stage whose table is large.
        publisher_precedence: kinds of publisher, the most trusted first, for choosing among conflicting figures.
    """

    name: str
    title: str
    version: str
    licence: str
    address: str
    smallest_count: int
    earliest_year: int
    count_month: int
    review_month: int
    nearest_days: int
    weight_years: int
    persons_per_household: float
    zstd_level: int
    workers: int
    publisher_precedence: tuple[str, ...]


@cache
def load_params() -> Params:
    """Read params.yaml.

    Raises:
        OSError: the file cannot be opened.
        CannotRunError: it is not YAML, or lacks an entry.
    """
    try:
        with PARAMS.open(encoding="utf-8") as file:
            return _read_params(yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        why = " ".join(str(error).split())
        raise CannotRunError(f"{shown(PARAMS)}: is not YAML: {why}", f"{shown(PARAMS)}: không phải YAML: {why}") from None
    except (KeyError, TypeError) as error:
        raise CannotRunError(f"{shown(PARAMS)}: lacks an entry: {error}", f"{shown(PARAMS)}: thiếu mục: {error}") from None


def _read_params(params: Any) -> Params:
    dataset = params["dataset"]
    return Params(
        name=dataset["name"],
        title=dataset["title"],
        version=dataset["version"],
        licence=dataset["licence"],
        address=dataset["address"] or "",
        smallest_count=params["disclosure"]["smallest_count"],
        earliest_year=params["periods"]["earliest_year"],
        count_month=params["periods"]["count_month"],
        review_month=params["periods"]["review_month"],
        nearest_days=params["panel"]["nearest_days"],
        weight_years=params["panel"]["weight_years"],
        persons_per_household=params["plausibility"]["persons_per_household"],
        zstd_level=params["publish"]["zstd_level"],
        workers=params["build"]["workers"],
        publisher_precedence=tuple(params["conflicts"]["publisher_precedence"]),
    )
