"""From a file to lines: JSONL or CSV, every bad line named with its number."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from knowledge.errors import BadInput, BadLine
from knowledge.links import in_texts, plain
from knowledge.packs.lines import KEYS, Line

MAX_LINE = 65_536  # bytes; the longest line that an honest entry needs is far below
_JOINED = ("aliases", "retailers", "tags")
_PRICE = ("currency", "per", "as_of", "price_note")
_BETWEEN = re.compile(r"(?<!\\);")  # a semicolon inside a text is written \;
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
CSV_COLUMNS = (
    *("id", "name", "brand", "model", "aliases", "what", "category", "status", "price"),
    *(*_PRICE, "worth_if", "skip_if", "retailers", "tags"),
)


@dataclass(slots=True)
class Reading:
    """Collect a file's lines with their numbers, its bad lines, and what was not understood."""

    lines: list[tuple[int, Line]] = field(default_factory=list)
    bad: list[BadLine] = field(default_factory=list)
    warnings: list[BadLine] = field(default_factory=list)


def read_pack(path: Path) -> Reading:
    """Read a pack file, CSV by its ending, JSONL otherwise; raise BadInput when it is neither."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput("Cannot read {path}: {why}.", path=path, why=error.strerror) from error
    is_sheet = path.suffix.lower() in (".csv", ".tsv")
    return _read_csv(data) if is_sheet else read_jsonl(data)


def read_text(text: str) -> Reading:
    """Read a pack's text: JSON lines when it begins with a brace, else CSV."""
    data = text.strip().encode("utf-8", "replace")
    return read_jsonl(data) if data.startswith(b"{") else _read_csv(data)


def read_jsonl(data: bytes) -> Reading:
    """Read JSON lines; empty lines are passed over, what is not text is refused (BadInput)."""
    _refuse_binary(data)
    reading = Reading()
    for number, raw in enumerate(data.removeprefix(b"\xef\xbb\xbf").splitlines(), 1):
        if raw.strip():
            _take(reading, number, raw)
    return reading


def _refuse_binary(data: bytes) -> None:
    if b"\x00" in data[:4096]:
        raise BadInput("This is not text: a pack is JSON lines or CSV in UTF-8.")


def _take(reading: Reading, number: int, raw: bytes) -> None:
    if len(raw) > MAX_LINE:
        sizes = {"bytes": len(raw), "most": MAX_LINE}
        reading.bad.append(BadLine(number, "it is {bytes} bytes long; at most {most}", sizes))
        return
    try:
        value = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        detail = {"detail": error}
        reading.bad.append(BadLine(number, "not JSON in UTF-8: {detail}", detail))
        return
    _convert(reading, number, value)


def _convert(reading: Reading, number: int, value: Any) -> None:
    if isinstance(value, dict):
        value.setdefault("kind", "product")
        known = KEYS.get(str(value["kind"]), ())
        unknown = sorted(set(value) - {"kind", *known}) if known else []
        if unknown:
            names = {"names": ", ".join(unknown)}
            reading.warnings.append(BadLine(number, "not understood: {names}", names))
    try:
        reading.lines.append((number, msgspec.convert(in_texts(value, plain), Line)))
    except msgspec.ValidationError as error:
        reading.bad.append(BadLine(number, "it does not fit: {detail}", {"detail": error}))
    except BadInput as error:
        reading.bad.append(BadLine(number, error.message, error.fields))


def _read_csv(data: bytes) -> Reading:
    _refuse_binary(data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadInput(
            "Line {line} is not UTF-8; save the sheet as UTF-8 CSV.", line=line
        ) from error
    reading = Reading()
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    sheet = io.StringIO(text, newline="")
    # strict: an unclosed quote is an error, not a cell that swallows the rows after it
    rows = csv.DictReader(sheet, delimiter=delimiter, restkey="(more)", strict=True)
    names = [name.strip().lower() for name in rows.fieldnames or ()]
    if "name" not in names:
        raise BadInput(
            "The first line must name the columns; known: {known}.", known=", ".join(CSV_COLUMNS)
        )
    rows.fieldnames = names
    for number, row in _numbered(rows, reading):
        _convert(reading, number, _product(row))
    return reading


def _numbered(
    rows: "csv.DictReader[str]", reading: Reading
) -> Iterator[tuple[int, dict[str, Any]]]:
    start = 2
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            reading.bad.append(BadLine(start, "not CSV: {detail}", {"detail": error}))
        else:
            yield start, row
        start = rows.reader.line_num + 1


def _product(row: dict[str, Any]) -> dict[str, Any]:
    """Turn a row into a product line; empty cells are absent."""
    cells = {
        name: harmless(value.strip())
        for name, value in row.items()
        if name and isinstance(value, str) and value.strip()
    }
    line: dict[str, Any] = {"kind": "product"}
    line.update({name: value for name, value in cells.items() if name not in _PRICE})
    for name in _JOINED:
        if name in line:
            parts = (part.replace(r"\;", ";").strip() for part in _BETWEEN.split(line[name]))
            line[name] = [part for part in parts if part]
    if "price" in line:
        more = {name.removeprefix("price_"): cells[name] for name in _PRICE if name in cells}
        line["price"] = {"amount": line["price"], **more}
    if "(more)" in row:
        line["(more)"] = row["(more)"]
    return line


def harmless(cell: str) -> str:
    """Read a cell that was quoted against formulas: '=1 is =1."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def joined(parts: list[str]) -> str:
    """Write a list in one cell, so that `read_pack` takes it apart again."""
    return "; ".join(part.replace(";", r"\;") for part in parts)


def quoted(cell: str) -> str:
    """Write a cell so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell
