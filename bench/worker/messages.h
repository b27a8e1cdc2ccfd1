// What parent and worker say to each other: one JSON object a line, on a pipe. The parent sends one WorkerTask; the
// worker streams events. Pure functions.

#ifndef TLSBENCH_BENCH_WORKER_MESSAGES_H_
#define TLSBENCH_BENCH_WORKER_MESSAGES_H_

#include <cstddef>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "bench/measure/run_inputs.h"
#include "bench/net/path_process.h"
#include "bench/result/result.h"

namespace tlsbench {

// One execution's work.
struct WorkerTask {
  RunInputs inputs;
  std::vector<std::size_t> skip;  // cells that have failed already
  int execution = 0;
  int first_round = 0;                    // the number of the first round: above 0 after a worker was lost
  double seconds = 10;                    // stop after this; the first sweep over the cells is always finished
  unsigned handshakes = 0;                // for each cell in this execution; 0: until the time is up
  std::vector<unsigned> handshakes_done;  // by cell, by a worker that was lost; may be empty
  bool target_answered = false;           // in an earlier execution: silence is then no word on the whole target
  bool floor = true;                      // measure the null backend first
  bool heap = false;  // no rounds: count the heap of the memory link's cells instead (measure/heap_runner.h)
  std::vector<std::string> launcher;  // what runs the worker's program: valgrind and its options; else empty
  std::string callgrind;              // no rounds: count instructions, callgrind's files in this folder
  bool as_shipped = false;            // the system's openssl.cnf holds, as it does for any program
};

struct Event {
  enum class Kind { kStart, kRound, kCell, kTarget, kFloor, kHeap, kInstructions, kRelay, kFlights, kDone };
  Kind kind = Kind::kDone;
  std::size_t cell = 0;             // kStart, kCell, kHeap, kInstructions, kFlights
  Round round;                      // kRound
  Status status = Status::kFailed;  // kCell: that cell ends here
  std::string reason;               // kCell, kTarget: every row of the target fails with this
  std::string note;                 // kDone: why there are no counters; under callgrind the CPU features that it shows
  Floor floor;                      // kFloor
  HeapCost heap;                    // kHeap
  InstructionCost instructions;     // kInstructions
  PathConditions path;              // kRelay
  RelayFacts relay;                 // kRelay: what that path's relay did in this execution
  CellFlights flights;              // kFlights
  bool pinned = false;              // kDone: client and server ran on different cores
  int niceness = 0;                 // kDone: of the worker and its server
};

std::string Encode(const WorkerTask& task);
std::string Encode(const Event& event);
tl::expected<WorkerTask, std::string> DecodeTask(const std::string& line);
tl::expected<Event, std::string> DecodeEvent(const std::string& line);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_WORKER_MESSAGES_H_
