// Which program makes keys and certificates of a kind, and what it must be told: the openssl command, and for ML-DSA,
// which that has had since OpenSSL 3.5, tlsbench-ml-dsa (backends/ml_dsa_certificates.cc), which takes the same words.
// Used by scenario/credentials.cc.

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
  std::string_view digest;  // of signatures by such a key (RFC 9846, section 4.3.3); empty: the key says
};

// Null for Auth::kNone.
const KeyRecipe* FindRecipe(Auth auth);

// The program for keys of that kind, or one line that says why there is none. An openssl command that is missing
// altogether is found out by RunCertificateCommand.
tl::expected<std::string, std::string> FindCertificateCommand(Auth auth);

// The error is one that the program told.
tl::expected<void, std::string> RunCertificateCommand(const std::string& command,
                                                      const std::vector<std::string>& arguments);

}  // namespace tlsbench

#endif  // TLSBENCH_BENCH_SCENARIO_CERTIFICATE_COMMAND_H_
