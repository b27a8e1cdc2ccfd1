// Converts IANA code points to the names and numbers of the OpenSSL API, and back, and asks which of them the library
// has. Used by the other openssl*.cc only. Pure functions over constant tables, except those that ask or set a library
// object.

#ifndef TLSBENCH_BACKENDS_OPENSSL_NAMES_H_
#define TLSBENCH_BACKENDS_OPENSSL_NAMES_H_

#include <openssl/ssl.h>

// AWS-LC is a fork of BoringSSL and keeps its changes to OpenSSL's API.
#if defined(OPENSSL_IS_BORINGSSL) || defined(OPENSSL_IS_AWSLC)
#define TLSBENCH_BORINGSSL_API
#endif

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bench/backend.h"

namespace tlsbench {

// The library's name in reasons.
#if defined(OPENSSL_IS_AWSLC)
inline constexpr char kLibraryName[] = "AWS-LC";
#elif defined(TLSBENCH_BORINGSSL_API)
inline constexpr char kLibraryName[] = "BoringSSL";
#else
inline constexpr char kLibraryName[] = "OpenSSL";
#endif

// TLS 1.3's suites are the block 0x13xx (RFC 9846, appendix B.4).
inline bool IsTls13Suite(std::uint16_t suite) { return suite >> 8 == 0x13; }

// Groups of RFC 7919.
inline bool IsFiniteFieldGroup(std::uint16_t group) { return group >> 8 == 1; }

// Returns the groups for the library's list. In TLS 1.2 OpenSSL's list holds only curves; finite-field groups are
// parameters of DHE suites, set by SetDhParameters.
std::vector<std::uint16_t> ListedGroups(const EndpointConfig& config);

// Return the reason why one of these cannot be used: the library does not have it, or this file has no name for it.
// What the library has depends on its version and its build, so the library is asked, with `scratch`.
std::optional<std::string> LackingGroup(SSL_CTX* scratch, const std::vector<std::uint16_t>& groups);
std::optional<std::string> LackingScheme(SSL_CTX* scratch, const std::vector<std::uint16_t>& schemes);
std::optional<std::string> LackingSuite(SSL_CTX* scratch, const std::vector<std::uint16_t>& suites);

// Returns the reason why the library cannot send exactly these key shares; nullopt if it can.
std::optional<std::string> LackingKeyShares(const EndpointConfig& config);

// Sets the groups of `config`. Returns false if the library refuses.
bool SetGroups(SSL_CTX* ctx, const EndpointConfig& config);

// Returns the group of the key exchange; 0 if there was none or the library does not report it.
std::uint16_t NegotiatedGroup(SSL* ssl);

// Sets the schemes that an endpoint signs with and accepts. Returns false if the library refuses.
bool SetSignatureSchemes(SSL_CTX* ctx, const std::vector<std::uint16_t>& schemes);

// Returns the scheme with which the peer signed its handshake; 0 if it did not sign.
std::uint16_t PeerSignatureScheme(SSL* ssl);

// Pins the suites of both protocols where the library can: BoringSSL cannot pin those of TLS 1.3 (AWS-LC can). Returns
// false if the library refuses.
bool SetCipherSuites(SSL_CTX* ctx, const std::vector<std::uint16_t>& suites);

// Returns 44, 65 or 87 for an ML-DSA key; 0 for any other key.
int MlDsaLevel(const EVP_PKEY* key);

// Sets a server's parameters for the DHE suites of TLS 1.2: those of the finite-field group in `config.groups`. Returns
// false if the library refuses.
bool SetDhParameters(SSL_CTX* ctx, const EndpointConfig& config);

}  // namespace tlsbench

#endif  // TLSBENCH_BACKENDS_OPENSSL_NAMES_H_
