// Defines the messages between parent and worker: one JSON object a line, on a pipe. The parent sends one WorkerTask;
// the worker streams events. Pure functions.

#ifndef TLSBENCH_BENCH_WORKER_MESSAGES_H_
#define TLSBENCH_BENCH_WORKER_MESSAGES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <variant>
#include <vector>

#include "bench/measure/run_inputs.h"
#include "bench/net/path_process.h"
#include "bench/result/result.h"

namespace tlsbench {

// Says what an execution does with its cells: run rounds of timed handshakes; or, for cells of the memory link alone,
// count their heaps (measure/heap_runner.h) or their instructions (measure/callgrind_runner.h).
enum class Mode : std::uint8_t { kRounds, kHeap, kInstructions };

// Describes the work of one execution.
struct WorkerTask {
  RunInputs inputs;
  Mode mode = Mode::kRounds;
  std::vector<std::size_t> skip;  // cells that have ended
  int execution = 0;
  int first_round = 0;                    // the number of the first round: above 0 after a worker was lost
  double seconds = 10;                    // stop after this; the first sweep over the cells is always finished
  unsigned handshakes = 0;                // of each cell in this execution; 0: until the time is up
  std::vector<unsigned> handshakes_done;  // by cell, in a worker that was lost; may be empty
  bool target_answered = false;           // in an earlier execution: then a silence ends only its own row
  bool floor = true;                      // measure the null backend first
  std::vector<std::string> launcher;      // the command before the worker's program: valgrind; or empty
  std::string callgrind_folder;           // where callgrind writes, in mode kInstructions
  bool as_shipped = false;                // the system's openssl.cnf applies, as to any program
};

// Reports that work on a cell goes on: sent before its contexts are made and before each of its rounds, as a sign of
// life.
struct CellStarted {
  std::size_t cell = 0;
};

// Reports that a cell has ended.
struct CellEnded {
  std::size_t cell = 0;
  Outcome outcome;
};

// Reports that every row of the target fails, with this reason.
struct TargetLost {
  std::string reason;
};

struct HeapCounted {
  std::size_t cell = 0;
  HeapCost heap;
};

struct InstructionsCounted {
  std::size_t cell = 0;
  InstructionCost instructions;
};

// Holds one verified handshake of a cell, flight by flight.
struct FlightsRecorded {
  std::size_t cell = 0;
  CellFlights flights;
};

// Holds what the relay of a path did in this execution.
struct RelayReport {
  PathConditions path;
  RelayFacts relay;
};

// Ends the stream of events.
struct WorkerDone {
  std::string note;     // why there are no counters; under callgrind: the CPU features that it shows
  bool pinned = false;  // client and server ran on different cores
  int niceness = 0;     // of the worker and its server
};

using Event = std::variant<CellStarted, Round, CellEnded, TargetLost, Floor, HeapCounted, InstructionsCounted,
                           FlightsRecorded, RelayReport, WorkerDone>;

std::string Encode(const WorkerTask& task);
std::string Encode(const Event& event);
tl::expected<WorkerTask, std::string> DecodeTask(const std::string& line);
tl::expected<Event, std::string> DecodeEvent(const std::string& line);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_WORKER_MESSAGES_H_
