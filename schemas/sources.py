"""Who says so: sources, the proof of each row, and what was left out or withdrawn."""

from pandera.typing import Series

from schemas.base import Date, Table, column


class Source(Table):
    """A text that prints figures."""

    source_id: Series[str] = column("Identity, by convention place, year and subject.", form="identifier", key=True)
    title: Series[str] = column("Title as printed; in square brackets as its address spells it, or supplied.", concept="TITLE")
    publisher: Series[str] = column("Publisher; blank where the page does not name it.", nullable=True)
    publisher_type: Series[str] = column(
        "Kind of publisher.",
        options=("statistics_office", "ministry", "bank", "party", "local_government", "newspaper", "other", "unknown"),
    )
    url: Series[str] = column("Address.", form="url", nullable=True)
    archived_url: Series[str] = column("Address of an archived copy.", form="url", nullable=True)
    language: Series[str] = column("Language, ISO 639-1.", options=("vi", "en", "fr", "ja", "de", "es", "pt"))
    decimal_mark: Series[str] = column(
        "Mark before decimals in its numerals; the other mark groups thousands. Mixed if it prints both styles: then that reading "
        "of a numeral is meant which gives the value.",
        options=("comma", "point", "mixed"),
    )
    published_on: Series[str] = column("Day, month or year of publication, as precise as it is known.", form="moment", nullable=True)
    retrieved_on: Series[Date] = column("Day on which the text was read.", form="date", nullable=True)
    access: Series[str] = column(
        "How much was read: full_text, and the text is kept; page, all of a page of which the figures alone are kept (passages); excerpt, "
        "the beginning of a page, as a rule about 2,000 characters.",
        options=("full_text", "page", "excerpt"),
    )
    snapshot_sha256: Series[str] = column("sha256 of the kept text, by which its file is found.", form="sha256", nullable=True)
    coverage: Series[str] = column(
        "Which of its figures are coded or left out with a reason: all; passage, all of the excerpt that was read; some.",
        options=("all", "passage", "some"),
    )
    loaded_from: Series[str] = column("Copy that was read, where it was not the original: its address, or what it is.", nullable=True)
    supersedes: Series[str] = column("Source that it replaces.", form="identifier", references="sources", nullable=True)
    reprint_of: Series[str] = column("Source that it reprints.", form="identifier", references="sources", nullable=True)
    coder: Series[str] = column("Who coded it.")
    second_coder: Series[str] = column("Who coded it a second time without seeing the first coding.", nullable=True)
    note: Series[str] = column("Remark.", nullable=True)


class Evidence(Table):
    """The proof that a figure stands in its source (`data/raw/evidence/<source_id>.csv`, written by `verify`)."""

    obs_id: Series[str] = column("Row that is proven.", form="observation", key=True)
    locator: Series[str] = column("Place at which it was found.", form="locator")
    period: Series[str] = column("Period as it was coded when the place was read: written twice so that a slip shows.")
    snapshot_sha256: Series[str] = column("sha256 of the text, byte for byte.", form="sha256")
    paragraph_sha256: Series[str] = column("sha256 of the paragraph in UTF-8, NFC, stripped of white space at both ends.", form="sha256")
    span: Series[str] = column("First and last-plus-one character of as_printed in that paragraph.", form="span")
    printed_sha256: Series[str] = column("sha256 of as_printed.", form="sha256")


class Passage(Table):
    """A figure of a passage whose text is not kept, as readers of the page wrote it down: what rows of its source are compared with."""

    source_id: Series[str] = column("Source that prints it.", form="identifier", key=True, references="sources")
    locator: Series[str] = column("Place in the passage.", form="locator", key=True)
    as_printed: Series[str] = column("Number and unit as printed.", key=True)
    ref_area: Series[str] = column("Row of a table: area; blank in running text.", references="areas", key=True, nullable=True)
    period: Series[str] = column("Column of a table: period, as rows code it; blank in running text.", key=True, nullable=True)
    bound: Series[str] = column("What the word before the number means.", references="codes:bound", nullable=True)
    readings: Series[str] = column("How many readers wrote it down, each without seeing what the other had written.", options=("1", "2"))


class Excluded(Table):
    """A figure that was read and left out on purpose."""

    source_id: Series[str] = column("Source that prints it.", form="identifier", key=True, references="sources")
    locator: Series[str] = column("Place in the source.", form="locator", key=True)
    indicator: Series[str] = column("What it would have measured.", form="code", key=True, references="indicators", nullable=True)
    reason: Series[str] = column(
        "Why it is left out.", options=("DISCLOSURE", "NO_AREA", "NO_PERIOD", "NO_INDICATOR", "UNCLEAR", "OUT_OF_SCOPE", "REPEATED")
    )
    note: Series[str] = column("Which figure, in the coder's words and without the figure itself.", key=True)
    figure_id: Series[str] = column(
        "Its identity in the collection of excerpts that it was read in, if it comes from one.", key=True, nullable=True
    )


class Retired(Table):
    """A row that was withdrawn, split or merged; its identity is not used again."""

    obs_id: Series[str] = column("Row that was withdrawn.", form="observation", key=True)
    reason: Series[str] = column("Why.")
    replaced_by: Series[str] = column("Rows that stand in its place, joined by semicolons.", nullable=True)
    note: Series[str] = column("Remark.", nullable=True)
