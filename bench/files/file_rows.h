// What one row of each CSV file of a run is, as the structs that a run works with, and the tables of columns that write
// and read them (results/README.md says what each column means). Used by the files of this folder. Any thread.

#ifndef TLSBENCH_BENCH_FILES_FILE_ROWS_H_
#define TLSBENCH_BENCH_FILES_FILE_ROWS_H_

#include <cstddef>
#include <vector>

#include "bench/files/columns.h"
#include "bench/result/result.h"

namespace tlsbench {

// What every row says: which cell it is about, and what was negotiated, or asked for where no handshake was verified.
struct FileRow {
  Cell cell;
  Parameters parameters;
  bool verified = false;
};

struct SummaryRow : FileRow {
  Summary summary;  // its cell and parameters are those of the row
};

struct RoundRow : FileRow {
  Round round;  // likewise, and `cell` is not set
};

struct SampleRow : FileRow {
  int execution = 0;
  int round = 0;
  std::size_t sample = 0;  // from 0 within the round
  Latency latency;
};

struct FlightRow : FileRow {
  int number = 0;  // from 1
  FlightRecord flight;
};

// Which cell: every file's rows begin with these columns.
const Columns<FileRow>& IdentityColumns();

// The emulated path but for its RTT; how TCP was used; the length of the chain; what more the handshakes were; and what
// was asked for, which `group` and `cipher_suite` do not tell where the library or the server chose.
const Columns<FileRow>& PathColumns();
const Columns<FileRow>& TransportColumns();
const Columns<FileRow>& ChainColumns();
const Columns<FileRow>& KindColumns();
const Columns<FileRow>& AskedColumns();

const Columns<SummaryRow>& SummaryColumns();
const Columns<RoundRow>& RoundColumns();
const Columns<SampleRow>& SampleColumns();
const Columns<FlightRow>& FlightColumns();

// The part of SampleColumns() that is about the handshake alone.
const Columns<SampleRow>& LatencyColumns();

SummaryRow RowOf(const Summary& summary);
RoundRow RowOf(const Cell& cell, const Round& round);

// The summary of a row that was read, with what its columns tell only together; where files of before do not tell of
// how many connections the kernel told, it is all that were verified.
Summary SummaryOf(const SummaryRow& row);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_FILES_FILE_ROWS_H_
