"""Bytes into rows: dialects, encodings, workbooks, and what is refused before it can do harm."""

import csv
import io
import json
import struct
import time
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from hotelcrm.ingest.reading import MOST_COLUMNS, Format, Refused, inspect, rows_of, workbook
from tests import realdata

SPECTRUM = [
    "comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "newlines", "newlines_crlf",
    "quotes_and_newlines", "simple", "simple_crlf", "utf8",
]  # fmt: skip


def read(content: bytes) -> tuple[Format, list[list[str]]]:
    raw = io.BytesIO(content)
    known = inspect(raw)
    return known, [cells for _line, cells in rows_of(raw, known)]


def refusal(content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        read(content)
    return str(refused.value)


def sheet(rows: list[list[object]], name: str = "客人") -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet(name)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return out.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return out.getvalue()


# Dialects and encodings


@pytest.mark.parametrize("name", SPECTRUM)
def test_every_dialect_of_the_csv_spectrum_means_what_its_json_says(name: str) -> None:
    content = realdata.path(f"files/csv-spectrum/{name}.csv").read_bytes()
    meaning = json.loads(realdata.path(f"files/csv-spectrum-json/{name}.json").read_text("utf-8"))
    known, rows = read(content)

    assert [dict(zip(known.header, cells, strict=True)) for cells in rows] == meaning


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "，"])
def test_any_encoding_and_delimiter_is_found_out(encoding: str, delimiter: str) -> None:
    lines = [
        ["姓名", "phone", "城市"],
        ["张敏", "13800138000", "杭州"],
        ["王芳", "13900139000", "上海"],
        ["李雷", "", "北京"],
    ]
    known, rows = read("\r\n".join(delimiter.join(line) for line in lines).encode(encoding))

    assert (known.header, rows, known.delimiter) == (lines[0], lines[1:], delimiter)


def test_excels_own_hint_at_the_delimiter_is_understood() -> None:
    known, rows = read(b"sep=;\nname;rate\nAnna;1,5\n")
    assert (known.delimiter, known.header, rows) == (";", ["name", "rate"], [["Anna", "1,5"]])


def test_one_column_needs_no_delimiter() -> None:
    known, rows = read("姓名\n张敏\n".encode())
    assert (known.header, rows) == (["姓名"], [["张敏"]])


def test_lines_are_counted_as_an_editor_does_and_empty_ones_left_out() -> None:
    raw = io.BytesIO(b'name,note\nAnna,"two\nlines"\n\n,\nBob,x\n')
    known = inspect(raw)
    assert (known.rows, list(rows_of(raw, known))) == (2, [(2, ["Anna", "two\nlines"]), (6, ["Bob", "x"])])


def test_columns_without_a_name_or_with_the_same_get_one_of_their_own() -> None:
    known, _rows = read(b"name,,name\n1,2,3\n")
    assert known.header == ["name", "#2", "name (3)"]


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(
        st.lists(
            st.text(
                st.characters(codec="utf-8", exclude_characters="\0\r", exclude_categories=["Cs", "Cc"]), max_size=20
            ),
            min_size=3,
            max_size=3,
        ).filter(any),
        min_size=1,
        max_size=20,
    ),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_a_spreadsheet_writes_is_read_back(rows: list[list[str]], encoding: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["first", "second", "third"], *rows])
    known, found = read(out.getvalue().encode(encoding))

    assert (known.header, found) == (["first", "second", "third"], rows)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_with_a_sentence(content: bytes) -> None:
    try:
        known, rows = read(content)
    except Refused as error:
        sentence, fits = str(error), True
    else:
        sentence, fits = "Read.", known.rows == len(rows)

    assert (sentence[-1], fits) == (".", True)


# Workbooks


def test_a_workbook_is_read_as_it_is_shown() -> None:
    known, rows = read(
        sheet([["房号", "手机", "日期", "价格", "备注"], ["0805", 13800138000, "2026-10-01", 680.5, None]])
    )

    assert (known.kind, known.sheet, known.header) == ("xlsx", "客人", ["房号", "手机", "日期", "价格", "备注"])
    assert rows == [["0805", "13800138000", "2026-10-01", "680.5", ""]]


def test_dates_of_a_workbook_are_dates_and_long_numbers_show_their_loss() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
        page.write_row(0, 0, ["arrival", "id"])
        page.write_number(1, 0, 46327, day)
        page.write_number(1, 1, 330106198603050020)
    _known, rows = read(out.getvalue())

    assert rows == [["2026-11-01", "3.30106198603050E+17"]]


def test_rows_of_a_workbook_keep_their_numbers() -> None:
    raw = io.BytesIO(sheet([[], ["name"], [], ["Anna"]]))
    known = inspect(raw)
    assert (known.header_line, list(rows_of(raw, known))) == (2, [(4, ["Anna"])])


# Zips


def test_a_zip_with_one_csv_is_that_csv_whatever_a_mac_adds() -> None:
    known, rows = read(zipped({"list.csv": b"name,x\nAnna,1\n", "__MACOSX/._list.csv": b"\0\5", ".DS_Store": b"\0"}))
    assert (known.member, rows) == ("list.csv", [["Anna", "1"]])


def test_a_zip_of_several_lists_is_refused() -> None:
    assert "one CSV" in refusal(zipped({"a.csv": b"x\n1\n", "b.csv": b"x\n1\n"}))


def lying(content: bytes, claimed: int) -> bytes:
    """A zip with one CSV whose directory says that it is `claimed` bytes long."""
    packed = bytearray(zipped({"list.csv": content}))
    start = packed.rindex(b"PK\x01\x02")
    packed[start + 24 : start + 28] = struct.pack("<I", claimed)
    return bytes(packed)


@pytest.mark.parametrize(
    "make", [lambda: zipped({"list.csv": b"0" * 300_000_000}), lambda: lying(b"0" * 60_000_000, 90)]
)
def test_a_bomb_is_refused_in_under_a_second(make) -> None:
    content = make()
    start = time.perf_counter()
    sentence = refusal(content)

    assert time.perf_counter() - start < 1
    assert sentence == "The archive would unpack to far more than it may hold. It was not opened."


def test_a_workbook_that_claims_cells_at_both_ends_of_the_sheet_is_refused() -> None:
    """Seventeen thousand million cells in two: the parser would ask for the memory of all of them."""
    content = io.BytesIO(sheet([["a"]], "S"))
    out = io.BytesIO()
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name.endswith("sheet1.xml"):
                part = part.replace(
                    b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                )
            new.writestr(name, part)

    assert "workbook" in refusal(out.getvalue())


def test_a_workbook_waits_for_whoever_takes_its_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Indexing the personal data of a large workbook takes minutes; only the wait for the parser counts."""
    monkeypatch.setattr(workbook, "SECONDS", 2)
    raw = io.BytesIO(sheet([["id"], *([f"R{n}", "x" * 200] for n in range(2000))]))
    rows = workbook.rows(raw, "客人")
    next(rows)
    time.sleep(2.5)

    assert len(list(rows)) == 2000


def test_a_parser_that_gives_no_sign_is_given_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    mute = tmp_path / "mute.py"
    mute.write_text("import sys, time\nsys.stdin.buffer.read()\ntime.sleep(30)\n")
    monkeypatch.setattr(workbook, "CHILD", mute)
    monkeypatch.setattr(workbook, "SECONDS", 0.5)
    start = time.monotonic()

    assert "too much memory or time" in refusal(sheet([["id"], ["R1"]]))
    assert time.monotonic() - start < 10


# What is refused


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n\n", "no rows"),
        (b"name,phone\n", "Below the headings"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"name,x\n\0\0\0\1\2\3", "not a text file"),
        (bytes(range(1, 9)) * 50, "not a text file"),
        ("name,city\nJos\u00e9,M\u00e1laga\nZo\u00eb,K\u00f6ln\n".encode("latin-1"), "UTF-8"),
        ("姓名,城市\n張敏,臺北\n陳大文,高雄\n".encode("big5"), "UTF-8"),
        (b"PK\x03\x04nonsense", "damaged"),
        (",".join(f"c{n}" for n in range(MOST_COLUMNS + 1)).encode() + b"\n", "columns"),
        (b'name,x\nAnna,"' + b"y" * 200_000, "never closed"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_clear_sentence(content: bytes, words: str) -> None:
    assert words in refusal(content)


@pytest.mark.parametrize(
    "cell",
    [
        "13800138000", "+86 138-0013-8000", "(0571) 8800 1234", "1.38E+10", "anna@example.com", "tel 138 0013 8000",
        "33010619860305002X", "E12345678", "EA1234567", "1986-03-05", "1986/3/5", "1986年3月5日", "05.03.1986",
        "5/3/86", "5 March 1986", "2026-10-01 12:00:00",
    ],
)  # fmt: skip
def test_a_first_row_that_holds_values_is_refused(cell: str) -> None:
    for content in (f'姓名,"{cell}"\n王芳,x\n'.encode(), sheet([["姓名", cell], ["王芳", "x"]])):
        assert refusal(content).startswith("The first row must hold the names of the columns")


@pytest.mark.parametrize(
    "name",
    ["2025", "2025-2026", "Room rate (CNY)", "F&B 10%", "#1", "c1", "Line 1 (of 2)", "Q3 2026", "入住日期"],
)
def test_a_number_in_the_name_of_a_column_is_no_value(name: str) -> None:
    assert read(f'姓名,"{name}"\n王芳,x\n'.encode())[0].header == ["姓名", name]


def test_a_zip_with_a_password_is_refused() -> None:
    packed = bytearray(zipped({"list.csv": b"name\nAnna\n"}))
    packed[packed.rindex(b"PK\x01\x02") + 8] |= 1
    assert "password" in refusal(bytes(packed))


def flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :]


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("place", ["content", "name"])
def test_a_damaged_member_is_refused_with_a_sentence(packing: int, place: str) -> None:
    """The directory is whole; the checksum does not hold, or the member's own header says another name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as packed:
        packed.writestr("list.csv", b"".join(b"%d,Anna %d\n" % (n, n * n) for n in range(5000)))
    found = out.getvalue()

    said = refusal(flipped(found, 30 if place == "name" else len(found) // 2))

    assert any(words in said for words in ("damaged", "unpack to far more"))  # packed bytes may come to mean more


def test_a_damaged_workbook_is_refused_with_a_sentence() -> None:
    book = sheet([["id", "name"], *([f"R{n}", f"Anna {n * n}"] for n in range(500))])
    with zipfile.ZipFile(io.BytesIO(book)) as packed:
        member = packed.getinfo("xl/worksheets/sheet1.xml")
    middle = member.header_offset + 30 + len(member.filename) + member.compress_size // 2

    assert refusal(flipped(book, middle))


def test_the_line_that_breaks_the_encoding_is_named() -> None:
    """A file that is sniffed as one encoding is read to its end before anything is kept."""
    content = "姓名,城市\n".encode() * 30_000 + "José\n".encode("latin-1")
    assert "UTF-8" in refusal(content)
