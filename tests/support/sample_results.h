// A run made by hand, for the tests of the reports: three links, several libraries, every status, names with commas and
// quotes, a preempted round. All numbers are arithmetic on small integers, so they are equal on every machine.

#ifndef TLSBENCH_TESTS_SUPPORT_SAMPLE_RESULTS_H_
#define TLSBENCH_TESTS_SUPPORT_SAMPLE_RESULTS_H_

#include <string>
#include <vector>

#include "bench/result/result.h"

namespace tlsbench {

struct SampleRun {
  std::vector<Cell> cells;
  std::vector<Round> rounds;
  std::vector<Summary> rows;  // rows[i] is cells[i]'s

  std::vector<Round> RoundsOf(std::size_t cell) const {
    std::vector<Round> mine;
    for (const Round& round : rounds) {
      if (round.cell == cell) {
        mine.push_back(round);
      }
    }
    return mine;
  }
};

// What a cell costs before drift and noise, and what crosses the wire.
struct SampleCost {
  double client_us = 0;
  double server_us = 0;
  double connect_ms = 0;
  double handshake_ms = 0;
  unsigned tickets = 0;
  std::size_t sent = 0;
  std::size_t received = 0;
  unsigned samples = 0;  // latencies in a round
};

class SampleRunMaker {
 public:
  // Ends a cell that was measured, with `rounds` rounds in each of 2 executions.
  void Add(const Cell& cell, const SampleCost& cost, int rounds = 4) {
    std::vector<Round> mine;
    for (int execution = 0; execution < 2; ++execution) {
      for (int round = 0; round < rounds; ++round) {
        mine.push_back(MakeRound(cell, cost, execution, round));
      }
    }
    Add(cell, mine, Status::kOk, "");
  }

  void Add(const Cell& cell, const std::vector<Round>& rounds, Status status, const std::string& reason) {
    run_.cells.push_back(cell);
    run_.rounds.insert(run_.rounds.end(), rounds.begin(), rounds.end());
    run_.rows.push_back(Summarize(cell, rounds, status, reason));
  }

  // Noise of up to 1 % that differs between cells, on a drift of up to 12 % that they share, as on a real machine.
  Round MakeRound(const Cell& cell, const SampleCost& cost, int execution, int number) const {
    Round round;
    round.cell = run_.cells.size();
    round.execution = execution;
    round.round = number;
    round.handshakes = round.verified = cost.samples > 0 ? cost.samples : 50;
    const int place = execution * 4 + number;
    const int noise = (static_cast<int>(round.cell) * 7 + place * 5) % 11;
    const double factor = (1 + place * 0.015) * (1 + noise * 0.001);
    round.parameters = MakeParameters(cell, cost);
    round.counts = MakeCounts(cell, cost);
    if (cell.link == LinkKind::kMemory) {
      round.client_cpu = MakeCpu(cost.client_us, factor);
      round.server_cpu = MakeCpu(cost.server_us, factor);
    } else {
      AddLatencies(cell, cost, factor, round);
    }
    return round;
  }

  SampleRun Take() { return run_; }

 private:
  static Parameters MakeParameters(const Cell& cell, const SampleCost& cost) {
    const Scenario& scenario = cell.scenario;
    Parameters parameters = AskedParameters(cell);
    parameters.cipher_suite = CipherSuiteName(
        scenario.cipher_suite != 0 ? scenario.cipher_suite : DefaultCipherSuite(scenario.protocol, scenario.auth));
    const std::string group = scenario.group != 0 ? GroupName(scenario.group) : "X25519MLKEM768";
    const bool key_exchange = scenario.tls13() || !scenario.resumes();
    parameters.group = !key_exchange ? "" : scenario.tls13() ? group : "x25519";
    parameters.auth = AuthName(scenario.auth);
    parameters.signature_scheme =
        scenario.resumes() ? "" : SignatureSchemeName(PinnedSignatureScheme(scenario.protocol, scenario.auth));
    parameters.tickets = cost.tickets;
    return parameters;
  }

  static FlightCounts MakeCounts(const Cell& cell, const SampleCost& cost) {
    FlightCounts counts;
    const bool two = !cell.scenario.tls13() && !cell.scenario.resumes();
    counts.flights = two ? 4 : 3;
    counts.round_trips = two ? 2 : 1;
    counts.first_byte_round_trips = counts.round_trips + 1;
    counts.bytes_sent = cost.sent;
    counts.bytes_received = cost.received;
    counts.ticket_bytes = cell.scenario.tls13() ? 255U * cost.tickets : 0;
    return counts;
  }

  static RoundCpu MakeCpu(double us, double factor) {
    const double total = us * factor;
    return {total, us * 0.98, {total * 0.05, total * 0.80, total * 0.10, total * 0.05}};
  }

  static void AddLatencies(const Cell& cell, const SampleCost& cost, double factor, Round& round) {
    for (unsigned i = 0; i < cost.samples; ++i) {
      const double spread = factor * (1 + i % 10 * 0.02);
      Latency latency{cost.connect_ms * spread, cost.handshake_ms * spread, std::nullopt};
      latency.first_byte_ms = latency.connect_ms * 2 + latency.handshake_ms;
      round.latencies.push_back(latency);
    }
    round.elapsed_s = cost.samples * (cost.connect_ms * 2 + cost.handshake_ms) * factor / 1000;
    round.client_process_cpu_us = (cost.client_us + 60) * factor;
    if (cell.link == LinkKind::kLoopback) {
      round.server_process_cpu_us = (cost.server_us + 60) * factor;
    }
  }

  SampleRun run_;
};

inline Cell SampleCell(const std::string& client, const std::string& server, LinkKind link, std::uint16_t protocol,
                       Handshake handshake) {
  const auto version = [](const std::string& name) {
    return name.empty() ? std::string() : name.starts_with("wolf") ? R"(wolfSSL 5.5.4, "stable")" : "Lib " + name;
  };
  Cell cell{client, version(client), server, version(server), link, "", {protocol, handshake}};
  if (link == LinkKind::kTarget) {
    cell.target = "www.example.org:443";
  } else {
    cell.scenario.cipher_suite = DefaultCipherSuite(protocol, cell.scenario.auth);
    cell.scenario.group = kGroupX25519;
  }
  return cell;
}

inline const std::string kOpen = "openssl-3.0.22";
inline const std::string kBoring = "boringssl-13.0.0-r24";
inline const std::string kWolf = "wolfssl-5.5.4";

inline void AddMemoryCells(SampleRunMaker& maker) {
  const auto cell = [](const std::string& client, const std::string& server, std::uint16_t protocol, Handshake kind) {
    return SampleCell(client, server, LinkKind::kMemory, protocol, kind);
  };
  maker.Add(cell(kOpen, kOpen, kTls12, Handshake::kFull), {387, 191, 0, 0, 1, 299, 1854, 0});
  maker.Add(cell(kOpen, kOpen, kTls12, Handshake::kTicket), {44, 43, 0, 0, 0, 480, 145, 0});
  maker.Add(cell(kOpen, kOpen, kTls13, Handshake::kFull), {418, 231, 0, 0, 2, 323, 1785, 0});
  maker.Add(cell(kOpen, kOpen, kTls13, Handshake::kTicket), {194, 200, 0, 0, 1, 560, 233, 0});
  maker.Add(cell(kBoring, kBoring, kTls12, Handshake::kFull), {1602, 388, 0, 0, 1, 301, 1849, 0});
  maker.Add(cell(kBoring, kBoring, kTls12, Handshake::kTicket), {44, 43.5, 0, 0, 0, 482, 145, 0});
  maker.Add(cell(kBoring, kBoring, kTls13, Handshake::kFull), {1602, 391, 0, 0, 2, 320, 1780, 0});
  maker.Add(cell(kBoring, kBoring, kTls13, Handshake::kTicket), {171, 166, 0, 0, 2, 552, 233, 0});
  maker.Add(cell(kOpen, kBoring, kTls13, Handshake::kFull), {416, 390, 0, 0, 2, 323, 1785, 0});
}

// Every way not to be ok, and rounds that were preempted.
inline void AddTroubledCells(SampleRunMaker& maker) {
  const auto cell = [](std::uint16_t protocol, Handshake kind) {
    return SampleCell(kWolf, kWolf, LinkKind::kMemory, protocol, kind);
  };
  const Cell full13 = cell(kTls13, Handshake::kFull);
  const SampleCost cost{520, 250, 0, 0, 2, 310, 1790, 0};
  Round bad = maker.MakeRound(full13, cost, 0, 1);
  bad.verified = 48;
  bad.failed = 2;
  bad.reason = "the group is secp256r1 on the wire, not x25519";
  maker.Add(full13, {maker.MakeRound(full13, cost, 0, 0), bad}, Status::kOk, "");
  const Cell ticket13 = cell(kTls13, Handshake::kTicket);
  maker.Add(ticket13, {}, Status::kFailed, "the library crashed (SIGSEGV)");
  maker.Add(cell(kTls12, Handshake::kTicket), {}, Status::kUnsupported,
            "built without \"session tickets\", says wolfSSL");
  const Cell full12 = cell(kTls12, Handshake::kFull);
  maker.Add(full12, {maker.MakeRound(full12, {470, 230, 0, 0, 1, 290, 1840, 0}, 0, 0)}, Status::kIncomplete,
            "interrupted");
  const Cell crossed = SampleCell(kWolf, kOpen, LinkKind::kMemory, kTls13, Handshake::kFull);
  Round preempted = maker.MakeRound(crossed, cost, 0, 0);
  preempted.preempted = true;
  maker.Add(crossed, {preempted}, Status::kOk, "");
  maker.Add(SampleCell(kWolf, kOpen, LinkKind::kMemory, kTls13, Handshake::kTicket), {}, Status::kFailed,
            "the library crashed (SIGSEGV)");
}

inline void AddSocketCells(SampleRunMaker& maker) {
  const auto local = [](const std::string& name, std::uint16_t protocol, Handshake kind) {
    return SampleCell(name, name, LinkKind::kLoopback, protocol, kind);
  };
  maker.Add(local(kOpen, kTls12, Handshake::kFull), {387, 191, 0.03, 0.71, 1, 299, 1854, 130});
  maker.Add(local(kOpen, kTls13, Handshake::kFull), {418, 231, 0.03, 0.66, 2, 323, 1785, 130});
  maker.Add(local(kOpen, kTls13, Handshake::kTicket), {194, 200, 0.03, 0.41, 1, 560, 233, 20});
  maker.Add(local(kBoring, kTls13, Handshake::kFull), {1602, 391, 0.03, 2.1, 2, 320, 1780, 20});
  const auto target = [](const std::string& name, std::uint16_t protocol, Handshake kind) {
    return SampleCell(name, "", LinkKind::kTarget, protocol, kind);
  };
  maker.Add(target(kOpen, kTls12, Handshake::kFull), {387, 0, 21, 44.1, 1, 299, 4821, 3});
  maker.Add(target(kOpen, kTls13, Handshake::kFull), {418, 0, 21, 22.8, 2, 1507, 5961, 3});
  Round refused = maker.MakeRound(target(kOpen, kTls13, Handshake::kTicket), {}, 0, 0);
  refused.handshakes = refused.failed = 3;
  refused.verified = 0;
  refused.counts = {};
  refused.elapsed_s = 0.3;
  refused.reason = "the server did not resume: it ran a full handshake";
  maker.Add(target(kOpen, kTls13, Handshake::kTicket), {refused}, Status::kRefused, "");
  maker.Add(target(kBoring, kTls13, Handshake::kFull), {1602, 0, 21, 24.0, 2, 1499, 5961, 1}, 1);
}

inline SampleRun MakeSampleRun() {
  SampleRunMaker maker;
  AddMemoryCells(maker);
  AddTroubledCells(maker);
  AddSocketCells(maker);
  SampleRun run = maker.Take();
  run.rows[0].heap = HeapCost{{3707, 104984, 55480, 0}, {445, 79632, 46296, 0}};
  run.rows[0].instructions = InstructionCost{7432786, 2058958};
  run.rows[4].heap = HeapCost{{457, 19528, 12864, 0}, {125, 8480, 3656, 328}};
  return run;
}

}  // namespace tlsbench

#endif  // TLSBENCH_TESTS_SUPPORT_SAMPLE_RESULTS_H_
