"""Every sentence of the pages, in English and in Vietnamese."""

from typing import Final

from pipeline.language.spoken import Language

WORDS: Final[dict[str, tuple[str, str]]] = {
    # every page
    "title": ("Vietnam Social Policy Credit Explorer", "Tra cứu tín dụng chính sách xã hội Việt Nam"),
    "skip": ("Skip to the content", "Đến phần nội dung"),
    "search": ("Search provinces and indicators", "Tìm tỉnh, thành và chỉ tiêu"),
    "search_hint": ("for example lang son", "ví dụ: lang son"),
    "other_language": ("Tiếng Việt", "English"),
    "theme": ("Colours", "Giao diện"),
    "main_menu": ("Main menu", "Trình đơn chính"),
    "more_menu": ("About the data", "Về bộ dữ liệu"),
    "nav_index": ("Map", "Bản đồ"),
    "nav_areas": ("Areas", "Địa bàn"),
    "nav_indicators": ("Indicators", "Chỉ tiêu"),
    "nav_table": ("All figures", "Mọi số liệu"),
    "nav_sources": ("Sources", "Nguồn"),
    "nav_downloads": ("Downloads", "Tải về"),
    "nav_codebook": ("Codebook", "Sổ mã"),
    "nav_conflicts": ("Conflicts", "Số liệu mâu thuẫn"),
    "nav_funnel": ("From figures to the panel", "Từ số liệu đến bảng tỉnh"),
    "nav_changes": ("Changelog", "Lịch sử thay đổi"),
    "nav_cite": ("How to cite", "Cách trích dẫn"),
    "nav_contribute": ("Contribute", "Đóng góp"),
    "version": ("{title}, version {version}", "{title}, phiên bản {version}"),
    "licence": (
        "Data: {licence}. Cite the dataset, and the sources of the figures that you use.",
        "Dữ liệu: {licence}. Xin trích dẫn bộ dữ liệu và nguồn của những số liệu được dùng."),
    "limits": (
        "Articles written for an anniversary print good news; coverage is uneven, and a missing figure is not a zero. Credit alone did "
        "not cause the results. Money is nominal dong.",
        "Bài viết nhân dịp kỷ niệm thường nêu thành tích; số liệu không đều, thiếu số liệu không có nghĩa là bằng không. Kết quả không "
        "chỉ do tín dụng. Tiền tính theo giá hiện hành."),
    "in_english": ("", "Phần này chỉ có bằng tiếng Anh."),
    "no_script": (
        "This page needs JavaScript. Without it, the pages of areas and indicators show the same figures, and the downloads hold all.",
        "Trang này cần JavaScript. Nếu không bật, các trang địa bàn và chỉ tiêu vẫn có đủ số liệu, và có thể tải về toàn bộ."),
    # columns
    "area": ("Area", "Địa bàn"),
    "indicator": ("Indicator", "Chỉ tiêu"),
    "period": ("Time", "Thời gian"),
    "value": ("Value", "Giá trị"),
    "range": ("Range", "Khoảng"),
    "printed": ("As printed", "Nguyên văn"),
    "standard": ("Standard", "Chuẩn"),
    "remarks": ("Remarks", "Lưu ý"),
    "evidence": ("Evidence", "Kiểm chứng"),
    "source": ("Source", "Nguồn"),
    "date": ("Date", "Ngày"),
    "status": ("Status", "Trạng thái"),
    "about": ("Of what", "Phạm vi"),
    "figures": ("Figures", "Số liệu"),
    "years": ("Years", "Năm"),
    "unit": ("Unit", "Đơn vị"),
    "code": ("Code", "Mã"),
    "meaning": ("Meaning", "Nghĩa"),
    "rank": ("Rank", "Hạng"),
    "note": ("Note", "Ghi chú"),
    # front page
    "front_title": ("Policy credit and poverty, province by province", "Tín dụng chính sách và tình trạng nghèo ở từng tỉnh"),
    "front_what": (
        "Vietnam's Bank for Social Policies lends to poor and near-poor households in every province; its results are published only as"
        " prose. Here are {figures} figures coded by hand from {sources} sources, each with its printed form and its source.",
        "Ngân hàng Chính sách xã hội cho hộ nghèo, hộ cận nghèo ở mọi tỉnh vay vốn; kết quả chỉ được công bố qua các bài viết. Trang "
        "này có {figures} số liệu nhập tay từ {sources} nguồn, mỗi số liệu kèm nguyên văn con số đã in và nguồn của nó."),
    "map_title": ("Map", "Bản đồ"),
    "map_series": ("Indicator and standard", "Chỉ tiêu và chuẩn"),
    "map_year": ("Year", "Năm"),
    "map_vintage": ("Provinces", "Số tỉnh, thành"),
    "map_2008": ("63 (to June 2025)", "63 (đến tháng 6/2025)"),
    "map_2025": ("34 (since July 2025)", "34 (từ tháng 7/2025)"),
    "map_shape": ("Shape", "Kiểu vẽ"),
    "map_tiles": ("Tiles", "Ô vuông"),
    "map_boundaries": ("Boundaries", "Ranh giới"),
    "map_count": ("{n} of {all} provinces have a value", "{n} trên {all} tỉnh, thành phố có số liệu"),
    "map_separate": (
        "Figures under two poverty standards are two series; they are never joined and cannot be compared.",
        "Số liệu theo hai chuẩn nghèo là hai chuỗi, không nối với nhau và không so sánh được."),
    "map_legend": ("Legend", "Chú giải"),
    "map_none": ("no figure", "chưa có số liệu"),
    "map_under": ("under {value}", "dưới {value}"),
    "map_from": ("{value} or more", "từ {value} trở lên"),
    "map_any_value": ("any value", "có số liệu"),
    "map_of": ("Map of {n} provinces, {shape}", "Bản đồ {n} tỉnh, thành, {shape}"),
    "map_nearest": (
        "Each value is the figure nearest to the year's end, with its own date; nothing is adjusted or filled in.",
        "Mỗi giá trị là số liệu gần cuối năm nhất, có ghi ngày; không điều chỉnh, không điền thêm."),
    "map_islands": (
        "Boundaries: Natural Earth (public domain), simplified. It does not draw Hoàng Sa and Trường Sa, which the administrative list "
        "counts to Đà Nẵng and Khánh Hòa. The tiles show every province.",
        "Ranh giới: Natural Earth (phạm vi công cộng), đã giản lược. Bản đồ ranh giới không vẽ quần đảo Hoàng Sa (Đà Nẵng) và quần đảo "
        "Trường Sa (Khánh Hòa). Bản đồ ô vuông có đủ mọi tỉnh, thành."),
    "map_table": ("The values of the map", "Số liệu trên bản đồ"),
    # areas
    "areas_title": ("Areas", "Địa bàn"),
    "areas_lead": (
        "Each area has a page with every figure about it. The provinces of the two maps are different units, even under one name.",
        "Mỗi địa bàn có một trang với mọi số liệu. Tỉnh, thành của hai bản đồ là các đơn vị khác nhau, kể cả khi trùng tên."),
    "country_regions": ("Country and regions", "Cả nước và các vùng"),
    "area_in_force": ("in force from {first} to {last}", "từ {first} đến {last}"),
    "area_since": ("since {first}", "từ {first}"),
    "area_region": ("Region: {region}", "Vùng: {region}"),
    "area_codes": ("Codes: {codes}", "Mã: {codes}"),
    "area_provinces": ("Provinces", "Các tỉnh, thành"),
    "area_was": ("What it was before", "Đơn vị trước đó"),
    "area_became": ("What it became", "Đơn vị sau đó"),
    "area_change": ("{change}, from {date} ({act})", "{change}, từ {date} ({act})"),
    "area_siblings": ("Other provinces of the region", "Các tỉnh, thành khác trong vùng"),
    "area_lead": (
        "{figures} figures on {indicators} indicators from {sources} sources.",
        "{figures} số liệu về {indicators} chỉ tiêu từ {sources} nguồn."),
    "area_nothing": (
        "No source that was read prints a figure of this area. A missing figure is not a zero.",
        "Chưa nguồn nào đã đọc có số liệu về địa bàn này. Thiếu số liệu không có nghĩa là bằng không."),
    "area_contents": ("Indicators on this page", "Chỉ tiêu trên trang này"),
    "area_download": ("Download the figures of this area", "Tải số liệu của địa bàn này"),
    "area_download_all": ("with those of its districts and communes", "kèm số liệu các huyện, xã"),
    "area_filter": ("Filter them in the table", "Lọc trong bảng số liệu"),
    "area_below": ("Districts and communes with figures", "Huyện, xã có số liệu"),
    "area_sources": ("Sources of this page", "Nguồn của trang này"),
    "totals": ("Totals", "Số liệu chung"),
    "totals_caption": ("{indicator}, {area}: figures of a date or a year", "{indicator}, {area}: số liệu của một ngày hoặc một năm"),
    "others": ("Other figures: parts, plans, other spans of time", "Số liệu khác: từng phần, kế hoạch, khoảng thời gian khác"),
    "others_caption": (
        "{indicator}, {area}: parts of a total, plans, and figures of other spans of time or units",
        "{indicator}, {area}: một phần của số liệu chung, kế hoạch, hoặc số liệu của khoảng thời gian hay đơn vị khác"),
    "chart_caption": (
        "{indicator}, {area}. Each line is one poverty standard or producer; hollow points are doubtful; vertical rules show what "
        "rounding and bounds allow.",
        "{indicator}, {area}. Mỗi đường là một chuẩn nghèo hoặc một cơ quan công bố; điểm rỗng là số còn ngờ; vạch dọc là khoảng do làm"
        " tròn và từ hạn định."),
    "chart_caption_plain": (
        "{indicator}, {area}. Hollow points are doubtful; vertical rules show what rounding and bounds allow.",
        "{indicator}, {area}. Điểm rỗng là số còn ngờ; vạch dọc là khoảng do làm tròn và từ hạn định."),
    "chart_source": ("Source: {publishers}; {dataset}.", "Nguồn: {publishers}; {dataset}."),
    "chart_more": ("{n} more", "{n} nguồn khác"),
    "chart_review": (
        "Figures of a yearly poverty review stand at the end of the year that was reviewed.",
        "Số liệu rà soát nghèo hằng năm được đặt ở cuối năm được rà soát."),
    "chart_unknown": ("Figures whose standard is not known stand in the table only.", "Số liệu chưa rõ chuẩn chỉ có trong bảng."),
    "chart_dates": ("Not of a year's end: {dates}.", "Không phải cuối năm: {dates}."),
    "chart_one": ("One figure makes no line; it stands in the table.", "Chỉ có một số liệu nên không vẽ thành đường; xem trong bảng."),
    "sides": ("Figures that contradict each other", "Số liệu mâu thuẫn nhau"),
    "sides_preferred": ("preferred", "được chọn"),
    "sides_why": ("because {why}", "vì {why}"),
    "not_preferred": ("another figure is preferred", "đã chọn số liệu khác"),
    "contradicts": ("contradicted", "có mâu thuẫn"),
    "inferred": ("time inferred", "thời gian suy ra"),
    "reviewed": ("review of {year}", "rà soát năm {year}"),
    # indicators
    "indicators_title": ("Indicators", "Chỉ tiêu"),
    "indicators_lead": (
        "What the figures measure, those with most figures first.",
        "Các số liệu đo gì; chỉ tiêu nhiều số liệu nhất đứng trước."),
    "definition": ("Definition", "Định nghĩa"),
    "counts": ("What counts", "Tính những gì"),
    "counts_not": ("What does not", "Không tính những gì"),
    "borderline": ("Borderline cases", "Trường hợp khó xác định"),
    "kind": ("Kind", "Loại số liệu"),
    "needs_standard": (
        "Depends on the poverty standard: values under two standards are two series.",
        "Phụ thuộc vào chuẩn nghèo: giá trị theo hai chuẩn là hai chuỗi."),
    "indicator_nothing": ("No figure of this indicator yet.", "Chưa có số liệu của chỉ tiêu này."),
    "indicator_download": ("Download all figures of this indicator", "Tải mọi số liệu của chỉ tiêu này"),
    "country_chart": ("The country", "Cả nước"),
    "coverage": ("Which provinces and years have figures", "Tỉnh nào, năm nào có số liệu"),
    "coverage_caption": (
        "{indicator}, {map}: number of figures by province and year",
        "{indicator}, {map}: số lượng số liệu theo tỉnh và năm"),
    "coverage_note": (
        "Each cell counts the figures of a province and year, plans left out. A blank cell is a missing figure, not a zero.",
        "Mỗi ô là số lượng số liệu của một tỉnh trong một năm, không kể kế hoạch. Ô trống là thiếu số liệu, không phải bằng không."),
    "coverage_without": ("Without any figure of a year: {areas}.", "Không có số liệu năm nào: {areas}."),
    "ranking": ("Ranking, {year}", "Xếp hạng năm {year}"),
    "ranking_caption": ("{series}, {year}, {map}: {n} of {all} provinces", "{series}, {year}, {map}: {n} trên {all} tỉnh, thành"),
    "ranking_note": (
        "The latest well-covered year. Dates differ, and what print rounds may rank otherwise.",
        "Năm gần nhất có đủ nhiều số liệu. Ngày của các số liệu khác nhau; số làm tròn có thể xếp hạng khác đi."),
    "distribution": ("Distribution", "Phân bố"),
    "distribution_caption": ("{series}, {year}: number of provinces by value", "{series}, {year}: số tỉnh, thành theo giá trị"),
    "values": ("Values", "Giá trị"),
    "provinces": ("Provinces", "Số tỉnh, thành"),
    "least": ("least", "nhỏ nhất"),
    "quarter": ("a quarter below", "một phần tư thấp hơn"),
    "median": ("half below (median)", "một nửa thấp hơn (trung vị)"),
    "three_quarters": ("three quarters below", "ba phần tư thấp hơn"),
    "greatest": ("greatest", "lớn nhất"),
    # table, figure
    "table_title": ("All figures", "Mọi số liệu"),
    "table_lead": (
        "Every printed figure, read from the published Parquet file. Search without accents, filter, sort; the address keeps what you "
        "see. A row opens its card.",
        "Mọi số liệu đã in, đọc thẳng từ tệp Parquet công bố. Tìm không cần dấu, lọc, sắp xếp; địa chỉ trang giữ lại những gì đang xem."
        " Bấm vào một dòng để mở thẻ số liệu."),
    "figure_title": ("A figure and its source", "Một số liệu và nguồn của nó"),
    # lists
    "sources_title": ("Sources", "Nguồn"),
    "sources_lead": (
        "{n} articles, pages and tables that print the figures. A title in square brackets is supplied.",
        "{n} bài viết, trang và bảng có in số liệu. Nhan đề trong ngoặc vuông là do người nhập đặt."),
    "source_title": ("Title", "Nhan đề"),
    "publisher": ("Publisher", "Nơi công bố"),
    "published": ("Published", "Công bố"),
    "read": ("What was read", "Phần đã đọc"),
    "archived": ("archived copy", "bản lưu trữ"),
    "reprint": ("reprint of {source}", "đăng lại từ {source}"),
    "codebook_title": ("Codebook", "Sổ mã"),
    "conflicts_title": ("Figures that contradict each other", "Số liệu mâu thuẫn nhau"),
    "conflicts_lead": (
        "{n} conflicts with {figures} figures. Figures of the same thing contradict each other when no value lies within the printed "
        "rounding and the bounds of all of them. All are kept; one is preferred by a fixed order of precedence. Two standards are two "
        "series, not a conflict.",
        "{n} mâu thuẫn với {figures} số liệu. Các số liệu về cùng một nội dung mâu thuẫn nhau khi không giá trị nào nằm trong mức làm "
        "tròn và từ hạn định của tất cả. Mọi số liệu đều được giữ; một số được chọn theo thứ tự ưu tiên cố định. Hai chuẩn là hai "
        "chuỗi, không phải mâu thuẫn."),
    "difference": ("Less the preferred", "Chênh so với số được chọn"),
    "changes_title": ("Changelog", "Lịch sử thay đổi"),
    "funnel_title": ("From figures to the panel", "Từ số liệu đến bảng tỉnh"),
    "funnel_lead": (
        "The panel holds what can be compared: exact totals of a year or its end. Each figure entered it, or has one reason why not; a "
        "reason that stands first here is the one that is given.",
        "Bảng tỉnh chỉ gồm những gì so sánh được: số liệu chung, chính xác, của cả năm hoặc cuối năm. Mỗi số liệu hoặc đã vào bảng, "
        "hoặc có một lý do không vào; lý do đứng trước trong bảng này là lý do được ghi."),
    "by_indicator": ("By indicator", "Theo chỉ tiêu"),
    "downloads_title": ("Downloads", "Tải về"),
    "downloads_lead": (
        "The published tables of version {version}, {licence}. The checksum tells whether a file arrived whole.",
        "Các bảng đã công bố của phiên bản {version}, {licence}. Mã kiểm tra cho biết tệp tải về có nguyên vẹn không."),
    "file": ("File", "Tệp"),
    "size": ("Size", "Kích thước"),
    "downloads_check": ("To check a file: {command}", "Để kiểm tra một tệp: {command}"),
    "downloads_areas": ("By area", "Theo địa bàn"),
    "downloads_indicators": ("By indicator", "Theo chỉ tiêu"),
    "cite_title": ("How to cite", "Cách trích dẫn"),
    "cite_lead": (
        "Cite the dataset by name and version, and the sources of the figures that you use: each figure's card has its own citation.",
        "Trích dẫn bộ dữ liệu theo tên và phiên bản, cùng nguồn của những số liệu được dùng: thẻ của mỗi số liệu có sẵn trích dẫn "
        "riêng."),
    "cite_licence": (
        "Licence: {licence}. You may share and adapt the data for any purpose if you give credit, link to the licence and say whether "
        "you changed them.",
        "Giấy phép: {licence}. Có thể chia sẻ và sửa đổi dữ liệu cho mọi mục đích nếu ghi công, dẫn liên kết đến giấy phép và cho biết "
        "có thay đổi hay không."),
    "contribute_title": ("Contribute figures", "Đóng góp số liệu"),
    "contribute_lead": (
        "You read an article about policy credit in your province. It prints a dozen figures; each becomes one row. This is what a row "
        "needs.",
        "Khi đọc một bài viết về tín dụng chính sách ở tỉnh mình với hàng chục con số, mỗi con số sẽ thành một dòng. Một dòng cần những"
        " ô sau."),
    "contribute_template": ("Download the spreadsheet (template.xlsx)", "Tải bảng tính mẫu (template.xlsx)"),
    "contribute_steps": (
        "Fill in the spreadsheet, register the article in sources.csv, and send both as a pull request; a program names every mistake "
        "by file, line and column. CONTRIBUTING.md in the repository tells each step.",
        "Điền vào bảng tính, ghi bài viết vào sources.csv rồi gửi cả hai bằng pull request; chương trình sẽ chỉ ra từng lỗi theo tệp, "
        "dòng và cột. CONTRIBUTING.vi.md trong kho mã hướng dẫn từng bước."),
    "contribute_rule": (
        "Type what the source prints; doubts go into flags and the note. Never copy sentences or name private persons.",
        "Ghi đúng những gì nguồn in; điều còn ngờ ghi vào flags và ghi chú. Không chép nguyên câu, không nêu tên riêng của người dân."),
    "required": ("needed", "bắt buộc"),
    "optional": ("if it applies", "nếu có"),
    "example": ("For example: {example}", "Ví dụ: {example}"),
}  # fmt: skip
"""Each sentence by its key: English, Vietnamese."""


def say(key: str, language: Language) -> str:
    """Return a sentence in a language; what is to be filled in stands in braces.

    Raises:
        KeyError: there is no such sentence.
    """
    english, vietnamese = WORDS[key]
    return english if language == "en" else vietnamese
