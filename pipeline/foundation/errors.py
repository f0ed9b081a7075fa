"""Errors that stop a command, in English and Vietnamese."""

import errno
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from pipeline.foundation.paths import shown
from pipeline.language.spoken import Language
from pipeline.language.visible import printable

LONGEST: Final = 600
"""Longest sentence, in characters."""

_VIETNAMESE: Final = {
    "Not a regular file": "không phải tệp thông thường",
    **{
        os.strerror(number): text
        for number, text in (
            (errno.EACCES, "không có quyền truy cập"),
            (errno.EBUSY, "đang được dùng"),
            (errno.EDQUOT, "đã hết hạn mức lưu trữ"),
            (errno.EEXIST, "đã tồn tại"),
            (errno.EFBIG, "tệp quá lớn"),
            (errno.EINVAL, "tên hoặc thao tác không hợp lệ"),
            (errno.EIO, "lỗi khi đọc hoặc ghi đĩa"),
            (errno.EISDIR, "là một thư mục"),
            (errno.ELOOP, "các liên kết dẫn vòng tròn"),
            (errno.EMFILE, "có quá nhiều tệp đang mở"),
            (errno.ENAMETOOLONG, "tên quá dài"),
            (errno.ENOENT, "không có tệp hay thư mục này"),
            (errno.ENOMEM, "không đủ bộ nhớ"),
            (errno.ENOSPC, "ổ đĩa đã đầy"),
            (errno.ENOTDIR, "không phải thư mục"),
            (errno.ENOTEMPTY, "thư mục không trống"),
            (errno.ENXIO, "không có thiết bị này"),
            (errno.EPERM, "không được phép"),
            (errno.EROFS, "ổ đĩa chỉ cho đọc"),
        )
    },
}
"""What the operating system says of files; other reasons stay in English."""


class CannotRunError(Exception):
    """A command cannot run; one sentence in each language says why and what to do."""

    def __init__(self, en: str, vi: str) -> None:
        super().__init__(en)
        self.en, self.vi = en, vi

    def __reduce__(self) -> tuple[Any, ...]:
        """Let it come whole from another process."""
        return type(self), (self.en, self.vi)

    def sentence(self, language: Language) -> str:
        """Return the sentence on one line of bounded length, without control characters."""
        text = self.en if language == "en" else self.vi
        return printable(text if len(text) <= LONGEST else text[: LONGEST - 1] + "…")


def reason_of(error: OSError, language: Language) -> str:
    """Return the reason that the operating system gives."""
    said = error.strerror or str(error)
    return said if language == "en" else _VIETNAMESE.get(said, said)


def of_file(error: OSError) -> CannotRunError:
    """Return the error that names the file and says why it cannot be used."""
    en, vi = (shown(Path(str(error.filename))),) * 2 if error.filename else ("a file", "một tệp")
    return CannotRunError(f"{en}: {reason_of(error, 'en')}", f"{vi}: {reason_of(error, 'vi')}")


def cannot_open(error: OSError) -> CannotRunError:
    """Return the error that says what cannot be opened and why."""
    file = of_file(error)
    return CannotRunError(f"cannot open {file.en}", f"không mở được {file.vi}")


def must_be_mended(paths: Iterable[str]) -> CannotRunError:
    """Return the error that these files must be corrected before anything else can be checked."""
    names = " ".join(paths)
    command = f"python -m pipeline check {names}"
    return CannotRunError(f"{names} must be corrected first: {command}", f"trước hết hãy sửa {names}: {command} --lang vi")
