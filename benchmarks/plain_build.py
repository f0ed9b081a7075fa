"""A build without the logic of rows, written plainly: the yardstick of `benchmarks.build`.

`python -m benchmarks.plain_build pandas|polars RAW OUT` reads all coded figures as text, checks every cell by the form or the registry
that its column declares, scales values, sorts by identity, and writes Parquet and CSV. It knows no periods, no evidence, no conflicts and
no panel, compares no two rows, and says of a mistake what pandera says.
"""

import csv
import sys
from pathlib import Path
from typing import Any

from schemas import REGISTRIES, CodedObservation
from schemas.base import columns, key_of


def known(raw: Path, reference: str) -> list[str]:
    """Return the keys of a registry, or of one of the small lists."""
    table, _, part = reference.partition(":")
    key = "code" if part else key_of(REGISTRIES[table])[0]
    with (raw / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [row[key] for row in csv.DictReader(file) if not part or row["list"] == part]


def schema(pandera: Any, raw: Path) -> Any:
    """Return the schema of coded text: what pandera.pandas and pandera.polars write alike."""
    declared = {}
    for name, column in columns(CodedObservation).items():
        forms = [pandera.Check.str_matches(f"^(?:{column.pattern})$")]
        codes = [pandera.Check.isin(known(raw, column.references))] if column.references and not column.many else []
        declared[name] = pandera.Column(str, codes or forms, nullable=column.nullable)
    return pandera.DataFrameSchema(declared, strict=True)


def with_pandas(raw: Path, out: Path) -> None:
    import pandas as pd
    import pandera.pandas
    import pyarrow
    import pyarrow.parquet

    parts = [pd.read_csv(path, dtype=str) for path in sorted((raw / "observations").rglob("*.csv"))]
    rows = schema(pandera.pandas, raw).validate(pd.concat(parts, ignore_index=True), lazy=True)
    power = pd.read_csv(raw / "units.csv", index_col="unit")["power_of_ten"]
    rows["obs_value"] = rows["value"].astype(float) * 10.0 ** rows["unit"].map(power)
    rows["obs_id"] = rows["source_id"] + "." + rows["item"]
    rows = rows.sort_values("obs_id")
    pyarrow.parquet.write_table(pyarrow.Table.from_pandas(rows), out / "rows.parquet", compression="zstd", compression_level=9)
    rows.to_csv(out / "rows.csv", index=False)


def with_polars(raw: Path, out: Path) -> None:
    import pandera.polars
    import polars as pl

    rows = pl.concat(pl.read_csv(path, infer_schema=False) for path in sorted((raw / "observations").rglob("*.csv")))
    rows = schema(pandera.polars, raw).validate(rows, lazy=True)
    units = pl.read_csv(raw / "units.csv").select("unit", "power_of_ten")
    rows = rows.join(units, on="unit").with_columns(
        obs_value=pl.col("value").cast(pl.Float64) * 10.0 ** pl.col("power_of_ten"), obs_id=pl.col("source_id") + "." + pl.col("item")
    )
    rows = rows.sort("obs_id")
    rows.write_parquet(out / "rows.parquet", compression="zstd", compression_level=9)
    rows.write_csv(out / "rows.csv")


if __name__ == "__main__":
    engine, raw, out = sys.argv[1:]
    {"pandas": with_pandas, "polars": with_polars}[engine](Path(raw), Path(out))
