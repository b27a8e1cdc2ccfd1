// How long a Certificate message is, by the chain that it holds. For tests.

#ifndef TLSBENCH_TESTS_SUPPORT_CERTIFICATE_BYTES_H_
#define TLSBENCH_TESTS_SUPPORT_CERTIFICATE_BYTES_H_

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "bench/backend.h"
#include "tests/support/ground_truth.h"

namespace tlsbench {

// Bytes of a certificate in DER, by its text in PEM (RFC 7468, section 2).
inline std::vector<std::size_t> DerOfEach(const std::string& chain_pem) {
  std::vector<std::size_t> sizes;
  for (const std::string_view line : SplitBy(chain_pem, "\n")) {
    if (line.starts_with("-----BEGIN")) {
      sizes.push_back(0);
    } else if (!line.empty() && !line.starts_with("-----") && !sizes.empty()) {
      sizes.back() += line.size() / 4 * 3 - static_cast<std::size_t>(std::count(line.begin(), line.end(), '='));
    }
  }
  return sizes;
}

// RFC 5246, section 7.4.2; RFC 9846, section 4.5.1: TLS 1.3 has a context and extensions for each entry.
inline std::size_t CertificateBytes(const std::string& chain_pem, std::uint16_t protocol) {
  const bool tls13 = protocol == kTls13;
  std::size_t bytes = 4 + 3 + (tls13 ? 1U : 0U);
  for (const std::size_t der : DerOfEach(chain_pem)) {
    bytes += 3 + der + (tls13 ? 2U : 0U);
  }
  return bytes;
}

}  // namespace tlsbench

#endif  // TLSBENCH_TESTS_SUPPORT_CERTIFICATE_BYTES_H_
