// Reads the system's clocks, in nanoseconds. Reading CLOCK_MONOTONIC takes about 25 ns; reading the CPU clock of a
// thread or of the process takes some 25 times as long. Any thread.

#ifndef TLSBENCH_BENCH_OS_CLOCK_H_
#define TLSBENCH_BENCH_OS_CLOCK_H_

#include <cstdint>
#include <ctime>

namespace tlsbench {

// Returns the nanoseconds of a POSIX clock.
inline std::int64_t ReadClock(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

inline std::int64_t MonotonicNs() { return ReadClock(CLOCK_MONOTONIC); }
inline std::int64_t ThreadCpuNs() { return ReadClock(CLOCK_THREAD_CPUTIME_ID); }
inline std::int64_t ProcessCpuNs() { return ReadClock(CLOCK_PROCESS_CPUTIME_ID); }

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_OS_CLOCK_H_
