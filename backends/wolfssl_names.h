// IANA code points to the names that wolfSSL's API takes, and back. Used by wolfssl.cc and wolfssl_connection.cc only.
// Pure functions over constant tables, but for those that ask a library object.

#ifndef TLSBENCH_BACKENDS_WOLFSSL_NAMES_H_
#define TLSBENCH_BACKENDS_WOLFSSL_NAMES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backends/wolfssl_versions.h"
#include "bench/backend.h"

namespace tlsbench {

// The name of the first group that this library does not have, or its number if it has no name here; nullopt if it has
// them all.
std::optional<std::string> LackingGroup(const std::vector<std::uint16_t>& groups);

// The groups an endpoint offers or accepts. A wolfSSL status: WOLFSSL_SUCCESS or an error.
int SetGroups(WOLFSSL_CTX* ctx, const std::vector<std::uint16_t>& groups);

// The shares that each connection of a TLS 1.3 client must be told of, because SetGroups does not bring them about.
std::vector<std::uint16_t> KeySharesToSet(const EndpointConfig& config);

// A wolfSSL status.
int SetKeyShares(WOLFSSL* ssl, const std::vector<std::uint16_t>& groups);

// The parameters of a TLS 1.2 server's DHE suites. A wolfSSL status. To be called before the suites are set.
int SetFiniteFieldGroup(WOLFSSL_CTX* ctx, const EndpointConfig& config);

// The group of the key exchange; 0 if there was none or the library does not say.
std::uint16_t NegotiatedGroup(WOLFSSL* ssl);

// Why an endpoint cannot be held to the schemes of `config`; nullopt if it can: by being told or, in wolfSSL 4, by
// choosing them itself.
std::optional<std::string> LackingSignatureScheme(const EndpointConfig& config);

// Both what an endpoint signs with and what it accepts. A wolfSSL status. Setting the suites afterwards undoes it.
int SetSignatureSchemes(WOLFSSL_CTX* ctx, const std::vector<std::uint16_t>& schemes);

bool KnowsCipherSuite(std::uint16_t suite);

// Pins the suites of both protocols. A wolfSSL status.
int SetCipherSuites(WOLFSSL_CTX* ctx, const std::vector<std::uint16_t>& suites);

}  // namespace tlsbench

#endif  // TLSBENCH_BACKENDS_WOLFSSL_NAMES_H_
