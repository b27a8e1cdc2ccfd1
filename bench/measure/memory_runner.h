// A cell on the memory link: where CPU time is measured. See measure/cell_runner.h.

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
  // `issuer`: who gives the tickets that `server` cannot read; null if it reads its own.
  MemoryTrial(const Scenario& scenario, std::unique_ptr<Context> client, std::unique_ptr<Context> server,
              std::unique_ptr<Context> issuer = nullptr);

  // A few unmeasured handshakes, the same number each time, which must verify; they size the rounds.
  std::optional<Outcome> Begin();

  // Begin, and then more until two windows agree.
  std::optional<Outcome> WarmUp() override;
  Round RunRound(unsigned limit) override;
  void UseCounters(CounterSource& counters) override { counters_ = &counters; }
  const CellFlights& flights() const override { return flights_; }
  const std::optional<Outcome>& end() const override { return end_; }

  // One measured handshake, verified like those of a round, for a caller that keeps statistics of its own (gbench.cc).
  // The error says what was wrong with it. After WarmUp.
  struct Measured {
    SideCost client_cost;
    SideCost server_cost;
    FlightCounts counts;
  };
  tl::expected<Measured, std::string> RunOne() { return RunOneBy(&MemoryLink::Run); }

  // The same, with what callgrind collects in the place of times (MemoryLink::RunCollected).
  tl::expected<Measured, std::string> CollectOne() { return RunOneBy(&MemoryLink::RunCollected); }

  // One handshake as a round runs it, for what watches from outside (callgrind). Why it was not verified; empty if it
  // was. After Begin.
  std::string RunAsInRound();

  // Whether work that took `wall_ns` was interrupted, since the thread's CPU time differs from that by more than 2 %.
  static bool Preempted(std::int64_t wall_ns, std::int64_t cpu_ns);

  // Handshakes without verification, as fast as they go: `with_clock_ns` is what the meter accounts for both sides,
  // `without_clock_ns` the same work timed many at once; both are medians. For the null backend this is the harness's
  // own cost.
  struct Cost {
    double with_clock_ns = 0;
    double without_clock_ns = 0;
  };
  Cost MeasureCost(unsigned handshakes);

  // One handshake whose allocations are counted, verified like any other; words if it was not verified. A HeapCounting
  // must live. `request`: one request and its response too. Of each side: allocations of the handshake, and bytes above
  // what was alive before it, live_bytes while both ends were open and idle, peak_bytes from set-up to free.
  struct CountedHandshake {
    HeapUse client;
    HeapUse server;
  };
  tl::expected<CountedHandshake, std::string> CountHandshake(bool request);

 private:
  double BareNs(unsigned handshakes);  // for one of so many
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
  Outcome failure_;    // what the last handshake that is not what the row says makes of it
  Round in_no_round_;  // takes the counts of handshakes one by one, which nobody reads
  CellFlights flights_;
  std::optional<Outcome> end_;
  CounterSource* counters_ = nullptr;  // null: nothing is counted
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_MEASURE_MEMORY_RUNNER_H_
