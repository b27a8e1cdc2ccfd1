#include "bench/measure/callgrind_runner.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

#include "bench/meter/callgrind.h"
#include "bench/os/file.h"
#include "bench/scenario/credentials.h"

namespace tlsbench {
namespace {

// Handshakes of each side before collection begins: buffers reach their size, caches are filled.
constexpr unsigned kWarm = 3;
static_assert(2 * (kWarm + kCollectedHandshakes) + kCollectedHandshakes < kLongestChain - 10,
              "no unmeasured handshake that begins a new chain comes in between");

constexpr int kEmptyMeters = 1000;

}  // namespace

InstructionCounter::InstructionCounter(std::string folder) : folder_(std::move(folder)) {
  TakeTotal();  // discards what was collected before
  const CollectedSide collected(Role::kClient);
  for (int i = 0; i < kEmptyMeters; ++i) {
    std::int64_t sink = 0;
    const CallgrindMeter meter(sink, Role::kClient);
  }
  per_call_ = static_cast<double>(TakeTotal().value_or(0)) / kEmptyMeters;
}

// Returns what was collected since the last call.
tl::expected<std::int64_t, std::string> InstructionCounter::TakeTotal() const {
  const auto file = WriteCollected(folder_);
  if (!file) {
    return tl::unexpected(file.error());
  }
  const auto text = ReadFile(*file);
  std::error_code error;
  std::filesystem::remove(*file, error);
  return text ? CollectedTotal(*text) : tl::unexpected(text.error());
}

tl::expected<std::int64_t, std::string> InstructionCounter::CountSide(MemoryTrial& trial, Role side) const {
  for (unsigned i = 0; i < kWarm; ++i) {
    if (const auto handshake = trial.CollectOne(); !handshake) {
      return tl::unexpected(handshake.error());
    }
  }
  const CollectedSide collected(side);
  std::int64_t calls = 0;
  for (unsigned i = 0; i < kCollectedHandshakes; ++i) {
    const auto handshake = trial.CollectOne();
    if (!handshake) {
      return tl::unexpected(handshake.error());
    }
    calls += handshake->client_cost.total() + handshake->server_cost.total();
  }
  const auto total = TakeTotal();
  if (!total) {
    return total;
  }
  const double net = static_cast<double>(*total) - per_call_ * static_cast<double>(calls);
  return std::llround(net / kCollectedHandshakes);
}

tl::expected<InstructionCost, std::string> InstructionCounter::Count(MemoryTrial& trial) const {
  if (!UnderCallgrind()) {
    return tl::unexpected(std::string("callgrind does not run this process"));
  }
  const auto client = CountSide(trial, Role::kClient);
  if (!client) {
    return tl::unexpected(client.error());
  }
  const auto server = CountSide(trial, Role::kServer);
  if (!server) {
    return tl::unexpected(server.error());
  }
  return InstructionCost{*client, *server};
}

std::string InstructionCounter::WriteWhole(MemoryTrial& trial, const std::string& file) const {
  for (unsigned i = 0; i < kCollectedHandshakes; ++i) {
    ToggleCollection();
    std::string failure = trial.RunAsInRound();
    ToggleCollection();
    if (!failure.empty()) {
      return failure;
    }
  }
  const auto written = WriteCollected(folder_);
  if (!written) {
    return written.error();
  }
  std::error_code error;  // not a rename: the folders may lie in different file systems
  std::filesystem::copy_file(*written, file, std::filesystem::copy_options::overwrite_existing, error);
  return error ? fmt::format("cannot write {}: {}", file, error.message()) : "";
}

tl::expected<InstructionCost, std::string> InstructionCounter::CountCell(MemoryTrial& trial, std::size_t cell) const {
  if (const auto end = trial.Begin()) {
    return tl::unexpected(end->reason);
  }
  auto cost = Count(trial);
  const char* keep = std::getenv(kKeepVariable);  // NOLINT(concurrency-mt-unsafe): no code sets a variable
  if (cost && keep != nullptr) {
    if (std::string words = WriteWhole(trial, fmt::format("{}/whole-{}.out", keep, cell)); !words.empty()) {
      return tl::unexpected(std::move(words));
    }
  }
  return cost;
}

}  // namespace tlsbench
