// The parent's side of an execution: starts the worker, takes its events, and outlives whatever happens to it. A crash
// costs the cell that crashed; a worker killed from outside costs one round; a worker that shows no sign of life is
// ended and its cell fails. One thread.

#ifndef TLSBENCH_BENCH_WORKER_SUPERVISOR_H_
#define TLSBENCH_BENCH_WORKER_SUPERVISOR_H_

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bench/os/interrupt.h"
#include "bench/os/process.h"
#include "bench/worker/messages.h"

namespace tlsbench {

// What has become of a run so far.
struct RunState {
  std::map<std::size_t, CellEnd> ends;                        // cells that run no more
  std::vector<Floor> floors;                                  // one for each execution
  std::map<std::size_t, HeapCost> heaps;                      // by cell, of an execution that counts heaps
  std::map<std::size_t, InstructionCost> instructions;        // by cell, of one under callgrind
  std::vector<std::pair<PathConditions, RelayFacts>> relays;  // of every worker that ended well
  std::map<std::size_t, CellFlights> flights;                 // by cell, of its first execution
  std::string note;                                           // the last worker's (Event::note)
  bool pinned = false;
  int niceness = 0;
  bool interrupted = false;
};

class Supervisor {
 public:
  using OnRound = std::function<void(const Round&)>;
  using OnTick = std::function<void()>;  // now and then, for progress
  using Enough = std::function<bool()>;  // asked now and then: whether the worker shall stop after its sweep

  // `state` and `interrupt` must outlive the supervisor. A worker is given up after three timeouts and `patience`
  // without a sign of life.
  Supervisor(
      RunState& state, const Interrupt& interrupt, OnRound on_round, OnTick on_tick,
      std::chrono::milliseconds patience = std::chrono::seconds(5), Enough enough = [] { return false; });

  // Runs one execution to its end, however many workers that takes.
  void RunExecution(WorkerTask task);

 private:
  enum class WorkerEnd { kDone, kLost, kInterrupted, kSilent };
  struct Watch {
    std::optional<std::size_t> cell;  // the last that was started
    int next_round = 0;
    std::vector<unsigned> handshakes;
  };

  std::chrono::milliseconds SilenceLimit(const WorkerTask& task) const;
  WorkerEnd RunWorkerOnce(const WorkerTask& task, Watch& watch, int& wait_status);
  WorkerEnd Listen(int fd, pid_t worker, const WorkerTask& task, Watch& watch);
  bool Take(const std::string& line, const WorkerTask& task, Watch& watch);
  bool Blame(const WorkerTask& task, const Watch& watch, WorkerEnd end, int wait_status);
  void EndAll(const WorkerTask& task, const std::string& reason);

  RunState& state_;
  const Interrupt& interrupt_;
  OnRound on_round_;
  OnTick on_tick_;
  std::chrono::milliseconds patience_;
  Enough enough_;
  std::map<std::size_t, int> lost_;  // workers lost in a cell without its fault
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_WORKER_SUPERVISOR_H_
