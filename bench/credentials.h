// Certificates and keys for the local servers, made anew for each run by the openssl command and kept in memory:
// nothing is committed and nothing stays on disk. Also finds the system's roots for remote targets.

#ifndef TLSBENCH_BENCH_CREDENTIALS_H_
#define TLSBENCH_BENCH_CREDENTIALS_H_

#include <string>
#include <tl/expected.hpp>

#include "bench/scenario.h"

namespace tlsbench {

struct Credentials {
  std::string chain_pem;  // leaf, then intermediate
  std::string key_pem;    // the leaf's
  std::string root_pem;   // what a client trusts
};

// A root, an intermediate and a leaf for kServerName, all with keys of one kind. The error is one line in words.
tl::expected<Credentials, std::string> MakeCredentials(Auth auth);

// A whole file, or one line that says why not.
tl::expected<std::string, std::string> ReadFile(const std::string& path);

// The system's trusted roots, one PEM, the same for every library.
tl::expected<std::string, std::string> SystemRoots();

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_CREDENTIALS_H_
