"""An article is read from text and from saved pages, whatever they hold, in bounded time and memory."""

import io
import tracemalloc

import pytest

from pipeline.drafting.article import MOST_BYTES, Article, read_article
from pipeline.foundation.errors import CannotRunError

SENTENCE = "Đến ngày 30/6/2024, tổng dư nợ của Ngân hàng Chính sách xã hội tỉnh đạt 4.321,5 tỷ đồng, với 99.000 hộ còn dư nợ."
PAGE = f"""<!DOCTYPE html><html><head><title>Báo | Tin</title><style>p {{ color: 1 }}</style><script>var hộ = 5</script>
<meta property="article:published_time" content="2024-07-30T08:00:00+07:00"></head>
<body><nav><ul><li>Trang chủ</li><li>Hộ nghèo 12 tin</li></ul></nav>
<h1>Vốn chính sách về làng</h1>
<div class="wrap"><div class="side"><a>Xem nhiều</a></div><div class="body"><p>{SENTENCE}</p>
<p>Doanh số cho vay trong <b>năm 2023</b> là 1.000 tỷ đồng,<br>
doanh số thu nợ đạt 700 tỷ đồng và nợ quá hạn còn 0,1%, theo báo cáo tại phiên họp.</p>
<table><tr><td>Huyện Bắc Sơn</td><td>120 hộ</td></tr></table></div></div>
<footer>Đang online: 5</footer></body></html>"""


def read(data: bytes | str) -> Article:
    return read_article(io.BytesIO(data.encode() if isinstance(data, str) else data), "article")


def test_a_saved_page_gives_its_heading_and_the_text_of_the_article_alone() -> None:
    article = read(PAGE)
    assert article.paragraphs == [
        "Vốn chính sách về làng",
        SENTENCE,
        "Doanh số cho vay trong năm 2023 là 1.000 tỷ đồng,",
        "doanh số thu nợ đạt 700 tỷ đồng và nợ quá hạn còn 0,1%, theo báo cáo tại phiên họp.",
        "Huyện Bắc Sơn 120 hộ",
    ]
    assert (article.published, article.language) == ("2024-07-30", "vi")
    assert article.text.splitlines() == article.paragraphs


def test_a_text_is_kept_as_it_is() -> None:
    text = f"Tiêu đề\r\n\r\n  {SENTENCE}\n"
    article = read(text)
    assert article.text == text
    assert article.paragraphs == ["Tiêu đề", SENTENCE]


def test_a_text_in_utf_16_is_read() -> None:
    assert read(SENTENCE.encode("utf-16")).paragraphs == [SENTENCE]


def test_english_is_recognised() -> None:
    assert read("The outstanding loans of the bank in the province have reached 4.3 trillion VND.").language == "en"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no text"),
        (b"<html><body><script>1</script></body></html>", "no text"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"\x00\x01\x02" * 100, "binary data"),
        (b"Die Bank hat im Jahr 2023 Kredite von 1.000 Milliarden Dong vergeben.", "neither Vietnamese"),
        (b"Du no dat 4.321 ty dong, ho ngheo con 5%", "neither Vietnamese"),
        ("hộ nghèo 5.000 hộ\n" * (MOST_BYTES // 20), "bytes"),
        ("hộ nghèo đã vay vốn\n" * 30_000, "letters"),
    ],
    ids=["empty", "script", "pdf", "binary", "german", "without marks", "bytes", "letters"],
)
def test_what_is_no_article_is_refused_in_one_sentence(data: bytes | str, said: str) -> None:
    with pytest.raises(CannotRunError, match=said):
        read(data)


def test_nuls_are_passed_over() -> None:
    assert read(f"{SENTENCE}\n" * 60 + "\x00\n").paragraphs == [SENTENCE] * 60


def outcome(page: str) -> list[str] | str:
    """Return the paragraphs of a page, or why it is refused."""
    try:
        return read(page).paragraphs
    except CannotRunError as error:
        return error.en


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<div>" * 400_000 + SENTENCE, [SENTENCE]),
        ("<html>" + "<!--" * 500_000 + SENTENCE, "article: there is no text in it"),
        ("<html>" + "<a " * 500_000, "article: there is no text in it"),
        ("<html>" + "<a " + 'x="1" ' * 300_000 + f">{SENTENCE}", [SENTENCE]),
        ("<html>" + "&" * 2_000_000 + SENTENCE, "article: its text has more than 300,000 letters"),
        ("<html>" + f"<div><p>{SENTENCE}</p></div>" * 1_500 + "<i>" * 500_000, [SENTENCE] * 1_500),
    ],
    ids=["deep", "comments", "tags", "attributes", "entities", "unclosed"],
)
def test_a_page_made_to_choke_a_reader_is_read_or_refused_in_bounded_memory(page: str, expected: list[str] | str) -> None:
    tracemalloc.start()
    try:
        found = outcome(page)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert found == expected
    assert most < 40 * len(page.encode())
