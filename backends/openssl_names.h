// IANA code points to the names and numbers of the OpenSSL API, and back, and what of them the library has. Used by the
// other openssl*.cc only. Pure functions over constant tables, but for those that ask or set a library object.

#ifndef TLSBENCH_BACKENDS_OPENSSL_NAMES_H_
#define TLSBENCH_BACKENDS_OPENSSL_NAMES_H_

#include <openssl/ssl.h>

// AWS-LC grew out of BoringSSL and kept what that had changed in OpenSSL's API.
#if defined(OPENSSL_IS_BORINGSSL) || defined(OPENSSL_IS_AWSLC)
#define TLSBENCH_BORINGSSL_API
#endif

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bench/backend.h"

namespace tlsbench {

// What the words of refusals call the library.
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

// The groups that the library is to be told of. Those of finite fields are parameters of DHE suites in TLS 1.2, set
// apart (SetDhParameters): OpenSSL's list is of curves there.
std::vector<std::uint16_t> ListedGroups(const EndpointConfig& config);

// Why one of these cannot be used, in words: the library does not have it, or this file has no name for it. Which
// there are depends on the version and on how it was built, so that the library is asked, by way of `scratch`.
std::optional<std::string> LackingGroup(SSL_CTX* scratch, const std::vector<std::uint16_t>& groups);
std::optional<std::string> LackingScheme(SSL_CTX* scratch, const std::vector<std::uint16_t>& schemes);
std::optional<std::string> LackingSuite(SSL_CTX* scratch, const std::vector<std::uint16_t>& suites);

// Why the library cannot send exactly these key shares; nullopt if it can.
std::optional<std::string> LackingKeyShares(const EndpointConfig& config);

// False if the library refuses.
bool SetGroups(SSL_CTX* ctx, const EndpointConfig& config);

// The group of the key exchange; 0 if there was none or the library does not say.
std::uint16_t NegotiatedGroup(SSL* ssl);

// Both what an endpoint signs with and what it accepts. False if the library refuses.
bool SetSignatureSchemes(SSL_CTX* ctx, const std::vector<std::uint16_t>& schemes);

// What the peer signed its handshake with; 0 if it did not.
std::uint16_t PeerSignatureScheme(SSL* ssl);

// Pins the suites of both protocols where the library can: BoringSSL cannot pin those of TLS 1.3 (AWS-LC can). False if
// it refuses.
bool SetCipherSuites(SSL_CTX* ctx, const std::vector<std::uint16_t>& suites);

// 44, 65 or 87 of a key of ML-DSA; 0 of any other.
int MlDsaLevel(const EVP_PKEY* key);

// A server's parameters for the DHE suites of TLS 1.2: those of the finite-field group among `config.groups`. False if
// the library refuses.
bool SetDhParameters(SSL_CTX* ctx, const EndpointConfig& config);

}  // namespace tlsbench

#endif  // TLSBENCH_BACKENDS_OPENSSL_NAMES_H_
