#include "bench/measure/heap_runner.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <system_error>
#include <vector>

#include "bench/meter/allocation.h"
#include "bench/os/clock.h"
#include "bench/stats/statistics.h"

namespace tlsbench {
namespace {

// Handshakes that are counted and discarded: buffers reach their size, and sessions become a side's own.
constexpr unsigned kWarmUp = 8;
constexpr unsigned kSamples = 5;
constexpr unsigned kBlocks = 5;

// Limits of the handshakes in a block. Even with the maximum a chain of resumptions stays below kLongestChain, so no
// unmeasured full handshake comes in between.
constexpr unsigned kMinBlock = 4;
constexpr unsigned kMaxBlock = 32;
static_assert(kWarmUp + 2 * kSamples + kBlocks * kMaxBlock < kLongestChain - 10);

using Counted = MemoryTrial::CountedHandshake;
using Sides = std::vector<Counted>;

// Runs `count` handshakes in a row, or returns the reason of the first that was not verified.
tl::expected<Sides, std::string> CountMany(MemoryTrial& trial, unsigned count, bool request) {
  Sides all;
  for (unsigned i = 0; i < count; ++i) {
    auto counted = trial.CountHandshake(request);
    if (!counted) {
      return tl::unexpected(counted.error());
    }
    all.push_back(*counted);
  }
  return all;
}

std::int64_t MedianOf(const Sides& handshakes, HeapUse Counted::*side, std::int64_t HeapUse::*value) {
  std::vector<double> values(handshakes.size());
  std::transform(handshakes.begin(), handshakes.end(), values.begin(),
                 [&](const Counted& counted) { return static_cast<double>(counted.*side.*value); });
  return std::llround(Median(std::move(values)).value_or(0));
}

SideHeap Describe(const Sides& handshakes, const Sides& connections, HeapUse Counted::*side) {
  SideHeap heap;
  heap.allocations = MedianOf(handshakes, side, &HeapUse::allocations);
  heap.peak_bytes = MedianOf(handshakes, side, &HeapUse::peak_bytes);
  heap.idle_bytes = MedianOf(connections, side, &HeapUse::live_bytes);
  return heap;
}

double LiveBytes(Role side) { return static_cast<double>(HeapCounting::Of(side).live_bytes); }

unsigned BlockSize(double seconds, double seconds_each) {
  return static_cast<unsigned>(std::clamp<double>(seconds / seconds_each / kBlocks, kMinBlock, kMaxBlock));
}

// Fills in the leaks of both sides; returns the reason if a handshake was not verified.
std::string MeasureLeaks(MemoryTrial& trial, unsigned block, HeapCost& heap) {
  std::vector<double> client;
  std::vector<double> server;
  for (unsigned i = 0; i < kBlocks; ++i) {
    const double client_before = LiveBytes(Role::kClient);
    const double server_before = LiveBytes(Role::kServer);
    if (auto counted = CountMany(trial, block, true); !counted) {
      return counted.error();
    }
    client.push_back(LiveBytes(Role::kClient) - client_before);
    server.push_back(LiveBytes(Role::kServer) - server_before);
  }
  heap.client.leaked_bytes = LeakedBytes(client, block);
  heap.server.leaked_bytes = LeakedBytes(server, block);
  return "";
}

}  // namespace

std::int64_t LeakedBytes(const std::vector<double>& growth_of_blocks, unsigned handshakes) {
  const auto least = std::min_element(growth_of_blocks.begin(), growth_of_blocks.end());
  if (handshakes == 0 || least == growth_of_blocks.end() || *least <= 0) {
    return 0;
  }
  return std::llround(Median(growth_of_blocks).value_or(0) / handshakes);
}

std::string HeapWorkerFile() {
  std::error_code error;
  const auto file = std::filesystem::read_symlink("/proc/self/exe", error).parent_path() / "tlsbench-heap";
  return std::filesystem::exists(file, error) ? file.string() : "";
}

tl::expected<HeapCost, std::string> MeasureHeap(MemoryTrial& trial, double seconds) {
  if (!HeapCounting::Works()) {
    return tl::unexpected(std::string(kNoHeapCounting));
  }
  const HeapCounting counting;
  const std::int64_t start = MonotonicNs();
  const auto warm_up = CountMany(trial, kWarmUp, true);
  if (!warm_up) {
    return tl::unexpected(warm_up.error());
  }
  const auto handshakes = CountMany(trial, kSamples, false);
  if (!handshakes) {
    return tl::unexpected(handshakes.error());
  }
  const auto connections = CountMany(trial, kSamples, true);
  if (!connections) {
    return tl::unexpected(connections.error());
  }
  HeapCost heap{Describe(*handshakes, *connections, &Counted::client),
                Describe(*handshakes, *connections, &Counted::server)};
  const double spent = static_cast<double>(MonotonicNs() - start) / 1e9;
  const unsigned block = BlockSize(seconds - spent, spent / (kWarmUp + 2 * kSamples));
  if (const std::string failure = MeasureLeaks(trial, block, heap); !failure.empty()) {
    return tl::unexpected(failure);
  }
  return heap;
}

}  // namespace tlsbench
