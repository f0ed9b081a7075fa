"""Rules about the form of a file, reported while it is read."""

from pipeline.foundation.findings import declare

NOT_UTF8 = declare(
    "V001",
    "the file is not UTF-8: byte {byte} on this line cannot be read",
    "tệp không phải UTF-8: không đọc được byte {byte} ở dòng này",
    "save it as UTF-8",
    "hãy lưu lại dưới dạng UTF-8",
)
BYTE_ORDER_MARK = declare(
    "V002",
    "the file starts with a byte order mark",
    "tệp bắt đầu bằng dấu BOM",
    "save it as UTF-8 without BOM",
    "hãy lưu dưới dạng UTF-8 không có BOM",
)
LINE_ENDS = declare(
    "V003",
    "the line ends in a carriage return",
    "dòng kết thúc bằng ký tự CR",
    "save it with Unix line ends (LF)",
    "hãy lưu với ký tự xuống dòng kiểu Unix (LF)",
)
NOT_CSV = declare(
    "V004",
    "the line is not well-formed CSV: {reason_en}",
    "dòng không đúng dạng CSV: {reason_vi}",
    "look for a quotation mark that is not closed, or not doubled inside a cell",
    "hãy tìm dấu ngoặc kép chưa đóng hoặc chưa nhân đôi trong ô",
)
FIELD_COUNT = declare(
    "V005",
    "the row has {found} cells, the header has {expected}",
    "dòng có {found} ô, tiêu đề có {expected} ô",
    "put text that contains a comma in quotation marks; add the missing cells or remove the extra ones; if two rows are on "
    "this line, put each on its own line",
    "đặt văn bản có dấu phẩy trong ngoặc kép; thêm hoặc bớt ô; nếu hai dòng dữ liệu dính vào nhau thì tách ra",
)
HEADER = declare(
    "V006",
    "column {position} of the header is “{found}”, expected “{expected}”",
    "cột {position} của tiêu đề là “{found}”, cần là “{expected}”",
    "write the header exactly like this: {header}",
    "ghi tiêu đề đúng như sau: {header}",
)
EMPTY = declare("V007", "the file is empty", "tệp trống", "start it with the header: {header}", "bắt đầu bằng tiêu đề: {header}")
BLANK_LINE = declare("V009", "the line is blank{to_en}", "dòng trống{to_vi}", "remove it", "xóa dòng này")
SEPARATOR = declare(
    "V010",
    "the cells are separated by {found_en}, not by commas",
    "các ô ngăn cách bằng {found_vi}, không phải dấu phẩy",
    "save it as CSV with commas",
    "hãy lưu dưới dạng CSV ngăn cách bằng dấu phẩy",
)
OTHER_ENCODING = declare(
    "V011",
    "the file is in {encoding}, not UTF-8",
    "tệp dùng bảng mã {encoding}, không phải UTF-8",
    "`python -m pipeline fix` converts it; in a spreadsheet, save as “CSV UTF-8”, not as “Unicode text” or plain CSV",
    "`python -m pipeline fix` sẽ chuyển mã; trong bảng tính, hãy lưu dạng “CSV UTF-8”, không lưu “Unicode Text” hay CSV thường",
)
NOT_TEXT = declare(
    "V012",
    "the file is {kind_en}, whatever its name says; it must be a CSV",
    "tệp là {kind_vi}, dù tên tệp thế nào; cần một tệp CSV",
    "open it in a spreadsheet and save it as “CSV UTF-8”, or as .xlsx and run `python -m pipeline fix FILE.xlsx`",
    "mở bằng bảng tính rồi lưu dạng “CSV UTF-8”, hoặc lưu .xlsx rồi chạy `python -m pipeline fix TỆP.xlsx`",
)
TOO_LARGE = declare(
    "V013",
    "the file is not read: {what_en}, at most {most} are",
    "không đọc tệp này: {what_vi}, tối đa là {most}",
    "split the file; if nothing in it should be that long, look for an unclosed quotation mark or for cells filled by mistake",
    "hãy chia nhỏ tệp; nếu không có nội dung nào dài như vậy thì tìm dấu ngoặc kép chưa đóng hoặc ô bị điền nhầm",
)
EMPTY_COLUMNS = declare(
    "V014",
    "the file has {count} empty column(s) without a name, the first after `{after}`: a spreadsheet keeps columns that were once used",
    "tệp có {count} cột trống không tên, cột đầu đứng sau `{after}`: bảng tính giữ lại các cột từng được dùng",
    "`python -m pipeline fix` removes them; in a spreadsheet, delete the columns (not only their cells)",
    "`python -m pipeline fix` sẽ xóa; trong bảng tính, hãy xóa hẳn cột (không chỉ xóa nội dung ô)",
)
COLUMN_ORDER = declare(
    "V015",
    "column {position} of the header is `{found}`, expected `{expected}`: the columns are in a different order",
    "cột {position} của tiêu đề là `{found}`, cần là `{expected}`: thứ tự các cột đã bị đổi",
    "`python -m pipeline fix` puts them in order: {header}",
    "`python -m pipeline fix` sẽ xếp lại đúng thứ tự: {header}",
)
MISSING_COLUMN = declare(
    "V016",
    "the header lacks the column `{expected}`",
    "tiêu đề thiếu cột `{expected}`",
    "put it back with its cells (was it hidden or deleted in a spreadsheet?); the header is: {header}",
    "thêm lại cột này cùng các ô của nó (đã bị ẩn hay xóa trong bảng tính?); tiêu đề là: {header}",
)
DOUBLED_COLUMN = declare(
    "V017",
    "the header has the column `{found}` twice, at {first} and {position}",
    "tiêu đề có cột `{found}` hai lần, ở vị trí {first} và {position}",
    "keep the one whose cells are right, and delete the other",
    "giữ cột có các ô đúng và xóa cột kia",
)
UNKNOWN_COLUMN = declare(
    "V018",
    "column {position} of the file, “{found}”, is not a column of this table",
    "cột {position} của tệp, “{found}”, không thuộc bảng này",
    "delete it, or move what it says into `note`; the header is: {header}",
    "xóa cột này, hoặc chuyển nội dung vào `note`; tiêu đề là: {header}",
)
HEADER_LOWER = declare(
    "V019",
    "the header is on line {below}; the lines above it are not part of the table",
    "tiêu đề nằm ở dòng {below}; phần phía trên không thuộc bảng",
    "delete the lines above the header; leave no title and no merged cells",
    "xóa các dòng phía trên tiêu đề: không đặt tên bảng, không gộp ô",
)
NO_HEADER = declare(
    "V020",
    "the file has no header: its first line is a row of figures",
    "tệp không có tiêu đề: dòng đầu đã là số liệu",
    "put this line first: {header}",
    "thêm dòng này lên đầu: {header}",
)
GARBLED = declare(
    "V021",
    "the Vietnamese letters are garbled (“{seen}” was “{meant}”): a spreadsheet opened the file by double click, which does not read UTF-8",
    "chữ tiếng Việt bị vỡ (“{seen}” vốn là “{meant}”): tệp đã được mở bằng cách nhấp đúp nên bảng tính không đọc theo UTF-8",
    "`python -m pipeline fix` restores the letters that it recognises; next time import the file (Data, From Text/CSV, 65001: UTF-8)",
    "`python -m pipeline fix` khôi phục những chữ nhận ra được; lần sau hãy nhập tệp (Dữ liệu, Từ văn bản/CSV, 65001: UTF-8)",
)
MERGE_MARKS = declare(
    "V022",
    "a merge left conflict markers here: two versions of the same lines are between <<<<<<< and >>>>>>>",
    "còn sót dấu xung đột khi trộn (merge): hai phiên bản của cùng các dòng nằm giữa <<<<<<< và >>>>>>>",
    "keep the rows that are right, and delete the lines that start with <<<<<<<, ======= and >>>>>>>",
    "giữ các dòng đúng và xóa những dòng bắt đầu bằng <<<<<<<, ======= và >>>>>>>",
)
LINK = declare(
    "V023",
    "this is a symbolic link, not a file, and is not followed",
    "đây là liên kết tượng trưng, không phải tệp, nên không được đọc theo",
    "put the file itself in its place",
    "đặt chính tệp đó vào đây",
)
TYPOGRAPHIC_QUOTES = declare(
    "V024",
    "the row has {found} cells, the header has {expected}: a cell is in typographic quotation marks (“ ”), which do not protect a comma",
    "dòng có {found} ô, tiêu đề có {expected}: một ô dùng ngoặc kép cong (“ ”), loại này không bao được dấu phẩy",
    'write straight quotation marks (") around the cell; a word processor or phone keyboard changed them',
    'dùng ngoặc kép thẳng (") bao quanh ô; trình soạn thảo hoặc bàn phím điện thoại đã đổi chúng',
)
TYPED_CELL = declare(
    "V025",
    "the cell {cell} is stored as {kind_en} ({seen}), so what was typed into `{column}` is lost",
    "ô {cell} được lưu dưới dạng {kind_vi} ({seen}), nên nội dung đã gõ vào `{column}` bị mất",
    "format the column as Text, then type the cell again as the source has it{should_en}; the template has every column as Text",
    "định dạng cột là Văn bản (Text) rồi gõ lại ô theo nguồn{should_vi}; tệp mẫu đã đặt mọi cột là Văn bản",
)
WORKBOOK = declare(
    "V026",
    "the spreadsheet cannot be read: {reason_en}",
    "không đọc được bảng tính: {reason_vi}",
    "open it in a spreadsheet program and save it again, as .xlsx or as “CSV UTF-8”",
    "mở bằng phần mềm bảng tính rồi lưu lại dạng .xlsx hoặc “CSV UTF-8”",
)
BLANK_HEADER = declare(
    "V027",
    "column {position} of the header is blank, expected `{expected}`: merged cells keep only the first of their names",
    "cột {position} của tiêu đề để trống, cần là `{expected}`: khi gộp ô chỉ còn tên của ô đầu",
    "unmerge the cells and write the header exactly like this: {header}",
    "bỏ gộp ô và ghi tiêu đề đúng như sau: {header}",
)
SPREADSHEET = declare(
    "V028",
    "only CSV files are kept here, not spreadsheets",
    "ở đây không lưu bảng tính, chỉ lưu CSV",
    "`python -m pipeline fix FILE.xlsx` writes the CSV beside it; then remove it (an .xls or .ods: save it as .xlsx or “CSV UTF-8” first)",
    "`python -m pipeline fix TỆP.xlsx` sẽ ghi tệp CSV bên cạnh; sau đó xóa bảng tính (.xls, .ods: trước hết lưu thành .xlsx "
    "hoặc “CSV UTF-8”)",
)
UNQUOTED_COMMA = declare(
    "V029",
    "the row has {found} cells, the header has {expected}: the comma in “{whole}” ends the cell",
    "dòng có {found} ô, tiêu đề có {expected}: dấu phẩy trong “{whole}” đã ngắt ô",
    'put the cell into straight quotation marks: "{whole}"',
    'đặt ô trong ngoặc kép thẳng: "{whole}"',
)
NO_LINES = declare(
    "V031",
    "the rows are not on separate lines: {what_en}",
    "các dòng dữ liệu không nằm trên từng dòng riêng: {what_vi}",
    "save the file again as “CSV UTF-8” from the spreadsheet that it came from; each row must end in a line break (LF)",
    "từ bảng tính gốc, hãy lưu lại tệp dạng “CSV UTF-8”; mỗi dòng dữ liệu phải kết thúc bằng ký tự xuống dòng (LF)",
)
REPEATED_HEADER = declare(
    "V032",
    "the header is repeated here, probably pasted along with the rows",
    "dòng tiêu đề bị lặp lại ở đây, như khi dán cả tiêu đề cùng với các dòng",
    "delete this line",
    "xóa dòng này",
)
