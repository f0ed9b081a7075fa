"""The checks of one province file written by hand in plain pandas, column by column: the yardstick of `benchmarks.check`.

`python -m benchmarks.plain RAW FILE` prints `line:column` of all that it finds wrong, sorted. It knows the shape of the figures that
`benchmarks.province` makes and no other: no languages, no compounds, no suggestions, no sentences, no evidence, one file.
"""

import sys
from pathlib import Path

import pandas as pd

CODES = {
    "source_id": ("sources", "source_id"),
    "ref_area": ("areas", "ref_area"),
    "indicator": ("indicators", "indicator"),
    "unit": ("units", "unit"),
    "programme": ("programmes", "programme"),
    "standard": ("poverty_standards", "standard"),
}
LISTS = ("channel", "funding", "population_group", "bound")
FILLED = ("source_id", "item", "ref_area", "area_name", "indicator", "period", "as_printed", "value", "unit", "locator")
FORMS = {
    "source_id": r"[a-z0-9]+(?:-[a-z0-9]+)*",
    "item": r"[1-9][0-9]{0,8}",
    "value": r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?",
    "locator": r"p[1-9][0-9]*(?:#[1-9][0-9]*)?|t[1-9][0-9]*|e",
    "period_basis": r"inferred",
    **dict.fromkeys(
        ("ref_area", "indicator", "unit", "programme", "channel", "funding", "population_group", "standard", "bound"), r"[A-Za-z0-9_]+"
    ),
}
HIDDEN = r"[\x00-\x1f\x7f-\xa0\xad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]"
PRINTED = r"^(?P<number>[0-9][0-9.,]*) ?(?:(?P<scale>nghìn|triệu|tỷ) )?(?P<words>[^0-9]+)$"
SCALES = {"nghìn": 3, "triệu": 6, "tỷ": 9}
PERIOD = r"^(?:(?P<start>[0-9]{4}(?:-[0-9]{2}){0,2}|\.\.)/)?(?P<end>[0-9]{4}(?:-[0-9]{2}){0,2}|\.\.)$"
APART = "MISPRINT|SCOPE_DOUBT|DEFINITION_DIFFERS|TARGET|RANGE"
THING = ["source_id", "ref_area", "indicator", "programme", "channel", "funding", "population_group", "standard", "base", "period"]
DIMENSIONS = ("programme", "channel", "funding", "population_group")
ADDITIVE = ("VND", "LOAN", "HOUSEHOLD_INSTANCE", "PERSON_INSTANCE")


def check(raw: Path, path: Path) -> list[str]:
    tables = {name: read(raw / f"{name}.csv") for name in ("sources", "areas", "indicators", "units", "programmes", "flags", "codes")}
    tables |= {name: read(raw / f"{name}.csv") for name in ("poverty_standards", "retired")}
    rows = read(path)
    found = Findings()
    cells(rows, found)
    references(rows, tables, found)
    wrong = rows.index.isin([line - 2 for line, _ in found.places])
    good = rows[~wrong] if wrong.any() else rows
    areas(good, tables, path, found)
    good = figures(good, tables, found)
    good = times(good, tables, found)
    others(good, tables, found)
    together(good, tables, found)
    return [f"{line}:{column}" for line, column in sorted(found.places)]


class Findings:
    """Places of findings, one a cell."""

    def __init__(self) -> None:
        self.places: set[tuple[int, str]] = set()

    def add(self, wrong: "pd.Series[bool]", column: str) -> None:
        """Add the cells of a column where `wrong` holds."""
        self.places |= {(int(row) + 2, column) for row in wrong.index[wrong]}


def read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def cells(rows: pd.DataFrame, found: Findings) -> None:
    for name in rows.columns.tolist():
        column = rows[name]
        blank = column == ""
        found.add(column.str.contains(HIDDEN), name)
        found.add(column != column.str.strip(), name)
        found.add(column != column.str.normalize("NFC"), name)
        if name in FILLED:
            found.add(blank, name)
        if name in FORMS:
            found.add(~blank & ~column.str.fullmatch(FORMS[name]), name)
        if name not in {"value", "item"}:
            found.add(column.str.match(r"[=+\-@]"), name)


def references(rows: pd.DataFrame, tables: dict[str, pd.DataFrame], found: Findings) -> None:
    for name, (table, key) in CODES.items():
        found.add(~rows[name].isin([*tables[table][key], ""]), name)
    for name in LISTS:
        codes = tables["codes"]
        found.add(~rows[name].isin([*codes.loc[codes["list"] == name, "code"], ""]), name)
    flagged = rows["flags"][rows["flags"] != ""].str.split(";").explode()
    found.add(~flagged.isin(tables["flags"]["flag"]), "flags")


def areas(rows: pd.DataFrame, tables: dict[str, pd.DataFrame], path: Path, found: Findings) -> None:
    known = tables["areas"]
    names = known["name_vi"].where(known["aliases"] == "", known["name_vi"] + ";" + known["aliases"]).str.split(";")
    named = known[["ref_area"]].assign(name=names).explode("name")
    spelled = named["ref_area"] + "|" + named["name"].str.strip()
    found.add(~(rows["ref_area"] + "|" + rows["area_name"]).isin(spelled), "area_name")
    province = f"P{path.name[:2]}_{path.parent.name}"
    here = {province}
    for _ in range(2):
        here |= set(known.loc[known["parent"].isin(here), "ref_area"])
    found.add(~rows["ref_area"].isin(here), "ref_area")


def figures(rows: pd.DataFrame, tables: dict[str, pd.DataFrame], found: Findings) -> pd.DataFrame:
    """Read as_printed and value; return the rows that can be read, with the columns that later checks use."""
    units, indicators = tables["units"].set_index("unit"), tables["indicators"].set_index("indicator")
    parts = rows["as_printed"].str.replace("[\\[\\]]", " ", regex=True).str.strip().str.extract(PRINTED)
    comma = rows["source_id"].map(tables["sources"].set_index("source_id")["decimal_mark"]) == "comma"
    whole, group = r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?|[0-9]+(?:,[0-9]+)?", str.maketrans(",.", ".,")
    numeral = parts["number"].where(comma, parts["number"].str.translate(group))
    reads = parts["number"].notna() & numeral.str.fullmatch(whole)
    found.add(~reads, "as_printed")
    rows, parts, numeral = rows[reads], parts[reads], numeral[reads]
    number = numeral.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
    decimals = number.str.partition(".")[2].str.len()
    scale = parts["scale"].map(SCALES).fillna(0).astype(int)
    power = rows["unit"].map(units["power_of_ten"]).astype(int)
    base = rows["unit"].map(units["base_unit"])
    printed, typed = number.astype(float) * 10.0**scale, rows["value"].astype(float) * 10.0**power
    words = units["printed"].str.casefold().str.split(";").explode()
    longest = "|".join(sorted(words.unique(), key=len, reverse=True))
    named = parts["words"].str.casefold().str.extract(rf"({longest})")[0]
    other_unit = ~(named + "|" + rows["unit"]).isin(words + "|" + words.index)
    found.add(other_unit, "unit")
    allowed = (indicators["unit"] + ";" + indicators["other_units"]).str.split(";").explode()
    found.add(~other_unit & ~(rows["indicator"] + "|" + base).isin(allowed.index + "|" + allowed), "indicator")
    found.add((printed - typed).abs() > typed.abs() * 1e-12, "value")
    least, most = (rows["indicator"].map(pd.to_numeric(indicators[name])) for name in ("minimum", "maximum"))
    counted = rows["unit"].map(units["whole"]) == "yes"
    found.add((typed < least) | (typed > most) | (counted & (typed % 1 != 0)), "value")
    half = (10.0 ** (scale - decimals) / 2).where(~counted | (scale > 0), 0.0)
    above, below = rows["bound"].isin(["over", "at_least", "about"]), rows["bound"].isin(["under", "at_most", "nearly", "about"])
    return rows.assign(
        base=base, worth=printed, least=(printed - half).where(~below, 0.0), most=(printed + half).where(~above, float("inf"))
    )


def times(rows: pd.DataFrame, tables: dict[str, pd.DataFrame], found: Findings) -> pd.DataFrame:
    """Read periods; return the rows that can be read, with `start_at` and `end_at`, the first and the last day."""
    parts = rows["period"].str.extract(PERIOD)
    single = parts["start"].isna()
    start, end = parts["start"].where(~single, parts["end"]).replace("..", None), parts["end"].replace("..", None)
    first, last = first_day(start), last_day(end)
    broken = (start.notna() & first.isna()) | (end.notna() & last.isna()) | (start.isna() & end.isna()) | (last < first)
    found.add(broken, "period")
    rows = rows.assign(start_at=first, end_at=last, end_first=first_day(end), interval=~single)[~broken]
    indicators, sources = tables["indicators"].set_index("indicator"), tables["sources"].set_index("source_id")
    flow = rows["indicator"].map(indicators["kind"]) == "flow"
    found.add((flow & ~rows["interval"] & (rows["start_at"] == rows["end_at"])) | (~flow & rows["interval"]), "period")
    printed = rows["source_id"].map(sources["published_on"]).replace("", None)
    latest = rows["end_first"].fillna(rows["start_at"])
    found.add((latest > last_day(printed)) & ~rows["flags"].str.contains("TARGET"), "period")
    known = tables["areas"].set_index("ref_area")
    first_of, last_of = {"2004": "2004-01-01", "2008": "2008-08-01", "2025": "2025-07-01"}, {"2004": "2008-07-31", "2008": "2025-06-30"}
    from_day = known["valid_from"].where(known["valid_from"] != "", known["vintage"].map(first_of))
    to_day = known["valid_to"].where(known["valid_to"] != "", known["vintage"].map(last_of))
    ends = rows["end_at"].fillna(rows["start_at"])
    early = (ends < rows["ref_area"].map(pd.to_datetime(from_day))) & ~rows["flags"].str.contains("LATER_UNIT")
    late = (latest > rows["ref_area"].map(pd.to_datetime(to_day))) & ~rows["flags"].str.contains("FORMER_UNIT")
    found.add(early | late, "period")
    needless = rows["flags"].str.contains("LATER_UNIT") & (latest >= rows["ref_area"].map(pd.to_datetime(from_day)))
    needless |= rows["flags"].str.contains("FORMER_UNIT") & (ends <= rows["ref_area"].map(pd.to_datetime(to_day)))
    found.add(needless, "flags")
    found.add(rows["start_at"].fillna(rows["end_at"]).dt.year < 1995, "period")
    found.add((rows["period_basis"] == "inferred") & ((first_day(printed) - rows["end_at"]).dt.days > 366), "period")
    return rows


def first_day(moment: "pd.Series[str]") -> "pd.Series[pd.Timestamp]":
    return pd.to_datetime((moment + "-01-01").str.slice(0, 10), format="%Y-%m-%d", errors="coerce")


def last_day(moment: "pd.Series[str]") -> "pd.Series[pd.Timestamp]":
    length, first = moment.str.len(), first_day(moment)
    year = first + pd.offsets.YearEnd(0)
    return year.where(length == 4, (first + pd.offsets.MonthEnd(0)).where(length == 7, first))


def others(rows: pd.DataFrame, tables: dict[str, pd.DataFrame], found: Findings) -> None:
    indicators, programmes = tables["indicators"].set_index("indicator"), tables["programmes"].set_index("programme")
    implied = rows["indicator"].map(indicators["programme"])
    for name in ("programme", "channel", "funding"):
        found.add((rows[name] != "") & (rows["indicator"].map(indicators[name]) != ""), name)
    programme = rows["programme"].where(rows["programme"] != "", implied)
    sensitive = rows[programme.map(programmes["sensitive"]) == "yes"]
    level = sensitive["ref_area"].map(tables["areas"].set_index("ref_area")["level"])
    found.add(level == "commune", "ref_area")
    found.add((level != "commune") & (sensitive["base"] != "VND") & (sensitive["worth"] < 5), "value")
    group = sensitive["source_id"] + "|" + sensitive["ref_area"]
    people = sensitive["base"].isin(["HOUSEHOLD", "HOUSEHOLD_INSTANCE", "PERSON", "PERSON_INSTANCE", "LOAN"])
    found.add((sensitive["base"] == "VND") & ~group.isin(group[people]), "value")
    found.add(((rows["period_basis"] == "inferred") | (rows["flags"] != "")) & (rows["note"] == ""), "note")
    found.add((rows["standard"] != "") & (rows["indicator"].map(indicators["takes_standard"]) != "yes"), "standard")
    flagged = rows["flags"][rows["flags"] != ""].str.split(";").explode().to_frame().set_index("flags", append=True)
    found.add(pd.Series(flagged.index.duplicated(), flagged.index.get_level_values(0)), "flags")


def together(rows: pd.DataFrame, tables: dict[str, pd.DataFrame], found: Findings) -> None:
    found.add(rows.duplicated(["source_id", "item"]), "item")
    found.add((rows["source_id"] + "." + rows["item"]).isin(tables["retired"]["obs_id"]), "item")
    twice = rows.duplicated([*THING, "worth", "bound"])
    found.add(twice, "item")
    ends = rows[rows["flags"].str.contains("RANGE")]
    found.add(~ends.duplicated(THING, keep=False), "flags")
    rows = rows[~rows["flags"].str.contains(APART) & ~twice]
    first = rows.groupby(THING, sort=False)[["least", "most"]].transform("first")
    against = (rows["least"].clip(lower=first["least"]) > rows["most"].clip(upper=first["most"])) & rows.duplicated(THING)
    found.add(against, "value")
    rows = rows[~against]
    indicators = tables["indicators"].set_index("indicator")
    parts_and_totals(rows, tables, found)
    growing = (rows["indicator"].map(indicators["kind"]) == "flow") & (rows["indicator"].map(indicators["minimum"]) != "")
    spans = rows[growing & rows["interval"] & rows["end_at"].notna()]
    spans = spans.assign(start=spans["period"].str.partition("/")[0]).sort_values("end_at", kind="stable")
    before = spans.groupby([*THING[:-1], "start"], sort=False)[["least", "end_at"]].shift()
    found.add(((spans["most"] < before["least"]) & (spans["end_first"] > before["end_at"])).sort_index(), "value")
    shares(rows, indicators, found)


def parts_and_totals(rows: pd.DataFrame, tables: dict[str, pd.DataFrame], found: Findings) -> None:
    """Compare the sum of the parts with the total, over each dimension by itself and the parent of an area, programme or indicator."""
    indicators, programmes = tables["indicators"].set_index("indicator"), tables["programmes"].set_index("programme")
    totals = rows.drop_duplicates(THING).set_index(THING)["most"]
    lines = pd.Series(rows.drop_duplicates(THING).index, totals.index)
    kind = rows["indicator"].map(indicators["kind"])
    upwards = {
        "indicator": rows["indicator"].map(indicators["part_of"]),
        "ref_area": rows["ref_area"].map(tables["areas"].set_index("ref_area")["parent"]).where(~kind.isin(["rate", "ratio"]), ""),
        **{name: pd.Series("", rows.index).where((rows[name] != "") & ~kind.isin(["rate", "ratio"])) for name in DIMENSIONS},
    }
    for name, parent in upwards.items():
        part = parent.notna() & ((parent != "") | (name in DIMENSIONS))
        above = rows[part].assign(**{name: parent[part]})
        if name == "programme":
            nearest = rows.loc[part, name].map(programmes["parent"])
            to_nearest = pd.MultiIndex.from_frame(above.assign(programme=nearest)[THING]).isin(totals.index)
            above["programme"] = nearest.where(to_nearest, "")
        adds = (
            above["indicator"].map(indicators["aggregation"]) == "sum"
            if name in {"indicator", "ref_area"}
            else above["base"].isin(ADDITIVE)
        )
        alone = rows.loc[part, name].where(~adds & (name != "population_group"), "")
        sums = above.groupby([*(above[key] for key in THING), alone.rename("alone")], sort=False)["least"].sum()
        sums = sums.reset_index("alone", drop=True)
        sums = sums[sums.index.isin(totals.index)]
        over = sums.index[sums > totals.reindex(sums.index) * (1 + 1e-12)]
        found.places |= {(int(line) + 2, "value") for line in lines.reindex(over)}


def shares(rows: pd.DataFrame, indicators: pd.DataFrame, found: Findings) -> None:
    """Compare the whole that a rate and its count imply with the whole that the source prints."""
    rates = rows[(rows["indicator"].map(indicators["numerator"]) != "") & (rows["indicator"].map(indicators["share_of"]) != "")]
    key = [name for name in THING if name not in {"indicator", "base"}]
    part = rates.assign(other=rates["indicator"].map(indicators["numerator"]))
    counts = rows.rename(columns={"indicator": "other", "least": "part_least", "most": "part_most"})
    both = part.reset_index().merge(counts[[*key, "other", "part_least", "part_most"]], on=[*key, "other"])
    both["share_of"] = both["indicator"].map(indicators["share_of"])
    wholes = rows.rename(columns={"indicator": "share_of", "least": "whole_least", "most": "whole_most"})
    free = [name for name in key if name != "standard"]
    all_three = both.merge(wholes[[*free, "share_of", "whole_least", "whole_most"]], on=[*free, "share_of"])
    least, most = all_three["part_least"] * 100 / all_three["most"], all_three["part_most"] * 100 / all_three["least"]
    wrong = (least > all_three["whole_most"]) | (most < all_three["whole_least"])
    found.places |= {(int(row) + 2, "value") for row in all_three.loc[wrong, "index"]}


if __name__ == "__main__":
    for place in check(Path(sys.argv[1]), Path(sys.argv[2])):
        print(place)
