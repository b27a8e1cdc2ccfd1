#include "bench/meter/hardware_counters.h"

#include <fmt/format.h>
#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <limits>

#include "bench/os/process.h"

namespace tlsbench {
namespace {

// How many empty meters are read, to learn what a reading itself costs.
constexpr int kEmptyReadings = 100;

// Long enough that every working counter has counted something.
constexpr int kTrialWork = 10000;

// The layout in which the kernel writes a group of two (PERF_FORMAT_GROUP).
struct GroupReading {
  std::uint64_t events;
  std::array<std::uint64_t, 2> values;
};

// Opens one counter; `leader` -1 opens the first of a group. It is pinned: always on the processor, or in error, but
// never shared and scaled.
int OpenEvent(std::uint32_t type, std::uint64_t event, int leader) {
  perf_event_attr attributes{};
  attributes.size = sizeof(attributes);
  attributes.type = type;
  attributes.config = event;
  attributes.read_format = PERF_FORMAT_GROUP;
  if (leader < 0) {
    attributes.disabled = 1;
    attributes.pinned = 1;
  }
  attributes.exclude_kernel = 1;
  attributes.exclude_hv = 1;
  return static_cast<int>(syscall(SYS_perf_event_open, &attributes, 0, -1, leader, PERF_FLAG_FD_CLOEXEC));
}

class PerfCounters : public CounterSource {
 public:
  PerfCounters(Fd leader, Fd member) : leader_(std::move(leader)), member_(std::move(member)) {
    ioctl(leader_.get(), PERF_EVENT_IOC_ENABLE, PERF_IOC_FLAG_GROUP);
  }

  CounterValues Read() override {
    GroupReading group{};
    if (read(leader_.get(), &group, sizeof(group)) != static_cast<ssize_t>(sizeof(group))) {
      return {};
    }
    return {static_cast<std::int64_t>(group.values[0]), static_cast<std::int64_t>(group.values[1])};
  }

 private:
  Fd leader_;
  Fd member_;
};

struct Count {
  CounterSource* source = nullptr;
  CounterValues cost;  // of a reading
  std::array<CounterValues, 2> sides;

  CounterValues& Of(Role side) { return sides[side == Role::kClient ? 0 : 1]; }
};

thread_local Count running;

}  // namespace

CounterEvents HardwareEvents() { return {PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS, PERF_COUNT_HW_CPU_CYCLES}; }

std::string WhyNoCounters(int error) {
  const std::string words = fmt::format("no hardware counters: perf_event_open says {}", std::strerror(error));
  if (error == EACCES || error == EPERM) {
    return words + "; /proc/sys/kernel/perf_event_paranoid of 2 or less, and a container that may, would allow it";
  }
  return error == ENOENT || error == EOPNOTSUPP || error == ENODEV ? words + "; a virtual machine often has none"
                                                                   : words;
}

tl::expected<std::unique_ptr<CounterSource>, std::string> OpenCounters(const CounterEvents& events) {
  Fd leader(OpenEvent(events.type, events.instructions, -1));
  if (!leader.valid()) {
    return tl::unexpected(WhyNoCounters(errno));
  }
  Fd member(OpenEvent(events.type, events.cycles, leader.get()));
  if (!member.valid()) {
    return tl::unexpected(WhyNoCounters(errno));
  }
  auto source = std::make_unique<PerfCounters>(std::move(leader), std::move(member));
  const CounterValues before = source->Read();
  const volatile int end = kTrialWork;
  for (int i = 0; i < end; ++i) {
  }
  const CounterValues after = source->Read();
  if (after.instructions <= before.instructions || after.cycles <= before.cycles) {
    return tl::unexpected(std::string("no hardware counters: the kernel opens them, but they count nothing"));
  }
  return source;
}

CounterCounting::CounterCounting(CounterSource& source) {
  running = {};
  running.source = &source;
  CounterValues least{std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::max()};
  for (int i = 0; i < kEmptyReadings; ++i) {
    Restart();
    std::int64_t sink = 0;
    { const CounterMeter meter(sink, Role::kClient); }
    least.instructions = std::min(least.instructions, Of(Role::kClient).instructions);
    least.cycles = std::min(least.cycles, Of(Role::kClient).cycles);
  }
  running.cost = least;
  Restart();
}

CounterCounting::~CounterCounting() { running = {}; }

CounterValues CounterCounting::Of(Role side) { return running.Of(side); }

void CounterCounting::Restart() { running.sides = {}; }

CounterMeter::CounterMeter(std::int64_t& sink, Role side) : sink_(sink), side_(side), before_(running.source->Read()) {}

CounterMeter::~CounterMeter() {
  const CounterValues after = running.source->Read();
  const std::int64_t instructions = after.instructions - before_.instructions - running.cost.instructions;
  sink_ += instructions;
  running.Of(side_).instructions += instructions;
  running.Of(side_).cycles += after.cycles - before_.cycles - running.cost.cycles;
}

}  // namespace tlsbench
