// Parity: how each library behaves with the parameters that rows pin, and what it would choose by itself. One process
// for each plug-in and each of the two, since what the system's openssl.cnf says holds for a whole process.
// MeasureParity runs in such a process; AddBehaviours starts them and is the parent's.

#ifndef TLSBENCH_BENCH_PARITY_H_
#define TLSBENCH_BENCH_PARITY_H_

#include <string>
#include <vector>

#include "bench/messages.h"

namespace tlsbench {

// One handshake of TLS 1.2 and one of TLS 1.3 of the plug-in with itself, in memory, pinned or as shipped. Writes a
// Behaviour a line to `out`, or one line "error: ...". Returns an exit code.
int MeasureParity(const std::string& file, bool as_shipped, int out);

// Fills in `behaviours` of each library in the list. A plug-in that crashes or hangs says so in them.
void AddBehaviours(std::vector<BackendInfo>& backends);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_PARITY_H_
