#include "bench/child_modes.h"

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "bench/link/server_process.h"
#include "bench/measure/library_defaults.h"
#include "bench/net/path_process.h"
#include "bench/os/process.h"
#include "bench/os/scheduling.h"
#include "bench/plan/run_options.h"
#include "bench/plugin/describe.h"
#include "bench/plugin/feasibility.h"
#include "bench/worker/worker.h"

namespace tlsbench {
namespace {

// The descriptors at which a child finds its pipes (worker/supervisor.cc, server_process.cc, path_process.cc).
constexpr int kTaskFd = 3;
constexpr int kEventFd = 4;
constexpr int kControlFd = 3;

// Ends a child by _exit: the exit handlers of several libraries in one process may fail together.
[[noreturn]] void Leave(int code) {
  std::fflush(nullptr);
  _exit(code);
}

}  // namespace

void PrepareProcess() {
  // The system's openssl.cnf and GnuTLS's config may change a library's defaults; children inherit this.
  for (const char* variable : {"OPENSSL_CONF", "GNUTLS_SYSTEM_PRIORITY_FILE"}) {
    if (std::getenv(kAsShippedVariable) == nullptr) {
      setenv(variable, "/dev/null", 1);  // NOLINT(concurrency-mt-unsafe): no thread runs yet
    } else {
      unsetenv(variable);  // NOLINT(concurrency-mt-unsafe): likewise
    }
  }
  // A CPU mask in the user's environment would change every row without being named in any; a variant sets its own mask
  // as it is loaded.
  for (const char* variable : {"OPENSSL_ia32cap", "OPENSSL_armcap", "GNUTLS_CPUID_OVERRIDE"}) {
    unsetenv(variable);  // NOLINT(concurrency-mt-unsafe): likewise
  }
  std::signal(SIGPIPE, SIG_IGN);
}

void RunHiddenMode(const std::vector<std::string>& arguments) {
  if (arguments.empty() || arguments[0].rfind("--internal-", 0) != 0) {
    return;
  }
  FollowParent();
  if (arguments[0] == "--internal-worker") {
    Leave(RunWorker(kTaskFd, kEventFd));
  }
  if (arguments[0] == "--internal-server") {
    Leave(ServeLoopback(kControlFd));
  }
  if (arguments[0] == "--internal-path") {
    Leave(ServePath(kControlFd));
  }
  if (arguments[0] == "--internal-describe" && arguments.size() == 2) {
    Leave(DescribePlugin(arguments[1], STDOUT_FILENO));
  }
  if (arguments[0] == "--internal-unsupported" && arguments.size() == 3) {
    Leave(SayUnsupported(arguments[1], arguments[2], STDOUT_FILENO));
  }
  if (arguments[0] == "--internal-parity" && arguments.size() == 4) {
    Leave(MeasureParity(arguments[1], arguments[2] == "as-shipped", arguments[3], STDOUT_FILENO));
  }
  // Never return to main(): a test program would run its tests again, which would start it again, without end.
  Leave(kExitUsage);
}

}  // namespace tlsbench
