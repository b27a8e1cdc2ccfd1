// Reads CSV (RFC 4180), such as files/csv_writer.cc writes and others may have edited. Used by run_reader.cc.
// Pure functions (any thread): whatever the text, the answer is values or one line of words.

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
  std::size_t line = 0;  // of the file where it begins, from 1
  std::vector<std::string> fields;
};

// Every row has as many fields as the header, and no two columns have one name.
struct CsvTable {
  std::vector<std::string> header;
  std::vector<CsvRow> rows;
  std::string cut;  // why the last row was left out (ReadWholeRows); else empty

  std::optional<std::size_t> Column(std::string_view name) const;
};

// Lines may end in LF or CRLF. The last must end too: the writer ends every line, so one that does not was cut off. An
// error says what is wrong in which line: empty text, a quote where none may stand, too many or too few fields.
tl::expected<CsvTable, std::string> ReadCsv(std::string_view text);

// The same of a file that grows while a run goes on: of one that was cut off, all whole rows.
tl::expected<CsvTable, std::string> ReadWholeRows(std::string_view text);

// What a file holds, as words may quote it: control characters become '?', and it is cut after `most` bytes, so that
// an error is one line whatever the file.
std::string Shown(std::string_view text, std::size_t most = 60);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_FILES_CSV_READER_H_
