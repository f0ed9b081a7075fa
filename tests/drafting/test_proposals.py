"""What is read of each number: its unit and bound, what it measures, where, when, of which part; and which numbers are none."""

from dataclasses import replace

import pytest

from tests.drafting.reading import SETTING, proposals, reasons, rows

BUILT = (
    "Sau 10 năm thực hiện Chỉ thị số 40-CT/TW ngày 22/11/2014, doanh số cho vay trên địa bàn tỉnh Lạng Sơn đạt 14.009,3 tỷ đồng, "
    "giúp hơn 71.820 lượt hộ vượt qua ngưỡng nghèo, 23.995 lượt học sinh, sinh viên có hoàn cảnh khó khăn được vay vốn, "
    "xây dựng 145.995 công trình nước sạch và vệ sinh."
)


def test_a_sentence_gives_a_row_for_each_figure() -> None:
    assert rows(BUILT, "indicator", "period", "value", "unit", "bound") == [
        ("14.009,3 tỷ đồng", "DISBURSEMENT", "2014-11-22/2024-07-30", "14009.3", "VND_BN", ""),
        ("71.820 lượt hộ", "HOUSEHOLDS_LIFTED_OUT_OF_POVERTY", "2014-11-22/2024-07-30", "71820", "HOUSEHOLD_INSTANCE", "over"),
        ("23.995 lượt học sinh, sinh viên", "STUDENTS_RECEIVING_LOANS", "2014-11-22/2024-07-30", "23995", "PERSON_INSTANCE", ""),
        ("145.995 công trình", "CLEAN_WATER_SANITATION_WORKS", "2014-11-22/2024-07-30", "145995", "COUNT", ""),
    ]


def test_numbers_that_are_no_figures_say_why() -> None:
    assert set(reasons(BUILT).values()) == {"SPAN", "ACT", "DATE"}
    left = reasons(
        "Hội nghị có 120 đại biểu; lãi suất 0,65%/tháng; mức vay tối đa 100 triệu đồng; "
        "ông ở xã bên vay 50 triệu đồng nuôi 12 con lợn trên 3 ha."
    )
    assert left["120"] == "MEETING"
    assert left["0,65%"] == "INTEREST"
    assert left["100 triệu đồng"] == "CEILING"
    assert left["50 triệu đồng"] == "PERSONAL"
    assert left["12"] == left["3"] == "OUT_OF_SCOPE"


@pytest.mark.parametrize(
    ("text", "indicator", "period"),
    [
        ("Đến 30/6/2024, tổng dư nợ đạt 4.321 tỷ đồng.", "LOANS_OUTSTANDING", "2024-06-30"),
        ("Năm 2023, doanh số cho vay đạt 1.000 tỷ đồng.", "DISBURSEMENT", "2023"),
        ("Đến 30/6/2024, doanh số cho vay đạt 1.000 tỷ đồng.", "DISBURSEMENT", "../2024-06-30"),
        ("6 tháng đầu năm 2024, doanh số thu nợ là 300 tỷ đồng.", "LOANS_COLLECTED", "2024-01/2024-06"),
        ("Tổng dư nợ tăng 200 tỷ đồng so với đầu năm 2024.", "LOANS_OUTSTANDING_INCREASE", "2024-01/2024-07-30"),
        ("Tỷ lệ hộ nghèo năm 2023 là 6,02%.", "POVERTY_RATE", "2023"),
        ("Số hộ nghèo giảm 3.500 hộ so với năm 2022.", "POOR_HOUSEHOLDS_REDUCTION", "2023/2024-07-30"),
        ("Tổng dư nợ hiện nay là 4.321 tỷ đồng.", "LOANS_OUTSTANDING", "2024-07-30"),
        ("Giai đoạn 2016-2020, doanh số cho vay đạt 5.000 tỷ đồng.", "DISBURSEMENT", "2016/2020"),
    ],
)
def test_a_phrase_of_time_means_what_the_page_for_coders_says(text: str, indicator: str, period: str) -> None:
    assert [row[1:] for row in rows(text, "indicator", "period")] == [(indicator, period)]


@pytest.mark.parametrize(("lent", "period"), [("900", "2024-01/2024-06"), ("9.000", "../2024-06-30")])
def test_what_is_small_against_its_balance_was_lent_since_january(lent: str, period: str) -> None:
    text = f"Đến hết tháng 6/2024, tổng dư nợ đạt 4.321 tỷ đồng; doanh số cho vay đạt {lent} tỷ đồng, tạo việc làm cho 1.500 lao động."
    assert rows(text, "period")[1:] == [(f"{lent} tỷ đồng", period), ("1.500 lao động", period)]


def test_the_day_of_an_act_or_of_a_speech_is_not_that_of_a_figure() -> None:
    act = "Kết quả rà soát năm 2019 được phê duyệt bằng Quyết định số 1884/QĐ-UBND, ban hành ngày 26-11-2019. Cả tỉnh có 11.925 hộ nghèo."
    assert rows(act, "period") == [("11.925 hộ", "2019")]
    speech = "By the end of June 2024, the director said on July 12, outstanding loans totalled 8,466 billion VND."
    assert [row[1] for row in rows(speech, "period", setting=replace(SETTING, decimal_mark="point"))] == ["2024-06-30"]


def test_behind_a_stroke_stands_of_how_many() -> None:
    text = "Năm 2023, toàn tỉnh còn 16.003/80.276 hộ nghèo. Đến 31/12/2023, tổng dư nợ là 203 tỷ đồng/13.260 hộ."
    assert [row[1] for row in rows(text, "indicator")] == [
        "POOR_HOUSEHOLDS",
        "TOTAL_HOUSEHOLDS",
        "LOANS_OUTSTANDING",
        "BORROWER_HOUSEHOLDS",
    ]


def test_a_list_of_borrowers_stays_one_of_borrowers() -> None:
    text = "Năm 2023, được vay từ nguồn vốn này có trên 2.400 hộ nghèo; trên 1.000 hộ cận nghèo."
    assert {row[1] for row in rows(text, "indicator")} == {"HOUSEHOLDS_RECEIVING_LOANS"}


def test_a_fall_from_one_rate_to_another_is_two_rows_each_with_its_time() -> None:
    text = "Tỷ lệ hộ nghèo giảm từ 14,9% năm 2014 xuống còn 6,02% năm 2023."
    assert rows(text, "indicator", "period") == [("14,9%", "POVERTY_RATE", "2014"), ("6,02%", "POVERTY_RATE", "2023")]


def test_a_rate_in_brackets_goes_with_the_count_before_it() -> None:
    text = "Năm 2023, toàn tỉnh còn 20.074 hộ nghèo (tỷ lệ 3,81%), 31.046 hộ cận nghèo (5,89%)."
    found = [row[1] for row in rows(text, "indicator")]
    assert found == ["POOR_HOUSEHOLDS", "POVERTY_RATE", "NEAR_POOR_HOUSEHOLDS", "NEAR_POVERTY_RATE"]


def test_parts_after_a_total_have_their_programmes() -> None:
    text = "Đến 25/3/2024 tổng dư nợ ủy thác là 535, 2 tỷ đồng. Trong đó: Hộ nghèo 40.988 triệu đồng, Hộ cận nghèo 108.663 triệu đồng."
    assert rows(text, "indicator", "programme", "channel", "value") == [
        ("535, 2 tỷ đồng", "LOANS_OUTSTANDING", "", "ENTRUSTED", "535.2"),
        ("40.988 triệu đồng", "LOANS_OUTSTANDING", "POOR_HOUSEHOLDS", "ENTRUSTED", "40988"),
        ("108.663 triệu đồng", "LOANS_OUTSTANDING", "NEAR_POOR_HOUSEHOLDS", "ENTRUSTED", "108663"),
    ]


def test_the_area_is_the_one_that_the_sentence_names_else_that_of_the_article() -> None:
    text = "Tổng dư nợ đạt 4.321 tỷ đồng. Huyện Bắc Sơn có 1.200 hộ nghèo. Cả nước có 800.000 hộ nghèo."
    assert [row[1] for row in rows(text, "ref_area")] == ["P20_2008", "D185_2008", "VN"]


def test_regions_are_named_in_any_letters() -> None:
    text = "In 2022 the northern midland and mountainous region had a poverty rate of 14.23%."
    setting = replace(SETTING, area="VN", decimal_mark="point")
    assert rows(text, "ref_area", setting=setting) == [("14.23%", "RNMM_2008")]


def test_figures_after_the_merger_are_of_the_new_map() -> None:
    text = "Đến 30/9/2025, tổng dư nợ toàn tỉnh đạt 5.000 tỷ đồng."
    assert rows(text, "ref_area", setting=replace(SETTING, published="2025-10-05")) == [("5.000 tỷ đồng", "P20_2025")]


def test_what_could_single_people_out_is_withheld() -> None:
    text = (
        "Đến tháng 6/2024, về cho vay người chấp hành xong án phạt tù, toàn huyện có 9 hộ được vay vốn với số tiền 760 triệu đồng, "
        "gồm xã Yên Phú 1 hộ/100 triệu đồng."
    )
    left = reasons(text)
    assert left["1 hộ"] == left["100 triệu đồng"] == "DISCLOSURE"
    assert [row[0] for row in rows(text)] == ["9 hộ", "760 triệu đồng"]


def test_a_figure_printed_twice_is_proposed_once_with_the_time_of_either() -> None:
    text = "Toàn tỉnh có 5.404 hộ nghèo\nKết quả rà soát năm 2022: toàn tỉnh có 5.404 hộ nghèo."
    assert rows(text, "locator", "period") == [("5.404 hộ", "p1", "2022")]
    assert reasons(text)["5.404 hộ"] == "REPEATED"


def test_equal_figures_of_a_paragraph_are_told_apart() -> None:
    text = "Huyện Bắc Sơn có 120 hộ nghèo, huyện Lộc Bình có 120 hộ nghèo."
    assert [row[1] for row in rows(text, "locator")] == ["p1#1", "p1#2"]


def test_lines_of_a_sentence_that_the_page_breaks_are_read_as_one() -> None:
    text = "Đến 30/6/2024, tổng dư nợ của Ngân hàng Chính sách xã hội tỉnh Lạng Sơn\nđạt 4.321 tỷ đồng."
    assert rows(text, "indicator", "period", "locator") == [("4.321 tỷ đồng", "LOANS_OUTSTANDING", "2024-06-30", "p2")]


def test_a_range_is_two_rows() -> None:
    text = "Năm 2023, tỷ lệ hộ nghèo của tỉnh là 5,8-6%."
    assert rows(text, "value", "flags") == [("5,8 [%]", "5.8", "RANGE"), ("6%", "6", "RANGE")]


def test_english_print_is_read() -> None:
    text = "As of October 30, 2023, the outstanding loans of the bank in the province totalled more than VND 5,091.065 billion."
    assert rows(text, "indicator", "period", "value", "bound", setting=replace(SETTING, decimal_mark="point")) == [
        ("VND 5,091.065 billion", "LOANS_OUTSTANDING", "2023-10-30", "5091.065", "over")
    ]


def test_a_word_between_a_number_and_a_currency_parts_them() -> None:
    text = "Capital came to VND 5,296 billion; compared to 2023 it was up by VND 519 billion."
    found = [row[0] for row in rows(text, setting=replace(SETTING, decimal_mark="point"))]
    assert found == ["VND 5,296 billion", "VND 519 billion"]


def test_every_proposal_says_how_sure_it_is_and_on_which_words_it_rests() -> None:
    sure, unsure = (
        one for one in proposals("Đến 30/6/2024, tổng dư nợ của tỉnh đạt 4.321 tỷ đồng.\nGhi nhận 77 hộ nghèo.") if not one.reason
    )
    assert (sure.least, sure.words["indicator"], sure.words["period"]) == ("sure", "tổng dư nợ {figure}", "đến 30/6/2024")
    assert unsure.confidence["period"] in {"likely", "unsure"}
    assert unsure.sentence == "Ghi nhận 77 hộ nghèo."


def test_a_text_without_a_figure_gives_nothing() -> None:
    assert proposals("Vốn chính sách đã giúp nhiều hộ vươn lên.") == []
