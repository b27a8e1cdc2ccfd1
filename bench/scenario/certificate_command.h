// Finds the program that makes keys and certificates of a type, and its arguments: the openssl command. For ML-DSA,
// which that command supports since OpenSSL 3.5, tlsbench-ml-dsa (backends/ml_dsa_certificates.cc) takes the same
// arguments. Used by scenario/credentials.cc.

#ifndef TLSBENCH_BENCH_SCENARIO_CERTIFICATE_COMMAND_H_
#define TLSBENCH_BENCH_SCENARIO_CERTIFICATE_COMMAND_H_

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "bench/scenario/scenario.h"

namespace tlsbench {

struct KeyRecipe {
  Auth auth;
  std::string_view algorithm;
  std::string_view option;
  std::string_view digest;  // of signatures by such a key (RFC 9846, section 4.3.3); empty: the key decides
};

// Returns the recipe for a key type; null for Auth::kNone.
const KeyRecipe* FindRecipe(Auth auth);

// Returns the program for keys of that type; the error is one line that says why there is none. That the openssl
// command is missing altogether is reported by RunCertificateCommand.
tl::expected<std::string, std::string> FindCertificateCommand(Auth auth);

// Runs the program; the error is the one that it printed.
tl::expected<void, std::string> RunCertificateCommand(const std::string& command,
                                                      const std::vector<std::string>& arguments);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_SCENARIO_CERTIFICATE_COMMAND_H_
