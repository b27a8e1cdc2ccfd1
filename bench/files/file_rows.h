// Defines one row of each CSV file of a run, in terms of the structs that a run works with, and the tables of columns
// that write and read it (results/README.md describes each column). Used by the files of this folder. Any thread.

#ifndef TLSBENCH_BENCH_FILES_FILE_ROWS_H_
#define TLSBENCH_BENCH_FILES_FILE_ROWS_H_

#include <cstddef>
#include <vector>

#include "bench/files/columns.h"
#include "bench/result/result.h"

namespace tlsbench {

// Holds what every row has: its cell, and what was negotiated, or asked for if no handshake was verified.
struct FileRow {
  Cell cell;
  Parameters parameters;
  bool verified = false;
};

struct SummaryRow : FileRow {
  Summary summary;  // its cell and parameters are those of the row
};

struct RoundRow : FileRow {
  Round round;  // its parameters are those of the row; Round::cell is not set
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

// Returns the columns that identify the cell: the rows of every file begin with them.
const Columns<FileRow>& IdentityColumns();

// Return, in this order, the columns of the emulated path without its RTT; of how TCP was used; of the length of the
// chain; of further properties of the handshakes; and of what was asked for, because `group` and `cipher_suite` do not
// show it if the library or the server chose.
const Columns<FileRow>& PathColumns();
const Columns<FileRow>& TransportColumns();
const Columns<FileRow>& ChainColumns();
const Columns<FileRow>& KindColumns();
const Columns<FileRow>& AskedColumns();

const Columns<SummaryRow>& SummaryColumns();
const Columns<RoundRow>& RoundColumns();
const Columns<SampleRow>& SampleColumns();
const Columns<FlightRow>& FlightColumns();

// Returns the part of SampleColumns() that is about the handshake alone.
const Columns<SampleRow>& LatencyColumns();

SummaryRow RowOf(const Summary& summary);
RoundRow RowOf(const Cell& cell, const Round& round);

// Returns the summary of a row that was read, and completes what needs several columns: if an older file lacks the
// number of connections that the kernel reported on, it is the number of verified handshakes.
Summary SummaryOf(const SummaryRow& row);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_FILES_FILE_ROWS_H_
