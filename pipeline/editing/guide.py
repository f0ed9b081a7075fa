"""The rules of thumb of docs/coding.md, as the spreadsheet for coders shows them."""

from typing import Final

RULES_OF_THUMB: Final[tuple[tuple[str, str], ...]] = (
    (
        "Mỗi con số in trong bài là một dòng. Con số in hai lần chỉ ghi một lần, ở chỗ xuất hiện đầu tiên.",
        "One row per printed figure. A figure printed twice is coded once, where it first stands.",
    ),
    (
        "Ghi đúng như nguồn in, kể cả khi thấy sai. Không tự tính, không đoán, không sửa. Điều còn ngờ ghi ở `flags`, lý do ghi ở `note`.",
        "Write what the source prints, even where it looks wrong. Never calculate, guess or correct. Doubt goes into `flags`, "
        "the reason into `note`.",
    ),
    (
        "`item`: để trống cũng được nếu sau đó chạy lệnh add hoặc fix; nếu không, đánh số 1, 2, 3 … trong mỗi nguồn, không dùng lại số cũ.",
        "`item`: leave it blank if you run add or fix afterwards; else count 1, 2, 3 … within each source, and never use a number again.",
    ),
    (
        "`ref_area` là địa bàn mà câu văn nêu; nếu câu không nêu thì là địa bàn của bài. `area_name` ghi tên không kèm cấp: Lạng Sơn, "
        "không phải tỉnh Lạng Sơn.",
        "`ref_area` is the area that the sentence names; if it names none, the one that the article is about. `area_name` is its name "
        "without the level: Lạng Sơn, not tỉnh Lạng Sơn.",
    ),
    (
        "Số liệu đến 30/6/2025 dùng mã của bản đồ 63 tỉnh (_2008), từ 1/7/2025 dùng mã của bản đồ 34 tỉnh (_2025).",
        "A figure up to 2025-06-30 has a code of the map of 63 provinces (_2008), one from 2025-07-01 of the map of 34 (_2025).",
    ),
    (
        "`period`: 2023 (năm), 2024-06 (tháng), 2025-03-25 (ngày), 2014-11-22/2024-05-31 (từ … đến …), ../2024-06 (không rõ lúc bắt đầu). "
        "Không tự đặt ra ngày mà nguồn không in.",
        "`period`: 2023 (year), 2024-06 (month), 2025-03-25 (day), 2014-11-22/2024-05-31 (from … to …), ../2024-06 (start not known). "
        "Never make up a day that is not printed.",
    ),
    (
        "“Hiện nay”, “đến nay”: lấy ngày muộn nhất in trong cùng đoạn, nếu không có thì ngày đăng bài; ghi inferred ở `period_basis` "
        "và nói rõ ở `note`.",
        "“Hiện nay”, “đến nay”: the latest day printed in the same paragraph, else the day of publication; write inferred in "
        "`period_basis` and say so in `note`.",
    ),
    (
        "`as_printed`: chép con số và đơn vị đúng như in: 14.009,3 tỷ đồng; 535, 2 tỷ đồng; 6,02%. Đơn vị nằm ở tiêu đề thì để trong ngoặc "
        "vuông: 4,00 [%].",
        "`as_printed`: the number and its unit exactly as printed: 14.009,3 tỷ đồng; 535, 2 tỷ đồng; 6,02%. A unit that stands in a "
        "heading goes in square brackets: 4,00 [%].",
    ),
    (
        "`value`: gõ lại con số lần thứ hai, dấu chấm thập phân, không phân nhóm: 14009.3 với `unit` là VND_BN (tỷ đồng).",
        "`value`: the number typed a second time, with a decimal point and no grouping: 14009.3, with VND_BN (tỷ đồng) in `unit`.",
    ),
    (
        "`bound`: hơn, trên → over; gần → nearly; khoảng → about; dưới → under; ít nhất → at_least; tối đa → at_most.",
        "`bound`: hơn, trên → over; gần → nearly; khoảng → about; dưới → under; ít nhất → at_least; tối đa → at_most.",
    ),
    (
        "Lượt hộ (HOUSEHOLD_INSTANCE) không phải là hộ (HOUSEHOLD): mỗi lần vay đếm một lần.",
        "Lượt hộ (HOUSEHOLD_INSTANCE) is not hộ (HOUSEHOLD): a household is counted once for each loan.",
    ),
    (
        "Giải ngân, doanh số cho vay: DISBURSEMENT (trong một khoảng thời gian). Dư nợ: LOANS_OUTSTANDING (tại một thời điểm).",
        "Giải ngân, doanh số cho vay: DISBURSEMENT (over a span). Dư nợ: LOANS_OUTSTANDING (at a date).",
    ),
    (
        "`programme`, `channel`, `funding`, `population_group` chỉ ghi khi câu văn nói riêng về phần đó; để trống nghĩa là tất cả.",
        "`programme`, `channel`, `funding`, `population_group` are filled only if the sentence is about that part; blank means all.",
    ),
    (
        "`locator`: p7 là đoạn thứ 7 (đếm các dòng không trống); p7#2 là lần thứ hai con số đó có trong đoạn; t1 là bảng thứ nhất; "
        "e nếu chỉ đọc trích đoạn.",
        "`locator`: p7 is the 7th paragraph (lines that are not blank); p7#2 the second such numeral in it; t1 the 1st table; "
        "e if you read an excerpt only.",
    ),
    (
        "Không chép câu của nguồn. Không ghi tên riêng của người dân. Với chương trình nhạy cảm (người chấp hành xong án phạt tù, "
        "người nhiễm HIV …) không ghi số liệu dưới cấp huyện, không ghi số đếm dưới 5.",
        "Copy no sentence of the source. Name no private person. For sensitive programmes (people who served a sentence, people "
        "living with HIV …) code nothing below the district and no count under 5.",
    ),
    (
        "Còn phân vân: xem docs/coding.md và docs/indicators.md, hoặc hỏi trước khi ghi.",
        "In doubt: see docs/coding.md and docs/indicators.md, or ask before you code.",
    ),
)
"""Each rule in Vietnamese and in English."""
