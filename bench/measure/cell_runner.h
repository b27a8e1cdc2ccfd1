// A trial: one cell inside one worker, run round after round. The worker shuffles trials; a trial knows how to run its
// own handshakes, verify each, and measure. Two kinds: measure/memory_runner.cc and measure/socket_runner.cc. One
// thread.

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

// A round is this long: shorter rounds measure cold caches, longer ones let the machine's drift in, and in memory lose
// more to one preemption (beside two builds on two cores 4 of 5 rounds of 30 ms were preempted).
inline constexpr double kRoundMs = 20;
inline constexpr unsigned kMinHandshakes = 5;
inline constexpr unsigned kMaxHandshakes = 5000;

// Handshakes for one round when one takes `ms`.
unsigned HandshakesPerRound(double ms);

// The outcome of a trial as its cell's row has it: between two libraries of ours a ticket that does not come, or early
// data that is not taken, is the server's right, and refused.
Outcome OutcomeInRow(const Cell& cell, const Outcome& outcome);

// What becomes of a cell whose handshake was not what its scenario says; nullopt if it was.
std::optional<Outcome> OutcomeOf(const Scenario& scenario, const Verification& verification);

// Of a handshake that the client's library gave up: that of wolfSSL 5.5 and 5.7 does not survive a ticket that is
// declined (PR 8097). nullopt if the handshake was no such one.
std::optional<Outcome> GivenUpAfterRefusal(const Scenario& scenario, const WireFacts& wire, const std::string& failure);

// What a verified handshake negotiated. `pinned`: the client was held to the scenario's signature scheme.
Parameters ParametersOf(const Scenario& scenario, const Negotiated& client, const WireFacts& wire, bool pinned);

class Trial {
 public:
  virtual ~Trial() = default;

  // A few unmeasured handshakes, which must verify; they also size the rounds.
  virtual std::optional<Outcome> WarmUp() = 0;

  // One round, of at most `limit` handshakes unless that is 0. The caller fills in cell, execution and round.
  virtual Round RunRound(unsigned limit) = 0;

  // From now on each round also counts instructions and cycles by `counters`, which must outlive the trial. Trials
  // whose work is not all in one thread do not.
  virtual void UseCounters(CounterSource& /*counters*/) {}

  // The flights of one handshake of the warm-up; none if no verified one was recorded.
  virtual const CellFlights& flights() const = 0;

  // Set when the last round ended the trial.
  virtual const std::optional<Outcome>& end() const = 0;
};

// CPU times of one side in one round, to medians and minimum.
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

// Instructions and cycles of one side in one round, to medians; nothing if the counters did not tell.
class CounterSamples {
 public:
  void Add(const CounterValues& values);
  std::optional<CounterValues> Summarize() const;

 private:
  std::vector<double> instructions_;
  std::vector<double> cycles_;
};

// Bytes and flights of one round: medians of the bytes, since an ECDSA signature's length varies by a few.
class CountSamples {
 public:
  void Add(const FlightCounts& counts);
  FlightCounts Summarize() const;

 private:
  std::vector<FlightCounts> samples_;
};

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_MEASURE_CELL_RUNNER_H_
