"""The figures: as a coder writes them, and as a researcher reads them."""

from pandera.typing import Series

from schemas.base import Count, Date, Flag, Real, Table, Texts, Year, column

PERIOD_TYPES = ("as_of", "year", "part_year", "multi_year", "open")


class CodedObservation(Table):
    """One printed figure as a coder writes it (`data/raw/observations/`)."""

    source_id: Series[str] = column(
        "Source that prints the figure.",
        vi="Nguồn in con số này (mã trong sources.csv).",
        key=True,
        form="identifier",
        references="sources",
    )
    item: Series[Count] = column(
        "Number of the row within its source, never used again for another figure.",
        vi="Số thứ tự của dòng trong nguồn; không bao giờ dùng lại cho con số khác.",
        key=True,
        form="ordinal",
    )
    ref_area: Series[str] = column(
        "Area that the figure is about.",
        vi="Địa bàn mà con số nói đến (mã trong areas.csv).",
        concept="REF_AREA",
        form="code",
        references="areas",
    )
    area_name: Series[str] = column(
        "Vietnamese name of that area, in a registered spelling: written twice so that a slip shows.",
        vi="Tên tiếng Việt của địa bàn đó, viết đúng như danh mục: ghi hai lần để lộ chỗ nhầm.",
    )
    indicator: Series[str] = column(
        "What is measured.", vi="Con số đo cái gì (mã trong indicators.csv).", concept="INDICATOR", form="code", references="indicators"
    )
    period: Series[str] = column(
        "Time that the figure is about, as precise as the source allows: ISO 8601, with .. for an open end (EDTF).",
        vi="Thời gian của con số, chính xác đến mức nguồn cho phép: 2023, 2024-06, 2025-03-25, 2014/2024; .. cho đầu bỏ ngỏ.",
        concept="TIME_PERIOD",
    )
    as_printed: Series[str] = column(
        "The number and its unit exactly as printed; in square brackets what stands elsewhere, or all if only the number was kept.",
        vi="Số và đơn vị đúng như in; trong ngoặc vuông là phần in ở chỗ khác, hoặc tất cả nếu chỉ giữ được con số.",
    )
    value: Series[str] = column(
        "The printed number typed a second time, in `unit`.",
        vi="Con số đã in, gõ lại lần thứ hai theo đơn vị ở `unit`: dấu chấm thập phân, không phân nhóm.",
        concept="OBS_VALUE",
        form="decimal",
    )
    unit: Series[str] = column(
        "Unit of `value`: a base unit and a power of ten.",
        vi="Đơn vị của `value` (mã trong units.csv).",
        concept="UNIT_MEASURE",
        form="code",
        references="units",
    )
    locator: Series[str] = column(
        "Place in the source: p7 is its 7th paragraph, p7#2 the second such numeral in it; t1 its 1st table, at area and period; "
        "e the excerpt that was read.",
        vi="Chỗ trong nguồn: p7 là đoạn thứ 7, p7#2 là lần thứ hai số đó có trong đoạn; t1 là bảng thứ nhất; e là trích đoạn đã đọc.",
        form="locator",
    )
    programme: Series[str] = column(
        "Lending programme; blank for all.",
        vi="Chương trình cho vay; để trống là tất cả.",
        form="code",
        references="programmes",
        nullable=True,
    )
    channel: Series[str] = column(
        "How the loans are lent; blank for all.",
        vi="Cho vay qua kênh nào; để trống là tất cả.",
        form="code",
        references="codes:channel",
        nullable=True,
    )
    funding: Series[str] = column(
        "Whose capital is lent; blank for all.",
        vi="Vốn của ai; để trống là tất cả.",
        form="code",
        references="codes:funding",
        nullable=True,
    )
    population_group: Series[str] = column(
        "Part of the population; blank for everyone.",
        vi="Nhóm dân cư hoặc phần của địa bàn; để trống là tất cả.",
        form="code",
        references="codes:population_group",
        nullable=True,
    )
    standard: Series[str] = column(
        "Poverty standard that the source says it uses; blank if it does not say.",
        vi="Chuẩn nghèo mà nguồn nêu; để trống nếu nguồn không nêu.",
        form="code",
        references="poverty_standards",
        nullable=True,
    )
    period_basis: Series[str] = column(
        "Whether the period is printed (blank) or inferred; the note says how.",
        vi="Để trống nếu nguồn in thời gian; inferred nếu suy ra, ghi chú nói rõ suy ra thế nào.",
        options=("inferred",),
        nullable=True,
    )
    bound: Series[str] = column(
        "How the source qualifies the number; blank for exact.",
        vi="Từ hạn định trước con số (hơn, gần, khoảng …); để trống là số chính xác.",
        form="code",
        references="codes:bound",
        nullable=True,
    )
    flags: Series[str] = column(
        "Doubts and qualities, joined by semicolons.",
        vi="Điều còn ngờ và tính chất của con số, nối bằng dấu chấm phẩy.",
        references="flags",
        many=True,
        nullable=True,
    )
    note: Series[str] = column(
        "The coder's own words.",
        vi="Lời của chính bạn; không chép câu của nguồn, không ghi tên riêng của người dân.",
        concept="COMMENT_OBS",
        nullable=True,
    )


class AreaYear(Table):
    """What identifies a row of the tables by area and year."""

    vintage: Series[str] = column(
        "Administrative map: 2008 (63 provinces) or 2025 (34); the country stands on both.", key=True, options=("2008", "2025")
    )
    ref_area: Series[str] = column("Province, region or the country; key into areas.", concept="REF_AREA", key=True, references="areas")
    year: Series[Year] = column(
        "Calendar year; in nearest_figures the one to whose end the figure is nearest, or for the yearly poverty review the year reviewed.",
        concept="TIME_PERIOD",
        key=True,
    )
    indicator: Series[str] = column("What is measured; key into indicators.", concept="INDICATOR", key=True, references="indicators")
    standard: Series[str] = column(
        "Poverty standard; _Z not a poverty figure. Values under two standards are two series.", key=True, references="poverty_standards"
    )
    area_level: Series[str] = column("Level of the area: country, region or province.")
    area_name: Series[str] = column("Vietnamese name of the area; two maps share most names.")
    area_name_en: Series[str] = column("English name of the area.")


class PanelRow(AreaYear):
    """One total per map, area, year, indicator and standard, of a year or its end (`province_panel.parquet`)."""

    obs_value: Series[Real] = column("The value in unit_measure.", concept="OBS_VALUE", unit="unit_measure")
    unit_measure: Series[str] = column("Base unit.", concept="UNIT_MEASURE", references="units")
    obs_status: Series[str] = column(
        "SDMX CL_OBS_STATUS: of the observation, of the least certain part of a sum, or E for a mean.", concept="OBS_STATUS"
    )
    method: Series[str] = column(
        "Reported for this territory, the sum of its parts, or their weighted mean.", options=("reported", "sum", "weighted_mean")
    )
    weight: Series[str] = column("Weight of a mean; null where there is none.", options=("households", "population"), nullable=True)
    weight_year: Series[Year] = column("Year of the weights, the nearest that all parts have.", nullable=True)
    n_obs: Series[Count] = column("Number of observations that it comes from.")
    n_sources: Series[Count] = column("Number of their sources.")
    obs_ids: Series[Texts] = column("The observations that it comes from; keys into observations.")


class NearestFigure(AreaYear):
    """One preferred figure per map, area, year, indicator and standard: the one nearest to the year's end (`nearest_figures.parquet`)."""

    obs_value: Series[Real] = column("The value in unit_measure.", concept="OBS_VALUE", unit="unit_measure")
    unit_measure: Series[str] = column("Base unit.", concept="UNIT_MEASURE", references="units")
    value_low: Series[Real] = column("Least true value that print and bound allow, as in observations.", unit="unit_measure")
    value_high: Series[Real] = column("Greatest true value that print and bound allow, as in observations.", unit="unit_measure")
    bound: Series[str] = column("How the source qualifies the number; exact if it does not.")
    obs_status: Series[str] = column(
        "SDMX CL_OBS_STATUS of the figure; plans (F) and doubtful figures (U) are left out.", concept="OBS_STATUS"
    )
    time_period: Series[str] = column("Period as coded: ISO 8601.", concept="TIME_PERIOD")
    as_of: Series[Date] = column("Last day of the period.")
    days_from_year_end: Series[Count] = column("Days from 31 December of the year to that day; negative before it.", unit="days")
    period_basis: Series[str] = column("Whether the period is printed or inferred.", options=("stated", "inferred"))
    year_basis: Series[str] = column(
        "stated, inferred, or review: of the last yearly review before the day; null as in observations.", nullable=True
    )
    obs_id: Series[str] = column("The figure; key into observations.")
    source_id: Series[str] = column("Source that prints it; key into sources.", references="sources")


class Observation(Table):
    """One printed figure as a researcher reads it (`observations.parquet`)."""

    obs_id: Series[str] = column("Identity of the figure: source_id, a point, item.", key=True)
    ref_area: Series[str] = column("Area that the figure is about; key into areas.", concept="REF_AREA", references="areas")
    area_level: Series[str] = column("Level of the area: country, region, province, district or commune.")
    vintage: Series[str] = column(
        "Administrative map that the area belongs to: 2008 (63 provinces) or 2025 (34); null for the country.", nullable=True
    )
    area_name: Series[str] = column("Vietnamese name of the area.")
    area_name_en: Series[str] = column("English name of the area.")
    indicator: Series[str] = column("What is measured; key into indicators.", concept="INDICATOR", references="indicators")
    programme: Series[str] = column("Lending programme; _T for all.", references="programmes")
    channel: Series[str] = column("How the loans are lent; _T for all.")
    funding: Series[str] = column("Whose capital is lent; _T for all.")
    population_group: Series[str] = column("Part of the population; _T for everyone.")
    is_total: Series[Flag] = column(
        "Whether nothing restricts the figure beyond what its indicator implies: no programme, channel, funding, group."
    )
    standard: Series[str] = column(
        "Poverty standard: as stated, or derived from the year outside changeover years; _X not known, _Z not a poverty figure.",
        references="poverty_standards",
    )
    standard_basis: Series[str] = column(
        "Whether the standard is stated (by the source, or as its producer's of the year) or derived from the year alone; else null.",
        options=("stated", "derived"),
        nullable=True,
    )
    time_period: Series[str] = column("Period as coded: ISO 8601, with .. for an open end (EDTF).", concept="TIME_PERIOD")
    period_start: Series[Date] = column("First day of the period; null if open.", nullable=True)
    period_end: Series[Date] = column("Last day of the period; null if open.", nullable=True)
    period_type: Series[str] = column("How the period lies in the calendar.", options=PERIOD_TYPES)
    year: Series[Year] = column(
        "Calendar year described; a value as of 1 January, and a figure of the yearly poverty review before that year's own, count for the "
        "year before; null if open or of several years.",
        nullable=True,
    )
    year_basis: Series[str] = column(
        "Whether the year is stated with the period, inferred with it, or that of the last yearly review before the day; else null.",
        options=("stated", "inferred", "review"),
        nullable=True,
    )
    period_basis: Series[str] = column("Whether the period is printed or inferred.", options=("stated", "inferred"))
    obs_value: Series[Real] = column("The value in unit_measure.", concept="OBS_VALUE", unit="unit_measure")
    unit_measure: Series[str] = column("Base unit: VND (nominal), PERCENT, or what is counted.", concept="UNIT_MEASURE", references="units")
    bound: Series[str] = column(
        "How the source qualifies the number.", options=("exact", "about", "over", "nearly", "under", "at_least", "at_most")
    )
    value_low: Series[Real] = column(
        "Least true value that print and bound allow. The value is widened on both sides by half a step of the last printed digit (a count "
        "printed in full by nothing), and where the bound points, to both sides for about, by one step of the last digit that is not zero. "
        "It is cut at the indicator's minimum and maximum.",
        unit="unit_measure",
    )
    value_high: Series[Real] = column("Greatest true value that print and bound allow, likewise.", unit="unit_measure")
    as_printed: Series[str] = column(
        "The number and its unit exactly as printed; in square brackets what stands elsewhere, or all if only the number was kept."
    )
    obs_status: Series[str] = column(
        "SDMX CL_OBS_STATUS: A normal; B normal, of the first year that an area's preferred, exact figures, without doubt or plan, have a "
        "newer standard of the same producer; from the flags: "
        "D definition differs, E estimated, F forecast, P provisional, U low reliability.",
        concept="OBS_STATUS",
    )
    flags: Series[str] = column("Doubts and qualities, joined by semicolons.", references="flags", many=True, nullable=True)
    conflict_group: Series[str] = column(
        "Shared by figures of the same thing that contradict each other beyond printed rounding and bounds; else null.",
        nullable=True,
    )
    preferred: Series[Flag] = column("Whether this is the one figure to use among those of the same thing.")
    panel: Series[str] = column("Whether the figure entered the panel (ENTERED), else the one reason why not.", references="codes:panel")
    evidence: Series[str] = column(
        "Proof that its source prints the figure: verified, found at its place in the kept text; read_twice or read_once, found in its "
        "place among the figures that two readers of the page, or one, wrote down; unverified, neither.",
        options=("verified", "read_twice", "read_once", "unverified"),
    )
    source_id: Series[str] = column("Source that prints the figure; key into sources.", references="sources")
    locator: Series[str] = column("Place in the source: p7 is its 7th paragraph, t1 its 1st table, e the excerpt that was read.")
    comment_obs: Series[str] = column("Note of the coder.", concept="COMMENT_OBS", nullable=True)
