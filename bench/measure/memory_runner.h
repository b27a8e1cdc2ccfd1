// Runs a cell on the memory link, where CPU time is measured. See measure/cell_runner.h.

#ifndef TLSBENCH_BENCH_MEASURE_MEMORY_RUNNER_H_
#define TLSBENCH_BENCH_MEASURE_MEMORY_RUNNER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "bench/backend.h"
#include "bench/link/memory_link.h"
#include "bench/measure/cell_runner.h"
#include "bench/measure/session_cache.h"
#include "bench/meter/allocation.h"
#include "bench/wire/wire_facts.h"

namespace tlsbench {

class MemoryTrial : public Trial {
 public:
  // `issuer` is the server that issues the tickets that `server` cannot read; null if `server` reads its own.
  MemoryTrial(const Scenario& scenario, std::unique_ptr<Context> client, std::unique_ptr<Context> server,
              std::unique_ptr<Context> issuer = nullptr);

  // Runs a few unmeasured handshakes, always the same number, which must verify; they decide how many a round has.
  std::optional<Outcome> Begin();

  // Calls Begin, then runs more handshakes until two windows agree.
  std::optional<Outcome> WarmUp() override;
  Round RunRound(unsigned limit) override;
  void UseCounters(CounterSource& counters) override { counters_ = &counters; }
  const CellFlights& flights() const override { return flights_; }
  const std::optional<Outcome>& end() const override { return end_; }

  // Runs one measured handshake, verified like those of a round, for a caller that keeps statistics of its own
  // (gbench.cc). The error says why it was not verified. Call it after WarmUp.
  struct Measured {
    SideCost client_cost;
    SideCost server_cost;
    FlightCounts counts;
  };
  tl::expected<Measured, std::string> RunOne() { return RunOneBy(&MemoryLink::Run); }

  // Does the same, but the costs are what callgrind collects instead of times (MemoryLink::RunCollected).
  tl::expected<Measured, std::string> CollectOne() { return RunOneBy(&MemoryLink::RunCollected); }

  // Runs one handshake as a round does, for a tool that watches from outside (callgrind). Returns why it was not
  // verified; empty if it was. Call it after Begin.
  std::string RunAsInRound();

  // Returns whether work that took `wall_ns` was interrupted: the thread's CPU time differs from it by more than 2 %.
  static bool Preempted(std::int64_t wall_ns, std::int64_t cpu_ns);

  // Runs handshakes without verification, one right after another: `with_clock_ns` is what the meter accounts for both
  // sides, `without_clock_ns` is the same work timed many at once; both are medians. For the null backend this is the
  // harness's own cost.
  struct Cost {
    double with_clock_ns = 0;
    double without_clock_ns = 0;
  };
  Cost MeasureCost(unsigned handshakes);

  // Runs one handshake whose allocations are counted, verified like any other; the error is the reason if it was not
  // verified. A HeapCounting must live. With `request` one request and its response are included. For each side:
  // allocations of the handshake, and bytes above those alive before it: live_bytes while both ends were open and idle,
  // peak_bytes from set-up to free.
  struct CountedHandshake {
    HeapUse client;
    HeapUse server;
  };
  tl::expected<CountedHandshake, std::string> CountHandshake(bool request);

 private:
  double BareNs(unsigned handshakes);  // for one handshake, timed over `handshakes`
  std::optional<Outcome> Prime();
  const Session* NextSession();
  bool Check(MemoryHandshake& handshake, Round& round);
  std::optional<Outcome> Settle();
  tl::expected<double, Outcome> WindowNs(unsigned handshakes);
  void Measure(unsigned count, Round& round);
  void CountInstructions(Round& round);
  tl::expected<Measured, std::string> RunOneBy(MemoryHandshake (MemoryLink::*run)(const Session* resume));

  Scenario scenario_;
  std::unique_ptr<Context> client_;
  std::unique_ptr<Context> server_;
  std::unique_ptr<Context> issuer_;
  SessionKeeper sessions_;
  MemoryLink link_;
  unsigned per_round_ = kMinHandshakes;
  Outcome failure_;    // how the last unverified handshake ends the cell
  Round in_no_round_;  // takes the counts of single handshakes; only its reason is read
  CellFlights flights_;
  std::optional<Outcome> end_;
  CounterSource* counters_ = nullptr;  // null: nothing is counted
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_MEASURE_MEMORY_RUNNER_H_
