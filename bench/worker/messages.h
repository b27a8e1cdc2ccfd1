// What parent and worker say to each other: one JSON object a line, on a pipe. The parent sends one WorkerTask; the
// worker streams events. Pure functions.

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

// What an execution does with its cells: rounds of handshakes that are timed; or, with those of the memory link alone,
// count their heaps (measure/heap_runner.h) or their instructions (measure/callgrind_runner.h).
enum class Mode : std::uint8_t { kRounds, kHeap, kInstructions };

// One execution's work.
struct WorkerTask {
  RunInputs inputs;
  Mode mode = Mode::kRounds;
  std::vector<std::size_t> skip;  // cells that run no more
  int execution = 0;
  int first_round = 0;                    // the number of the first round: above 0 after a worker was lost
  double seconds = 10;                    // stop after this; the first sweep over the cells is always finished
  unsigned handshakes = 0;                // for each cell in this execution; 0: until the time is up
  std::vector<unsigned> handshakes_done;  // by cell, by a worker that was lost; may be empty
  bool target_answered = false;           // in an earlier execution: silence is then no word on the whole target
  bool floor = true;                      // measure the null backend first
  std::vector<std::string> launcher;      // what runs the worker's program: valgrind and its options; else empty
  std::string callgrind_folder;           // where callgrind writes, of kInstructions
  bool as_shipped = false;                // the system's openssl.cnf holds, as it does for any program
};

// A cell is being worked on: before its contexts are made, and before each of its rounds. A sign of life.
struct CellStarted {
  std::size_t cell = 0;
};

// It runs no more.
struct CellEnded {
  std::size_t cell = 0;
  Outcome outcome;
};

// Every row of the target fails with this.
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

// One verified handshake of a cell, flight by flight.
struct FlightsRecorded {
  std::size_t cell = 0;
  CellFlights flights;
};

// What the relay of a path did in this execution.
struct RelayReport {
  PathConditions path;
  RelayFacts relay;
};

// The last event.
struct WorkerDone {
  std::string note;     // why there are no counters; under callgrind the CPU features that it shows
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
