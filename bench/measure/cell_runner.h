// Runs trials: a trial is one cell inside one worker, run round after round. The worker shuffles trials; a trial knows
// how to run its own handshakes, verify each, and measure. There are two kinds: measure/memory_runner.cc and
// measure/socket_runner.cc. One thread.

#ifndef TLSBENCH_BENCH_MEASURE_CELL_RUNNER_H_
#define TLSBENCH_BENCH_MEASURE_CELL_RUNNER_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/meter/hardware_counters.h"
#include "bench/meter/meter.h"
#include "bench/result/result.h"
#include "bench/verify/verify.h"
#include "bench/wire/wire_facts.h"

namespace tlsbench {

// The length of a round: shorter rounds measure cold caches, longer ones let the machine's drift in, and in memory lose
// more to one preemption (beside two builds on two cores 4 of 5 rounds of 30 ms were preempted).
inline constexpr double kRoundMs = 20;
inline constexpr unsigned kMinHandshakes = 5;
inline constexpr unsigned kMaxHandshakes = 5000;

// Returns the number of handshakes in a round when one takes `ms`.
unsigned HandshakesPerRound(double ms);

// Returns the outcome of a trial as the row shows it: between two libraries of ours, a server may send no ticket or not
// accept early data, so that makes the row refused and not failed.
Outcome OutcomeInRow(const Cell& cell, const Outcome& outcome);

// Returns how a cell ends whose handshake did not match its scenario; nullopt if it matched.
std::optional<Outcome> OutcomeOf(const Scenario& scenario, const Verification& verification);

// Returns the outcome of a handshake that the client's library broke off after its ticket was declined: wolfSSL 5.5 and
// 5.7 do so (PR 8097). nullopt if the handshake was none of these.
std::optional<Outcome> GivenUpAfterRefusal(const Scenario& scenario, const WireFacts& wire, const std::string& failure);

// Returns what a verified handshake negotiated. `pinned`: the client was restricted to the scenario's signature scheme.
Parameters ParametersOf(const Scenario& scenario, const Negotiated& client, const WireFacts& wire, bool pinned);

class Trial {
 public:
  virtual ~Trial() = default;

  // Runs a few unmeasured handshakes, which must verify; they also decide how many handshakes a round has.
  virtual std::optional<Outcome> WarmUp() = 0;

  // Runs one round, of at most `limit` handshakes unless that is 0. The caller fills in cell, execution and round.
  virtual Round RunRound(unsigned limit) = 0;

  // Makes each later round also count instructions and cycles with `counters`, which must outlive the trial. Does
  // nothing in trials whose work is not all in one thread.
  virtual void UseCounters(CounterSource& /*counters*/) {}

  // Returns the flights of one handshake of the warm-up; none if no verified one was recorded.
  virtual const CellFlights& flights() const = 0;

  // Returns how the cell ends, if the last round ended it; else nullopt.
  virtual const std::optional<Outcome>& end() const = 0;
};

// Reduces the CPU times of one side in one round to medians and a minimum.
class CpuSamples {
 public:
  void Reserve(std::size_t count);
  void Add(const SideCost& cost);
  RoundCpu Summarize() const;

 private:
  std::vector<double> total_;
  std::vector<double> set_up_;
  std::vector<double> handshake_;
  std::vector<double> tickets_;
  std::vector<double> release_;
};

// Reduces the instructions and cycles of one side in one round to medians; nullopt if the counters gave no values.
class CounterSamples {
 public:
  void Add(const CounterValues& values);
  std::optional<CounterValues> Summarize() const;

 private:
  std::vector<double> instructions_;
  std::vector<double> cycles_;
};

// Summarizes bytes and flights of one round: medians of the bytes, since an ECDSA signature's length varies by a few.
class CountSamples {
 public:
  void Add(const FlightCounts& counts);
  FlightCounts Summarize() const;

 private:
  std::vector<FlightCounts> samples_;
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_MEASURE_CELL_RUNNER_H_
