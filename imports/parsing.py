"""From a file to batches of typed rows: what the readers of all file kinds share."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Self

from imports.headers import Column, read_header
from imports.problems import FileProblem, FileProblemCode
from imports.row_cells import Guard, RowCells
from imports.rows import Batch, HeaderReport, RejectedRow, RowT
from imports.sandbox import DEFAULT_LIMITS, Limits, NumberedRow, RowReader


@dataclass(frozen=True, slots=True)
class FileKind(Generic[RowT]):
    """What a file of one kind holds: its columns, and how one row of cells becomes a typed row.

    A row on which `read` reports an error is not used. `is_duplicate` sees the good rows in their order, and reports
    and refuses one whose key an earlier row had.
    """

    columns: tuple[Column, ...]
    one_of: tuple[str, ...]
    read: Callable[[RowCells], RowT]
    is_duplicate: Callable[[RowCells, RowT], bool]


class ParsedFile(Generic[RowT]):
    """A file opened: its header now, its rows in batches as they are asked for. A context manager.

    Raises FileProblem on opening, and from `batches` when the file turns out broken further down or has no rows.
    """

    def __init__(self, path: Path, kind: FileKind[RowT], limits: Limits = DEFAULT_LIMITS) -> None:
        self._kind = kind
        self._reader = RowReader(path, limits)
        try:
            self._batches = iter(self._reader)
            self._first = self._first_batch()
            self._header = read_header(self._first[0][1], kind.columns, one_of=kind.one_of)
        except BaseException:
            self.close()
            raise
        self._guard = Guard(self._header, kind.columns)
        self.header = HeaderReport(self._header.columns, self._header.unknown)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._reader.close()

    def batches(self) -> Iterator[Batch[RowT]]:
        """Every row once, some hundred at a time; the memory used does not grow with the file."""
        try:
            count = 0
            for rows in self._raw_batches():
                count += len(rows)
                yield self._batch(rows)
            if not count:
                raise FileProblem(FileProblemCode.NO_ROWS)
        finally:
            self.close()

    def read_all(self) -> Batch[RowT]:
        """The whole file as one batch: for tests and small files."""
        whole: Batch[RowT] = Batch()
        for batch in self.batches():
            whole.rows += batch.rows
            whole.problems += batch.problems
            whole.rejected += batch.rejected
            whole.read += batch.read
        return whole

    def _first_batch(self) -> list[NumberedRow]:
        first = next(self._batches, [])
        if not first:
            raise FileProblem(FileProblemCode.EMPTY_FILE)
        return first

    def _raw_batches(self) -> Iterator[list[NumberedRow]]:
        if len(self._first) > 1:
            yield self._first[1:]
        yield from (rows for rows in self._batches if rows)

    def _batch(self, rows: Sequence[NumberedRow]) -> Batch[RowT]:
        batch: Batch[RowT] = Batch(read=len(rows))
        for number, cells in rows:
            row = RowCells(number, cells, self._header)
            self._guard.check(row, cells)
            typed = self._kind.read(row)
            if not row.is_rejected and not self._kind.is_duplicate(row, typed):
                batch.rows.append(typed)
            else:
                batch.rejected.append(RejectedRow(number, self._guard.redacted(cells), tuple(row.problems)))
            batch.problems += row.problems
        return batch
