// Converts IANA code points to the names that wolfSSL's API takes, and back. Used by wolfssl.cc and
// wolfssl_connection.cc only. Pure functions over constant tables, except those that ask a library object.

#ifndef TLSBENCH_BACKENDS_WOLFSSL_NAMES_H_
#define TLSBENCH_BACKENDS_WOLFSSL_NAMES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backends/wolfssl_versions.h"
#include "bench/backend.h"

namespace tlsbench {

// Returns the name of the first group that this library does not have, or its number if it has no name here; nullopt if
// the library has all.
std::optional<std::string> LackingGroup(const std::vector<std::uint16_t>& groups);

// Sets the groups an endpoint offers or accepts. Returns a wolfSSL status: WOLFSSL_SUCCESS or an error.
int SetGroups(WOLFSSL_CTX* ctx, const std::vector<std::uint16_t>& groups);

// Returns the key shares that must be set on each connection of a TLS 1.3 client, because SetGroups does not set them.
std::vector<std::uint16_t> KeySharesToSet(const EndpointConfig& config);

// Sets these key shares. Returns a wolfSSL status.
int SetKeyShares(WOLFSSL* ssl, const std::vector<std::uint16_t>& groups);

// Sets the parameters of a TLS 1.2 server's DHE suites. Returns a wolfSSL status. Call it before the suites are set.
int SetFiniteFieldGroup(WOLFSSL_CTX* ctx, const EndpointConfig& config);

// Returns the group of the key exchange; 0 if there was none or the library does not report it.
std::uint16_t NegotiatedGroup(WOLFSSL* ssl);

// Returns the reason why the schemes of `config` cannot be pinned; nullopt if they can: by a call or, in wolfSSL 4,
// because the library chooses them itself.
std::optional<std::string> LackingSignatureScheme(const EndpointConfig& config);

// Sets the schemes that an endpoint signs with and accepts. Returns a wolfSSL status. Setting the suites afterwards
// undoes it.
int SetSignatureSchemes(WOLFSSL_CTX* ctx, const std::vector<std::uint16_t>& schemes);

bool KnowsCipherSuite(std::uint16_t suite);

// Pins the suites of both protocols. Returns a wolfSSL status.
int SetCipherSuites(WOLFSSL_CTX* ctx, const std::vector<std::uint16_t>& suites);

}  // namespace tlsbench

#endif  // TLSBENCH_BACKENDS_WOLFSSL_NAMES_H_
