"""What codes mean, in words: those that no published table names."""

from collections.abc import Mapping
from typing import Any, Final

from pipeline.language.spoken import Language, Text

SERIES: Final[dict[str, Text]] = {
    "_Z": {"en": "", "vi": ""},
    "_X": {"en": "standard not known", "vi": "chưa rõ chuẩn"},
    "VN_2006_2010": {"en": "Ministry 2006–2010", "vi": "Bộ LĐTBXH 2006–2010"},
    "VN_2011_2015": {"en": "Ministry 2011–2015", "vi": "Bộ LĐTBXH 2011–2015"},
    "VN_2016_2021": {"en": "Ministry 2016–2021", "vi": "Bộ LĐTBXH 2016–2021"},
    "VN_2022_2025": {"en": "Ministry 2022–2025", "vi": "Bộ LĐTBXH 2022–2025"},
    "VN_2026_2030": {"en": "Ministry 2026–2030", "vi": "Chuẩn 2026–2030"},
    "GSO_EARLIER": {"en": "Survey before 2006", "vi": "Khảo sát trước 2006"},
    "GSO_2006_2010": {"en": "Survey 2006–2010", "vi": "Khảo sát 2006–2010"},
    "GSO_2011_2015": {"en": "Survey 2011–2015", "vi": "Khảo sát 2011–2015"},
    "GSO_MD_2016_2020": {"en": "Survey 2016–2020", "vi": "Khảo sát 2016–2020"},
    "GSO_MD_2022_2025": {"en": "Survey 2022–2025", "vi": "Khảo sát 2022–2025"},
}
"""Short names of poverty standards, as they stand at a line of a chart; others have the name of the table."""
UNIT_NAMES: Final[dict[str, Text]] = {
    "VND": {"en": "dong", "vi": "đồng"},
    "PERCENT": {"en": "per cent", "vi": "%"},
    "PERCENT_POINT": {"en": "percentage points", "vi": "điểm phần trăm"},
    "HOUSEHOLD": {"en": "households", "vi": "hộ"},
    "HOUSEHOLD_INSTANCE": {"en": "households, counted each time", "vi": "lượt hộ"},
    "PERSON": {"en": "people", "vi": "người"},
    "PERSON_INSTANCE": {"en": "people, counted each time", "vi": "lượt người"},
    "CUSTOMER": {"en": "customers", "vi": "khách hàng"},
    "LOAN": {"en": "loans", "vi": "món vay"},
    "COUNT": {"en": "number", "vi": "số lượng"},
}
"""Units as the title of an axis and the unit of an indicator."""
STATUSES: Final[dict[str, Text]] = {
    "A": {"en": "normal", "vi": "bình thường"},
    "B": {"en": "first year of a new standard", "vi": "năm đầu theo chuẩn mới"},
    "D": {"en": "definition differs", "vi": "định nghĩa khác"},
    "E": {"en": "estimated", "vi": "ước tính"},
    "F": {"en": "plan or forecast", "vi": "kế hoạch hoặc dự báo"},
    "P": {"en": "preliminary", "vi": "sơ bộ"},
    "U": {"en": "doubtful", "vi": "còn ngờ"},
    "V": {"en": "not validated", "vi": "chưa kiểm chứng"},
}
"""SDMX observation statuses."""
EVIDENCE: Final[dict[str, Text]] = {
    "verified": {"en": "found in the kept text", "vi": "đã tìm thấy trong bản lưu"},
    "read_twice": {"en": "read by two readers", "vi": "hai người cùng đọc"},
    "read_once": {"en": "read by one reader", "vi": "một người đọc"},
    "unverified": {"en": "not read again", "vi": "chưa đọc lại"},
}
"""How it is proven that the source prints a figure."""
LEVELS: Final[dict[str, Text]] = {
    "country": {"en": "country", "vi": "cả nước"},
    "region": {"en": "region", "vi": "vùng"},
    "province": {"en": "province", "vi": "tỉnh, thành phố"},
    "district": {"en": "district", "vi": "cấp huyện"},
    "commune": {"en": "commune", "vi": "cấp xã"},
}
PROVINCES: Final[dict[str, Text]] = {
    "province": {"en": "province", "vi": "tỉnh"},
    "city": {"en": "centrally run city", "vi": "thành phố trực thuộc trung ương"},
}
"""Kinds of units on the level of the province."""
MAPS: Final[dict[str, Text]] = {
    "2004": {"en": "map before August 2008", "vi": "bản đồ trước tháng 8/2008"},
    "2008": {"en": "63-province map", "vi": "bản đồ 63 tỉnh, thành"},
    "2025": {"en": "34-province map", "vi": "bản đồ 34 tỉnh, thành"},
}
"""Administrative maps, by vintage."""
CHANGES: Final[dict[str, Text]] = {
    "unchanged": {"en": "goes on unchanged", "vi": "giữ nguyên"},
    "merged": {"en": "merged", "vi": "sáp nhập"},
    "reduced": {"en": "lost a part", "vi": "bị cắt một phần"},
    "renamed": {"en": "renamed", "vi": "đổi tên, đổi loại"},
}
"""What happened to a unit."""
PUBLISHERS: Final[dict[str, Text]] = {
    "statistics_office": {"en": "statistics office", "vi": "cơ quan thống kê"},
    "ministry": {"en": "ministry", "vi": "bộ, ngành"},
    "bank": {"en": "the bank itself", "vi": "ngân hàng"},
    "party": {"en": "party organisation", "vi": "cơ quan Đảng"},
    "local_government": {"en": "local government", "vi": "chính quyền địa phương"},
    "newspaper": {"en": "newspaper", "vi": "báo chí"},
    "other": {"en": "other", "vi": "khác"},
    "unknown": {"en": "not known", "vi": "chưa rõ"},
}
"""Kinds of publisher."""
ACCESS: Final[dict[str, Text]] = {
    "full_text": {"en": "whole text", "vi": "toàn văn"},
    "page": {"en": "whole page", "vi": "cả trang"},
    "excerpt": {"en": "excerpt", "vi": "trích đoạn"},
}
"""How much of a source was read."""
KINDS: Final[dict[str, Text]] = {
    "stock": {"en": "a stock, counted at a date", "vi": "số thời điểm"},
    "flow": {"en": "a flow, counted over a span of time", "vi": "số thời kỳ"},
    "rate": {"en": "a rate at a date", "vi": "tỷ lệ tại một thời điểm"},
    "ratio": {"en": "a ratio at a date", "vi": "tỷ số tại một thời điểm"},
}
"""Kinds of indicator."""
AGGREGATIONS: Final[dict[str, Text]] = {
    "sum": {"en": "areas add up", "vi": "cộng được theo địa bàn"},
    "weighted_mean": {"en": "areas are averaged by weight", "vi": "bình quân gia quyền theo địa bàn"},
    "none": {"en": "areas neither add up nor average", "vi": "không cộng, không tính bình quân theo địa bàn"},
}
"""How an indicator adds up over areas."""
ACTS: Final = {"Resolution": "Nghị quyết", "Decision": "Quyết định", "Decree": "Nghị định", "Act": "Luật"}
"""Kinds of legal acts, in English and in Vietnamese."""
REASONS: Final[dict[str, str]] = {
    "nothing is doubtful about it": "không có điểm nào đáng ngờ",
    "it is defined like the indicator": "được định nghĩa đúng như chỉ tiêu",
    "it is not preliminary": "không phải số sơ bộ",
    "its source prints its time": "nguồn có in thời gian",
    "its year was over when it was printed": "in khi năm đã kết thúc",
    "it is exact": "là con số chính xác",
    "its source was read more surely": "nguồn được đọc chắc chắn hơn",
    "its kind of publisher comes first": "loại cơ quan công bố được ưu tiên hơn",
    "its source is not a reprint": "nguồn không phải bản đăng lại",
    "it was published last": "được công bố sau cùng",
    "nothing else tells them apart; its identity comes first in the alphabet": "không còn gì để phân biệt; mã đứng trước theo bảng chữ cái",
}
"""Why a figure is preferred to those that contradict it, as the page of conflicts says it, and the same in Vietnamese."""
TOTAL: Final[Text] = {"en": "all", "vi": "tất cả"}
EXACT: Final[Text] = {"en": "exact", "vi": "chính xác"}


def kind_of(area: Mapping[str, Any], language: Language) -> str:
    """Return what an area is: of a province whether it is a city, of others their level."""
    words = PROVINCES.get(area["unit_type"]) if area["level"] == "province" else None
    return (words or LEVELS[area["level"]])[language]
