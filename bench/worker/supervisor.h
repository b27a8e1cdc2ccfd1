// Supervises an execution in the parent: starts the worker, takes its events, and survives every failure of the worker.
// A crash fails the cell that crashed; a worker killed from outside loses one round; a worker that shows no sign of
// life is ended, and its cell fails. One thread.

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

// Holds what a run has collected so far.
struct RunState {
  std::map<std::size_t, Outcome> ends;                        // cells that have ended
  std::vector<Floor> floors;                                  // one for each execution
  std::map<std::size_t, HeapCost> heaps;                      // by cell, of an execution that counts heaps
  std::map<std::size_t, InstructionCost> instructions;        // by cell, of an execution under callgrind
  std::vector<std::pair<PathConditions, RelayFacts>> relays;  // of every worker that ended without an error
  std::map<std::size_t, CellFlights> flights;                 // by cell, of its first execution
  std::string note;                                           // of the last worker (WorkerDone::note)
  bool pinned = false;
  int niceness = 0;
  bool interrupted = false;
};

class Supervisor {
 public:
  using OnRound = std::function<void(const Round&)>;
  using OnTick = std::function<void()>;  // called several times a second, to show progress
  using Enough = std::function<bool()>;  // asked after new events: shall the worker stop after its sweep?

  // `state` and `interrupt` must outlive the supervisor. A worker is ended after three timeouts and `patience` without
  // a sign of life.
  Supervisor(
      RunState& state, const Interrupt& interrupt, OnRound on_round, OnTick on_tick,
      std::chrono::milliseconds patience = std::chrono::seconds(5), Enough enough = [] { return false; });

  // Runs one execution to its end, with as many workers as it needs.
  void RunExecution(WorkerTask task);

 private:
  enum class WorkerOutcome { kDone, kLost, kInterrupted, kSilent };

  // Tracks what the workers of this execution have reported.
  struct Watch {
    std::optional<std::size_t> cell;   // the cell that was started last
    int next_round = 0;                // above 0: a round was measured
    std::vector<unsigned> handshakes;  // by cell
  };

  std::chrono::milliseconds SilenceLimit(const WorkerTask& task) const;
  WorkerOutcome RunWorkerOnce(const WorkerTask& task, int& wait_status);
  WorkerOutcome Listen(int fd, pid_t worker, std::chrono::milliseconds silence_limit);
  bool Take(const std::string& line);
  void On(const CellStarted& event) { watch_.cell = event.cell; }
  void On(const Round& round);
  void On(const CellEnded& event) { state_.ends[event.cell] = event.outcome; }
  void On(const TargetLost& event) { EndAll(event.reason); }
  void On(const Floor& floor) { state_.floors.push_back(floor); }
  void On(const HeapCounted& event);
  void On(const InstructionsCounted& event);
  void On(const FlightsRecorded& event) { state_.flights.try_emplace(event.cell, event.flights); }
  void On(const RelayReport& event) { state_.relays.emplace_back(event.path, event.relay); }
  void On(const WorkerDone& event);
  bool Blame(const WorkerTask& task, WorkerOutcome outcome, int wait_status);
  void EndAll(const std::string& reason);

  RunState& state_;
  const Interrupt& interrupt_;
  OnRound on_round_;
  OnTick on_tick_;
  std::chrono::milliseconds patience_;
  Enough enough_;
  Watch watch_;
  std::map<std::size_t, int> lost_;  // by cell: workers that were killed from outside
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_WORKER_SUPERVISOR_H_
