// Reads CSV (RFC 4180), as files/csv_writer.cc writes it and as others may have edited it. Used by run_reader.cc. Pure
// functions (any thread): for any text they return values or an error of one line.

#ifndef TLSBENCH_BENCH_FILES_CSV_READER_H_
#define TLSBENCH_BENCH_FILES_CSV_READER_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace tlsbench {

struct CsvRow {
  std::size_t line = 0;  // the line of the file where the row begins, from 1
  std::vector<std::string> fields;
};

// Holds a table: every row has as many fields as the header, and column names are unique.
struct CsvTable {
  std::vector<std::string> header;
  std::vector<CsvRow> rows;
  std::string cut;  // why the last row was left out (ReadWholeRows); else empty

  std::optional<std::size_t> Column(std::string_view name) const;
};

// Reads a whole file. Lines may end in LF or CRLF. The last line must end too: the writer ends every line, so a line
// without an end was cut off. The error says what is wrong in which line: empty text, a quote in a wrong position, too
// many or too few fields.
tl::expected<CsvTable, std::string> ReadCsv(std::string_view text);

// Reads a file that grows while a run goes on: if it was cut off, all whole rows.
tl::expected<CsvTable, std::string> ReadWholeRows(std::string_view text);

// Returns text of a file in a form that errors may quote: control characters become '?', and it is cut after `most`
// bytes, so that an error stays one line.
std::string Shown(std::string_view text, std::size_t most = 60);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_FILES_CSV_READER_H_
